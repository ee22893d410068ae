//! Values in comments.

use serde_json::Value;

/// Returns the three values of a fact as a sentence.
pub fn difference(
    name: &str,
    base: Option<&Value>,
    ours: Option<&Value>,
    theirs: Option<&Value>,
) -> String {
    let before = match base {
        Some(base) => format!(", and said {} before", shown(Some(base))),
        None => String::new(),
    };
    format!("`{name}` is {} here; the document says {}{before}; decide", shown(ours), shown(theirs))
}

/// Returns a value as it is shown in comments.
pub fn shown(value: Option<&Value>) -> String {
    match value {
        None => "nothing".to_owned(),
        Some(Value::String(text)) => format!("`{text}`"),
        Some(other) => format!("`{other}`"),
    }
}
