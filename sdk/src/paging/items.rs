//! [`Items`]: a list item by item.

use std::{
    fmt,
    future::poll_fn,
    pin::Pin,
    task::{Context, Poll, ready},
    vec,
};

use futures_core::Stream;

use super::Position;
use super::walk::Walk;
use crate::data::Page;
use crate::error::Error;

/// Every item of a list, from all its pages. Made by [`Call::items`](crate::Call::items).
///
/// It is a [`Stream`]; without any crate for streams, [`next`](Self::next) does. For all else see
/// [`Pages`](crate::Pages).
#[must_use = "streams do nothing unless polled"]
pub struct Items<I> {
    walk: Box<Walk>,
    /// Reads the next page. A pointer, so that the type of the page is none of the stream's.
    read: Read<I>,
    /// Where the items at hand come from.
    from: Option<Position>,
    at_hand: vec::IntoIter<I>,
}

type Read<I> = fn(&mut Walk, &mut Context<'_>) -> Poll<Option<Result<Vec<I>, Error>>>;

/// Items are handed out by value and never pinned.
impl<I> Unpin for Items<I> {}

impl<I> Items<I> {
    pub(super) fn new<T: Page<Item = I>>(walk: Walk) -> Self {
        Self {
            walk: Box::new(walk),
            read: |walk, context| {
                walk.poll::<T>(context).map(|page| page.map(|page| page.map(T::into_items)))
            },
            from: None,
            at_hand: Vec::new().into_iter(),
        }
    }

    /// Asks for up to this many pages before their items are waited for; see
    /// [`Pages::prefetch`](crate::Pages::prefetch).
    pub fn prefetch(mut self, pages: usize) -> Self {
        self.walk.set_ahead(pages);
        self
    }

    /// Begins at this page, which another walk over the same list gave by
    /// [`position`](Self::position). A position of another kind than this list has is an
    /// [`Error::Request`].
    pub fn resume(mut self, position: Position) -> Self {
        self.walk.start_from(position);
        self.at_hand = Vec::new().into_iter();
        self
    }

    /// The page of the next item; `None` after the last. Whoever resumes there misses nothing, and
    /// sees those items again that were taken from this page already.
    ///
    /// ```no_run
    /// # #[cfg(feature = "management-user")] {
    /// # async fn example(admin: genauth::ManagementClient) -> Result<(), genauth::Error> {
    /// use genauth::{Position, management::ListUsersRequestDto};
    ///
    /// let stored = "page:12";
    /// let mut users = admin.list_users(ListUsersRequestDto::new()).items();
    /// if let Ok(position) = stored.parse::<Position>() {
    ///     users = users.resume(position);
    /// }
    /// while let Some(user) = users.next().await {
    ///     match user {
    ///         Ok(user) => println!("{}", user.user_id),
    ///         Err(error) => {
    ///             let position = users.position().map(Position::to_string);
    ///             println!("to be continued at {position:?}: {error}");
    ///         }
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// # }
    /// ```
    pub fn position(&self) -> Option<&Position> {
        match self.at_hand.as_slice() {
            [] => self.walk.position(),
            _ => self.from.as_ref(),
        }
    }

    /// The next item; `None` after the last and after an error. Dropping the future loses nothing.
    ///
    /// # Errors
    ///
    /// Those of the call that gets a page, see [`Error`].
    pub async fn next(&mut self) -> Option<Result<I, Error>> {
        poll_fn(|context| self.poll(context)).await
    }

    /// The same as an iterator that blocks the thread for each of the items that has to be asked for.
    #[cfg(feature = "blocking")]
    #[cfg_attr(docsrs, doc(cfg(feature = "blocking")))]
    pub fn wait_each(self) -> crate::blocking::Each<Self> {
        crate::blocking::Each::new(self)
    }

    /// All items that are still to come, in memory at once. A list of users can be very long: where
    /// they can be handled one by one, [`next`](Self::next) is the better choice.
    ///
    /// # Errors
    ///
    /// Those of the call that gets a page; the items of the pages before it are lost.
    pub async fn collect(mut self) -> Result<Vec<I>, Error> {
        let mut items = Vec::new();
        while let Some(item) = self.next().await {
            items.push(item?);
        }
        Ok(items)
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<I, Error>>> {
        loop {
            if let Some(item) = self.at_hand.next() {
                return Poll::Ready(Some(Ok(item)));
            }
            let from = self.walk.position().cloned();
            match ready!((self.read)(&mut self.walk, context)) {
                Some(Ok(items)) => self.at_hand = items.into_iter(),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
            self.from = from;
        }
    }
}

impl<I> Stream for Items<I> {
    type Item = Result<I, Error>;

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<I, Error>>> {
        self.poll(context)
    }
}

impl<I> fmt::Debug for Items<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items")
            .field("operation", &self.walk.name())
            .field("position", &self.position())
            .finish_non_exhaustive()
    }
}
