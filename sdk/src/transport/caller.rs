//! [`Caller`]: where a call goes and on whose behalf.

use std::{fmt, net::IpAddr, sync::Arc};

use http::HeaderValue;

use super::Connection;
#[cfg(feature = "signing")]
use crate::credentials::Signer;
use crate::credentials::{Application, Secret, TokenProvider};

/// Who a call is made for.
#[derive(Clone)]
pub(crate) enum Identity {
    /// An application, for one of its users if a token is there.
    Application { application: Arc<Application>, user_token: Option<Arc<Secret>> },
    /// The holder of a management token.
    Administrator { tokens: Arc<dyn TokenProvider> },
    /// The holder of an access key that every request is signed with.
    #[cfg(feature = "signing")]
    Signer { signer: Arc<Signer> },
    /// Nobody; only the token endpoint is called like this.
    Nobody,
}

/// Where a call goes and who it is made for.
#[derive(Clone)]
pub(crate) struct Caller {
    pub(crate) connection: Arc<Connection>,
    pub(crate) identity: Identity,
    pub(crate) tenant_id: Option<Arc<str>>,
    pub(crate) client_ip: Option<IpAddr>,
}

impl Caller {
    /// A caller as the settings of the connection say.
    pub(crate) fn new(connection: Arc<Connection>, identity: Identity) -> Self {
        let tenant_id = connection.settings.tenant_id.as_deref().map(Arc::from);
        let client_ip = connection.settings.client_ip;
        Self { connection, identity, tenant_id, client_ip }
    }
}

impl fmt::Debug for Caller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Caller").field("host", &self.connection.base.as_str()).finish()
    }
}

/// A header value that is not shown in debug output.
pub(crate) fn hidden(value: &str) -> Option<HeaderValue> {
    let mut value = HeaderValue::from_str(value).ok()?;
    value.set_sensitive(true);
    Some(value)
}
