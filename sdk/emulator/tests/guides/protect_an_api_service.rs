use std::time::{Duration, SystemTime};

use genauth::oidc::{OidcClient, TokenSet};
use genauth::{Error, Secret};

/// Returns an access token of this service, for `authorization: Bearer`.
async fn token(oidc: &OidcClient, kept: &mut Option<TokenSet>) -> Result<Secret, Error> {
    let soon = SystemTime::now() + Duration::from_secs(60);
    let tokens = match kept.take().filter(|tokens| !tokens.is_expired_at(soon)) {
        Some(tokens) => tokens,
        None => oidc.client_credentials("orders:read").await?,
    };
    Ok(kept.insert(tokens).access_token.clone())
}
