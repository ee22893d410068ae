use genauth::AuthenticationClient;
use genauth::authentication::{EmailChannel, GetProfileParams, SendEmailDto};
use genauth::management::CreateUserReqDto;
use genauth_emulator::Emulator;

/// The code under test: returns the id of the user who enters this passcode.
async fn sign_in(
    app: &AuthenticationClient,
    email: &str,
    code: &str,
) -> Result<String, genauth::Error> {
    let tokens = app.sign_in_by_email_pass_code(email, code).await?;
    let user = app.with_access_token(tokens.access_token);
    Ok(user.get_profile(GetProfileParams::new()).await?.user_id)
}

#[tokio::test]
async fn passcode_of_the_email_signs_the_user_in() -> Result<(), Box<dyn std::error::Error>> {
    let emulator = Emulator::start().await?; // on a free port; stops when dropped
    let user = CreateUserReqDto::new().email("test@example.com");
    let created = emulator.management().create_user(user).await?;

    let app = emulator.authentication();
    app.send_email(SendEmailDto::new("test@example.com", EmailChannel::ChannelLogin)).await?;
    let code = emulator.outbox().last_code("test@example.com").ok_or("no email was sent")?;

    assert!(sign_in(&app, "test@example.com", "000").await.is_err_and(|it| it.is_wrong_code()));
    assert_eq!(sign_in(&app, "test@example.com", &code).await?, created.user_id);
    Ok(())
}
