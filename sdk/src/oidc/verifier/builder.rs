//! [`TokenVerifierBuilder`]: the options of a [`TokenVerifier`].

use std::{fmt, sync::Arc, sync::Mutex, time::Duration};

use super::opaque::OpaqueTokens;
use super::{TokenVerifier, Verifier};
use crate::clock::{Clock, SystemClock};
use crate::error::{ConfigError, Error};
use crate::oidc::jwt::SigningAlgorithm;
use crate::oidc::keys::HmacKey;
use crate::oidc::provider::Provider;

/// Options of a [`TokenVerifier`].
///
/// ```
/// use std::time::Duration;
///
/// use genauth::AuthenticationClient;
///
/// let app = AuthenticationClient::builder("APP_ID", "https://example.genauth.ai").build()?;
/// let verifier = app
///     .token_verifier()
///     .audience("https://api.example")
///     .leeway(Duration::from_secs(30))
///     .build()?;
/// # Ok::<(), genauth::Error>(())
/// ```
#[derive(Clone)]
#[must_use]
pub struct TokenVerifierBuilder {
    provider: Result<Arc<Provider>, Error>,
    audiences: Vec<String>,
    trusted_audiences: Vec<String>,
    accepts_authorized_party: bool,
    algorithms: Vec<SigningAlgorithm>,
    allows_hs256: bool,
    leeway: Duration,
    limits_issue_time: bool,
    requires_type: bool,
    clock: Arc<dyn Clock>,
    opaque: Option<Duration>,
}

impl TokenVerifierBuilder {
    pub(in crate::oidc) fn new(provider: Result<Arc<Provider>, Error>) -> Self {
        Self {
            provider,
            audiences: Vec::new(),
            trusted_audiences: Vec::new(),
            accepts_authorized_party: false,
            algorithms: vec![SigningAlgorithm::Rs256],
            allows_hs256: false,
            leeway: Duration::from_secs(60),
            limits_issue_time: true,
            requires_type: false,
            clock: Arc::new(SystemClock),
            opaque: None,
        }
    }

    /// Adds an audience of access tokens, for instance the identifier of an API. The token must
    /// contain one of them in `aud`. By default, the application id.
    pub fn audience(mut self, audience: impl Into<String>) -> Self {
        self.audiences.push(audience.into());
        self
    }

    /// Adds an audience that ID tokens may have besides the application.
    pub fn trusted_audience(mut self, audience: impl Into<String>) -> Self {
        self.trusted_audiences.push(audience.into());
        self
    }

    /// Sets whether access tokens with another audience are accepted if they were issued to this
    /// application (`azp`); off by default.
    pub fn accept_authorized_party(mut self, accept: bool) -> Self {
        self.accepts_authorized_party = accept;
        self
    }

    /// Sets the allowed algorithms with published keys; RS256 by default. Symmetric algorithms have
    /// no effect here; see [`allow_hs256`](Self::allow_hs256).
    pub fn algorithms(mut self, algorithms: impl IntoIterator<Item = SigningAlgorithm>) -> Self {
        self.algorithms = algorithms.into_iter().filter(|it| !it.is_symmetric()).collect();
        self
    }

    /// Allows tokens signed with the application secret (HS256), GenAuth's default for ID tokens.
    ///
    /// Everything that knows the secret can issue such tokens, so RS256 is preferable.
    pub fn allow_hs256(mut self) -> Self {
        self.allows_hs256 = true;
        self
    }

    /// Sets the tolerance for clocks that differ; one minute by default.
    pub fn leeway(mut self, leeway: Duration) -> Self {
        self.leeway = leeway;
        self
    }

    /// Sets whether tokens that were issued in the future, beyond the leeway, are refused; on by
    /// default.
    pub fn limit_issue_time(mut self, limit: bool) -> Self {
        self.limits_issue_time = limit;
        self
    }

    /// Sets whether access tokens must have the type `at+jwt` (RFC 9068); off by default, since
    /// GenAuth's have none. Without it, an ID token without `nonce` and `at_hash` cannot be told from
    /// an access token for the same audience.
    pub fn require_access_token_type(mut self, require: bool) -> Self {
        self.requires_type = require;
        self
    }

    /// Sets the clock, for tests.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    pub(in crate::oidc) fn shared_clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = clock;
        self
    }

    /// Checks opaque access tokens by introspection, and caches the result for this time, at most
    /// until the token expires. A token that is revoked meanwhile is accepted until then.
    pub fn introspect_opaque_tokens(mut self, cache: Duration) -> Self {
        self.opaque = Some(cache);
        self
    }

    /// Builds the verifier. Nothing is sent.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] if the issuer is not a valid URL, HS256 is allowed without an application
    /// secret, no algorithm is allowed, or an audience is empty.
    pub fn build(self) -> Result<TokenVerifier, Error> {
        let provider = self.provider?;
        let application = provider.http.application();
        let client_id = application.id.to_string();
        let (mut algorithms, mut secret) = (self.algorithms, None);
        if self.allows_hs256 {
            let key = application.secret.as_ref().filter(|it| !it.is_blank()).ok_or_else(|| {
                ConfigError::new("HS256 requires the application secret; set `app_secret`")
            })?;
            secret = Some(HmacKey::new(key));
            algorithms.push(SigningAlgorithm::Hs256);
        }
        if algorithms.is_empty() {
            let problem = "no signature algorithm is allowed; pass `SigningAlgorithm::Rs256`";
            return Err(ConfigError::new(problem).into());
        }
        let mut audiences = self.audiences;
        if audiences.iter().chain(&self.trusted_audiences).any(|it| it.trim().is_empty()) {
            let problem = "an audience is empty; pass the identifier of the API";
            return Err(ConfigError::new(problem).into());
        }
        if audiences.is_empty() {
            audiences.push(client_id.clone());
        }
        Ok(TokenVerifier::from_verifier(Verifier {
            provider,
            client_id,
            audiences,
            trusted_audiences: self.trusted_audiences,
            accepts_authorized_party: self.accepts_authorized_party,
            algorithms,
            secret,
            leeway: self.leeway,
            limits_issue_time: self.limits_issue_time,
            requires_type: self.requires_type,
            clock: self.clock,
            opaque: self.opaque.map(OpaqueTokens::new),
            header: Mutex::default(),
        }))
    }
}

impl fmt::Debug for TokenVerifierBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenVerifierBuilder")
            .field("audiences", &self.audiences)
            .field("algorithms", &self.algorithms)
            .field("leeway", &self.leeway)
            .finish_non_exhaustive()
    }
}
