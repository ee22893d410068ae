use genauth::Error;
use genauth::oidc::OidcClient;

/// Returns whether a refund is allowed, by a token that is not revoked.
async fn may_refund(oidc: &OidcClient, token: &str) -> Result<bool, Error> {
    let state = oidc.introspect(token).await?;
    Ok(state.active && state.scopes.iter().any(|scope| scope == "orders:refund"))
}
