//! [`Items`]: a list item by item.

use std::{
    fmt,
    future::poll_fn,
    pin::Pin,
    task::{Context, Poll, ready},
    vec,
};

use futures_core::Stream;

use super::cursor::Cursor;
use super::paginator::Paginator;
use crate::data::Page;
use crate::error::Error;

/// A stream of all items of a list, across pages. Created by [`Call::items`](crate::Call::items).
///
/// Implements [`Stream`]; [`next`](Self::next) works without a crate for streams. Pagination is
/// described at [`Pages`](crate::Pages).
#[must_use = "streams do nothing unless polled"]
pub struct Items<I> {
    paginator: Box<Paginator>,
    /// Polls for the next page. A function pointer keeps the page type out of the stream's type.
    poll_page: PollPage<I>,
    /// The cursor of the page that the buffered items are from.
    page: Option<Cursor>,
    buffered: vec::IntoIter<I>,
}

type PollPage<I> = fn(&mut Paginator, &mut Context<'_>) -> Poll<Option<Result<Vec<I>, Error>>>;

/// Items are returned by value and never pinned.
impl<I> Unpin for Items<I> {}

impl<I> Items<I> {
    pub(super) fn new<T: Page<Item = I>>(paginator: Paginator) -> Self {
        Self {
            paginator: Box::new(paginator),
            poll_page: |paginator, context| {
                paginator.poll::<T>(context).map(|page| page.map(|page| page.map(T::into_items)))
            },
            page: None,
            buffered: Vec::new().into_iter(),
        }
    }

    /// Requests up to this many pages in advance; see [`Pages::prefetch`](crate::Pages::prefetch).
    pub fn prefetch(mut self, pages: usize) -> Self {
        self.paginator.set_prefetch(pages);
        self
    }

    /// Starts at the page with this cursor, obtained from [`cursor`](Self::cursor) of an earlier
    /// iteration over the same list. A cursor of another kind of list is an [`Error::Request`].
    pub fn resume(mut self, cursor: Cursor) -> Self {
        self.paginator.resume(cursor);
        self.buffered = Vec::new().into_iter();
        self
    }

    /// Returns the cursor of the page that contains the next item; `None` after the last item.
    /// Resuming there skips no item, but repeats those of that page that were already returned.
    ///
    /// ```no_run
    /// # #[cfg(feature = "management-user")] {
    /// # async fn example(admin: genauth::ManagementClient) -> Result<(), genauth::Error> {
    /// use genauth::{Cursor, management::ListUsersRequestDto};
    ///
    /// let stored = "page:12";
    /// let mut users = admin.list_users(ListUsersRequestDto::new()).items();
    /// if let Ok(cursor) = stored.parse::<Cursor>() {
    ///     users = users.resume(cursor);
    /// }
    /// while let Some(user) = users.next().await {
    ///     match user {
    ///         Ok(user) => println!("{}", user.user_id),
    ///         Err(error) => {
    ///             let cursor = users.cursor().map(Cursor::to_string);
    ///             println!("stopped at {cursor:?}: {error}");
    ///         }
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// # }
    /// ```
    pub fn cursor(&self) -> Option<&Cursor> {
        match self.buffered.as_slice() {
            [] => self.paginator.cursor(),
            _ => self.page.as_ref(),
        }
    }

    /// Returns the next item; `None` after the last item and after an error. The future can be
    /// dropped without losing an item.
    ///
    /// # Errors
    ///
    /// Returns the errors of the call that requests a page; see [`Error`].
    pub async fn next(&mut self) -> Option<Result<I, Error>> {
        poll_fn(|context| self.poll(context)).await
    }

    /// Returns an iterator that blocks the thread while a page is requested.
    #[cfg(feature = "blocking")]
    pub fn wait_each(self) -> crate::blocking::Each<Self> {
        crate::blocking::Each::new(self)
    }

    /// Collects all remaining items in memory. For long lists, such as all users, prefer
    /// [`next`](Self::next).
    ///
    /// # Errors
    ///
    /// Returns the errors of the call that requests a page; items of earlier pages are lost.
    pub async fn collect(mut self) -> Result<Vec<I>, Error> {
        let mut items = Vec::new();
        while let Some(item) = self.next().await {
            items.push(item?);
        }
        Ok(items)
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<I, Error>>> {
        loop {
            if let Some(item) = self.buffered.next() {
                return Poll::Ready(Some(Ok(item)));
            }
            let page = self.paginator.cursor().cloned();
            match ready!((self.poll_page)(&mut self.paginator, context)) {
                Some(Ok(items)) => self.buffered = items.into_iter(),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
            self.page = page;
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
            .field("operation", &self.paginator.name())
            .field("cursor", &self.cursor())
            .finish_non_exhaustive()
    }
}
