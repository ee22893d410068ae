//! [`Content`]: the media types of bodies.

use std::borrow::Cow;

use http::{HeaderMap, header};

use crate::error::{WebhookError, WebhookErrorKind as Kind};
use crate::json::Scanner;

/// The media types that a webhook can be set up with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Content {
    Json,
    Form,
}

/// The JSON of a body.
pub(super) struct Json<'b> {
    pub(super) text: Cow<'b, str>,
}

/// Returns the media type of a request. Parameters other than `charset` do not matter.
pub(super) fn content_of(headers: &HeaderMap) -> Result<Content, WebhookError> {
    let mut values = headers.get_all(header::CONTENT_TYPE).iter();
    let Some(value) = values.next() else { return Ok(Content::Json) };
    if values.next().is_some() {
        return Err(unsupported());
    }
    // Bytes that are not UTF-8 do not matter in other parameters.
    let text = String::from_utf8_lossy(value.as_bytes());
    let mut parts = split(&text);
    let content = match parts.next().map(str::to_ascii_lowercase).as_deref() {
        Some("application/json") => Content::Json,
        Some("application/x-www-form-urlencoded") => Content::Form,
        _ => return Err(unsupported()),
    };
    let charsets = parts.filter_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim().eq_ignore_ascii_case("charset").then(|| unquoted(value.trim()))
    });
    for charset in charsets {
        if !["utf-8", "utf8", "us-ascii"].iter().any(|it| it.eq_ignore_ascii_case(&charset)) {
            return Err(unsupported());
        }
    }
    Ok(content)
}

/// Splits a media type at the semicolons that are not inside of a quoted string (RFC 9110 §5.6.4).
fn split(text: &str) -> impl Iterator<Item = &str> {
    let (mut is_quoted, mut is_escaped) = (false, false);
    let parts = text.split(move |character| {
        match character {
            _ if is_escaped => is_escaped = false,
            '\\' if is_quoted => is_escaped = true,
            '"' => is_quoted = !is_quoted,
            _ => {}
        }
        character == ';' && !is_quoted
    });
    parts.map(str::trim)
}

/// Returns the value of a parameter without the quotes and backslashes of a quoted string.
fn unquoted(value: &str) -> Cow<'_, str> {
    match value.strip_prefix('"').and_then(|value| value.strip_suffix('"')) {
        Some(quoted) => Cow::Owned(quoted.replace('\\', "")),
        None => Cow::Borrowed(value),
    }
}

fn unsupported() -> WebhookError {
    WebhookError::new(
        Kind::MediaType,
        "the body is not `application/json` or `application/x-www-form-urlencoded` in UTF-8; \
         select `application/json` for the webhook in the console",
    )
}

impl Content {
    /// Returns the JSON of a body.
    pub(super) fn json(self, body: &[u8]) -> Result<Json<'_>, WebhookError> {
        let text = std::str::from_utf8(body).map_err(|error| {
            let at = error.valid_up_to();
            WebhookError::new(Kind::Malformed, format!("the body is not UTF-8 at byte {at}"))
        })?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        match self {
            _ if text.trim().is_empty() => {
                Err(WebhookError::new(Kind::Malformed, "the body is empty"))
            }
            Self::Json => Ok(Json { text: text.into() }),
            Self::Form => form(text).map(|text| Json { text: text.into() }),
        }
    }
}

/// Returns a form of `eventName` and `data` as the JSON that it stands for.
fn form(text: &str) -> Result<String, WebhookError> {
    let (mut name, mut data) = (None, None);
    for pair in text.split('&').filter(|pair| !pair.is_empty()) {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        let field = match decoded(key)?.as_str() {
            "eventName" => &mut name,
            "data" => &mut data,
            _ => return Err(layout()),
        };
        if field.replace(decoded(value)?).is_some() {
            return Err(WebhookError::new(
                Kind::Malformed,
                "the form has `eventName` or `data` twice",
            ));
        }
    }
    let (Some(name), Some(data)) = (name, data) else { return Err(layout()) };
    let mut scanner = Scanner::new(&data);
    // Text that is not one value would become part of the JSON around it.
    scanner.skip().and_then(|()| scanner.end()).map_err(|_| layout())?;
    let name = serde_json::Value::from(name);
    Ok(format!("{{\"eventName\":{name},\"data\":{data}}}"))
}

/// Decodes a part of a form. A `%` without two digits stands for itself, as in the URL standard; bytes
/// that are not UTF-8 are an error, since a replacement for them would change the data.
fn decoded(text: &str) -> Result<String, WebhookError> {
    let digit = |byte: Option<&u8>| char::from(*byte?).to_digit(16);
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((byte, after)) = rest.split_first() {
        rest = after;
        match (byte, digit(after.first()), digit(after.get(1))) {
            (b'%', Some(high), Some(low)) => {
                bytes.extend(u8::try_from(high * 16 + low));
                rest = after.get(2..).unwrap_or_default();
            }
            (b'+', ..) => bytes.push(b' '),
            _ => bytes.push(*byte),
        }
    }
    String::from_utf8(bytes).map_err(|_| {
        WebhookError::new(
            Kind::Malformed,
            "the form contains percent-encoded bytes that are not UTF-8",
        )
    })
}

fn layout() -> WebhookError {
    WebhookError::new(
        Kind::FormLayout,
        "form layout not known: the form does not consist of `eventName` and `data` with JSON; \
         select `application/json` for the webhook in the console",
    )
}
