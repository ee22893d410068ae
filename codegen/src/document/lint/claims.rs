//! Lint of what an operation claims about itself: its name, its effect, its brands, its responses
//! and the codes in their examples.

use heck::ToSnakeCase;

use super::linter::Linter;
use crate::diagnostics::Pointer;
use crate::document::suggest::{closest, did_you_mean};
use crate::document::{Brand, Content, Effect, Operation};

/// First words of the names of operations that change something.
const CHANGING: [&str; 17] = [
    "add", "assign", "bind", "clear", "create", "delete", "disable", "enable", "remove", "reset",
    "revoke", "save", "send", "set", "unbind", "update", "upload",
];

/// First words of the names of operations that change nothing.
const READING: [&str; 5] = ["find", "has", "is", "list", "search"];

/// Media types of responses; one of a known kind is fine, too.
const OF_RESPONSES: [&str; 6] = [
    "application/json",
    "application/octet-stream",
    "application/pdf",
    "application/xml",
    "application/zip",
    "application/x-www-form-urlencoded",
];

/// Kinds of media types of which any can be the content of a response.
const CONTENT: [&str; 5] = ["audio/", "font/", "image/", "text/", "video/"];

impl Linter<'_> {
    pub(super) fn operation_id(&mut self, id: &str, at: &Pointer) {
        let is_plain = !id.is_empty() && !id.contains(char::is_whitespace);
        if !is_plain {
            self.report(
                "bad-name",
                at.at("operationId"),
                format!("the name `{id}` of an operation cannot become the name of a method"),
                "write it in camelCase, with ASCII letters and digits",
            );
        }
    }

    pub(super) fn parameter_name(&mut self, name: &str, what: &str, at: &Pointer) {
        if name.is_empty() || name.contains(char::is_whitespace) {
            self.report(
                "bad-name",
                at.at("name"),
                format!("{what} has an invalid name"),
                "write the name as it is in the query or in the path, without spaces",
            );
        }
    }

    /// Checks that the effect fits the name, and that a read is safe to retry.
    pub(super) fn effect(&mut self, operation: &Operation, at: &Pointer) {
        let name = operation.id.to_snake_case();
        let first = name.split('_').next().unwrap_or_default();
        let is_read = operation.effect == Effect::Read;
        let problem = match is_read {
            true if CHANGING.contains(&first) => {
                Some(("is marked as a read", "write `x-effect: write`, `send` or `session`"))
            }
            false if READING.contains(&first) => {
                Some(("is marked as a change", "write `x-effect: read`"))
            }
            _ => None,
        };
        if let Some((problem, help)) = problem {
            self.report(
                "effect",
                at.at("x-effect"),
                format!(
                    "the operation `{}` {problem}, but its name begins with `{first}`",
                    operation.id
                ),
                &format!("{help}, or rename the operation"),
            );
        } else if is_read && !operation.retry_safe {
            self.report(
                "retry-safe",
                at.at("x-retry-safe"),
                format!(
                    "the operation `{}` changes nothing, but is not safe to retry",
                    operation.id
                ),
                "write `x-retry-safe: true`, or correct `x-effect`",
            );
        }
    }

    /// Checks `x-availability`: each brand once.
    pub(super) fn brands(&mut self, brands: &[Brand], what: &str, at: &Pointer) {
        let mut brands = brands.iter().enumerate();
        let all = brands.clone();
        if brands.any(|(index, brand)| all.clone().take(index).any(|(_, before)| before == brand)) {
            self.report(
                "availability",
                at.at("x-availability"),
                format!("the availability of {what} names a brand twice"),
                "remove one of them",
            );
        }
    }

    /// Checks the statuses of responses: three digits, one of them a success or a redirect.
    pub(super) fn statuses(&mut self, operation: &Operation, at: &Pointer, name: &str) {
        let mut has_success = false;
        let mut has_invalid = false;
        for status in operation.responses.keys() {
            let number = status.parse::<u16>().ok().filter(|_| status.len() == 3);
            match number {
                Some(200..=399) => has_success = true,
                Some(100..=599) => {}
                _ => {
                    has_invalid = true;
                    self.report(
                        "no-response",
                        at.within(["responses", status]),
                        format!("the response `{status}` of {name} is not an HTTP status"),
                        "write the status in quotes: `\"200\"`",
                    );
                }
            }
        }
        if !has_success && !has_invalid && !operation.responses.is_empty() {
            self.report(
                "no-response",
                at.at("responses"),
                format!("{name} has no response of success"),
                "describe the response `\"200\"`; errors are described in errors.yaml",
            );
        }
    }

    pub(super) fn media_type(&mut self, media: &str, at: &Pointer) {
        let is_known = OF_RESPONSES.contains(&media)
            || CONTENT.iter().any(|kind| media.starts_with(kind)) && media != "text/json";
        if !is_known {
            self.report(
                "media-types",
                at.clone(),
                format!("a response in the unknown media type `{media}`"),
                &did_you_mean(
                    closest(media, OF_RESPONSES),
                    "write `application/json`, or the media type of the content",
                ),
            );
        }
    }

    /// Checks that the codes in examples of responses are in `errors.yaml`.
    pub(super) fn codes_of_bodies(&mut self, content: &Content, at: &Pointer) {
        let errors = &self.document.errors;
        if errors.status_codes.is_empty() {
            return;
        }
        let lists = [("statusCode", &errors.status_codes), ("apiCode", &errors.api_codes)];
        for (name, example) in &content.examples {
            for (field, codes) in lists {
                let code = example.value.get(field).and_then(serde_json::Value::as_i64);
                let Some(code) = code.filter(|code| codes.iter().all(|it| it.code != *code)) else {
                    continue;
                };
                self.report(
                    "unknown-value",
                    at.within(["examples", name, "value", field]),
                    format!("the `{field}` {code} is not in errors.yaml"),
                    "add it there with its meaning, or correct the example",
                );
            }
        }
    }
}
