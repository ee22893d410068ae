//! Lint of documented values: examples of fields, parameters and bodies, and defaults.

use serde_json::Value;

use super::Lint;
use super::values::Checker;
use crate::diagnostics::Place;
use crate::document::{Content, Parameter, Schema};

impl<'a> Lint<'a> {
    /// The default and the examples of a schema.
    pub(super) fn documented_values(&mut self, schema: &'a Schema, at: &Place) {
        if let Some(default) = &schema.default {
            self.fits(default, schema, &at.at("default"), "default-mismatch");
        }
        for (index, example) in schema.examples.iter().enumerate() {
            let place = at.at("examples").at(index.to_string());
            self.fits(example, schema, &place, "example-mismatch");
        }
    }

    pub(super) fn parameter_example(&mut self, parameter: &'a Parameter, at: &Place) {
        if let Some(example) = &parameter.example {
            self.fits(example, &parameter.schema, &at.at("example"), "example-mismatch");
        }
    }

    /// The documented bodies of a media type.
    pub(super) fn bodies(&mut self, content: &'a Content, at: &Place) {
        for (name, example) in &content.examples {
            let place = at.within(["examples", name, "value"]);
            self.fits(&example.value, &content.schema, &place, "example-mismatch");
        }
    }

    fn fits(&mut self, value: &Value, schema: &'a Schema, at: &Place, code: &'static str) {
        let Some(rooted) = self.references.rooted(&at.file, schema) else { return };
        let (misfits, excused) = Checker::new(&self.references).misfits(value, rooted);
        self.excused.extend(excused);
        for misfit in misfits {
            let place = at.within(misfit.steps.iter().map(String::as_str));
            self.report(code, place, misfit.message, &misfit.help);
        }
    }

    /// An exception that nothing needs hides the next mistake.
    pub(super) fn exception(&mut self, schema: &'a Schema, at: &Place) {
        let Some(reason) = &schema.example_mismatch else { return };
        let place = at.at("x-example-mismatch");
        self.reason(reason, &place);
        self.exceptions.push((std::ptr::from_ref(schema), place));
    }

    /// Runs after all documented values have been checked.
    pub(super) fn needless_exceptions(&mut self) {
        for (schema, place) in std::mem::take(&mut self.exceptions) {
            if !self.excused.contains(&schema) {
                self.report(
                    "needless-exception",
                    place,
                    "every documented value fits the schema".to_owned(),
                    "remove `x-example-mismatch`",
                );
            }
        }
    }

    pub(super) fn reason(&mut self, reason: &str, at: &Place) {
        if reason.trim().is_empty() {
            self.report(
                "no-description",
                at.clone(),
                "the exception has no reason".to_owned(),
                "write a sentence that says why the exception is right",
            );
        }
    }
}
