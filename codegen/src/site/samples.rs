//! The call of an operation outside of Rust: as a `curl` command, and at the emulator.

use serde_json::Value;

use super::foreign;
use super::json::{self, Writer};
use crate::api::{Api, ApiKind, BodyKind, Operation, Param, Type};
use crate::render::sample_body;

/// The call of an operation with its first documented example.
pub(super) struct Sample<'a> {
    api: &'a Api,
    kind: ApiKind,
    operation: &'a Operation,
}

impl<'a> Sample<'a> {
    pub(super) fn of(api: &'a Api, kind: ApiKind, operation: &'a Operation) -> Self {
        Self { api, kind, operation }
    }

    /// Returns the `curl` command, for a POSIX shell.
    pub(super) fn curl(&self) -> String {
        let operation = self.operation;
        let url = format!("{}{}", self.server(), self.path());
        let mut lines = vec![format!("curl -X {} {}", operation.method, quoted(&url))];
        let mut header = |text: &str| lines.push(format!("-H {}", quoted(text)));
        match self.kind {
            ApiKind::Authentication => header("x-authing-app-id: APP_ID"),
            ApiKind::Management => header("x-authing-userpool-id: USER_POOL_ID"),
        }
        match (self.kind, operation.security.bearer) {
            (_, false) => {}
            (ApiKind::Authentication, _) => header("authorization: Bearer USER_ACCESS_TOKEN"),
            (ApiKind::Management, _) => header("authorization: Bearer MANAGEMENT_TOKEN"),
        }
        let json = operation.body.as_ref().is_some_and(|body| body.kind == BodyKind::Json);
        if json {
            header("content-type: application/json");
        }
        if operation.client_auth {
            lines.push("--user 'APP_ID:APP_SECRET'".to_owned());
        }
        let query = self.parameters(false);
        if !query.is_empty() {
            // The values go into the URL, encoded, whatever the method is.
            let pairs =
                query.iter().map(|(name, value)| format!("{}={}", escaped(name), escaped(value)));
            let url = format!("{url}?{}", pairs.collect::<Vec<_>>().join("&"));
            if let Some(first) = lines.first_mut() {
                *first = format!("curl -X {} {}", operation.method, quoted(&url));
            }
        }
        lines.extend(self.curl_body());
        lines.join(" \\\n  ")
    }

    fn curl_body(&self) -> Vec<String> {
        let Some(body) = &self.operation.body else { return Vec::new() };
        let example = self.example();
        let object = example.as_object();
        match body.kind {
            // Unlike `--data`, it sends a text that begins with `@` as it is.
            BodyKind::Json => vec![format!("--data-raw {}", quoted(&self.pretty(&example)))],
            BodyKind::Form => {
                let fields = object.into_iter().flatten();
                let fields = fields.filter(|(_, value)| !value.is_null());
                fields
                    .map(|(name, value)| {
                        format!("--data-urlencode {}", quoted(&format!("{name}={}", plain(value))))
                    })
                    .collect()
            }
            BodyKind::Multipart => {
                let types = self.api.types.get(&body.type_name);
                let fields = types.map(|def| def.mentions().len()).unwrap_or_default();
                let files = types.and_then(|def| match &def.kind {
                    crate::api::TypeKind::Struct(fields) => Some(fields),
                    _ => None,
                });
                let files = files.into_iter().flatten().filter(|field| field.ty == Type::File);
                let mut parts: Vec<String> = Vec::with_capacity(fields);
                parts.extend(
                    files.map(|field| format!("-F {}", quoted(&format!("{}=@file", field.wire)))),
                );
                let texts = object.into_iter().flatten().filter(|(_, value)| !value.is_null());
                parts.extend(texts.map(|(name, value)| {
                    format!("--form-string {}", quoted(&format!("{name}={}", plain(value))))
                }));
                parts
            }
        }
    }

    /// Returns the command that makes the call at an emulator.
    pub(super) fn trial(&self) -> String {
        let mut words = vec!["genauth-emulator call".to_owned(), self.operation.name.clone()];
        if self.is_ambiguous() {
            words.push(format!("--api {}", self.kind));
        }
        for in_path in [true, false] {
            words.extend(
                self.parameters(in_path)
                    .iter()
                    .map(|(name, value)| format!("--param {}", quoted(&format!("{name}={value}")))),
            );
        }
        if self.operation.body.is_some() {
            words.push(format!("--body {}", quoted(&self.compact(&self.example()))));
        }
        words.join(" ")
    }

    /// Returns the body of a call in another language: of the documented one, what an example needs.
    pub(super) fn body(&self) -> Value {
        sample_body(self.api, self.operation)
    }

    /// Returns the first documented body.
    fn example(&self) -> Value {
        let first = self.operation.requests.first();
        first.map_or_else(|| Value::Object(serde_json::Map::new()), |example| example.value.clone())
    }

    fn pretty(&self, value: &Value) -> String {
        json::text(&Writer::tokens(self.api, value, self.body_type().as_ref()))
    }

    fn compact(&self, value: &Value) -> String {
        json::line(self.api, value, self.body_type().as_ref())
    }

    fn body_type(&self) -> Option<Type> {
        self.operation.body.as_ref().map(|body| Type::Named(body.type_name.clone()))
    }

    fn server(&self) -> String {
        let server = self.api.apis.get(self.kind.as_str()).map(|it| it.server.as_str());
        // Parts that differ have the name of the application in the documentation.
        let mut out = String::new();
        let mut rest = server.unwrap_or("https://example.genauth.ai");
        while let Some((before, after)) = rest.split_once('{') {
            out.push_str(before);
            out.push_str("example");
            rest = after.split_once('}').map_or("", |(_, rest)| rest);
        }
        out + rest
    }

    fn path(&self) -> String {
        self.parameters(true).iter().fold(self.operation.path.clone(), |path, (name, value)| {
            path.replace(&format!("{{{name}}}"), &escaped(value))
        })
    }

    /// Returns the parameters that a call needs, and those that have a documented value.
    fn parameters(&self, in_path: bool) -> Vec<(String, String)> {
        let params = self.operation.params.iter().filter(|param| param.in_path == in_path);
        params.flat_map(|param| values(self.api, param)).collect()
    }

    fn is_ambiguous(&self) -> bool {
        let others = self.api.modules.iter().filter(|module| module.id.api != self.kind);
        others.flat_map(|module| &module.operations).any(|it| it.name == self.operation.name)
    }
}

/// Returns the values of a parameter; several for a list.
fn values(api: &Api, param: &Param) -> Vec<(String, String)> {
    let field = &param.field;
    if field.example.is_none() && !field.required {
        return Vec::new();
    }
    let pair = |value: &Value| (field.wire.clone(), plain(value));
    match foreign::value_of(api, param) {
        Value::Array(items) => items.iter().map(pair).collect(),
        value => vec![pair(&value)],
    }
}

/// Returns a value as text: without quotes around a string.
fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Returns a text as one word of a POSIX shell.
fn quoted(text: &str) -> String {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "-_./:=@%+,".contains(letter);
    match !text.is_empty() && text.chars().all(is_plain) {
        true => text.to_owned(),
        false => format!("'{}'", text.replace('\'', r"'\''")),
    }
}

/// Returns a text as a part of a URL.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        match byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            true => out.push(char::from(byte)),
            false => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}
