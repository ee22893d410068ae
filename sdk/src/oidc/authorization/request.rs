//! [`AuthorizationRequest`]: a sign-in on its way through the browser.

use std::{
    collections::BTreeMap,
    fmt,
    time::{Duration, SystemTime},
};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use crate::clock::{seconds, time_of};
use crate::data::Secret;

/// The credentials that the authorization endpoint returns.
///
/// The code flow is the default, and the only one that keeps tokens out of URLs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ResponseType {
    /// `code`: an authorization code, which the application exchanges for tokens.
    #[default]
    Code,
    /// `id_token`: an ID token (implicit flow).
    IdToken,
    /// `id_token token`: an ID token and an access token (implicit flow).
    IdTokenToken,
    /// `code id_token`: a code and an ID token (hybrid flow).
    CodeIdToken,
    /// `code token`: a code and an access token (hybrid flow).
    CodeToken,
    /// `code id_token token`: a code and both tokens (hybrid flow).
    CodeIdTokenToken,
}

impl ResponseType {
    const ALL: [Self; 6] = [
        Self::Code,
        Self::IdToken,
        Self::IdTokenToken,
        Self::CodeIdToken,
        Self::CodeToken,
        Self::CodeIdTokenToken,
    ];

    /// Returns the value of `response_type`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::IdToken => "id_token",
            Self::IdTokenToken => "id_token token",
            Self::CodeIdToken => "code id_token",
            Self::CodeToken => "code token",
            Self::CodeIdTokenToken => "code id_token token",
        }
    }

    pub(crate) const fn has_code(self) -> bool {
        !matches!(self, Self::IdToken | Self::IdTokenToken)
    }

    pub(crate) const fn has_id_token(self) -> bool {
        !matches!(self, Self::Code | Self::CodeToken)
    }

    pub(crate) const fn has_access_token(self) -> bool {
        matches!(self, Self::IdTokenToken | Self::CodeToken | Self::CodeIdTokenToken)
    }
}

/// The way in which the browser returns the authorization response.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ResponseMode {
    /// In the query of the redirect URI. The default of the code flow.
    Query,
    /// In the fragment of the redirect URI, which only scripts in the browser see. The default of
    /// the other flows.
    Fragment,
    /// As a form that the browser posts to the redirect URI. Cookies of the application must be
    /// `SameSite=None` to arrive with it.
    FormPost,
}

impl ResponseMode {
    const ALL: [Self; 3] = [Self::Query, Self::Fragment, Self::FormPost];

    /// Returns the value of `response_mode`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Query => "query",
            Self::Fragment => "fragment",
            Self::FormPost => "form_post",
        }
    }
}

/// What the provider shows the user.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Prompt {
    /// Nothing: the sign-in fails if the user would have to act.
    None,
    /// The login page, even if the user is signed in.
    Login,
    /// The consent page, even if the user has consented.
    Consent,
    /// A choice of accounts.
    SelectAccount,
}

impl Prompt {
    /// Returns the value of `prompt`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Login => "login",
            Self::Consent => "consent",
            Self::SelectAccount => "select_account",
        }
    }
}

/// A sign-in that is in progress in the browser: the URL to redirect to, and what the callback is
/// checked against.
///
/// Keep it in the session of the browser that is redirected, for instance in an encrypted cookie or
/// server-side: the check of `state` protects the user only if the callback is matched with the
/// request of the same browser. It can be serialized, and then contains secrets in plain text.
///
/// Created by [`OidcClient::authorize`](crate::oidc::OidcClient::authorize), used by
/// [`OidcClient::finish`](crate::oidc::OidcClient::finish).
#[derive(Clone, PartialEq)]
pub struct AuthorizationRequest {
    pub(crate) url: String,
    pub(crate) issuer: String,
    pub(crate) redirect_uri: String,
    pub(crate) state: Secret,
    pub(crate) nonce: Option<Secret>,
    pub(crate) code_verifier: Option<Secret>,
    pub(crate) response_type: ResponseType,
    pub(crate) response_mode: ResponseMode,
    pub(crate) max_age: Option<Duration>,
    pub(crate) created_at: SystemTime,
}

