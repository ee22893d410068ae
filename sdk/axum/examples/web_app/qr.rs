//! QR codes as part of a page.

use fast_qr::{
    QRBuilder,
    convert::{Builder as _, svg::SvgBuilder},
};

/// Draws a text as an SVG element, which needs no request of its own: the text is secret, and an image
/// with a URL would end up in caches and logs. `None` if the text is too long for a QR code.
pub fn svg(text: &str, label: &str) -> Option<String> {
    let code = QRBuilder::new(text).build().ok()?;
    let drawing = SvgBuilder::default().margin(2).to_str(&code);
    // `label` is a constant of this application, so it is not escaped.
    Some(drawing.replacen("<svg ", &format!("<svg role=\"img\" aria-label=\"{label}\" "), 1))
}
