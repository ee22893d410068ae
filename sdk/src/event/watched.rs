//! [`Watched`]: a socket that knows when something was last read.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll},
    time::SystemTime,
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::Instant,
};

/// A socket that knows when something was last read.
pub(super) struct Watched<S> {
    socket: S,
    /// The last time that bytes arrived. Every byte is a sign of life, also that of a long message
    /// which is not complete.
    heard: Instant,
    /// The number of times that bytes arrived.
    count: u64,
    /// The first time after that at which there was nothing left to read. Until then, what was read
    /// may be old.
    drained: Moment,
    is_drained: bool,
}

/// A point in time by both clocks. The monotonic one does not count the time that a machine sleeps,
/// and the other one can be set.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moment {
    instant: Instant,
    pub(super) time: SystemTime,
}

impl Moment {
    pub(super) fn now() -> Self {
        Self { instant: Instant::now(), time: SystemTime::now() }
    }

    /// Returns the time of a later moment, by the clock that shows more time between them.
    pub(super) fn until(self, later: Self) -> SystemTime {
        let passed = later.instant.saturating_duration_since(self.instant);
        let time = self.time.checked_add(passed).unwrap_or(later.time);
        time.max(later.time)
    }
}

impl<S> Watched<S> {
    pub(super) fn new(socket: S) -> Self {
        Self { socket, heard: Instant::now(), count: 0, drained: Moment::now(), is_drained: true }
    }

    pub(super) fn heard(&self) -> Instant {
        self.heard
    }

    pub(super) fn count(&self) -> u64 {
        self.count
    }

    pub(super) fn drained(&self) -> Moment {
        self.drained
    }

    /// Counts this moment as a sign of life, after a time in which nothing was read on purpose.
    pub(super) fn resume(&mut self) {
        self.heard = Instant::now();
        self.count += 1;
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Watched<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let outcome = Pin::new(&mut self.socket).poll_read(context, buffer);
        match &outcome {
            Poll::Pending if self.is_drained => {}
            Poll::Pending => {
                self.drained = Moment::now();
                self.is_drained = true;
            }
            Poll::Ready(Ok(())) if buffer.filled().len() > before => {
                self.is_drained = false;
                self.resume();
            }
            Poll::Ready(_) => {}
        }
        outcome
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Watched<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.socket).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_shutdown(context)
    }
}
