//! [`Walk`]: from page to page, whatever is on them.

use std::{
    collections::VecDeque,
    hash::{DefaultHasher, Hasher as _},
    io,
    task::{Context, Poll, ready},
};

use super::Position;
use super::flight::Flight;
use super::place;
use super::progress::{Progress, Repeated};
use crate::data::{Page, PageFacts, PageFields, View, each_items};
use crate::error::{DecodeError, Error, RequestError};
use crate::operation::{PageStyle, Pagination};
use crate::transport::{Caller, Decode, Decoded, Received, Request};

/// A walk over the pages of a list. Not generic, so that it is compiled once.
pub(super) struct Walk {
    caller: Caller,
    /// The call as it was made; every page is a copy of it.
    request: Request,
    decode: Decode,
    pagination: Option<Pagination>,
    /// How many pages are asked for ahead.
    ahead: usize,
    progress: Progress,
    /// The next page to hand out.
    at: Option<Position>,
    /// The next page to ask for, where it is known.
    ask: Option<Position>,
    flights: VecDeque<Flight>,
    /// Why nothing can be asked for.
    problem: Option<String>,
    over: bool,
}

impl Walk {
    pub(super) fn new(caller: Caller, request: Request, decode: Decode) -> Self {
        let pagination = request.endpoint.pagination();
        let (start, problem) = match start(&request, pagination) {
            Ok(start) => (start, None),
            Err(problem) => (Position::Page(1), Some(problem)),
        };
        let limit = pagination.and_then(|it| place::read(&request, it.limit?)?.parse().ok());
        Self {
            caller,
            request,
            decode,
            pagination,
            ahead: 0,
            progress: Progress::new(limit),
            at: Some(start.clone()),
            ask: Some(start),
            flights: VecDeque::new(),
            problem,
            over: false,
        }
    }

    pub(super) fn set_ahead(&mut self, pages: usize) {
        self.ahead = match self.pagination.map(|it| it.style) {
            Some(PageStyle::Page) => pages,
            // Where the next page is shows only on the page before.
            Some(_) => pages.min(1),
            None => 0,
        };
    }

    pub(super) fn start_from(&mut self, position: Position) {
        let fits = match (self.pagination.map(|it| it.style), &position) {
            (Some(PageStyle::Page), Position::Page(number)) => *number > 0,
            (Some(PageStyle::Index), Position::Index(_))
            | (Some(PageStyle::Scroll), Position::Scroll(_))
            | (None, Position::Page(1)) => true,
            _ => false,
        };
        self.problem = (!fits).then(|| format!("its pages have no position like `{position}`"));
        self.progress = self.progress.restarted();
        self.flights.clear();
        self.ask = Some(position.clone());
        self.at = Some(position);
        self.over = false;
    }

    pub(super) fn position(&self) -> Option<&Position> {
        self.at.as_ref()
    }

