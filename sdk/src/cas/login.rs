//! [`CasLoginBuilder`]: the URL of a sign-in.

use std::{fmt, sync::Arc};

use super::service::invalid;
use super::settings::Settings;
use crate::error::Error;

/// Options of a login URL. Created by [`CasClient::login`](super::CasClient::login).
///
/// ```
/// # fn example(cas: genauth::cas::CasClient) -> Result<(), genauth::Error> {
/// let url = cas.login().renew().build()?;
/// println!("redirect to {url}");
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
#[must_use = "a login URL is created by `build`"]
pub struct CasLoginBuilder {
    settings: Arc<Settings>,
    renew: bool,
    gateway: bool,
}

impl CasLoginBuilder {
    pub(super) fn new(settings: Arc<Settings>) -> Self {
        Self { renew: settings.renew, settings, gateway: false }
    }

    /// Requires that the user enters credentials, even with a session at the server (`renew`).
    ///
    /// The URL alone enforces nothing, since the user can change it. With
    /// [`CasClientBuilder::renew`](super::CasClientBuilder::renew), the server checks it when the
    /// ticket is validated.
    pub fn renew(mut self) -> Self {
        self.renew = true;
        self
    }

    /// Never shows the login page (`gateway`): without a session at the server, the browser returns
    /// without a ticket, and [`finish`](super::CasClient::finish) fails with
    /// [`MissingTicket`](crate::CasErrorKind::MissingTicket).
    pub fn gateway(mut self) -> Self {
        self.gateway = true;
        self
    }

    /// Creates the URL to redirect the browser to. Nothing is sent.
    ///
    /// # Errors
    ///
    /// [`Error::Cas`] ([`InvalidRequest`](crate::CasErrorKind::InvalidRequest)) if both `renew` and
    /// `gateway` are set, which exclude each other.
    pub fn build(self) -> Result<String, Error> {
        if self.renew && self.gateway {
            return Err(invalid("`renew` and `gateway` exclude each other; set one of them"));
        }
        Ok(login_url(&self.settings, self.renew, self.gateway))
    }
}

/// Returns the login URL with these options.
pub(super) fn login_url(settings: &Settings, renew: bool, gateway: bool) -> String {
    let mut parameters = vec![("service", &*settings.service)];
    parameters.extend(renew.then_some(("renew", "true")));
    parameters.extend(gateway.then_some(("gateway", "true")));
    settings.endpoint(&["login"], &parameters).into()
}

impl fmt::Debug for CasLoginBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CasLoginBuilder")
            .field("service", &self.settings.service)
            .field("renew", &self.renew)
            .field("gateway", &self.gateway)
            .finish()
    }
}
