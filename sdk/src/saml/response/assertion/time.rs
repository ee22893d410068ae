//! Times of assertions (`xs:dateTime` in UTC).

use std::time::SystemTime;

use roxmltree::Node;

use super::invalid;
use crate::error::Error;
use crate::saml::time::parse_time;
use crate::xml::attribute;

/// Returns the time in an attribute, if it is there.
pub(super) fn optional(node: Node<'_, '_>, name: &str) -> Result<Option<SystemTime>, Error> {
    let Some(text) = attribute(node, name) else { return Ok(None) };
    let time = parse_time(text);
    let time = time.ok_or_else(|| {
        invalid(format!("`{name}` is not a time in UTC such as `2026-01-01T00:00:00Z`"))
    })?;
    Ok(Some(time))
}

/// Returns the time in an attribute.
pub(super) fn required(node: Node<'_, '_>, name: &str) -> Result<SystemTime, Error> {
    optional(node, name)?.ok_or_else(|| invalid(format!("`{name}` is absent")))
}
