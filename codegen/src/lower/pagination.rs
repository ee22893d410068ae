//! `x-pagination` as part of an operation.

use crate::api::{PageStyle, Pagination};
use crate::diagnostics::{Diagnostic, Pointer};
use crate::document;

/// Returns the pagination of an operation, or the reason why it has none.
///
/// # Errors
///
/// The keywords contradict each other.
pub(super) fn pagination(
    written: Option<&document::Pagination>,
    pointer: &Pointer,
) -> Result<(Option<Pagination>, Option<String>), Box<Diagnostic>> {
    let Some(document::Pagination { style, position, limit, reason }) = written else {
        return Ok((None, None));
    };
    let contradiction = |message: &str, help: &str| {
        Err(Box::new(Diagnostic::new("bad-pagination", pointer.at("x-pagination"), message, help)))
    };
    match (*style, position, limit, reason) {
        (PageStyle::None, None, None, Some(reason)) => Ok((None, Some(reason.clone()))),
        (PageStyle::None, ..) => contradiction(
            "`style: none` has keywords other than `reason`",
            "write only `reason`, a sentence that says why there are no pages",
        ),
        (style, Some(position), limit, None) => {
            let (position, limit) = (position.clone(), limit.clone());
            // Whether the cursor is a string is known once all types are lowered.
            Ok((Some(Pagination { style, position, limit, text: false }), None))
        }
        _ => contradiction(
            "`x-pagination` does not say which field holds the cursor",
            "write `position: query.<name>` or `position: body.<name>`, without `reason`",
        ),
    }
}
