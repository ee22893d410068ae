//! Second factors of sign-ins for tests.

use genauth::{
    AuthenticationClient,
    authentication::FactorType,
    management::{GetOtpSecretByUserParams, UpdateApplicationMfaSettingsDto, UserIdType},
};
use genauth_emulator::Emulator;

use crate::{
    accounts::{PASSWORD, signed_in},
    mfa::with_otp,
    oidc_browser::{Browser, Page},
};

pub const EMAIL: &str = "ada@example.com";
pub const PHONE: &str = "188xxxx8888";

/// Sets the factors of the default application: one of them is required from then on, or none.
pub async fn require(emulator: &Emulator, factors: &[FactorType]) {
    let mut others = vec![FactorType::Otp, FactorType::Sms, FactorType::Email, FactorType::Face];
    others.retain(|factor| !factors.contains(factor));
    let body = UpdateApplicationMfaSettingsDto::new("APP_ID")
        .enabled_factors(factors.to_vec())
        .disabled_factors(others);
    emulator.management().update_application_mfa_settings(body).await.unwrap();
}

/// Starts an emulator with a stopped clock and the user `ada`.
pub async fn with_user() -> (Emulator, AuthenticationClient) {
    let emulator = Emulator::start().await.unwrap();
    emulator.clock().stop();
    let user = signed_in(&emulator, "ada").await;
    (emulator, user)
}

/// Starts an emulator whose default application requires the authenticator app of the user `ada`.
/// Returns its URI.
pub async fn with_app() -> (Emulator, Browser, String) {
    let (emulator, user) = with_user().await;
    let uri = with_otp(&emulator, &user).await;
    require(&emulator, &[FactorType::Otp]).await;
    later(&emulator, 30);
    let browser = Browser::new(&emulator);
    (emulator, browser, uri)
}

/// Enrolls the email address of the tests.
pub async fn with_email(emulator: &Emulator, user: &AuthenticationClient) {
    let email = user.mfa().enroll_email(EMAIL).await.unwrap();
    email.confirm(emulator.outbox().last_code(EMAIL).unwrap()).await.unwrap();
}

/// Enrolls the phone of the tests.
pub async fn with_phone(emulator: &Emulator, user: &AuthenticationClient) {
    let sms = user.mfa().enroll_sms(PHONE, None).await.unwrap();
    sms.confirm(emulator.outbox().last_code(PHONE).unwrap()).await.unwrap();
}

/// Advances the clock.
pub fn later(emulator: &Emulator, seconds: u64) {
    emulator.clock().advance(std::time::Duration::from_secs(seconds));
}

/// Enters the password of `ada`, and opens the page of the second factor.
pub async fn asked(browser: &Browser, pairs: &[(&str, &str)]) -> Page {
    let page = browser.authorize(pairs).await;
    let page = browser.log_in(&page, "ada", PASSWORD).await;
    let shown = browser.follow(&page).await;
    assert!(!shown.body.contains("name=\"password\""), "{}", shown.body);
    shown
}

/// Returns the recovery code of `ada`, as saved by the emulator.
pub fn recovery_code(emulator: &Emulator) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state.json");
    emulator.save(&file).unwrap();
    let text = std::fs::read_to_string(&file).unwrap();
    let after = text.split_once("\"recovery_code\":\"").unwrap().1;
    after.split_once('"').unwrap().0.to_owned()
}

/// Returns the secret of the authenticator app of `ada`.
pub async fn secret(emulator: &Emulator) -> String {
    let ada = GetOtpSecretByUserParams::new("ada").user_id_type(UserIdType::Username);
    let secret = emulator.management().get_otp_secret_by_user(ada).await.unwrap().secret;
    secret.expose().to_owned()
}

/// Returns the authentication methods in the ID token for the code of a response.
pub async fn amr(browser: &Browser, page: &Page) -> Vec<String> {
    let code = page.query("code");
    assert!(code.is_some(), "{}", page.location());
    let tokens = browser.exchange(&code.unwrap()).await;
    let claims = browser.verified(&tokens.text("id_token"), Some("test-secret")).await;
    let names = claims["amr"].as_array().unwrap().iter();
    names.map(|name| name.as_str().unwrap().to_owned()).collect()
}
