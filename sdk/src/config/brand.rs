//! [`Brand`]: the names that the API uses at different hosts.

use std::borrow::Cow;

/// The names that the API uses: header prefix, signature scheme and default hosts.
///
/// GenAuth was formerly Authing, and its servers accept the old headers. The default follows the
/// public documentation: `x-authing-` headers and the hosts of GenAuth.
///
/// ```
/// use genauth::{Brand, ManagementClient};
///
/// let admin = ManagementClient::builder("ACCESS_KEY_ID", "test-secret")
///     .brand(Brand::GENAUTH)
///     .build()?;
/// # Ok::<(), genauth::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Brand {
    pub(crate) header_prefix: Cow<'static, str>,
    #[cfg_attr(not(any(feature = "event", feature = "signing")), allow(dead_code))]
    pub(crate) scheme: Cow<'static, str>,
    pub(crate) management_host: Cow<'static, str>,
    #[cfg_attr(not(feature = "event"), allow(dead_code))]
    pub(crate) event_host: Cow<'static, str>,
}

struct Hosts {
    management: &'static str,
    event: &'static str,
}

const HOSTS_OF_GENAUTH: Hosts =
    Hosts { management: "https://api.genauth.ai", event: "wss://openevent.genauth.ai" };
const HOSTS_OF_AUTHING: Hosts =
    Hosts { management: "https://api.authing.cn", event: "wss://openevent.authing.cn" };

impl Brand {
    /// `x-authing-` headers, signatures under `authing`, `https://api.genauth.ai`.
    pub const DEFAULT: Self = Self::new("x-authing-", "authing", HOSTS_OF_GENAUTH);
    /// `x-genauth-` headers, signatures under `GenAuth`, `https://api.genauth.ai`.
    pub const GENAUTH: Self = Self::new("x-genauth-", "GenAuth", HOSTS_OF_GENAUTH);
    /// `x-authing-` headers, signatures under `authing`, `https://api.authing.cn`.
    pub const AUTHING: Self = Self::new("x-authing-", "authing", HOSTS_OF_AUTHING);

    const fn new(prefix: &'static str, scheme: &'static str, hosts: Hosts) -> Self {
        Self {
            header_prefix: Cow::Borrowed(prefix),
            scheme: Cow::Borrowed(scheme),
            management_host: Cow::Borrowed(hosts.management),
            event_host: Cow::Borrowed(hosts.event),
        }
    }

    /// Sets the prefix of the API's headers, for instance `x-authing-`.
    #[must_use]
    pub fn with_header_prefix(mut self, prefix: impl Into<String>) -> Self {
        self.header_prefix = Cow::Owned(prefix.into());
        self
    }

    /// Sets the scheme of a signature in the `authorization` header.
    #[must_use]
    pub fn with_scheme(mut self, scheme: impl Into<String>) -> Self {
        self.scheme = Cow::Owned(scheme.into());
        self
    }

    /// Sets the default host of a [`ManagementClient`](crate::ManagementClient).
    #[must_use]
    pub fn with_management_host(mut self, host: impl Into<String>) -> Self {
        self.management_host = Cow::Owned(host.into());
        self
    }

    /// Sets the default host of [events](crate::event).
    #[cfg(feature = "event")]
    #[must_use]
    pub fn with_event_host(mut self, host: impl Into<String>) -> Self {
        self.event_host = Cow::Owned(host.into());
        self
    }

    /// Returns the brand with this name: `default`, `genauth` or `authing`.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        match name {
            "default" => Some(Self::DEFAULT),
            "genauth" => Some(Self::GENAUTH),
            "authing" => Some(Self::AUTHING),
            _ => None,
        }
    }
}

impl Default for Brand {
    fn default() -> Self {
        Self::DEFAULT
    }
}
