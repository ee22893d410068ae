//! The part of OpenAPI 3.1 that the description uses, and no more: a keyword that is not here is an
//! error, not silence.

use indexmap::IndexMap;
use serde::Deserialize;
use serde_json::Value;

/// A file of the description.
#[derive(Clone, Debug, Default)]
pub struct File {
    /// Title and meaning.
    pub info: Info,
    /// The one tag of a module file.
    pub tags: Vec<Tag>,
    /// Operations by path and verb, in the order of the file.
    pub paths: IndexMap<String, IndexMap<String, Operation>>,
    /// Everything that has a name.
    pub components: Components,
    /// The modules of each API in reading order; in `common.yaml` only.
    pub modules: IndexMap<String, Vec<String>>,
    /// Title, meaning and server of each API; in `common.yaml` only.
    pub apis: IndexMap<String, ApiInfo>,
}

/// `info`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Info {
    /// Title of the module.
    pub title: String,
    /// Version of the API.
    pub version: String,
    /// What a caller does with the module.
    #[serde(default)]
    pub description: String,
}

/// An entry of `x-apis`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ApiInfo {
    /// Title of the API.
    pub title: String,
    /// What it is for.
    pub description: String,
    /// Address of the server; `{name}` stands for a part that differs.
    pub server: String,
}

/// An entry of `tags`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tag {
    /// Name of the module.
    pub name: String,
    /// What a caller does with it.
    #[serde(default)]
    pub description: String,
}

/// `components`.
#[derive(Clone, Debug, Default)]
pub struct Components {
    /// Ways to identify a caller.
    pub security_schemes: IndexMap<String, SecurityScheme>,
    /// Types, in the order of the file.
    pub schemas: IndexMap<String, Schema>,
}

/// A way to identify a caller.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SecurityScheme {
    /// Another file's scheme.
    #[serde(rename = "$ref")]
    pub reference: Option<String>,
    /// `http` or `apiKey`.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// `bearer`.
    pub scheme: Option<String>,
    /// `JWT`.
    #[serde(rename = "bearerFormat")]
    pub bearer_format: Option<String>,
    /// `header`.
    #[serde(rename = "in")]
    pub place: Option<String>,
    /// Name of the header.
    pub name: Option<String>,
    /// What it is.
    pub description: Option<String>,
}

/// An operation.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Operation {
    /// Documented method name.
    #[serde(rename = "operationId")]
    pub id: String,
    /// The module.
    #[serde(default)]
    pub tags: Vec<String>,
    /// One sentence.
    #[serde(default)]
    pub summary: String,
    /// What else a caller needs to know.
    #[serde(default)]
    pub description: String,
    /// On its way out.
    #[serde(default)]
    pub deprecated: bool,
    /// Left out of the SDKs that the vendor publishes.
    #[serde(default, rename = "x-hidden")]
    pub hidden: bool,
    /// `read`, `write`, `send` or `session`.
    #[serde(rename = "x-effect")]
    pub effect: Effect,
    /// May be repeated when the outcome is unknown.
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
    /// Alternatives, each a set of schemes that go together; empty for none.
    #[serde(default)]
    pub security: Vec<IndexMap<String, Vec<String>>>,
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

/// An entry of `x-availability`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Brand {
    /// Authing.
    Authing,
    /// GenAuth.
    Genauth,
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
    /// On its way out.
    #[serde(default)]
    pub deprecated: bool,
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

/// A type.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct Schema {
    /// Another type.
    #[serde(rename = "$ref")]
    pub reference: Option<String>,
    /// Kinds of JSON value.
    #[serde(rename = "type")]
    pub types: Option<Types>,
    /// A closer look at the kind.
    pub format: Option<String>,
    /// What it means.
    pub description: String,
    /// Fields that cannot be left out.
    pub required: Vec<String>,
    /// Fields of an object.
    pub properties: IndexMap<String, Schema>,
    /// Items of an array.
    pub items: Option<Box<Schema>>,
    /// Values of an object whose keys are data.
    pub additional_properties: Option<Additional>,
    /// What makes an object one page of a list.
    #[serde(rename = "x-page")]
    pub page: Option<Page>,
    /// Alternatives.
    pub one_of: Vec<Schema>,
    /// An envelope with its payload.
    pub all_of: Vec<Schema>,
    /// Values of an enum.
    #[serde(rename = "enum")]
    pub values: Option<Vec<Value>>,
    /// Value in place of none.
    pub default: Option<Value>,
    /// Shortest string.
    pub min_length: Option<u64>,
    /// Longest string.
    pub max_length: Option<u64>,
    /// Fewest items.
    pub min_items: Option<u64>,
    /// Most items.
    pub max_items: Option<u64>,
    /// Smallest number.
    pub minimum: Option<Value>,
    /// Largest number.
    pub maximum: Option<Value>,
    /// Media type of a file.
    pub content_media_type: Option<String>,
    /// On its way out.
    pub deprecated: bool,
    /// Values.
    pub examples: Vec<Value>,
    /// Meaning of each value of an enum.
    #[serde(rename = "x-enum-descriptions")]
    pub enum_descriptions: IndexMap<String, String>,
    /// Rust names of values whose own names make none.
    #[serde(rename = "x-enum-names")]
    pub enum_names: IndexMap<String, String>,
    /// Values that only the text documents, as a list or with meanings.
    #[serde(rename = "x-documented-values")]
    pub documented_values: Option<Value>,
    /// Needed when another field has this value.
    #[serde(rename = "x-required-when")]
    pub required_when: Option<Value>,
    /// Sent when another field has this value.
    #[serde(rename = "x-present-when")]
    pub present_when: Option<Value>,
    /// Other names that answers use for the field.
    #[serde(rename = "x-aliases")]
    pub aliases: Vec<String>,
    /// Unit of a number.
    #[serde(rename = "x-unit")]
    pub unit: Option<String>,
    /// How long a token lives.
    #[serde(rename = "x-lifetime-seconds")]
    pub lifetime_seconds: Option<u64>,
    /// Must not be shown.
    #[serde(rename = "x-secret")]
    pub secret: Option<bool>,
    /// A value of another type is taken as none.
    #[serde(rename = "x-lenient")]
    pub lenient: bool,
    /// Brands that offer it, where they differ.
    #[serde(rename = "x-availability")]
    pub availability: Vec<Brand>,
}

/// `x-page`: which fields of an object are what, each by names with dots between.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Page {
    /// The items of the page.
    pub items: String,
    /// How many items all pages have together.
    pub total: Option<String>,
    /// What the next page is known by.
    pub next: Option<String>,
    /// Whether there is a next page.
    pub more: Option<String>,
}

/// `type`: one kind of JSON value or several.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Types {
    /// One kind.
    One(String),
    /// Several.
    Many(Vec<String>),
}

impl Types {
    /// The kinds.
    pub fn as_slice(&self) -> &[String] {
        match self {
            Self::One(kind) => std::slice::from_ref(kind),
            Self::Many(kinds) => kinds,
        }
    }
}

/// `additionalProperties`.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum Additional {
    /// Anything or nothing.
    Any(bool),
    /// Values of one type.
    Schema(Box<Schema>),
}
