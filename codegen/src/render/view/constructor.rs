//! The shape of `new`, which structs and examples agree on.

use crate::api::Field;

/// Returns whether `new` takes the required fields; it takes no arguments where they are too many
/// to tell apart by their order.
pub(super) fn takes_required(fields: &[&Field]) -> bool {
    const MOST: usize = 4;
    fields.iter().filter(|field| field.required).count() <= MOST
}
