//! Lint of parameters.

use std::collections::BTreeSet;

use super::linter::Linter;
use super::paths::placeholders;
use crate::diagnostics::Pointer;
use crate::document::{Operation, ParameterLocation};

impl<'a> Linter<'a> {
    pub(super) fn parameters(
        &mut self,
        path: &str,
        operation: &'a Operation,
        at: &Pointer,
        name: &str,
    ) {
        let template: BTreeSet<&str> = placeholders(path).collect();
        let mut seen = BTreeSet::new();
        for (index, parameter) in operation.parameters.iter().enumerate() {
            let pointer = at.at("parameters").at(index.to_string());
            let what = format!("the parameter `{}` of {name}", parameter.name);
            self.described(&pointer, &what, &parameter.description);
            if !seen.insert(&parameter.name) {
                self.report(
                    "duplicate-parameter",
                    pointer.at("name"),
                    format!("{what} is defined twice"),
                    "remove one of them",
                );
                continue;
            }
            let in_path = parameter.location == ParameterLocation::Path;
            let is_in_template = template.contains(parameter.name.as_str());
            if in_path != is_in_template {
                self.report(
                    "path-parameter",
                    pointer.at("in"),
                    format!("{what} does not match the path {path}"),
                    "write `{name}` into the path for a parameter with `in: path`, or write `in: query`",
                );
            }
            if in_path && is_in_template && !parameter.required {
                self.report(
                    "path-parameter",
                    pointer.clone(),
                    format!("{what} is part of the path but not required"),
                    "add `required: true`",
                );
            }
            self.schema(&parameter.schema, &pointer.at("schema"), false);
            self.parameter_type(parameter, &pointer);
            self.parameter_example(parameter, &pointer);
            self.credentials_of_parameter(parameter, &pointer);
            let values = parameter.documented_values.as_ref();
            self.meanings(values, &parameter.schema, &pointer);
            self.parameter_name(&parameter.name, &what, &pointer);
            self.unit(parameter.unit.as_deref(), &parameter.schema, &pointer);
            self.brands(&parameter.availability, &what, &pointer);
        }
        for missing in template {
            if !operation.parameters.iter().any(|parameter| parameter.name == missing) {
                self.report(
                    "path-parameter",
                    at.clone(),
                    format!("the path parameter `{missing}` of {name} is undocumented"),
                    "add it to `parameters` with `in: path`",
                );
            }
        }
    }
}
