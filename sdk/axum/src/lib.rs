//! Protects axum applications with GenAuth.

#![forbid(unsafe_code)]

#[cfg(feature = "event")]
mod events;
mod exclusions;
mod extract;
mod guard;
mod layer;
mod problem;
mod user;
#[cfg(feature = "webhook")]
mod webhook;

#[cfg(feature = "event")]
pub use events::{EventStream, send_events};
pub use extract::Claims;
pub use guard::Guard;
pub use layer::{GuardLayer, Protected, RequireScope};
pub use problem::{Rejection, RejectionKind};
pub use user::CurrentUser;
#[cfg(feature = "webhook")]
pub use webhook::{WebhookDelivery, WebhookRejection, receive_webhook};
