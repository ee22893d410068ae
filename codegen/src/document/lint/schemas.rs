//! Lint of schemas, named and inline.

use std::path::Path;

use super::linter::Linter;
use super::references::COMMON;
use super::values::kinds;
use crate::diagnostics::{Pointer, Subject};
use crate::document::suggest::{closest, did_you_mean};
use crate::document::{Additional, File, Schema};

impl<'a> Linter<'a> {
    pub(super) fn schemas(&mut self, root: &Pointer, file: &'a File) {
        for (name, schema) in &file.components.schemas {
            let pointer = root.within(["components", "schemas", name]);
            self.described(&pointer, &format!("the schema `{name}`"), &schema.description);
            self.schema(schema, &pointer, true);
            self.plain_name("schemas", name, &pointer);
            if let Some(first) = self.homes.insert(name, pointer.clone()) {
                let first = first.file.display().to_string();
                self.report_about(
                    Subject::Name,
                    "duplicate-schema",
                    pointer,
                    format!("duplicate schema `{name}`: first defined in {first}"),
                    "move it to common.yaml if both mean the same, or rename one",
                );
            }
        }
    }

    /// Checks a schema and all schemas in it; `named` if it has a name in `components/schemas`.
    pub(super) fn schema(&mut self, schema: &'a Schema, at: &Pointer, named: bool) {
        if let Some(reference) = &schema.reference {
            self.reference(reference, &at.at("$ref"));
        }
        self.kinds(schema, at);
        self.format(schema, at);
        self.limits(schema, at);
        self.without_effect(schema, at);
        self.aliases(schema, at);
        self.documented_values(schema, at);
        self.credentials_of_schema(schema, at);
        self.exception(schema, at);
        self.conditions(schema, at);
        self.renamed_properties(schema, at);
        self.meanings(schema.documented_values.as_ref(), schema, at);
        if let Some(values) = &schema.values {
            self.choice(schema, values, at, named);
        }
        for (index, required) in schema.required.iter().enumerate() {
            if !schema.properties.contains_key(required) {
                let known = schema.properties.keys().map(String::as_str);
                self.report(
                    "required",
                    at.at("required").at(index.to_string()),
                    format!("`{required}` is required but is not a property"),
                    &did_you_mean(closest(required, known), "add the property, or remove the name"),
                );
            } else if schema.required.iter().take(index).any(|before| before == required) {
                self.report(
                    "duplicate-value",
                    at.at("required").at(index.to_string()),
                    format!("`{required}` is listed twice"),
                    "remove one of them",
                );
            }
        }
        for (name, property) in &schema.properties {
            let pointer = at.within(["properties", name]);
            self.described(&pointer, &format!("the field `{name}`"), &property.description);
            self.schema(property, &pointer, false);
        }
        if let Some(items) = &schema.items {
            self.schema(items, &at.at("items"), false);
        }
        if let Some(Additional::Schema(values)) = &schema.additional_properties {
            self.schema(values, &at.at("additionalProperties"), false);
        }
        for (index, branch) in schema.one_of.iter().enumerate() {
            self.schema(branch, &at.at("oneOf").at(index.to_string()), false);
        }
        for (index, part) in schema.all_of.iter().enumerate() {
            self.schema(part, &at.at("allOf").at(index.to_string()), false);
        }
        if schema.all_of.len() == 1 {
            self.report(
                "wrapper",
                at.at("allOf"),
                "`allOf` with a single part has no effect".to_owned(),
                "write the part itself; a `$ref` can have a description beside it",
            );
        }
    }

    fn kinds(&mut self, schema: &Schema, at: &Pointer) {
        let kinds = kinds(schema);
        for kind in kinds {
            let known = ["string", "integer", "number", "boolean", "object", "array", "null"];
            if !known.contains(&kind.as_str()) {
                let types = "use string, integer, number, boolean, object, array or null";
                self.report(
                    "unknown-type",
                    at.at("type"),
                    format!("unknown type `{kind}`"),
                    &did_you_mean(closest(kind, known), types),
                );
            }
        }
        if kinds.iter().any(|kind| kind == "array") && schema.items.is_none() {
            self.report(
                "unknown-type",
                at.clone(),
                "missing keyword `items` of an array".to_owned(),
                "add `items` with the type of the items, or `items: {}` for any value",
            );
        }
    }

    fn reference(&mut self, reference: &str, at: &Pointer) {
        if self.references.target(reference, &at.file).is_some() {
            return;
        }
        let name = reference.rsplit('/').next().unwrap_or_default();
        let help = match self.home_of(name, &at.file) {
            Some(help) => help,
            None => did_you_mean(
                closest(name, self.references.names(reference, &at.file)),
                "refer to `#/components/schemas/…` of the same file or of `../common.yaml`; a \
                 schema that two modules use belongs there",
            ),
        };
        self.report_about(
            Subject::Absence,
            "dangling-reference",
            at.clone(),
            format!("unknown schema `{reference}`"),
            &help,
        );
    }

    /// Returns how to refer to a schema by its name, if there is one in another place than the
    /// reference says.
    fn home_of(&self, name: &str, from: &Path) -> Option<String> {
        let modules = self.document.modules.iter();
        let own = modules.clone().find(|module| module.path == from);
        if own.is_some_and(|module| module.file.components.schemas.contains_key(name))
            || from == Path::new(COMMON)
                && self.document.common.components.schemas.contains_key(name)
        {
            return Some(format!("write `#/components/schemas/{name}`"));
        }
        if self.document.common.components.schemas.contains_key(name) {
            return Some(format!("write `../common.yaml#/components/schemas/{name}`"));
        }
        let home = modules.into_iter().find(|it| it.file.components.schemas.contains_key(name))?;
        let home = home.path.display();
        Some(format!("move `{name}` from {home} to common.yaml, which modules share"))
    }
}
