//! Issuing the tokens of a user.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::claims::{AccessClaims, sign};
use crate::{
    clock::Moment,
    failure::Failure,
    state::{
        World,
        application::IdTokenAlg,
        session::{Refresh, Session},
        user::User,
    },
};

/// What is granted to whom.
#[derive(Clone, Debug)]
pub struct Grant<'a> {
    /// The user.
    pub user_id: &'a str,
    /// The application.
    pub app_id: &'a str,
    /// What for, with spaces between.
    pub scope: &'a str,
    /// What the application wants to find in the ID token.
    pub nonce: Option<&'a str>,
    /// Whether there is a refresh token.
    pub with_refresh: bool,
    /// From where the user comes.
    pub ip: &'a str,
    /// With what the user comes.
    pub user_agent: &'a str,
    /// The address of the server.
    pub host: &'a str,
}

/// The tokens of a user.
#[derive(Clone)]
pub struct TokenSet {
    /// For calls.
    pub access_token: String,
    /// Says who the user is, if `openid` was granted.
    pub id_token: Option<String>,
    /// For new tokens.
    pub refresh_token: Option<String>,
    /// How long the access token is valid, in seconds.
    pub expires_in: i64,
    /// What was granted.
    pub scope: String,
    /// The session they belong to.
    pub session_id: String,
}

/// Begins a session and issues its tokens.
///
/// # Errors
///
/// There is no such user or application, or a token cannot be signed.
pub fn issue(world: &mut World, grant: &Grant<'_>, now: Moment) -> Result<TokenSet, Failure> {
    let session_id = world.ids.uuid();
    world.sessions.begin(Session {
        id: session_id.clone(),
        user_id: grant.user_id.to_owned(),
        app_id: grant.app_id.to_owned(),
        scope: grant.scope.to_owned(),
        started: now,
        ip: grant.ip.to_owned(),
        user_agent: grant.user_agent.to_owned(),
        ended: false,
    });
    let mut tokens = sign_set(world, &session_id, grant.scope, grant.nonce, grant.host, now)?;
    if grant.with_refresh {
        tokens.refresh_token = Some(new_refresh(world, &session_id, grant.scope, now)?);
    }
    Ok(tokens)
}

/// New tokens for a refresh token, which is replaced if the application says so.
///
/// # Errors
///
/// It is not good, or is another application's.
pub fn refresh_tokens(
    world: &mut World,
    app_id: &str,
    refresh_token: &str,
    host: &str,
    now: Moment,
) -> Result<TokenSet, Failure> {
    let refused = || Failure::oauth("invalid_grant", "the refresh token is invalid or has expired");
    let hash = refresh_hash(refresh_token);
    let refresh = world.sessions.refresh(&hash, now).cloned().ok_or_else(refused)?;
    let session = world.sessions.get(&refresh.session_id).cloned().ok_or_else(refused)?;
    if session.app_id != app_id {
        return Err(refused());
    }
    let mut tokens = sign_set(world, &session.id, &refresh.scope, None, host, now)?;
    let rotates = world.applications.get(app_id).is_some_and(|app| app.rotates_refresh_tokens);
    tokens.refresh_token = if rotates {
        world.sessions.drop_refresh(&hash);
        Some(new_refresh(world, &session.id, &refresh.scope, now)?)
    } else {
        Some(refresh_token.to_owned())
    };
    Ok(tokens)
}

/// What a refresh token is looked up by: tokens themselves are not kept.
pub fn refresh_hash(refresh_token: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(refresh_token.as_bytes()))
}

fn new_refresh(
    world: &mut World,
    session_id: &str,
    scope: &str,
    now: Moment,
) -> Result<String, Failure> {
    let session = world.sessions.get(session_id).ok_or_else(|| Failure::not_found("session"))?;
    let app = world.applications.get(&session.app_id);
    let seconds = app.map_or(0, |app| app.refresh_token_seconds);
    let token = world.ids.token(43);
    let refresh = Refresh {
        session_id: session_id.to_owned(),
        scope: scope.to_owned(),
        expires: now.plus_seconds(seconds),
    };
    world.sessions.keep_refresh(refresh_hash(&token), refresh);
    Ok(token)
}

fn sign_set(
    world: &mut World,
    session_id: &str,
    scope: &str,
    nonce: Option<&str>,
    host: &str,
    now: Moment,
) -> Result<TokenSet, Failure> {
    let token_id = world.ids.token(21);
    let session = world.sessions.get(session_id).ok_or_else(|| Failure::not_found("session"))?;
    let app = world.applications.get(&session.app_id);
    let app = app.ok_or_else(|| Failure::not_found("application"))?;
    let user = world.users.get(&session.user_id).ok_or_else(Failure::user_not_found)?;
    let issuer = format!("{host}/oidc");
    let access = AccessClaims {
        jti: token_id,
        sub: user.id().to_owned(),
        aud: app.id.clone(),
        iss: issuer.clone(),
        iat: now.seconds(),
        exp: now.seconds() + app.access_token_seconds,
        scope: scope.to_owned(),
        sid: Some(session_id.to_owned()),
    };
    let access_token = sign(&world.keys, &access)?;
    let id_token = match scope.split(' ').any(|granted| granted == "openid") {
        false => None,
        true => {
            let mut claims = user_claims(user, scope);
            claims.insert("sub".into(), user.id().into());
            claims.insert("aud".into(), app.id.clone().into());
            claims.insert("iss".into(), issuer.into());
            claims.insert("iat".into(), now.seconds().into());
            claims.insert("exp".into(), (now.seconds() + app.id_token_seconds).into());
            if let Some(nonce) = nonce {
                claims.insert("nonce".into(), nonce.into());
            }
            Some(match app.id_token_alg {
                IdTokenAlg::RS256 => sign(&world.keys, &claims)?,
                IdTokenAlg::HS256 => {
                    let key = EncodingKey::from_secret(app.secret.as_bytes());
                    encode(&Header::new(Algorithm::HS256), &claims, &key)
                        .map_err(|error| Failure::new(500, error.to_string()))?
                }
            })
        }
    };
    Ok(TokenSet {
        access_token,
        id_token,
        refresh_token: None,
        expires_in: app.access_token_seconds,
        scope: scope.to_owned(),
        session_id: session_id.to_owned(),
    })
}

/// What a scope tells of a user, in the names of OIDC.
pub fn user_claims(user: &User, scope: &str) -> Map<String, Value> {
    let it = &user.profile;
    let mut claims = Map::new();
    let mut add = |name: &str, value: Value| {
        claims.insert(name.to_owned(), value);
    };
    for granted in scope.split(' ') {
        match granted {
            "profile" => {
                add("name", json!(it.name));
                add("nickname", json!(it.nickname));
                add("preferred_username", json!(it.username));
                add("picture", json!(it.photo));
                add("gender", json!(it.gender));
                add("birthdate", json!(it.birthdate));
                add("updated_at", json!(it.updated_at));
            }
            "username" => add("username", json!(it.username)),
            "email" => {
                add("email", json!(it.email));
                add("email_verified", json!(it.email_verified));
            }
            "phone" => {
                add("phone_number", json!(it.phone));
                add("phone_number_verified", json!(it.phone_verified));
            }
            "address" => add(
                "address",
                json!({"country": it.country, "region": it.province, "locality": it.city}),
            ),
            "external_id" => add("external_id", json!(it.external_id)),
            _ => {}
        }
    }
    claims
}
