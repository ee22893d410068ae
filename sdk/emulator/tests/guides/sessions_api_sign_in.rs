use std::time::Duration;

use genauth::authentication::SignInOptionsDto;
use genauth::oidc::{IdTokenChecks, OidcClient, SignIn, TokenSet, UserSession};
use genauth::{AuthenticationClient, Error};

async fn session(
    app: &AuthenticationClient,
    oidc: &OidcClient,
    name: &str,
    password: &str,
) -> Result<Option<UserSession>, Error> {
    let options = SignInOptionsDto::new().scope("openid profile offline_access");
    let response = app.sign_in_by_username_password(name, password).options(options).await?;
    let Some(access_token) = response.access_token else { return Ok(None) };
    let lifetime = Duration::from_secs(response.expire_in.try_into().unwrap_or_default());
    let mut tokens = TokenSet::new(access_token).with_lifetime(lifetime);
    tokens.refresh_token = response.refresh_token;
    tokens.id_token = response.id_token;
    let claims = match &tokens.id_token {
        Some(token) => {
            let checks = IdTokenChecks::new();
            Some(oidc.verifier().verify_id_token(token.expose(), &checks).await?)
        }
        None => None,
    };
    Ok(Some(oidc.session(SignIn::new(tokens, claims))))
}
