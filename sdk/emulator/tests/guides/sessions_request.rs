use genauth::authentication::GetProfileParams;
use genauth::oidc::{MemorySessionStore, OidcClient};
use genauth::{AuthenticationClient, Error};

/// Returns the user of a request of the browser; `None` if the user has to sign in.
async fn user_id(
    app: &AuthenticationClient,
    oidc: &OidcClient,
    store: &MemorySessionStore,
    cookie: &str,
) -> Result<Option<String>, Error> {
    let Some(session) = oidc.load_session(store, cookie).await? else {
        return Ok(None);
    };
    let user = app.with_session(&session);
    match user.get_profile(GetProfileParams::new()).await {
        Ok(profile) => Ok(Some(profile.user_id)),
        Err(error) if error.is_unauthenticated() => Ok(None),
        Err(error) => Err(error), // respond with HTTP 503 if `error.is_retryable()`
    }
}
