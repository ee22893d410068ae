#![forbid(unsafe_code)]
#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(feature = "login")]
mod cookies;
#[cfg(feature = "login")]
mod csrf;
#[cfg(feature = "login")]
mod error;
#[cfg(feature = "event")]
mod events;
mod exclusions;
mod extract;
#[cfg(feature = "login")]
mod gen_auth;
mod guard;
mod layer;
#[cfg(feature = "login")]
mod origin;
mod permission;
mod problem;
#[cfg(feature = "login")]
mod routes;
#[cfg(feature = "login")]
mod session;
mod user;
#[cfg(feature = "webhook")]
mod webhook;

#[cfg(feature = "login")]
pub use cookies::{CookieKey, CookieKeys};
#[cfg(feature = "login")]
pub use error::BuildError;
#[cfg(feature = "event")]
pub use events::{EventStream, send_events};
pub use extract::Claims;
#[cfg(feature = "login")]
pub use gen_auth::{GenAuth, GenAuthBuilder};
pub use guard::Guard;
pub use layer::{GuardLayer, Protected, RequireScope};
pub use permission::RequirePermission;
pub use problem::{Rejection, RejectionKind};
#[cfg(feature = "login")]
pub use session::{Csrf, RequireUser, SessionLayer, SessionService, WebSession};
/// The crate of session stores, in the version that [`GenAuth`] uses.
#[cfg(feature = "login")]
pub use tower_sessions;
pub use user::CurrentUser;
#[cfg(feature = "webhook")]
pub use webhook::{WebhookDelivery, WebhookRejection, receive_webhook};

/// Compiles the code of the guides.
#[cfg(doctest)]
mod guides {
    #[doc = include_str!("../../docs/guides/protect-an-api.md")]
    mod protect_an_api {}

    #[cfg(all(feature = "login", feature = "redis"))]
    #[doc = include_str!("../../docs/guides/protect-a-web-app.md")]
    mod protect_a_web_app {}
}
