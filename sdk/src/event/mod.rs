//! Events of a user pool, received over WebSocket connections as they occur.
//!
//! [`AuthenticationClient::events`](crate::AuthenticationClient::events) subscribes to the events of
//! a user, [`ManagementClient::events`](crate::ManagementClient::events) to those of a user pool. A
//! [`Subscription`] is a stream over a WebSocket connection of its own:
//!
//! ```no_run
//! # async fn example() -> Result<(), genauth::Error> {
//! use genauth::{ManagementClient, event::Event};
//!
//! let admin = ManagementClient::builder("ACCESS_KEY_ID", "test-secret").build()?;
//! let mut logins = admin.events().subscribe("authing.user.login").start()?;
//! while let Some(item) = logins.next().await {
//!     match item {
//!         Ok(Event::UserLogin(login)) => println!("{:?}", login.user_id()),
//!         Ok(other) => println!("{other:?}"),
//!         Err(error) => println!("{error}"),
//!     }
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Delivery
//!
//! The server keeps no events: what it sends while there is no connection is lost. A subscription
//! therefore reports each interruption as an [`Event::Gap`], and events that it drops itself as an
//! [`Event::Dropped`]. Load the state that depends on events after either.
//!
//! # Connections
//!
//! Connections use the certificates, the proxies, the connect timeout and the `user-agent` of the
//! client. Its default headers are sent to a host set by `event_host`, and to the client's own host;
//! its middleware does not run, since URLs of subscriptions contain the token of the user. An HTTP
//! client passed to `http_client` should be built with `http1_only`, since HTTP/2 has no such upgrade,
//! and without redirects, which would send the URL to another server.
//!
//! A lost connection is established again after a random pause, which grows with each attempt and is
//! short again once a connection was healthy for a while. The server is pinged when it is silent.

mod backoff;
mod buffer;
mod builder;
mod code;
mod connection;
mod credential;
mod decode;
mod events;
mod fields;
mod model;
mod options;
mod subscription;
mod task;
mod upgrade;
mod url;
mod watched;

pub use builder::SubscriptionBuilder;
pub use code::EventCode;
pub use events::Events;
pub use model::{CustomEvent, Dropped, Event, Gap, RawEvent, SecurityEvent, UserEvent};
pub use options::Overflow;
pub use subscription::Subscription;
