//! QR codes as text for a terminal.

use fast_qr::{ECL, QRBuilder};

/// The width of the quiet zone around a code, in modules.
const MARGIN: usize = 4;

/// Renders text as a QR code with two rows per line; `None` if the text is too long.
///
/// Light modules are drawn, since most terminals are dark. Cameras also read the inverse, which a
/// light terminal shows.
pub(super) fn draw(text: &str) -> Option<String> {
    let code = QRBuilder::new(text).ecl(ECL::M).build().ok()?;
    let width = code.size + 2 * MARGIN;
    let is_light = |row: usize, column: usize| {
        let inside = |at: usize| at.checked_sub(MARGIN).filter(|at| *at < code.size);
        match (inside(row), inside(column)) {
            (Some(row), Some(column)) => !code[row][column].value(),
            // The last line has an extra half row.
            _ => row < width,
        }
    };
    let mut drawn = String::new();
    for row in (0..width).step_by(2) {
        for column in 0..width {
            drawn.push(match (is_light(row, column), is_light(row + 1, column)) {
                (true, true) => '█',
                (true, false) => '▀',
                (false, true) => '▄',
                (false, false) => ' ',
            });
        }
        drawn.push('\n');
    }
    Some(drawn)
}
