//! [`ManagementClient`]: the API that administers a user pool.

use std::{fmt, sync::Arc};

use super::shared_options;
use crate::call::Untyped;
use crate::credentials::ManagementTokens;
use crate::error::{ConfigError, Error};
use crate::operation::Operation;
use crate::transport::{Caller, Connection, Identity, Settings};

/// The host of the management API.
const DEFAULT_HOST: &str = "https://api.genauth.ai";

/// Administers the users, roles, applications and settings of a user pool.
///
/// A client is cheap to clone, can be shared between threads and never changes. It trades its access
/// key for a token at the first call and again before the token expires.
///
/// ```no_run
/// # #[cfg(feature = "management-user")] {
/// # async fn example() -> Result<(), genauth::Error> {
/// use genauth::{ManagementClient, management::ListUsersRequestDto};
///
/// let admin = ManagementClient::builder("ACCESS_KEY_ID", "test-secret").build()?;
/// let page = admin.list_users(ListUsersRequestDto::new()).await?;
/// println!("{} users", page.total_count);
/// # Ok(())
/// # }
/// # }
/// ```
#[derive(Clone)]
pub struct ManagementClient {
    connection: Arc<Connection>,
    tokens: Arc<ManagementTokens>,
}

impl ManagementClient {
    /// Starts a client with an access key.
    pub fn builder(
        access_key_id: impl Into<String>,
        access_key_secret: impl Into<String>,
    ) -> ManagementClientBuilder {
        ManagementClientBuilder {
            access_key_id: access_key_id.into(),
            access_key_secret: access_key_secret.into(),
            host: DEFAULT_HOST.to_owned(),
            settings: Settings::default(),
        }
    }

    // Without any module of this API there is nothing to call.
    #[allow(dead_code)]
    pub(crate) fn call(&self, operation: &'static Operation) -> Untyped {
        let identity = Identity::Administrator { tokens: Arc::clone(&self.tokens) };
        let connection = Arc::clone(&self.connection);
        Untyped::new(Caller { connection, identity }, operation)
    }
}

impl fmt::Debug for ManagementClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ManagementClient")
            .field("host", &self.connection.base.as_str())
            .finish_non_exhaustive()
    }
}

/// Options of a [`ManagementClient`].
#[derive(Clone)]
pub struct ManagementClientBuilder {
    access_key_id: String,
    access_key_secret: String,
    host: String,
    settings: Settings,
}

impl ManagementClientBuilder {
    /// Sets the host of the management API; `https://api.genauth.ai` unless set.
    #[must_use]
    pub fn host(mut self, host: impl Into<String>) -> Self {
        self.host = host.into();
        self
    }

    shared_options!();

    /// Builds the client. Nothing is sent.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] when the access key is incomplete, the host is no `https` URL (or an `http`
    /// one that is not on loopback), or the header prefix makes no header name.
    pub fn build(self) -> Result<ManagementClient, Error> {
        for (what, value) in [("id", &self.access_key_id), ("secret", &self.access_key_secret)] {
            if value.trim().is_empty() {
                return Err(ConfigError::new(format!(
                    "the access key {what} is empty; create an access key in the console"
                ))
                .into());
            }
        }
        let tokens = ManagementTokens::new(self.access_key_id, self.access_key_secret);
        Ok(ManagementClient {
            connection: Connection::open(&self.host, self.settings)?,
            tokens: Arc::new(tokens),
        })
    }
}

impl fmt::Debug for ManagementClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ManagementClientBuilder")
            .field("access_key_id", &self.access_key_id)
            .field("host", &self.host)
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}
