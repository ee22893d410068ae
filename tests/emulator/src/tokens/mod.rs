//! Tokens: JWTs that are signed, and refresh tokens that are looked up.

mod claims;
mod issue;
mod keys;

pub use claims::{
    AccessClaims, ManagementClaims, Unusable, management_token, read_access_token,
    read_management_token,
};
pub use issue::{Grant, TokenSet, issue, refresh_hash, refresh_tokens, user_claims};
pub use keys::Keys;
