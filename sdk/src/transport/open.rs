//! Opening a response: envelope, failure, payload.

use std::borrow::Cow;

use super::envelope::{Envelope, Head};
use super::payload::matches_return_type;
use super::retry_after::retry_after;
use crate::data::{How, Path, Reader, Slot};
use crate::endpoint::Endpoint;
use crate::error::{ApiError, DecodeError, Error, Failure, Outcome};
use crate::json::Scanner;
use crate::received::Received;

/// Reads the payload of a response into `slot`.
///
/// The status in the envelope determines success, wherever it stands. A response with a status or a
/// payload is an envelope; anything else is the payload if it matches the return type. Several
/// endpoints are documented one way and behave the other way.
pub(crate) fn open_response(
    endpoint: &Endpoint,
    received: &Received,
    slot: Slot<'_>,
) -> Result<Head, Error> {
    let text = received.text();
    let mut slot = Some(slot);
    let envelope = Envelope::read(endpoint.name(), &text, &mut slot);
    let payload = Payload::of(&envelope);
    let head = check(endpoint, received, envelope.head, || match &slot {
        Some(slot) => matches_return_type(slot, Scanner::new(&text)),
        None => envelope.is_plausible,
    })?;
    let undecoded = |message: String| Error::from(DecodeError::new(endpoint, received, message));
    if let (Cow::Owned(_), Err(error)) = (&text, std::str::from_utf8(&received.body)) {
        let at = error.valid_up_to();
        return Err(undecoded(format!("the response is not valid UTF-8 at byte {at}")));
    }
    let is_success = head.status() == Some(200);
    match (payload, slot) {
        (Payload::Broken(_), _) if received.status.is_redirection() => Err(undecoded(redirect())),
        (Payload::Broken(message), _) => Err(undecoded(message)),
        (Payload::Read { is_plausible }, _) if is_success || is_plausible => Ok(head),
        (Payload::Read { .. }, _) => Err(undecoded(
            "the response has neither a status nor the payload of the operation; check the host"
                .to_owned(),
        )),
        (Payload::Missing, Some(slot)) if is_success => match slot {
            // The payload type contains the status itself, so it is the whole response.
            Slot::Struct(ref structure) if structure.shape().wire.contains(&"statusCode") => {
                document(endpoint, received, &text, slot, head)
            }
            Slot::Json(_) | Slot::Object(_) => document(endpoint, received, &text, slot, head),
            Slot::Skip | Slot::Optional(_) | Slot::List(_) | Slot::Map(_) => Ok(head),
            _ => Err(undecoded("/data: missing payload".to_owned())),
        },
        (Payload::Missing, Some(_)) if received.status.is_redirection() => {
            Err(undecoded(redirect()))
        }
        (Payload::Missing, Some(slot)) if text.trim().is_empty() => match slot {
            Slot::Skip | Slot::Json(_) if received.status.is_success() => Ok(head),
            _ => Err(undecoded("the response is empty; check the host".to_owned())),
        },
        (Payload::Missing, Some(slot)) if matches_return_type(&slot, Scanner::new(&text)) => {
            document(endpoint, received, &text, slot, head)
        }
        (Payload::Missing, _) => Err(undecoded(match envelope.error {
            Some(message) => message,
            None => {
                "the response has neither a status nor the payload of the operation; check the host"
                    .to_owned()
            }
        })),
    }
}

fn redirect() -> String {
    "expected a payload, found a redirect; check the host".to_owned()
}

/// The payload of an envelope.
enum Payload {
    /// The payload is in its slot; plausible if it matches the return type of the operation.
    Read { is_plausible: bool },
    /// There is no payload, or it is `null`.
    Missing,
    /// The response or its payload cannot be decoded.
    Broken(String),
}

impl Payload {
    fn of(envelope: &Envelope) -> Self {
        match &envelope.error {
            Some(message) if envelope.is_object => Self::Broken(message.clone()),
            _ if envelope.has_payload => Self::Read { is_plausible: envelope.is_plausible },
            _ => Self::Missing,
        }
    }
}

/// Reads the whole response as the payload.
fn document(
    endpoint: &Endpoint,
    received: &Received,
    text: &str,
    slot: Slot<'_>,
    mut head: Head,
) -> Result<Head, Error> {
    let mut reader = Reader::new(endpoint.name(), text);
    let read = reader.document(slot, Path::Root, How::MUST);
    read.map_err(|error| DecodeError::new(endpoint, received, error.describe(text)))?;
    head.left_out = reader.left_out;
    Ok(head)
}

/// Returns an error if a response reports a failure.
pub(crate) fn check_failure(endpoint: &Endpoint, received: &Received) -> Result<Head, Error> {
    let text = received.text();
    let envelope = Envelope::read(endpoint.name(), &text, &mut None);
    check(endpoint, received, envelope.head, || true)
}

/// Returns an error if a response of an OAuth endpoint reports a failure: some send `error` with
/// status 200.
#[cfg(feature = "oidc")]
pub(crate) fn check_oauth_failure(endpoint: &Endpoint, received: &Received) -> Result<Head, Error> {
    let text = received.text();
    let envelope = Envelope::read(endpoint.name(), &text, &mut None);
    check(endpoint, received, envelope.head, || false)
}

fn check(
    endpoint: &Endpoint,
    received: &Received,
    head: Head,
    is_success: impl FnOnce() -> bool,
) -> Result<Head, Error> {
    let http_failed = received.status.is_client_error() || received.status.is_server_error();
    let status_code = match head.status() {
        Some(200) if !http_failed => return Ok(head),
        Some(200) | None if http_failed => i64::from(received.status.as_u16()),
        Some(status_code) => status_code,
        // OAuth reports an error by its code alone.
        None if head.oauth_error.is_some() && !is_success() => i64::from(received.status.as_u16()),
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
        outcome: Outcome::Known,
    };
    Err(ApiError(Box::new(failure)).into())
}
