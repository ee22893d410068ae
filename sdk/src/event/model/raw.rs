//! [`RawEvent`]: an event as the server sent it.

use std::{borrow::Cow, fmt, ops::Range};

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::error::{Error, EventError, EventErrorKind};
use crate::event::EventCode;
use crate::event::fields::string;
use crate::json;

/// An event as the server sent it.
///
/// `Debug` output contains no data of the event.
#[derive(Clone, PartialEq, Eq)]
pub struct RawEvent {
    pub(in crate::event) code: Option<EventCode>,
    pub(in crate::event) text: Box<str>,
    /// The part of the text that is the data.
    pub(in crate::event) data: Range<usize>,
}

impl RawEvent {
    /// Returns the kind of the event, if the message names one.
    pub fn code(&self) -> Option<&EventCode> {
        self.code.as_ref()
    }

    /// Returns the message as the server sent it, byte for byte.
    pub fn raw(&self) -> &str {
        &self.text
    }

    /// Returns the data of the event as JSON text; the whole message if it has none.
    pub fn data_json(&self) -> &str {
        self.text.get(self.data.clone()).unwrap_or(&self.text)
    }

    /// Returns the data of the event. Data that was published as JSON inside a string is decoded.
    ///
    /// `null` if it exceeds the nesting that `serde_json` supports; see
    /// [`data_json`](Self::data_json).
    pub fn data(&self) -> Value {
        let published = self.object();
        value(&published).or_else(|| value(self.data_json())).unwrap_or_default()
    }

    /// Returns the data as JSON text. Objects and lists that were published as JSON inside a string
    /// are decoded.
    pub(super) fn object(&self) -> Cow<'_, str> {
        let data = self.data_json();
        let inner = string(data).filter(|text| text.trim_start().starts_with(['{', '[']));
        inner.unwrap_or(Cow::Borrowed(data))
    }

    /// Decodes the data of the event as a type of the application.
    ///
    /// # Errors
    ///
    /// [`Error::Event`] ([`InvalidMessage`](EventErrorKind::InvalidMessage)) if the data does not
    /// match the type.
    pub fn decode<T: DeserializeOwned>(&self) -> Result<T, Error> {
        let decoded = serde_json::from_str(self.data_json());
        // Numbers of any length are read from the text.
        let decoded = decoded.or_else(|_| serde_json::from_str(&self.object()));
        let decoded = decoded.or_else(|error| match self.data() {
            data @ (Value::Object(_) | Value::Array(_)) => serde_json::from_value(data),
            _ => Err(error),
        });
        decoded.map_err(|error| {
            // The message of serde could contain parts of the data.
            let message = match (error.line(), error.column()) {
                (0, _) => "the data of the event does not match the requested type".to_owned(),
                (line, column) => format!(
                    "the data of the event does not match the requested type at line {line}, \
                     column {column}"
                ),
            };
            EventError::new(EventErrorKind::InvalidMessage, message).into()
        })
    }
}

/// Reads a value, also with halves of surrogate pairs, which become U+FFFD.
fn value(text: &str) -> Option<Value> {
    serde_json::from_str(text).ok().or_else(|| json::parse(text.as_bytes()))
}

impl fmt::Debug for RawEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawEvent")
            .field("code", &self.code)
            .field("bytes", &self.text.len())
            .finish_non_exhaustive()
    }
}
