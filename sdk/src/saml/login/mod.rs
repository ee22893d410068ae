//! Login requests.

mod authn_request;
mod builder;
mod request;

pub use builder::LoginBuilder;
pub use request::LoginRequest;
