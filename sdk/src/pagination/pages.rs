//! [`Pages`]: a list page by page.

use std::{
    fmt,
    future::poll_fn,
    marker::PhantomData,
    pin::Pin,
    task::{Context, Poll},
};

use futures_core::Stream;

use super::cursor::Cursor;
use super::items::Items;
use super::paginator::Paginator;
use crate::call::Call;
use crate::data::Page;
use crate::error::Error;
use crate::response::decode;

/// A stream of the pages of a list. Created by [`Call::pages`].
///
/// Implements [`Stream`]; [`next`](Self::next) works without a crate for streams. The first page is
/// requested when the stream is first polled. Each page is a call of its own, with the options of
/// the original call: retries, headers, and the timeout, which applies to each page.
///
/// The stream ends after the last page or the first error. After an error,
/// [`cursor`](Self::cursor) returns the page that failed, and [`resume`](Self::resume) continues
/// there.
#[must_use = "streams do nothing unless polled"]
pub struct Pages<T> {
    paginator: Box<Paginator>,
    page: PhantomData<fn() -> T>,
}

impl<T: Page> Call<T> {
    /// Returns a stream of the pages of the list that this call requests.
    ///
    /// Starts with the page selected in the arguments, or with the first page, and keeps the page
    /// size of the arguments; the server may lower it. Ends when as many items were received as the
    /// server reports in total, or with an empty page; without a total, with a page that is shorter
    /// than the others. A server that sends the same page repeatedly is an [`Error::Decode`].
    ///
    /// The response of an operation without pagination
    /// ([`Operation::pagination`](crate::Operation::pagination)) or of a
    /// [`CustomCall`](crate::CustomCall) is a single page.
    ///
    /// ```no_run
    /// # #[cfg(feature = "management-user")] {
    /// # async fn example(admin: genauth::ManagementClient) -> Result<(), genauth::Error> {
    /// use genauth::management::ListUsersRequestDto;
    ///
    /// let mut pages = admin.list_users(ListUsersRequestDto::new()).pages();
    /// while let Some(page) = pages.next().await {
    ///     let page = page?;
    ///     println!("{} of {} users", page.list.len(), page.total_count);
    /// }
    /// # Ok(())
    /// # }
    /// # }
    /// ```
    pub fn pages(self) -> Pages<T> {
        let (context, request) = self.into_parts();
        let paginator = Paginator::new(context, request, decode::<T>);
        Pages { paginator: Box::new(paginator), page: PhantomData }
    }

    /// Returns a stream of the items of the list that this call requests, across pages. Starts and
    /// ends like [`pages`](Self::pages).
    ///
    /// ```no_run
    /// # #[cfg(feature = "management-user")] {
    /// # async fn example(admin: genauth::ManagementClient) -> Result<(), genauth::Error> {
    /// use genauth::management::ListUsersRequestDto;
    ///
    /// let mut users = admin.list_users(ListUsersRequestDto::new()).items();
    /// while let Some(user) = users.next().await {
    ///     println!("{}", user?.user_id);
    /// }
    /// # Ok(())
    /// # }
    /// # }
    /// ```
    pub fn items(self) -> Items<T::Item> {
        let (context, request) = self.into_parts();
        Items::new::<T>(Paginator::new(context, request, decode::<T>))
    }
}

impl<T: Page> Pages<T> {
    /// Requests up to this many pages in advance. By default, a page is requested when it is
    /// polled. Pages keep their order. Dropping the stream cancels requests in flight.
    ///
    /// The first page is always awaited, and no page past the end is requested if the server
    /// reports the total. Where each page contains the cursor of the next
    /// ([`PageStyle::Index`](crate::PageStyle::Index),
    /// [`PageStyle::Scroll`](crate::PageStyle::Scroll)), at most one page is requested in advance.
    pub fn prefetch(mut self, pages: usize) -> Self {
        self.paginator.set_prefetch(pages);
        self
    }

    /// Starts at the page with this cursor, obtained from [`cursor`](Self::cursor) of an earlier
    /// iteration over the same list. A cursor of another kind of list is an [`Error::Request`].
    pub fn resume(mut self, cursor: Cursor) -> Self {
        self.paginator.resume(cursor);
        self
    }

    /// Returns the cursor of the next page; `None` after the last page.
    pub fn cursor(&self) -> Option<&Cursor> {
        self.paginator.cursor()
    }

    /// Returns an iterator that blocks the thread while a page is requested.
    #[cfg(feature = "blocking")]
    pub fn wait_each(self) -> crate::blocking::Each<Self> {
        crate::blocking::Each::new(self)
    }

    /// Returns the next page; `None` after the last page and after an error. The future can be
    /// dropped without losing a page.
    ///
    /// # Errors
    ///
    /// Returns the errors of the call; see [`Error`].
    pub async fn next(&mut self) -> Option<Result<T, Error>> {
        poll_fn(|context| self.paginator.poll(context)).await
    }
}

impl<T: Page> Stream for Pages<T> {
    type Item = Result<T, Error>;

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<T, Error>>> {
        self.paginator.poll(context)
    }
}

impl<T> fmt::Debug for Pages<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages")
            .field("operation", &self.paginator.name())
            .field("cursor", &self.paginator.cursor())
            .finish_non_exhaustive()
    }
}
