//! Identities that need no code of their own: [`Anonymous`] and [`TokenIdentity`].

use std::sync::Arc;

use crate::endpoint::Endpoint;
use crate::transport::{Identity, TokenProvider};

/// No identity, for requests that carry their credentials themselves: those for management tokens, and
/// validations of CAS tickets.
pub(crate) struct Anonymous;

impl Identity for Anonymous {}

/// The holder of a management token.
pub(crate) struct TokenIdentity {
    pub(crate) tokens: Arc<dyn TokenProvider>,
}

impl Identity for TokenIdentity {
    fn token_provider(&self, _endpoint: &Endpoint) -> Option<&dyn TokenProvider> {
        Some(&*self.tokens)
    }
}
