//! Pictures of QR codes.

use base64::{Engine as _, engine::general_purpose::STANDARD};

use crate::failure::Failure;

/// Returns the QR code of a text, as a PNG in a data URL.
///
/// # Errors
///
/// Returns an error if the text is too long for a QR code.
pub fn data_url(text: &str) -> Result<String, Failure> {
    // The error would repeat the text, which may be a secret.
    let png = qrcodegen_image::draw_png(text)
        .map_err(|_| Failure::rule("the text is too long for a QR code"))?;
    Ok(format!("data:image/png;base64,{}", STANDARD.encode(png)))
}
