//! The pages of the emulator in a browser.

use genauth_emulator::{Application, Emulator};
use peers::{Browser, REDIRECT_URI};
use url::Url;

async fn start() -> Emulator {
    let app = Application::new("TEST_APP", "test-secret");
    Emulator::builder().application(app).user("alice", "test-secret").start().await.unwrap()
}

fn authorization_url(emulator: &Emulator, more: &[(&str, &str)]) -> Url {
    let mut url = Url::parse(emulator.host()).unwrap().join("/oidc/auth").unwrap();
    let usual = [
        ("client_id", "TEST_APP"),
        ("redirect_uri", REDIRECT_URI),
        ("response_type", "code"),
        ("scope", "openid profile"),
        ("state", "test-state"),
        ("nonce", "test-nonce"),
    ];
    url.query_pairs_mut().extend_pairs(usual).extend_pairs(more);
    url
}

#[tokio::test]
async fn user_signs_in_and_consents() {
    let Some(browser) = Browser::start().await else { return };
    let emulator = start().await;
    let session = browser.session();
    for mode in ["query", "fragment", "form_post"] {
        let url = authorization_url(&emulator, &[("prompt", "consent"), ("response_mode", mode)]);
        let callback = session.sign_in(&url, "alice").await;
        assert_eq!(callback.parameter("state").as_deref(), Some("test-state"));
        assert!(callback.parameter("code").is_some(), "{callback:?}");
        assert_eq!(callback.form.is_some(), mode == "form_post");
    }
    // The browser is signed in: no page is shown.
    let url = authorization_url(&emulator, &[("prompt", "none")]);
    assert!(session.sign_in(&url, "unused").await.parameter("code").is_some());
    // Another one is not.
    let error = browser.sign_in(&url, "alice").await.parameter("error");
    assert_eq!(error.as_deref(), Some("login_required"));
}

#[tokio::test]
async fn cancellation_is_reported_to_the_redirect_uri() {
    let Some(browser) = Browser::start().await else { return };
    let emulator = start().await;
    let callback = browser.session().cancel(&authorization_url(&emulator, &[])).await;
    assert_eq!(callback.parameter("error").as_deref(), Some("access_denied"));
}
