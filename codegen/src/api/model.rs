//! Modules and operations.

use indexmap::IndexMap;

use super::types::{Field, Type, TypeDef};
use crate::diagnostics::Place;
pub use crate::document::{Code, Effect, Errors, PageStyle};

/// Everything that is generated.
#[derive(Clone, Debug, Default)]
pub struct Api {
    /// The modules, API by API in reading order.
    pub modules: Vec<Module>,
    /// The types by documented name, in the order of the files.
    pub types: IndexMap<String, TypeDef>,
    /// What the codes in answers mean.
    pub codes: Errors,
}

/// A module, by the name of its API and its own.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ModuleId {
    /// `authentication` or `management`.
    pub api: String,
    /// Name of the module.
    pub name: String,
}

/// Where a type lives.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Home {
    /// In one module.
    Module(ModuleId),
    /// In the module of shared types.
    Common,
}

/// A module of an API.
#[derive(Clone, Debug)]
pub struct Module {
    /// Its names.
    pub id: ModuleId,
    /// Its title.
    pub title: String,
    /// What a caller does with it.
    pub description: String,
    /// Its file in the description.
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
    /// What else a caller needs to know.
    pub description: String,
    /// Path and query parameters.
    pub params: Vec<Param>,
    /// The body.
    pub body: Option<Body>,
    /// What comes back.
    pub answer: Answer,
    /// Documented name of what comes back, envelope included, if it has one.
    pub answer_type: Option<String>,
    /// How one page of its list is asked for, if it has pages.
    pub pagination: Option<Pagination>,
    /// Why it has no pages although it takes a page.
    pub no_pages: Option<String>,
    /// What it does.
    pub effect: Effect,
    /// Safe to retry.
    pub retry_safe: bool,
    /// Who may call it.
    pub security: Security,
    /// Wants to know the application by its id and secret.
    pub client_auth: bool,
    /// Who offers it.
    pub availability: Availability,
    /// Listed after the other operations of its module.
    pub rarely_used: bool,
    /// Deprecated.
    pub deprecated: bool,
    /// Documented name of the operation to use instead.
    pub replaced_by: Option<String>,
    /// Names of the API codes that it returns, as far as documented.
    pub codes: Vec<String>,
    /// Documented bodies of requests.
    pub requests: Vec<Example>,
    /// Documented bodies of answers.
    pub answers: Vec<Example>,
    /// Where it is described.
    pub place: Place,
}

/// A parameter.
#[derive(Clone, Debug)]
pub struct Param {
    /// What it is.
    pub field: Field,
    /// Whether it is part of the path.
    pub in_path: bool,
}

/// The body of a request.
#[derive(Clone, Debug)]
pub struct Body {
    /// How it is written.
    pub kind: BodyKind,
    /// Documented name of its type.
    pub type_name: String,
}

/// How one page of a list is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pagination {
    /// What a page is known by; never [`PageStyle::None`].
    pub style: PageStyle,
    /// Where the page goes: `query.<name>`, or `body.<name>` with further names after dots.
    pub position: String,
    /// Where the number of items goes, likewise.
    pub limit: Option<String>,
    /// Whether the page is written as a string.
    pub text: bool,
}

/// How a body is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodyKind {
    /// JSON.
    Json,
    /// A form.
    Form,
    /// A multipart form.
    Multipart,
}

/// What comes back.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// A payload, in an envelope or bare.
    Data(Type),
    /// An envelope without payload.
    Nothing,
    /// An address for the browser.
    Redirect,
    /// Whatever the server sends.
    Content,
}

/// Which identities an operation asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Security {
    /// An access token.
    pub bearer: bool,
    /// The access token can be left out.
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

/// Who offers something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Availability {
    /// Authing does.
    pub authing: bool,
    /// GenAuth does.
    pub genauth: bool,
}

/// A documented body.
#[derive(Clone, Debug)]
pub struct Example {
    /// Its name in the description.
    pub name: String,
    /// What it shows.
    pub summary: String,
    /// The body.
    pub value: serde_json::Value,
}
