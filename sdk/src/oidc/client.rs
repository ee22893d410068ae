//! [`OidcClient`]: sign-in by redirect and the token endpoint.

use std::{fmt, sync::Arc};

use super::authorization::{AuthorizationBuilder, AuthorizationRequest, Callback};
use super::introspection::{Introspection, introspect, revoke};
use super::logout::LogoutBuilder;
use super::provider::ProviderMetadata;
use super::replay::REQUEST_LIFETIME;
use super::session::Refreshes;
use super::settings::Settings;
use super::token::{Grant, Issued, TokenSet, no_id_token, request_tokens};
use super::user_info::{UserInfo, user_info};
use super::verifier::{IdTokenChecks, IdTokenClaims, TokenVerifier};
use crate::data::Secret;
use crate::error::{Error, OidcError, OidcErrorKind as Kind};

/// A client of the OpenID Connect endpoints: sign-in by redirect, tokens, logout.
///
/// Cheap to clone; build one and share it, since it caches the provider's metadata and keys and
/// remembers the sign-ins that were finished.
///
/// ```no_run
/// # async fn example() -> Result<(), genauth::Error> {
/// use genauth::AuthenticationClient;
///
/// let app = AuthenticationClient::builder("APP_ID", "https://example.genauth.ai")
///     .app_secret("test-secret")
///     .build()?;
/// let oidc = app.oidc().redirect_uri("https://app.example/callback").build()?;
///
/// // GET /login: keep the request in the session of the browser, and redirect.
/// let request = oidc.authorize().scope("email").build().await?;
/// println!("location: {}", request.url());
///
/// // GET /callback
/// let sign_in = oidc.finish(&request, "/callback?code=CODE&state=STATE").await?;
/// println!("signed in: {:?}", sign_in.claims.map(|claims| claims.subject));
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct OidcClient {
    pub(super) settings: Arc<Settings>,
    pub(super) refreshes: Arc<Refreshes>,
}

/// A finished sign-in.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct SignIn {
    /// The tokens of the user.
    pub tokens: TokenSet,
    /// The verified claims of the ID token. `None` for OAuth 2.0 without the scope `openid`.
    pub claims: Option<IdTokenClaims>,
}

impl OidcClient {
    pub(super) fn from_settings(settings: Arc<Settings>) -> Self {
        Self { settings, refreshes: Arc::default() }
    }

    /// Returns the provider's metadata, from the cache or the discovery endpoint.
    ///
    /// ```no_run
    /// # async fn example(oidc: genauth::oidc::OidcClient) -> Result<(), genauth::Error> {
    /// let metadata = oidc.metadata().await?;
    /// println!("{:?}", metadata.get("scopes_supported"));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Oidc`] if the provider cannot be reached, or publishes another issuer.
    pub async fn metadata(&self) -> Result<Arc<ProviderMetadata>, Error> {
        self.settings.provider.metadata().await
    }

    /// Returns a verifier of tokens for this application, with the keys of this client.
    ///
    /// ```no_run
    /// # async fn example(oidc: genauth::oidc::OidcClient) -> Result<(), genauth::Error> {
    /// let claims = oidc.verifier().verify_access_token("ACCESS_TOKEN").await?;
    /// println!("{:?}", claims.subject);
    /// # Ok(())
    /// # }
    /// ```
    pub fn verifier(&self) -> &TokenVerifier {
        &self.settings.verifier
    }

