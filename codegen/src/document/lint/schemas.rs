//! Lint of schemas, with a name or without.

use std::collections::BTreeSet;

use super::Lint;
use crate::diagnostics::Place;
use crate::document::{Additional, File, Schema, Types};

impl<'a> Lint<'a> {
    pub(super) fn schemas(&mut self, root: &Place, file: &'a File) {
        for (name, schema) in &file.components.schemas {
            let place = root.within(["components", "schemas", name]);
            self.described(&place, &format!("the schema `{name}`"), &schema.description);
            self.schema(schema, &place, true);
            self.plain_name("schemas", name, &place);
            if let Some(first) = self.homes.insert(name, place.clone()) {
                let first = first.file.display().to_string();
                self.report(
                    "duplicate-schema",
                    place,
                    format!("`{name}` is also defined in {first}"),
                    "move it to common.yaml if both mean the same, or rename one",
                );
            }
        }
    }

    /// Checks a schema and all schemas in it; `named` for one that stands under a name.
    pub(super) fn schema(&mut self, schema: &'a Schema, at: &Place, named: bool) {
        if let Some(reference) = &schema.reference {
            self.reference(reference, &at.at("$ref"));
        }
        self.kinds(schema, at);
        if let Some(values) = &schema.values {
            self.choice(schema, values, at, named);
        }
        for (index, required) in schema.required.iter().enumerate() {
            if !schema.properties.contains_key(required) {
                self.report(
                    "required",
                    at.at("required").at(index.to_string()),
                    format!("`{required}` is required but no property"),
                    "add the property or take the name out",
                );
            }
        }
        for (name, property) in &schema.properties {
            let place = at.within(["properties", name]);
            self.described(&place, &format!("the field `{name}`"), &property.description);
            self.schema(property, &place, false);
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
                "`allOf` with a single part is only a wrapper".to_owned(),
                "write the part itself; a `$ref` can have a description beside it",
            );
        }
    }

    fn kinds(&mut self, schema: &Schema, at: &Place) {
        let kinds = schema.types.as_ref().map_or(&[][..], Types::as_slice);
        for kind in kinds {
            let known = ["string", "integer", "number", "boolean", "object", "array", "null"];
            if !known.contains(&kind.as_str()) {
                self.report(
                    "unknown-type",
                    at.at("type"),
                    format!("`{kind}` is no type"),
                    "use string, integer, number, boolean, object, array or null",
                );
            }
        }
        if kinds.iter().any(|kind| kind == "array") && schema.items.is_none() {
            self.report(
                "unknown-type",
                at.clone(),
                "an array needs `items`".to_owned(),
                "say what the items are; `items: {}` for anything",
            );
        }
    }

    fn choice(&mut self, schema: &Schema, values: &[serde_json::Value], at: &Place, named: bool) {
        if !named {
            self.report(
                "inline-enum",
                at.at("enum"),
                "an enum needs a name".to_owned(),
                "move it to components/schemas and refer to it",
            );
            return;
        }
        let mut seen = BTreeSet::new();
        for (index, value) in values.iter().enumerate() {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            let place = at.at("enum").at(index.to_string());
            if !seen.insert(text.clone()) {
                self.report(
                    "duplicate-value",
                    place.clone(),
                    format!("the value `{text}` is there twice"),
                    "keep one of them",
                );
            }
            if !value.is_string() && !value.is_i64() {
                self.report(
                    "bad-value",
                    place.clone(),
                    format!("the value `{text}` is neither a string nor an integer"),
                    "write it as a string if that is how it travels, or describe the field without \
                     an enum",
                );
            }
            let meaning = schema.enum_descriptions.get(&text).map_or("", String::as_str);
            self.described(&place, &format!("the value `{text}`"), meaning);
        }
        let named = schema.enum_descriptions.keys().map(|value| (value, "x-enum-descriptions"));
        let renamed = schema.enum_names.keys().map(|value| (value, "x-enum-names"));
        for (value, keyword) in named.chain(renamed) {
            if !seen.contains(value) {
                self.report(
                    "unknown-value",
                    at.at(keyword).at(value),
                    format!("`{value}` is no value of the enum"),
                    "add it to `enum` or take it out",
                );
            }
        }
    }

    fn reference(&mut self, reference: &str, at: &Place) {
        let (file, name) = match reference.split_once("#/components/schemas/") {
            Some(("", name)) => (self.file(at), name),
            Some(("../common.yaml", name)) if at.file.parent().is_some_and(|p| p != "") => {
                (Some(&self.document.common), name)
            }
            _ => (None, reference),
        };
        if file.is_none_or(|file| !file.components.schemas.contains_key(name)) {
            self.report(
                "dangling-reference",
                at.clone(),
                format!("there is no schema `{reference}`"),
                "refer to `#/components/schemas/…` of the same file or of `../common.yaml`; \
                 a schema that two modules use belongs there",
            );
        }
    }

    fn file(&self, at: &Place) -> Option<&'a File> {
        let module = self.files.get(at.file.as_path()).copied();
        let common = at.file.as_os_str() == "common.yaml";
        module.or(common.then_some(&self.document.common))
    }
}
