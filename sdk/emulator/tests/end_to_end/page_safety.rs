//! Sign-in pages cannot be framed, cached or redirected.

use genauth_emulator::{Application, Emulator};

use crate::{
    accounts::{PASSWORD, signed_in},
    oidc_browser::{Browser, CALLBACK, Page},
    second_factors::{asked, with_app},
};

fn header<'a>(page: &'a Page, name: &str) -> &'a str {
    page.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

fn check(page: &Page, ancestors: &str) {
    let policy = header(page, "content-security-policy");
    assert!(policy.ends_with(&format!("frame-ancestors {ancestors}")), "{policy}");
    assert!(policy.starts_with("default-src 'none'"), "{policy}");
    assert_eq!(header(page, "cache-control"), "no-store");
    assert_eq!(header(page, "x-content-type-options"), "nosniff");
}

#[tokio::test]
async fn sign_in_pages_cannot_be_framed() {
    let emulator = Emulator::start().await.unwrap();
    signed_in(&emulator, "ada").await;
    let browser = Browser::new(&emulator);
    let login = browser.authorize(&[("prompt", "consent")]).await;
    let address = login.location().split_once(emulator.host()).unwrap().1.to_owned();
    let login = browser.get(&address, &[]).await;
    assert!(login.body.contains("type=\"password\""), "{}", login.body);
    let wrong = [("account", "ada"), ("password", "wrong-password")];
    let again = browser.post(&format!("{address}/login"), &wrong).await;
    browser.post(&format!("{address}/login"), &[("account", "ada"), ("password", PASSWORD)]).await;
    let consent = browser.get(&address, &[]).await;
    assert!(consent.body.contains("Allow"), "{}", consent.body);
    let problem = browser.get("/interaction/oidc/none", &[]).await;
    let form = browser.authorize(&[("response_mode", "form_post")]).await;
    let signed_out = browser.get("/oidc/session/end", &[]).await;
    for page in [&login, &again, &consent, &problem, &form, &signed_out] {
        check(page, "'none'");
        assert_eq!(header(page, "x-frame-options"), "DENY", "{}", page.body);
    }
}

#[tokio::test]
async fn pages_of_the_second_factor_cannot_be_framed() {
    let (_emulator, browser, _) = with_app().await;
    let page = asked(&browser, &[]).await;
    let wrong = browser.submit(&page, &[("passcode", "wrong")]).await;
    for page in [&page, &wrong] {
        check(page, "'none'");
        assert_eq!(header(page, "x-frame-options"), "DENY", "{}", page.body);
        assert_eq!(header(page, "referrer-policy"), "no-referrer");
    }
}

#[tokio::test]
async fn only_the_application_can_frame_a_web_message() {
    let emulator = Emulator::start().await.unwrap();
    signed_in(&emulator, "ada").await;
    let browser = Browser::new(&emulator);
    browser.signed_in("ada", &[]).await;
    let silent = [("response_mode", "web_message"), ("prompt", "none")];
    check(&browser.authorize(&silent).await, "https://app.example");
}

#[tokio::test]
async fn redirects_allow_only_web_and_registered_uris() {
    let native = "com.example.app:/callback";
    let bad = [
        "blob:https://app.example/0b6a8d7e-1f50",
        "file:///etc/passwd",
        "data:text/html,hi",
        "javascript:alert(1)",
        "view-source:https://app.example/",
        "myapp://callback",
        "http://app.example/callback",
    ];
    let mut app = Application::new("APP_ID", "test-secret");
    app.redirect_uris = [CALLBACK, native].iter().chain(&bad).map(|it| it.to_string()).collect();
    app.logout_redirect_uris = app.redirect_uris.clone();
    let registered = Emulator::builder().application(app).start().await.unwrap();
    let open = Emulator::start().await.unwrap();
    for emulator in [&registered, &open] {
        let browser = Browser::new(emulator);
        for address in bad {
            let page = browser.authorize(&[("redirect_uri", address)]).await;
            assert_eq!(page.status, 400, "{address}");
            assert!(page.headers.get("location").is_none(), "{address}");
            let sent = [("redirect_uri", address)];
            let page = browser.get("/login/profile/logout", &sent).await;
            assert_eq!(page.status, 400, "{address} after a sign-out");
        }
    }
    let browser = Browser::new(&registered);
    assert_eq!(browser.authorize(&[("redirect_uri", native)]).await.status, 302);
    let browser = Browser::new(&open);
    assert_eq!(browser.authorize(&[("redirect_uri", native)]).await.status, 400);
    let local = [("redirect_uri", "http://127.0.0.1:3000/callback")];
    assert_eq!(browser.authorize(&local).await.status, 302);
}
