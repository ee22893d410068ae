//! Authorizations when users change, and when the emulator is saved.

use std::time::Duration;

use genauth::authentication::TokenIntrospectEndpointParams;
use genauth::flows::PasswordEncryption;
use genauth::management::{DeleteUsersBatchDto, KickUsersDto, UpdateUserReqDto, UserStatus};
use genauth_emulator::Emulator;

use crate::{
    accounts::{PASSWORD, signed_in},
    oidc_browser::{Browser, Page},
};

async fn begun() -> (Emulator, Browser, Page, String) {
    let emulator = Emulator::start().await.unwrap();
    signed_in(&emulator, "ada").await;
    let browser = Browser::new(&emulator);
    let code = browser.code("ada", &[("scope", "openid offline_access")]).await;
    let tokens = browser.exchange(&code).await;
    let claims = browser.verified(&tokens.text("id_token"), Some("test-secret")).await;
    let user_id = claims["sub"].as_str().unwrap().to_owned();
    (emulator, browser, tokens, user_id)
}

async fn refreshed(browser: &Browser, tokens: &Page) -> u16 {
    let refresh_token = tokens.text("refresh_token");
    browser
        .token(&[("grant_type", "refresh_token"), ("refresh_token", &refresh_token)])
        .await
        .status
}

async fn is_out(browser: &Browser, tokens: &Page, unused: &str) {
    let page = browser.authorize(&[("prompt", "none")]).await;
    assert_eq!(page.query("error").unwrap(), "login_required");
    assert_eq!(browser.exchange(unused).await.status, 400);
    assert_eq!(refreshed(browser, tokens).await, 400);
    let page = browser.authorize(&[]).await;
    let again = browser.log_in(&page, "ada", PASSWORD).await;
    assert_eq!(again.status, 200, "the page is shown again");
    let grant = [("grant_type", "password"), ("username", "ada"), ("password", PASSWORD)];
    assert_eq!(browser.token(&grant).await.refused(), (400, "invalid_grant".to_owned()));
}

#[tokio::test]
async fn suspending_a_user_ends_all_sessions() {
    let (emulator, browser, tokens, user_id) = begun().await;
    let unused = browser.code("ada", &[]).await;
    let suspended = UpdateUserReqDto::new(user_id).status(UserStatus::Suspended);
    emulator.management().update_user(suspended).await.unwrap();
    is_out(&browser, &tokens, &unused).await;
    let body = TokenIntrospectEndpointParams::new(tokens.text("access_token")).strict(true);
    assert!(!emulator.authentication().introspect_token(body).await.unwrap().active);
}

#[tokio::test]
async fn deleting_a_user_ends_all_sessions() {
    let (emulator, browser, tokens, user_id) = begun().await;
    let unused = browser.code("ada", &[]).await;
    let deleted = DeleteUsersBatchDto::new(vec![user_id]);
    emulator.management().delete_users_batch(deleted).await.unwrap();
    is_out(&browser, &tokens, &unused).await;
    let bearer = format!("Bearer {}", tokens.text("access_token"));
    assert_eq!(browser.get_as(&bearer, "/oidc/me").await.status, 401);
}

#[tokio::test]
async fn kicked_user_must_sign_in_again() {
    let (emulator, browser, tokens, user_id) = begun().await;
    let unused = browser.code("ada", &[]).await;
    let kicked = KickUsersDto::new(user_id, vec!["APP_ID".to_owned()]);
    emulator.management().kick_users(kicked).await.unwrap();
    let page = browser.authorize(&[("prompt", "none")]).await;
    assert_eq!(page.query("error").unwrap(), "login_required");
    assert_eq!(browser.exchange(&unused).await.status, 400);
    assert_eq!(refreshed(&browser, &tokens).await, 400);
    assert!(browser.signed_in("ada", &[]).await.query("code").is_some());
}

