//! [`Introspection`]: the state of a token at the provider (RFC 7662).

use std::sync::Arc;
use std::time::SystemTime;

use serde_json::{Map, Value};

use super::jwt::ClaimSet;
use super::provider::{Provider, ProviderRequest, Purpose, required};
use crate::clock::time_of;
use crate::data::Secret;
use crate::error::Error;

/// The state of a token at the provider (RFC 7662 §2.2).
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Introspection {
    /// Whether the token is valid: issued by the provider, not expired, not revoked. The other
    /// fields are empty if it is not.
    pub active: bool,
    /// The user, or the client for tokens without a user (`sub`).
    pub subject: Option<String>,
    /// The application that the token was issued to (`client_id`).
    pub client_id: Option<String>,
    /// The granted scopes (`scope`).
    pub scopes: Vec<String>,
    /// The audiences (`aud`).
    pub audience: Vec<String>,
    /// The issuer (`iss`).
    pub issuer: Option<String>,
    /// The type of the token (`token_type`), for instance `access_token`.
    pub token_type: Option<String>,
    /// The expiry (`exp`).
    pub expires_at: Option<SystemTime>,
    /// The time of issue (`iat`).
    pub issued_at: Option<SystemTime>,
    /// The id of the token (`jti`).
    pub token_id: Option<String>,
    /// The members without a field.
    pub extra: Map<String, Value>,
}

impl Introspection {
    fn from_members(members: Map<String, Value>) -> Self {
        let mut claims = ClaimSet(members);
        let time = |claims: &mut ClaimSet, name| claims.take_time(name).ok().flatten();
        Self {
            // Anything but `true` is not active.
            active: claims.0.remove("active") == Some(Value::Bool(true)),
            subject: claims.take_optional_text("sub"),
            client_id: claims.take_optional_text("client_id"),
            scopes: claims.take_scopes(),
            audience: claims.take_texts("aud"),
            issuer: claims.take_optional_text("iss"),
            token_type: claims.take_optional_text("token_type"),
            expires_at: time(&mut claims, "exp").and_then(time_of),
            issued_at: time(&mut claims, "iat").and_then(time_of),
            token_id: claims.take_optional_text("jti"),
            extra: claims.0,
        }
    }
}

/// Asks the provider about a token.
pub(super) async fn introspect(
    provider: &Arc<Provider>,
    token: &Secret,
    hint: Option<&str>,
) -> Result<Introspection, Error> {
    let metadata = provider.metadata().await?;
    let url = required(metadata.introspection_endpoint(), "introspection_endpoint")?;
    let method = provider.client_auth(&metadata, Purpose::Introspection);
    let request = ProviderRequest::form(url, token_form(token, hint), method).retry_safe();
    Ok(Introspection::from_members(provider.http.object(request).await?))
}

/// Revokes a token (RFC 7009). The response has no content.
pub(super) async fn revoke(
    provider: &Arc<Provider>,
    token: &Secret,
    hint: Option<&str>,
) -> Result<(), Error> {
    let metadata = provider.metadata().await?;
    let url = required(metadata.revocation_endpoint(), "revocation_endpoint")?;
    let method = provider.client_auth(&metadata, Purpose::Revocation);
    let request = ProviderRequest::form(url, token_form(token, hint), method).retry_safe();
    provider.http.send(request).await.map(|_| ())
}

fn token_form(token: &Secret, hint: Option<&str>) -> Vec<(String, String)> {
    let hint = hint.map(|hint| ("token_type_hint".to_owned(), hint.to_owned()));
    let token = ("token".to_owned(), token.expose().to_owned());
    std::iter::once(token).chain(hint).collect()
}
