//! [`Envelope`]: the single pass over a response body.

use super::payload::matches_return_type;
use crate::data::{How, Path, ReadError, Reader, Slot};
use crate::json::{Kind, Scanner, status_in_broken_text};

/// The members of an envelope around the payload.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    pub(crate) status_code: Option<i64>,
    pub(crate) api_code: Option<i64>,
    pub(crate) message: Option<String>,
    pub(crate) request_id: Option<String>,
    /// `code`, used by the oldest endpoints instead of `statusCode`.
    code: Option<i64>,
    /// `error` and `error_description` of the OAuth endpoints.
    pub(super) oauth_error: Option<String>,
    pub(super) oauth_description: Option<String>,
    /// The number of items that were left out of the lists of the payload.
    pub(crate) left_out: u64,
}

impl Head {
    /// Returns the status in the body: `statusCode`, or else `code`.
    pub(super) fn status(&self) -> Option<i64> {
        self.status_code.or(self.code.filter(|_| self.message.is_some()))
    }
}

/// A response body after the pass.
#[derive(Debug, Default)]
pub(super) struct Envelope {
    pub(super) head: Head,
    /// Whether the payload is in its slot.
    pub(super) has_payload: bool,
    /// Whether the payload matches the return type of the operation, so that it needs no status.
    pub(super) is_plausible: bool,
    /// Whether the body is an object, like an envelope.
    pub(super) is_object: bool,
    /// The reason why body or payload cannot be decoded.
    pub(super) error: Option<String>,
}

impl Envelope {
    /// Reads `text`, and its payload into `slot`, which is taken if there is a payload.
    pub(super) fn read(operation: &str, text: &str, slot: &mut Option<Slot<'_>>) -> Self {
        let mut envelope = Self::default();
        if text.trim().is_empty() {
            return envelope;
        }
        let mut reader = Reader::new(operation, text);
        envelope.is_object = matches!(reader.scanner.kind(), Ok(Kind::Object));
        let read = envelope.members(&mut reader, slot);
        if let Err(error) = read.and_then(|()| Ok(reader.scanner.end()?)) {
            envelope.error = Some(match text.trim_start().starts_with('<') {
                true => "the response is HTML or XML, not JSON; check the host".to_owned(),
                false => format!("the response is not valid JSON: {}", error.describe(text)),
            });
            // Invalid JSON is never a success, but may still identify the failure.
            envelope.head.status_code = status_in_broken_text(text).filter(|it| *it != 200);
            envelope.head.code = None;
            envelope.is_object = true;
        }
        envelope
    }

    fn members(
        &mut self,
        reader: &mut Reader<'_>,
        slot: &mut Option<Slot<'_>>,
    ) -> Result<(), ReadError> {
        if !self.is_object {
            reader.scanner.kind()?;
            return Ok(reader.scanner.skip()?);
        }
        let mut first = true;
        reader.scanner.open();
        while let Some(key) = reader.scanner.key(&mut first)? {
            let head = &mut self.head;
            let number = match &*key {
                "statusCode" => &mut head.status_code,
                "apiCode" => &mut head.api_code,
                "code" => &mut head.code,
                name => {
                    let text = match name {
                        "message" => &mut head.message,
                        "requestId" => &mut head.request_id,
                        "error" => &mut head.oauth_error,
                        "error_description" => &mut head.oauth_description,
                        "data" if slot.is_some() => {
                            self.data(reader, slot)?;
                            continue;
                        }
                        _ => {
                            reader.scanner.skip()?;
                            continue;
                        }
                    };
                    // These names also occur in payloads without an envelope, with other types.
                    match reader.scanner.kind()? {
                        Kind::Text => *text = Some(reader.scanner.string()?.into_owned()),
                        _ => reader.scanner.skip()?,
                    }
                    continue;
                }
            };
            let found = integer(&mut reader.scanner)?;
            // Of two statuses, the failure counts.
            *number = match (*number, found) {
                (Some(known), Some(200)) => Some(known),
                (known, found) => found.or(known),
            };
        }
        Ok(())
    }

    /// Reads the payload. Its errors matter only if the call succeeded, which may be known only
    /// later.
    fn data(
        &mut self,
        reader: &mut Reader<'_>,
        slot: &mut Option<Slot<'_>>,
    ) -> Result<(), ReadError> {
        const DATA: Path<'static> = Path::Key(&Path::Root, "data");
        let start = reader.scanner;
        // `null` is not a payload, except for free-form JSON.
        let is_null = reader.scanner.kind()? == Kind::Null;
        let slot = slot.take_if(|slot| !is_null || matches!(slot, Slot::Json(_)));
        let Some(slot) = slot else { return Ok(reader.scanner.skip()?) };
        // A second pass is needed only if no status precedes the payload.
        self.is_plausible = self.head.status() != Some(200) && matches_return_type(&slot, start);
        match reader.read(slot, DATA, 1, How::MUST) {
            Ok(_) => {
                self.has_payload = true;
                self.head.left_out = reader.left_out;
            }
            Err(ReadError::Value(message)) => {
                self.error.get_or_insert(message);
                reader.scanner = start;
                reader.scanner.skip()?;
            }
            Err(error) => return Err(error),
        }
        Ok(())
    }
}

/// Reads an integer, bare or in quotes; `None` for anything else.
fn integer(scanner: &mut Scanner<'_>) -> Result<Option<i64>, ReadError> {
    let text = match scanner.kind()? {
        Kind::Text => scanner.string()?,
        Kind::Number => scanner.number()?.into(),
        _ => {
            scanner.skip()?;
            return Ok(None);
        }
    };
    let text = text.trim();
    let text = text.split_once('.').map_or(text, |(integer, zeros)| {
        if zeros.bytes().all(|zero| zero == b'0') { integer } else { text }
    });
    Ok(text.parse().ok())
}
