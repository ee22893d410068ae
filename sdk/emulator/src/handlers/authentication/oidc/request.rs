//! Authorization requests: parsing and validation.

use url::Url;

use super::{
    arguments::{is_plain_oauth, param},
    pkce,
    scopes::{grantable, has},
};
use crate::{
    call::Call,
    failure::Failure,
    hosts::is_loopback,
    state::{
        application::Application,
        oidc::{Destination, Mode, Request, Wants},
    },
};

/// Error response for a refused authorization request.
#[derive(Debug)]
pub(super) struct Refusal {
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

/// Checks that a browser may be redirected to an address.
///
/// # Errors
///
/// Returns the problem as a phrase to append to a name.
pub(super) fn check_address(address: &str, listed: &[String]) -> Result<(), &'static str> {
    if address.contains(|it: char| it.is_control() || it.is_whitespace()) {
        return Err("contains characters that are not allowed in a URI");
    }
    let url = Url::parse(address).map_err(|_| "is not an absolute URI")?;
    if url.fragment().is_some() {
        return Err("must not have a fragment");
    }
    let is_listed = listed.iter().any(|it| it == address);
    match url.scheme() {
        "https" => {}
        // An application on the same machine; elsewhere codes would travel unencrypted.
        "http" if url.host_str().is_some_and(is_loopback) => {}
        "http" => return Err("must use `https`, unless it is a loopback address"),
        // The scheme of a native application (RFC 8252, section 7.1): a reversed domain name.
        // Schemes without a dot belong to browsers: `javascript`, `data`, `blob`, `file`.
        scheme if scheme.contains('.') && is_listed => {}
        scheme if scheme.contains('.') => {
            return Err("uses a custom scheme and is not registered");
        }
        _ => {
            return Err(
                "must use `https`, or a custom scheme with a dot, such as `com.example.app`",
            );
        }
    }
    match listed.is_empty() || is_listed {
        true => Ok(()),
        false => Err("is not registered for the application"),
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn redirect_uris_must_be_web_addresses() {
        let listed = ["https://example.com/callback".to_owned()];
        assert!(check_address("https://example.com/callback", &listed).is_ok());
        assert!(check_address("https://example.com/callback/", &listed).is_err());
        for local in ["http://127.0.0.1:3000/callback", "http://localhost/", "http://[::1]:80/"] {
            assert!(check_address(local, &[]).is_ok(), "{local}");
        }
        let native = "com.example.app:/callback";
        assert!(check_address(native, &[native.to_owned()]).is_ok());
        for bad in [
            "/callback",
            "https://a/#b",
            "https://a/\r\nb",
            "",
            "http://app.example/callback",
            native,
        ] {
            assert!(check_address(bad, &[]).is_err(), "{bad}");
        }
    }

    #[test]
    fn browser_schemes_are_rejected_even_if_registered() {
        for bad in [
            "javascript:alert(1)",
            "JavaScript://app.example/%0aalert(1)",
            "data:text/html,hi",
            "vbscript:x",
            "blob:https://app.example/0b6a8d7e",
            "file:///etc/passwd",
            "filesystem:https://app.example/temporary/x",
            "view-source:https://app.example/",
            "about:blank",
            "ftp://app.example/",
            "myapp://callback",
        ] {
            assert!(check_address(bad, &[]).is_err(), "{bad}");
            assert!(check_address(bad, &[bad.to_owned()]).is_err(), "{bad}");
        }
    }
}
