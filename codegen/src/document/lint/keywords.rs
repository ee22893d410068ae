//! Lint of keywords that have no effect where they stand, or whose value cannot be meant.

use super::linter::Linter;
use super::values::kinds;
use crate::diagnostics::Pointer;
use crate::document::Schema;
use crate::document::suggest::{closest, did_you_mean};

/// The units of numbers.
const UNITS: [&str; 10] =
    ["s", "ms", "bytes", "characters", "days", "hours", "minutes", "months", "percent", "weeks"];

impl Linter<'_> {
    /// Checks for keywords of other types, and for keywords beside a reference that the schema it
    /// leads to decides.
    pub(super) fn without_effect(&mut self, schema: &Schema, at: &Pointer) {
        let present = [
            ("type", schema.types.is_some(), ""),
            ("format", schema.format.is_some(), ""),
            ("enum", schema.values.is_some(), ""),
            ("items", schema.items.is_some(), "array"),
            ("properties", !schema.properties.is_empty(), "object"),
            ("required", !schema.required.is_empty(), "object"),
            ("additionalProperties", schema.additional_properties.is_some(), "object"),
            ("oneOf", !schema.one_of.is_empty(), ""),
            ("allOf", !schema.all_of.is_empty(), ""),
            ("contentMediaType", schema.content_media_type.is_some(), "string"),
            ("x-lifetime-seconds", schema.lifetime_seconds.is_some(), "string"),
        ];
        let present = present.into_iter().filter(|(_, is_present, _)| *is_present);
        for (keyword, _, of) in present {
            let is_extension = keyword.starts_with("x-");
            if schema.reference.is_some() && !is_extension {
                self.report(
                    "no-effect",
                    at.at(keyword),
                    format!("`{keyword}` has no effect beside `$ref`"),
                    "remove it, or remove the reference",
                );
            } else if !of.is_empty()
                && schema.reference.is_none()
                && !kinds(schema).iter().any(|kind| kind == of)
            {
                self.report(
                    "no-effect",
                    at.at(keyword),
                    format!("`{keyword}` has no effect on this type"),
                    &format!("remove it, or write `type: {of}`"),
                );
            }
        }
        self.unit(schema.unit.as_deref(), schema, at);
    }

    /// Checks `x-unit`: a known unit of a number, which can be written as a text.
    pub(super) fn unit(&mut self, unit: Option<&str>, schema: &Schema, at: &Pointer) {
        let Some(unit) = unit else { return };
        let pointer = at.at("x-unit");
        let kinds = kinds(schema);
        let is_other = |kind: &String| matches!(kind.as_str(), "boolean" | "array" | "null");
        if !kinds.is_empty() && kinds.iter().all(is_other) {
            self.report(
                "no-effect",
                pointer,
                "`x-unit` has no effect on this type".to_owned(),
                "remove it, or write `type: integer` with `format: int64`",
            );
        } else if !UNITS.contains(&unit) {
            self.report(
                "unknown-value",
                pointer,
                format!("unknown unit `{unit}`"),
                &did_you_mean(closest(unit, UNITS), &format!("write one of: {}", UNITS.join(", "))),
            );
        }
    }

    /// Checks the aliases of the properties of an object: names that no other property has.
    pub(super) fn aliases(&mut self, schema: &Schema, at: &Pointer) {
        let aliases = |property: &Schema| property.aliases.clone();
        let all: Vec<String> = schema.properties.values().flat_map(aliases).collect();
        for (name, property) in &schema.properties {
            for (index, alias) in property.aliases.iter().enumerate() {
                let problem = if alias.is_empty() || schema.properties.contains_key(alias) {
                    "is the name of a property"
                } else if all.iter().filter(|it| *it == alias).count() > 1 {
                    "is listed twice"
                } else {
                    continue;
                };
                let pointer = at.within(["properties", name, "x-aliases"]).at(index.to_string());
                self.report(
                    "duplicate-value",
                    pointer,
                    format!("the alias `{alias}` of the property `{name}` {problem}"),
                    "name another spelling that responses use, or remove the alias",
                );
            }
        }
    }
}
