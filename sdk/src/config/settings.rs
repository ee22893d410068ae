//! [`Settings`]: the options of both builders, and [`ArrayStyle`].

use std::{fmt, net::IpAddr, sync::Arc, time::Duration};

use http::{HeaderMap, HeaderName, HeaderValue, header};

use super::header_value::{self, is_framing};
use super::{Brand, Middleware, RetryPolicy};
use crate::error::{ConfigError, Error};

/// The encoding of lists in query strings. The API documents none, and official SDKs differ.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ArrayStyle {
    /// `ids[]=a&ids[]=b`, a list even with one item.
    #[default]
    Brackets,
    /// `ids=a&ids=b`.
    Repeated,
    /// `ids=a,b`.
    Comma,
}

/// The options of both builders.
#[derive(Clone)]
pub(crate) struct Settings {
    pub(crate) language: Option<String>,
    pub(crate) tenant_id: Option<String>,
    pub(crate) client_ip: Option<IpAddr>,
    pub(crate) brand: Brand,
    pub(crate) application_name: Option<String>,
    pub(crate) default_headers: Vec<(String, String)>,
    pub(crate) array_style: ArrayStyle,
    pub(crate) connect_timeout: Duration,
    pub(crate) attempt_timeout: Option<Duration>,
    pub(crate) timeout: Duration,
    pub(crate) retry: RetryPolicy,
    pub(crate) max_response_bytes: usize,
    pub(crate) middleware: Vec<Arc<dyn Middleware>>,
    pub(crate) otel_fields: bool,
    pub(crate) http: Option<reqwest::Client>,
    #[cfg(feature = "event")]
    pub(crate) event_host: Option<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            language: None,
            tenant_id: None,
            client_ip: None,
            brand: Brand::default(),
            application_name: None,
            default_headers: Vec::new(),
            array_style: ArrayStyle::default(),
            connect_timeout: Duration::from_secs(5),
            attempt_timeout: None,
            timeout: Duration::from_secs(30),
            retry: RetryPolicy::default(),
            max_response_bytes: 64 * 1024 * 1024,
            middleware: Vec::new(),
            otel_fields: false,
            http: None,
            #[cfg(feature = "event")]
            event_host: None,
        }
    }
}

/// Omits the values of headers, which may be secrets.
impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.default_headers.iter().map(|(name, _)| name.as_str()).collect();
        f.debug_struct("Settings")
            .field("language", &self.language)
            .field("tenant_id", &self.tenant_id)
            .field("brand", &self.brand)
            .field("default_headers", &names)
            .field("array_style", &self.array_style)
            .field("connect_timeout", &self.connect_timeout)
            .field("attempt_timeout", &self.attempt_timeout)
            .field("timeout", &self.timeout)
            .field("retry", &self.retry)
            .field("max_response_bytes", &self.max_response_bytes)
            .field("middleware", &self.middleware.len())
            .finish_non_exhaustive()
    }
}

/// The names of the API's headers, with the configured prefix.
#[derive(Debug)]
pub(crate) struct HeaderNames {
    pub(crate) app_id: HeaderName,
    pub(crate) user_pool_id: HeaderName,
    pub(crate) tenant_id: HeaderName,
}

impl Settings {
    /// Returns the names of the API's headers.
    pub(crate) fn names(&self) -> Result<HeaderNames, Error> {
        Ok(HeaderNames {
            app_id: self.name("app-id")?,
            user_pool_id: self.name("userpool-id")?,
            tenant_id: self.name("app-tenant-id")?,
        })
    }

    fn name(&self, name: &str) -> Result<HeaderName, Error> {
        let prefix = &self.brand.header_prefix;
        if !prefix.ends_with(['-', '_']) {
            return Err(ConfigError::new(format!(
                "the header prefix {prefix:?} does not end with `-` or `_`; use a prefix such as \
                 `x-authing-`"
            ))
            .into());
        }
        let name = format!("{prefix}{name}").to_ascii_lowercase();
        HeaderName::from_bytes(name.as_bytes()).map_err(|_| {
            ConfigError::new(format!(
                "the header prefix {prefix:?} is not valid; use letters, digits and `-`"
            ))
            .into()
        })
    }

    /// Returns the headers that the SDK adds to every request.
    pub(crate) fn headers(&self) -> Result<HeaderMap, Error> {
        // Copies keep the capacity, so adding the headers of a call does not reallocate.
        let mut headers = HeaderMap::with_capacity(12);
        headers.insert(header::ACCEPT, HeaderValue::from_static("application/json, */*;q=0.5"));
        const SDK: &str = concat!("genauth-rust/", env!("CARGO_PKG_VERSION"));
        let user_agent = match &self.application_name {
            Some(name) => {
                header_value::required("the application name", name)?;
                header_value::required("the application name", &format!("{SDK} {name}"))?
            }
            None => HeaderValue::from_static(SDK),
        };
        headers.insert(header::USER_AGENT, user_agent);
        let version = concat!("genauth-rust:", env!("CARGO_PKG_VERSION"));
        headers.insert(self.name("sdk-version")?, HeaderValue::from_static(version));
        headers.insert(self.name("request-from")?, HeaderValue::from_static("sdk"));
        if let Some(language) = &self.language {
            headers.insert(self.name("lang")?, header_value::required("the language", language)?);
        }
        Ok(headers)
    }

    /// Returns the headers that the application adds to every request.
    pub(crate) fn default_headers(&self) -> Result<HeaderMap, Error> {
        let mut headers = HeaderMap::new();
        for (name, text) in &self.default_headers {
            let key = HeaderName::from_bytes(name.as_bytes()).map_err(|_| {
                ConfigError::new(format!(
                    "{name:?} is not a valid header name; use letters, digits and `-`"
                ))
            })?;
            if key == header::CONTENT_TYPE || is_framing(&key) {
                let message =
                    format!("the header {name:?} depends on the body of each call; remove it");
                return Err(ConfigError::new(message).into());
            }
            let mut text = header_value::any(&format!("the header {name:?}"), text)?;
            text.set_sensitive(true);
            headers.append(key, text);
        }
        Ok(headers)
    }
}
