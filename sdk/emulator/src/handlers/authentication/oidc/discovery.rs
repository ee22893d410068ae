//! Discovery document and key set.

use serde_json::json;

use super::scopes::SCOPES;
use crate::{
    call::{Call, Handlers, Response},
    failure::Failure,
};

pub(in crate::handlers) const HANDLERS: Handlers =
    &[("openIdConfiguration", open_id_configuration), ("jwks", jwks)];

fn open_id_configuration(call: &mut Call<'_>) -> Result<Response, Failure> {
    let issuer = format!("{}/oidc", call.host);
    let at = |path: &str| format!("{issuer}/{path}");
    let client_auth = ["client_secret_post", "client_secret_basic", "none"];
    let scopes: Vec<&str> = SCOPES.into_iter().filter(|scope| *scope != "user").collect();
    Response::data(&json!({
        "issuer": issuer,
        "authorization_endpoint": at("auth"),
        "token_endpoint": at("token"),
        "userinfo_endpoint": at("me"),
        "jwks_uri": at(".well-known/jwks.json"),
        "end_session_endpoint": at("session/end"),
        "introspection_endpoint": at("token/introspection"),
        "revocation_endpoint": at("token/revocation"),
        "scopes_supported": scopes,
        "response_types_supported": [
            "none", "code", "token", "id_token", "id_token token", "code token", "code id_token",
            "code id_token token"
        ],
        "response_modes_supported": ["query", "fragment", "form_post", "web_message"],
        "grant_types_supported": [
            "authorization_code", "implicit", "refresh_token", "client_credentials", "password"
        ],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["HS256", "RS256"],
        "id_token_encryption_alg_values_supported": [],
        "id_token_encryption_enc_values_supported": [],
        "userinfo_signing_alg_values_supported": [],
        "userinfo_encryption_alg_values_supported": [],
        "userinfo_encryption_enc_values_supported": [],
        "token_endpoint_auth_methods_supported": client_auth,
        "introspection_endpoint_auth_methods_supported": client_auth,
        "revocation_endpoint_auth_methods_supported": client_auth,
        "claim_types_supported": ["normal"],
        "claims_supported": [
            "sub", "iss", "aud", "exp", "iat", "auth_time", "nonce", "amr", "at_hash", "c_hash", "sid",
            "name", "given_name", "middle_name", "family_name", "nickname", "preferred_username",
            "profile", "picture", "website", "gender", "birthdate", "zoneinfo", "locale",
            "updated_at", "username", "email", "email_verified", "phone_number",
            "phone_number_verified", "address", "role", "roles", "external_id", "extended_fields",
            "tenant_id", "userpool_id"
        ],
        "code_challenge_methods_supported": ["plain", "S256"],
        "claims_parameter_supported": false,
        "request_parameter_supported": false,
        "request_uri_parameter_supported": false
    }))
}

fn jwks(call: &mut Call<'_>) -> Result<Response, Failure> {
    Response::data(&json!({"keys": [call.state.keys.jwk()]}))
}
