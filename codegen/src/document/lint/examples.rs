//! Lint of documented values: examples of fields, parameters and bodies, and defaults.

use serde_json::Value;

use super::linter::Linter;
use super::values::Checker;
use crate::diagnostics::Pointer;
use crate::document::{Content, Parameter, Schema};

impl<'a> Linter<'a> {
    /// Checks the default and the examples of a schema.
    pub(super) fn documented_values(&mut self, schema: &'a Schema, at: &Pointer) {
        if let Some(default) = &schema.default {
            self.fits(default, schema, &at.at("default"), "default-mismatch");
        }
        for (index, example) in schema.examples.iter().enumerate() {
            let pointer = at.at("examples").at(index.to_string());
            self.fits(example, schema, &pointer, "example-mismatch");
        }
    }

    pub(super) fn parameter_example(&mut self, parameter: &'a Parameter, at: &Pointer) {
        if let Some(example) = &parameter.example {
            self.fits(example, &parameter.schema, &at.at("example"), "example-mismatch");
        }
    }

    /// Checks the documented bodies of a media type.
    pub(super) fn bodies(&mut self, content: &'a Content, at: &Pointer) {
        for (name, example) in &content.examples {
            let pointer = at.within(["examples", name, "value"]);
            self.fits(&example.value, &content.schema, &pointer, "example-mismatch");
        }
    }

    fn fits(&mut self, value: &Value, schema: &'a Schema, at: &Pointer, code: &'static str) {
        let Some(rooted) = self.references.rooted(&at.file, schema) else { return };
        let (misfits, excused) = Checker::new(&self.references).misfits(value, rooted);
        self.excused.extend(excused);
        for misfit in misfits {
            let pointer = at.within(misfit.tokens.iter().map(String::as_str));
            self.report(code, pointer, misfit.message, &misfit.help);
        }
    }

    /// Reports an exception without effect, which would hide the next mistake.
    pub(super) fn exception(&mut self, schema: &'a Schema, at: &Pointer) {
        let Some(reason) = &schema.example_mismatch else { return };
        let pointer = at.at("x-example-mismatch");
        self.reason(reason, &pointer);
        self.exceptions.push((std::ptr::from_ref(schema), pointer));
    }

    /// Runs after all documented values have been checked.
    pub(super) fn needless_exceptions(&mut self) {
        for (schema, pointer) in std::mem::take(&mut self.exceptions) {
            if !self.excused.contains(&schema) {
                self.report(
                    "needless-exception",
                    pointer,
                    "every documented value fits the schema".to_owned(),
                    "remove `x-example-mismatch`",
                );
            }
        }
    }

    pub(super) fn reason(&mut self, reason: &str, at: &Pointer) {
        if reason.trim().is_empty() {
            self.report(
                "no-description",
                at.clone(),
                "the exception has no reason".to_owned(),
                "explain in a sentence why the exception is right",
            );
        }
    }
}
