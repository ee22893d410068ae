//! The spec: each operation in its source form and in the generator's model.

use std::sync::{Arc, LazyLock};

use crate::{problems, spec, up_to_date};
use genauth_codegen::api::{Api, Operation};
use genauth_codegen::diagnostics::Diagnostics;
use genauth_codegen::document::{self, Document};
use serde_json::Value;

/// The spec in both forms.
#[derive(Debug)]
pub struct Spec {
    /// The source form.
    pub document: Document,
    /// The model.
    pub api: Api,
}

/// An operation in both forms.
#[derive(Clone, Copy, Debug)]
pub struct SpecOperation<'a> {
    /// `authentication` or `management`.
    pub api: &'a str,
    /// Its module.
    pub module: &'a str,
    /// The source form.
    pub written: &'a document::Operation,
    /// The model.
    pub operation: &'a Operation,
}

impl Spec {
    /// Returns the spec, read once for all tests of the process.
    ///
    /// # Errors
    ///
    /// Returns the problems of the spec.
    pub fn load() -> Result<Arc<Self>, String> {
        static SPEC: LazyLock<Result<Arc<Spec>, String>> =
            LazyLock::new(|| Spec::read().map(Arc::new));
        SPEC.clone()
    }

    fn read() -> Result<Self, String> {
        let document = document::load(&spec()).map_err(problems)?;
        let (api, files) =
            genauth_codegen::generate_from(&document, Diagnostics::default()).map_err(problems)?;
        up_to_date(&files)?;
        Ok(Self { document, api })
    }

    /// Returns every operation of both APIs, in the order of the spec.
    pub fn operations(&self) -> impl Iterator<Item = SpecOperation<'_>> {
        let modules = self.document.modules.iter().zip(&self.api.modules);
        modules.flat_map(|(written, module)| {
            let written = written.file.paths.values().flat_map(|verbs| verbs.values());
            written.zip(&module.operations).map(|(written, operation)| SpecOperation {
                api: module.id.api.as_str(),
                module: &module.id.name,
                written,
                operation,
            })
        })
    }
}

impl SpecOperation<'_> {
    /// Returns the API and the name, for messages.
    pub fn label(&self) -> String {
        format!("{} {}", self.api, self.operation.name)
    }

    /// Returns the first documented response.
    pub fn response_example(&self) -> Option<&Value> {
        self.operation.responses.first().map(|example| &example.value)
    }
}
