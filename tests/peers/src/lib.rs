//! Servers and a browser on loopback, for tests of sign-in.
//!
//! They are programs of other vendors, most of which `tests/peers` runs with Node.js or Python. They end
//! with the value that stands for them, and with the process of the tests, however that ends.
//!
//! ```ignore
//! let Some((provider, browser)) = peers::start().await else { return };
//! let callback = browser.sign_in(&authorization_url, "alice").await;
//! ```

mod browser;
mod cas;
mod clients;
mod listener;
mod pages;
mod peer;
mod redis;
mod saml;
mod script;
mod skip;

pub use browser::{Browser, Callback, Session};
pub use cas::CasServer;
pub use clients::{
    CODE_BASIC, CODE_POST, Client, HS256, JWT, POST_LOGOUT_REDIRECT_URI, PUBLIC, REDIRECT_URI,
    RESOURCE, SERVICE,
};
pub use listener::Listener;
pub use pages::{Response, Shown, Window};
pub use peer::{OidcProvider, Setup};
pub use redis::Redis;
pub use saml::SamlIdp;
pub use script::Script;
pub use skip::{available, chromium, packages, python, scripts, xmlsec1};

/// Starts a provider with the standard clients, and a browser; `None` if the test has to be skipped.
pub async fn start() -> Option<(OidcProvider, Browser)> {
    let browser = Browser::start().await?;
    Some((OidcProvider::start().await?, browser))
}
