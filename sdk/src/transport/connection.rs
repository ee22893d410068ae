//! [`Connection`]: what the calls of one client share, and [`Caller`]: on whose behalf they go.

#[cfg(feature = "blocking")]
use std::sync::OnceLock;
use std::{fmt, sync::Arc};

use http::HeaderMap;
use url::Url;

use super::{HeaderNames, RetryBudget, Settings};
use crate::error::{ConfigError, Error};

/// The connection pool and the settings of one client, shared by all its views.
pub(crate) struct Connection {
    pub(crate) base: Url,
    pub(crate) settings: Settings,
    pub(crate) names: HeaderNames,
    /// What every request has.
    pub(crate) headers: HeaderMap,
    pub(crate) retry_budget: RetryBudget,
    /// The keys that passwords are encrypted with.
    #[cfg(feature = "password-encryption")]
    pub(crate) public_keys: crate::flows::PublicKeys,
    http: reqwest::Client,
    #[cfg(feature = "blocking")]
    blocking_http: OnceLock<reqwest::Client>,
}

impl Connection {
    pub(crate) fn open(host: &str, settings: Settings) -> Result<Arc<Self>, Error> {
        for (what, time) in [
            ("connect timeout", Some(settings.connect_timeout)),
            ("attempt timeout", settings.attempt_timeout),
            ("timeout", Some(settings.timeout)),
        ] {
            if time.is_some_and(|time| time.is_zero()) {
                let message = format!("the {what} is zero, which leaves no time for any call");
                return Err(ConfigError::new(message).into());
            }
        }
        if let Some(tenant_id) = &settings.tenant_id {
            super::settings::value("the tenant id", tenant_id)?;
        }
        Ok(Arc::new(Self {
            base: parse_host(host)?,
            names: settings.names()?,
            headers: settings.headers()?,
            retry_budget: RetryBudget::default(),
            #[cfg(feature = "password-encryption")]
            public_keys: crate::flows::PublicKeys::default(),
            http: http_client(&settings)?,
            #[cfg(feature = "blocking")]
            blocking_http: OnceLock::new(),
            settings,
        }))
    }

    /// The HTTP client for a call on this thread.
    pub(crate) fn http(&self) -> &reqwest::Client {
        // Connections belong to the runtime they were made on. A call that blocks would wait for
        // ever on one whose runtime is not running.
        #[cfg(feature = "blocking")]
        if crate::blocking::is_for_blocking() && self.settings.http.is_none() {
            return self
                .blocking_http
                .get_or_init(|| http_client(&self.settings).unwrap_or_else(|_| self.http.clone()));
        }
        &self.http
    }
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection")
            .field("base", &self.base.as_str())
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}

fn http_client(settings: &Settings) -> Result<reqwest::Client, Error> {
    if let Some(http) = &settings.http {
        return Ok(http.clone());
    }
    let builder = reqwest::Client::builder()
        .connect_timeout(settings.connect_timeout)
        // Redirects of this API are answers for the browser, with codes in them.
        .redirect(reqwest::redirect::Policy::none())
        .referer(false);
    // Errors here are about certificates of the machine; they name no secret.
    builder.build().map_err(|error| ConfigError::new(format!("no HTTP client: {error}")).into())
}

/// A host as people write it, with or without scheme and trailing slash, as a URL.
fn parse_host(host: &str) -> Result<Url, Error> {
    let trimmed = host.trim();
    if trimmed.trim_matches('/').is_empty() {
        return Err(ConfigError::new(
            "the host is empty; pass the address of the application, \
             for instance `https://example.genauth.ai`",
        )
        .into());
    }
    let text = match trimmed.contains("://") {
        true => trimmed.trim_end_matches('/').to_owned() + "/",
        false => format!("https://{}/", trimmed.trim_end_matches('/')),
    };
    let url = Url::parse(&text).ok().filter(|url| {
        matches!(url.scheme(), "http" | "https")
            && url.has_host()
            && url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
            && url.password().is_none()
    });
    let url = url.ok_or_else(|| {
        ConfigError::new("the host is no URL; expected something like `https://example.genauth.ai`")
    })?;
    if url.scheme() == "http" && !is_loopback(&url) {
        return Err(ConfigError::new(
            "the host uses http, which would show tokens to the network; use https \
             (http is accepted for loopback addresses only)",
        )
        .into());
    }
    Ok(url)
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_normalised() {
        for (given, expected) in [
            ("https://example.genauth.ai", "https://example.genauth.ai/"),
            ("https://example.genauth.ai/", "https://example.genauth.ai/"),
            ("example.genauth.ai", "https://example.genauth.ai/"),
            (" http://127.0.0.1:3000 ", "http://127.0.0.1:3000/"),
            ("http://localhost:3000", "http://localhost:3000/"),
            ("https://example.org/gateway", "https://example.org/gateway/"),
        ] {
            assert_eq!(parse_host(given).unwrap().as_str(), expected);
        }
    }

    #[test]
    fn impossible_hosts_are_refused() {
        for given in [
            "",
            "  ",
            "ftp://example.org",
            "https://",
            "https://user:password@example.org",
            "https://example.org?x=1",
            "http://example.org",
        ] {
            let error = parse_host(given).unwrap_err();
            assert!(matches!(error, Error::Config(_)), "{given}: {error}");
            assert!(!error.to_string().contains("password"), "{error}");
        }
    }
}
