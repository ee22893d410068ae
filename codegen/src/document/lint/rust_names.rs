//! Lint of Rust names and search terms: `x-rust-name`, `x-search-terms`,
//! `x-replaced-by`, and `returnedBy` of codes.

use std::collections::BTreeSet;

use heck::ToSnakeCase;

use super::linter::Linter;
use crate::diagnostics::{Pointer, Subject};
use crate::document::suggest::{closest, did_you_mean};
use crate::document::{ApiKind, Operation, Schema};

impl Linter<'_> {
    /// Checks the Rust name, search terms and replacement of an operation.
    pub(super) fn findable(&mut self, api: ApiKind, operation: &Operation, at: &Pointer) {
        let name = format!("the operation `{}`", operation.id);
        self.rust_name(&name, &operation.id, operation.rust_name.as_deref(), at);
        let spoken = |name: &str| name.to_snake_case().replace('_', " ");
        let mut seen = BTreeSet::from([spoken(&operation.id)]);
        seen.extend(operation.rust_name.as_deref().map(spoken));
        for (index, term) in operation.search_terms.iter().enumerate() {
            let pointer = at.at("x-search-terms").at(index.to_string());
            let is_plain = |letter: char| matches!(letter, 'a'..='z' | '0'..='9' | ' ' | '-');
            if term.trim() != term || term.is_empty() || !term.chars().all(is_plain) {
                self.report(
                    "search-term",
                    pointer,
                    format!("{name} has the search term `{term}`, which is not plain lower case"),
                    "use the letters a to z, digits, single spaces and hyphens",
                );
            } else if !seen.insert(term.clone()) {
                self.report(
                    "search-term",
                    pointer,
                    format!("{name} has the search term `{term}`, which finds it already"),
                    "remove the term",
                );
            }
        }
        if let Some(other) = &operation.replaced_by {
            let operations = self.document.modules.iter().filter(|module| module.api == api);
            let operations = operations.flat_map(|module| module.file.paths.values()).flatten();
            let known: Vec<&str> = operations
                .filter(|(_, known)| known.id != operation.id)
                .map(|(_, known)| known.id.as_str())
                .collect();
            self.replacement(&name, other, operation.deprecated, &known, at);
        }
    }

    /// Checks the Rust names and replacements of the properties of an object.
    pub(super) fn renamed_properties(&mut self, schema: &Schema, at: &Pointer) {
        for (wire, property) in &schema.properties {
            let pointer = at.within(["properties", wire]);
            let name = format!("the property `{wire}`");
            self.rust_name(&name, wire, property.rust_name.as_deref(), &pointer);
            if let Some(other) = &property.replaced_by {
                let known: Vec<&str> = schema
                    .properties
                    .keys()
                    .map(String::as_str)
                    .filter(|name| *name != wire.as_str())
                    .collect();
                self.replacement(&name, other, property.deprecated, &known, &pointer);
            }
        }
    }

    /// Checks the Rust names and replacements of the parameters of an operation.
    pub(super) fn renamed_parameters(&mut self, operation: &Operation, at: &Pointer) {
        for (index, parameter) in operation.parameters.iter().enumerate() {
            let pointer = at.at("parameters").at(index.to_string());
            let name = format!("the parameter `{}`", parameter.name);
            self.rust_name(&name, &parameter.name, parameter.rust_name.as_deref(), &pointer);
            if let Some(other) = &parameter.replaced_by {
                let known: Vec<&str> = operation
                    .parameters
                    .iter()
                    .filter(|it| it.name != parameter.name)
                    .map(|it| it.name.as_str())
                    .collect();
                self.replacement(&name, other, parameter.deprecated, &known, &pointer);
            }
        }
    }

    /// Checks the modules and operations that return a code.
    pub(super) fn returned_by(&mut self, code: &crate::document::Code, at: &Pointer) {
        for (index, source) in code.returned_by.iter().enumerate() {
            let parts: Vec<&str> = source.split('/').collect();
            let mut modules = self.document.modules.iter();
            let is_known = match parts.as_slice() {
                [api, module] => modules.any(|it| it.api.as_str() == *api && it.name == *module),
                [api, module, id] => modules.any(|it| {
                    let mut operations = it.file.paths.values().flatten();
                    it.api.as_str() == *api
                        && it.name == *module
                        && operations.any(|(_, known)| known.id == *id)
                }),
                _ => false,
            };
            if !is_known {
                let known = self.sources(parts.len() > 2);
                self.report_about(
                    Subject::Absence,
                    "unknown-value",
                    at.at("returnedBy").at(index.to_string()),
                    format!("the code {} names `{source}`, which does not exist", code.code),
                    &did_you_mean(
                        closest(source, known.iter().map(String::as_str)),
                        "write `<api>/<module>` or `<api>/<module>/<operationId>`",
                    ),
                );
            } else if code.returned_by.iter().take(index).any(|before| before == source) {
                self.report(
                    "duplicate-value",
                    at.at("returnedBy").at(index.to_string()),
                    format!("the code {} names `{source}` twice", code.code),
                    "remove one of them",
                );
            }
        }
    }

    /// Returns the modules, or the operations, as `returnedBy` names them.
    fn sources(&self, are_operations: bool) -> Vec<String> {
        let modules = self.document.modules.iter();
        let names = modules.flat_map(|module| {
            let name = format!("{}/{}", module.api, module.name);
            let operations = module.file.paths.values().flatten();
            let operations = operations.map(|(_, it)| format!("{name}/{}", it.id));
            match are_operations {
                true => operations.collect::<Vec<_>>(),
                false => vec![name.clone()],
            }
        });
        names.collect()
    }

    fn rust_name(&mut self, what: &str, documented: &str, name: Option<&str>, at: &Pointer) {
        let Some(name) = name else { return };
        let pointer = at.at("x-rust-name");
        let is_valid = name.starts_with(|first: char| first.is_ascii_lowercase())
            && name.to_snake_case() == name
            && name.is_ascii();
        if !is_valid {
            self.report(
                "bad-name",
                pointer,
                format!("{what} has the Rust name `{name}`, which is not snake_case"),
                "begin with a lower-case letter, and use lower-case letters, digits and single `_`",
            );
        } else if documented.to_snake_case() == name {
            self.report(
                "needless-exception",
                pointer,
                format!("{what} is called `{name}` without `x-rust-name`"),
                "remove `x-rust-name`, or write another name",
            );
        }
    }

    fn replacement(
        &mut self,
        what: &str,
        other: &str,
        deprecated: bool,
        others: &[&str],
        at: &Pointer,
    ) {
        let pointer = at.at("x-replaced-by");
        if !deprecated {
            self.report(
                "unknown-value",
                pointer,
                format!("{what} is replaced by `{other}`, but is not deprecated"),
                "add `deprecated: true`, or remove `x-replaced-by`",
            );
            return;
        }
        if !others.contains(&other) {
            self.report(
                "unknown-value",
                pointer,
                format!("{what} is replaced by `{other}`, which does not exist"),
                &did_you_mean(
                    closest(other, others.iter().copied()),
                    "write the documented name of another one in the same place",
                ),
            );
        }
    }
}
