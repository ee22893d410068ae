//! Modules and operations.

use indexmap::IndexMap;

use super::ids::{Availability, ModuleId};
use super::types::{Field, Type, TypeDef};
use crate::diagnostics::Pointer;
pub use crate::document::{ApiInfo, Code, Effect, Errors, PageStyle, Sdk, Sdks};

/// The model of both APIs.
#[derive(Clone, Debug, Default)]
pub struct Api {
    /// The modules, API by API in reading order.
    pub modules: Vec<Module>,
    /// The types by documented name, in the order of the files.
    pub types: IndexMap<String, TypeDef>,
    /// The codes in responses.
    pub codes: Errors,
    /// The fields of the response envelope, but for the payload.
    pub envelope: Vec<Field>,
    /// Title, description and server of each API, by its name.
    pub apis: IndexMap<String, ApiInfo>,
}

/// A module of an API.
#[derive(Clone, Debug)]
pub struct Module {
    /// Its identifier.
    pub id: ModuleId,
    /// Its title.
    pub title: String,
    /// The purpose of the module.
    pub description: String,
    /// Its file in the spec.
    pub source: String,
    /// Its operations in reading order.
    pub operations: Vec<Operation>,
    /// The shared types that its operations need, directly or through others; filled in by a pass.
    pub shared: Vec<String>,
}

/// An operation.
#[derive(Clone, Debug)]
pub struct Operation {
    /// Documented name.
    pub name: String,
    /// Rust name of the method, where the spec has one.
    pub rust_name: Option<String>,
    /// Other words that people search the operation by.
    pub search_terms: Vec<String>,
    /// HTTP method in capitals.
    pub method: String,
    /// Path with `{name}` for parameters.
    pub path: String,
    /// One sentence.
    pub summary: String,
    /// The rest of the documentation.
    pub description: String,
    /// Path and query parameters.
    pub params: Vec<Param>,
    /// The body.
    pub body: Option<Body>,
    /// The response.
    pub response: Response,
    /// Documented name of the response type, envelope included.
    pub response_type: Option<String>,
    /// Its pagination.
    pub pagination: Option<Pagination>,
    /// Why it has no pages in spite of its parameters.
    pub no_pages: Option<String>,
    /// Its effect.
    pub effect: Effect,
    /// Safe to retry.
    pub retry_safe: bool,
    /// The credentials it requires.
    pub security: Security,
    /// Requires client authentication.
    pub client_auth: bool,
    /// The brands that offer it.
    pub availability: Availability,
    /// Its methods in the SDKs of the vendor, as far as known.
    pub sdks: Option<Sdks>,
    /// Left out of the generated methods of the vendor's SDKs.
    pub hidden: bool,
    /// Listed after the other operations of its module.
    pub rarely_used: bool,
    /// Deprecated.
    pub deprecated: bool,
    /// Documented name of the operation to use instead.
    pub replaced_by: Option<String>,
    /// Names of the API codes that it returns, as far as documented.
    pub codes: Vec<String>,
    /// Documented request bodies.
    pub requests: Vec<Example>,
    /// Documented response bodies.
    pub responses: Vec<Example>,
    /// Its definition in the spec.
    pub pointer: Pointer,
}

/// A parameter.
#[derive(Clone, Debug)]
pub struct Param {
    /// Its name, type and documentation.
    pub field: Field,
    /// Whether it is part of the path.
    pub in_path: bool,
}

/// The body of a request.
#[derive(Clone, Debug)]
pub struct Body {
    /// Its encoding.
    pub kind: BodyKind,
    /// Documented name of its type.
    pub type_name: String,
}

/// The pagination of an operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pagination {
    /// The kind of cursor; never [`PageStyle::None`].
    pub style: PageStyle,
    /// The field for the cursor: `query.<name>`, or `body.<name>` with further names after dots.
    pub position: String,
    /// The field for the page size, written likewise.
    pub limit: Option<String>,
    /// Whether the cursor is a string on the wire.
    pub text: bool,
}

/// The encoding of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodyKind {
    /// JSON.
    Json,
    /// A form.
    Form,
    /// A multipart form.
    Multipart,
}

/// The response of an operation.
#[derive(Clone, Debug, PartialEq)]
pub enum Response {
    /// A payload, in an envelope or bare.
    Payload(Type),
    /// An envelope without payload.
    Empty,
    /// A redirect for the browser.
    Redirect,
    /// Any content.
    Content,
}

/// The credentials that an operation requires.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Security {
    /// An access token.
    pub bearer: bool,
    /// The access token is optional.
    pub bearer_optional: bool,
    /// The application id.
    pub app_id: bool,
    /// The user pool id.
    pub user_pool_id: bool,
    /// The tenant id.
    pub app_tenant_id: bool,
    /// Inferred rather than documented.
    pub inferred: bool,
}

/// A documented body.
#[derive(Clone, Debug)]
pub struct Example {
    /// Its name in the spec.
    pub name: String,
    /// Summary.
    pub summary: String,
    /// The body.
    pub value: serde_json::Value,
}
