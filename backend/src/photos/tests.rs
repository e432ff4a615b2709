use image::{ColorType, ImageEncoder, Rgba, RgbaImage};

use super::*;

const LIMIT: u64 = 32 * 1024 * 1024;

/// Red above, transparent below, wider than high.
fn picture() -> RgbaImage {
    RgbaImage::from_fn(300, 200, |_, y| if y < 100 { Rgba([255, 0, 0, 255]) } else { Rgba([0, 0, 0, 0]) })
}

fn written(image: &RgbaImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let image = DynamicImage::from(image.clone());
    let image = if format == ImageFormat::Jpeg { image.to_rgb8().into() } else { image };
    image.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

async fn refused(picture: Vec<u8>) {
    let answer = Photos::new(&Limits::default()).of(picture).await;
    let refusal = Refusal::PhotoInvalid { max: PHOTO_UPLOAD_SIDE_MAX };
    assert_eq!(answer, Err(HttpError::Refused { refusal }));
}

#[test]
fn a_photo_is_the_middle_of_the_picture_on_white() {
    let square = square(&written(&picture(), ImageFormat::Png), LIMIT).unwrap();
    assert_eq!(square.dimensions(), (PHOTO_SIDE, PHOTO_SIDE));
    assert_eq!(square.get_pixel(96, 20).0, [255, 0, 0]);
    assert_eq!(square.get_pixel(96, 170).0, [255, 255, 255]);
}

#[tokio::test]
async fn what_is_kept_is_of_our_own_making_and_small() {
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
        let picture = written(&picture(), format);
        let photo = Photos::new(&Limits::default()).of(picture.clone()).await.unwrap();
        let bytes = STANDARD.decode(&photo.bytes).unwrap();
        assert_ne!(bytes, picture);
        assert_eq!(image::guess_format(&bytes).unwrap(), ImageFormat::Jpeg, "{format:?}");
        assert_eq!(photo.digest, Hex(&Sha256::digest(&bytes)).to_string());
        assert!(bytes.len() <= PHOTO_BYTES_MAX);
    }
}

#[test]
fn even_noise_becomes_small_enough() {
    let mut state = 1_u32;
    let noise = RgbImage::from_fn(PHOTO_SIDE, PHOTO_SIDE, |_, _| {
        Rgb([(); 3].map(|()| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        }))
    });
    assert!(encoded(&noise).is_some_and(|bytes| bytes.len() <= PHOTO_BYTES_MAX));
}

#[test]
fn a_picture_that_lies_on_its_side_is_put_upright() {
    let exif = [
        b"Exif\0\0MM\0*\0\0\0\x08\0\x01".as_slice(),
        // Orientation, one short: 6, a quarter turn to the right.
        &[0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0],
    ]
    .concat();
    let plain = written(&picture(), ImageFormat::Jpeg);
    let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
    let turned = [&plain[..2], &[0xff, 0xe1], &length, &exif, &plain[2..]].concat();
    let square = square(&turned, LIMIT).unwrap();
    let reddish = |x, y| square.get_pixel(x, y).0[0] > 200;
    assert!(reddish(180, 96), "what was above is at the right");
    assert!(!reddish(10, 96));
}

#[tokio::test]
async fn what_is_no_picture_of_a_kind_that_is_taken_is_refused() {
    refused(Vec::new()).await;
    refused(b"no picture at all, but long enough to be one".to_vec()).await;
    refused(b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>".to_vec()).await;
    let gif = b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;";
    refused(gif.to_vec()).await;
}

#[tokio::test]
async fn a_picture_that_is_cut_off_or_damaged_is_refused() {
    for format in [ImageFormat::Png, ImageFormat::WebP] {
        let whole = written(&picture(), format);
        refused(whole[..whole.len() / 2].to_vec()).await;
        refused(whole[..20].to_vec()).await;
    }
    let mut damaged = written(&picture(), ImageFormat::Png);
    let middle = damaged.len() / 2;
    damaged[middle..middle + 8].fill(0xff);
    refused(damaged).await;
}

#[tokio::test]
async fn a_picture_that_would_take_too_much_memory_is_refused_by_its_head() {
    // One colour compresses to almost nothing: ten thousand times ten thousand pixels would be 400 MB.
    let mut bomb = Vec::new();
    let row = vec![0; 3_000 * 3_000];
    image::codecs::png::PngEncoder::new(&mut bomb).write_image(&row, 3_000, 3_000, ColorType::L8.into()).unwrap();
    assert!(bomb.len() < 100_000);
    refused(bomb.clone()).await;
    // The same with a head that claims four thousand million pixels.
    bomb[16..24].copy_from_slice(&[0, 0, 0xff, 0xff, 0, 0, 0xff, 0xff]);
    refused(bomb).await;
    let fits = written(&picture(), ImageFormat::Png);
    assert!(square(&fits, 1_000).is_none(), "the bytes of the decoded picture count, not only its sides");
}

#[tokio::test]
async fn too_many_at_once_are_turned_away() {
    let photos = Photos::new(&Limits { photos_waiting: 0, ..Limits::default() });
    let answer = photos.of(written(&picture(), ImageFormat::Png)).await;
    assert_eq!(answer, Err(HttpError::TooMany { retry_after_seconds: 1 }));
}
