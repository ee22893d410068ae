//! Requests for a sign-in that wait for the user.

use serde::{Deserialize, Serialize};

use super::{browser_user::BrowserUser, cas, oidc_request, saml, second_factor::PendingSignIn};
use crate::clock::Timestamp;

/// Lifetime of a pending request, in seconds.
const SECONDS: i64 = 3_600;

/// A request of an application for a sign-in.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub enum SignInRequest {
    /// OAuth 2.0 and OpenID Connect.
    Oidc(oidc_request::Request),
    /// SAML.
    Saml(saml::Request),
    /// CAS.
    Cas(cas::Request),
}

impl SignInRequest {
    /// Returns the ID of the application.
    pub fn app_id(&self) -> &str {
        match self {
            Self::Oidc(request) => &request.app_id,
            Self::Saml(request) => &request.app_id,
            Self::Cas(request) => &request.app_id,
        }
    }

    /// Returns the scope that the user must consent to, if consent is required.
    pub fn consent(&self) -> Option<&str> {
        match self {
            Self::Oidc(request) => request.consent.then_some(&*request.scope),
            Self::Saml(_) | Self::Cas(_) => None,
        }
    }

    /// Returns the name of the user who will probably sign in.
    pub fn login_hint(&self) -> Option<&str> {
        match self {
            Self::Oidc(request) => request.login_hint.as_deref(),
            Self::Saml(_) | Self::Cas(_) => None,
        }
    }
}

/// A pending request, waiting for user interaction.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Interaction {
    /// The request.
    pub request: SignInRequest,
    /// Signed-in user, whose consent is pending.
    pub browser_user: Option<BrowserUser>,
    /// Whether that user entered a password for this request.
    #[serde(default)]
    pub is_new: bool,
    /// Sign-in that waits for a second factor.
    #[serde(default)]
    pub pending: Option<PendingSignIn>,
    /// End of its lifetime.
    pub expires: Timestamp,
}

impl Interaction {
    /// Creates a pending request.
    pub fn new(request: SignInRequest, browser_user: Option<BrowserUser>, now: Timestamp) -> Self {
        let expires = now.plus_seconds(SECONDS);
        Self { request, browser_user, is_new: false, pending: None, expires }
    }
}
