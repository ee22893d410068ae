//! [`Paginator`]: the iteration from page to page, independent of the type of a page.

use std::{
    collections::VecDeque,
    future::Future,
    hash::{DefaultHasher, Hasher as _},
    io,
    panic::resume_unwind,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use tokio::{runtime::Handle, task::JoinHandle};
use tracing::Instrument as _;

use super::cursor::{Cursor, read_parameter, write_parameter};
use super::progress::{Progress, Repeated};
use crate::data::{Page, PageFacts, PageFields, View, each_items};
use crate::endpoint::Endpoint;
use crate::error::{DecodeError, Error, RequestError, TransportError};
use crate::operation::{PageStyle, Pagination};
use crate::received::Received;
use crate::transport::{Decode, Decoded, Request, RequestContext, send};

/// The state of an iteration over the pages of a list. Not generic, so that it is compiled once.
pub(super) struct Paginator {
    context: RequestContext,
    /// The original request; the request for each page is a copy of it.
    request: Request,
    decode: Decode,
    pagination: Option<Pagination>,
    /// The number of pages to request before they are polled.
    prefetch: usize,
    progress: Progress,
    /// The next page to return.
    cursor: Option<Cursor>,
    /// The next page to request, if known.
    next_request: Option<Cursor>,
    in_flight: VecDeque<PageRequest>,
    /// Why no page can be requested.
    problem: Option<String>,
    ended: bool,
}

impl Paginator {
    pub(super) fn new(context: RequestContext, request: Request, decode: Decode) -> Self {
        let pagination = request.endpoint.pagination();
        let (start, problem) = match start(&request, pagination) {
            Ok(start) => (start, None),
            Err(problem) => (Cursor::Page(1), Some(problem)),
        };
        let limit = pagination.and_then(|it| read_parameter(&request, it.limit?)?.parse().ok());
        Self {
            context,
            request,
            decode,
            pagination,
            prefetch: 0,
            progress: Progress::new(limit),
            cursor: Some(start.clone()),
            next_request: Some(start),
            in_flight: VecDeque::new(),
            problem,
            ended: false,
        }
    }

    pub(super) fn set_prefetch(&mut self, pages: usize) {
        self.prefetch = match self.pagination.map(|it| it.style) {
            Some(PageStyle::Page) => pages,
            // Only a page contains the cursor of the next one.
            Some(_) => pages.min(1),
            None => 0,
        };
    }

    pub(super) fn resume(&mut self, cursor: Cursor) {
        let fits = match (self.pagination.map(|it| it.style), &cursor) {
            (Some(PageStyle::Page), Cursor::Page(number)) => *number > 0,
            (Some(PageStyle::Index), Cursor::Index(_))
            | (Some(PageStyle::Scroll), Cursor::Scroll(_))
            | (None, Cursor::Page(1)) => true,
            _ => false,
        };
        self.problem = (!fits).then(|| {
            format!("its pages have no cursor like `{cursor}`; pass a cursor of the same list")
        });
        self.progress = self.progress.restarted();
        self.in_flight.clear();
        self.next_request = Some(cursor.clone());
        self.cursor = Some(cursor);
        self.ended = false;
    }

    pub(super) fn cursor(&self) -> Option<&Cursor> {
        self.cursor.as_ref()
    }

    pub(super) fn name(&self) -> &'static str {
        self.request.endpoint.name()
    }

    /// Polls for the next page.
    pub(super) fn poll<T: Page>(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<T, Error>>> {
        let Some(decoded) = ready!(self.poll_response(context)) else { return Poll::Ready(None) };
        let page = decoded.and_then(|decoded| {
            let (page, head, received) = decoded.into_parts::<T>()?;
            self.advance(&received, head.left_out, &page.view(), T::FIELDS)?;
            Ok(page)
        });
        if page.is_err() {
            self.stop();
        }
        Poll::Ready(Some(page))
    }

    /// Polls for the response with the next page.
    fn poll_response(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Decoded, Error>>> {
        if self.ended || self.cursor.is_none() {
            return Poll::Ready(None);
        }
        if let Some(message) = self.problem.clone() {
            let endpoint = self.request.endpoint.clone();
            return Poll::Ready(Some(Err(RequestError { endpoint, message }.into())));
        }
        if self.in_flight.is_empty() {
            self.request_next();
        }
        self.prefetch_up_to(self.prefetch.saturating_add(1));
        let Some(page) = self.in_flight.front_mut() else { return Poll::Ready(None) };
        let decoded = ready!(page.poll(context));
        self.in_flight.pop_front();
        Poll::Ready(Some(decoded))
    }

    /// Updates the state with the page that was received.
    fn advance(
        &mut self,
        received: &Received,
        left_out: u64,
        page: &View<'_>,
        fields: Option<&PageFields>,
    ) -> Result<(), Error> {
        let (Some(cursor), Some(pagination)) = (&self.cursor, self.pagination) else {
            self.cursor = None;
            return Ok(());
        };
        let mut facts = PageFacts::read(page, fields);
        let mut fingerprint = fingerprint(page, fields);
        if facts.len == 0 {
            // Pages whose items were all left out look alike without being the same.
            fingerprint ^= left_out.wrapping_add(self.progress.received());
        }
        facts.len = facts.len.saturating_add(left_out);
        let next = self.progress.advance(pagination.style, cursor, &facts, fingerprint);
        let next = next.map_err(|Repeated| {
            let message = format!(
                "the response for `{cursor}` contains the items of the previous page: the server \
                 ignores the page parameter; request a single page instead"
            );
            DecodeError::new(&self.request.endpoint, received, message)
        })?;
        if pagination.style != PageStyle::Page {
            self.next_request.clone_from(&next);
        }
        self.cursor = next;
        if self.cursor.is_none() {
            self.stop();
        }
        self.prefetch_up_to(self.prefetch);
        Ok(())
    }

    /// Requests pages until `count` are in flight. The total is known from the first page on.
    fn prefetch_up_to(&mut self, count: usize) {
        while self.progress.started() && self.in_flight.len() < count && self.is_wanted() {
            self.request_next();
        }
    }

    /// Returns whether the next page to request is known and not past the end, as far as known.
    fn is_wanted(&self) -> bool {
        match (&self.next_request, &self.cursor) {
            (Some(Cursor::Page(next)), Some(Cursor::Page(at))) => {
                self.progress.pages_left().is_none_or(|left| next.saturating_sub(*at) < left)
            }
            (next, _) => next.is_some() && !self.ended,
        }
    }

    /// Requests one more page.
    fn request_next(&mut self) {
        let Some(cursor) = self.next_request.take() else { return };
        let mut request = self.request.clone();
        if let Some(pagination) = self.pagination {
            let mut write = |value: &str| {
                write_parameter(&mut request, pagination.position, value, pagination.text);
            };
            match &cursor {
                Cursor::Page(number) => write(&number.to_string()),
                Cursor::Index(index) => write(&index.to_string()),
                Cursor::Scroll(id) if id.is_empty() => {}
                Cursor::Scroll(id) => write(id),
            }
        }
        if let Cursor::Page(number) = cursor {
            self.next_request = Some(Cursor::Page(number.saturating_add(1)));
        }
        let page =
            PageRequest::start(self.context.clone(), request, self.decode, self.prefetch > 0);
        self.in_flight.push_back(page);
    }

    /// Ends the iteration; the cursor stays.
    fn stop(&mut self) {
        self.in_flight.clear();
        self.ended = true;
    }
}

/// The request for a page that has not been returned yet. Dropping it cancels the request.
enum PageRequest {
    /// Makes progress when it is polled.
    Polled(Pin<Box<dyn Future<Output = Result<Decoded, Error>> + Send>>),
    /// Makes progress on its own, as a task.
    Spawned(Task),
}

/// A task that is aborted on drop.
struct Task {
    running: JoinHandle<Result<Decoded, Error>>,
    endpoint: Endpoint,
    host: Arc<str>,
}

impl PageRequest {
    /// Prepares a request, and with `prefetch` sends it at once if there is a runtime.
    fn start(context: RequestContext, request: Request, decode: Decode, prefetch: bool) -> Self {
        let endpoint = request.endpoint.clone();
        let host = Arc::clone(&context.connection.host);
        let sending = send(context, request, decode);
        match Handle::try_current() {
            Ok(runtime) if prefetch => {
                let running = runtime.spawn(sending.in_current_span());
                Self::Spawned(Task { running, endpoint, host })
            }
            _ => Self::Polled(Box::pin(sending)),
        }
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Result<Decoded, Error>> {
        match self {
            Self::Polled(sending) => sending.as_mut().poll(context),
            Self::Spawned(task) => Pin::new(&mut task.running).poll(context).map(|outcome| {
                outcome.unwrap_or_else(|failed| match failed.try_into_panic() {
                    // A middleware or a token provider of the application; its panic is the
                    // application's, too.
                    Ok(panic) => resume_unwind(panic),
                    // The runtime is shutting down.
                    Err(_) => Err(TransportError::shutdown(&task.endpoint, &task.host).into()),
                })
            }),
        }
    }
}

impl Drop for Task {
    fn drop(&mut self) {
        self.running.abort();
    }
}

/// Returns the page that the original request selects.
fn start(request: &Request, pagination: Option<Pagination>) -> Result<Cursor, String> {
    let Some(pagination) = pagination else { return Ok(Cursor::Page(1)) };
    let set = read_parameter(request, pagination.position);
    let number = |set: Option<String>| match set.map(|text| text.trim().parse::<u64>()) {
        None => Ok(1),
        Some(Ok(number)) => Ok(number),
        Some(Err(_)) => Err(format!(
            "`{}` is not a number; set it to the number of a page",
            pagination.position
        )),
    };
    Ok(match pagination.style {
        // Servers treat page 0 as the first one.
        PageStyle::Page => Cursor::Page(number(set)?.max(1)),
        PageStyle::Index => Cursor::Index(number(set)?),
        PageStyle::Scroll => Cursor::Scroll(set.unwrap_or_default()),
    })
}

/// Returns a hash of the items of a page. Members around them can differ by request.
fn fingerprint(page: &View<'_>, fields: Option<&PageFields>) -> u64 {
    let mut hasher = Fingerprint(DefaultHasher::new());
    // Writing to a hasher never fails.
    let mut add = |view: &View<'_>| drop(serde_json::to_writer(&mut hasher, view));
    each_items(page, fields, &mut |items| match items {
        // The first and the last object suffice; hashing all would cost as much as decoding them.
        View::List(list) if matches!(list.item(0), View::Struct(_)) => {
            add(&View::Integer(list.len() as i64));
            add(&list.item(0));
            add(&list.item(list.len() - 1));
        }
        items => add(items),
    });
    hasher.0.finish()
}

struct Fingerprint(DefaultHasher);

impl io::Write for Fingerprint {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
