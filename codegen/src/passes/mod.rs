//! Passes over the model, in order. The first two check it, the others complete it for rendering.

mod pagination;
mod recursion;
mod secrets;
mod shared_types;
mod validate;

use crate::api::Api;
use crate::diagnostics::Diagnostics;

/// Runs all passes; `found` holds what lowering found. A model with problems is not completed.
pub fn run(api: &mut Api, found: &mut Diagnostics) {
    found.follow(validate::run(api));
    found.follow(pagination::run(api));
    if found.is_empty() {
        recursion::run(api);
        secrets::run(api);
        shared_types::run(api);
    }
}
