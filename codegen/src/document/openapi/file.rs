//! A file of the spec and its top-level keywords.

use indexmap::IndexMap;
use serde::Deserialize;

use super::operation::Operation;
use super::schema::Schema;

/// A file of the spec.
#[derive(Clone, Debug, Default)]
pub struct File {
    /// Title and description.
    pub info: Info,
    /// The one tag of a module file.
    pub tags: Vec<Tag>,
    /// Operations by path and verb, in the order of the file.
    pub paths: IndexMap<String, IndexMap<String, Operation>>,
    /// Named schemas and security schemes.
    pub components: Components,
    /// The modules of each API in reading order; in `common.yaml` only.
    pub modules: IndexMap<String, Vec<String>>,
    /// Title, description and server of each API; in `common.yaml` only.
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
    /// The purpose of the module.
    #[serde(default)]
    pub description: String,
}

/// An entry of `x-apis`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ApiInfo {
    /// Title of the API.
    pub title: String,
    /// Purpose of the API.
    pub description: String,
    /// URL of the server; `{name}` stands for a variable part.
    pub server: String,
}

/// An entry of `tags`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tag {
    /// Name of the module.
    pub name: String,
    /// The purpose of the module.
    #[serde(default)]
    pub description: String,
}

/// `components`.
#[derive(Clone, Debug, Default)]
pub struct Components {
    /// Security schemes.
    pub security_schemes: IndexMap<String, SecurityScheme>,
    /// Types, in the order of the file.
    pub schemas: IndexMap<String, Schema>,
}

/// A security scheme.
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
    pub location: Option<String>,
    /// Name of the header.
    pub name: Option<String>,
    /// Description.
    pub description: Option<String>,
}
