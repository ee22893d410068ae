use genauth::oidc::{AuthorizationRequest, OidcClient};
use genauth::{AuthenticationClient, Error, OidcErrorKind};

/// At startup: one client, shared by all requests.
fn oidc(app: &AuthenticationClient) -> Result<OidcClient, Error> {
    app.oidc().redirect_uri("https://app.example/callback").scope("openid profile email").build()
}

/// `GET /login`: keep the request in the session of the browser, and redirect to its `url()`.
async fn login(oidc: &OidcClient) -> Result<AuthorizationRequest, Error> {
    oidc.authorize().build().await
}

/// `GET /callback`: returns the id of the user; `None` if the user has canceled.
async fn callback(
    oidc: &OidcClient,
    request: &AuthorizationRequest,
    url: &str,
) -> Result<Option<String>, Error> {
    match oidc.finish(request, url).await {
        Ok(sign_in) => Ok(sign_in.claims.map(|claims| claims.subject)),
        Err(Error::Oidc(error)) if error.kind() == OidcErrorKind::AccessDenied => Ok(None),
        Err(error) => Err(error),
    }
}
