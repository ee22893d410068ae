//! `x-pagination` as part of an operation.

use crate::api::{PageStyle, Pagination};
use crate::diagnostics::{Diagnostic, Pointer};
use crate::document;

/// What an operation says of its pages, or why it has none.
///
/// # Errors
///
/// What contradicts itself, without a line.
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
            "`style: none` goes with a `reason` and nothing else",
            "say in a sentence why the operation has no pages in spite of its parameters",
        ),
        (style, Some(position), limit, None) => {
            let (position, limit) = (position.clone(), limit.clone());
            // Whether it is a string shows once all types are known.
            Ok((Some(Pagination { style, position, limit, text: false }), None))
        }
        _ => contradiction(
            "it is not said where the page goes",
            "write `position: query.<name>` or `position: body.<name>`, and no `reason`",
        ),
    }
}
