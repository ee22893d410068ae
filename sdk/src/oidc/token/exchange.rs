//! Requests to the token endpoint.

use super::{Grant, TokenSet};
use crate::error::{Error, OidcError, OidcErrorKind as Kind};
use crate::oidc::provider::{ProviderRequest, Purpose, required};
use crate::oidc::settings::Settings;
use crate::oidc::verifier::{IdTokenChecks, IdTokenClaims};

/// Tokens with the verified claims of their ID token, if the response had one.
pub(crate) struct Issued {
    pub(crate) tokens: TokenSet,
    pub(crate) claims: Option<IdTokenClaims>,
}

/// Requests tokens, and verifies the ID token among them.
pub(crate) async fn request_tokens(
    settings: &Settings,
    grant: &Grant,
    checks: IdTokenChecks,
    previous: Option<&TokenSet>,
) -> Result<Issued, Error> {
    let provider = &settings.provider;
    let metadata = provider.metadata().await?;
    let url = required(metadata.token_endpoint(), "token_endpoint")?;
    let method = provider.client_auth(&metadata, Purpose::Token);
    let mut request = ProviderRequest::form(url, grant.form(), method);
    if grant.client.is_some() {
        request = request.without_client_auth();
    }
    if grant.retry_safe {
        request = request.retry_safe();
    }
    let members = provider.http.object(request).await?;
    let is_new =
        members.get("id_token").is_some_and(|it| it.as_str().is_some_and(|it| !it.is_empty()));
    let tokens = TokenSet::from_response(members, settings.clock.now(), previous)?;
    let claims = match tokens.id_token.as_ref().filter(|_| is_new) {
        Some(id_token) => {
            let checks = checks.access_token(tokens.access_token.clone());
            Some(settings.verifier.verify_id_token(id_token.expose(), &checks).await?)
        }
        None => None,
    };
    Ok(Issued { tokens, claims })
}

/// Returns the error of a token response without an ID token.
pub(crate) fn no_id_token() -> Error {
    OidcError::new(
        Kind::InvalidTokenResponse,
        "the token response has no `id_token`, although the scope `openid` was requested",
    )
    .into()
}
