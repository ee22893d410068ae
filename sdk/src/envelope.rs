//! [`Envelope`]: the JSON object around the payload of a response.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::data::{ApiStruct, Field, Shape, read};

/// The JSON object around the payload of a response. Calls unwrap it; the type is for responses
/// that were stored or received elsewhere.
///
/// [`status_code`](Self::status_code), not the HTTP status, indicates success: the API reports
/// business failures with HTTP 200.
///
/// ```
/// # #[cfg(feature = "authentication-mfa")] {
/// use genauth::authentication::ListFactorsToEnrollRespDto;
///
/// let response: ListFactorsToEnrollRespDto = serde_json::from_str(
///     r#"{"statusCode":200,"message":"ok","data":[{"factorType":"SMS"}]}"#,
/// )?;
/// assert_eq!(response.status_code, 200);
/// assert_eq!(response.data.map(|factors| factors.len()), Some(1));
/// # }
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Envelope<T> {
    /// The business status code; 200 means success.
    pub status_code: i64,
    /// The message about the outcome, in the language of the request.
    pub message: String,
    /// The detailed error code; absent on success.
    pub api_code: Option<i64>,
    /// The id of the request, which support asks for; usually sent with failures only.
    pub request_id: Option<String>,
    /// The payload; absent on failure and for operations without one.
    pub data: Option<T>,
}

impl<T> Envelope<T> {
    /// Creates an envelope without a payload.
    pub fn new(status_code: i64, message: impl Into<String>) -> Self {
        Self { status_code, message: message.into(), api_code: None, request_id: None, data: None }
    }

    /// Sets the detailed error code.
    #[must_use]
    pub fn api_code(mut self, api_code: i64) -> Self {
        self.api_code = Some(api_code);
        self
    }

    /// Sets the id of the request.
    #[must_use]
    pub fn request_id(mut self, request_id: impl Into<String>) -> Self {
        self.request_id = Some(request_id.into());
        self
    }

    /// Sets the payload.
    #[must_use]
    pub fn data(mut self, data: impl Into<T>) -> Self {
        self.data = Some(data.into());
        self
    }
}

static SHAPE: Shape = Shape {
    name: "Envelope",
    wire: &["statusCode", "message", "apiCode", "requestId", "data"],
    rust: &["status_code", "message", "api_code", "request_id", "data"],
    marks: &[0, 0, 0, 0, 0],
    aliases: &[],
    siblings: &[],
};

impl<T: Field> ApiStruct for Envelope<T> {
    fn blank() -> Self {
        Self::new(0, String::new())
    }

    fn shape(&self) -> &'static Shape {
        &SHAPE
    }

    fn fields(&self, visit: &mut dyn FnMut(&[&dyn Field])) {
        visit(&[&self.status_code, &self.message, &self.api_code, &self.request_id, &self.data]);
    }

    fn fields_mut(&mut self, visit: &mut dyn FnMut(&mut [&mut dyn Field])) {
        visit(&mut [
            &mut self.status_code,
            &mut self.message,
            &mut self.api_code,
            &mut self.request_id,
            &mut self.data,
        ]);
    }
}

impl<T: Field> Serialize for Envelope<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.view().serialize(serializer)
    }
}

impl<'de, T: Field> Deserialize<'de> for Envelope<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read(deserializer)
    }
}
