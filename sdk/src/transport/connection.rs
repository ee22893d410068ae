//! [`Connection`]: the connection pools and settings that the calls of one client share.

use std::{fmt, sync::Arc};

use http::HeaderMap;
use url::Url;

#[cfg(feature = "event")]
use super::event_host::EventHost;
use super::host::{is_loopback, name_of, parse_host};
use super::http::HttpClients;
use super::retry_budget::RetryBudget;
use crate::config::{HeaderNames, Settings, header_value};
use crate::error::{ConfigError, Error};

/// The connection pools and the settings of one client, shared by all its views.
pub(crate) struct Connection {
    pub(crate) base: Url,
    /// The name and port of the host, for messages.
    pub(crate) host: Arc<str>,
    pub(crate) settings: Settings,
    pub(crate) names: HeaderNames,
    /// The headers that the SDK adds to every request.
    pub(crate) headers: HeaderMap,
    /// The headers that the application adds to every request; they override those of the SDK.
    pub(crate) default_headers: HeaderMap,
    pub(crate) retry_budget: Arc<RetryBudget>,
    http: HttpClients,
    #[cfg(feature = "event")]
    pub(crate) event_host: EventHost,
}

impl Connection {
    pub(crate) fn open(host: &str, settings: Settings) -> Result<Arc<Self>, Error> {
        for (what, time) in [
            ("connect timeout", Some(settings.connect_timeout)),
            ("attempt timeout", settings.attempt_timeout),
            ("timeout", Some(settings.timeout)),
        ] {
            if time.is_some_and(|time| time.is_zero()) {
                let message =
                    format!("the {what} is zero: no call can succeed; set a positive duration");
                return Err(ConfigError::new(message).into());
            }
        }
        if let Some(tenant_id) = &settings.tenant_id {
            header_value::required("the tenant id", tenant_id)?;
        }
        let base = parse_host(host)?;
        Ok(Arc::new(Self {
            #[cfg(feature = "event")]
            event_host: EventHost::new(&base, &settings)?,
            host: name_of(&base).into(),
            names: settings.names()?,
            headers: settings.headers()?,
            default_headers: settings.default_headers()?,
            retry_budget: Arc::default(),
            http: HttpClients::new(&settings, base.scheme() == "https", is_loopback(&base))?,
            base,
            settings,
        }))
    }

    /// Returns a connection for an absolute URL: this one for the same host, otherwise one with the
    /// same settings. Other hosts do not receive the headers of the application, which may be
    /// credentials.
    #[cfg(feature = "oidc")]
    pub(crate) fn for_url(self: &Arc<Self>, url: &Url) -> Result<Arc<Self>, Error> {
        if url.origin() == self.base.origin() {
            return Ok(Arc::clone(self));
        }
        let mut base = url.clone();
        base.set_path("/");
        base.set_query(None);
        base.set_fragment(None);
        let https = base.scheme() == "https";
        let loopback = is_loopback(&base);
        let alike =
            loopback == is_loopback(&self.base) && (!https || self.base.scheme() == "https");
        let http = match alike {
            true => self.http.clone(),
            false => HttpClients::new(&self.settings, https, loopback)?,
        };
        Ok(Arc::new(Self {
            host: name_of(&base).into(),
            names: self.settings.names()?,
            headers: self.headers.clone(),
            default_headers: HeaderMap::new(),
            retry_budget: Arc::clone(&self.retry_budget),
            http,
            #[cfg(feature = "event")]
            event_host: self.event_host.clone(),
            base,
            settings: self.settings.clone(),
        }))
    }

    /// Returns the HTTP client for a call on the current runtime.
    pub(super) async fn http(&self) -> Result<reqwest::Client, Error> {
        self.http.current().await
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