#[tokio::test]
async fn wrong_passwords_on_the_login_page_lock_the_account() {
    let (emulator, browser, ..) = begun().await;
    let page = browser.authorize(&[("prompt", "login")]).await;
    let mut last = browser.log_in(&page, "ada", "wrong").await;
    for _ in 0..20 {
        last = browser.log_in(&page, "ada", "wrong").await;
    }
    assert!(last.body.contains("locked"), "{}", last.body);
    assert_eq!(browser.log_in(&page, "ada", PASSWORD).await.status, 200);
    let grant = [("grant_type", "password"), ("username", "ada"), ("password", PASSWORD)];
    assert_eq!(browser.token(&grant).await.refused(), (400, "invalid_grant".to_owned()));
    emulator.clock().advance(Duration::from_secs(86_400));
    assert_eq!(browser.token(&grant).await.status, 200);
}

#[tokio::test]
async fn password_grant_accepts_an_encrypted_password() {
    let (emulator, browser, ..) = begun().await;
    let app = emulator.authentication();
    let encryptor = app.password_encryptor(PasswordEncryption::Rsa).await.unwrap();
    let password = encryptor.encrypt(PASSWORD).unwrap();
    let grant = [
        ("grant_type", "password"),
        ("username", "ada"),
        ("password", &*password),
        ("password_encrypt_type", "rsa"),
    ];
    assert_eq!(browser.token(&grant).await.status, 200);
    let plain = [grant[0], grant[1], ("password", PASSWORD), grant[3]];
    assert_eq!(browser.token(&plain).await.refused(), (400, "invalid_request".to_owned()));
}

#[tokio::test]
async fn deleted_user_cannot_consent() {
    let (emulator, browser, _, user_id) = begun().await;
    let page = browser.authorize(&[("prompt", "consent")]).await;
    let path = page.location().strip_prefix(emulator.host()).unwrap().to_owned();
    let deleted = DeleteUsersBatchDto::new(vec![user_id]);
    emulator.management().delete_users_batch(deleted).await.unwrap();
    assert!(browser.get(&path, &[]).await.body.contains("Password"));
    assert_eq!(browser.post(&format!("{path}/confirm"), &[]).await.status, 403);
}

#[tokio::test]
async fn finish_login_requires_a_completed_sign_in() {
    let (emulator, browser, ..) = begun().await;
    let page = browser.authorize(&[("prompt", "consent")]).await;
    let path = page.location().strip_prefix(emulator.host()).unwrap().to_owned();
    let cookie = browser.cookie.take();
    assert_eq!(browser.post(&format!("{path}/end"), &[]).await.status, 403);
    browser.cookie.replace(cookie);
    // It still requires consent.
    let page = browser.post(&format!("{path}/end"), &[]).await;
    assert_eq!(page.location(), format!("{}{path}", emulator.host()));
    assert_eq!(browser.post("/interaction/oidc/OTHER/end", &[]).await.status, 404);
}

#[tokio::test]
async fn saved_authorizations_contain_no_credentials() {
    let (emulator, browser, tokens, _) = begun().await;
    let unused = browser.code("ada", &[]).await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state.json");
    emulator.save(&file).unwrap();
    let text = std::fs::read_to_string(&file).unwrap();
    let cookie = browser.cookie.borrow().clone().unwrap();
    let value = cookie.split_once('=').unwrap().1.to_owned();
    for secret in [&unused, &tokens.text("refresh_token"), &value] {
        assert!(!text.contains(secret.as_str()));
    }

    let other = Emulator::builder().seed(99).start().await.unwrap();
    other.load(&file).unwrap();
    let browser = Browser::new(&other);
    browser.cookie.replace(Some(cookie));
    assert!(browser.authorize(&[("prompt", "none")]).await.query("code").is_some());
    assert_eq!(browser.exchange(&unused).await.status, 200);
    assert_eq!(refreshed(&browser, &tokens).await, 200);
}
