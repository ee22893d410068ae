//! [`Once`]: a request body that is sent once.

use std::{
    convert::Infallible,
    pin::Pin,
    task::{Context, Poll},
};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};

/// A request body that the HTTP library cannot clone.
///
/// The library retries requests on its own when a server refuses an HTTP/2 stream, unless it cannot
/// clone the body. Retries are the task of the retry policy, whatever HTTP client the application
/// passes.
pub(super) struct Once(Bytes);

impl Once {
    pub(super) fn of(content: Bytes) -> reqwest::Body {
        reqwest::Body::wrap(Self(content))
    }
}

impl Body for Once {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let content = std::mem::take(&mut self.0);
        Poll::Ready((!content.is_empty()).then(|| Ok(Frame::data(content))))
    }

    fn is_end_stream(&self) -> bool {
        self.0.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.0.len() as u64)
    }
}
