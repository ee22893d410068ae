//! Faults on demand.

use std::{
    convert::Infallible,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll},
    time::Duration,
};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use serde_json::json;

use crate::{api::Operation, server::Reply};

/// Faults that calls meet. Clones are the same list.
///
/// ```
/// # use std::time::Duration;
/// # async fn example(emulator: genauth_emulator::Emulator) {
/// // The next two calls of `listUsers` are turned away.
/// emulator.faults().on("listUsers").times(2).too_many_requests(Duration::from_secs(1));
/// // Every call takes half a second.
/// emulator.faults().everywhere().latency(Duration::from_millis(500));
/// emulator.faults().clear();
/// # }
/// ```
#[derive(Clone, Debug, Default)]
pub struct Faults(Arc<Mutex<Vec<Rule>>>);

#[derive(Clone, Debug)]
struct Rule {
    operation: Option<String>,
    left: Option<usize>,
    fault: Fault,
}

/// What goes wrong.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Fault {
    Latency(Duration),
    TooManyRequests(Duration),
    Status(u16),
    Drop,
    SlowBody(Duration),
}

/// A fault that is being described.
#[derive(Debug)]
#[must_use = "a fault happens once it says what goes wrong"]
pub struct Planned {
    faults: Faults,
    operation: Option<String>,
    left: Option<usize>,
}

impl Faults {
    /// A fault of one operation, by its documented name.
    pub fn on(&self, operation: &str) -> Planned {
        Planned { faults: self.clone(), operation: Some(operation.to_owned()), left: None }
    }

    /// A fault of every operation.
    pub fn everywhere(&self) -> Planned {
        Planned { faults: self.clone(), operation: None, left: None }
    }

    /// No more faults.
    pub fn clear(&self) {
        self.rules().clear();
    }

    fn rules(&self) -> MutexGuard<'_, Vec<Rule>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The fault that a call meets: the first one that is meant for it.
    pub(crate) fn take(&self, operation: &Operation) -> Option<Fault> {
        let mut rules = self.rules();
        let index = rules
            .iter()
            .position(|rule| rule.operation.as_ref().is_none_or(|name| *name == operation.name))?;
        let rule = rules.get_mut(index)?;
        let fault = rule.fault.clone();
        if let Some(left) = &mut rule.left {
            *left -= 1;
            if *left == 0 {
                rules.remove(index);
            }
        }
        Some(fault)
    }
}

impl Planned {
    /// How often it happens; without this it goes on until [`Faults::clear`].
    pub fn times(mut self, times: usize) -> Self {
        self.left = Some(times);
        self
    }

    /// The answer takes so much longer.
    pub fn latency(self, by: Duration) {
        self.add(Fault::Latency(by));
    }

    /// The call is turned away with 429, and `Retry-After` in whole seconds, rounded up.
    pub fn too_many_requests(self, retry_after: Duration) {
        self.add(Fault::TooManyRequests(retry_after));
    }

    /// The call is answered with an HTTP status such as 500, 502 or 503, and not carried out. A number
    /// that is no HTTP status becomes 500.
    pub fn status(self, status: u16) {
        self.add(Fault::Status(status));
    }

    /// The call is carried out, and the connection closed without an answer.
    pub fn drop_connection(self) {
        self.add(Fault::Drop);
    }

    /// The body of the answer comes in 16 parts, with such a pause before each.
    pub fn slow_body(self, pause: Duration) {
        self.add(Fault::SlowBody(pause));
    }

    pub(crate) fn add(self, fault: Fault) {
        // Nothing is as good as no rule.
        if self.left != Some(0) {
            let rule = Rule { operation: self.operation, left: self.left, fault };
            self.faults.rules().push(rule);
        }
    }
}

impl Fault {
    /// The answer that comes in place of the real one.
    pub(crate) fn reply(&self) -> Option<Reply> {
        match self {
            Self::TooManyRequests(after) => {
                let message = "您的请求已超过最大数量限制，请稍后重试";
                let reply = Reply::json(429, &json!({"statusCode": 429, "message": message}));
                Some(reply.header("retry-after", &after.as_millis().div_ceil(1_000).to_string()))
            }
            Self::Status(status) => {
                let message = "a fault that was asked for";
                Some(Reply::json(*status, &json!({"statusCode": status, "message": message})))
            }
            _ => None,
        }
    }

    pub(crate) fn latency(&self) -> Option<Duration> {
        if let Self::Latency(by) = self { Some(*by) } else { None }
    }

    pub(crate) fn drops(&self) -> bool {
        *self == Self::Drop
    }

    pub(crate) fn pace(&self) -> Option<Duration> {
        if let Self::SlowBody(pause) = self { Some(*pause) } else { None }
    }
}

/// A body that comes in parts with pauses before them.
pub(crate) fn slow_body(
    body: Bytes,
    pause: Duration,
) -> impl Body<Data = Bytes, Error = Infallible> {
    let part = body.len().div_ceil(16).max(1);
    SlowBody { left: body, part, pause, waiting: Box::pin(tokio::time::sleep(pause)) }
}

struct SlowBody {
    left: Bytes,
    part: usize,
    pause: Duration,
    waiting: Pin<Box<tokio::time::Sleep>>,
}

impl Body for SlowBody {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        if self.left.is_empty() {
            return Poll::Ready(None);
        }
        if self.waiting.as_mut().poll(context).is_pending() {
            return Poll::Pending;
        }
        let pause = self.pause;
        self.waiting.set(tokio::time::sleep(pause));
        let part = self.part.min(self.left.len());
        let next = self.left.split_to(part);
        Poll::Ready(Some(Ok(Frame::data(next))))
    }

    fn is_end_stream(&self) -> bool {
        self.left.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left.len() as u64)
    }
}
