//! A type, whatever its kind.

use serde::Serialize;

use super::enums::{EnumView, enum_view};
use super::structs::StructView;
use super::union::UnionView;
use super::viewer::{Viewer, client, doc_alias};
use crate::api::{ApiKind, Field, Operation, TypeDef, TypeKind};
use crate::render::docs::{paragraphs, prose};
use crate::render::names;

/// A type; its kind is also the name of its template.
#[derive(Debug, Serialize)]
pub(super) struct TypeView {
    name: String,
    docs: String,
    documented: Option<String>,
    #[serde(flatten)]
    kind: KindView,
}

#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum KindView {
    Struct(StructView),
    FreeForm,
    Enum(EnumView),
    Union(UnionView),
    /// An alias of the envelope around a payload.
    Alias {
        payload: String,
    },
}

impl Viewer<'_> {
    pub(super) fn type_view(&self, def: &TypeDef) -> TypeView {
        let name = self.names.type_name(&def.name).to_owned();
        TypeView {
            documented: doc_alias(&def.name, &name),
            name,
            docs: paragraphs(&[prose(0, &def.description), self.users_of(&def.name)]),
            kind: match &def.kind {
                TypeKind::Struct(fields) => {
                    let fields: Vec<&Field> = fields.iter().collect();
                    KindView::Struct(self.struct_view(&fields, def.page.as_ref()))
                }
                TypeKind::FreeForm => KindView::FreeForm,
                TypeKind::Enum(definition) => KindView::Enum(enum_view(definition)),
                TypeKind::Union(branches) => {
                    KindView::Union(self.union(branches, def.discriminator.as_ref()))
                }
                TypeKind::Envelope(payload) => KindView::Alias {
                    payload: payload.as_ref().map_or("()".to_owned(), |ty| self.ty(ty)),
                },
            },
        }
    }

    /// Returns the type of the path and query parameters of an operation.
    pub(super) fn params(&self, api: ApiKind, operation: &Operation) -> TypeView {
        let name = self.names.params_name(operation);
        let method = names::method(operation);
        let client = client(api);
        let fields: Vec<&Field> = operation.params.iter().map(|param| &param.field).collect();
        TypeView {
            docs: format!("Path and query parameters of [`{method}`](crate::{client}::{method})."),
            kind: KindView::Struct(self.struct_view(&fields, None)),
            documented: None,
            name,
        }
    }
}
