//! Times of assertions (`xs:dateTime` in UTC).

use std::time::SystemTime;

use jiff::Timestamp;
use roxmltree::Node;

use super::invalid;
use crate::error::Error;
use crate::saml::xml::attribute;

/// Returns the time in an attribute, if it is there.
pub(super) fn optional(node: Node<'_, '_>, name: &str) -> Result<Option<SystemTime>, Error> {
    let Some(text) = attribute(node, name) else { return Ok(None) };
    let text = text.trim_matches([' ', '\t', '\r', '\n']);
    let is_usual = text.as_bytes().get(10) == Some(&b'T') && text.is_ascii();
    let time = if is_usual { text.parse::<Timestamp>().ok() } else { None };
    match time.and_then(|it| SystemTime::try_from(it).ok()) {
        Some(time) => Ok(Some(time)),
        None => {
            Err(invalid(format!("`{name}` is not a time in UTC such as `2026-01-01T00:00:00Z`")))
        }
    }
}

/// Returns the time in an attribute.
pub(super) fn required(node: Node<'_, '_>, name: &str) -> Result<SystemTime, Error> {
    optional(node, name)?.ok_or_else(|| invalid(format!("`{name}` is absent")))
}
