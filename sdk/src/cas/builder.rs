//! [`CasClientBuilder`]: the options of a [`CasClient`].

use std::{fmt, sync::Arc};

use url::Url;

use super::client::CasClient;
use super::format::CasFormat;
use super::service::{check_service, check_url};
use super::settings::Settings;
use crate::error::{ConfigError, Error};
use crate::transport::RequestContext;

/// Options of a [`CasClient`]. Created by
/// [`AuthenticationClient::cas`](crate::AuthenticationClient::cas).
///
/// ```
/// use genauth::AuthenticationClient;
/// use genauth::cas::CasFormat;
///
/// let app = AuthenticationClient::builder("APP_ID", "https://example.genauth.ai").build()?;
/// let cas = app
///     .cas()
///     .service("https://app.example/cas/callback")
///     .format(CasFormat::Json)
///     .build()?;
/// assert!(cas.login_url().starts_with("https://example.genauth.ai/cas-idp/APP_ID/login?service="));
/// # Ok::<(), genauth::Error>(())
/// ```
#[derive(Clone)]
#[must_use = "a client is created by `build`"]
pub struct CasClientBuilder {
    context: RequestContext,
    app_id: String,
    service: Option<String>,
    format: Option<CasFormat>,
    renew: bool,
    proxies: Vec<Vec<String>>,
    max_response_bytes: usize,
}

impl CasClientBuilder {
    pub(crate) fn new(context: &RequestContext, app_id: &str) -> Self {
        Self {
            context: context.clone(),
            app_id: app_id.to_owned(),
            service: None,
            format: None,
            renew: false,
            proxies: Vec::new(),
            max_response_bytes: 1024 * 1024,
        }
    }

    /// Sets the URL of the application that tickets are issued for: the callback. Required.
    ///
    /// An absolute URL without a fragment, which may have a query. Sign-in and validation send it as
    /// it is, byte for byte. Use a constant, or a value of the configuration: headers of a request,
    /// such as `Host` and `X-Forwarded-Host`, are the choice of the sender.
    pub fn service(mut self, service: impl Into<String>) -> Self {
        self.service = Some(service.into());
        self
    }

    /// Sets the format of validation responses of CAS 2.0 and 3.0; without it, the server's default,
    /// XML.
    pub fn format(mut self, format: CasFormat) -> Self {
        self.format = Some(format);
        self
    }

    /// Requires that users enter their credentials for each sign-in (`renew`): login URLs ask for it,
    /// and the server rejects tickets that come from a session it already had.
    pub fn renew(mut self) -> Self {
        self.renew = true;
        self
    }

    /// Allows users to sign in through these chains of proxies; none by default.
    ///
    /// A chain lists the callback URLs of the proxies as the server does, the most recent first. It
    /// must be the whole chain of the user, in order, each URL byte for byte.
    ///
    /// Proxy tickets are then validated at `/proxyValidate`, which GenAuth does not document.
    ///
    /// ```
    /// # fn example(app: genauth::AuthenticationClient) -> Result<(), genauth::Error> {
    /// let cas = app
    ///     .cas()
    ///     .service("https://app.example/cas/callback")
    ///     .allow_proxies([["https://portal.example/cas/proxy"]])
    ///     .build()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn allow_proxies(
        mut self,
        chains: impl IntoIterator<Item = impl IntoIterator<Item = impl Into<String>>>,
    ) -> Self {
        let chains = chains.into_iter();
        self.proxies = chains.map(|chain| chain.into_iter().map(Into::into).collect()).collect();
        self
    }

    /// Limits the length of a decompressed validation response, in bytes; 1 MiB by default. The limit
    /// of the client applies as well.
    pub fn max_response_bytes(mut self, bytes: usize) -> Self {
        self.max_response_bytes = bytes;
        self
    }

    /// Builds the client. Nothing is sent.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] if the service is missing or not valid, the application id cannot be part of a
    /// path, or a chain of proxies is empty or contains text that is not an absolute URL.
    pub fn build(self) -> Result<CasClient, Error> {
        let root = root(&self.context.connection.base, &self.app_id)?;
        let service = self.service.ok_or_else(|| {
            ConfigError::new(
                "no service is set; call `service` of the CAS client's builder with the URL of the \
                 callback",
            )
        })?;
        check_service(&service).map_err(ConfigError::new)?;
        for chain in &self.proxies {
            if chain.is_empty() {
                let problem = "a chain of proxies is empty; list the URLs of the proxies";
                return Err(ConfigError::new(problem).into());
            }
            for url in chain {
                check_url("URL of a proxy", url).map_err(ConfigError::new)?;
            }
        }
        Ok(CasClient::from_settings(Arc::new(Settings {
            context: self.context,
            root,
            service,
            format: self.format,
            renew: self.renew,
            proxies: self.proxies,
            max_response_bytes: self.max_response_bytes,
        })))
    }
}

/// Returns the URL that the endpoints are below. The application id is one segment of its path.
fn root(base: &Url, app_id: &str) -> Result<Url, ConfigError> {
    // `.` and `..` would change the path, and the URL parser removes control characters.
    if matches!(app_id, "" | "." | "..") || app_id.contains(char::is_control) {
        return Err(ConfigError::new(
            "the application id is empty, `.`, `..` or contains control characters; use the id \
             from the console",
        ));
    }
    let mut root = base.clone();
    match root.path_segments_mut() {
        Ok(mut segments) => segments.pop_if_empty().push("cas-idp").push(app_id),
        Err(()) => return Err(ConfigError::new("the host cannot have a path; use an `https` URL")),
    };
    Ok(root)
}

impl fmt::Debug for CasClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CasClientBuilder")
            .field("app_id", &self.app_id)
            .field("service", &self.service)
            .field("format", &self.format)
            .field("renew", &self.renew)
            .field("proxies", &self.proxies)
            .finish_non_exhaustive()
    }
}
