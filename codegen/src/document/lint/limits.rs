//! Lint of limits: they allow at least one value and apply to the type.

use serde_json::Value;

use super::linter::Linter;
use super::values::kinds;
use crate::diagnostics::Pointer;
use crate::document::Schema;

impl Linter<'_> {
    pub(super) fn limits(&mut self, schema: &Schema, at: &Pointer) {
        let size = |size: Option<u64>| size.map(Value::from);
        let pairs = [
            (
                ["minLength", "maxLength"],
                [size(schema.min_length), size(schema.max_length)],
                &["string"][..],
            ),
            (
                ["minItems", "maxItems"],
                [size(schema.min_items), size(schema.max_items)],
                &["array"],
            ),
            (
                ["minimum", "maximum"],
                [schema.minimum.clone(), schema.maximum.clone()],
                &["integer", "number"],
            ),
        ];
        for (keywords, limits, of) in pairs {
            for (keyword, limit) in keywords.into_iter().zip(&limits) {
                let Some(limit) = limit else { continue };
                if !limit.is_number() {
                    self.report(
                        "limit",
                        at.at(keyword),
                        format!("`{keyword}` is not a number"),
                        "write a number without quotes",
                    );
                } else if kinds(schema) == ["integer"] && !limit.is_i64() {
                    self.report(
                        "limit",
                        at.at(keyword),
                        format!("`{keyword}` {limit} is not a value of the type `integer`"),
                        "write a whole number of 64 bits, or `type: number` with `format: double`",
                    );
                } else if !kinds(schema).iter().any(|kind| of.contains(&kind.as_str())) {
                    self.report(
                        "limit",
                        at.at(keyword),
                        format!("`{keyword}` has no effect on this type"),
                        &format!("remove it, or write `type: {}`", of.join("` or `")),
                    );
                }
            }
            let [least, most] = limits.map(|limit| limit.and_then(|limit| limit.as_f64()));
            if let (Some(least), Some(most)) = (least, most)
                && least > most
            {
                self.report(
                    "limit",
                    at.at(keywords[0]),
                    format!("`{}` {least} is above `{}` {most}", keywords[0], keywords[1]),
                    "correct one of the two",
                );
            }
        }
    }
}
