//! An operation: its facts and its method.

use serde::Serialize;

use super::viewer::{Viewer, doc_alias, literal, plain};
use crate::api::{
    Answer, ApiKind, BodyKind, Effect, Module, Operation, PageStyle, Pagination, Security,
};
use crate::render::{ident, layout, names};

#[derive(Debug, Serialize)]
pub(super) struct OperationView {
    constant: String,
    name: String,
    api: &'static str,
    module: String,
    method: String,
    path: String,
    pagination: Option<PaginationView>,
    effect: &'static str,
    retry_safe: bool,
    security: String,
    client_auth: bool,
    body: &'static str,
    limits: String,
    deprecated: bool,
    /// The note of a deprecated operation.
    deprecation: Option<String>,
    docs: String,
    aliases: Vec<String>,
    signature: String,
    call: String,
}

#[derive(Debug, Serialize)]
struct PaginationView {
    style: &'static str,
    position: String,
    limit: String,
    text: bool,
}

impl Viewer<'_> {
    pub(super) fn operation(&self, module: &Module, operation: &Operation) -> OperationView {
        let name = names::method(operation);
        let method = ident::raw(&name);
        let mut args = vec!["&self".to_owned()];
        let mut links = vec![format!("self.call(&{})", constant(operation))];
        if !operation.params.is_empty() {
            args.push(format!("params: {}", self.names.params_name(operation)));
            links.push(".params(&params)".to_owned());
        }
        if let Some(body) = &operation.body {
            args.push(format!("body: {}", self.names.type_name(&body.type_name)));
            links.push(".body(&body)".to_owned());
        }
        links.push(".returning()".to_owned());
        let answer = match &operation.answer {
            Answer::Data(ty) => self.ty(ty),
            Answer::Nothing => "()".to_owned(),
            Answer::Redirect => "Redirect".to_owned(),
            Answer::Content => "Content".to_owned(),
        };
        let tail = format!(" -> Call<{answer}> {{");
        OperationView {
            constant: constant(operation),
            name: literal(&operation.name),
            api: match module.id.api {
                ApiKind::Authentication => "Authentication",
                ApiKind::Management => "Management",
            },
            module: literal(&module.id.name),
            method: operation.method.clone(),
            path: literal(&operation.path),
            pagination: operation.pagination.as_ref().map(pagination),
            effect: match operation.effect {
                Effect::Read => "Read",
                Effect::Write => "Write",
                Effect::Send => "Send",
                Effect::Session => "Session",
            },
            retry_safe: operation.retry_safe,
            security: security(operation.security),
            client_auth: operation.client_auth,
            body: match operation.body.as_ref().map(|body| body.kind) {
                None => "None",
                Some(BodyKind::Json) => "Json",
                Some(BodyKind::Form) => "Form",
                Some(BodyKind::Multipart) => "Multipart",
            },
            limits: layout::array_member(4, "limits", &self.limits(operation)),
            deprecated: operation.deprecated,
            deprecation: operation.deprecated.then(|| self.deprecation(module, operation)),
            docs: self.operation_docs(module, operation),
            // The search of rustdoc does not match `create user` with `create_user`.
            aliases: [&operation.name, &operation.path, &plain(&method).replace('_', " ")]
                .into_iter()
                .chain(&operation.search_terms)
                .filter_map(|alias| doc_alias(alias, &method))
                .collect(),
            signature: layout::list(4, &format!("pub fn {method}"), &args, &tail),
            call: layout::chain(8, &links),
        }
    }
}

impl Viewer<'_> {
    /// Returns the note of a deprecated operation, as it stands in code.
    fn deprecation(&self, module: &Module, operation: &Operation) -> String {
        let modules = self.api.modules.iter().filter(|it| it.id.api == module.id.api);
        let mut operations = modules.flat_map(|it| &it.operations);
        let other = operations.find(|it| Some(&it.name) == operation.replaced_by.as_ref());
        literal(&match other {
            Some(other) => format!("deprecated by the API; use `{}`", names::method(other)),
            None => "deprecated by the API".to_owned(),
        })
    }
}

/// Returns the name of the constant with the facts of an operation.
pub(super) fn constant(operation: &Operation) -> String {
    names::method(operation).to_ascii_uppercase()
}

fn pagination(pagination: &Pagination) -> PaginationView {
    PaginationView {
        style: match pagination.style {
            PageStyle::Index => "Index",
            PageStyle::Scroll => "Scroll",
            PageStyle::Page | PageStyle::None => "Page",
        },
        position: literal(&pagination.position),
        limit: match &pagination.limit {
            Some(limit) => format!("Some({})", literal(limit)),
            None => "None".to_owned(),
        },
        text: pagination.text,
    }
}

fn security(security: Security) -> String {
    let mut out = "Security::NONE".to_owned();
    let asked = [
        (security.bearer && !security.bearer_optional, ".bearer()"),
        (security.bearer_optional, ".optional_bearer()"),
        (security.app_id, ".app_id()"),
        (security.user_pool_id, ".user_pool_id()"),
        (security.app_tenant_id, ".app_tenant_id()"),
    ];
    for (_, call) in asked.into_iter().filter(|(asked, _)| *asked) {
        out.push_str(call);
    }
    out
}
