//! [`AuthorizationBuilder`]: the options of an authorization request.

use std::{fmt, sync::Arc, time::Duration};

use url::Url;

use super::{AuthorizationRequest, PkceVerifier, Prompt, ResponseMode, ResponseType};
use crate::error::{Error, OidcError, OidcErrorKind as Kind};
use crate::oidc::provider::required;
use crate::oidc::settings::Settings;
use crate::random::random_text;
use crate::written_url::authority;

/// Options of an authorization request. Created by
/// [`OidcClient::authorize`](crate::oidc::OidcClient::authorize).
#[must_use = "an authorization request is created by `build`"]
#[derive(Clone)]
pub struct AuthorizationBuilder {
    settings: Arc<Settings>,
    redirect_uri: Option<String>,
    scopes: Vec<String>,
    response_type: ResponseType,
    response_mode: Option<ResponseMode>,
    prompts: Vec<Prompt>,
    max_age: Option<Duration>,
    pkce: Option<PkceVerifier>,
    parameters: Vec<(String, String)>,
}

/// The parameters that the SDK sets.
const RESERVED: [&str; 11] = [
    "client_id",
    "redirect_uri",
    "response_type",
    "response_mode",
    "scope",
    "state",
    "nonce",
    "code_challenge",
    "code_challenge_method",
    "prompt",
    "max_age",
];

impl AuthorizationBuilder {
    pub(in crate::oidc) fn new(settings: Arc<Settings>) -> Self {
        Self {
            settings,
            redirect_uri: None,
            scopes: Vec::new(),
            response_type: ResponseType::default(),
            response_mode: None,
            prompts: Vec::new(),
            max_age: None,
            pkce: None,
            parameters: Vec::new(),
        }
    }

    /// Sets the redirect URI, in place of the client's. It must be registered in the console.
    pub fn redirect_uri(mut self, redirect_uri: impl Into<String>) -> Self {
        self.redirect_uri = Some(redirect_uri.into());
        self
    }

    /// Adds scopes, separated by spaces, to those of the client.
    ///
    /// With `offline_access`, which grants a refresh token, the consent page is shown unless
    /// [`prompt`](Self::prompt) is set, since the provider grants it with consent only.
    pub fn scope(mut self, scopes: &str) -> Self {
        self.scopes.extend(scopes.split_whitespace().map(str::to_owned));
        self
    }

    /// Sets what the provider returns; an authorization code by default.
    pub fn response_type(mut self, response_type: ResponseType) -> Self {
        self.response_type = response_type;
        self
    }

    /// Sets how the browser returns the response; in the query by default.
    pub fn response_mode(mut self, mode: ResponseMode) -> Self {
        self.response_mode = Some(mode);
        self
    }

    /// Adds a page that the provider shows.
    pub fn prompt(mut self, prompt: Prompt) -> Self {
        self.prompts.push(prompt);
        self
    }

    /// Requires that the user has entered credentials within this time. The ID token is checked for
    /// it.
    pub fn max_age(mut self, max_age: Duration) -> Self {
        self.max_age = Some(max_age);
        self
    }

    /// Sets the account to suggest on the login page.
    pub fn login_hint(self, hint: impl Into<String>) -> Self {
        self.parameter("login_hint", hint)
    }

    /// Sets the tenant to sign in to.
    pub fn tenant_id(self, tenant_id: impl Into<String>) -> Self {
        self.parameter("tenant_id", tenant_id)
    }

    /// Sets the code verifier, in place of a random one.
    pub fn pkce(mut self, verifier: PkceVerifier) -> Self {
        self.pkce = Some(verifier);
        self
    }

    /// Sets another parameter, for instance `ui_locales`, `acr_values`, `ext_idp_conn_id` or
    /// `login_page_context`.
    pub fn parameter(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        let name = name.into();
        self.parameters.retain(|(known, _)| *known != name);
        self.parameters.push((name, value.into()));
        self
    }

