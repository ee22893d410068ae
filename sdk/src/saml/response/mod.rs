//! Verification of responses.
//!
//! 1. [`tree`]: the message is parsed within limits.
//! 2. [`layout`], with [`ids`] and [`status`]: one assertion in the whole message, and signatures where
//!    SAML has them.
//! 3. [`signature`]: every signature is verified, and yields the canonical octets that it covers.
//! 4. [`octets`], [`assertion`] and [`envelope`]: the octets, and nothing else, are read.
//! 5. [`checks`]: issuer, audience, times, recipient and login request.
//! 6. [`finish`]: the response is marked as used.

mod assertion;
mod checks;
mod envelope;
mod finish;
mod form;
mod ids;
mod layout;
mod octets;
mod signature;
mod status;
mod tree;

pub(super) use finish::finish;
pub use form::SamlResponse;
