//! Passes events on to a browser.

use std::{
    convert::Infallible,
    pin::Pin,
    task::{Context, Poll, ready},
};

use axum::response::sse::{self, KeepAlive, KeepAliveStream, Sse};
use futures_util::Stream;
use genauth::event::{Event, Subscription};
use serde_json::json;

/// Responds with the events of a subscription as server-sent events, for `EventSource` in a browser.
///
/// An event has the kind as its name and the data as JSON. `gap` and `dropped` report that events are
/// missing: the page has to load its state again. Errors are logged by `tracing`, and not sent. The
/// subscription is closed when the browser leaves.
///
/// Subscribe with the client of the user: it receives what concerns that user, and the custom events
/// of the user pool. The events of a management client are about all users.
///
/// ```
/// use axum::{Router, response::IntoResponse, routing::get};
/// use genauth_axum::{CurrentUser, Rejection, send_events};
///
/// async fn notifications(user: CurrentUser) -> Result<impl IntoResponse, Rejection> {
///     let events = user.client().events();
///     let subscription = events.subscribe("custom_shop.notice").start();
///     Ok(send_events(subscription.map_err(|_| Rejection::forbidden("Sign in again."))?))
/// }
///
/// let router: Router = Router::new().route("/notifications", get(notifications));
/// ```
///
/// In the page:
///
/// ```js
/// const events = new EventSource("/notifications");
/// events.addEventListener("custom_shop.notice", (event) => show(JSON.parse(event.data)));
/// events.addEventListener("gap", () => location.reload());
/// ```
pub fn send_events(subscription: Subscription) -> Sse<KeepAliveStream<EventStream>> {
    // The keep-alive also notices that a browser has left.
    Sse::new(EventStream(subscription)).keep_alive(KeepAlive::default())
}

/// The stream of [`send_events`].
#[derive(Debug)]
pub struct EventStream(Subscription);

impl Stream for EventStream {
    type Item = Result<sse::Event, Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            match ready!(Pin::new(&mut self.0).poll_next(cx)) {
                Some(Ok(event)) => return Poll::Ready(Some(Ok(encode(&event)))),
                Some(Err(error)) => tracing::warn!(%error, "events for a browser are interrupted"),
                None => return Poll::Ready(None),
            }
        }
    }
}

fn encode(event: &Event) -> sse::Event {
    let sent = sse::Event::default();
    match (event, event.message()) {
        (_, Some(message)) => {
            let name = message.code().map(|code| code.as_str());
            // Line breaks end a field. In JSON they are white space; a kind with one is none.
            let data = message.data_json().replace(['\r', '\n'], " ");
            match name.filter(|name| !name.contains(['\r', '\n', '\0'])) {
                Some(name) => sent.event(name).data(data),
                None => sent.data(data),
            }
        }
        (Event::Dropped(dropped), None) => {
            sent.event("dropped").data(json!({ "count": dropped.count() }).to_string())
        }
        _ => sent.event("gap").data("{}"),
    }
}
