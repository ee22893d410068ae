use std::net::IpAddr;

use genauth::authentication::{EmailChannel, SendEmailDto, SignInOptionsDto};
use genauth::{AuthenticationClient, Error};

async fn send(app: &AuthenticationClient, email: &str) -> Result<(), Error> {
    app.send_email(SendEmailDto::new(email, EmailChannel::ChannelLogin)).await?;
    Ok(())
}

/// Signs in the user who enters the passcode; `None` if it is wrong.
async fn sign_in(
    app: &AuthenticationClient,
    email: &str,
    code: &str,
    address: IpAddr,
) -> Result<Option<AuthenticationClient>, Error> {
    let app = app.with_client_ip(address);
    let options = SignInOptionsDto::new().scope("openid profile email");
    match app.sign_in_by_email_pass_code(email, code).options(options).await {
        Ok(tokens) => Ok(Some(app.with_access_token(tokens.access_token))),
        Err(error) if error.is_wrong_code() => Ok(None),
        Err(error) => Err(error),
    }
}
