//! Authorization requests: parsing and validation.

use super::{
    pkce,
    scopes::{grantable, has},
};
use crate::{
    call::Call,
    failure::Failure,
    handlers::authentication::browser::{
        address::check_address,
        arguments::{is_plain_oauth, param},
    },
    state::{
        application::Application,
        oidc_request::{Destination, Mode, Request, Wants},
    },
};

/// Error response for a refused authorization request.
#[derive(Debug)]
pub(in crate::handlers::authentication) struct Refusal {
    /// Error code defined by the standard.
    pub error: &'static str,
    /// Human-readable description.
    pub description: String,
}

impl Refusal {
    /// Creates a refusal.
    pub fn new(error: &'static str, description: impl Into<String>) -> Self {
        Self { error, description: description.into() }
    }
}

/// Requested user interaction.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Prompt {
    /// Forbids interaction.
    pub none: bool,
    /// Requires a sign-in, even if the user is signed in.
    pub login: bool,
    /// Requires consent.
    pub consent: bool,
}

/// Returns the requesting application and the destination of the response. Errors are not sent to
/// the destination before it is validated.
///
/// # Errors
///
/// Returns an error, shown on a page, if the application is unknown or the address is not one of
/// its addresses.
pub(super) fn destination(call: &Call<'_>) -> Result<(String, Destination), Failure> {
    let invalid = |message: String| Failure::oauth("invalid_request", message);
    let needed = |name: &str| {
        param(call, name).ok_or_else(|| invalid(format!("the query parameter `{name}` is missing")))
    };
    let app_id = needed("client_id")?;
    let app = call.state.applications.get(app_id);
    let app =
        app.ok_or_else(|| invalid("`client_id` is not the ID of an application".to_owned()))?;
    let redirect_uri = needed("redirect_uri")?;
    check_address(redirect_uri, &app.redirect_uris)
        .map_err(|problem| invalid(format!("`redirect_uri` {problem}")))?;
    let wants = wants(call).unwrap_or_default();
    let destination = Destination {
        redirect_uri: redirect_uri.to_owned(),
        mode: mode(call, wants).unwrap_or_else(|_| usual_mode(wants)),
        state: param(call, "state").map(str::to_owned),
    };
    Ok((app.id.clone(), destination))
}

/// Reads the authorization request.
///
/// # Errors
///
/// Returns a refusal, sent to the application, if the request is invalid.
pub(super) fn read(
    call: &Call<'_>,
    app: &Application,
    destination: &Destination,
) -> Result<(Request, Prompt), Refusal> {
    let invalid = |message: &str| Refusal::new("invalid_request", message);
    if param(call, "request").is_some() {
        return Err(Refusal::new("request_not_supported", "`request` is not supported"));
    }
    if param(call, "request_uri").is_some() {
        return Err(Refusal::new("request_uri_not_supported", "`request_uri` is not supported"));
    }
    let wants = wants(call)?;
    mode(call, wants)?;
    let requested = param(call, "scope").ok_or_else(|| invalid("`scope` is missing"))?;
    let scope = grantable(requested);
    if !is_plain_oauth(call) && !has(&scope, "openid") {
        return Err(Refusal::new("invalid_scope", "`scope` must include `openid`"));
    }
    if scope.is_empty() {
        return Err(Refusal::new("invalid_scope", "`scope` has no scope that can be granted"));
    }
    if wants.id_token && !has(&scope, "openid") {
        return Err(Refusal::new("invalid_scope", "an ID token requires the scope `openid`"));
    }
    let nonce = param(call, "nonce").map(str::to_owned);
    if wants.id_token && nonce.is_none() {
        return Err(invalid("`nonce` is required for an ID token in the authorization response"));
    }
    let method = param(call, "code_challenge_method");
    let challenge = pkce::challenge(param(call, "code_challenge"), method).map_err(invalid)?;
    let prompt = prompt(call)?;
    let request = Request {
        app_id: app.id.clone(),
        wants,
        destination: destination.clone(),
        scope,
        nonce,
        challenge,
        consent: prompt.consent,
        login_hint: param(call, "login_hint").map(str::to_owned),
    };
    Ok((request, prompt))
}

fn wants(call: &Call<'_>) -> Result<Wants, Refusal> {
    let text = param(call, "response_type");
    let text = text.ok_or_else(|| Refusal::new("invalid_request", "`response_type` is missing"))?;
    let unsupported = || {
        let message =
            "`response_type` must be `none`, or one or more of `code`, `token` and `id_token`";
        Refusal::new("unsupported_response_type", message)
    };
    let mut wants = Wants::default();
    if text == "none" {
        return Ok(wants);
    }
    for part in text.split_ascii_whitespace() {
        let wanted = match part {
            "code" => &mut wants.code,
            "token" => &mut wants.token,
            "id_token" => &mut wants.id_token,
            _ => return Err(unsupported()),
        };
        if std::mem::replace(wanted, true) {
            return Err(unsupported());
        }
    }
    if wants == Wants::default() { Err(unsupported()) } else { Ok(wants) }
}

/// Returns the default response mode. Tokens are kept out of queries because servers log those.
fn usual_mode(wants: Wants) -> Mode {
    if wants.token || wants.id_token { Mode::Fragment } else { Mode::Query }
}

fn mode(call: &Call<'_>, wants: Wants) -> Result<Mode, Refusal> {
    let usual = usual_mode(wants);
    match param(call, "response_mode") {
        None => Ok(usual),
        Some("query") if usual == Mode::Query => Ok(Mode::Query),
        Some("query") => Err(Refusal::new(
            "invalid_request",
            "tokens are not allowed in a query; use `response_mode=fragment`",
        )),
        Some("fragment") => Ok(Mode::Fragment),
        Some("form_post") => Ok(Mode::FormPost),
        Some("web_message") => Ok(Mode::WebMessage),
        Some(_) => Err(Refusal::new("invalid_request", "unknown `response_mode`")),
    }
}

fn prompt(call: &Call<'_>) -> Result<Prompt, Refusal> {
    let mut prompt = Prompt::default();
    for part in param(call, "prompt").unwrap_or_default().split_ascii_whitespace() {
        match part {
            "none" => prompt.none = true,
            "login" | "select_account" => prompt.login = true,
            "consent" => prompt.consent = true,
            _ => return Err(Refusal::new("invalid_request", "unknown `prompt`")),
        }
    }
    if prompt.none && (prompt.login || prompt.consent) {
        return Err(Refusal::new(
            "invalid_request",
            "`prompt=none` cannot be combined with other values",
        ));
    }
    Ok(prompt)
}
