//! Tokens and the token endpoint.

mod exchange;
mod grant;
mod set;

pub(super) use exchange::{Issued, no_id_token, request_tokens};
pub use grant::Grant;
pub use set::TokenSet;
