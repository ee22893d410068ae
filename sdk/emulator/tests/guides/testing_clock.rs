use std::time::{Duration, UNIX_EPOCH};

use genauth::authentication::{GetProfileParams, SignInOptionsDto};
use genauth::oidc::{SignIn, TokenSet};
use genauth_emulator::{Application, Emulator};

#[tokio::test]
async fn session_is_refreshed_after_an_hour() -> Result<(), Box<dyn std::error::Error>> {
    let mut settings = Application::new("APP_ID", "test-secret");
    settings.access_token_seconds = 3_600;
    let builder = Emulator::builder().application(settings).user("bob", "test-secret");
    let emulator = builder.start().await?;

    let app = emulator.authentication();
    let clock = emulator.clock().clone();
    let oidc = app
        .oidc()
        .allow_hs256()
        .clock(move || UNIX_EPOCH + Duration::from_secs(clock.now().unix()))
        .build()?;

    let options = SignInOptionsDto::new().scope("openid profile offline_access");
    let response = app.sign_in_by_username_password("bob", "test-secret").options(options).await?;
    let mut tokens = TokenSet::new(response.access_token.ok_or("no access token")?)
        .with_lifetime(Duration::from_secs(3_600));
    tokens.refresh_token = response.refresh_token;
    let session = oidc.session(SignIn::new(tokens, None));

    emulator.clock().advance(Duration::from_secs(3_601));
    let user = app.with_session(&session);
    assert!(user.get_profile(GetProfileParams::new()).await.is_ok());
    assert_eq!(emulator.calls_of("exchangeToken")?.len(), 1);
    Ok(())
}
