use genauth::oidc::{AuthorizationRequest, MemorySessionStore, OidcClient};
use genauth::{AuthenticationClient, Error};

/// At startup: one client, and one store, `MemorySessionStore::new()`.
fn oidc(app: &AuthenticationClient) -> Result<OidcClient, Error> {
    let oidc = app.oidc().redirect_uri("https://app.example/callback");
    oidc.scope("openid profile email offline_access").allow_hs256().build()
}

/// `GET /callback`: returns the id of the session, for a cookie.
async fn signed_in(
    oidc: &OidcClient,
    store: &MemorySessionStore,
    request: &AuthorizationRequest,
    callback: &str,
) -> Result<String, Error> {
    let sign_in = oidc.finish(request, callback).await?;
    let session = oidc.start_session(store, sign_in).await?;
    Ok(session.id().to_owned())
}