    /// Starts a sign-in: returns a builder of the authorization request.
    ///
    /// ```no_run
    /// # async fn example(oidc: genauth::oidc::OidcClient) -> Result<(), genauth::Error> {
    /// use genauth::oidc::Prompt;
    ///
    /// let request =
    ///     oidc.authorize().scope("email offline_access").prompt(Prompt::Consent).build().await?;
    /// println!("redirect to {}", request.url());
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("buildAuthorizeUrl", "loginWithRedirect", "login", "sign in by redirect"))]
    pub fn authorize(&self) -> AuthorizationBuilder {
        AuthorizationBuilder::new(Arc::clone(&self.settings))
    }

    /// Finishes a sign-in: checks the callback, exchanges the code, and verifies the tokens.
    ///
    /// `request` is that of the browser that calls back. `callback` is the URL of its request,
    /// absolute or relative, or, for [`ResponseMode::FormPost`](super::ResponseMode::FormPost), the
    /// body of the form.
    ///
    /// A callback can be used once: this client refuses a second use, and the provider refuses the
    /// code elsewhere. Delete the request from the browser's session all the same. After an error,
    /// start the sign-in again, unless [`Error::is_retryable`] returns `true`.
    ///
    /// ```no_run
    /// # async fn example(oidc: genauth::oidc::OidcClient, request: genauth::oidc::AuthorizationRequest) -> Result<(), genauth::Error> {
    /// let sign_in = oidc.finish(&request, "/callback?code=CODE&state=STATE").await?;
    /// if let Some(claims) = &sign_in.claims {
    ///     println!("{} {:?}", claims.subject, claims.profile.email);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - [`Error::Oidc`] if the callback is not valid, belongs to another sign-in or provider,
    ///   reports an error, or was used before.
    /// - [`Error::Token`] if the ID token is rejected.
    /// - [`Error::Api`] if the provider rejects the code; see [`Error::is_invalid_grant`].
    #[doc(alias("getAccessTokenByCode", "handleRedirectCallback", "exchange code"))]
    pub async fn finish(
        &self,
        request: &AuthorizationRequest,
        callback: &str,
    ) -> Result<SignIn, Error> {
        let settings = &*self.settings;
        let callback = Callback::parse(callback, request.response_mode)?;
        if request.issuer != settings.provider.issuer {
            return Err(OidcError::new(
                Kind::Issuer,
                "the authorization request is that of another provider; use its client",
            )
            .into());
        }
        let metadata = settings.provider.metadata().await?;
        callback.check(request, &metadata)?;
        let age = settings.clock.now().duration_since(request.created_at).unwrap_or_default();
        if age > REQUEST_LIFETIME {
            return Err(OidcError::new(
                Kind::RequestExpired,
                "the sign-in took more than ten minutes; start it again",
            )
            .into());
        }
        if !settings.used.mark(request.state()) {
            return Err(OidcError::new(
                Kind::Replayed,
                "the authorization response was used before; start the sign-in again",
            )
            .into());
        }
        let outcome = self.redeem(request, callback).await;
        if let Err(error) = &outcome
            && error.is_retryable()
            && !error.outcome_unknown()
        {
            settings.used.unmark(request.state());
        }
        outcome
    }

    /// Verifies the credentials of a callback, and exchanges its code.
    async fn redeem(
        &self,
        request: &AuthorizationRequest,
        callback: Callback,
    ) -> Result<SignIn, Error> {
        let settings = &*self.settings;
        let front = self.front_channel(request, &callback).await?;
        let Some(code) = callback.code.filter(|_| request.response_type.has_code()) else {
            // The implicit flow.
            return front.ok_or_else(no_id_token);
        };
        let grant = Grant::code(code, &request.redirect_uri, request.code_verifier.as_ref());
        let checks = IdTokenChecks {
            nonce: request.nonce.clone(),
            max_age: request.max_age,
            subject: front.as_ref().and_then(|it| Some(it.claims.as_ref()?.subject.clone())),
            ..IdTokenChecks::default()
        };
        let Issued { tokens, claims } = request_tokens(settings, &grant, checks, None).await?;
        if claims.is_none() && request.nonce.is_some() {
            return Err(no_id_token());
        }
        Ok(SignIn { tokens, claims })
    }

    /// Verifies the ID token in a callback; `None` without one.
    async fn front_channel(
        &self,
        request: &AuthorizationRequest,
        callback: &Callback,
    ) -> Result<Option<SignIn>, Error> {
        let Some(id_token) = &callback.id_token else { return Ok(None) };
        let checks = IdTokenChecks {
            nonce: request.nonce.clone(),
            access_token: callback.access_token.clone(),
            code: callback.code.clone(),
            requires_hashes: true,
            max_age: request.max_age,
            ..IdTokenChecks::default()
        };
        let settings = &*self.settings;
        let claims = settings.verifier.verify_id_token(id_token.expose(), &checks).await?;
        let tokens = match &callback.access_token {
            Some(_) => callback.tokens(settings.clock.now())?,
            None => TokenSet::new("").with_id_token(id_token.clone()),
        };
        Ok(Some(SignIn { tokens, claims: Some(claims) }))
    }

    /// Requests tokens with any grant. An ID token in the response is verified.
    ///
    /// ```no_run
    /// # async fn example(oidc: genauth::oidc::OidcClient) -> Result<(), genauth::Error> {
    /// use genauth::oidc::Grant;
    ///
    /// let grant = Grant::password("bob", "PASSWORD").scope("openid profile");
    /// let tokens = oidc.request_tokens(grant).await?;
    /// println!("expires at {:?}", tokens.expires_at);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Api`] if the provider rejects the grant, with its
    /// [`oauth_error`](Error::oauth_error); [`Error::Oidc`] if the response is not valid;
    /// [`Error::Token`] if the ID token is rejected.
    pub async fn request_tokens(&self, grant: Grant) -> Result<TokenSet, Error> {
        let checks = IdTokenChecks::default();
        Ok(request_tokens(&self.settings, &grant, checks, None).await?.tokens)
    }

    /// Requests a token of the application itself (client credentials).
    ///
    /// ```no_run
    /// # async fn example(oidc: genauth::oidc::OidcClient) -> Result<(), genauth::Error> {
    /// let tokens = oidc.client_credentials("orders:read").await?;
    /// println!("granted: {:?}", tokens.scopes);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`request_tokens`](Self::request_tokens).
    #[doc(alias = "getAccessTokenByClientCredentials")]
    pub async fn client_credentials(&self, scopes: &str) -> Result<TokenSet, Error> {
        self.request_tokens(Grant::client_credentials().scope(scopes)).await
    }

    /// Requests new tokens by the refresh token of a set. Tokens that the response does not replace
    /// are kept.
    ///
    /// Providers with rotation accept a refresh token once: store the new set before using it. A
    /// [`UserSession`](super::UserSession) does so, and refreshes by itself.
    ///
    /// ```no_run
    /// # async fn example(oidc: genauth::oidc::OidcClient, tokens: genauth::oidc::TokenSet) -> Result<(), genauth::Error> {
    /// match oidc.refresh(&tokens).await {
    ///     Ok(refreshed) => println!("expires at {:?}", refreshed.expires_at),
    ///     Err(error) if error.is_invalid_grant() => println!("sign in again"),
    ///     Err(error) => return Err(error),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`request_tokens`](Self::request_tokens). [`Error::is_invalid_grant`] returns `true` if the
    /// refresh token is expired, revoked or used: the user has to sign in again.
    #[doc(alias("getNewAccessTokenByRefreshToken", "refresh token"))]
    pub async fn refresh(&self, tokens: &TokenSet) -> Result<TokenSet, Error> {
        super::refresh::refresh(&self.settings, tokens).await
    }

    /// Fetches the profile of a user by an access token.
    ///
    /// `subject` is that of the ID token. The profile of another user is an error: the access token
    /// may have been swapped. After an OAuth 2.0 sign-in, which has no ID token, see
    /// [`unchecked_user_info`](Self::unchecked_user_info).
    ///
    /// ```no_run
    /// # async fn example(oidc: genauth::oidc::OidcClient) -> Result<(), genauth::Error> {
    /// let info = oidc.user_info("ACCESS_TOKEN", "USER_ID").await?;
    /// println!("{:?} {:?}", info.profile.name, info.profile.email);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Api`] if the token is rejected; [`Error::Oidc`]
    /// ([`Subject`](Kind::Subject)) if the profile is that of another user.
    #[doc(alias = "getUserInfoByAccessToken")]
    pub async fn user_info(
        &self,
        access_token: impl Into<Secret>,
        subject: &str,
    ) -> Result<UserInfo, Error> {
        user_info(&self.settings, &access_token.into(), Some(subject)).await
    }

    /// Fetches the profile of the user of an access token without a check. For OAuth 2.0, where the
    /// profile identifies the user.
    ///
    /// # Errors
    ///
    /// [`Error::Api`] if the token is rejected.
    pub async fn unchecked_user_info(
        &self,
        access_token: impl Into<Secret>,
    ) -> Result<UserInfo, Error> {
        user_info(&self.settings, &access_token.into(), None).await
    }

    /// Asks the provider whether an access token or a refresh token is valid.
    ///
    /// ```no_run
    /// # async fn example(oidc: genauth::oidc::OidcClient) -> Result<(), genauth::Error> {
    /// let state = oidc.introspect("ACCESS_TOKEN").await?;
    /// println!("{} {:?}", state.active, state.scopes);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Api`] if the client authentication is rejected. An invalid token is not an error:
    /// [`active`](Introspection::active) is `false`.
    #[doc(alias = "introspectToken")]
    pub async fn introspect(&self, token: impl Into<Secret>) -> Result<Introspection, Error> {
        introspect(&self.settings.provider, &token.into(), None).await
    }

    /// Revokes an access token or a refresh token. Revoking an unknown token succeeds (RFC 7009
    /// §2.2).
    ///
    /// JWT access tokens stay valid for local checks until they expire.
    ///
    /// ```no_run
    /// # async fn example(oidc: genauth::oidc::OidcClient) -> Result<(), genauth::Error> {
    /// oidc.revoke("REFRESH_TOKEN").await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Api`] if the client authentication is rejected.
    #[doc(alias = "revokeToken")]
    pub async fn revoke(&self, token: impl Into<Secret>) -> Result<(), Error> {
        revoke(&self.settings.provider, &token.into(), None).await
    }

    /// Starts a sign-out: returns a builder of the URL that ends the session at the provider.
    ///
    /// ```no_run
    /// # async fn example(oidc: genauth::oidc::OidcClient, session: genauth::oidc::UserSession) -> Result<(), genauth::Error> {
    /// let url = oidc
    ///     .logout_url()
    ///     .id_token(session.id_token())
    ///     .redirect_uri("https://app.example/")
    ///     .build()
    ///     .await?;
    /// session.end().await?;
    /// println!("redirect the browser to the provider: {} characters", url.len());
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias("buildLogoutUrl", "logoutWithRedirect", "logout"))]
    pub fn logout_url(&self) -> LogoutBuilder {
        LogoutBuilder::new(Arc::clone(&self.settings))
    }
}

impl fmt::Debug for OidcClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OidcClient")
            .field("issuer", &self.settings.provider.issuer)
            .field("client_id", &self.settings.client_id())
            .field("redirect_uri", &self.settings.redirect_uri)
            .finish_non_exhaustive()
    }
}
