//! [`ManagementClient`]: the client of the management API.

use std::fmt;
#[cfg(any(feature = "event", feature = "password-encryption"))]
use std::sync::Arc;

use super::options::shared_views;
#[cfg(feature = "event")]
use crate::credentials::EventKey;
#[cfg(feature = "password-encryption")]
use crate::credentials::PasswordKeys;
use crate::transport::RequestContext;

/// A client of the management API, which administers the users, roles, applications and settings of
/// a user pool.
///
/// Cheap to clone, `Send + Sync`, and immutable. The first call exchanges the access key for a
/// token, which is renewed before it expires.
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
    pub(crate) context: RequestContext,
    /// The access key that signs subscriptions of events, if there is one.
    #[cfg(feature = "event")]
    pub(crate) event_key: Option<Arc<EventKey>>,
    /// The keys that passwords are encrypted with.
    #[cfg(feature = "password-encryption")]
    pub(crate) password_keys: Arc<PasswordKeys>,
}

impl ManagementClient {
    pub(super) fn new(context: RequestContext) -> Self {
        Self {
            context,
            #[cfg(feature = "event")]
            event_key: None,
            #[cfg(feature = "password-encryption")]
            password_keys: Arc::default(),
        }
    }

    shared_views!();
}

impl fmt::Debug for ManagementClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ManagementClient")
            .field("host", &self.context.connection.base.as_str())
            .field("tenant_id", &self.context.tenant_id)
            .finish_non_exhaustive()
    }
}
