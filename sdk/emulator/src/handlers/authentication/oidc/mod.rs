//! OAuth 2.0 and OpenID Connect: protocol endpoints.

pub(super) mod authorize;
pub(super) mod discovery;
pub(super) mod introspection;
pub(super) mod logout;
mod pkce;
pub(super) mod request;
pub(super) mod response;
mod scopes;
pub(super) mod token;
pub(super) mod user_info;
pub(super) mod validation;
