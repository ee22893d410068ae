use genauth::Error;
use genauth::oidc::TokenVerifier;

/// The user of a request to an API, by its access token. The verifier is built once, by
/// `app.token_verifier().build()`.
async fn user_of(verifier: &TokenVerifier, token: &str) -> Result<Option<String>, Error> {
    let claims = verifier.verify_access_token(token).await?;
    Ok(claims.subject.filter(|_| claims.scopes.iter().any(|scope| scope == "profile")))
}
