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
    let text = value.to_str().ok().filter(|_| values.next().is_none());
    let mut parts = text.ok_or_else(unsupported)?.split(';').map(str::trim);
    let content = match parts.next().map(str::to_ascii_lowercase).as_deref() {
        Some("application/json") => Content::Json,
        Some("application/x-www-form-urlencoded") => Content::Form,
        _ => return Err(unsupported()),
    };
    let charsets = parts.filter_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim().eq_ignore_ascii_case("charset").then(|| value.trim().trim_matches('"'))
    });
    for charset in charsets {
        if !["utf-8", "utf8", "us-ascii"].iter().any(|it| it.eq_ignore_ascii_case(charset)) {
            return Err(unsupported());
        }
    }
    Ok(content)
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
    for (key, value) in url::form_urlencoded::parse(text.as_bytes()) {
        let field = match &*key {
            "eventName" => &mut name,
            "data" => &mut data,
            _ => return Err(layout()),
        };
        if field.replace(value.into_owned()).is_some() {
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

fn layout() -> WebhookError {
    WebhookError::new(
        Kind::FormLayout,
        "form layout not known: the form does not consist of `eventName` and `data` with JSON; \
         select `application/json` for the webhook in the console",
    )
}
