//! [`SessionIdentity`]: a user session as the identity of calls.

use std::sync::Arc;

use super::UserSession;
use crate::credentials::ApplicationIdentity;
use crate::endpoint::Endpoint;
use crate::error::Error;
use crate::transport::{Identity, ManagementToken, RequestParts, TokenFuture, TokenProvider};

/// An application with one of its users, whose tokens refresh themselves.
pub(crate) struct SessionIdentity {
    pub(crate) application: ApplicationIdentity,
    pub(crate) session: UserSession,
}

impl Identity for SessionIdentity {
    fn authenticate(&self, parts: &mut RequestParts<'_>) -> Result<(), Error> {
        self.application.add_application(parts).map(|_| ())
    }

    fn token_provider(&self, endpoint: &Endpoint) -> Option<&dyn TokenProvider> {
        let takes_user =
            endpoint.security().bearer && !ApplicationIdentity::authenticates_at(endpoint);
        takes_user.then_some(&self.session as &dyn TokenProvider)
    }
}

impl TokenProvider for UserSession {
    fn token<'a>(&'a self, rejected: Option<&'a ManagementToken>) -> TokenFuture<'a> {
        Box::pin(async move {
            let token = match rejected {
                Some(rejected) => self.replacement(rejected.access_token()).await?,
                None => self.access_token().await?,
            };
            Ok(Arc::new(ManagementToken::of_user(token)))
        })
    }
}
