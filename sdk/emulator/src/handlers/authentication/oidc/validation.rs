//! Legacy validation of tokens and keys.
//!
//! # Assumptions
//!
//! - `/api/v2/oidc/validate_token` returns the claims of the token without an envelope; failures
//!   are `{code: 400, message}` with HTTP 200.
//! - `/api/v2/oidc/validate_pem_key` uses the first text of the body, regardless of its name, and
//!   returns nothing if it is a public key as PEM.

use genauth::codes::status;
use jsonwebtoken::DecodingKey;
use serde_json::{Value, json};

use crate::{
    call::{Call, Handlers, Response, SignedIn},
    failure::Failure,
    handlers::authentication::browser::arguments::param,
    tokens::{read_access_token, read_id_token},
    wire::HttpResponse,
};

pub(in crate::handlers) const HANDLERS: Handlers =
    &[("validateToken", validate_token), ("validatePEMKey", validate_pem_key)];

fn validate_token(call: &mut Call<'_>) -> Result<Response, Failure> {
    let (name, token) = match (param(call, "id_token"), param(call, "access_token")) {
        (Some(token), _) => ("id_token", token),
        (None, Some(token)) => ("access_token", token),
        (None, None) => return Ok(refused("id_token or access_token is required")),
    };
    if token.split('.').count() != 3 {
        return Ok(refused(&format!("{name} format is incorrect")));
    }
    let claims = match name {
        "id_token" => read_id_token(call.state, token, Some(call.now)).ok().map(Value::Object),
        _ => {
            let claims = read_access_token(&call.state.keys, token, call.now).ok();
            let is_good = |claims: &crate::tokens::AccessClaims| match claims.sid {
                Some(_) => SignedIn::from_token(call.state, token, None, call.now).is_ok(),
                None => !call.state.sessions.is_revoked(&claims.jti),
            };
            claims.filter(is_good).map(|claims| json!(claims))
        }
    };
    match claims {
        Some(claims) => Response::data(&claims),
        None => Ok(refused(&format!("{name} is illegal"))),
    }
}

/// Returns a failure in the format of this endpoint.
fn refused(message: &str) -> Response {
    let body = json!({"code": status::INVALID_ARGUMENT_ERROR, "message": message});
    Response::Http(HttpResponse::json(200, &body))
}

fn validate_pem_key(call: &mut Call<'_>) -> Result<Response, Failure> {
    let fields = call.raw_body().as_object();
    let mut texts = fields.into_iter().flat_map(|fields| fields.values().filter_map(Value::as_str));
    let pem = texts.next().unwrap_or_default().as_bytes();
    let is_key = DecodingKey::from_rsa_pem(pem).is_ok() || DecodingKey::from_ec_pem(pem).is_ok();
    match is_key && !pem.windows(7).any(|it| it == b"PRIVATE") {
        true => Ok(Response::Http(HttpResponse::empty(201))),
        false => Err(Failure::invalid("the key is not a public key in PEM format")),
    }
}
