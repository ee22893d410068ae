//! Words of messages.

use crate::api::{ApiKind, Operation};
use crate::render::{ident, names};

/// Returns the client of an API.
pub(super) fn client(api: ApiKind) -> &'static str {
    match api {
        ApiKind::Authentication => "AuthenticationClient",
        ApiKind::Management => "ManagementClient",
    }
}

/// Returns a method as users write it.
pub(super) fn method(api: ApiKind, operation: &Operation) -> String {
    format!("{}::{}", client(api), names::method(operation))
}

/// Returns the path of a module as users write it.
pub(super) fn module_path(api: ApiKind, module: &str) -> String {
    format!("{api}::{}", ident::file(module))
}

/// Returns a name as code.
pub(super) fn code(name: impl AsRef<str>) -> String {
    format!("`{}`", name.as_ref())
}

/// Returns names as code, with commas.
pub(super) fn codes<T: AsRef<str>>(names: impl IntoIterator<Item = T>) -> String {
    let names: Vec<String> = names.into_iter().map(code).collect();
    names.join(", ")
}

/// Returns names with commas.
pub(super) fn list<T: AsRef<str>>(names: &[T]) -> String {
    let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
    names.join(", ")
}

/// Returns a count with its noun.
pub(super) fn count(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

/// Returns whether two texts differ in more than white space.
pub(super) fn differ(old: &str, new: &str) -> bool {
    !old.split_whitespace().eq(new.split_whitespace())
}

/// Returns a JSON value as code.
pub(super) fn json(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::String(text) => code(text),
        other => format!("`{other}`"),
    }
}

/// Returns the types that come and go with something, as the end of a sentence.
pub(super) fn with(types: &[String]) -> String {
    const SHOWN: usize = 8;
    let shown = codes(types.iter().take(SHOWN));
    match types.len() {
        0 => String::new(),
        count if count > SHOWN => format!(", with {shown} and {} more types", count - SHOWN),
        _ => format!(", with {shown}"),
    }
}
