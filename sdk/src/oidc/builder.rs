//! [`OidcClientBuilder`]: the options of an [`OidcClient`].

use std::{fmt, sync::Arc, time::Duration};

use super::authorization::check_redirect_uri;
use super::client::OidcClient;
use super::jwt::SigningAlgorithm;
use super::keys::CachePolicy;
use super::provider::{Provider, ProviderHttp, ProviderMetadata};
use super::settings::Settings;
use super::verifier::TokenVerifierBuilder;
use crate::clock::{Clock, SystemClock};
use crate::error::{ConfigError, Error};

/// Options of an [`OidcClient`]. Created by
/// [`AuthenticationClient::oidc`](crate::AuthenticationClient::oidc) and
/// [`AuthenticationClient::oauth`](crate::AuthenticationClient::oauth).
///
/// ```
/// use genauth::AuthenticationClient;
///
/// let app = AuthenticationClient::builder("APP_ID", "https://example.genauth.ai")
///     .app_secret("test-secret")
///     .build()?;
/// let oidc = app
///     .oidc()
///     .redirect_uri("https://app.example/callback")
///     .scope("openid profile email offline_access")
///     .allow_hs256()
///     .build()?;
/// # Ok::<(), genauth::Error>(())
/// ```
#[derive(Clone)]
#[must_use]
pub struct OidcClientBuilder {
    http: ProviderHttp,
    issuer: Option<String>,
    metadata: Option<ProviderMetadata>,
    is_oauth: bool,
    redirect_uri: Option<String>,
    scopes: Option<Vec<String>>,
    policy: CachePolicy,
    allows_hs256: bool,
    algorithms: Option<Vec<SigningAlgorithm>>,
    trusted_audiences: Vec<String>,
    leeway: Option<Duration>,
    clock: Arc<dyn Clock>,
}

impl OidcClientBuilder {
    pub(crate) fn new(http: ProviderHttp, is_oauth: bool) -> Self {
        Self {
            http,
            issuer: None,
            metadata: None,
            is_oauth,
            redirect_uri: None,
            scopes: None,
            policy: CachePolicy::default(),
            allows_hs256: false,
            algorithms: None,
            trusted_audiences: Vec::new(),
            leeway: None,
            clock: Arc::new(SystemClock),
        }
    }

    /// Sets the redirect URI of sign-ins. It must be registered in the console, exactly as it is set
    /// here.
    pub fn redirect_uri(mut self, redirect_uri: impl Into<String>) -> Self {
        self.redirect_uri = Some(redirect_uri.into());
        self
    }

    /// Sets the scopes of every sign-in, separated by spaces, in place of `openid profile` (OIDC) or
    /// `user` (OAuth 2.0).
    pub fn scope(mut self, scopes: &str) -> Self {
        self.scopes = Some(scopes.split_whitespace().map(str::to_owned).collect());
        self
    }

    /// Sets the issuer, exactly as published by the provider, in place of `{app host}/oidc`.
    pub fn issuer(mut self, issuer: impl Into<String>) -> Self {
        self.issuer = Some(issuer.into());
        self
    }

    /// Sets the provider's metadata, in place of discovery. Its issuer takes precedence.
    pub fn metadata(mut self, metadata: ProviderMetadata) -> Self {
        self.metadata = Some(metadata);
        self
    }

    /// Allows ID tokens signed with the application secret (HS256), GenAuth's default; see
    /// [`TokenVerifierBuilder::allow_hs256`].
    pub fn allow_hs256(mut self) -> Self {
        self.allows_hs256 = true;
        self
    }

    /// Sets the allowed algorithms with published keys; RS256 by default.
    pub fn algorithms(mut self, algorithms: impl IntoIterator<Item = SigningAlgorithm>) -> Self {
        self.algorithms = Some(algorithms.into_iter().collect());
        self
    }

    /// Adds an audience that ID tokens may have besides the application.
    pub fn trusted_audience(mut self, audience: impl Into<String>) -> Self {
        self.trusted_audiences.push(audience.into());
        self
    }

