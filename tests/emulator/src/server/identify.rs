//! Who calls, and whether they may.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::Value;

use super::Incoming;
use crate::{
    api::{Api, Operation},
    call::{Caller, SignedIn},
    clock::Moment,
    failure::Failure,
    state::{World, application::ClientAuth},
    tokens::{Unusable, read_access_token, read_management_token},
};
use genauth::codes::api;

/// Operations that the description wants a token for, but that people need who have none yet: to
/// sign in, or because they forgot their password. A token is looked at if there is one.
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

/// Who calls an operation.
///
/// # Errors
///
/// They do not say, or may not.
pub(super) fn identify(
    world: &World,
    operation: &Operation,
    request: &Incoming,
    now: Moment,
) -> Result<Caller, Failure> {
    let mut caller = Caller {
        ip: request.ip().to_owned(),
        user_agent: request.header("user-agent").unwrap_or_default().to_owned(),
        english: request.branded("lang").is_some_and(|lang| lang.starts_with("en")),
        tenant: tenant(request),
        ..Caller::default()
    };
    match operation.api {
        Api::Authentication => user(world, operation, request, now, &mut caller)?,
        Api::Management => administrator(world, operation, request, now, &mut caller)?,
    }
    Ok(caller)
}

fn tenant(request: &Incoming) -> Option<String> {
    request.branded("app-tenant-id").or(request.branded("tenant-id")).map(str::to_owned)
}

fn user(
    world: &World,
    operation: &Operation,
    request: &Incoming,
    now: Moment,
    caller: &mut Caller,
) -> Result<(), Failure> {
    match request.branded("app-id") {
        Some(id) if world.applications.get(id).is_some() => caller.app_id = Some(id.to_owned()),
        Some(_) => {
            let message = "`x-authing-app-id` names no application of this user pool";
            return Err(Failure::not_found("application").code(api::APP_NOT_FOUND))
                .map_err(|failure| Failure { message: message.to_owned(), ..failure });
        }
        None if operation.security.app_id => return Err(Failure::missing("x-authing-app-id")),
        None => {}
    }
    // The description wants the user pool here as well, but clients of applications do not know it;
    // the application says which one it is. A wrong one is wrong.
    if request.branded("userpool-id").is_some() {
        pool(world, request)?;
    }
    if operation.security.client_auth {
        // The header belongs to the application there.
        return Ok(());
    }
    let is_open = OPEN.contains(&operation.name.as_str()) || !operation.security.bearer;
    let Some(token) = request.bearer() else {
        return match is_open {
            true => Ok(()),
            false => Err(Failure::not_signed_in("the call needs the access token of a user")),
        };
    };
    match signed_in(world, token, caller.app_id.as_deref(), now) {
        Ok(user) => {
            caller.app_id.get_or_insert_with(|| user.app_id.clone());
            caller.user = Some(user);
            Ok(())
        }
        Err(_) if is_open => Ok(()),
        Err(failure) => Err(failure),
    }
}

/// The user whose token this is.
pub(crate) fn signed_in(
    world: &World,
    token: &str,
    app_id: Option<&str>,
    now: Moment,
) -> Result<SignedIn, Failure> {
    let claims = read_access_token(&world.keys, token, now).map_err(|why| match why {
        Unusable::Expired => Failure::not_signed_in("the access token has expired"),
        Unusable::Forged => Failure::not_signed_in("the access token is none of this server"),
    })?;
    if app_id.is_some_and(|app_id| app_id != claims.aud) {
        return Err(Failure::not_signed_in("the access token is one of another application"));
    }
    let session = claims.sid.as_deref().and_then(|id| world.sessions.get(id));
    let (Some(session), false) = (session, world.sessions.is_revoked(&claims.jti)) else {
        return Err(Failure::not_signed_in("the session is over"));
    };
    Ok(SignedIn {
        user_id: session.user_id.clone(),
        session_id: session.id.clone(),
        app_id: session.app_id.clone(),
        scope: claims.scope,
        token_id: claims.jti,
    })
}