    pub(super) fn name(&self) -> &'static str {
        self.request.endpoint.name()
    }

    /// The next page as a type that holds one, together with where it is.
    pub(super) fn poll<T: Page>(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<T, Error>>> {
        let Some(decoded) = ready!(self.poll_answer(context)) else { return Poll::Ready(None) };
        let page = decoded.and_then(|decoded| {
            let (page, head, received) = decoded.into_parts::<T>()?;
            self.turn(&received, head.left_out, &page.view(), T::FIELDS)?;
            Ok(page)
        });
        if page.is_err() {
            self.stop();
        }
        Poll::Ready(Some(page))
    }

    /// The answer with the next page.
    fn poll_answer(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Decoded, Error>>> {
        if self.over || self.at.is_none() {
            return Poll::Ready(None);
        }
        if let Some(message) = self.problem.clone() {
            let endpoint = self.request.endpoint.clone();
            return Poll::Ready(Some(Err(RequestError { endpoint, message }.into())));
        }
        if self.flights.is_empty() {
            self.launch();
        }
        self.look_ahead(self.ahead.saturating_add(1));
        let Some(flight) = self.flights.front_mut() else { return Poll::Ready(None) };
        let decoded = ready!(flight.poll(context));
        self.flights.pop_front();
        Poll::Ready(Some(decoded))
    }

    /// Takes note of the page that came.
    fn turn(
        &mut self,
        received: &Received,
        left_out: u64,
        page: &View<'_>,
        fields: Option<&PageFields>,
    ) -> Result<(), Error> {
        let (Some(at), Some(pagination)) = (&self.at, self.pagination) else {
            self.at = None;
            return Ok(());
        };
        let mut facts = PageFacts::read(page, fields);
        let mut print = print(page, fields);
        if facts.len == 0 {
            // Pages whose items were all left out look alike without being the same.
            print ^= left_out.wrapping_add(self.progress.seen());
        }
        facts.len = facts.len.saturating_add(left_out);
        let next = self.progress.turn(pagination.style, at, &facts, print);
        let next = next.map_err(|Repeated| {
            let message = format!(
                "the server answered for `{at}` with the items of the page before; it seems to \
                 ignore which page is asked for"
            );
            DecodeError::new(&self.request.endpoint, received, message)
        })?;
        if pagination.style != PageStyle::Page {
            self.ask.clone_from(&next);
        }
        self.at = next;
        if self.at.is_none() {
            self.stop();
        }
        self.look_ahead(self.ahead);
        Ok(())
    }

    /// Asks for pages that will be wanted, until so many are on their way. The first page tells how
    /// many there are.
    fn look_ahead(&mut self, flights: usize) {
        while self.progress.started() && self.flights.len() < flights && self.is_wanted() {
            self.launch();
        }
    }

    /// Whether the next page to ask for is known and there, as far as can be told.
    fn is_wanted(&self) -> bool {
        match (&self.ask, &self.at) {
            (Some(Position::Page(ask)), Some(Position::Page(at))) => {
                self.progress.pages_left().is_none_or(|left| ask.saturating_sub(*at) < left)
            }
            (ask, _) => ask.is_some() && !self.over,
        }
    }

    /// Asks for one more page.
    fn launch(&mut self) {
        let Some(position) = self.ask.take() else { return };
        let mut request = self.request.clone();
        if let Some(pagination) = self.pagination {
            let mut write = |value: &str| {
                place::write(&mut request, pagination.position, value, pagination.text);
            };
            match &position {
                Position::Page(number) => write(&number.to_string()),
                Position::Index(index) => write(&index.to_string()),
                Position::Scroll(id) if id.is_empty() => {}
                Position::Scroll(id) => write(id),
            }
        }
        if let Position::Page(number) = position {
            self.ask = Some(Position::Page(number.saturating_add(1)));
        }
        let flight = Flight::start(self.caller.clone(), request, self.decode, self.ahead > 0);
        self.flights.push_back(flight);
    }

    /// Ends the walk; where it was stays known.
    fn stop(&mut self) {
        self.flights.clear();
        self.over = true;
    }
}

/// The page that the call itself asks for.
fn start(request: &Request, pagination: Option<Pagination>) -> Result<Position, String> {
    let Some(pagination) = pagination else { return Ok(Position::Page(1)) };
    let set = place::read(request, pagination.position);
    let number = |set: Option<String>| match set.map(|text| text.trim().parse::<u64>()) {
        None => Ok(1),
        Some(Ok(number)) => Ok(number),
        Some(Err(_)) => Err(format!("`{}` is no number to count from", pagination.position)),
    };
    Ok(match pagination.style {
        // Servers take page 0 for the first one.
        PageStyle::Page => Position::Page(number(set)?.max(1)),
        PageStyle::Index => Position::Index(number(set)?),
        PageStyle::Scroll => Position::Scroll(set.unwrap_or_default()),
    })
}

/// A number that tells lists of items apart. What is around them may differ by request.
fn print(page: &View<'_>, fields: Option<&PageFields>) -> u64 {
    let mut print = Print(DefaultHasher::new());
    // A hash takes everything.
    let mut add = |view: &View<'_>| drop(serde_json::to_writer(&mut print, view));
    each_items(page, fields, &mut |items| match items {
        // Two objects at the same places tell enough; to write them all would cost as much as to
        // read them did.
        View::List(list) if matches!(list.item(0), View::Record(_)) => {
            add(&View::Integer(list.len() as i64));
            add(&list.item(0));
            add(&list.item(list.len() - 1));
        }
        items => add(items),
    });
    print.0.finish()
}

struct Print(DefaultHasher);

impl io::Write for Print {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
