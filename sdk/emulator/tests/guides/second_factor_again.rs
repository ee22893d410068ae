use std::time::Duration;

use genauth::Error;
use genauth::oidc::{AuthorizationRequest, OidcClient, Prompt};

/// Before the action: redirects the browser to the sign-in page.
async fn ask(oidc: &OidcClient) -> Result<AuthorizationRequest, Error> {
    let request = oidc.authorize().prompt(Prompt::Login).max_age(Duration::from_secs(300));
    request.build().await
}

/// After it: whether the same user has entered both factors.
async fn is_confirmed(
    oidc: &OidcClient,
    request: &AuthorizationRequest,
    callback: &str,
    user_id: &str,
) -> Result<bool, Error> {
    let sign_in = oidc.finish(request, callback).await?;
    Ok(sign_in.claims.is_some_and(|claims| {
        let methods = &claims.authentication_methods;
        claims.subject == user_id && methods.iter().any(|method| method == "mfa")
    }))
}
