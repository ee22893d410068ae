//! A file of the description and what frames it.

use indexmap::IndexMap;
use serde::Deserialize;

use super::operation::Operation;
use super::schema::Schema;

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
    pub location: Option<String>,
    /// Name of the header.
    pub name: Option<String>,
    /// What it is.
    pub description: Option<String>,
}
