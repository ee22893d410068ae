//! Lint of retry safety: operations that are not idempotent (RFC 9110, section 9.2.2) are not
//! marked safe.

use heck::ToSnakeCase;

use super::linter::Linter;
use crate::diagnostics::Pointer;
use crate::document::{Effect, Operation, Schema, Types};

/// First words of the names of operations with an effect for each request.
const REPEATING: [&str; 36] = [
    "append",
    "bind",
    "capture",
    "clone",
    "copy",
    "create",
    "decrement",
    "duplicate",
    "enroll",
    "execute",
    "gene",
    "generate",
    "import",
    "increment",
    "init",
    "initialize",
    "insert",
    "invite",
    "issue",
    "notify",
    "pub",
    "publish",
    "refresh",
    "regenerate",
    "register",
    "renew",
    "resend",
    "rotate",
    "send",
    "sign",
    "signup",
    "submit",
    "switch",
    "toggle",
    "trigger",
    "upload",
];

/// First words of the names of operations with an effect for each request, unless the request names
/// the target.
const REPEATING_WITHOUT_KEY: [&str; 2] = ["add", "reset"];

/// Words in the names of operations that end sessions, which is idempotent.
const ENDING: [&str; 7] = ["expire", "kick", "logout", "revoke", "signout", "terminate", "end"];

impl Linter<'_> {
    /// Checks an operation that is marked safe to retry.
    pub(super) fn retry_safety(&mut self, operation: &Operation, at: &Pointer) {
        if !operation.retry_safe || operation.effect == Effect::Read {
            return;
        }
        let Some(reason) = self.why_unsafe(operation) else { return };
        self.report(
            "retry-safe",
            at.at("x-retry-safe"),
            format!("the operation `{}` is marked safe to retry, but {reason}", operation.id),
            "write `x-retry-safe: false`; an operation is safe to retry if a second identical \
             request changes nothing and its response does not mislead the caller",
        );
    }

    fn why_unsafe(&self, operation: &Operation) -> Option<String> {
        let name = operation.id.to_snake_case();
        let words: Vec<&str> = name.split('_').collect();
        match operation.effect {
            Effect::Send => return Some("each request sends a message".to_owned()),
            Effect::Session if !words.iter().any(|word| ENDING.contains(word)) => {
                return Some("each request continues a session".to_owned());
            }
            _ => {}
        }
        let fields = self.body_fields(operation);
        let renamed = fields.iter().find(|(field, schema)| is_rename(field, schema));
        if let Some((field, _)) = renamed {
            return Some(format!(
                "`{field}` renames the target: a second request does not find the old name"
            ));
        }
        let code = fields.iter().find(|(field, _)| is_one_time(field));
        if let Some((field, _)) = code {
            return Some(format!("`{field}` is valid once: a second request is refused"));
        }
        let first = *words.first()?;
        // Creating or updating under a key that the caller chooses is idempotent.
        let is_upsert = words.starts_with(&["create", "or", "update"]);
        let has_key = fields.iter().any(|(field, _)| is_key(field));
        let repeats = REPEATING.contains(&first) && !is_upsert && !(first == "bind" && has_key)
            || REPEATING_WITHOUT_KEY.contains(&first) && !has_key;
        repeats.then(|| format!("each request has an effect: its name begins with `{first}`"))
    }

    /// Returns the fields of the body and the parameters.
    fn body_fields<'b>(&'b self, operation: &'b Operation) -> Vec<(&'b str, &'b Schema)> {
        let bodies = operation.request_body.iter().flat_map(|body| body.content.values());
        let fields = bodies.flat_map(|content| self.properties(&content.schema));
        let parameters = operation.parameters.iter();
        let parameters = parameters.map(|it| (it.name.as_str(), &it.schema));
        fields.chain(parameters).collect()
    }

    fn properties<'b>(&'b self, schema: &'b Schema) -> Vec<(&'b str, &'b Schema)> {
        let target = schema.reference.as_deref().and_then(|reference| {
            let name = reference.rsplit('/').next()?;
            let modules = self.document.modules.iter().map(|module| &module.file);
            let mut files = std::iter::once(&self.document.common).chain(modules);
            files.find_map(|file| file.components.schemas.get(name))
        });
        let fields = target.unwrap_or(schema).properties.iter();
        fields.map(|(name, schema)| (name.as_str(), schema)).collect()
    }
}

/// Returns whether a field renames the target, such as `newCode`.
fn is_rename(field: &str, schema: &Schema) -> bool {
    let kinds = schema.types.as_ref().map_or(&[][..], Types::as_slice);
    let is_flag = kinds.iter().all(|kind| kind == "boolean") && !kinds.is_empty();
    !is_flag && field.to_snake_case().split('_').any(|word| word == "new")
}

/// Returns whether a field holds a one-time code.
fn is_one_time(field: &str) -> bool {
    let name = field.to_snake_case();
    ["pass_code", "email_code", "phone_code", "sms_code", "verification_code", "otp", "totp"]
        .iter()
        .any(|code| name == *code || name.ends_with(&format!("_{code}")))
}

/// Returns whether a field names a target.
fn is_key(field: &str) -> bool {
    let name = field.to_snake_case();
    let last = name.rsplit('_').next().unwrap_or_default();
    matches!(last, "id" | "ids" | "code" | "codes" | "identifier" | "key" | "keys")
        && !is_one_time(field)
}
