//! [`LogoutBuilder`]: the URL that ends the session at the provider.

use std::{fmt, sync::Arc};

use super::authorization::{check_redirect_uri, with_parameters};
use super::provider::required;
use super::settings::Settings;
use crate::data::Secret;
use crate::error::Error;

/// Options of a logout URL (OpenID Connect RP-Initiated Logout 1.0). Created by
/// [`OidcClient::logout_url`](super::OidcClient::logout_url).
#[derive(Clone)]
#[must_use = "a logout URL is created by `build`"]
pub struct LogoutBuilder {
    settings: Arc<Settings>,
    id_token: Option<Secret>,
    redirect_uri: Option<String>,
    state: Option<String>,
    parameters: Vec<(String, String)>,
}

impl LogoutBuilder {
    pub(super) fn new(settings: Arc<Settings>) -> Self {
        Self { settings, id_token: None, redirect_uri: None, state: None, parameters: Vec::new() }
    }

    /// Sets the ID token of the session to end, if there is one. An expired one serves as well.
    ///
    /// GenAuth requires it together with [`redirect_uri`](Self::redirect_uri).
    pub fn id_token(mut self, id_token: impl Into<Option<Secret>>) -> Self {
        self.id_token = id_token.into().filter(|it| !it.is_blank());
        self
    }

    /// Sets the URL that the browser returns to (`post_logout_redirect_uri`). It must be registered
    /// in the console.
    pub fn redirect_uri(mut self, uri: impl Into<String>) -> Self {
        self.redirect_uri = Some(uri.into());
        self
    }

    /// Sets a value that the browser returns with.
    pub fn state(mut self, state: impl Into<String>) -> Self {
        self.state = Some(state.into());
        self
    }

    /// Sets another parameter, for instance `logout_hint` or `ui_locales`.
    pub fn parameter(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.parameters.push((name.into(), value.into()));
        self
    }

    /// Creates the URL to redirect the browser to. End the session of the application first. The URL
    /// contains the ID token; do not log it.
    ///
    /// # Errors
    ///
    /// [`Error::Oidc`] if the provider has no such endpoint
    /// ([`Unsupported`](crate::OidcErrorKind::Unsupported)), its metadata is not available, or the
    /// redirect URI is not valid.
    pub async fn build(self) -> Result<String, Error> {
        if let Some(uri) = &self.redirect_uri {
            check_redirect_uri(uri)?;
        }
        let metadata = self.settings.provider.metadata().await?;
        let endpoint = required(metadata.end_session_endpoint(), "end_session_endpoint")?;
        let own = [
            ("client_id", Some(self.settings.client_id())),
            ("id_token_hint", self.id_token.as_ref().map(Secret::expose)),
            ("post_logout_redirect_uri", self.redirect_uri.as_deref()),
            ("state", self.state.as_deref()),
        ];
        let own = own.iter().filter_map(|(name, value)| Some((*name, (*value)?)));
        let extra = self.parameters.iter().map(|(name, value)| (&**name, &**value));
        Ok(with_parameters(endpoint, own.chain(extra).collect()).into())
    }
}

impl fmt::Debug for LogoutBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LogoutBuilder")
            .field("id_token", &self.id_token)
            .field("redirect_uri", &self.redirect_uri)
            .finish_non_exhaustive()
    }
}
