use genauth::oidc::{AuthorizationRequest, OidcClient};
use genauth::{AuthenticationClient, Error, NextStep};

enum SignIn {
    Done(AuthenticationClient),
    /// Keep the request in the browser's session, and redirect to its `url()`.
    Redirect(AuthorizationRequest),
}

async fn sign_in(
    app: &AuthenticationClient,
    oidc: &OidcClient,
    name: &str,
    password: &str,
) -> Result<SignIn, Error> {
    let error = match app.sign_in_by_username_password(name, password).await {
        Ok(tokens) => return Ok(SignIn::Done(app.with_access_token(tokens.access_token))),
        Err(error) => error,
    };
    match error.next_step() {
        Some(NextStep::VerifyPersonalMfa | NextStep::VerifyApplicationMfa) => {
            let request = oidc.authorize().login_hint(name).build().await?;
            Ok(SignIn::Redirect(request))
        }
        _ => Err(error),
    }
}
