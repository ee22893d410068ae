//! [`Callback`]: the parameters of an authorization response.

use std::time::SystemTime;

use serde_json::Value;
use url::{Url, form_urlencoded};

use super::{AuthorizationRequest, ResponseMode, ResponseType};
use crate::data::Secret;
use crate::error::{Error, OidcError, OidcErrorKind as Kind};
use crate::oidc::provider::ProviderMetadata;
use crate::oidc::token::TokenSet;
use crate::random::equal;

/// The parameters of an authorization response, each at most once.
#[derive(Default)]
pub(crate) struct Callback {
    pub(crate) code: Option<Secret>,
    pub(crate) access_token: Option<Secret>,
    pub(crate) id_token: Option<Secret>,
    pub(crate) token_type: Option<String>,
    pub(crate) expires_in: Option<String>,
    state: Option<Secret>,
    issuer: Option<String>,
    error: Option<String>,
    error_description: Option<String>,
}

fn invalid(problem: impl Into<String>) -> Error {
    OidcError::new(Kind::InvalidCallback, problem).into()
}

impl Callback {
    /// Parses the URL of a callback, absolute or relative, or the body of its form.
    ///
    /// No parameter of the protocol may repeat (RFC 6749 §3.1): parsers differ in which one they
    /// take.
    pub(crate) fn parse(text: &str, mode: ResponseMode) -> Result<Self, Error> {
        let text = text.trim();
        let is_url = text.starts_with('/') || text.starts_with('?') || Url::parse(text).is_ok();
        let parameters = match (is_url, mode) {
            (false, _) => text,
            (true, ResponseMode::Fragment) => text.split_once('#').map_or("", |(_, it)| it),
            (true, _) => {
                let without_fragment = text.split('#').next().unwrap_or_default();
                without_fragment.split_once('?').map_or("", |(_, it)| it)
            }
        };
        let mut callback = Self::default();
        for (name, value) in form_urlencoded::parse(parameters.as_bytes()) {
            let secret = match &*name {
                "code" => &mut callback.code,
                "access_token" => &mut callback.access_token,
                "id_token" => &mut callback.id_token,
                "state" => &mut callback.state,
                _ => {
                    let text = match &*name {
                        "iss" => &mut callback.issuer,
                        "error" => &mut callback.error,
                        "error_description" => &mut callback.error_description,
                        "token_type" => &mut callback.token_type,
                        "expires_in" => &mut callback.expires_in,
                        "response" => {
                            return Err(OidcError::new(
                                Kind::Unsupported,
                                "the response is a JWT (JARM), which is not supported; use another \
                                 response mode",
                            )
                            .into());
                        }
                        _ => continue,
                    };
                    set(text, value.into_owned(), &name)?;
                    continue;
                }
            };
            set(secret, Secret::new(value), &name)?;
        }
        Ok(callback)
    }

    /// Checks that the response belongs to a request and comes from its provider, and that it
    /// reports no error.
    pub(crate) fn check(
        &self,
        request: &AuthorizationRequest,
        metadata: &ProviderMetadata,
    ) -> Result<(), Error> {
        match &self.state {
            Some(state) if equal(state.expose(), request.state.expose()) => {}
            Some(_) => {
                return Err(OidcError::new(
                    Kind::State,
                    "`state` of the callback is not that of the authorization request; start the \
                     sign-in again",
                )
                .into());
            }
            None if self.code.is_none() && self.error.is_none() && self.id_token.is_none() => {
                return Err(invalid(
                    "the callback has no parameters of an authorization response; pass its URL or \
                     the body of its form",
                ));
            }
            None => {
                let problem = "the callback has no `state`; start the sign-in again";
                return Err(OidcError::new(Kind::State, problem).into());
            }
        }
        // Before the error is shown: it may come from another provider (RFC 9207 §2.4).
        match &self.issuer {
            Some(issuer) if issuer == metadata.issuer() => {}
            Some(issuer) => {
                let issuer: String = issuer.chars().take(100).collect();
                return Err(OidcError::new(
                    Kind::Issuer,
                    format!(
                        "the callback comes from the issuer {issuer:?}, expected {:?}",
                        metadata.issuer()
                    ),
                )
                .into());
            }
            // Providers leave it out where an ID token has the issuer, which is verified as well.
            None if metadata.sends_issuer() && self.id_token.is_none() => {
                return Err(OidcError::new(
                    Kind::Issuer,
                    "the callback has no `iss`, which the provider always sends",
                )
                .into());
            }
            None => {}
        }
        match &self.error {
            Some(_)
                if self.code.is_some()
                    || self.access_token.is_some()
                    || self.id_token.is_some() =>
            {
                Err(invalid("the callback has both an error and credentials"))
            }
            Some(error) => Err(self.failure(error)),
            None => self.check_credentials(request.response_type),
        }
    }

    /// Checks that the response has the requested credentials and no others.
    fn check_credentials(&self, expected: ResponseType) -> Result<(), Error> {
        for (name, is_expected, is_present) in [
            ("code", expected.has_code(), self.code.is_some()),
            ("id_token", expected.has_id_token(), self.id_token.is_some()),
            ("access_token", expected.has_access_token(), self.access_token.is_some()),
        ] {
            if is_expected && !is_present {
                return Err(invalid(format!("the callback has no `{name}`")));
            }
            if is_present && !is_expected {
                return Err(invalid(format!("the callback has an unexpected `{name}`")));
            }
        }
        Ok(())
    }

    /// Returns the tokens of the implicit or hybrid flow.
    pub(crate) fn tokens(&self, now: SystemTime) -> Result<TokenSet, Error> {
        let text = |secret: &Option<Secret>| secret.as_ref().map(|it| it.expose().to_owned());
        let members = [
            ("access_token", text(&self.access_token)),
            ("id_token", text(&self.id_token)),
            ("token_type", self.token_type.clone()),
            ("expires_in", self.expires_in.clone()),
        ];
        let members = members
            .into_iter()
            .filter_map(|(name, value)| Some((name.to_owned(), Value::String(value?))));
        TokenSet::from_response(members.collect(), now, None)
    }

    /// Returns the error that the provider reports.
    fn failure(&self, error: &str) -> Error {
        let (kind, meaning) = match error {
            "access_denied" => (Kind::AccessDenied, "access was denied"),
            "login_required"
            | "consent_required"
            | "interaction_required"
            | "account_selection_required" => (
                Kind::InteractionRequired,
                "the user has to act; start again without `prompt=none`",
            ),
            "temporarily_unavailable" | "server_error" => {
                (Kind::ProviderUnavailable, "the provider failed; retry later")
            }
            _ => (Kind::Authorization, "the authorization failed"),
        };
        let shown: String = error.chars().take(60).collect();
        OidcError::new(kind, format!("{meaning} ({shown})"))
            .with_oauth(error.to_owned(), self.error_description.clone())
            .into()
    }
}

fn set<T>(slot: &mut Option<T>, value: T, name: &str) -> Result<(), Error> {
    match slot.replace(value) {
        None => Ok(()),
        Some(_) => Err(invalid(format!("the callback repeats the parameter `{name}`"))),
    }
}
