//! Authorization requests and their responses.

mod builder;
mod callback;
mod pkce;
mod request;

pub use builder::AuthorizationBuilder;
pub(super) use builder::{check_redirect_uri, with_parameters};
pub(super) use callback::Callback;
pub use pkce::PkceVerifier;
pub use request::{AuthorizationRequest, Prompt, ResponseMode, ResponseType};
