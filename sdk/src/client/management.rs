//! [`ManagementClient`]: the API that administers a user pool.

use std::{fmt, sync::Arc};

use super::ManagementClientBuilder;
use super::options::shared_views;
use crate::credentials::{Secret, TokenProvider};
use crate::error::Error;
use crate::transport::Caller;

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
    pub(crate) caller: Caller,
}

impl ManagementClient {
    /// Starts a client with an access key.
    ///
    /// The token that it gives is kept until a minute before it expires (or a twentieth of its
    /// lifetime, if that is less), and is shared by all clones and views. However many calls need
    /// one, a single request for a token is in flight at a time, and calls wait for it only when
    /// half of that minute is over. A token whose lifetime the server does not tell, neither in the
    /// response nor in the claims of the token, is kept until the server refuses it.
    ///
    /// When the server refuses a token, the call is sent again with a new one; more than once only
    /// if the server has accepted that one for other calls in between.
    pub fn builder(
        access_key_id: impl Into<String>,
        access_key_secret: impl Into<Secret>,
    ) -> ManagementClientBuilder {
        ManagementClientBuilder::new(access_key_id.into(), access_key_secret.into())
    }

    /// Starts a client that gets its tokens from elsewhere. A
    /// [`ManagementToken`](crate::ManagementToken) is a provider, too: of itself.
    pub fn with_token_provider(provider: impl TokenProvider) -> ManagementClientBuilder {
        ManagementClientBuilder::with_provider(Arc::new(provider))
    }

    /// A client as the environment says: `GENAUTH_ACCESS_KEY_ID` and `GENAUTH_ACCESS_KEY_SECRET`,
    /// and if set `GENAUTH_HOST`, `GENAUTH_LANGUAGE`, `GENAUTH_TENANT_ID`, `GENAUTH_BRAND`
    /// (`default`, `genauth` or `authing`) and `GENAUTH_TIMEOUT` (seconds).
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
    pub fn builder_from_env() -> Result<ManagementClientBuilder, Error> {
        ManagementClientBuilder::from_env()
    }

    pub(super) fn new(caller: Caller) -> Self {
        Self { caller }
    }

    shared_views!();
}

impl fmt::Debug for ManagementClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ManagementClient")
            .field("host", &self.caller.connection.base.as_str())
            .field("tenant_id", &self.caller.tenant_id)
            .finish_non_exhaustive()
    }
}
