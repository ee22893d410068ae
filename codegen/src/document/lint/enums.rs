//! Lint of enums and of documented values.

use std::collections::BTreeSet;

use serde_json::Value;

use super::linter::Linter;
use super::values::kinds;
use crate::diagnostics::Pointer;
use crate::document::Schema;
use crate::document::suggest::{closest, did_you_mean};

impl Linter<'_> {
    pub(super) fn choice(&mut self, schema: &Schema, values: &[Value], at: &Pointer, named: bool) {
        if !named {
            self.report(
                "inline-enum",
                at.at("enum"),
                "an enum has no name".to_owned(),
                "move it to components/schemas, and refer to it",
            );
            return;
        }
        let mut seen = BTreeSet::new();
        for (index, value) in values.iter().enumerate() {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            let pointer = at.at("enum").at(index.to_string());
            if !seen.insert(text.clone()) {
                self.report(
                    "duplicate-value",
                    pointer.clone(),
                    format!("duplicate value `{text}`"),
                    "remove one of them",
                );
            }
            if !value.is_string() && !value.is_i64() {
                self.report(
                    "bad-value",
                    pointer.clone(),
                    format!("the value `{text}` is neither a string nor an integer"),
                    "write it as a string if that is its wire format, or describe the field without \
                     an enum",
                );
            }
            let meaning = schema.enum_descriptions.get(&text).map_or("", String::as_str);
            self.described(&pointer, &format!("the value `{text}`"), meaning);
        }
        let named = schema.enum_descriptions.keys().map(|value| (value, "x-enum-descriptions"));
        let renamed = schema.enum_names.keys().map(|value| (value, "x-enum-names"));
        for (value, keyword) in named.chain(renamed) {
            if !seen.contains(value) {
                self.report(
                    "unknown-value",
                    at.at(keyword).at(value),
                    format!("`{value}` is not a value of the enum"),
                    &did_you_mean(
                        closest(value, seen.iter().map(String::as_str)),
                        "add it to `enum`, or remove it",
                    ),
                );
            }
        }
    }

    /// Checks `x-documented-values`: a list, or a mapping of values to meanings. They are values of
    /// the field, or of its items.
    pub(super) fn meanings(&mut self, values: Option<&Value>, schema: &Schema, at: &Pointer) {
        let pointer = at.at("x-documented-values");
        let of = schema.items.as_deref().unwrap_or(schema);
        let is_text = kinds(of).iter().any(|kind| kind == "string") || kinds(of).is_empty();
        match values {
            None => {}
            Some(Value::Array(values)) if !values.is_empty() => {
                let mut seen = BTreeSet::new();
                for (index, value) in values.iter().enumerate() {
                    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                    let pointer = pointer.at(index.to_string());
                    if is_text && kinds(of) == ["string"] && !value.is_string() {
                        self.report(
                            "bad-value",
                            pointer.clone(),
                            format!("the documented value `{text}` is not a string"),
                            "put it in quotes, or correct the type",
                        );
                    } else if !is_text && text.parse::<f64>().is_err() && !value.is_boolean() {
                        self.report(
                            "bad-value",
                            pointer.clone(),
                            format!(
                                "the documented value `{text}` is not of the type of the field"
                            ),
                            "write a value of the type, or correct the type",
                        );
                    }
                    if !seen.insert(text.clone()) {
                        self.report(
                            "duplicate-value",
                            pointer,
                            format!("duplicate value `{text}`"),
                            "remove one of them",
                        );
                    }
                }
            }
            Some(Value::Object(values)) if !values.is_empty() => {}
            Some(_) => self.report(
                "bad-value",
                pointer,
                "`x-documented-values` has no values".to_owned(),
                "write a list of values, or a mapping of values to meanings",
            ),
        }
    }
}
