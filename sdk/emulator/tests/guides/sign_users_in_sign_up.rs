use genauth::authentication::SignUpProfileDto;
use genauth::{AuthenticationClient, Error};

/// Returns the id of the new user; `None` if the address is in use.
async fn sign_up(
    app: &AuthenticationClient,
    email: &str,
    password: &str,
    name: &str,
) -> Result<Option<String>, Error> {
    let profile = SignUpProfileDto::new().name(name);
    match app.sign_up_by_email_password(email, password).profile(profile).await {
        Ok(user) => Ok(Some(user.user_id)),
        Err(error) if error.is_conflict() => Ok(None),
        Err(error) => Err(error),
    }
}
