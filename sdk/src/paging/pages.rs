//! [`Pages`]: a list page by page.

use std::{
    fmt,
    future::poll_fn,
    marker::PhantomData,
    pin::Pin,
    task::{Context, Poll},
};

use futures_core::Stream;

use super::walk::Walk;
use super::{Items, Position};
use crate::call::Call;
use crate::data::Page;
use crate::error::Error;
use crate::response::decode;

/// Every page of a list, one after the other. Made by [`Call::pages`].
///
/// It is a [`Stream`]; without any crate for streams, [`next`](Self::next) does. Nothing is sent
/// before the first page is waited for. Each page is a call like any other, with the options that
/// were set on the call it came from: retries, headers, and a time limit of its own.
///
/// It ends after the last page, or after the first error; [`position`](Self::position) then still
/// names the page that failed, and [`resume`](Self::resume) goes on from there.
#[must_use = "streams do nothing unless polled"]
pub struct Pages<T> {
    walk: Box<Walk>,
    page: PhantomData<fn() -> T>,
}

impl<T: Page> Call<T> {
    /// Walks all pages of the list that this call asks for, page by page.
    ///
    /// It begins with the page that is set in the arguments, or with the first, and keeps to the
    /// number of items a page that is set there; the server may lower it. It ends when as many items
    /// came as the server says there are, or with an empty page; where the server does not say, with
    /// a page that is shorter than the others. A server that sends the same page again and again is
    /// an [`Error::Decode`].
    ///
    /// The answer of an operation without pages
    /// ([`Operation::pagination`](crate::Operation::pagination)), and of a
    /// [`CustomCall`](crate::CustomCall), is one page.
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
        let (caller, request) = self.into_parts();
        Pages { walk: Box::new(Walk::new(caller, request, decode::<T>)), page: PhantomData }
    }

    /// Walks all pages of the list that this call asks for, item by item. When it begins and ends is
    /// said at [`pages`](Self::pages).
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
        let (caller, request) = self.into_parts();
        Items::new::<T>(Walk::new(caller, request, decode::<T>))
    }
}

impl<T: Page> Pages<T> {
    /// Asks for up to this many pages before they are waited for, where without it the next page is
    /// asked for when the one before is used up. Pages keep their order. Whatever is on its way is
    /// cut off when the stream is dropped.
    ///
    /// The first page is always waited for, and pages past the last one are not asked for where the
    /// server says how many items there are. Where only a page tells how to ask for the next
    /// ([`PageStyle::Index`](crate::PageStyle::Index),
    /// [`PageStyle::Scroll`](crate::PageStyle::Scroll)), at most one is asked for ahead.
    pub fn prefetch(mut self, pages: usize) -> Self {
        self.walk.set_ahead(pages);
        self
    }

    /// Begins at this page, which another walk over the same list gave by
    /// [`position`](Self::position). A position of another kind than this list has is an
    /// [`Error::Request`].
    pub fn resume(mut self, position: Position) -> Self {
        self.walk.start_from(position);
        self
    }

    /// The next page that has not been handed out; `None` after the last.
    pub fn position(&self) -> Option<&Position> {
        self.walk.position()
    }

    /// The same as an iterator that blocks the thread for each of the pages that has to be asked for.
    #[cfg(feature = "blocking")]
    #[cfg_attr(docsrs, doc(cfg(feature = "blocking")))]
    pub fn wait_each(self) -> crate::blocking::Each<Self> {
        crate::blocking::Each::new(self)
    }

    /// The next page; `None` after the last and after an error. Dropping the future loses nothing:
    /// the same page is waited for again.
    ///
    /// # Errors
    ///
    /// Those of the call, see [`Error`].
    pub async fn next(&mut self) -> Option<Result<T, Error>> {
        poll_fn(|context| self.walk.poll(context)).await
    }
}

impl<T: Page> Stream for Pages<T> {
    type Item = Result<T, Error>;

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<T, Error>>> {
        self.walk.poll(context)
    }
}

impl<T> fmt::Debug for Pages<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages")
            .field("operation", &self.walk.name())
            .field("position", &self.walk.position())
            .finish_non_exhaustive()
    }
}
