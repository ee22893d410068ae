//! [`CasClient`]: sign-in by CAS.

use std::{fmt, sync::Arc};

use super::identity::CasIdentity;
use super::login::{CasLoginBuilder, login_url};
use super::service::{check_url, invalid};
use super::settings::Settings;
use super::ticket::{self, CasTicket};
use super::validation::{Version, validate};
use crate::error::Error;

/// A client of the CAS protocol: URLs of sign-in and sign-out, validation of tickets.
///
/// Cheap to clone: build one and share it. Created by
/// [`AuthenticationClient::cas`](crate::AuthenticationClient::cas).
///
/// ```no_run
/// # async fn example() -> Result<(), genauth::Error> {
/// use genauth::AuthenticationClient;
///
/// let app = AuthenticationClient::builder("APP_ID", "https://example.genauth.ai").build()?;
/// let cas = app.cas().service("https://app.example/cas/callback").build()?;
///
/// // GET /login: redirect.
/// println!("location: {}", cas.login_url());
///
/// // GET /cas/callback
/// let identity = cas.finish("/cas/callback?ticket=ST-1-TICKET").await?;
/// println!("{} {:?}", identity.user, identity.attributes.first("email"));
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct CasClient {
    settings: Arc<Settings>,
}

impl CasClient {
    pub(super) fn from_settings(settings: Arc<Settings>) -> Self {
        Self { settings }
    }

    /// Returns the URL that tickets are issued for, as it was set.
    pub fn service(&self) -> &str {
        &self.settings.service
    }

    /// Returns the URL to redirect the browser to for a sign-in. Nothing is sent.
    ///
    /// ```
    /// # use genauth::AuthenticationClient;
    /// # let app = AuthenticationClient::builder("APP_ID", "https://example.genauth.ai").build()?;
    /// let cas = app.cas().service("https://app.example/cas/callback").build()?;
    /// assert_eq!(
    ///     cas.login_url(),
    ///     "https://example.genauth.ai/cas-idp/APP_ID/login\
    ///      ?service=https%3A%2F%2Fapp.example%2Fcas%2Fcallback",
    /// );
    /// # Ok::<(), genauth::Error>(())
    /// ```
    #[doc(alias = "buildAuthorizeUrl")]
    pub fn login_url(&self) -> String {
        login_url(&self.settings, self.settings.renew, false)
    }

