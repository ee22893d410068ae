//! The QR code on the page is one that phones read.

use std::collections::HashSet;

use crate::qr;

/// Pixels of a module.
const SCALE: usize = 4;

#[test]
fn qr_code_on_the_page_has_the_text() {
    let text = "otpauth://totp/Pool:alice?secret=HMVCILBWGPLY2PPM&period=30&digits=6&issuer=Pool";
    let svg = qr::svg(text, "QR code").unwrap();
    assert!(svg.starts_with("<svg role=\"img\" aria-label=\"QR code\" viewBox=\"0 0 "), "{svg}");
    assert!(!svg.contains(text) && !svg.contains("<script"), "{svg}");
    assert_eq!(read(&svg), text);
    assert_eq!(qr::svg(&"x".repeat(10_000), ""), None);
}

/// Draws the modules, which are squares at `Mx,y`, and reads the picture.
fn read(svg: &str) -> String {
    let size = svg.split('"').find_map(|text| text.strip_prefix("0 0 ")).unwrap();
    let size: usize = size.split(' ').next().unwrap().parse().unwrap();
    let position = |text: &str| {
        let (x, y) = text.strip_suffix("h1v1h-1")?.split_once(',')?;
        Some((x.parse::<usize>().ok()?, y.parse::<usize>().ok()?))
    };
    let modules: HashSet<(usize, usize)> =
        svg.split(['M', '"', ' ']).filter_map(position).collect();
    let mut picture =
        rqrr::PreparedImage::prepare_from_greyscale(size * SCALE, size * SCALE, |x, y| {
            if modules.contains(&(x / SCALE, y / SCALE)) { 0 } else { 255 }
        });
    let grids = picture.detect_grids();
    let [grid] = grids.as_slice() else { panic!("{} QR codes", grids.len()) };
    grid.decode().unwrap().1
}
