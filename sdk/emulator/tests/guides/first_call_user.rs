use genauth::AuthenticationClient;
use genauth::authentication::GetProfileParams;

#[tokio::main]
async fn main() -> Result<(), genauth::Error> {
    let app = AuthenticationClient::from_env()?;
    let tokens = app.sign_in_by_username_password("bob", "test-secret").await?;
    let user = app.with_access_token(tokens.access_token);
    let profile = user.get_profile(GetProfileParams::new()).await?;
    println!("signed in: {}", profile.user_id);
    Ok(())
}
