//! Pictures that operators send in, made into photos: whatever comes is decoded within limits and encoded anew, so that
//! what is kept and shown is a small square of our own making, without anything hidden in it.

use std::io::Cursor;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Rgb, RgbImage};
use letopis_events::events::operator::OperatorPhotoChosen;
use letopis_events::vocabulary::PhotoType;
use letopis_shared::limits::{PHOTO_BYTES_MAX, PHOTO_SIDE, PHOTO_UPLOAD_SIDE_MAX};
use letopis_shared::wire::Refusal;
use letopis_shared::wire::http::HttpError;
use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;

use crate::config::Limits;
use crate::event_log::chain::Hex;

/// Quality of the picture, the first at which it is small enough.
const QUALITIES: [u8; 4] = [86, 70, 50, 25];

/// Makes photos, a few at a time and never on a thread that answers requests.
pub struct Photos {
    turns: Arc<Semaphore>,
    waiting: Semaphore,
    decoded_bytes_max: u64,
}

impl Photos {
    pub fn new(limits: &Limits) -> Self {
        Self {
            turns: Arc::new(Semaphore::new(limits.photos_decoded_at_once)),
            waiting: Semaphore::new(limits.photos_waiting),
            decoded_bytes_max: limits.photo_decoded_bytes,
        }
    }

    /// The photo of a picture.
    ///
    /// # Errors
    /// That it is none, or larger than it may be; or that too many others wait.
    pub async fn of(&self, picture: Vec<u8>) -> Result<OperatorPhotoChosen, HttpError> {
        let busy = HttpError::TooMany { retry_after_seconds: 1 };
        let _place = self.waiting.try_acquire().map_err(|_| busy.clone())?;
        let turn = self.turns.clone().acquire_owned().await.map_err(|_| busy)?;
        let max = self.decoded_bytes_max;
        let made = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            square(&picture, max).and_then(|square| encoded(&square))
        });
        // A decoder that gives up in a panic was given something that is no picture.
        let bytes = made.await.ok().flatten();
        let refusal = Refusal::PhotoInvalid { max: PHOTO_UPLOAD_SIDE_MAX };
        let bytes = bytes.ok_or(HttpError::Refused { refusal })?;
        let digest = Hex(&Sha256::digest(&bytes)).to_string();
        Ok(OperatorPhotoChosen { digest, media_type: PhotoType::Jpeg, bytes: STANDARD.encode(bytes) })
    }
}

/// The middle of the picture, upright, on white. Its size is known, and fits, before memory is taken for it.
fn square(picture: &[u8], decoded_bytes_max: u64) -> Option<RgbImage> {
    let mut reader = ImageReader::new(Cursor::new(picture)).with_guessed_format().ok()?;
    if !matches!(reader.format()?, ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP) {
        return None;
    }
    let mut limits = image::Limits::no_limits();
    limits.max_image_width = Some(PHOTO_UPLOAD_SIDE_MAX);
    limits.max_image_height = Some(PHOTO_UPLOAD_SIDE_MAX);
    limits.max_alloc = Some(decoded_bytes_max);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().ok()?;
    let (width, height) = decoder.dimensions();
    let fits = (1..=PHOTO_UPLOAD_SIDE_MAX).contains(&width) && (1..=PHOTO_UPLOAD_SIDE_MAX).contains(&height);
    if !fits || decoder.total_bytes() > decoded_bytes_max {
        return None;
    }
    let orientation = decoder.orientation().ok()?;
    let mut image = DynamicImage::from_decoder(decoder).ok()?;
    image.apply_orientation(orientation);
    let (width, height) = (image.width(), image.height());
    let side = width.min(height);
    let middle = image.crop_imm((width - side) / 2, (height - side) / 2, side, side);
    let small = middle.resize_exact(PHOTO_SIDE, PHOTO_SIDE, FilterType::Triangle).to_rgba8();
    Some(RgbImage::from_fn(PHOTO_SIDE, PHOTO_SIDE, |x, y| {
        let [red, green, blue, alpha] = small.get_pixel(x, y).0.map(u32::from);
        Rgb([red, green, blue].map(|value| ((value * alpha + 255 * (255 - alpha)) / 255) as u8))
    }))
}

/// As JPEG, as good as it may be at its largest size.
fn encoded(square: &RgbImage) -> Option<Vec<u8>> {
    QUALITIES.into_iter().find_map(|quality| {
        let mut bytes = Vec::new();
        JpegEncoder::new_with_quality(&mut bytes, quality).encode_image(square).ok()?;
        (bytes.len() <= PHOTO_BYTES_MAX).then_some(bytes)
    })
}

#[cfg(test)]
mod tests;
