//! The idempotency key of a delivery.

use std::fmt::Write as _;

use aws_lc_rs::digest::{Context, SHA256};

use crate::json::{Kind, Scanner, SyntaxError};

/// Returns a hash of the user pool, the event and its data, as 64 hexadecimal digits. The order of
/// names in objects and white space do not matter.
pub(super) fn idempotency_key(
    user_pool: Option<&str>,
    name: Option<&str>,
    data: &str,
) -> Result<String, SyntaxError> {
    let mut canonical = String::with_capacity(data.len());
    write_canonical(&mut Scanner::new(data), &mut canonical)?;
    let mut hash = Context::new(&SHA256);
    for part in [user_pool, name, Some(&canonical)] {
        // Lengths keep parts apart; an absent one is not an empty one.
        let length = part.map_or(u64::MAX, |part| part.len() as u64);
        hash.update(&length.to_be_bytes());
        hash.update(part.unwrap_or_default().as_bytes());
    }
    let mut key = String::with_capacity(64);
    for byte in hash.finish().as_ref() {
        let _ = write!(key, "{byte:02x}");
    }
    Ok(key)
}

/// Writes a value with sorted names and without white space; numbers as they are.
///
/// The text was parsed before, so nesting is bounded.
fn write_canonical(scanner: &mut Scanner<'_>, out: &mut String) -> Result<(), SyntaxError> {
    match scanner.kind()? {
        Kind::Null => {
            scanner.literal()?;
            out.push_str("null");
        }
        Kind::Boolean(boolean) => {
            scanner.literal()?;
            let _ = write!(out, "{boolean}");
        }
        Kind::Number => out.push_str(scanner.number()?),
        Kind::Text => write_text(&scanner.string()?, out),
        Kind::List => {
            out.push('[');
            let mut first = true;
            scanner.open();
            while scanner.item(&mut first)? {
                write_canonical(scanner, out)?;
                out.push(',');
            }
            out.push(']');
        }
        Kind::Object => {
            let mut members = Vec::new();
            let mut first = true;
            scanner.open();
            while let Some(name) = scanner.key(&mut first)? {
                let mut value = String::new();
                write_canonical(scanner, &mut value)?;
                members.push((name, value));
            }
            // Stable: the order of equal names decides which of them counts.
            members.sort_by(|(one, _), (other, _)| one.cmp(other));
            out.push('{');
            for (name, value) in members {
                write_text(&name, out);
                let _ = write!(out, ":{value},");
            }
            out.push('}');
        }
    }
    Ok(())
}

fn write_text(text: &str, out: &mut String) {
    let _ = write!(out, "{}", serde_json::Value::from(text));
}
