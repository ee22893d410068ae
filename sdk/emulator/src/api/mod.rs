//! The spec as data: operations, their credentials, and the schemas of requests and responses.

mod operation;
mod pages;
mod query;
mod redact;
mod route;
mod sample;
mod schema;
mod secrets;
mod suggest;
mod validate;

use std::sync::LazyLock;

#[cfg(test)]
use genauth::Api;
use jsonschema::Registry;
use serde_json::Value;

pub use operation::{Body, Location, Media, Operation, Parameter};
pub use pages::Page;
pub use redact::{redacted_path, redacted_value};
pub use route::{Found, path_params};
pub use suggest::{closest, is_same};

/// Base URL for references in schemas.
const BASE: &str = "https://spec.invalid/";

/// The spec of all operations.
pub struct Spec {
    operations: Vec<Operation>,
    routes: route::Routes,
    /// The whole spec, for JSON pointers into it.
    document: Value,
    registry: Registry<'static>,
}

static SPEC: LazyLock<Result<Spec, String>> =
    LazyLock::new(|| Spec::read(include_str!("../description.json")));

/// Returns the spec, read once for all emulators of the process.
///
/// # Errors
///
/// Returns an error if the embedded file is damaged.
pub fn spec() -> Result<&'static Spec, &'static str> {
    SPEC.as_ref().map_err(String::as_str)
}

impl Spec {
    fn read(text: &str) -> Result<Self, String> {
        let document: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
        let registry = Registry::new()
            .add(BASE, document.clone())
            .and_then(|registry| registry.prepare())
            .map_err(|error| error.to_string())?;
        let operations = operation::operations(&document)?;
        let routes = route::Routes::of(&operations);
        Ok(Self { operations, routes, document, registry })
    }

    /// Returns every operation of both APIs.
    pub fn operations(&self) -> &[Operation] {
        &self.operations
    }

    /// Returns the fields of a form that contain files.
    pub fn files<'a>(&'a self, body: &'a Body) -> Vec<&'a str> {
        let fields = schema::fields(&self.document, &body.schema).into_iter();
        let is_file = |field: &Value| field.get("contentMediaType").is_some();
        fields.filter(|(_, field)| is_file(field)).map(|(name, _)| name.as_str()).collect()
    }

    /// Returns the field names of a type.
    pub fn field_names(&self, record: &str) -> Vec<&str> {
        let fields = schema::fields(&self.document, &self.document["schemas"][record]);
        fields.into_iter().map(|(name, _)| name.as_str()).collect()
    }

    /// Returns the values of an enum.
    pub fn enum_values(&self, name: &str) -> Vec<&str> {
        let values = self.document["schemas"][name]["enum"].as_array();
        values.into_iter().flatten().filter_map(Value::as_str).collect()
    }

    /// Returns the operation with this name.
    #[cfg(test)]
    pub fn operation(&self, api: Api, name: &str) -> Option<&Operation> {
        self.operations.iter().find(|it| it.api == api && it.name == name)
    }
}
