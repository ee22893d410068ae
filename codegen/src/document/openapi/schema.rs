//! Schemas.

use indexmap::IndexMap;
use serde::Deserialize;
use serde_json::Value;

use super::brand::Brand;

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
    /// What tells which alternative an object is.
    #[serde(rename = "x-discriminator")]
    pub discriminator: Option<Discriminator>,
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
    /// Deprecated.
    pub deprecated: bool,
    /// Property to use instead.
    #[serde(rename = "x-replaced-by")]
    pub replaced_by: Option<String>,
    /// Rust name, where that of the name on the wire is hard to read.
    #[serde(rename = "x-rust-name")]
    pub rust_name: Option<String>,
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
    /// Names a resource or grants access: a response without it is invalid.
    #[serde(rename = "x-identifying")]
    pub identifying: Option<bool>,
    /// Why documented examples contradict this schema, where both are documented.
    #[serde(rename = "x-example-mismatch")]
    pub example_mismatch: Option<String>,
    /// Why no operation uses the schema.
    #[serde(rename = "x-unused")]
    pub unused: Option<String>,
    /// Why examples may show a value that looks like a credential.
    #[serde(rename = "x-published")]
    pub published: Option<String>,
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

/// `x-discriminator`: the property beside a union, in the object that holds it, whose value names the
/// alternative.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Discriminator {
    /// The property beside the union.
    pub property: String,
    /// The schema for each of its values.
    pub mapping: IndexMap<String, String>,
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