impl AuthorizationRequest {
    /// Returns the URL to redirect the browser to.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Returns the `state`, which the callback contains. It identifies the sign-in among several
    /// that are in progress in one browser.
    pub fn state(&self) -> &str {
        self.state.expose()
    }

    /// Returns the redirect URI.
    pub fn redirect_uri(&self) -> &str {
        &self.redirect_uri
    }

    /// Returns the response mode.
    pub fn response_mode(&self) -> ResponseMode {
        self.response_mode
    }

    /// Returns the time of creation. A request is valid for ten minutes, as long as a code.
    pub fn created_at(&self) -> SystemTime {
        self.created_at
    }
}

/// Hides the secrets, also those in the URL.
impl fmt::Debug for AuthorizationRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthorizationRequest")
            .field("issuer", &self.issuer)
            .field("redirect_uri", &self.redirect_uri)
            .field("response_type", &self.response_type.as_str())
            .field("created_at", &self.created_at)
            .finish_non_exhaustive()
    }
}

// A map of texts, which every format supports.
impl Serialize for AuthorizationRequest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let optional = |secret: &Option<Secret>| secret.as_ref().map(|it| it.expose().to_owned());
        let members = [
            ("url", Some(self.url.clone())),
            ("issuer", Some(self.issuer.clone())),
            ("redirect_uri", Some(self.redirect_uri.clone())),
            ("state", Some(self.state.expose().to_owned())),
            ("nonce", optional(&self.nonce)),
            ("code_verifier", optional(&self.code_verifier)),
            ("response_type", Some(self.response_type.as_str().to_owned())),
            ("response_mode", Some(self.response_mode.as_str().to_owned())),
            ("max_age", self.max_age.map(|it| it.as_secs().to_string())),
            ("created_at", Some(seconds(self.created_at).to_string())),
        ];
        let present = members.iter().filter_map(|(name, value)| Some((*name, value.as_ref()?)));
        serializer.collect_map(present)
    }
}

impl<'de> Deserialize<'de> for AuthorizationRequest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut members = BTreeMap::<String, String>::deserialize(deserializer)?;
        let optional = |members: &mut BTreeMap<_, _>, name| members.remove(name).map(Secret::new);
        let nonce = optional(&mut members, "nonce");
        let code_verifier = optional(&mut members, "code_verifier");
        let max_age = members.remove("max_age");
        let mut required =
            |name: &'static str| members.remove(name).ok_or_else(|| D::Error::missing_field(name));
        let response_type = required("response_type")?;
        let response_mode = required("response_mode")?;
        let created_at = required("created_at")?;
        let invalid = |name: &str| D::Error::custom(format_args!("`{name}` is not valid"));
        Ok(Self {
            url: required("url")?,
            issuer: required("issuer")?,
            redirect_uri: required("redirect_uri")?,
            state: Secret::new(required("state")?),
            nonce,
            code_verifier,
            response_type: ResponseType::ALL
                .into_iter()
                .find(|it| it.as_str() == response_type)
                .ok_or_else(|| invalid("response_type"))?,
            response_mode: ResponseMode::ALL
                .into_iter()
                .find(|it| it.as_str() == response_mode)
                .ok_or_else(|| invalid("response_mode"))?,
            max_age: match max_age.map(|it| it.parse()) {
                None => None,
                Some(Ok(seconds)) => Some(Duration::from_secs(seconds)),
                Some(Err(_)) => return Err(invalid("max_age")),
            },
            created_at: created_at
                .parse()
                .ok()
                .and_then(time_of)
                .ok_or_else(|| invalid("created_at"))?,
        })
    }
}
