//! OAuth 2.0 and OpenID Connect: protocol endpoints and browser pages.

mod arguments;
pub(super) mod authorize;
mod cookie;
pub(super) mod discovery;
pub(super) mod interaction;
pub(super) mod introspection;
pub(super) mod logout;
mod pages;
mod password;
mod pkce;
mod request;
mod response;
mod scopes;
mod second_factor;
pub(super) mod token;
pub(super) mod user_info;
pub(super) mod validation;
