//! Credentials of calls: those of the demo user, application and access key.

use std::io;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use genauth::{
    Api,
    http::{HeaderMap, HeaderValue, header::AUTHORIZATION},
};
use serde_json::{Map, Value};

use crate::{
    api::Operation,
    demo,
    failure::Failure,
    shared::Shared,
    state::{application::ClientAuth, user::Key},
    tokens::{self, Grant},
};

/// Scopes of the access token. Profiles are complete with them.
const SCOPE: &str = "openid offline_access username phone email address profile role roles \
                     external_id extended_fields tenant_id userpool_id";

/// Returns the headers with the credentials that an operation requires. The access token is left out
/// if it is among the parameters.
///
/// # Errors
///
/// Returns an error if the emulator state has no demo user, or a token cannot be signed.
pub(super) fn headers(
    shared: &Shared,
    operation: &Operation,
    params: &[(String, String)],
) -> io::Result<HeaderMap> {
    let mut headers = HeaderMap::new();
    let security = operation.security;
    let is_management = operation.api == Api::Management;
    if security.app_id {
        headers.insert("x-authing-app-id", HeaderValue::from_static(demo::APP_ID));
    }
    // It also tells apart the few paths that both APIs have.
    if security.user_pool_id || is_management {
        headers.insert("x-authing-userpool-id", HeaderValue::from_static(demo::POOL_ID));
    }
    let has_token = params.iter().any(|(name, _)| name == "access_token");
    let token = match (security.client_auth, security.bearer && !has_token, is_management) {
        (true, ..) => basic(shared),
        (false, true, true) => Some(format!("Bearer {}", management_token(shared)?)),
        (false, true, false) => Some(format!("Bearer {}", access_token(shared)?)),
        (false, false, _) => None,
    };
    if let Some(token) = token {
        headers.insert(AUTHORIZATION, HeaderValue::from_str(&token).map_err(io::Error::other)?);
    }
    Ok(headers)
}

/// Adds the credentials that belong into the body: those of the application, or of the access key.
/// They replace the values of the documented example.
pub(super) fn complete(shared: &Shared, operation: &Operation, body: &mut Value) {
    let Some(fields) = body.as_object_mut() else { return };
    for (name, value) in credentials(shared, operation) {
        if !is_chosen(operation, fields, name) {
            match value {
                Some(value) => fields.insert(name.to_owned(), value.into()),
                None => fields.remove(name),
            };
        }
    }
}

/// Returns the fields for credentials, with `None` for those that must be absent.
fn credentials(shared: &Shared, operation: &Operation) -> Vec<(&'static str, Option<String>)> {
    if operation.name == "getManagementToken" {
        let (id, secret) = (demo::ACCESS_KEY_ID.to_owned(), demo::SECRET.to_owned());
        return vec![("accessKeyId", Some(id)), ("accessKeySecret", Some(secret))];
    }
    let state = shared.state();
    let app = state.applications.get(demo::APP_ID).filter(|_| operation.security.client_auth);
    let Some(app) = app else { return Vec::new() };
    let (id, secret) = (Some(app.id.clone()), Some(app.secret.clone()));
    let (id, secret) = match app.client_auth {
        ClientAuth::ClientSecretPost => (id, secret),
        ClientAuth::ClientSecretBasic => (None, None),
        ClientAuth::None => (id, None),
    };
    vec![("client_id", id), ("client_secret", secret)]
}

/// Returns whether a field has a value that is not the one of a documented example.
fn is_chosen(operation: &Operation, fields: &Map<String, Value>, name: &str) -> bool {
    let examples = operation.body.iter().flat_map(|body| &body.examples);
    let mut documented = examples.filter_map(|example| example.get(name));
    fields.get(name).is_some_and(|value| documented.all(|example| example != value))
}

/// Returns the credentials of the application for a header, if it uses one.
fn basic(shared: &Shared) -> Option<String> {
    let state = shared.state();
    let app = state.applications.get(demo::APP_ID)?;
    let pair = format!("{}:{}", app.id, app.secret);
    (app.client_auth == ClientAuth::ClientSecretBasic)
        .then(|| format!("Basic {}", STANDARD.encode(pair)))
}

/// Signs in the demo user. No factor is checked, so that it works in every state.
fn access_token(shared: &Shared) -> io::Result<String> {
    let now = shared.clock.now();
    let mut state = shared.state();
    let user = state.users.find(Key::Username(demo::USERNAME)).map(|user| user.id().to_owned());
    let user_id = user.ok_or_else(|| {
        let message = format!(
            "the emulator state has no user `{}`, who makes the call; create the user with this \
             username, or use another state file",
            demo::USERNAME
        );
        io::Error::new(io::ErrorKind::NotFound, message)
    })?;
    let grant = Grant {
        user_id: &user_id,
        app_id: demo::APP_ID,
        scope: SCOPE,
        nonce: None,
        with_refresh: false,
        ip: "127.0.0.1",
        user_agent: "genauth-emulator",
        host: &shared.host,
    };
    let tokens = tokens::issue(&mut state, &grant, now).map_err(refused)?;
    drop(state);
    shared.changed();
    Ok(tokens.access_token)
}

fn management_token(shared: &Shared) -> io::Result<String> {
    let mut state = shared.state();
    let token_id = state.ids.token(21);
    let now = shared.clock.now();
    let pool_id = state.pool.id.clone();
    let token = tokens::management_token(&state.keys, token_id, demo::ACCESS_KEY_ID, &pool_id, now);
    token.map(|(token, _)| token).map_err(refused)
}

fn refused(failure: Failure) -> io::Error {
    io::Error::other(failure.message)
}
