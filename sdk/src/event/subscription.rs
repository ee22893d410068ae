//! [`Subscription`]: a stream of events.

use std::{
    fmt,
    future::poll_fn,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use futures_core::Stream;

use super::Event;
use super::buffer::Buffer;
use crate::error::Error;

/// A stream of events, created by [`SubscriptionBuilder::start`](super::SubscriptionBuilder::start).
///
/// Implements [`Stream`]; [`next`](Self::next) works without a crate for streams. A task of the Tokio
/// runtime holds the connection and establishes it again after it was lost, which an
/// [`Event::Gap`] reports. Errors are items, too: the subscription goes on after them. The stream
/// ends only after an error that cannot be cured: the server refuses the credential, the session of
/// the user has ended, or the runtime shuts down.
///
/// Dropping it closes the connection, as does [`close`](Self::close).
#[must_use = "dropping a subscription closes it"]
pub struct Subscription {
    buffer: Arc<Buffer>,
}

impl Subscription {
    pub(super) fn new(buffer: Arc<Buffer>) -> Self {
        Self { buffer }
    }

    /// Returns the next item, `None` after the end. No item is lost if the future is dropped.
    pub async fn next(&mut self) -> Option<Result<Event, Error>> {
        poll_fn(|context| self.buffer.poll_next(context)).await
    }

    /// Closes the connection, without waiting for the server to confirm it, and returns when its
    /// task has ended. Buffered items are discarded.
    pub async fn close(self) {
        self.buffer.stop();
        poll_fn(|context| self.buffer.poll_ended(context)).await;
    }
}

impl Stream for Subscription {
    type Item = Result<Event, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.buffer.poll_next(context)
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        self.buffer.stop();
    }
}

impl fmt::Debug for Subscription {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Subscription").finish_non_exhaustive()
    }
}
