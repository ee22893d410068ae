//! A type, whatever its kind.

use serde::Serialize;

use super::choice::{ChoiceView, choice_view};
use super::record::{PageView, RecordView};
use super::union::UnionView;
use super::viewer::{Viewer, client, doc_alias};
use crate::api::{ApiKind, Field, Operation, TypeDef, TypeKind};
use crate::render::docs::{paragraphs, prose};
use crate::render::names;

/// A type; exactly one of the parts is set, and `page` only together with a record.
#[derive(Debug, Default, Serialize)]
pub(super) struct TypeView {
    name: String,
    docs: String,
    documented: Option<String>,
    record: Option<RecordView>,
    page: Option<PageView>,
    /// Payload of an envelope.
    payload: Option<String>,
    open: bool,
    choice: Option<ChoiceView>,
    union: Option<UnionView>,
}

impl Viewer<'_> {
    pub(super) fn type_view(&self, def: &TypeDef) -> TypeView {
        let name = self.names.type_name(&def.name).to_owned();
        let documented = doc_alias(&def.name, &name);
        let docs = paragraphs(&[prose(0, &def.description), self.users_of(&def.name)]);
        let mut view = TypeView { name, docs, documented, ..TypeView::default() };
        match &def.kind {
            TypeKind::Record(fields) => {
                let fields: Vec<&Field> = fields.iter().collect();
                view.page = def.page.as_ref().and_then(|page| self.page(page, &fields));
                view.record = Some(self.record(&fields));
            }
            TypeKind::Open => view.open = true,
            TypeKind::Choice(choice) => view.choice = Some(choice_view(choice)),
            TypeKind::Union(branches) => {
                view.union = Some(self.union(branches, def.discriminator.as_ref()))
            }
            TypeKind::Envelope(payload) => {
                let payload = payload.as_ref().map_or("()".to_owned(), |ty| self.ty(ty));
                view.payload = Some(payload);
            }
        }
        view
    }

    /// Returns the type of the path and query parameters of an operation.
    pub(super) fn params(&self, api: ApiKind, operation: &Operation) -> TypeView {
        let name = self.names.params_name(operation);
        let method = names::method(operation);
        let client = client(api);
        let fields: Vec<&Field> = operation.params.iter().map(|param| &param.field).collect();
        TypeView {
            docs: format!("Path and query parameters of [`{method}`](crate::{client}::{method})."),
            record: Some(self.record(&fields)),
            name,
            ..TypeView::default()
        }
    }
}
