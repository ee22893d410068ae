use genauth::flows::PendingEnrollment;
use genauth::{AuthenticationClient, Error};

/// The content of the page that adds an authenticator app. All of it is secret.
struct SetUp {
    /// A PNG image.
    qr_code: Vec<u8>,
    /// The key to type in, for devices without a camera.
    key: String,
    recovery_code: String,
}

async fn start(user: &AuthenticationClient) -> Result<(PendingEnrollment, Option<SetUp>), Error> {
    let pending = user.mfa().enroll_otp().await?;
    let page = match pending.otp() {
        Some(otp) => Some(SetUp {
            qr_code: otp.qr_png()?,
            key: otp.uri()?.secret().expose().to_owned(),
            recovery_code: otp.recovery_code().expose().to_owned(),
        }),
        None => None, // factors other than an authenticator app
    };
    Ok((pending, page))
}

async fn finish(pending: &PendingEnrollment, code: &str) -> Result<&'static str, Error> {
    match pending.confirm(code).await {
        Ok(()) => Ok("The authenticator app is set up."),
        Err(error) if error.is_wrong_code() => Ok("The code is wrong. Enter the current one."),
        Err(error) if error.is_expired() => Ok("The time is up. Scan a new QR code."),
        Err(error) => Err(error),
    }
}
