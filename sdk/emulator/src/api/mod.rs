//! The description as data: what there is to call, who may call it, and what goes in and out.

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

/// Where the description is for references in schemas.
const BASE: &str = "https://description.invalid/";

/// Everything that can be called.
pub struct Description {
    operations: Vec<Operation>,
    routes: route::Routes,
    /// The whole file, for pointers into it.
    written: Value,
    registry: Registry<'static>,
}

static DESCRIPTION: LazyLock<Result<Description, String>> =
    LazyLock::new(|| Description::read(include_str!("../description.json")));

/// The description, read once for all emulators of the process.
///
/// # Errors
///
/// The file that belongs to this crate is damaged.
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

    /// Every operation of both APIs.
    pub fn operations(&self) -> &[Operation] {
        &self.operations
    }

    /// The names of the fields that records of a type have.
    pub fn field_names(&self, record: &str) -> Vec<&str> {
        let fields = schema::fields(&self.written, &self.written["schemas"][record]);
        fields.into_iter().map(|(name, _)| name.as_str()).collect()
    }

    /// The operation with this name.
    #[cfg(test)]
    pub fn operation(&self, api: Api, name: &str) -> Option<&Operation> {
        self.operations.iter().find(|it| it.api == api && it.name == name)
    }
}
