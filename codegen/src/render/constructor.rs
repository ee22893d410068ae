//! The shape of `new`, which structs, examples and reports of changes agree on.

use crate::api::Field;

/// Returns whether `new` takes the required fields; it takes no arguments where they are too many
/// to tell apart by their order.
pub fn takes_required(fields: &[&Field]) -> bool {
    const MOST: usize = 4;
    fields.iter().filter(|field| field.required).count() <= MOST
}
