use genauth::authentication::{EnrollFactorDto, EnrollFactorEnrollmentDataDto, FactorType};
use genauth::{AuthenticationClient, Error, Secret};

/// The first request of the browser: sends the passcode, and returns what to keep in the session.
async fn start(user: &AuthenticationClient, email: &str) -> Result<Secret, Error> {
    let pending = user.mfa().enroll_email(email).await?;
    Ok(pending.enrollment_token().clone())
}

/// The second request, on any server of the application.
async fn finish(user: &AuthenticationClient, token: Secret, code: &str) -> Result<(), Error> {
    let proof = EnrollFactorEnrollmentDataDto::new().pass_code(code);
    user.enroll_factor(EnrollFactorDto::new(FactorType::Email, token, proof)).await
}
