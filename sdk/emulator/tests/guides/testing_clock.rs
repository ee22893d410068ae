use std::time::{Duration, UNIX_EPOCH};

use genauth::authentication::GetProfileParams;
use genauth_emulator::{Application, Emulator};

#[tokio::test]
async fn access_token_expires_after_an_hour() -> Result<(), Box<dyn std::error::Error>> {
    let mut app = Application::new("APP_ID", "test-secret");
    app.access_token_seconds = 3_600;
    let emulator = Emulator::builder().application(app).user("bob", "test-secret").start().await?;
    let app = emulator.authentication();
    let clock = emulator.clock().clone();
    let now = move || UNIX_EPOCH + Duration::from_secs(clock.now().unix());
    let verifier = app.token_verifier().clock(now).build()?;

    let tokens = app.sign_in_by_username_password("bob", "test-secret").await?;
    let token = tokens.access_token.ok_or("no access token")?;
    assert!(verifier.verify_access_token(token.expose()).await.is_ok());

    emulator.clock().advance(Duration::from_secs(3_600 + 61)); // the lifetime and the leeway
    assert!(verifier.verify_access_token(token.expose()).await.is_err());
    let profile = app.with_access_token(token).get_profile(GetProfileParams::new()).await;
    assert!(profile.is_err_and(|error| error.is_unauthenticated()));
    Ok(())
}
