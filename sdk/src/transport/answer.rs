//! Opening an answer: envelope, failure, payload.

use std::{fmt, str::Utf8Error};

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;
use url::Url;

use super::{Endpoint, retry::retry_after};
use crate::data::{Field, Path, Reader, Slot, read_into};
use crate::error::{ApiError, DecodeError, Error, Failure};

/// An answer as it came.
#[derive(Clone)]
pub struct Received {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    /// The URL that answered, which relative addresses in the response refer to.
    pub(crate) url: Option<Url>,
}

impl Received {
    /// The body as text, which is checked at once rather than string by string.
    fn text(&self) -> Result<&str, Utf8Error> {
        let text = std::str::from_utf8(&self.body)?;
        // Some servers mark their text as UTF-8, which no JSON may be.
        Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
    }
}

/// Shows sizes instead of content: headers and body can hold tokens.
impl fmt::Debug for Received {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Received")
            .field("status", &self.status.as_u16())
            .field("headers", &self.headers.len())
            .field("bytes", &self.body.len())
            .finish()
    }
}

/// What an answer says about itself around the payload.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    pub(crate) status_code: Option<i64>,
    pub(crate) api_code: Option<i64>,
    pub(crate) message: Option<String>,
    pub(crate) request_id: Option<String>,
    /// `code`, which the oldest endpoints use instead of `statusCode`.
    code: Option<i64>,
    /// `error` and `error_description` of the OAuth endpoints.
    oauth_error: Option<String>,
    oauth_description: Option<String>,
    has_data: bool,
}

impl Head {
    /// The status in the body: `statusCode`, or `code` where there is no other.
    fn status(&self) -> Option<i64> {
        self.status_code.or(self.code.filter(|_| self.message.is_some()))
    }
}

/// Reads the payload of an answer into `slot`.
///
/// An answer is taken as an envelope when it says so itself, by a status and a payload; anything
/// else is the payload. Several endpoints are documented the one way and seen the other.
pub(crate) fn open_answer(
    endpoint: &Endpoint,
    received: &Received,
    slot: Slot<'_>,
) -> Result<Head, Error> {
    let text = match received.text() {
        Ok(text) => text,
        Err(error) => {
            check_failure(endpoint, received)?;
            let message = format!("the answer is no UTF-8 at byte {}", error.valid_up_to());
            return Err(DecodeError::new(endpoint, received, message).into());
        }
    };
    // The common case in one pass: an envelope with a payload that fits.
    let mut head = Head::default();
    let mut slot = Some(slot);
    let mut json = serde_json::Deserializer::from_str(text);
    let outcome = Envelope { head: &mut head, data: &mut slot }
        .deserialize(&mut json)
        .and_then(|()| json.end());
    let whole = outcome.is_ok();
    if whole && received.status.is_success() && head.has_data && head.status() == Some(200) {
        return Ok(head);
    }
    // Otherwise the failure counts before the payload: on failure, `data` can be anything.
    let head = check_failure(endpoint, received)?;
    let broken = |error: serde_json::Error| broken(endpoint, received, &error);
    match (outcome, slot) {
        (Err(error), None) => Err(broken(error)),
        (_, Some(slot)) if is_empty(received, &slot) => Ok(head),
        (_, Some(slot)) if !head.has_data && !matches!(slot, Slot::Skip) => {
            if whole && head.status().is_some() && !describes_status(&slot) {
                return Ok(head);
            }
            // With nothing around it, this is no answer at all.
            if text.trim() == "null" && matches!(slot, Slot::Record(_)) {
                return Err(broken(serde::de::Error::custom("expected an object, found null")));
            }
            let json = &mut serde_json::Deserializer::from_str(text);
            read_into(slot, &mut *json).and_then(|()| json.end()).map_err(broken)?;
            Ok(head)
        }
        // What serde says of a body that is no object repeats it.
        (Err(error), _) if error.is_data() => {
            Err(broken(serde::de::Error::custom("expected an object")))
        }
        (Err(error), _) => Err(broken(error)),
        (Ok(()), _) => Ok(head),
    }
}

/// Whether nothing came where nothing is expected, or where the server says that this is all.
fn is_empty(received: &Received, slot: &Slot<'_>) -> bool {
    let expected = matches!(slot, Slot::Skip | Slot::Json(_)) && received.status.is_success();
    received.body.is_empty() && (expected || received.status == StatusCode::NO_CONTENT)
}

