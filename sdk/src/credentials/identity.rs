//! Identities that need no code of their own: [`Anonymous`] and [`TokenIdentity`].

use std::sync::Arc;

use crate::endpoint::Endpoint;
use crate::transport::{Identity, TokenProvider};

/// No identity. Only the endpoint that issues management tokens is called like this.
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
