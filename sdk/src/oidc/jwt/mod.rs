//! JSON Web Tokens in their compact form, and the values of their claims.

mod algorithm;
mod claims;
mod compact;
mod object;

pub(super) use algorithm::Family;
pub use algorithm::SigningAlgorithm;
pub(super) use claims::{ClaimSet, missing};
pub(super) use compact::{Compact, Header, MAX_SIGNATURE, is_jwt, unverified_claims};
pub(super) use object::parse_object;