/// Whether the payload type itself has a field for the status, so that the whole answer is meant.
fn describes_status(slot: &Slot<'_>) -> bool {
    match slot {
        Slot::Record(record) => record.shape().wire.contains(&"statusCode"),
        Slot::Json(_) | Slot::Object(_) => true,
        _ => false,
    }
}

/// Finds out whether an answer says that the operation failed.
pub(crate) fn check_failure(endpoint: &Endpoint, received: &Received) -> Result<Head, Error> {
    let mut head = Head::default();
    // What is no text is no envelope.
    let text = received.text().unwrap_or_default();
    let json = &mut serde_json::Deserializer::from_str(text);
    let is_envelope = Envelope { head: &mut head, data: &mut None }.deserialize(json).is_ok();
    let http_failed = received.status.is_client_error() || received.status.is_server_error();
    let status_code = match head.status().filter(|_| is_envelope) {
        Some(200) if !http_failed => return Ok(head),
        Some(200) | None if http_failed => i64::from(received.status.as_u16()),
        Some(status_code) => status_code,
        None => return Ok(head),
    };
    let Head { oauth_error, oauth_description, message, .. } = head;
    let texts = [message, oauth_description, oauth_error.clone()];
    let message = texts.into_iter().flatten().find(|text| !text.trim().is_empty());
    let failure = Failure {
        endpoint: endpoint.clone(),
        http_status: received.status,
        status_code,
        api_code: head.api_code,
        message,
        oauth_error,
        request_id: head.request_id,
        retry_after: retry_after(&received.headers),
        body: received.body.clone(),
    };
    Err(ApiError(Box::new(failure)).into())
}

fn broken(endpoint: &Endpoint, received: &Received, error: &serde_json::Error) -> Error {
    let text = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    let message = match error.is_data() {
        _ if received.status.is_redirection() => {
            "expected an answer, found a redirect; check the host".to_owned()
        }
        true => text.strip_suffix(&place).unwrap_or(&text).to_owned(),
        false => format!("the answer is no valid JSON: {text}"),
    };
    DecodeError::new(endpoint, received, message).into()
}

/// Reads the envelope and, in passing, the payload.
struct Envelope<'a, 'b> {
    head: &'a mut Head,
    data: &'a mut Option<Slot<'b>>,
}

impl<'de> DeserializeSeed<'de> for Envelope<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Envelope<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Self { head, data } = self;
        while let Some(key) = map.next_key::<Key>()? {
            let field: &mut dyn Field = match key {
                Key::Data => {
                    head.has_data = true;
                    match data.take() {
                        Some(slot) => map.next_value_seed(Reader::new(slot, DATA))?,
                        None => map.next_value::<IgnoredAny>().map(|_| ())?,
                    }
                    continue;
                }
                Key::StatusCode => &mut head.status_code,
                Key::ApiCode => &mut head.api_code,
                Key::Message => &mut head.message,
                Key::RequestId => &mut head.request_id,
                Key::Code => &mut head.code,
                Key::Error => &mut head.oauth_error,
                Key::ErrorDescription => &mut head.oauth_description,
                Key::Other => {
                    map.next_value::<IgnoredAny>()?;
                    continue;
                }
            };
            // These names also occur in payloads without an envelope, with other types.
            let value: Value = map.next_value()?;
            if read_into(field.slot(), value).is_err() {
                let _: Result<(), serde_json::Error> = read_into(field.slot(), Value::Null);
            }
        }
        Ok(())
    }
}

const DATA: Path<'static> = Path::Key(&Path::Root, "data");

enum Key {
    StatusCode,
    ApiCode,
    Message,
    RequestId,
    Data,
    Code,
    Error,
    ErrorDescription,
    Other,
}

impl<'de> serde::Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Names;

        impl Visitor<'_> for Names {
            type Value = Key;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a field name")
            }

            fn visit_str<E: serde::de::Error>(self, name: &str) -> Result<Key, E> {
                Ok(match name {
                    "statusCode" => Key::StatusCode,
                    "apiCode" => Key::ApiCode,
                    "message" => Key::Message,
                    "requestId" => Key::RequestId,
                    "data" => Key::Data,
                    "code" => Key::Code,
                    "error" => Key::Error,
                    "error_description" => Key::ErrorDescription,
                    _ => Key::Other,
                })
            }
        }

        deserializer.deserialize_str(Names)
    }
}
