//! An operation: its facts and its method.

use serde::Serialize;

use super::example::ExampleView;
use super::limits::LimitView;
use super::viewer::{Viewer, doc_alias, plain};
use crate::api::{
    ApiKind, BodyKind, Effect, Module, Operation, PageStyle, Pagination, Response, Security,
};
use crate::render::{ident, names};

#[derive(Debug, Serialize)]
pub(super) struct OperationView {
    constant: String,
    name: String,
    api: &'static str,
    module: String,
    verb: String,
    path: String,
    pagination: Option<PaginationView>,
    effect: &'static str,
    retry_safe: bool,
    /// The methods that add credentials to none.
    security: Vec<&'static str>,
    client_auth: bool,
    body_kind: &'static str,
    limits: Vec<LimitView>,
    deprecated: bool,
}

/// The method of an operation.
#[derive(Debug, Serialize)]
pub(super) struct MethodView {
    constant: String,
    docs: String,
    example: ExampleView,
    aliases: Vec<String>,
    deprecated: bool,
    /// The method to use instead of a deprecated one.
    replacement: Option<String>,
    name: String,
    /// Type of the path and query parameters.
    params: Option<String>,
    /// Type of the body.
    body: Option<String>,
    /// Type that the call returns.
    returns: String,
}

#[derive(Debug, Serialize)]
struct PaginationView {
    style: &'static str,
    position: String,
    limit: Option<String>,
    text: bool,
}

impl Viewer<'_> {
    pub(super) fn operation(&self, module: &Module, operation: &Operation) -> OperationView {
        OperationView {
            constant: constant(operation),
            name: operation.name.clone(),
            api: match module.id.api {
                ApiKind::Authentication => "Authentication",
                ApiKind::Management => "Management",
            },
            module: module.id.name.clone(),
            verb: operation.method.clone(),
            path: operation.path.clone(),
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
            body_kind: match operation.body.as_ref().map(|body| body.kind) {
                None => "None",
                Some(BodyKind::Json) => "Json",
                Some(BodyKind::Form) => "Form",
                Some(BodyKind::Multipart) => "Multipart",
            },
            limits: self.limits(operation),
            deprecated: operation.deprecated,
        }
    }

    pub(super) fn method(&self, module: &Module, operation: &Operation) -> MethodView {
        let name = ident::raw(&names::method(operation));
        let returns = match &operation.response {
            Response::Payload(ty) => self.ty(ty),
            Response::Empty => "()".to_owned(),
            Response::Redirect => "Redirect".to_owned(),
            Response::Content => "Content".to_owned(),
        };
        let has_params = !operation.params.is_empty();
        MethodView {
            constant: constant(operation),
            example: self.example(module.id.api, operation),
            deprecated: operation.deprecated,
            replacement: self.replacement(module, operation),
            docs: self.operation_docs(module, operation),
            // The search of rustdoc does not match `create user` with `create_user`.
            aliases: [&operation.name, &operation.path, &plain(&name).replace('_', " ")]
                .into_iter()
                .chain(&operation.search_terms)
                .filter_map(|alias| doc_alias(alias, &name))
                .collect(),
            params: has_params.then(|| self.names.params_name(operation)),
            body: operation
                .body
                .as_ref()
                .map(|body| self.names.type_name(&body.type_name).to_owned()),
            returns,
            name,
        }
    }
}

impl Viewer<'_> {
    /// Returns the method to use instead of a deprecated one.
    fn replacement(&self, module: &Module, operation: &Operation) -> Option<String> {
        let documented = operation.replaced_by.as_ref()?;
        let modules = self.api.modules.iter().filter(|it| it.id.api == module.id.api);
        let mut operations = modules.flat_map(|it| &it.operations);
        operations.find(|it| it.name == *documented).map(names::method)
    }
}

/// Returns the name of the constant with the facts of an operation.
fn constant(operation: &Operation) -> String {
    names::method(operation).to_ascii_uppercase()
}

fn pagination(pagination: &Pagination) -> PaginationView {
    PaginationView {
        style: match pagination.style {
            PageStyle::Index => "Index",
            PageStyle::Scroll => "Scroll",
            PageStyle::Page | PageStyle::None => "Page",
        },
        position: pagination.position.clone(),
        limit: pagination.limit.clone(),
        text: pagination.text,
    }
}

fn security(security: Security) -> Vec<&'static str> {
    let credentials = [
        (security.bearer && !security.bearer_optional, "bearer"),
        (security.bearer_optional, "optional_bearer"),
        (security.app_id, "app_id"),
        (security.user_pool_id, "user_pool_id"),
        (security.app_tenant_id, "app_tenant_id"),
    ];
    credentials.into_iter().filter(|(is_required, _)| *is_required).map(|(_, name)| name).collect()
}
