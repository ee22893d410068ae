//! Operations.

use indexmap::IndexMap;
use serde::Deserialize;
use serde_json::Value;

use super::brand::Brand;
use super::schema::Schema;
use super::sdks::SdkMethods;

/// An operation.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Operation {
    /// Documented method name.
    #[serde(rename = "operationId")]
    pub id: String,
    /// Rust name of the method, where the mechanical one is hard to read or does not mention the object.
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
    /// The rest of the documentation.
    #[serde(default)]
    pub description: String,
    /// Deprecated.
    #[serde(default)]
    pub deprecated: bool,
    /// Operation to use instead.
    #[serde(rename = "x-replaced-by")]
    pub replaced_by: Option<String>,
    /// Left out of the SDKs of the vendor.
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
    /// Pagination of its list.
    #[serde(rename = "x-pagination")]
    pub pagination: Option<Pagination>,
    /// Brands that offer it.
    #[serde(default, rename = "x-availability")]
    pub availability: Vec<Brand>,
    /// Its methods in the SDKs of the vendor.
    #[serde(rename = "x-sdks")]
    pub sdks: Option<SdkMethods>,
    /// Requires client authentication.
    #[serde(default, rename = "x-client-auth")]
    pub client_auth: bool,
    /// Facts that were inferred because no source states them.
    #[serde(default, rename = "x-inferred")]
    pub inferred: Vec<String>,
    /// Alternative sets of security schemes; empty for public operations.
    pub security: Option<Vec<IndexMap<String, Vec<String>>>>,
    /// Path and query parameters.
    #[serde(default)]
    pub parameters: Vec<Parameter>,
    /// The body.
    #[serde(rename = "requestBody")]
    pub request_body: Option<RequestBody>,
    /// Responses by HTTP status.
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
    /// Sends a message to an end user.
    Send,
    /// Starts, continues or ends a session.
    Session,
}

/// `x-pagination`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pagination {
    /// The kind of cursor.
    pub style: PageStyle,
    /// The field for the cursor: `query.<name>`, or `body.<name>` with further names after dots.
    pub position: Option<String>,
    /// The field for the page size, written likewise.
    pub limit: Option<String>,
    /// Why the operation has no pages in spite of its parameters.
    pub reason: Option<String>,
}

/// `style` of `x-pagination`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PageStyle {
    /// The page number, from 1.
    Page,
    /// The index of the first item.
    Index,
    /// A cursor from the previous response.
    Scroll,
    /// No pages.
    None,
}

/// A parameter.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameter {
    /// Name on the wire.
    pub name: String,
    /// Its location in the request.
    #[serde(rename = "in")]
    pub location: ParameterLocation,
    /// Required.
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
    /// Description.
    #[serde(default)]
    pub description: String,
    /// `form`, on arrays.
    pub style: Option<String>,
    /// One pair per item, on arrays.
    pub explode: Option<bool>,
    /// Its type.
    pub schema: Schema,
    /// A value.
    pub example: Option<Value>,
    /// Documented values of a field that is not an enum.
    #[serde(rename = "x-documented-values")]
    pub documented_values: Option<Value>,
    /// Unit of a number.
    #[serde(rename = "x-unit")]
    pub unit: Option<String>,
    /// A secret.
    #[serde(default, rename = "x-secret")]
    pub secret: Option<bool>,
    /// Brands that offer it, where that differs from the operation.
    #[serde(default, rename = "x-availability")]
    pub availability: Vec<Brand>,
}

/// The location of a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ParameterLocation {
    /// In the path.
    Path,
    /// In the query string.
    Query,
}

/// A request body.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequestBody {
    /// Required.
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
    /// Summary.
    #[serde(default)]
    pub summary: String,
    /// Why it can contain values that look like credentials.
    #[serde(rename = "x-published")]
    pub published: Option<String>,
    /// The body.
    pub value: Value,
}

/// A response.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Response {
    /// Description.
    #[serde(default)]
    pub description: String,
    /// Headers that matter.
    #[serde(default)]
    pub headers: IndexMap<String, Header>,
    /// The body by media type; at most one.
    #[serde(default)]
    pub content: IndexMap<String, Content>,
}

/// A response header.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Header {
    /// Description.
    #[serde(default)]
    pub description: String,
    /// Its type.
    pub schema: Schema,
}
