//! [`AuthenticationClient`]: the API that an application calls on behalf of its users.

use std::{fmt, sync::Arc};

use super::shared_options;
use crate::call::Untyped;
use crate::credentials::Secret;
use crate::error::{ConfigError, Error};
use crate::operation::Operation;
use crate::transport::{Caller, Connection, Identity, Settings};

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
    connection: Arc<Connection>,
    app_id: Arc<str>,
    app_secret: Option<Arc<Secret>>,
    user_token: Option<Arc<Secret>>,
}

impl AuthenticationClient {
    /// Starts a client of the application with this id at this host, which is the address of the
    /// application, not that of the console.
    pub fn builder(
        app_id: impl Into<String>,
        app_host: impl Into<String>,
    ) -> AuthenticationClientBuilder {
        AuthenticationClientBuilder {
            app_id: app_id.into(),
            app_host: app_host.into(),
            app_secret: None,
            settings: Settings::default(),
        }
    }

    /// The application id.
    pub fn app_id(&self) -> &str {
        &self.app_id
    }

    /// A view of this client that makes its calls for the user with this access token.
    #[must_use]
    pub fn with_access_token(&self, access_token: impl Into<String>) -> Self {
        let user_token = Some(Arc::new(Secret::new(access_token)));
        Self { user_token, ..self.clone() }
    }

    // Without any module of this API there is nothing to call.
    #[allow(dead_code)]
    pub(crate) fn call(&self, operation: &'static Operation) -> Untyped {
        let identity = Identity::Application {
            app_id: Arc::clone(&self.app_id),
            user_token: self.user_token.clone(),
        };
        let connection = Arc::clone(&self.connection);
        Untyped::new(Caller { connection, identity }, operation)
    }
}

impl fmt::Debug for AuthenticationClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthenticationClient")
            .field("app_id", &self.app_id)
            .field("app_host", &self.connection.base.as_str())
            .field("app_secret", &self.app_secret)
            .field("access_token", &self.user_token)
            .finish_non_exhaustive()
    }
}

/// Options of an [`AuthenticationClient`].
#[derive(Clone)]
pub struct AuthenticationClientBuilder {
    app_id: String,
    app_host: String,
    app_secret: Option<String>,
    settings: Settings,
}

impl AuthenticationClientBuilder {
    /// Sets the application secret. Applications that cannot keep one go without.
    ///
    /// This version keeps it and does not send it yet: where an endpoint asks for the secret, put
    /// it into the body as `client_id` and `client_secret`.
    #[must_use]
    pub fn app_secret(mut self, app_secret: impl Into<String>) -> Self {
        self.app_secret = Some(app_secret.into());
        self
    }

    shared_options!();

    /// Builds the client. Nothing is sent.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] when the application id is empty, the host is no `https` URL (or an `http`
    /// one that is not on loopback), or the header prefix makes no header name.
    pub fn build(self) -> Result<AuthenticationClient, Error> {
        if self.app_id.trim().is_empty() {
            return Err(ConfigError::new(
                "the application id is empty; copy it from the application's page in the console",
            )
            .into());
        }
        Ok(AuthenticationClient {
            connection: Connection::open(&self.app_host, self.settings)?,
            app_id: self.app_id.into(),
            app_secret: self.app_secret.map(|secret| Arc::new(Secret::new(secret))),
            user_token: None,
        })
    }
}

impl fmt::Debug for AuthenticationClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthenticationClientBuilder")
            .field("app_id", &self.app_id)
            .field("app_host", &self.app_host)
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}
