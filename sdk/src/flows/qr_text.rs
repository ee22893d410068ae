//! A QR code as text for a terminal.

use fast_qr::{ECL, QRBuilder};

/// How many light modules stand around a code, so that cameras find it.
const MARGIN: usize = 4;

/// Draws text as a QR code, two rows of it in a line; `None` if it is too long for one.
///
/// Terminals are mostly dark, and a code is dark on light: light modules are drawn, dark ones left
/// out. Cameras take the opposite as well, which is what shows on a light terminal.
pub(super) fn draw(text: &str) -> Option<String> {
    let code = QRBuilder::new(text).ecl(ECL::M).build().ok()?;
    let width = code.size + 2 * MARGIN;
    let is_light = |row: usize, column: usize| {
        let inside = |at: usize| at.checked_sub(MARGIN).filter(|at| *at < code.size);
        match (inside(row), inside(column)) {
            (Some(row), Some(column)) => !code[row][column].value(),
            // The last line has half a row too many.
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
