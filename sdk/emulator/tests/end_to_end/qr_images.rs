//! Reading QR codes from pictures, as a phone does.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use qrcodegen_image::image;

/// Returns the text in the QR code of a PNG.
pub fn read(png: &[u8]) -> String {
    let picture = image::load_from_memory(png).unwrap().to_luma8();
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    let mut prepared = rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| {
        picture.get_pixel(x as u32, y as u32).0[0]
    });
    let found = prepared.detect_grids();
    assert_eq!(found.len(), 1, "one QR code in the picture");
    found[0].decode().unwrap().1
}

/// Returns the text in the QR code of a data URL.
pub fn read_url(url: &str) -> String {
    let base64 = url.strip_prefix("data:image/png;base64,").unwrap();
    read(&STANDARD.decode(base64).unwrap())
}
