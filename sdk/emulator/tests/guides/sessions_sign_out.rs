use genauth::Error;
use genauth::oidc::{MemorySessionStore, OidcClient};

/// `POST /sign-out`: returns the URL to redirect the browser to.
async fn sign_out(
    oidc: &OidcClient,
    store: &MemorySessionStore,
    cookie: &str,
) -> Result<String, Error> {
    let Some(session) = oidc.load_session(store, cookie).await? else {
        return Ok("https://app.example/".to_owned());
    };
    let id_token = session.id_token();
    session.end().await?;
    oidc.logout_url().id_token(id_token).redirect_uri("https://app.example/").build().await
}