fn pool(world: &World, request: &Incoming) -> Result<(), Failure> {
    match request.branded("userpool-id") {
        Some(id) if id == world.pool.id => Ok(()),
        Some(_) => {
            Err(Failure::new(404, "`x-authing-userpool-id` names no user pool of this server")
                .code(api::USERPOOL_NOT_FOUND))
        }
        None => Err(Failure::missing("x-authing-userpool-id")),
    }
}

fn administrator(
    world: &World,
    operation: &Operation,
    request: &Incoming,
    now: Moment,
    caller: &mut Caller,
) -> Result<(), Failure> {
    if operation.security.bearer {
        let token = request.bearer();
        let token =
            token.ok_or_else(|| Failure::unauthorized("the call needs a management token"))?;
        let claims = read_management_token(&world.keys, token, now).map_err(|why| match why {
            Unusable::Expired => Failure::unauthorized("the management token has expired"),
            Unusable::Forged => Failure::unauthorized("the token is no management token"),
        })?;
        if world.access_keys.get(&claims.sub).is_none() {
            return Err(Failure::unauthorized("the access key is disabled or gone"));
        }
        caller.access_key = Some(claims.sub);
    }
    if operation.security.user_pool_id { pool(world, request) } else { Ok(()) }
}

/// The application that calls an endpoint for which it has to prove who it is.
///
/// # Errors
///
/// It does not, or not in the way that is set for it. In the form of OAuth for its endpoints.
pub(super) fn client(
    world: &World,
    operation: &Operation,
    request: &Incoming,
    body: &Value,
    caller: &mut Caller,
) -> Result<(), Failure> {
    let is_protocol = !operation.path.starts_with("/api/");
    let refused = |message: &str| match is_protocol {
        true => {
            Failure::oauth("invalid_client", format!("client authentication failed: {message}"))
        }
        false => Failure::unauthorized(format!("client authentication failed: {message}")),
    };
    let field = |name: &str| body[name].as_str().map(str::to_owned);
    let basic = basic(request);
    let id = basic.as_ref().map(|(id, _)| id.clone());
    let id = id.or_else(|| field("client_id")).or_else(|| caller.app_id.clone());
    let id = id.ok_or_else(|| refused("`client_id` is missing"))?;
    if let Some(access_key) = world
        .access_keys
        .get(&id)
        .filter(|_| is_protocol && body["grant_type"] == "client_credentials")
    {
        // Machines come with an access key in place of an application.
        if field("client_secret").as_deref() != Some(access_key.secret.as_str()) {
            return Err(refused("the secret of the access key is wrong"));
        }
        caller.access_key = Some(id);
        return Ok(());
    }
    let app = world.applications.get(&id).ok_or_else(|| refused("there is no such application"))?;
    if caller.app_id.as_ref().is_some_and(|named| *named != id) {
        return Err(refused("`client_id` and `x-authing-app-id` differ"));
    }
    let secret = field("client_secret");
    match app.client_auth {
        ClientAuth::ClientSecretBasic => match basic {
            Some((_, given)) if given == app.secret => {}
            Some(_) => return Err(refused("the secret is wrong")),
            None => return Err(refused("the application is set to `client_secret_basic`")),
        },
        _ if basic.is_some() => {
            return Err(refused("the application is not set to `client_secret_basic`"));
        }
        ClientAuth::ClientSecretPost => match secret {
            Some(given) if given == app.secret => {}
            Some(_) => return Err(refused("the secret is wrong")),
            None => return Err(refused("`client_secret` is missing")),
        },
        ClientAuth::None if secret.is_some() => {
            return Err(refused("the application is set to `none`, and a secret came along"));
        }
        ClientAuth::None => {}
    }
    caller.app_id = Some(id);
    Ok(())
}

/// Id and secret of a Basic header.
fn basic(request: &Incoming) -> Option<(String, String)> {
    let (scheme, packed) = request.header("authorization")?.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let text = String::from_utf8(STANDARD.decode(packed.trim()).ok()?).ok()?;
    let (id, secret) = text.split_once(':')?;
    Some((id.to_owned(), secret.to_owned()))
}
