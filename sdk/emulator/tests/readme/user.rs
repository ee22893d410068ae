use genauth::AuthenticationClient;
use genauth::authentication::{FactorProfile, FactorType, SendEnrollFactorRequestDto};

#[tokio::main]
async fn main() -> Result<(), genauth::Error> {
    let app = AuthenticationClient::builder("APP_ID", "https://example.genauth.ai")
        .app_secret("APP_SECRET")
        .build()?;
    let tokens = app.sign_in_by_username_password("bob", "test-secret").await?;
    // A cheap view: same connection pool, one user.
    let user = app.with_access_token(tokens.access_token);
    let enrollment = user
        .send_enroll_factor_request(SendEnrollFactorRequestDto::new(
            FactorType::Email,
            FactorProfile::new().email("test@example.com"),
        ))
        .await?; // SendEnrollFactorRequestDataDto
    println!("{} characters", enrollment.enrollment_token.expose().len());
    Ok(())
}
