//! Cargo features: one per module.

use heck::ToKebabCase;

use crate::api::ModuleId;

/// Returns the Cargo feature of a module.
pub fn feature_of(module: &ModuleId) -> String {
    format!("{}-{}", module.api, module.name.to_kebab_case())
}
