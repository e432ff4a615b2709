//! Pictures, made small in the browser before they are sent.

use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, Event, File, HtmlInputElement, ImageBitmap, ImageEncodeOptions, OffscreenCanvas,
    OffscreenCanvasRenderingContext2d,
};

/// The file that was chosen in a field; the field is empty again, so that the same one can be chosen once more.
pub fn chosen(event: &Event) -> Option<File> {
    let input: HtmlInputElement = event.target()?.dyn_into().ok()?;
    let file = input.files()?.get(0);
    input.set_value("");
    file
}

/// The middle of a picture as a JPEG square of this many pixels. The browser turns it upright.
///
/// # Errors
/// When the browser cannot read it.
pub async fn square(file: &File, side: u32) -> Result<Blob, JsValue> {
    let bitmap: ImageBitmap = JsFuture::from(window().create_image_bitmap_with_blob(file)?).await?.dyn_into()?;
    let (width, height) = (f64::from(bitmap.width()), f64::from(bitmap.height()));
    let (middle, to) = (width.min(height), f64::from(side));
    let canvas = OffscreenCanvas::new(side, side)?;
    let context: OffscreenCanvasRenderingContext2d = canvas.get_context("2d")?.ok_or(JsValue::UNDEFINED)?.dyn_into()?;
    // What is transparent becomes white, as on the server.
    context.set_fill_style_str("#fff");
    context.fill_rect(0.0, 0.0, to, to);
    let (x, y) = ((width - middle) / 2.0, (height - middle) / 2.0);
    context.draw_image_with_image_bitmap_and_sw_and_sh_and_dx_and_dy_and_dw_and_dh(
        &bitmap, x, y, middle, middle, 0.0, 0.0, to, to,
    )?;
    bitmap.close();
    let options = ImageEncodeOptions::new();
    options.set_type("image/jpeg");
    options.set_quality(0.9);
    JsFuture::from(canvas.convert_to_blob_with_options(&options)?).await?.dyn_into()
}
