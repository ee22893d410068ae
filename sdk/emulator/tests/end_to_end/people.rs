//! Users that tests sign up.

use genauth::{
    AuthenticationClient, Error,
    authentication::{
        EmailChannel, LoginTokenResponseDataDto, SendEmailDto, SendSMSDto, SignInOptionsDto,
        SmsChannel,
    },
};
use genauth_emulator::Emulator;

/// The password of everybody.
pub const PASSWORD: &str = "passw0rd";

/// What users grant in tests: everything that a profile has.
pub const SCOPE: &str = "openid profile username email phone external_id";

/// Signs up a user with this username, and gives back a client of theirs.
pub async fn signed_in(emulator: &Emulator, username: &str) -> AuthenticationClient {
    let app = emulator.authentication();
    app.sign_up_by_username_password(username, PASSWORD).await.unwrap();
    sign_in(&app, username).await
}

/// Signs up a user with this username, and gives back an access token of theirs.
pub async fn access_token(emulator: &Emulator, username: &str) -> String {
    signed_in(emulator, username).await;
    tokens(&emulator.authentication(), username).await.access_token.unwrap().expose().to_owned()
}

/// Signs a user in with the password of everybody.
pub async fn sign_in(app: &AuthenticationClient, username: &str) -> AuthenticationClient {
    app.with_access_token(tokens(app, username).await.access_token.unwrap())
}

/// The tokens of a user with the password of everybody.
pub async fn tokens(app: &AuthenticationClient, username: &str) -> LoginTokenResponseDataDto {
    let options = SignInOptionsDto::new().scope(SCOPE);
    app.sign_in_by_username_password(username, PASSWORD).options(options).await.unwrap()
}

/// Signs up a user with this email address and the password of everybody, and gives back a client
/// of theirs.
pub async fn signed_in_by_email(emulator: &Emulator, email: &str) -> AuthenticationClient {
    let app = emulator.authentication();
    app.sign_up_by_email_password(email, PASSWORD).await.unwrap();
    let options = SignInOptionsDto::new().scope(SCOPE);
    let tokens = app.sign_in_by_email_password(email, PASSWORD).options(options).await;
    app.with_access_token(tokens.unwrap().access_token.unwrap())
}

/// The passcode of an email that is sent for a purpose.
pub async fn emailed(emulator: &Emulator, email: &str, channel: EmailChannel) -> String {
    let app = emulator.authentication();
    app.send_email(SendEmailDto::new(email, channel)).await.unwrap();
    emulator.outbox().last_code(email).unwrap()
}

/// The passcode of a text message that is sent to a phone of mainland China for a purpose.
pub async fn texted(emulator: &Emulator, phone: &str, channel: SmsChannel) -> String {
    let app = emulator.authentication();
    app.send_sms(SendSMSDto::new(phone, channel)).await.unwrap();
    emulator.outbox().last_code(&format!("+86{phone}")).unwrap()
}

/// Business status and code of a call that failed.
pub fn codes<T: std::fmt::Debug>(answer: Result<T, Error>) -> (i64, Option<i64>) {
    let error = answer.unwrap_err();
    (error.status_code().unwrap_or_default(), error.api_code())
}
