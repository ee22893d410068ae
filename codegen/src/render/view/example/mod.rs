//! The example of an operation: a call with sensible values, and what to do with its result.

mod outcome;
mod sample;
mod values;

pub(super) use self::sample::body;

use serde::Serialize;
use serde_json::Value;

use self::outcome::{OutcomeView, outcome};
use self::values::{Maker, ValueView};
use super::import::Import;
use super::viewer::{Viewer, client as client_type};
use crate::api::{ApiKind, Field, Operation};
use crate::render::{ident, layout, names};

/// The example of an operation.
#[derive(Debug, Serialize)]
pub(super) struct ExampleView {
    /// Name of the variable of the client, and its type.
    client: &'static str,
    client_type: &'static str,
    import: Option<Import>,
    method: String,
    args: Vec<ValueView>,
    outcome: OutcomeView,
}

impl Viewer<'_> {
    pub(super) fn example(&self, api: ApiKind, operation: &Operation) -> ExampleView {
        let mut maker =
            Maker { api: self.api, names: self.names, used: Vec::new(), open: Vec::new() };
        let mut args = Vec::new();
        if !operation.params.is_empty() {
            let ty = self.names.params_name(operation);
            let fields: Vec<&Field> = operation.params.iter().map(|param| &param.field).collect();
            let values = fields.iter().map(|field| (field.wire.clone(), sample::parameter(field)));
            let values = Value::Object(values.collect());
            let (args_of_new, setters) = maker.required(&fields, &values, 0);
            args.push(ValueView::New { ty: ty.clone(), args: args_of_new, setters });
            maker.used.push(ty);
        }
        if let Some(body) = &operation.body {
            args.push(maker.named(&body.type_name, &sample::body(self.api, operation), 0));
        }
        let client = match (api, operation.security.bearer) {
            (ApiKind::Management, _) => "admin",
            (_, true) => "user",
            (_, false) => "app",
        };
        let mut used = maker.used;
        layout::sort(&mut used);
        used.dedup();
        ExampleView {
            client,
            client_type: client_type(api),
            import: Import::new(&format!("genauth::{api}"), used),
            method: ident::raw(&names::method(operation)),
            args,
            outcome: outcome(self.api, operation, client),
        }
    }
}
