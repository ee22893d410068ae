//! Lint of credentials: examples contain none that look real.

use std::collections::HashSet;

use serde_json::Value;

use super::linter::Linter;
use super::references::{References, Rooted};
use crate::diagnostics::Pointer;
use crate::document::{Additional, Content, Parameter, Schema};

/// The shortest value of a secret field that can be real.
const SHORTEST: usize = 16;

/// Prefixes of credentials of well-known services, with the minimum length of the rest.
const PREFIXES: [(&str, usize); 8] = [
    ("AKIA", 16),
    ("AIza", 30),
    ("ghp_", 20),
    ("github_pat_", 20),
    ("glpat-", 16),
    ("sk_live_", 16),
    ("xoxb-", 16),
    ("xoxp-", 16),
];

/// Texts that mark a value as a placeholder.
const PLACEHOLDERS: [&str; 10] =
    ["xxx", "***", "...", "…", "example", "placeholder", "sample", "dummy", "test", "your"];

impl<'a> Linter<'a> {
    pub(super) fn credentials_of_schema(&mut self, schema: &'a Schema, at: &Pointer) {
        if let Some(reason) = &schema.published {
            let pointer = at.at("x-published");
            self.reason(reason, &pointer);
            let mut values = schema.examples.iter().chain(&schema.default).peekable();
            let is_shown = values.peek().is_some();
            if is_shown && !values.any(|value| !self.search(value, schema, false, at).is_empty()) {
                self.report(
                    "needless-exception",
                    pointer,
                    "no example looks like a credential".to_owned(),
                    "remove `x-published`",
                );
            }
            return;
        }
        let examples = schema.examples.iter().enumerate();
        for (index, example) in examples {
            self.credentials(example, schema, false, &at.at("examples").at(index.to_string()));
        }
        if let Some(default) = &schema.default {
            self.credentials(default, schema, false, &at.at("default"));
        }
    }

    pub(super) fn credentials_of_parameter(&mut self, parameter: &'a Parameter, at: &Pointer) {
        if let (Some(example), None) = (&parameter.example, &parameter.schema.published) {
            let is_secret = parameter.secret == Some(true);
            self.credentials(example, &parameter.schema, is_secret, &at.at("example"));
        }
    }

    pub(super) fn credentials_of_bodies(&mut self, content: &'a Content, at: &Pointer) {
        for (name, example) in &content.examples {
            let pointer = at.within(["examples", name]);
            match &example.published {
                Some(reason) => self.reason(reason, &pointer.at("x-published")),
                None => {
                    self.credentials(&example.value, &content.schema, false, &pointer.at("value"));
                }
            }
        }
    }

    /// Returns the places in a value that look like credentials.
    fn search(
        &self,
        value: &Value,
        schema: &'a Schema,
        is_secret: bool,
        at: &Pointer,
    ) -> Vec<(Vec<String>, &'static str)> {
        let Some(rooted) = self.references.rooted(&at.file, schema) else { return Vec::new() };
        let mut search =
            Search { references: &self.references, tokens: Vec::new(), found: Vec::new() };
        search.look(value, &[rooted], is_secret);
        search.found
    }

    fn credentials(&mut self, value: &Value, schema: &'a Schema, is_secret: bool, at: &Pointer) {
        for (tokens, what) in self.search(value, schema, is_secret, at) {
            self.report(
                "credential",
                at.within(tokens.iter().map(String::as_str)),
                format!("the example looks like {what}"),
                "write a placeholder such as `xxxx`; if the value is published documentation, add \
                 `x-published` with the reason",
            );
        }
    }
}

