//! Authentication and authorization of requests.

use serde_json::Value;

use super::{basic::Basic, protocol::is_protocol, signature};
use crate::{
    api::Operation,
    call::{RequestContext, SignedIn},
    clock::Timestamp,
    failure::Failure,
    state::{State, application::ClientAuth},
    tokens::{Unusable, read_management_token},
    wire::HttpRequest,
};
use genauth::{Api, codes::api};

/// Operations that require a token in the spec, but are needed without one: to sign in, or after a
/// forgotten password. A token is still validated if present.
const OPEN: &[&str] = &[
    "sendSms",
    "sendEmail",
    "preCheckCode",
    "verifyResetPasswordRequest",
    "resetPassword",
    "getQrCodeStatus",
    "geneCatchaCodeAndToken",
    "getSystemInfo",
    "getCountryList",
    "checkAppIdSecret",
];

/// Returns the context of a request to an operation.
///
/// # Errors
///
/// Returns an error if the credentials are missing or not sufficient.
pub(super) fn identify(
    state: &mut State,
    operation: &Operation,
    request: &HttpRequest,
    now: Timestamp,
) -> Result<RequestContext, Failure> {
    let mut context = RequestContext {
        ip: request.ip().to_owned(),
        user_agent: request.header("user-agent").unwrap_or_default().to_owned(),
        ..RequestContext::default()
    };
    match operation.api {
        Api::Management => administrator(state, operation, request, now, &mut context)?,
        _ => user(state, operation, request, now, &mut context)?,
    }
    Ok(context)
}

fn user(
    state: &State,
    operation: &Operation,
    request: &HttpRequest,
    now: Timestamp,
    context: &mut RequestContext,
) -> Result<(), Failure> {
    match request.branded("app-id") {
        Some(id) if state.applications.get(id).is_some() => context.app_id = Some(id.to_owned()),
        Some(_) => {
            let message = "`x-authing-app-id` is not the ID of an application in this user pool";
            return Err(Failure::new(404, message).code(api::APP_NOT_FOUND));
        }
        None if operation.security.app_id => return Err(Failure::missing("x-authing-app-id")),
        None => {}
    }
    // The spec requires the user pool here as well, but clients of applications do not know it; the
    // application determines it. A wrong one is rejected.
    if request.branded("userpool-id").is_some() {
        pool(state, request)?;
    }
    if operation.security.client_auth {
        // The header belongs to the application there.
        return Ok(());
    }
    // Protocol endpoints accept tokens in other locations as well, and reject requests themselves.
    let is_open = OPEN.contains(&operation.name.as_str())
        || !operation.security.bearer
        || is_protocol(operation);
    let Some(token) = request.bearer() else {
        return match is_open {
            true => Ok(()),
            false => Err(Failure::not_signed_in("the operation requires a user access token")),
        };
    };
    match SignedIn::from_token(state, token, context.app_id.as_deref(), now) {
        Ok(user) => {
            context.app_id.get_or_insert_with(|| user.app_id.clone());
            context.user = Some(user);
            Ok(())
        }
        Err(_) if is_open => Ok(()),
        Err(failure) => Err(failure),
    }
}

fn pool(state: &State, request: &HttpRequest) -> Result<(), Failure> {
    match request.branded("userpool-id") {
        Some(id) if id == state.pool.id => Ok(()),
        Some(_) => Err(Failure::new(
            404,
            "`x-authing-userpool-id` is not the ID of a user pool of this server",
        )
        .code(api::USERPOOL_NOT_FOUND)),
        None => Err(Failure::missing("x-authing-userpool-id")),
    }
}

