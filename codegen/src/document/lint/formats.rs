//! Lint of `format`.

use super::linter::Linter;
use super::values::kinds;
use crate::diagnostics::Pointer;
use crate::document::Schema;
use crate::document::suggest::{closest, did_you_mean};

/// The formats of strings in JSON Schema and OpenAPI.
const OF_STRINGS: [&str; 23] = [
    "binary",
    "byte",
    "date",
    "date-time",
    "duration",
    "email",
    "hostname",
    "idn-email",
    "idn-hostname",
    "ipv4",
    "ipv6",
    "iri",
    "iri-reference",
    "json-pointer",
    "media-range",
    "password",
    "regex",
    "relative-json-pointer",
    "time",
    "uri",
    "uri-reference",
    "uri-template",
    "uuid",
];

/// The format that numbers of a type have.
const OF_NUMBERS: [(&str, &str); 2] = [("integer", "int64"), ("number", "double")];

impl Linter<'_> {
    pub(super) fn format(&mut self, schema: &Schema, at: &Pointer) {
        let kinds = kinds(schema);
        let has = |kind: &str| kinds.iter().any(|it| it == kind);
        // Beside `string`, the value is a text that can be a number.
        let number = OF_NUMBERS.into_iter().find(|(kind, _)| has(kind) && !has("string"));
        let Some(format) = schema.format.as_deref() else {
            // The values of an enum are known, whatever their size.
            if let (Some((kind, format)), None) = (number, &schema.values) {
                self.report(
                    "number-format",
                    at.at("type"),
                    format!("missing `format` of the type `{kind}`"),
                    &format!("add `format: {format}`"),
                );
            }
            return;
        };
        let pointer = at.at("format");
        let mut numeric = OF_NUMBERS.into_iter().filter(|(kind, _)| has(kind));
        if OF_STRINGS.contains(&format) && has("string") || numeric.any(|(_, it)| it == format) {
            return;
        }
        let of_numbers = OF_NUMBERS.iter().find(|(_, it)| *it == format);
        let known = OF_STRINGS.into_iter().chain(OF_NUMBERS.map(|(_, format)| format));
        match (number, of_numbers, OF_STRINGS.contains(&format)) {
            (Some((kind, right)), ..) => self.report(
                "number-format",
                pointer,
                format!("the format `{format}` does not apply to the type `{kind}`"),
                &format!("write `format: {right}`, or correct the type"),
            ),
            (None, Some((kind, _)), _) => self.report(
                "number-format",
                pointer,
                format!("`{format}` is a format of the type `{kind}`"),
                &format!("write `type: {kind}`, or remove the format"),
            ),
            (None, None, true) => self.report(
                "unknown-format",
                pointer,
                format!("`{format}` is a format of the type `string`"),
                "write `type: string`, or remove the format",
            ),
            (None, None, false) => self.report(
                "unknown-format",
                pointer,
                format!("unknown format `{format}`"),
                &did_you_mean(closest(format, known), "use a format of OpenAPI 3.1, or remove it"),
            ),
        }
    }
}
