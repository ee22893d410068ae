//! [`Decoded`]: a response with a type-erased payload.

use std::any::Any;

use super::Head;
use crate::endpoint::Endpoint;
use crate::error::{DecodeError, Error};
use crate::received::Received;

/// Decodes a response. Calls decode inside the attempt, so that the retry logic sees failures in
/// the body.
pub(crate) type Decode = fn(&Endpoint, &Received) -> Result<(Payload, Head), Error>;

/// A payload of the requested type, erased so that sending is compiled once for all types.
pub(crate) type Payload = Box<dyn Any + Send>;

/// A decoded response.
pub(crate) struct Decoded {
    pub(crate) endpoint: Endpoint,
    pub(crate) received: Received,
    pub(crate) head: Head,
    pub(crate) payload: Payload,
}

impl Decoded {
    /// Returns the payload and its response.
    pub(crate) fn into_parts<T: 'static>(self) -> Result<(T, Head, Received), Error> {
        let Self { endpoint, received, head, payload } = self;
        match payload.downcast() {
            Ok(payload) => Ok((*payload, head, received)),
            // The code that passed `decode` downcasts to the same type.
            Err(_) => {
                let message = "the payload was decoded as another type".to_owned();
                Err(DecodeError::new(&endpoint, &received, message).into())
            }
        }
    }
}
