use genauth::oidc::{AuthorizationRequest, OidcClient, SignIn};
use genauth::{AuthenticationClient, Error};

/// At startup: build one client, and share it.
fn oidc(app: &AuthenticationClient) -> Result<OidcClient, Error> {
    app.oidc().redirect_uri("https://app.example/callback").build()
}

/// `GET /login`: keep the request in the browser's session, and redirect to `request.url()`.
async fn login(oidc: &OidcClient) -> Result<AuthorizationRequest, Error> {
    oidc.authorize().scope("email").build().await
}

/// `GET /callback`: finish the sign-in with the request in the browser's session.
async fn callback(
    oidc: &OidcClient,
    request: &AuthorizationRequest,
    url: &str,
) -> Result<SignIn, Error> {
    oidc.finish(request, url).await // verified tokens and claims
}