    /// Starts a sign-in with options: returns a builder of the login URL.
    ///
    /// ```
    /// # fn example(cas: genauth::cas::CasClient) -> Result<(), genauth::Error> {
    /// let url = cas.login().gateway().build()?; // no login page
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias = "buildAuthorizeUrl")]
    pub fn login(&self) -> CasLoginBuilder {
        CasLoginBuilder::new(Arc::clone(&self.settings))
    }

    /// Returns the URL to redirect the browser to for a sign-out. End the session of the application
    /// first. Nothing is sent.
    ///
    /// The server ends its session and returns the browser to `return_to`, an absolute URL, if it
    /// knows that URL. Without it, it shows a page of its own.
    ///
    /// The URL is `/cas-idp/{appId}/logout?service=…`, as documented. The official SDKs use
    /// `/cas-idp/logout?url=…`, which is undocumented.
    ///
    /// ```
    /// # use genauth::AuthenticationClient;
    /// # let app = AuthenticationClient::builder("APP_ID", "https://example.genauth.ai").build()?;
    /// let cas = app.cas().service("https://app.example/cas/callback").build()?;
    /// assert_eq!(
    ///     cas.logout_url(Some("https://app.example/"))?,
    ///     "https://example.genauth.ai/cas-idp/APP_ID/logout?service=https%3A%2F%2Fapp.example%2F",
    /// );
    /// # Ok::<(), genauth::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Cas`] ([`InvalidRequest`](crate::CasErrorKind::InvalidRequest)) if `return_to` is not
    /// an absolute URL.
    #[doc(alias = "buildLogoutUrl")]
    pub fn logout_url(&self, return_to: Option<&str>) -> Result<String, Error> {
        let mut parameters = Vec::new();
        if let Some(url) = return_to {
            check_url("URL to return to", url).map_err(invalid)?;
            parameters.push(("service", url));
        }
        Ok(self.settings.endpoint(&["logout"], &parameters).into())
    }

    /// Finishes a sign-in: validates the ticket of a callback by CAS 2.0.
    ///
    /// `callback` is the URL of the request, absolute or relative, or its query. Only the ticket is
    /// taken from it. Afterwards, redirect to a URL without the ticket, which would otherwise stay in
    /// the history of the browser.
    ///
    /// ```no_run
    /// # async fn example(cas: genauth::cas::CasClient) -> Result<(), genauth::Error> {
    /// let identity = cas.finish("/cas/callback?ticket=ST-1-TICKET").await?;
    /// println!("signed in: {}", identity.user);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Cas`] if the callback has no ticket, the ticket is rejected, or the response is not
    /// valid; see [`CasErrorKind`](crate::CasErrorKind). [`Error::Request`] if a middleware rejects the
    /// request.
    #[doc(alias("validateTicketV2", "sign in by redirect"))]
    pub async fn finish(&self, callback: &str) -> Result<CasIdentity, Error> {
        self.validate_ticket_v2(&CasTicket::from_callback(callback)?).await
    }

    /// Validates a ticket by CAS 1.0 (`/validate`): the user alone, without attributes.
    ///
    /// # Errors
    ///
    /// Returns the same errors as [`finish`](Self::finish). The code of a rejected ticket is `None`.
    #[doc(alias = "validateTicketV1")]
    pub async fn validate_ticket_v1(&self, ticket: &CasTicket) -> Result<CasIdentity, Error> {
        validate(&self.settings, Version::V1, ticket).await
    }

    /// Validates a ticket by CAS 2.0 (`/serviceValidate`).
    ///
    /// ```no_run
    /// # async fn example(cas: genauth::cas::CasClient) -> Result<(), genauth::Error> {
    /// use genauth::cas::{CasErrorKind, CasTicket};
    ///
    /// let ticket = CasTicket::new("ST-1-TICKET")?;
    /// match cas.validate_ticket_v2(&ticket).await {
    ///     Ok(identity) => println!("signed in: {}", identity.user),
    ///     Err(genauth::Error::Cas(error)) if error.kind() == CasErrorKind::TicketRejected => {
    ///         println!("rejected: {:?}", error.code());
    ///     }
    ///     Err(error) => return Err(error),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Returns the same errors as [`finish`](Self::finish).
    #[doc(alias = "validateTicketV2")]
    pub async fn validate_ticket_v2(&self, ticket: &CasTicket) -> Result<CasIdentity, Error> {
        validate(&self.settings, Version::V2, ticket).await
    }

    /// Validates a ticket by CAS 3.0 (`/p3/serviceValidate`), which GenAuth does not document.
    ///
    /// # Errors
    ///
    /// Returns the same errors as [`finish`](Self::finish).
    #[doc(alias = "validateTicketV3")]
    pub async fn validate_ticket_v3(&self, ticket: &CasTicket) -> Result<CasIdentity, Error> {
        validate(&self.settings, Version::V3, ticket).await
    }

    /// Returns a URL without its parameter `ticket`, to redirect to after a sign-in. The order and
    /// the encoding of the rest stay as they are.
    ///
    /// ```
    /// # fn example(cas: genauth::cas::CasClient) {
    /// let url = "/cas/callback?next=%2Forders&ticket=ST-1-TICKET&page=2";
    /// assert_eq!(cas.without_ticket(url), "/cas/callback?next=%2Forders&page=2");
    /// # }
    /// ```
    pub fn without_ticket(&self, url: &str) -> String {
        ticket::without_ticket(url)
    }
}

impl fmt::Debug for CasClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CasClient")
            .field("root", &self.settings.root.as_str())
            .field("service", &self.settings.service)
            .field("format", &self.settings.format)
            .field("renew", &self.settings.renew)
            .field("proxies", &self.settings.proxies)
            .finish_non_exhaustive()
    }
}