    /// Creates the request, with a random state, nonce and code verifier. Fetches the provider's
    /// metadata unless cached.
    ///
    /// # Errors
    ///
    /// [`Error::Oidc`] if no redirect URI is set or it is not valid, a parameter is one that the SDK
    /// sets, or the provider's metadata is not available.
    pub async fn build(self) -> Result<AuthorizationRequest, Error> {
        let settings = &*self.settings;
        let invalid = |problem: String| Error::from(OidcError::new(Kind::InvalidRequest, problem));
        let redirect_uri = self.redirect_uri.as_deref().or(settings.redirect_uri.as_deref());
        let redirect_uri = redirect_uri.ok_or_else(|| {
            invalid(
                "no redirect URI is set; call `redirect_uri` of the client's builder".to_owned(),
            )
        })?;
        check_redirect_uri(redirect_uri)?;
        let reserved = self.parameters.iter().find(|(name, _)| RESERVED.contains(&&**name));
        if let Some((name, _)) = reserved {
            return Err(invalid(format!(
                "the parameter `{name}` is set by the SDK; use the method of the builder"
            )));
        }
        let mut scopes: Vec<&str> = Vec::new();
        for scope in settings.scopes.iter().chain(&self.scopes) {
            if !scopes.contains(&&**scope) {
                scopes.push(scope);
            }
        }
        let has = |scope: &str| scopes.contains(&scope);
        if self.response_type.has_id_token() && !has("openid") {
            return Err(invalid("an ID token requires the scope `openid`".to_owned()));
        }
        if self.prompts.contains(&Prompt::None) && self.prompts.len() > 1 {
            return Err(invalid("`Prompt::None` excludes other prompts".to_owned()));
        }
        let default_mode = match self.response_type {
            ResponseType::Code => ResponseMode::Query,
            _ => ResponseMode::Fragment,
        };
        let response_mode = self.response_mode.unwrap_or(default_mode);
        if response_mode == ResponseMode::Query && self.response_type != ResponseType::Code {
            return Err(invalid(
                "tokens must not be returned in the query; use `ResponseMode::FormPost`".to_owned(),
            ));
        }
        let metadata = settings.provider.metadata().await?;
        let endpoint = required(metadata.authorization_endpoint(), "authorization_endpoint")?;
        let has_code = self.response_type.has_code();
        let methods = metadata.list("code_challenge_methods_supported");
        if has_code && methods.is_some_and(|methods| !methods.contains(&"S256")) {
            // With `plain`, the request contains the verifier itself.
            return Err(OidcError::new(
                Kind::Unsupported,
                "the provider does not support PKCE with `S256`, and weaker methods are not used",
            )
            .into());
        }
        let state = random_text()?;
        let nonce = if has("openid") { Some(random_text()?) } else { None };
        let verifier = match (self.pkce, has_code) {
            (_, false) => None,
            (Some(verifier), true) => Some(verifier),
            (None, true) => Some(PkceVerifier::random()?),
        };
        let mut prompts: Vec<&str> = self.prompts.iter().map(|it| it.as_str()).collect();
        if prompts.is_empty() && has("offline_access") {
            prompts.push(Prompt::Consent.as_str());
        }
        let (scope, prompt) = (scopes.join(" "), prompts.join(" "));
        let challenge = verifier.as_ref().map(PkceVerifier::challenge);
        let max_age = self.max_age.map(|it| it.as_secs().to_string());
        let mode = self.response_mode.map(ResponseMode::as_str);
        let parameters = [
            ("client_id", Some(settings.client_id())),
            ("redirect_uri", Some(redirect_uri)),
            ("response_type", Some(self.response_type.as_str())),
            ("response_mode", mode),
            ("scope", Some(&*scope).filter(|it| !it.is_empty())),
            ("state", Some(state.expose())),
            ("nonce", nonce.as_ref().map(|it| it.expose())),
            ("code_challenge", challenge.as_deref()),
            ("code_challenge_method", challenge.as_ref().map(|_| "S256")),
            ("prompt", Some(&*prompt).filter(|it| !it.is_empty())),
            ("max_age", max_age.as_deref()),
        ];
        let present = parameters.iter().filter_map(|(name, value)| Some((*name, (*value)?)));
        let extra = self.parameters.iter().map(|(name, value)| (&**name, &**value));
        let url = with_parameters(endpoint, present.chain(extra).collect());
        Ok(AuthorizationRequest {
            url: url.into(),
            issuer: settings.provider.issuer.clone(),
            redirect_uri: redirect_uri.to_owned(),
            state,
            nonce,
            code_verifier: verifier.map(|it| it.secret().clone()),
            response_type: self.response_type,
            response_mode,
            max_age: self.max_age,
            created_at: settings.clock.now(),
        })
    }
}

/// Adds parameters to a URL, and keeps those it has under other names.
pub(in crate::oidc) fn with_parameters(endpoint: &Url, parameters: Vec<(&str, &str)>) -> Url {
    let kept: Vec<(String, String)> = endpoint
        .query_pairs()
        .filter(|(name, _)| !parameters.iter().any(|(own, _)| own == name))
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    let mut url = endpoint.clone();
    url.set_fragment(None);
    url.query_pairs_mut().clear().extend_pairs(kept).extend_pairs(parameters);
    url
}

/// Checks a redirect URI: an absolute URL without a fragment (RFC 6749 §3.1.2).
pub(in crate::oidc) fn check_redirect_uri(uri: &str) -> Result<(), Error> {
    let problem = match Url::parse(uri) {
        Ok(url) if url.fragment().is_some() => "contains a fragment (`#`); remove it",
        Ok(url) if matches!(url.scheme(), "javascript" | "data" | "vbscript") => {
            "has a scheme that runs code; use `https`"
        }
        Ok(url) if !matches!(url.scheme(), "http" | "https") || authority(uri).is_some() => {
            return Ok(());
        }
        Ok(_) | Err(_) => {
            "is not an absolute URL; use a URL such as `https://app.example/callback`"
        }
    };
    let message = format!("the redirect URI {problem}");
    Err(OidcError::new(Kind::InvalidRequest, message).into())
}

impl fmt::Debug for AuthorizationBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthorizationBuilder")
            .field("redirect_uri", &self.redirect_uri)
            .field("scopes", &self.scopes)
            .field("response_type", &self.response_type.as_str())
            .finish_non_exhaustive()
    }
}
