//! Free-form values.

use serde_json::{Map, Number, Value};

use super::scanner::{Kind, Scanner};
use super::syntax_error::{MAX_DEPTH, SyntaxError, TOO_DEEP, TOO_LARGE};

/// Reads a free-form value that is nested `depth` levels deep. `spend` accounts for memory in
/// bytes, and returns `false` to stop reading.
pub(crate) fn value(
    scanner: &mut Scanner<'_>,
    depth: usize,
    spend: &mut dyn FnMut(usize) -> bool,
) -> Result<Value, SyntaxError> {
    /// A key, and its share of the node it is kept in.
    const ENTRY: usize = 96;
    let kind = scanner.kind()?;
    if depth >= MAX_DEPTH && matches!(kind, Kind::List | Kind::Object) {
        return Err(scanner.error(TOO_DEEP));
    }
    Ok(match kind {
        Kind::Null => scanner.literal().map(|()| Value::Null)?,
        Kind::Boolean(boolean) => scanner.literal().map(|()| Value::Bool(boolean))?,
        Kind::Number => number(scanner.number()?).map_or(Value::Null, Value::Number),
        Kind::Text => {
            let text = scanner.string()?.into_owned();
            if !spend(text.len()) {
                return Err(scanner.error(TOO_LARGE));
            }
            Value::String(text)
        }
        Kind::List => {
            let mut items = Vec::new();
            let mut first = true;
            scanner.open();
            while scanner.item(&mut first)? {
                if !spend(size_of::<Value>()) {
                    return Err(scanner.error(TOO_LARGE));
                }
                items.push(value(scanner, depth + 1, spend)?);
            }
            Value::Array(items)
        }
        Kind::Object => {
            let mut object = Map::new();
            let mut first = true;
            scanner.open();
            while let Some(key) = scanner.key(&mut first)? {
                if !spend(ENTRY + key.len()) {
                    return Err(scanner.error(TOO_LARGE));
                }
                let item = value(scanner, depth + 1, spend)?;
                object.insert(key.into_owned(), item);
            }
            Value::Object(object)
        }
    })
}

/// Reads a whole text as one free-form value; `None` if it is not JSON, or decodes to many times
/// its size.
pub(crate) fn parse(text: &[u8]) -> Option<Value> {
    let text = String::from_utf8_lossy(text);
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let mut left = text.len().saturating_mul(8).saturating_add(1024 * 1024);
    let mut spend = |bytes| left.checked_sub(bytes).map(|rest| left = rest).is_some();
    let mut scanner = Scanner::new(text);
    let value = value(&mut scanner, 0, &mut spend).ok()?;
    scanner.end().ok().map(|()| value)
}

/// Returns a number as `serde_json` keeps it: an integer of 64 bits, or the closest float. Parsed
/// by the standard library, so that a fraction does not depend on the features of `serde_json`.
pub(crate) fn number(text: &str) -> Option<Number> {
    if let Ok(integer) = text.parse::<u64>() {
        return Some(integer.into());
    }
    match text.parse::<i64>() {
        // `-0` is a float.
        Ok(integer) if integer != 0 => Some(integer.into()),
        _ => Number::from_f64(text.parse().ok()?),
    }
}
