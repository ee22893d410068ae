//! [`Buffer`]: the items between the task of a subscription and its consumer.

use std::{
    collections::VecDeque,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll, Waker},
};

use tokio::sync::Notify;

use super::{Dropped, Event, Gap, Overflow};
use crate::error::{Error, EventError, EventErrorKind};

/// An item of a subscription.
pub(super) type Item = Result<Event, Error>;

/// The items between the task of a subscription and its consumer.
pub(super) struct Buffer {
    state: Mutex<State>,
    bound: usize,
    overflow: Overflow,
    /// Wakes the task when there is space again.
    space: Notify,
    /// Wakes the task when the subscription is closed.
    stop: Notify,
    stopped: AtomicBool,
}

#[derive(Default)]
struct State {
    items: VecDeque<Item>,
    /// The number of events that were dropped before the first item.
    dropped: u64,
    /// The gaps that were dropped before the first item.
    gap: Option<Gap>,
    consumer: Option<Waker>,
    /// Whether the task has ended.
    ended: bool,
}

impl Buffer {
    pub(super) fn new(bound: usize, overflow: Overflow) -> Self {
        Self {
            state: Mutex::default(),
            bound,
            overflow,
            space: Notify::new(),
            stop: Notify::new(),
            stopped: AtomicBool::new(false),
        }
    }

    /// Adds an item. Waits for space, or drops the oldest item. Returns whether it waited.
    pub(super) async fn push(&self, item: Item) -> bool {
        let mut waited = false;
        let mut item = Some(item);
        loop {
            if self.try_push(&mut item) {
                return waited;
            }
            waited = true;
            self.space.notified().await;
        }
    }

    /// Adds the item if there is space or if the oldest one can be dropped.
    fn try_push(&self, item: &mut Option<Item>) -> bool {
        let consumer = {
            let mut state = self.state();
            if state.items.len() >= self.bound {
                match self.overflow {
                    Overflow::Wait => return false,
                    Overflow::DropOldest => state.drop_oldest(),
                }
            }
            state.items.extend(item.take());
            state.consumer.take()
        };
        if let Some(consumer) = consumer {
            consumer.wake();
        }
        true
    }

    /// Returns the next item, `None` at the end.
    pub(super) fn poll_next(&self, context: &mut Context<'_>) -> Poll<Option<Item>> {
        let mut state = self.state();
        let was_full = state.items.len() >= self.bound;
        if let Some(item) = state.take() {
            drop(state);
            if was_full {
                self.space.notify_one();
            }
            return Poll::Ready(Some(item));
        }
        if state.ended {
            return Poll::Ready(None);
        }
        state.wait(context);
        Poll::Pending
    }

    /// Returns when the task has ended.
    pub(super) fn poll_ended(&self, context: &mut Context<'_>) -> Poll<()> {
        let mut state = self.state();
        if state.ended {
            return Poll::Ready(());
        }
        state.wait(context);
        Poll::Pending
    }

    /// Tells the task to end.
    pub(super) fn stop(&self) {
        self.stopped.store(true, Ordering::Release);
        self.stop.notify_one();
    }

    /// Returns when the task has to end.
    pub(super) async fn stopped(&self) {
        while !self.stopped.load(Ordering::Acquire) {
            self.stop.notified().await;
        }
    }

