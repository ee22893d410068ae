//! Tokens: signed JWTs, and refresh tokens that are looked up.

mod claims;
mod id_token;
mod issue;
mod user_claims;

pub use claims::{
    AccessClaims, MANAGEMENT_SECONDS, Unusable, machine_token, management_token, read_access_token,
    read_management_token,
};
pub use id_token::{Subject, id_token, read_id_token};
pub use issue::{Grant, TokenSet, begin, issue, issue_for, refresh_tokens};
pub use user_claims::{role_codes, user_claims};
