//! Decoding of bodies.

use serde_json::Value;

use super::content::Json;
use super::delivery::Delivery;
use super::event::Event;
use super::key;
use crate::error::{WebhookError, WebhookErrorKind as Kind};
use crate::json::{self, Scanner, SyntaxError};

/// Decodes the body of a request.
pub(super) fn read(user_pool: Option<String>, json: Json<'_>) -> Result<Delivery, WebhookError> {
    let text = &*json.text;
    let failed = |error: SyntaxError| {
        // Line and column only; the body can contain secrets.
        WebhookError::new(
            Kind::Malformed,
            format!("the body is not JSON: {}", error.describe(text)),
        )
    };
    let value = parse(text).map_err(failed)?;
    let parts = Parts::find(text).map_err(failed)?;
    if parts.is_repeated {
        return Err(WebhookError::new(
            Kind::Malformed,
            "the body has `eventName` or `data` twice; which of them counts is not known",
        ));
    }
    let name = value.get("eventName").and_then(name_of);
    let event = match (&name, value.get("data")) {
        (Some(name), Some(data)) => Event::read(name, data),
        _ => None,
    };
    let event = event.unwrap_or(Event::Other(name.clone()));
    let data = parts.data.unwrap_or(text);
    let key = key::idempotency_key(user_pool.as_deref(), name.as_deref(), data).map_err(failed)?;
    Ok(Delivery {
        event,
        name,
        user_pool_id: user_pool,
        data: data.into(),
        key,
        raw: json.text.into(),
    })
}

/// Parses the whole body, with the limits of responses.
fn parse(text: &str) -> Result<Value, SyntaxError> {
    let mut left = text.len().saturating_mul(8).saturating_add(1024 * 1024);
    let mut spend = |bytes| left.checked_sub(bytes).map(|rest| left = rest).is_some();
    let mut scanner = Scanner::new(text);
    let value = json::value(&mut scanner, 0, &mut spend)?;
    scanner.end().map(|()| value)
}

/// Returns the name of an event. A number stands for its digits.
fn name_of(value: &Value) -> Option<String> {
    match value {
        Value::String(name) => Some(name.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// The parts of a body as they are written.
struct Parts<'t> {
    data: Option<&'t str>,
    is_repeated: bool,
}

impl<'t> Parts<'t> {
    fn find(text: &'t str) -> Result<Self, SyntaxError> {
        let mut parts = Self { data: None, is_repeated: false };
        let mut scanner = Scanner::new(text);
        if scanner.kind()? != json::Kind::Object {
            return Ok(parts);
        }
        let (mut has_name, mut first) = (false, true);
        scanner.open();
        while let Some(name) = scanner.key(&mut first)? {
            let value = scanner.skip_text()?;
            match &*name {
                "eventName" => parts.is_repeated |= std::mem::replace(&mut has_name, true),
                "data" => parts.is_repeated |= parts.data.replace(value).is_some(),
                _ => {}
            }
        }
        Ok(parts)
    }
}
