//! [`LoginBuilder`]: the options of a login request.

use std::fmt;
use std::sync::Arc;

use url::Url;

use super::LoginRequest;
use super::authn_request::{AuthnRequest, redirect_url};
use crate::error::{Error, SamlError, SamlErrorKind as Kind};
use crate::random::random_text;
use crate::saml::settings::Settings;
use crate::saml::xml::{format_time, is_text};

/// The most bytes of `RelayState` (SAML bindings, 3.4.3).
const LONGEST_RELAY_STATE: usize = 80;

/// Options of a login request. Created by [`SamlClient::login`](crate::saml::SamlClient::login).
///
/// ```no_run
/// # fn example(saml: genauth::saml::SamlClient) -> Result<(), genauth::Error> {
/// let request = saml
///     .login()
///     .relay_state("/orders")
///     .name_id_format("urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress")
///     .build()?;
/// println!("redirect to {}", request.url());
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
#[must_use = "a login request is created by `build`"]
pub struct LoginBuilder {
    settings: Arc<Settings>,
    relay_state: Option<String>,
    name_id_format: Option<String>,
    force_authn: bool,
}

impl LoginBuilder {
    pub(in crate::saml) fn new(settings: Arc<Settings>) -> Self {
        Self { settings, relay_state: None, name_id_format: None, force_authn: false }
    }

    /// Sets a value of at most 80 bytes that the browser returns with, for instance the path of the
    /// page to show after the sign-in. The response must have the same one.
    ///
    /// The user can read it.
    pub fn relay_state(mut self, relay_state: impl Into<String>) -> Self {
        self.relay_state = Some(relay_state.into()).filter(|it| !it.is_empty());
        self
    }

    /// Sets the format of the name to request (`NameIDPolicy`), for instance
    /// `urn:oasis:names:tc:SAML:2.0:nameid-format:persistent`; that of the console by default.
    pub fn name_id_format(mut self, format: impl Into<String>) -> Self {
        self.name_id_format = Some(format.into());
        self
    }

    /// Requires that the user enters credentials, whatever session there is (`ForceAuthn`).
    ///
    /// Identity providers may ignore it; see
    /// [`SamlIdentity::authenticated_at`](crate::saml::SamlIdentity::authenticated_at).
    pub fn force_authn(mut self) -> Self {
        self.force_authn = true;
        self
    }

    /// Creates the request, with a random ID. Nothing is sent.
    ///
    /// It is for the login URL of the metadata or, without one, the documented
    /// `{app host}/api/v2/saml-idp/{app id}`, and it is not signed.
    ///
    /// # Errors
    ///
    /// [`Error::Saml`] with [`InvalidRequest`](Kind::InvalidRequest) if the relay state has more than
    /// 80 bytes or the name format is not valid, and with
    /// [`MetadataExpired`](Kind::MetadataExpired) if the metadata of the identity provider has
    /// expired.
    pub fn build(self) -> Result<LoginRequest, Error> {
        let settings = &*self.settings;
        let length = self.relay_state.as_ref().map_or(0, String::len);
        if length > LONGEST_RELAY_STATE {
            return Err(invalid(format!(
                "the relay state has {length} bytes, and SAML allows 80; keep the value on the \
                 server under a short key"
            )));
        }
        let format = self.name_id_format.as_deref();
        if format.is_some_and(|it| it.trim().is_empty() || !is_text(it)) {
            return Err(invalid(
                "the name format is blank or contains control characters; use a URN such as \
                 `urn:oasis:names:tc:SAML:2.0:nameid-format:persistent`",
            ));
        }
        let created_at = settings.clock.now();
        let idp = settings.current_idp();
        idp.check_valid(created_at)?;
        let (page, destination) = match idp.login_url() {
            Some(url) => (Url::parse(url).map_err(|_| invalid("the login URL is not valid"))?, url),
            None => (settings.idp_url.clone(), settings.idp_url.as_str()),
        };
        let issue_instant = format_time(created_at)
            .ok_or_else(|| invalid("the time of the clock is out of range; set the clock"))?;
        // An ID must not begin with a digit or a hyphen.
        let id = format!("_{}", random_text()?.expose());
        let request = AuthnRequest {
            id: &id,
            issue_instant: &issue_instant,
            destination,
            acs_url: &settings.acs_url,
            issuer: &settings.entity_id,
            name_id_format: format,
            force_authn: self.force_authn,
        };
        let url = redirect_url(&page, &request.xml(), self.relay_state.as_deref())
            .map_err(|error| invalid(format!("the request cannot be compressed: {error}")))?;
        Ok(LoginRequest { url: url.into(), id, relay_state: self.relay_state, created_at })
    }
}

fn invalid(problem: impl Into<String>) -> Error {
    SamlError::new(Kind::InvalidRequest, problem).into()
}

impl fmt::Debug for LoginBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LoginBuilder")
            .field("name_id_format", &self.name_id_format)
            .field("force_authn", &self.force_authn)
            .finish_non_exhaustive()
    }
}