fn administrator(
    state: &mut State,
    operation: &Operation,
    request: &HttpRequest,
    now: Timestamp,
    context: &mut RequestContext,
) -> Result<(), Failure> {
    if operation.security.bearer {
        if let Some(key_id) = signature::signer(state, request, now)? {
            state.access_keys.used(&key_id, now);
            context.access_key = Some(key_id);
            return match request.branded("userpool-id") {
                Some(_) => pool(state, request),
                None => Ok(()),
            };
        }
        let token = request.bearer();
        let token = token
            .ok_or_else(|| Failure::unauthorized("the operation requires a management token"))?;
        let claims = read_management_token(&state.keys, token, now).map_err(|why| match why {
            Unusable::Expired => Failure::unauthorized("the management token has expired"),
            Unusable::Forged => Failure::unauthorized("the token is not a management token"),
        })?;
        if state.access_keys.get(&claims.sub).is_none() {
            return Err(Failure::unauthorized("the access key is disabled or deleted"));
        }
        context.access_key = Some(claims.sub);
    }
    if operation.security.user_pool_id { pool(state, request) } else { Ok(()) }
}

/// Returns the application that calls an endpoint with client authentication.
///
/// # Errors
///
/// Returns an error if it does not authenticate in its configured way, in the OAuth format for
/// OAuth endpoints.
pub(super) fn client(
    state: &State,
    operation: &Operation,
    request: &HttpRequest,
    body: &Value,
    context: &mut RequestContext,
) -> Result<(), Failure> {
    let is_protocol = !operation.path.starts_with("/api/");
    let refused = |message: &str| match is_protocol {
        true => {
            Failure::oauth("invalid_client", format!("client authentication failed: {message}"))
        }
        false => Failure::unauthorized(format!("client authentication failed: {message}")),
    };
    let field = |name: &str| body[name].as_str().filter(|it| !it.is_empty()).map(str::to_owned);
    let basic = Basic::of(request).map_err(|()| refused("the Basic credentials are malformed"))?;
    if let (Some(basic), Some(named)) = (&basic, field("client_id"))
        && !basic.ids().contains(&named.as_str())
    {
        return Err(refused("`client_id` differs from the Basic credentials"));
    }
    if basic.is_some() && field("client_secret").is_some() {
        return Err(refused("send the secret in the header or in the body, not both"));
    }
    let named = field("client_id").or_else(|| context.app_id.clone());
    let ids: Vec<String> = match &basic {
        Some(basic) => basic.ids().map(str::to_owned).to_vec(),
        None => named.into_iter().collect(),
    };
    let secret = field("client_secret");
    let proves = |wanted: &str| match &basic {
        Some(basic) => basic.secrets().contains(&wanted),
        None => secret.as_deref() == Some(wanted),
    };
    let mut access_keys = ids.iter().filter_map(|id| Some((id, state.access_keys.get(id)?)));
    if let Some((id, access_key)) =
        access_keys.next().filter(|_| is_protocol && body["grant_type"] == "client_credentials")
    {
        // Machines use an access key in place of an application.
        if !proves(&access_key.secret) {
            return Err(refused("the secret of the access key is wrong"));
        }
        context.access_key = Some(id.clone());
        return Ok(());
    }
    if ids.is_empty() {
        return Err(refused("`client_id` is missing"));
    }
    let app = ids.iter().find_map(|id| state.applications.get(id));
    let app = app.ok_or_else(|| refused("no such application"))?;
    if context.app_id.as_ref().is_some_and(|named| *named != app.id) {
        return Err(refused("`client_id` differs from `x-authing-app-id`"));
    }
    match app.client_auth {
        ClientAuth::ClientSecretBasic if basic.is_none() => {
            return Err(refused("the application uses `client_secret_basic`"));
        }
        ClientAuth::ClientSecretPost | ClientAuth::None if basic.is_some() => {
            return Err(refused("the application does not use `client_secret_basic`"));
        }
        ClientAuth::None if secret.is_some() => {
            return Err(refused("the application uses `none`, which does not allow a secret"));
        }
        ClientAuth::None => {}
        ClientAuth::ClientSecretPost if secret.is_none() => {
            return Err(refused("`client_secret` is missing"));
        }
        ClientAuth::ClientSecretBasic | ClientAuth::ClientSecretPost => {
            if !proves(&app.secret) {
                return Err(refused("the secret is wrong"));
            }
        }
    }
    context.app_id = Some(app.id.clone());
    Ok(())
}
