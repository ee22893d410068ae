//! [`Brand`]: the names that the API uses at different hosts.

use std::borrow::Cow;

/// The names that the API uses: header prefix, signature scheme and default host.
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
    #[cfg_attr(not(feature = "signing"), allow(dead_code))]
    pub(crate) scheme: Cow<'static, str>,
    pub(crate) management_host: Cow<'static, str>,
}

impl Brand {
    /// `x-authing-` headers, signatures under `authing`, `https://api.genauth.ai`.
    pub const DEFAULT: Self = Self::new("x-authing-", "authing", "https://api.genauth.ai");
    /// `x-genauth-` headers, signatures under `GenAuth`, `https://api.genauth.ai`.
    pub const GENAUTH: Self = Self::new("x-genauth-", "GenAuth", "https://api.genauth.ai");
    /// `x-authing-` headers, signatures under `authing`, `https://api.authing.cn`.
    pub const AUTHING: Self = Self::new("x-authing-", "authing", "https://api.authing.cn");

    const fn new(prefix: &'static str, scheme: &'static str, host: &'static str) -> Self {
        Self {
            header_prefix: Cow::Borrowed(prefix),
            scheme: Cow::Borrowed(scheme),
            management_host: Cow::Borrowed(host),
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
