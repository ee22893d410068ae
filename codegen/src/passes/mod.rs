//! What the model still needs to know before it can be rendered. Each pass adds one thing.

mod recursion;
mod shared;

use crate::api::Api;

/// Runs all passes in their order.
pub fn run(api: &mut Api) {
    recursion::run(api);
    shared::run(api);
}
