//! Issuance of user tokens.

use super::{
    claims::{AccessClaims, sign},
    id_token::{Subject, id_token},
};
use crate::{
    clock::Timestamp,
    failure::Failure,
    state::{
        State,
        secret_hash::secret_hash,
        session::{Refresh, Session},
    },
};

/// Minimum time that a session is kept, in seconds, regardless of the lifetime of its tokens.
const SHORTEST: i64 = 60;

/// A grant of scopes by a user to an application.
#[derive(Clone, Debug)]
pub struct Grant<'a> {
    /// The user.
    pub user_id: &'a str,
    /// The application.
    pub app_id: &'a str,
    /// Granted scopes, separated by spaces.
    pub scope: &'a str,
    /// The nonce from the application.
    pub nonce: Option<&'a str>,
    /// Whether to issue a refresh token.
    pub with_refresh: bool,
    /// IP address of the user.
    pub ip: &'a str,
    /// User agent of the user.
    pub user_agent: &'a str,
    /// The address of the server.
    pub host: &'a str,
}

/// The tokens of a user.
#[derive(Clone)]
pub struct TokenSet {
    /// Access token.
    pub access_token: String,
    /// ID token, if `openid` was granted.
    pub id_token: Option<String>,
    /// Refresh token.
    pub refresh_token: Option<String>,
    /// Lifetime of the access token, in seconds.
    pub expires_in: i64,
    /// Granted scopes.
    pub scope: String,
}

/// Starts a session and issues its tokens.
///
/// # Errors
///
/// Returns an error if the user or application does not exist, or a token cannot be signed.
pub fn issue(state: &mut State, grant: &Grant<'_>, now: Timestamp) -> Result<TokenSet, Failure> {
    let session_id = begin(state, grant, now)?;
    issue_for(state, &session_id, grant, now)
}

/// Starts a session.
///
/// # Errors
///
/// Returns an error if the user or application does not exist.
pub fn begin(state: &mut State, grant: &Grant<'_>, now: Timestamp) -> Result<String, Failure> {
    let app = state.applications.get(grant.app_id);
    let app = app.ok_or_else(|| Failure::not_found("application"))?;
    let seconds = app.access_token_seconds.max(app.id_token_seconds).max(SHORTEST);
    state.users.get(grant.user_id).ok_or_else(Failure::user_not_found)?;
    let session_id = state.ids.uuid();
    let session = Session {
        id: session_id.clone(),
        user_id: grant.user_id.to_owned(),
        app_id: grant.app_id.to_owned(),
        scope: grant.scope.to_owned(),
        started: now,
        ip: grant.ip.to_owned(),
        user_agent: grant.user_agent.to_owned(),
        ended: false,
        origin: None,
        refresh: Vec::new(),
    };
    state.sessions.begin(session, now.plus_seconds(seconds), now);
    Ok(session_id)
}

/// Issues new tokens for an active session.
///
/// # Errors
///
/// Returns an error if the session has ended, or a token cannot be signed.
pub fn issue_for(
    state: &mut State,
    session_id: &str,
    grant: &Grant<'_>,
    now: Timestamp,
) -> Result<TokenSet, Failure> {
    let mut tokens = sign_set(state, session_id, grant.scope, grant.nonce, grant.host, now)?;
    if grant.with_refresh {
        tokens.refresh_token = Some(new_refresh(state, session_id, grant.scope, now)?);
    }
    Ok(tokens)
}

/// Issues new tokens for a refresh token, which is replaced if the application is set to rotate it.
/// `scope` is the requested part of the granted scopes.
///
/// # Errors
///
/// Returns an error if the token is not valid, or belongs to another application; reuse of a
/// replaced one ends its session.
pub fn refresh_tokens(
    state: &mut State,
    app_id: &str,
    refresh_token: &str,
    scope: Option<&str>,
    host: &str,
    now: Timestamp,
) -> Result<TokenSet, Failure> {
    let refused = || Failure::oauth("invalid_grant", "the refresh token is invalid or has expired");
    let hash = secret_hash(refresh_token);
    if let Some(session_id) = state.oidc.session_of_replaced(&hash).map(str::to_owned) {
        // Two parties have the token, and one of them stole it.
        if state.sessions.get(&session_id).is_some_and(|session| session.app_id == app_id) {
            state.sessions.end(&session_id);
        }
        return Err(refused());
    }
    let refresh = state.sessions.refresh(&hash, now).cloned().ok_or_else(refused)?;
    let session = state.sessions.get(&refresh.session_id).cloned().ok_or_else(refused)?;
    if session.app_id != app_id || !state.may_sign_in(&session.user_id) {
        return Err(refused());
    }
    let scope = scope.unwrap_or(&refresh.scope);
    let granted = refresh.scope.split(' ');
    if !scope.split(' ').all(|wanted| granted.clone().any(|granted| granted == wanted)) {
        let message = "the scope exceeds the granted scope";
        return Err(Failure::oauth("invalid_scope", message));
    }
    let mut tokens = sign_set(state, &session.id, scope, None, host, now)?;
    let rotates = state.applications.get(app_id).is_some_and(|app| app.rotates_refresh_tokens);
    tokens.refresh_token = if rotates {
        state.sessions.drop_refresh(&hash);
        state.oidc.replaced(hash, &session.id, refresh.expires, now);
        Some(new_refresh(state, &session.id, &refresh.scope, now)?)
    } else {
        Some(refresh_token.to_owned())
    };
    Ok(tokens)
}

fn new_refresh(
    state: &mut State,
    session_id: &str,
    scope: &str,
    now: Timestamp,
) -> Result<String, Failure> {
    let session = state.sessions.get(session_id).ok_or_else(|| Failure::not_found("session"))?;
    let app = state.applications.get(&session.app_id);
    let seconds = app.map_or(0, |app| app.refresh_token_seconds);
    let token = state.ids.token(43);
    let refresh = Refresh {
        session_id: session_id.to_owned(),
        scope: scope.to_owned(),
        expires: now.plus_seconds(seconds),
    };
    state.sessions.keep_refresh(secret_hash(&token), refresh, now);
    Ok(token)
}

fn sign_set(
    state: &mut State,
    session_id: &str,
    scope: &str,
    nonce: Option<&str>,
    host: &str,
    now: Timestamp,
) -> Result<TokenSet, Failure> {
    let token_id = state.ids.token(21);
    let session = state.sessions.get(session_id).ok_or_else(|| Failure::not_found("session"))?;
    let app = state.applications.get(&session.app_id);
    let app = app.ok_or_else(|| Failure::not_found("application"))?;
    let access = AccessClaims {
        jti: token_id,
        sub: session.user_id.clone(),
        aud: app.id.clone(),
        iss: format!("{host}/oidc"),
        iat: now.seconds(),
        exp: now.seconds() + app.access_token_seconds,
        scope: scope.to_owned(),
        sid: Some(session_id.to_owned()),
    };
    let access_token = sign(&state.keys, &access)?;
    let subject =
        Subject { session_id, scope, nonce, access_token: Some(&access_token), code: None, host };
    let (expires_in, seconds) = (app.access_token_seconds, app.id_token_seconds);
    let is_openid = scope.split(' ').any(|granted| granted == "openid");
    let id_token = is_openid.then(|| id_token(state, &subject, now)).transpose()?;
    state.sessions.prolong(session_id, now.plus_seconds(seconds.max(expires_in)));
    Ok(TokenSet {
        id_token,
        access_token,
        refresh_token: None,
        expires_in,
        scope: scope.to_owned(),
    })
}