    /// Sets the tolerance for clocks that differ; one minute by default.
    pub fn leeway(mut self, leeway: Duration) -> Self {
        self.leeway = Some(leeway);
        self
    }

    /// Sets the time after which keys are refreshed in the background; ten minutes by default. The
    /// metadata is refreshed after six times as long.
    pub fn key_max_age(mut self, max_age: Duration) -> Self {
        self.policy.max_age = max_age;
        self
    }

    /// Sets the time in which old keys are used while the provider is unavailable; 24 hours by
    /// default.
    pub fn key_max_stale(mut self, max_stale: Duration) -> Self {
        self.policy.max_stale = max_stale;
        self
    }

    /// Sets the time between two requests for keys that a token names and the provider did not
    /// publish; ten seconds by default. A new key is accepted after that time at the latest.
    pub fn key_refetch_interval(mut self, interval: Duration) -> Self {
        self.policy.refetch_interval = interval;
        self
    }

    /// Sets the limit of a request for metadata or keys; ten seconds by default.
    pub fn key_timeout(mut self, timeout: Duration) -> Self {
        self.policy.timeout = timeout;
        self
    }

    /// Sets the clock, for tests.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    fn provider(&self) -> Result<Arc<Provider>, Error> {
        let base = self.http.base();
        let metadata = match (&self.metadata, self.is_oauth) {
            (Some(metadata), _) => Some(metadata.clone()),
            (None, true) => Some(ProviderMetadata::oauth(base)?),
            (None, false) => None,
        };
        let own = || format!("{}/oidc", base.as_str().trim_end_matches('/'));
        let issuer = match (&metadata, &self.issuer) {
            (Some(metadata), _) => metadata.issuer().to_owned(),
            (None, Some(issuer)) => issuer.clone(),
            (None, None) => own(),
        };
        if !self.is_oauth {
            super::provider::endpoint_url("issuer", &issuer).map_err(|_| {
                ConfigError::new(
                    "the issuer is not a valid `https` URL; use a URL such as \
                     `https://example.genauth.ai/oidc`",
                )
            })?;
        }
        Ok(Arc::new(Provider::new(issuer, self.http.clone(), metadata, self.policy)))
    }

    /// Returns the builder of a verifier without a client.
    pub(crate) fn into_verifier(self) -> TokenVerifierBuilder {
        TokenVerifierBuilder::new(self.provider())
    }

    /// Builds the client. Nothing is sent.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] if the issuer is not a valid URL, or HS256 is allowed without an
    /// application secret; [`Error::Oidc`] if the redirect URI is not valid.
    pub fn build(self) -> Result<OidcClient, Error> {
        if let Some(uri) = &self.redirect_uri {
            check_redirect_uri(uri)?;
        }
        let provider = self.provider()?;
        let mut verifier = TokenVerifierBuilder::new(Ok(Arc::clone(&provider)))
            .shared_clock(Arc::clone(&self.clock));
        if self.allows_hs256 {
            verifier = verifier.allow_hs256();
        }
        if let Some(algorithms) = self.algorithms {
            verifier = verifier.algorithms(algorithms);
        }
        if let Some(leeway) = self.leeway {
            verifier = verifier.leeway(leeway);
        }
        for audience in self.trusted_audiences {
            verifier = verifier.trusted_audience(audience);
        }
        let default = if self.is_oauth { "user" } else { "openid profile" };
        let default = || default.split(' ').map(str::to_owned).collect();
        Ok(OidcClient::from_settings(Arc::new(Settings {
            provider,
            verifier: verifier.build()?,
            redirect_uri: self.redirect_uri,
            scopes: self.scopes.unwrap_or_else(default),
            clock: self.clock,
            used: Default::default(),
        })))
    }
}

impl fmt::Debug for OidcClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OidcClientBuilder")
            .field("issuer", &self.issuer)
            .field("redirect_uri", &self.redirect_uri)
            .field("scopes", &self.scopes)
            .finish_non_exhaustive()
    }
}
