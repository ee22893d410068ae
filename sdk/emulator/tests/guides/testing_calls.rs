use genauth::management::CreateUserReqDto;
use genauth_emulator::Emulator;

#[tokio::test]
async fn user_is_created_with_an_email_address() -> Result<(), Box<dyn std::error::Error>> {
    let emulator = Emulator::start().await?;
    let user = CreateUserReqDto::new().email("test@example.com").password("test-secret");
    emulator.management().create_user(user).await?;

    let calls = emulator.calls_of("createUser")?;
    assert_eq!(calls.len(), 1);
    assert_eq!(calls[0].status_code, 200);
    assert_eq!(calls[0].access_key.as_deref(), Some("ACCESS_KEY_ID"));
    assert_eq!(calls[0].body["email"], "test@example.com");
    assert_ne!(calls[0].body["password"], "test-secret"); // secrets are hidden
    Ok(())
}
