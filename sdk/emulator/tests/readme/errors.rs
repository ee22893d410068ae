use genauth::{AuthenticationClient, Error};

/// Whether this is the current passcode of the user's authenticator app.
async fn verify(user: &AuthenticationClient, code: &str) -> Result<bool, Error> {
    match user.mfa().verify_otp(code).await {
        Ok(()) => Ok(true), // the server confirmed the passcode
        Err(error) if error.is_wrong_code() => Ok(false),
        Err(error) => {
            if error.is_throttled() {
                println!("try again after {:?}", error.retry_after());
            }
            Err(error) // what failed, at which endpoint, and what to do; no secrets
        }
    }
}
