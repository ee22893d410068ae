//! [`Connection`]: what the calls of one client share, and [`Caller`]: on whose behalf they go.

use std::{fmt, sync::Arc, time::Duration};

use http::{HeaderName, HeaderValue};
use url::Url;

use super::RetryPolicy;
use crate::credentials::{ManagementTokens, Secret};
use crate::error::{ConfigError, Error};

/// What both builders can set.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub(crate) language: Option<String>,
    pub(crate) tenant_id: Option<String>,
    pub(crate) header_prefix: String,
    pub(crate) connect_timeout: Duration,
    pub(crate) timeout: Duration,
    pub(crate) retry: RetryPolicy,
    pub(crate) http: Option<reqwest::Client>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            language: None,
            tenant_id: None,
            header_prefix: "x-authing-".to_owned(),
            connect_timeout: Duration::from_secs(5),
            timeout: Duration::from_secs(30),
            retry: RetryPolicy::default(),
            http: None,
        }
    }
}

/// The connection pool and the settings of one client, shared by all its views.
#[derive(Debug)]
pub(crate) struct Connection {
    pub(crate) http: reqwest::Client,
    pub(crate) base: Url,
    pub(crate) settings: Settings,
}

impl Connection {
    pub(crate) fn open(host: &str, settings: Settings) -> Result<Arc<Self>, Error> {
        let base = parse_host(host)?;
        let http = match &settings.http {
            Some(http) => http.clone(),
            None => reqwest::Client::builder()
                .connect_timeout(settings.connect_timeout)
                // Redirects of this API are answers for the browser, with codes in them.
                .redirect(reqwest::redirect::Policy::none())
                .user_agent(concat!("genauth-rust/", env!("CARGO_PKG_VERSION")))
                .build()
                .map_err(|error| ConfigError::new(format!("no HTTP client: {error}")))?,
        };
        // Fails here rather than at the first call.
        header_name(&settings.header_prefix, "app-id")?;
        Ok(Arc::new(Self { http, base, settings }))
    }

    /// The name of one of the API's own headers, under the prefix in use.
    pub(crate) fn header_name(&self, name: &str) -> Result<HeaderName, Error> {
        header_name(&self.settings.header_prefix, name)
    }
}

fn header_name(prefix: &str, name: &str) -> Result<HeaderName, Error> {
    HeaderName::from_bytes(format!("{prefix}{name}").to_ascii_lowercase().as_bytes()).map_err(
        |_| ConfigError::new(format!("the header prefix {prefix:?} makes no header name")).into(),
    )
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

/// Who a call is made for.
#[derive(Clone)]
pub(crate) enum Identity {
    /// An application, for one of its users if a token is there.
    Application { app_id: Arc<str>, user_token: Option<Arc<Secret>> },
    /// An access key of a user pool.
    Administrator { tokens: Arc<ManagementTokens> },
    /// Nobody; only the token endpoint is called like this.
    Nobody,
}

/// Where a call goes and who it is made for.
#[derive(Clone)]
pub(crate) struct Caller {
    pub(crate) connection: Arc<Connection>,
    pub(crate) identity: Identity,
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
