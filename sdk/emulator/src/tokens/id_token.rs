//! ID tokens: creation and verification.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{
    Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, decode_header, encode,
};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use super::{
    claims::{Unusable, sign},
    user_claims,
};
use crate::{
    clock::Timestamp,
    failure::Failure,
    state::{State, application::IdTokenAlg, second_factor::Method},
};

/// Input for an ID token.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// The session.
    pub session_id: &'a str,
    /// Granted scopes, separated by spaces.
    pub scope: &'a str,
    /// The nonce from the application.
    pub nonce: Option<&'a str>,
    /// The access token returned with it.
    pub access_token: Option<&'a str>,
    /// The code returned with it.
    pub code: Option<&'a str>,
    /// The address of the server.
    pub host: &'a str,
}

/// Creates an ID token.
///
/// # Errors
///
/// Returns an error if the session, its user or its application no longer exists, or the token
/// cannot be signed.
pub fn id_token(state: &State, subject: &Subject<'_>, now: Timestamp) -> Result<String, Failure> {
    let session = state.sessions.get(subject.session_id);
    let session = session.ok_or_else(|| Failure::not_found("session"))?;
    let app = state.applications.get(&session.app_id);
    let app = app.ok_or_else(|| Failure::not_found("application"))?;
    let user = state.users.get(&session.user_id).ok_or_else(Failure::user_not_found)?;
    let origin = state.sessions.origin(&session.id);
    let signed_in = origin.map_or(session.started, |browser_user| browser_user.at);
    let mut claims = user_claims(state, user, subject.scope, now);
    let mut add = |name: &str, value: Value| {
        claims.insert(name.to_owned(), value);
    };
    add("sub", user.id().into());
    add("aud", app.id.clone().into());
    add("iss", format!("{}/oidc", subject.host).into());
    add("iat", now.seconds().into());
    add("exp", (now.seconds() + app.id_token_seconds).into());
    add("auth_time", signed_in.seconds().into());
    add("sid", session.id.clone().into());
    if let Some(browser_user) = origin {
        add("amr", methods(&browser_user.second_factors).into());
    }
    if let Some(nonce) = subject.nonce {
        add("nonce", nonce.into());
    }
    if let Some(token) = subject.access_token {
        add("at_hash", half_hash(token).into());
    }
    if let Some(code) = subject.code {
        add("c_hash", half_hash(code).into());
    }
    match app.id_token_alg {
        IdTokenAlg::RS256 => sign(&state.keys, &claims),
        IdTokenAlg::HS256 => {
            let key = EncodingKey::from_secret(app.secret.as_bytes());
            encode(&Header::new(Algorithm::HS256), &claims, &key)
                .map_err(|error| Failure::new(500, format!("cannot sign a token: {error}")))
        }
    }
}

/// Returns the authentication methods of a sign-in on the sign-in page (RFC 8176): a password, and
/// the second factors.
fn methods(second_factors: &[Method]) -> Vec<&'static str> {
    let mut names = vec!["pwd"];
    for method in second_factors {
        if !names.contains(&method.amr()) {
            names.push(method.amr());
        }
    }
    if !second_factors.is_empty() {
        names.push("mfa");
    }
    names
}

/// Returns the left half of a hash, which binds an ID token to its access token or code.
fn half_hash(text: &str) -> String {
    let hash = Sha256::digest(text.as_bytes());
    URL_SAFE_NO_PAD.encode(&hash[..hash.len() / 2])
}

/// Returns the claims of an ID token issued by this emulator.
///
/// # Errors
///
/// Returns an error if the token was not issued here, or has expired and `now` is set.
pub fn read_id_token(
    state: &State,
    token: &str,
    now: Option<Timestamp>,
) -> Result<Map<String, Value>, Unusable> {
    let forged = |_| Unusable::Forged;
    let payload = token.split('.').nth(1).ok_or(Unusable::Forged)?;
    let payload = URL_SAFE_NO_PAD.decode(payload).map_err(|_| Unusable::Forged)?;
    // The application determines the key; the signature then proves that the claim is genuine.
    let unproven: Map<String, Value> =
        serde_json::from_slice(&payload).map_err(|_| Unusable::Forged)?;
    let app_id = unproven.get("aud").and_then(Value::as_str).unwrap_or_default();
    let app = state.applications.get(app_id).ok_or(Unusable::Forged)?;
    let (algorithm, key) = match decode_header(token).map_err(forged)?.alg {
        Algorithm::HS256 => (Algorithm::HS256, &DecodingKey::from_secret(app.secret.as_bytes())),
        _ => (Algorithm::RS256, state.keys.public()),
    };
    let mut wanted = Validation::new(algorithm);
    // The virtual clock determines the expiration.
    wanted.validate_exp = false;
    wanted.validate_aud = false;
    wanted.required_spec_claims.clear();
    let claims = decode::<Map<String, Value>>(token, key, &wanted).map_err(forged)?.claims;
    // Access tokens are signed with the same key, and have a scope.
    if claims.contains_key("scope") || !claims.contains_key("sid") {
        return Err(Unusable::Forged);
    }
    let expires = claims.get("exp").and_then(Value::as_i64).unwrap_or_default();
    if now.is_some_and(|now| expires <= now.seconds()) {
        return Err(Unusable::Expired);
    }
    Ok(claims)
}
