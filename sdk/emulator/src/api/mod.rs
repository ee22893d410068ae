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

pub use operation::{Body, Media, Operation, Parameter, Place};
pub use pages::Page;
pub use redact::redacted_path;
pub use route::Found;
pub use suggest::closest;

/// Base URL for references in schemas.
const BASE: &str = "https://description.invalid/";

/// The spec of all operations.
pub struct Description {
    operations: Vec<Operation>,
    routes: route::Routes,
    /// The whole spec, for JSON pointers into it.
    written: Value,
    registry: Registry<'static>,
}

static DESCRIPTION: LazyLock<Result<Description, String>> =
    LazyLock::new(|| Description::read(include_str!("../description.json")));

/// Returns the spec, read once for all emulators of the process.
///
/// # Errors
///
/// Returns an error if the embedded file is damaged.
pub fn description() -> Result<&'static Description, &'static str> {
    DESCRIPTION.as_ref().map_err(String::as_str)
}

impl Description {
    fn read(text: &str) -> Result<Self, String> {
        let written: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
        let registry = Registry::new()
            .add(BASE, written.clone())
            .and_then(|registry| registry.prepare())
            .map_err(|error| error.to_string())?;
        let operations = operation::operations(&written)?;
        let routes = route::Routes::of(&operations);
        Ok(Self { operations, routes, written, registry })
    }

    /// Returns every operation of both APIs.
    pub fn operations(&self) -> &[Operation] {
        &self.operations
    }

    /// Returns the field names of a type.
    pub fn field_names(&self, record: &str) -> Vec<&str> {
        let fields = schema::fields(&self.written, &self.written["schemas"][record]);
        fields.into_iter().map(|(name, _)| name.as_str()).collect()
    }

    /// Returns the operation with this name.
    #[cfg(test)]
    pub fn operation(&self, api: Api, name: &str) -> Option<&Operation> {
        self.operations.iter().find(|it| it.api == api && it.name == name)
    }
}
