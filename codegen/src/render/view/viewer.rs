//! Data shared by every part of the view, and the spelling of types in code.

use crate::api::{Api, Field, Type};
use crate::render::names::Names;
pub(super) use crate::render::names::{client, plain};

/// Creator of the views of the parts of the model.
pub(in crate::render) struct Viewer<'a> {
    pub(in crate::render) api: &'a Api,
    pub(in crate::render) names: &'a Names,
}

impl Viewer<'_> {
    /// Returns a type as it is written in code.
    pub(super) fn ty(&self, ty: &Type) -> String {
        self.names.ty(ty)
    }

    /// Returns the type of a field in its struct.
    pub(super) fn field_type(&self, field: &Field) -> String {
        self.names.field_type(field)
    }
}

/// Returns another name that documentation is searched for; `None` if it equals the
/// item's name, or if rustdoc rejects it: it accepts no quotes and no surrounding space.
pub(super) fn doc_alias(alias: &str, item: &str) -> Option<String> {
    let is_new = plain(item) != alias;
    let is_plain = !alias.contains(['"', '\'']) && !alias.contains(char::is_control);
    (is_new && is_plain && !alias.is_empty() && alias.trim() == alias).then(|| alias.to_owned())
}