/// Looks for credentials in a value.
struct Search<'l, 'a> {
    references: &'l References<'a>,
    tokens: Vec<String>,
    found: Vec<(Vec<String>, &'static str)>,
}

impl<'a> Search<'_, 'a> {
    /// Searches a value that one of these schemas describes.
    fn look(&mut self, value: &Value, schemas: &[Rooted<'a>], is_secret: bool) {
        let is_secret = is_secret || schemas.iter().any(|it| it.schema.secret == Some(true));
        match value {
            Value::String(text) => {
                if let Some(what) = credential(text, is_secret) {
                    self.found.push((self.tokens.clone(), what));
                }
            }
            Value::Array(items) => {
                let schemas: Vec<_> = (self.parts(schemas).iter())
                    .filter_map(|it| it.schema.items.as_deref().map(|of| it.part(of)))
                    .collect();
                for (index, item) in items.iter().enumerate() {
                    self.token(index.to_string(), item, &schemas, is_secret);
                }
            }
            Value::Object(object) => {
                let parts = self.parts(schemas);
                for (name, value) in object {
                    let fields: Vec<_> = (parts.iter())
                        .filter_map(|part| field(part.schema, name).map(|it| part.part(it)))
                        .collect();
                    self.token(name.clone(), value, &fields, false);
                }
            }
            _ => {}
        }
    }

    fn token(&mut self, token: String, value: &Value, schemas: &[Rooted<'a>], is_secret: bool) {
        if schemas.iter().any(|it| it.schema.published.is_some()) {
            return;
        }
        self.tokens.push(token);
        self.look(value, schemas, is_secret);
        self.tokens.pop();
    }

    /// Returns the objects and lists among these schemas, each once: in a union that contains
    /// itself, their number would grow with every level.
    fn parts(&self, schemas: &[Rooted<'a>]) -> Vec<Rooted<'a>> {
        let mut seen = HashSet::new();
        let alternatives = schemas.iter().flat_map(|it| self.references.alternatives(*it));
        let alternatives = alternatives.filter(|it| seen.insert(std::ptr::from_ref(it.schema)));
        let parts: Vec<_> = alternatives.flat_map(|it| self.references.parts_of(it)).collect();
        let mut seen = HashSet::new();
        parts.into_iter().filter(|it| seen.insert(std::ptr::from_ref(it.schema))).collect()
    }
}

fn field<'a>(schema: &'a Schema, name: &str) -> Option<&'a Schema> {
    schema.properties.get(name).or(match &schema.additional_properties {
        Some(Additional::Schema(values)) => Some(values),
        _ => None,
    })
}

/// Returns the kind of credential that a text looks like.
pub(super) fn credential(text: &str, is_secret: bool) -> Option<&'static str> {
    let is_word = |it: char| it.is_ascii_alphanumeric() || "-_.~+/=".contains(it);
    let words = || text.split(|it: char| !is_word(it)).filter(|word| word.len() >= SHORTEST);
    if text.contains("-----BEGIN ") && text.contains("PRIVATE KEY-----") {
        return Some("a private key");
    }
    if words().any(is_jwt) {
        return Some("a JSON Web Token");
    }
    let has_prefix = |word: &str| {
        PREFIXES.iter().any(|(prefix, least)| {
            word.strip_prefix(prefix).is_some_and(|rest| rest.len() >= *least)
        })
    };
    if words().any(|word| has_prefix(word) && !is_placeholder(word)) {
        return Some("a key of a well-known service");
    }
    let is_random = |word: &str| {
        word.len() >= SHORTEST
            && word.contains(|it: char| it.is_ascii_digit())
            && word.contains(|it: char| it.is_ascii_alphabetic())
    };
    // Secrets inside an image or a link cannot be recognized.
    let is_opaque = !text.contains(char::is_whitespace) && !text.contains(':');
    if is_secret && is_opaque && is_random(text) && !is_placeholder(text) && !is_uuid(text) {
        return Some("a real secret");
    }
    None
}

/// Returns whether a word has three parts in base64url, the first of which is a JSON object.
fn is_jwt(word: &str) -> bool {
    let is_letter = |it: u8| it.is_ascii_alphanumeric() || it == b'-' || it == b'_';
    let parts: Vec<&str> = word.split('.').collect();
    let [header, payload, signature] = parts.as_slice() else { return false };
    let is_part = |part: &&str| part.len() >= 4 && part.bytes().all(is_letter);
    header.starts_with("eyJ")
        && [header, payload, signature].into_iter().all(is_part)
        && !is_placeholder(payload)
        && !is_placeholder(signature)
}

/// Returns whether a text is a UUID. UUIDs in examples are identifiers more often than credentials.
fn is_uuid(text: &str) -> bool {
    let lengths = text.split('-').map(str::len);
    lengths.eq([8, 4, 4, 4, 12]) && text.bytes().all(|it| it.is_ascii_hexdigit() || it == b'-')
}

fn is_placeholder(text: &str) -> bool {
    let text = text.to_lowercase();
    PLACEHOLDERS.iter().any(|mark| text.contains(mark))
}

#[cfg(test)]
mod tests {
    use super::credential;

    #[test]
    fn placeholders_are_not_credentials() {
        for text in [
            "eyJhbGciOiJSxxxxx",
            "eyJ...Ggg",
            "eyJhbGciOiJIUzI1NiJ9.xxxx.xxxx",
            "860830c5a647xxxxxx7bd4d0dd94bf23",
            "passw0rd",
            "934108e5-9fbf-4d24-8da1-c330328abd6c",
            "123456",
            "test-secret-number-1",
            "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAOQAAAD",
        ] {
            assert_eq!(credential(text, true), None, "{text}");
        }
    }

    #[test]
    fn credentials_are_recognized() {
        let part = "a1".repeat(10);
        for text in [
            format!("eyJ{part}.eyJ{part}.{part}"),
            format!("Bearer eyJ{part}.eyJ{part}.{part}"),
            format!("-----BEGIN RSA PRIVATE KEY-----\n{part}"),
            format!("AKIA{}", "A1".repeat(8)),
            format!("ghp_{part}"),
        ] {
            assert!(credential(&text, false).is_some(), "{text}");
        }
        assert!(credential(&part, true).is_some());
    }
}