    /// Ends the stream after the buffered items.
    fn end(&self, error: Option<Error>) {
        let consumer = {
            let mut state = self.state();
            state.ended = true;
            // The bound does not matter any more.
            state.items.extend(error.map(Err));
            state.consumer.take()
        };
        if let Some(consumer) = consumer {
            consumer.wake();
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn take(&mut self) -> Option<Item> {
        if self.dropped > 0 {
            let count = std::mem::take(&mut self.dropped);
            return Some(Ok(Event::Dropped(Dropped { count })));
        }
        if let Some(gap) = self.gap.take() {
            return Some(Ok(Event::Gap(gap)));
        }
        self.items.pop_front()
    }

    /// Drops the oldest item. Messages are counted, gaps are kept, and errors of connections are
    /// followed by newer ones or by a gap.
    fn drop_oldest(&mut self) {
        match self.items.pop_front() {
            Some(Ok(Event::Gap(gap))) => {
                self.gap = Some(self.gap.map_or(gap, |earlier| earlier.merged(gap)));
            }
            Some(Ok(_)) => self.dropped += 1,
            Some(Err(Error::Event(error))) if error.kind() == EventErrorKind::InvalidMessage => {
                self.dropped += 1;
            }
            Some(Err(_)) | None => {}
        }
    }

    fn wait(&mut self, context: &mut Context<'_>) {
        let waker = context.waker();
        if !self.consumer.as_ref().is_some_and(|known| known.will_wake(waker)) {
            self.consumer = Some(waker.clone());
        }
    }
}

/// Ends the stream when the task ends, whatever the reason. A part of the task from the beginning: a
/// runtime that shuts down may never run it.
pub(super) struct End {
    buffer: Arc<Buffer>,
    is_orderly: bool,
}

impl End {
    pub(super) fn of(buffer: &Arc<Buffer>) -> Self {
        Self { buffer: Arc::clone(buffer), is_orderly: false }
    }

    pub(super) fn orderly(mut self) {
        self.is_orderly = true;
    }
}

impl Drop for End {
    fn drop(&mut self) {
        let error = (!self.is_orderly).then(|| {
            EventError::new(
                EventErrorKind::Runtime,
                "the subscription of events has ended: the Tokio runtime is shutting down, or has no \
                 drivers; build it with `enable_all`",
            )
            .into()
        });
        self.buffer.end(error);
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use futures_util::{FutureExt as _, future::poll_fn};

    use super::*;
    use crate::event::decode::decode;

    fn event(number: u32) -> Item {
        decode(&format!(r#"{{"eventType":"custom_test.n","eventData":{number}}}"#))
    }

    fn gap(from: u64, to: u64) -> Item {
        let at = |seconds| SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
        Ok(Event::Gap(Gap { from: at(from), to: at(to) }))
    }

    fn failed() -> Item {
        Err(EventError::new(EventErrorKind::Disconnected, "lost").into())
    }

    fn shown(item: Item) -> String {
        match item {
            Ok(Event::Custom(event)) => event.data_json().to_owned(),
            Ok(Event::Dropped(dropped)) => format!("dropped {}", dropped.count()),
            Ok(Event::Gap(gap)) => {
                format!("gap {}", gap.to().duration_since(gap.from()).unwrap_or_default().as_secs())
            }
            Ok(other) => format!("{other:?}"),
            Err(_) => "error".to_owned(),
        }
    }

    fn drained(buffer: &Buffer) -> Vec<String> {
        let next = || poll_fn(|context| buffer.poll_next(context)).now_or_never().flatten();
        std::iter::from_fn(next).map(shown).collect()
    }

    #[test]
    fn dropped_events_are_counted_exactly_and_reported_first() {
        let buffer = Buffer::new(3, Overflow::DropOldest);
        for number in 0..100_000 {
            assert_eq!(buffer.push(event(number)).now_or_never(), Some(false));
        }
        assert_eq!(drained(&buffer), ["dropped 99997", "99997", "99998", "99999"]);
        assert_eq!(drained(&buffer), [""; 0]);
    }

    #[test]
    fn dropped_gaps_are_merged_and_dropped_errors_are_not_counted() {
        let buffer = Buffer::new(2, Overflow::DropOldest);
        for item in [event(1), failed(), gap(10, 20), event(2), failed(), gap(50, 60)] {
            buffer.push(item).now_or_never();
        }
        assert_eq!(drained(&buffer), ["dropped 2", "gap 10", "error", "gap 10"]);
        for item in [gap(10, 20), failed(), gap(50, 60), event(1), event(2)] {
            buffer.push(item).now_or_never();
        }
        assert_eq!(drained(&buffer), ["gap 50", "1", "2"]);
    }

    #[tokio::test]
    async fn a_full_buffer_waits_for_space() {
        let buffer = Buffer::new(2, Overflow::Wait);
        for number in 0..2 {
            buffer.push(event(number)).now_or_never().expect("there is space");
        }
        let mut pushed = Box::pin(buffer.push(event(2)));
        assert_eq!((&mut pushed).now_or_never(), None);
        let first = poll_fn(|context| buffer.poll_next(context)).await;
        assert_eq!(first.map(shown).as_deref(), Some("0"));
        assert!(pushed.await, "it waited");
        assert_eq!(drained(&buffer), ["1", "2"]);
    }

    #[test]
    fn the_end_follows_buffered_items() {
        let buffer = Arc::new(Buffer::new(1, Overflow::Wait));
        buffer.push(event(1)).now_or_never();
        drop(End::of(&buffer));
        assert_eq!(drained(&buffer), ["1", "error"]);
        let buffer = Arc::new(Buffer::new(1, Overflow::Wait));
        End::of(&buffer).orderly();
        let next = poll_fn(|context| buffer.poll_next(context)).now_or_never();
        assert_eq!(next.map(|item| item.is_none()), Some(true));
    }
}
