//! Operations.

use indexmap::IndexMap;
use serde::Deserialize;
use serde_json::Value;

use super::brand::Brand;
use super::schema::Schema;

/// An operation.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Operation {
    /// Documented method name.
    #[serde(rename = "operationId")]
    pub id: String,
    /// Rust name of the method, where that of the documented name says nothing or is hard to read.
    #[serde(rename = "x-rust-name")]
    pub rust_name: Option<String>,
    /// Other words that people search the operation by.
    #[serde(default, rename = "x-search-terms")]
    pub search_terms: Vec<String>,
    /// The module.
    #[serde(default)]
    pub tags: Vec<String>,
    /// One sentence.
    #[serde(default)]
    pub summary: String,
    /// What else a caller needs to know.
    #[serde(default)]
    pub description: String,
    /// Deprecated.
    #[serde(default)]
    pub deprecated: bool,
    /// Operation to use instead.
    #[serde(rename = "x-replaced-by")]
    pub replaced_by: Option<String>,
    /// Left out of the SDKs that the vendor publishes.
    #[serde(default, rename = "x-hidden")]
    pub hidden: bool,
    /// Listed after the other operations of its module.
    #[serde(default, rename = "x-rarely-used")]
    pub rarely_used: bool,
    /// `read`, `write`, `send` or `session`.
    #[serde(rename = "x-effect")]
    pub effect: Effect,
    /// Safe to retry.
    #[serde(rename = "x-retry-safe")]
    pub retry_safe: bool,
    /// How one page of its list is asked for.
    #[serde(rename = "x-pagination")]
    pub pagination: Option<Pagination>,
    /// Brands that offer it.
    #[serde(default, rename = "x-availability")]
    pub availability: Vec<Brand>,
    /// Takes application id and secret.
    #[serde(default, rename = "x-client-auth")]
    pub client_auth: bool,
    /// Facts that no source states and that were inferred.
    #[serde(default, rename = "x-inferred")]
    pub inferred: Vec<String>,
    /// Alternatives, each a set of schemes that go together; empty for none, absent by mistake.
    pub security: Option<Vec<IndexMap<String, Vec<String>>>>,
    /// Path and query parameters.
    #[serde(default)]
    pub parameters: Vec<Parameter>,
    /// The body.
    #[serde(rename = "requestBody")]
    pub request_body: Option<RequestBody>,
    /// Answers by HTTP status.
    pub responses: IndexMap<String, Response>,
}

/// `x-effect`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Effect {
    /// Changes nothing.
    Read,
    /// Creates, changes or deletes data.
    Write,
    /// Sends a message to a person.
    Send,
    /// Starts, continues or ends a session.
    Session,
}

/// `x-pagination`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pagination {
    /// What a page is known by.
    pub style: PageStyle,
    /// Where the page goes: `query.<name>`, or `body.<name>` with further names after dots.
    pub position: Option<String>,
    /// Where the number of items goes, likewise.
    pub limit: Option<String>,
    /// Why there are no pages in spite of the parameters.
    pub reason: Option<String>,
}

/// `style` of `x-pagination`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PageStyle {
    /// By its number, from 1.
    Page,
    /// By the index of its first item.
    Index,
    /// By what the answer before says.
    Scroll,
    /// Not at all.
    None,
}

/// A parameter.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameter {
    /// Name on the wire.
    pub name: String,
    /// Where it goes.
    #[serde(rename = "in")]
    pub place: ParameterPlace,
    /// Cannot be left out.
    #[serde(default)]
    pub required: bool,
    /// Deprecated.
    #[serde(default)]
    pub deprecated: bool,
    /// Parameter to use instead.
    #[serde(rename = "x-replaced-by")]
    pub replaced_by: Option<String>,
    /// Rust name, where that of the name on the wire is hard to read.
    #[serde(rename = "x-rust-name")]
    pub rust_name: Option<String>,
    /// What it means.
    #[serde(default)]
    pub description: String,
    /// `form`, on arrays.
    pub style: Option<String>,
    /// One pair an item, on arrays.
    pub explode: Option<bool>,
    /// Its type.
    pub schema: Schema,
    /// A value.
    pub example: Option<Value>,
    /// Values that only the text documents.
    #[serde(rename = "x-documented-values")]
    pub documented_values: Option<Value>,
    /// Unit of a number.
    #[serde(rename = "x-unit")]
    pub unit: Option<String>,
    /// Must not be shown.
    #[serde(default, rename = "x-secret")]
    pub secret: Option<bool>,
    /// Brands that offer it, where they differ.
    #[serde(default, rename = "x-availability")]
    pub availability: Vec<Brand>,
}

/// Where a parameter goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ParameterPlace {
    /// Into the path.
    Path,
    /// Into the query string.
    Query,
}

/// A request body.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequestBody {
    /// Cannot be left out.
    #[serde(default)]
    pub required: bool,
    /// The body by media type; exactly one.
    pub content: IndexMap<String, Content>,
}

/// A body in one media type.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Content {
    /// Its type.
    pub schema: Schema,
    /// Documented bodies by name.
    #[serde(default)]
    pub examples: IndexMap<String, Example>,
}

/// A documented body.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// What it shows.
    #[serde(default)]
    pub summary: String,
    /// Why it may show values that look like credentials.
    #[serde(rename = "x-published")]
    pub published: Option<String>,
    /// The body.
    pub value: Value,
}

/// An answer.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Response {
    /// When it comes.
    #[serde(default)]
    pub description: String,
    /// Headers that matter.
    #[serde(default)]
    pub headers: IndexMap<String, Header>,
    /// The body by media type; at most one.
    #[serde(default)]
    pub content: IndexMap<String, Content>,
}

/// A header of an answer.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Header {
    /// What it means.
    #[serde(default)]
    pub description: String,
    /// Its type.
    pub schema: Schema,
}
