//! A type that several modules use, in a file of its own.

use serde::Serialize;

use super::import::Import;
use super::types::TypeView;
use super::viewer::Viewer;
use crate::api::TypeDef;

/// A shared type.
#[derive(Debug, Serialize)]
pub struct SharedView {
    source: String,
    imports: Vec<Import>,
    ty: TypeView,
}

impl Viewer<'_> {
    pub(super) fn shared(&self, def: &TypeDef) -> SharedView {
        SharedView {
            source: "spec/common.yaml".to_owned(),
            imports: self.shared_imports(def),
            ty: self.type_view(def),
        }
    }
}
