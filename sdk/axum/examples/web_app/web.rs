//! [`Web`]: the state that all handlers share.

use std::{error::Error, sync::Arc};

use axum::http::HeaderValue;
use genauth::{AuthenticationClient, ManagementClient, oidc::TokenVerifier};
use genauth_axum::GenAuth;

use crate::backend::Backend;

/// The state that all handlers share. Cheap to clone.
#[derive(Clone)]
pub struct Web(Arc<Inner>);

pub struct Inner {
    pub app: AuthenticationClient,
    /// `None` without an access key.
    pub admin: Option<ManagementClient>,
    /// Verifies ID tokens.
    pub verifier: TokenVerifier,
    pub content_security_policy: HeaderValue,
}

impl std::ops::Deref for Web {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}

impl Web {
    pub fn new(backend: &Backend, auth: &GenAuth) -> Result<Self, Box<dyn Error>> {
        // Forms may lead to the provider: the sign-in and the sign-out redirect there.
        let policy = format!(
            "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; \
             frame-ancestors 'none'; form-action 'self' {}",
            backend.host
        );
        Ok(Self(Arc::new(Inner {
            app: backend.app.clone(),
            admin: backend.admin.clone(),
            verifier: auth.oidc().verifier().clone(),
            content_security_policy: HeaderValue::try_from(policy)?,
        })))
    }
}
