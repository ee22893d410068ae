//! [`AuthenticationClient`]: the client of the authentication API.

use std::{fmt, sync::Arc};

use super::options::shared_views;
#[cfg(feature = "password-encryption")]
use crate::credentials::PasswordKeys;
use crate::credentials::{Application, ApplicationIdentity};
use crate::data::{IntoField, Secret};
#[cfg(feature = "oidc")]
use crate::oidc::{
    OidcClientBuilder, ProviderHttp, SessionIdentity, TokenVerifierBuilder, UserSession,
};
#[cfg(feature = "saml")]
use crate::saml::SamlClientBuilder;
use crate::transport::RequestContext;

/// A client of the authentication API, which signs users in and acts on their behalf.
///
/// Cheap to clone, `Send + Sync`, and immutable. It holds the credentials of the application;
/// [`with_access_token`](Self::with_access_token) returns a view with those of a user, on the same
/// connection pool.
///
/// ```no_run
/// # #[cfg(feature = "authentication-mfa")] {
/// # async fn example() -> Result<(), genauth::Error> {
/// use genauth::AuthenticationClient;
///
/// let app = AuthenticationClient::builder("APP_ID", "https://example.genauth.ai")
///     .app_secret("test-secret")
///     .build()?;
/// let user = app.with_access_token("USER_ACCESS_TOKEN");
/// for factor in user.list_enrolled_factors().await? {
///     println!("{} {}", factor.factor_id, factor.factor_type);
/// }
/// # Ok(())
/// # }
/// # }
/// ```
#[derive(Clone)]
pub struct AuthenticationClient {
    pub(crate) context: RequestContext,
    application: Arc<Application>,
    pub(crate) user_token: Option<Arc<Secret>>,
    /// The keys that passwords are encrypted with.
    #[cfg(feature = "password-encryption")]
    pub(crate) password_keys: Arc<PasswordKeys>,
}

impl AuthenticationClient {
    pub(super) fn new(context: RequestContext, application: Arc<Application>) -> Self {
        Self {
            context,
            application,
            user_token: None,
            #[cfg(feature = "password-encryption")]
            password_keys: Arc::default(),
        }
    }

    /// Returns the application id.
    pub fn app_id(&self) -> &str {
        &self.application.id
    }

    /// Returns a view of this client that acts for the user with this access token.
    ///
    /// Takes text, a [`Secret`], or an `Option` of either, as in sign-in responses. Without a
    /// token, calls that send one fail with [`Error::Credential`](crate::Error::Credential).
    #[must_use]
    pub fn with_access_token(&self, access_token: impl IntoField<Option<Secret>>) -> Self {
        let access_token = access_token.into_field().unwrap_or_else(|| Secret::new(""));
        let user_token = Some(Arc::new(access_token));
        let application = Arc::clone(&self.application);
        let mut view = self.clone();
        view.context.identity =
            Arc::new(ApplicationIdentity { application, user_token: user_token.clone() });
        Self { user_token, ..view }
    }

    /// Starts an [`OidcClient`](crate::oidc::OidcClient): sign-in by redirect, tokens, logout.
    ///
    /// ```
    /// use genauth::AuthenticationClient;
    ///
    /// let app = AuthenticationClient::builder("APP_ID", "https://example.genauth.ai").build()?;
    /// let oidc = app.oidc().redirect_uri("https://app.example/callback").build()?;
    /// # Ok::<(), genauth::Error>(())
    /// ```
    #[cfg(feature = "oidc")]
    pub fn oidc(&self) -> OidcClientBuilder {
        OidcClientBuilder::new(self.provider_http(), false)
    }

    /// Starts an [`OidcClient`](crate::oidc::OidcClient) of GenAuth's OAuth 2.0 endpoints
    /// (`/oauth/auth`, `/oauth/token`), which issue no ID tokens.
    ///
    /// Prefer [`oidc`](Self::oidc), unless the application is an OAuth 2.0 application in the
    /// console.
    #[cfg(feature = "oidc")]
    pub fn oauth(&self) -> OidcClientBuilder {
        OidcClientBuilder::new(self.provider_http(), true)
    }

    /// Starts a [`TokenVerifier`](crate::oidc::TokenVerifier): local checks of access tokens, ID
    /// tokens and logout tokens.
    ///
    /// ```
    /// use genauth::AuthenticationClient;
    ///
    /// let app = AuthenticationClient::builder("APP_ID", "https://example.genauth.ai").build()?;
    /// let verifier = app.token_verifier().audience("https://api.example").build()?;
    /// # Ok::<(), genauth::Error>(())
    /// ```
    #[cfg(feature = "oidc")]
    pub fn token_verifier(&self) -> TokenVerifierBuilder {
        self.oidc().into_verifier()
    }

    /// Returns a view of this client that acts for the user of a session. Its access token is
    /// refreshed before it expires, and when the server rejects it.
    #[cfg(feature = "oidc")]
    #[must_use]
    pub fn with_session(&self, session: &UserSession) -> Self {
        let application = Arc::clone(&self.application);
        let mut view = self.clone();
        view.user_token = None;
        view.context.identity = Arc::new(SessionIdentity {
            application: ApplicationIdentity { application, user_token: None },
            session: session.clone(),
        });
        view
    }

    /// Starts a [`SamlClient`](crate::saml::SamlClient): sign-in by SAML 2.0.
    ///
    /// ```no_run
    /// # fn example() -> Result<(), Box<dyn std::error::Error>> {
    /// use genauth::AuthenticationClient;
    /// use genauth::saml::IdpMetadata;
    ///
    /// let app = AuthenticationClient::builder("APP_ID", "https://example.genauth.ai").build()?;
    /// let saml = app
    ///     .saml()
    ///     .entity_id("https://app.example/saml")
    ///     .acs_url("https://app.example/saml/acs")
    ///     .idp_metadata(IdpMetadata::parse(&std::fs::read_to_string("idp.xml")?)?)
    ///     .build()?;
    /// # Ok(())
    /// # }
    /// ```
    #[cfg(feature = "saml")]
    pub fn saml(&self) -> SamlClientBuilder {
        SamlClientBuilder::new(&self.context.connection.base, &self.application.id)
    }

    /// Starts a [`CasClient`](crate::cas::CasClient): sign-in by CAS.
    ///
    /// ```
    /// use genauth::AuthenticationClient;
    ///
    /// let app = AuthenticationClient::builder("APP_ID", "https://example.genauth.ai").build()?;
    /// let cas = app.cas().service("https://app.example/cas/callback").build()?;
    /// # Ok::<(), genauth::Error>(())
    /// ```
    #[cfg(feature = "cas")]
    pub fn cas(&self) -> crate::cas::CasClientBuilder {
        crate::cas::CasClientBuilder::new(&self.context, &self.application.id)
    }

    #[cfg(feature = "oidc")]
    fn provider_http(&self) -> ProviderHttp {
        ProviderHttp::new(&self.context, Arc::clone(&self.application))
    }

    shared_views!();
}

impl fmt::Debug for AuthenticationClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthenticationClient")
            .field("app_id", &self.application.id)
            .field("app_host", &self.context.connection.base.as_str())
            .field("app_secret", &self.application.secret)
            .field("access_token", &self.user_token)
            .field("tenant_id", &self.context.tenant_id)
            .finish_non_exhaustive()
    }
}
