//! Fault injection.

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

use crate::{
    api::{Operation, Spec},
    unknown::UnknownOperation,
    wire::HttpResponse,
};

/// Faults injected into calls. Clones share the same list.
///
/// ```
/// # use std::time::Duration;
/// # use genauth_emulator::{Emulator, UnknownOperation};
/// # fn example(emulator: Emulator) -> Result<(), UnknownOperation> {
/// // The next two calls of `listUsers` are rejected.
/// emulator.faults().on("listUsers")?.times(2).too_many_requests(Duration::from_secs(1));
/// // Two calls of `createUser` pass, and the third is cut off before it changes anything.
/// emulator.faults().on("createUser")?.after(2).times(1).drop_request();
/// // Every call takes half a second.
/// emulator.faults().everywhere().latency(Duration::from_millis(500));
/// emulator.faults().clear();
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Faults {
    spec: &'static Spec,
    rules: Arc<Mutex<Vec<Rule>>>,
}

#[derive(Clone, Debug)]
struct Rule {
    operation: Option<String>,
    /// Number of calls that pass before the fault begins.
    pass: usize,
    left: Option<usize>,
    fault: Fault,
}

/// Kind of fault.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Fault {
    Latency(Duration),
    TooManyRequests(Duration),
    Status(u16),
    /// The call is carried out, but gets no response.
    DropConnection,
    /// The call is not carried out and gets no response.
    DropRequest,
    SlowBody(Duration),
}

/// Builder for a fault.
#[derive(Debug)]
#[must_use = "a fault is injected only when its kind is chosen, for example with `status`"]
pub struct Planned {
    faults: Faults,
    operation: Option<String>,
    pass: usize,
    left: Option<usize>,
}

impl std::fmt::Debug for Faults {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_tuple("Faults").field(&*self.rules()).finish()
    }
}

impl Faults {
    pub(crate) fn new(spec: &'static Spec) -> Self {
        Self { spec, rules: Arc::default() }
    }

    /// Plans a fault of one operation, by its documented name.
    ///
    /// # Errors
    ///
    /// Returns an error if no operation has this name, so that a misspelled fault does not go
    /// unnoticed.
    pub fn on(&self, operation: &str) -> Result<Planned, UnknownOperation> {
        self.spec.check_name(operation)?;
        Ok(self.planned(Some(operation.to_owned())))
    }

    /// Plans a fault of every operation.
    pub fn everywhere(&self) -> Planned {
        self.planned(None)
    }

    fn planned(&self, operation: Option<String>) -> Planned {
        Planned { faults: self.clone(), operation, pass: 0, left: None }
    }

    /// Removes all faults.
    pub fn clear(&self) {
        self.rules().clear();
    }

    fn rules(&self) -> MutexGuard<'_, Vec<Rule>> {
        self.rules.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the fault for a call: the first one that matches it and has begun. Every call counts
    /// toward the matching faults that have not begun, even a call that meets another fault. A
    /// protocol endpoint outside of the spec, `None`, matches faults of every operation only.
    pub(crate) fn take(&self, operation: Option<&Operation>) -> Option<Fault> {
        let mut rules = self.rules();
        let mut met = None;
        for (index, rule) in rules.iter_mut().enumerate() {
            let called = operation.map(|operation| &operation.name);
            if rule.operation.is_some() && rule.operation.as_ref() != called {
                continue;
            }
            if rule.pass > 0 {
                rule.pass -= 1;
            } else if met.is_none() {
                met = Some(index);
            }
        }
        let index = met?;
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
    /// Sets the number of calls that pass before the fault begins; 0 by default. Every call from
    /// now on counts.
    pub fn after(mut self, calls: usize) -> Self {
        self.pass = calls;
        self
    }

    /// Sets how often the fault happens; by default it continues until [`Faults::clear`].
    pub fn times(mut self, times: usize) -> Self {
        self.left = Some(times);
        self
    }

    /// Delays the response by this duration.
    pub fn latency(self, by: Duration) {
        self.add(Fault::Latency(by));
    }

    /// Rejects the call with 429, and `Retry-After` in whole seconds, rounded up.
    pub fn too_many_requests(self, retry_after: Duration) {
        self.add(Fault::TooManyRequests(retry_after));
    }

    /// Rejects the call with an HTTP status such as 500, 502 or 503, without carrying it out. A
    /// number that is not a valid HTTP status becomes 500.
    pub fn status(self, status: u16) {
        self.add(Fault::Status(status));
    }

    /// Carries out the call, then closes the connection without a response.
    /// [`drop_request`](Self::drop_request) closes it before that.
    pub fn drop_connection(self) {
        self.add(Fault::DropConnection);
    }

    /// Closes the connection before the call is carried out: the emulator state is unchanged.
    pub fn drop_request(self) {
        self.add(Fault::DropRequest);
    }

    /// Sends the response body in 16 parts, with this pause before each.
    pub fn slow_body(self, pause: Duration) {
        self.add(Fault::SlowBody(pause));
    }

    pub(crate) fn add(self, fault: Fault) {
        // A fault that happens zero times is the same as no fault.
        if self.left != Some(0) {
            let Self { faults, operation, pass, left } = self;
            let rule = Rule { operation, pass, left, fault };
            faults.rules().push(rule);
        }
    }
}

impl Fault {
    /// Returns the response that replaces the real one.
    pub(crate) fn response(&self) -> Option<HttpResponse> {
        match self {
            Self::TooManyRequests(after) => {
                let message = "too many requests; try again later";
                let response =
                    HttpResponse::json(429, &json!({"statusCode": 429, "message": message}));
                Some(response.header("retry-after", &after.as_millis().div_ceil(1_000).to_string()))
            }
            Self::Status(status) => {
                let message = "injected fault";
                Some(HttpResponse::json(
                    *status,
                    &json!({"statusCode": status, "message": message}),
                ))
            }
            _ => None,
        }
    }

    pub(crate) fn latency(&self) -> Option<Duration> {
        if let Self::Latency(by) = self { Some(*by) } else { None }
    }

    pub(crate) fn drops(&self) -> bool {
        matches!(self, Self::DropConnection | Self::DropRequest)
    }

    pub(crate) fn body_pause(&self) -> Option<Duration> {
        if let Self::SlowBody(pause) = self { Some(*pause) } else { None }
    }
}

/// Returns a body that is sent in parts with pauses before them.
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
