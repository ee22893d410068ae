//! Login requests.

mod builder;
mod request;

pub use builder::LoginBuilder;
pub use request::LoginRequest;
pub(super) use request::REQUEST_LIFETIME;
