//! Schemas.

use indexmap::IndexMap;
use serde::Deserialize;
use serde_json::Value;

use super::brand::Brand;

/// A type.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct Schema {
    /// A reference to another schema.
    #[serde(rename = "$ref")]
    pub reference: Option<String>,
    /// Kinds of JSON value.
    #[serde(rename = "type")]
    pub types: Option<Types>,
    /// The format of a string or number.
    pub format: Option<String>,
    /// Description.
    pub description: String,
    /// Required fields.
    pub required: Vec<String>,
    /// Fields of an object.
    pub properties: IndexMap<String, Schema>,
    /// Items of an array.
    pub items: Option<Box<Schema>>,
    /// Values of an object with arbitrary keys.
    pub additional_properties: Option<Additional>,
    /// The fields that make an object a page of a list.
    #[serde(rename = "x-page")]
    pub page: Option<Page>,
    /// Alternatives.
    pub one_of: Vec<Schema>,
    /// The discriminator of a union.
    #[serde(rename = "x-discriminator")]
    pub discriminator: Option<Discriminator>,
    /// An envelope with its payload.
    pub all_of: Vec<Schema>,
    /// Values of an enum.
    #[serde(rename = "enum")]
    pub values: Option<Vec<Value>>,
    /// Default value.
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
    /// Description of each value of an enum.
    #[serde(rename = "x-enum-descriptions")]
    pub enum_descriptions: IndexMap<String, String>,
    /// Rust names of values that do not result in a good name.
    #[serde(rename = "x-enum-names")]
    pub enum_names: IndexMap<String, String>,
    /// Documented values of a field that is not an enum, as a list or with descriptions.
    #[serde(rename = "x-documented-values")]
    pub documented_values: Option<Value>,
    /// Required when another field has this value.
    #[serde(rename = "x-required-when")]
    pub required_when: Option<Value>,
    /// Present when another field has this value.
    #[serde(rename = "x-present-when")]
    pub present_when: Option<Value>,
    /// Other names of the field in responses.
    #[serde(rename = "x-aliases")]
    pub aliases: Vec<String>,
    /// Unit of a number.
    #[serde(rename = "x-unit")]
    pub unit: Option<String>,
    /// Lifetime of a token.
    #[serde(rename = "x-lifetime-seconds")]
    pub lifetime_seconds: Option<u64>,
    /// A secret.
    #[serde(rename = "x-secret")]
    pub secret: Option<bool>,
    /// Names a resource or grants access: a response without it is invalid.
    #[serde(rename = "x-identifying")]
    pub identifying: Option<bool>,
    /// Why documented examples contradict the schema.
    #[serde(rename = "x-example-mismatch")]
    pub example_mismatch: Option<String>,
    /// Why no operation uses the schema.
    #[serde(rename = "x-unused")]
    pub unused: Option<String>,
    /// Why examples can contain a value that looks like a credential.
    #[serde(rename = "x-published")]
    pub published: Option<String>,
    /// Brands that offer it, where that differs from the operation.
    #[serde(rename = "x-availability")]
    pub availability: Vec<Brand>,
}

/// `x-page`: the roles of the fields of a page; names with dots lead into objects.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Page {
    /// The items of the page.
    pub items: String,
    /// The number of items of all pages.
    pub total: Option<String>,
    /// The cursor of the next page.
    pub next: Option<String>,
    /// Whether another page follows.
    pub more: Option<String>,
}

/// `x-discriminator`: the property beside a union whose value names the alternative.
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
    /// Returns the kinds.
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
    /// Any values, or none.
    Any(bool),
    /// Values of one type.
    Schema(Box<Schema>),
}
