//! [`AuthenticationClient`]: the API that an application calls on behalf of its users.

use std::{fmt, sync::Arc};

use super::AuthenticationClientBuilder;
use super::options::shared_views;
use crate::credentials::{Application, Secret};
use crate::data::IntoField;
use crate::error::Error;
use crate::transport::{Caller, Identity};

/// Signs users in and acts for them.
///
/// A client is cheap to clone, can be shared between threads and never changes. It knows the
/// application; [`with_access_token`](Self::with_access_token) gives a view of it that also knows a
/// user, on the same connection pool.
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
    pub(crate) caller: Caller,
    application: Arc<Application>,
    user_token: Option<Arc<Secret>>,
}

impl AuthenticationClient {
    /// Starts a client of the application with this id at this host, which is the address of the
    /// application, not that of the console: an URL, or a plain host name such as
    /// `example.genauth.ai`, which gets `https`.
    pub fn builder(
        app_id: impl Into<String>,
        app_host: impl Into<String>,
    ) -> AuthenticationClientBuilder {
        AuthenticationClientBuilder::new(app_id.into(), app_host.into())
    }

    /// A client as the environment says: `GENAUTH_APP_ID` and `GENAUTH_APP_HOST`, and if set
    /// `GENAUTH_APP_SECRET`, `GENAUTH_CLIENT_AUTH` (`client_secret_post`, `client_secret_basic` or
    /// `none`), `GENAUTH_LANGUAGE`, `GENAUTH_TENANT_ID`, `GENAUTH_BRAND` (`default`, `genauth` or
    /// `authing`) and `GENAUTH_TIMEOUT` (seconds).
    ///
    /// # Errors
    ///
    /// [`Error::Config`], which names the variable that is missing or wrong.
    pub fn from_env() -> Result<Self, Error> {
        Self::builder_from_env()?.build()
    }

    /// Starts a client with the options of [`from_env`](Self::from_env), to set more.
    ///
    /// # Errors
    ///
    /// [`Error::Config`], which names the variable that is missing or wrong.
    pub fn builder_from_env() -> Result<AuthenticationClientBuilder, Error> {
        AuthenticationClientBuilder::from_env()
    }

    pub(super) fn new(caller: Caller, application: Arc<Application>) -> Self {
        Self { caller, application, user_token: None }
    }

    /// The application id.
    pub fn app_id(&self) -> &str {
        &self.application.id
    }

    /// Returns a view of this client that makes its calls for the user with this access token.
    ///
    /// Takes text, a [`Secret`], or an `Option` of either, as sign-in responses have it. Without a
    /// token, calls that send one fail with [`Error::Credential`](crate::Error::Credential).
    #[must_use]
    pub fn with_access_token(&self, access_token: impl IntoField<Option<Secret>>) -> Self {
        let access_token = access_token.into_field().unwrap_or_else(|| Secret::new(""));
        let user_token = Some(Arc::new(access_token));
        let application = Arc::clone(&self.application);
        let mut view = self.clone();
        view.caller.identity =
            Identity::Application { application, user_token: user_token.clone() };
        Self { user_token, ..view }
    }

    shared_views!();
}

impl fmt::Debug for AuthenticationClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthenticationClient")
            .field("app_id", &self.application.id)
            .field("app_host", &self.caller.connection.base.as_str())
            .field("app_secret", &self.application.secret)
            .field("access_token", &self.user_token)
            .field("tenant_id", &self.caller.tenant_id)
            .finish_non_exhaustive()
    }
}
