//! [`Decoded`]: a response with its payload, before it has a type again.

use std::any::Any;

use super::Head;
use crate::endpoint::Endpoint;
use crate::error::{DecodeError, Error};
use crate::received::Received;

/// Decodes a response. A call decodes inside the attempt, so that a failure in the body is seen by
/// the one place that decides about retries and tokens.
pub(crate) type Decode = fn(&Endpoint, &Received) -> Result<(Payload, Head), Error>;

/// A payload of the type that was asked for. Sending is compiled once for all types.
pub(crate) type Payload = Box<dyn Any + Send>;

/// A response that was decoded.
pub(crate) struct Decoded {
    pub(crate) endpoint: Endpoint,
    pub(crate) received: Received,
    pub(crate) head: Head,
    pub(crate) payload: Payload,
}

impl Decoded {
    /// The payload, with the response it came in.
    pub(crate) fn into_parts<T: 'static>(self) -> Result<(T, Head, Received), Error> {
        let Self { endpoint, received, head, payload } = self;
        match payload.downcast() {
            Ok(payload) => Ok((*payload, head, received)),
            // Asked for by the one that passed the function, it has its type.
            Err(_) => {
                let message = "the payload was decoded as another type".to_owned();
                Err(DecodeError::new(&endpoint, &received, message).into())
            }
        }
    }
}
