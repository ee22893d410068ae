//! The findings of lowering, and what its parts share.

use crate::api::Availability;
use crate::diagnostics::{Diagnostic, Diagnostics, Pointer};
use crate::document::Brand;

/// A run of lowering, with its findings.
#[derive(Default)]
pub(super) struct Lowering {
    pub(super) found: Diagnostics,
}

impl Lowering {
    /// Reports a construct that the model has no counterpart for.
    pub(super) fn unsupported(&mut self, pointer: &Pointer, message: String, help: &str) {
        self.found.push(Diagnostic::new("unsupported", pointer.clone(), message, help));
    }
}

/// Returns the name at the end of a reference.
pub(super) fn name_of(reference: &str) -> &str {
    reference.rsplit('/').next().unwrap_or(reference)
}

/// Returns the brands of `x-availability`; `None` if it is absent.
pub(super) fn availability(brands: &[Brand]) -> Option<Availability> {
    (!brands.is_empty()).then(|| Availability {
        authing: brands.contains(&Brand::Authing),
        genauth: brands.contains(&Brand::Genauth),
    })
}
