//! Signing out in a browser.

use std::time::Duration;

use genauth::authentication::GetProfileParams;
use genauth_emulator::{Application, Emulator};

use crate::{
    accounts::signed_in,
    oidc_browser::{Browser, Page},
};

const HOME: &str = "https://app.example/";

async fn begun() -> (Emulator, Browser, Page) {
    let mut app = Application::new("APP_ID", "test-secret");
    app.logout_redirect_uris = vec![HOME.to_owned()];
    let emulator = Emulator::builder().application(app).start().await.unwrap();
    signed_in(&emulator, "ada").await;
    let browser = Browser::new(&emulator);
    let code = browser.code("ada", &[("scope", "openid offline_access")]).await;
    let tokens = browser.exchange(&code).await;
    (emulator, browser, tokens)
}

async fn is_signed_in(emulator: &Emulator, tokens: &Page) -> bool {
    let user = emulator.authentication().with_access_token(tokens.text("access_token"));
    user.get_profile(GetProfileParams::new()).await.is_ok()
}

async fn knows_the_user(browser: &Browser) -> bool {
    browser.authorize(&[("prompt", "none")]).await.query("code").is_some()
}

#[tokio::test]
async fn sign_out_ends_all_sessions_of_the_browser() {
    let (emulator, browser, tokens) = begun().await;
    let more = browser.exchange(&browser.code("ada", &[]).await).await;
    assert!(knows_the_user(&browser).await);
    let unused = browser.code("ada", &[]).await;
    let page = browser.get("/oidc/session/end", &[]).await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("Signed out"));
    assert!(browser.cookie.borrow().is_none());
    assert!(!is_signed_in(&emulator, &tokens).await);
    assert!(!is_signed_in(&emulator, &more).await);
    assert_eq!(browser.exchange(&unused).await.refused(), (400, "invalid_grant".to_owned()));
    let refresh_token = tokens.text("refresh_token");
    let grant = [("grant_type", "refresh_token"), ("refresh_token", &*refresh_token)];
    assert_eq!(browser.token(&grant).await.refused(), (400, "invalid_grant".to_owned()));
}

#[tokio::test]
async fn old_cookie_is_rejected() {
    let (_emulator, browser, _) = begun().await;
    let cookie = browser.cookie.borrow().clone();
    browser.get("/oidc/session/end", &[]).await;
    browser.cookie.replace(cookie);
    assert!(!knows_the_user(&browser).await);
}

#[tokio::test]
async fn id_token_hint_allows_sign_out_without_a_cookie() {
    let (emulator, browser, tokens) = begun().await;
    // Hints are accepted long after they have expired for all other uses.
    emulator.clock().advance(Duration::from_secs(20 * 86_400));
    let cookie = browser.cookie.take();
    let id_token = tokens.text("id_token");
    let hint = ("id_token_hint", &*id_token);
    let page = browser
        .get("/oidc/session/end", &[hint, ("post_logout_redirect_uri", HOME), ("state", "A b")])
        .await;
    assert_eq!(page.location(), "https://app.example/?state=A+b");
    browser.cookie.replace(cookie);
    assert!(!knows_the_user(&browser).await);
    assert!(!is_signed_in(&emulator, &tokens).await);
}

#[tokio::test]
async fn sign_out_redirects_only_to_registered_uris() {
    let (emulator, browser, tokens) = begun().await;
    let id_token = tokens.text("id_token");
    let access_token = tokens.text("access_token");
    let hint = ("id_token_hint", &*id_token);
    let refused = [
        vec![hint, ("post_logout_redirect_uri", "https://evil.example/")],
        vec![hint, ("post_logout_redirect_uri", "javascript:alert(1)")],
        vec![("post_logout_redirect_uri", HOME)],
        vec![("id_token_hint", "a.b.c")],
        vec![("id_token_hint", &*access_token)],
    ];
    for pairs in refused {
        let page = browser.get("/oidc/session/end", &pairs).await;
        assert_eq!(page.status, 400, "{pairs:?}");
        assert!(page.headers.get("location").is_none());
    }
    // A failed attempt changes nothing.
    assert!(is_signed_in(&emulator, &tokens).await);
    assert!(knows_the_user(&browser).await);
}

#[tokio::test]
async fn older_sign_out_needs_no_hint() {
    let (emulator, browser, tokens) = begun().await;
    let old = "/login/profile/logout";
    let evil = browser.get(old, &[("redirect_uri", "https://evil.example/")]).await;
    assert_eq!(evil.status, 400);
    let page = browser.get(old, &[("redirect_uri", HOME)]).await;
    assert_eq!(page.location(), HOME);
    assert!(!is_signed_in(&emulator, &tokens).await);
    assert!(!knows_the_user(&browser).await);
}

#[tokio::test]
async fn another_user_in_the_same_browser_replaces_the_session() {
    let (emulator, browser, tokens) = begun().await;
    signed_in(&emulator, "bob").await;
    let before = browser.cookie.borrow().clone();
    let page = browser.authorize(&[("prompt", "login")]).await;
    browser.log_in(&page, "bob", crate::accounts::PASSWORD).await;
    assert_ne!(*browser.cookie.borrow(), before);
    // Sessions of other users continue.
    browser.get("/oidc/session/end", &[]).await;
    assert!(is_signed_in(&emulator, &tokens).await);
}

#[tokio::test]
async fn repeated_sign_in_leaves_no_old_session() {
    let (emulator, browser, tokens) = begun().await;
    browser.signed_in("ada", &[("prompt", "login")]).await;
    browser.get("/oidc/session/end", &[]).await;
    assert!(!is_signed_in(&emulator, &tokens).await);
}
