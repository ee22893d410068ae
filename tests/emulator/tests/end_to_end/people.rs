//! Users that tests sign up.

use genauth::{
    AuthenticationClient,
    authentication::{
        LoginTokenResponseDataDto, SignInByPasswordPayloadDto, SignInConnection,
        SignUpByPasswordDto, SignUpConnection, SignUpDto, SigninByCredentialsDto,
    },
};
use genauth_emulator::Emulator;

/// The password of everybody.
pub const PASSWORD: &str = "passw0rd";

/// Signs up a user with this username, and gives back a client of theirs.
pub async fn signed_in(emulator: &Emulator, username: &str) -> AuthenticationClient {
    let app = emulator.authentication();
    let by_password = SignUpByPasswordDto::new(PASSWORD).username(username);
    app.sign_up(SignUpDto::new(SignUpConnection::Password).password_payload(by_password))
        .await
        .unwrap();
    sign_in(&app, username).await
}

/// Signs up a user with this username, and gives back an access token of theirs.
pub async fn access_token(emulator: &Emulator, username: &str) -> String {
    signed_in(emulator, username).await;
    tokens(&emulator.authentication(), username).await.access_token.unwrap()
}

/// Signs a user in with the password of everybody.
pub async fn sign_in(app: &AuthenticationClient, username: &str) -> AuthenticationClient {
    app.with_access_token(tokens(app, username).await.access_token.unwrap())
}

/// The tokens of a user with the password of everybody.
pub async fn tokens(app: &AuthenticationClient, username: &str) -> LoginTokenResponseDataDto {
    let payload = SignInByPasswordPayloadDto::new(PASSWORD).username(username);
    let body = SigninByCredentialsDto::new(SignInConnection::Password)
        .client_id("APP_ID")
        .client_secret("test-secret")
        .password_payload(payload);
    app.sign_in_by_credentials(body).await.unwrap()
}
