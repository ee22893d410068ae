//! Hosts that requests may name.

use std::net::IpAddr;

/// Hosts that requests may name in addition to loopback.
#[derive(Clone, Debug, Default)]
pub(crate) struct Hosts(Vec<String>);

impl Hosts {
    /// Creates a list of allowed hosts, without their ports.
    pub fn new(names: impl IntoIterator<Item = String>) -> Self {
        Self(names.into_iter().map(|name| normal(&name).to_ascii_lowercase()).collect())
    }

    /// Returns whether requests may name a host, without its port.
    pub fn has(&self, host: &str) -> bool {
        is_loopback(host) || self.0.iter().any(|name| normal(host).eq_ignore_ascii_case(name))
    }
}

/// Removes the trailing dot of the root from a host.
fn normal(host: &str) -> &str {
    host.strip_suffix('.').unwrap_or(host)
}

/// Returns whether a host without its port is a loopback name or address. Browsers and resolvers
/// never resolve `localhost` and its subdomains elsewhere (RFC 6761, section 6.3).
pub(crate) fn is_loopback(host: &str) -> bool {
    let name = normal(host).to_ascii_lowercase();
    if name == "localhost" || name.ends_with(".localhost") {
        return true;
    }
    let address = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    address.parse::<IpAddr>().is_ok_and(|address| address.to_canonical().is_loopback())
}
