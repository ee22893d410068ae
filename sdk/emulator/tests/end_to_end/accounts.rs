//! Users for tests.

use genauth::{
    AuthenticationClient, Error,
    authentication::{
        EmailChannel, LoginTokenResponseDataDto, SendEmailDto, SendSMSDto, SignInOptionsDto,
        SmsChannel,
    },
};
use genauth_emulator::Emulator;

/// The shared password.
pub const PASSWORD: &str = "passw0rd";

/// Scopes that users grant in tests: the complete profile.
pub const SCOPE: &str = "openid profile username email phone external_id";

/// Signs up a user with this username, and returns a client of the user.
pub async fn signed_in(emulator: &Emulator, username: &str) -> AuthenticationClient {
    let app = emulator.authentication();
    app.sign_up_by_username_password(username, PASSWORD).await.unwrap();
    sign_in(&app, username).await
}

/// Signs up a user with this username, and returns an access token of the user.
pub async fn access_token(emulator: &Emulator, username: &str) -> String {
    signed_in(emulator, username).await;
    tokens(&emulator.authentication(), username).await.access_token.unwrap().expose().to_owned()
}

/// Signs a user in with the shared password.
pub async fn sign_in(app: &AuthenticationClient, username: &str) -> AuthenticationClient {
    app.with_access_token(tokens(app, username).await.access_token.unwrap())
}

/// Returns the tokens of a user with the shared password.
pub async fn tokens(app: &AuthenticationClient, username: &str) -> LoginTokenResponseDataDto {
    let options = SignInOptionsDto::new().scope(SCOPE);
    app.sign_in_by_username_password(username, PASSWORD).options(options).await.unwrap()
}

/// Signs up a user with this email address and the shared password, and returns a client of the
/// user.
pub async fn signed_in_by_email(emulator: &Emulator, email: &str) -> AuthenticationClient {
    let app = emulator.authentication();
    app.sign_up_by_email_password(email, PASSWORD).await.unwrap();
    let options = SignInOptionsDto::new().scope(SCOPE);
    let tokens = app.sign_in_by_email_password(email, PASSWORD).options(options).await;
    app.with_access_token(tokens.unwrap().access_token.unwrap())
}

/// Sends an email for a purpose and returns its passcode.
pub async fn emailed(emulator: &Emulator, email: &str, channel: EmailChannel) -> String {
    let app = emulator.authentication();
    app.send_email(SendEmailDto::new(email, channel)).await.unwrap();
    emulator.outbox().last_code(email).unwrap()
}

/// Sends a text message to a phone of mainland China for a purpose and returns its passcode.
pub async fn texted(emulator: &Emulator, phone: &str, channel: SmsChannel) -> String {
    let app = emulator.authentication();
    app.send_sms(SendSMSDto::new(phone, channel)).await.unwrap();
    emulator.outbox().last_code(&format!("+86{phone}")).unwrap()
}

/// Returns the business status and the code of a failed call.
pub fn codes<T: std::fmt::Debug>(response: Result<T, Error>) -> (i64, Option<i64>) {
    let error = response.unwrap_err();
    (error.status_code().unwrap_or_default(), error.api_code())
}
