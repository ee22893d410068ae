//! What a client identifies itself with.

mod management_token;
mod secret;

pub(crate) use management_token::ManagementTokens;
pub(crate) use secret::Secret;
