//! Programs that call an operation, complete enough to be copied.

use super::engine::Engine;
use super::names::Names;
use super::view::{self, Viewer};
use crate::api::{Api, ApiKind, Operation};

/// Writes programs.
pub struct Programs<'a> {
    viewer: Viewer<'a>,
    engine: Engine,
}

impl<'a> Programs<'a> {
    /// Creates a writer of programs for the operations of a model.
    pub fn new(api: &'a Api, names: &'a Names) -> Self {
        Self { viewer: Viewer { api, names }, engine: Engine::new() }
    }

    /// Returns a program that makes the same call as the example in rustdoc.
    pub fn program(&self, api: ApiKind, operation: &Operation) -> String {
        self.engine.fill("program", &view::example(&self.viewer, api, operation))
    }
}

/// Returns the JSON body of the request in the program of an operation.
pub fn sample_body(api: &Api, operation: &Operation) -> serde_json::Value {
    view::sample_body(api, operation)
}
