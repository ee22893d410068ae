//! [`RequestContext`]: the connection of a call and the identity it is made with.

use std::{fmt, net::IpAddr, sync::Arc};

use super::connection::Connection;
use super::identity::Identity;

/// The connection of a call and the identity it is made with.
#[derive(Clone)]
pub(crate) struct RequestContext {
    pub(crate) connection: Arc<Connection>,
    pub(crate) identity: Arc<dyn Identity>,
    pub(crate) tenant_id: Option<Arc<str>>,
    pub(crate) client_ip: Option<IpAddr>,
}

impl RequestContext {
    /// Creates a context with the tenant and the IP address in the settings of the connection.
    pub(crate) fn new(connection: Arc<Connection>, identity: Arc<dyn Identity>) -> Self {
        let tenant_id = connection.settings.tenant_id.as_deref().map(Arc::from);
        let client_ip = connection.settings.client_ip;
        Self { connection, identity, tenant_id, client_ip }
    }
}

impl fmt::Debug for RequestContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestContext").field("host", &self.connection.base.as_str()).finish()
    }
}
