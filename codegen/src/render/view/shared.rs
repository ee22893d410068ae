//! A type that several modules use, in a file of its own.

use serde::Serialize;

use super::types::TypeView;
use super::viewer::Viewer;
use crate::api::TypeDef;
use crate::render::docs::module_comment;

/// A shared type.
#[derive(Debug, Serialize)]
pub struct SharedView {
    source: String,
    docs: String,
    imports: Vec<String>,
    types: Vec<TypeView>,
}

impl Viewer<'_> {
    pub(super) fn shared(&self, def: &TypeDef) -> SharedView {
        let view = self.type_view(def);
        SharedView {
            source: "spec/common.yaml".to_owned(),
            docs: module_comment(&[format!("[`{}`].", view.name)]),
            imports: self.shared_imports(def),
            types: vec![view],
        }
    }
}
