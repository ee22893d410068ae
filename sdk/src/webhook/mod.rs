//! Webhooks: verification and decoding of the requests that GenAuth sends to an application.
//!
//! A webhook is set up in the console or by
//! `ManagementClient::create_webhook`, with a secret. GenAuth sends the secret in a header of each
//! request; there is no signature. [`Webhook`] compares it in constant time, and decodes the body as
//! a typed [`Event`]:
//!
//! ```
//! use genauth::webhook::{Event, Webhook};
//! # use genauth::http::HeaderMap;
//!
//! # fn main() -> Result<(), genauth::webhook::WebhookError> {
//! let webhook = Webhook::new("test-secret")?;
//!
//! # let mut headers = HeaderMap::new();
//! # headers.insert("x-authing-webhook-secret", "test-secret".parse().unwrap());
//! # headers.insert("content-type", "application/json".parse().unwrap());
//! # let body = br#"{"eventName":"user:email-verified","data":{"userId":"u1","email":"bob@example.com"}}"#;
//! let delivery = webhook.verify(&headers, body)?;
//! match &delivery.event {
//!     Event::UserEmailVerified(verified) => println!("{} confirmed an address", verified.user_id),
//!     Event::UserDeleted(deleted) => println!("{} users were deleted", deleted.users.len()),
//!     other => println!("ignored: {:?}", other.name()),
//! }
//! # Ok(())
//! # }
//! ```
//!
//! Anyone who learns the secret can forge requests, and nothing prevents a request from being sent
//! again: use `https`, and [`Delivery::idempotency_key`] with [`HandledDeliveries`] where an event
//! must not be handled twice.
//!
//! # Secrets
//!
//! Users in events have password hashes, salts and tokens. `Debug` output and errors of this module
//! contain nothing of a body; do not log [`Delivery::raw`].
//!
//! # Responses
//!
//! Which response GenAuth expects, and how often it tries again, is not documented. Respond with
//! HTTP 200 within a few seconds, and do slow work afterwards. For a rejected request, respond with
//! [`WebhookError::status`].

mod content;
mod delivery;
mod event;
mod handled;
mod headers;
mod key;
mod payload;
mod read;
mod receiver;
mod record;

pub use delivery::Delivery;
pub use event::Event;
pub use handled::{HandledDeliveries, Handling};
pub use payload::*;
pub use receiver::{Authenticated, Webhook};
pub use record::{Record, User, UserReference};

#[doc(no_inline)]
pub use crate::error::{WebhookError, WebhookErrorKind};
