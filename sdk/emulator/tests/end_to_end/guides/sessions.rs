//! The code of `sessions.md`.

use std::time::Duration;

use genauth::AuthenticationClient;
use genauth::oidc::{MemorySessionStore, OidcClient};
use genauth_emulator::Emulator;

use super::{browser, clients};
use crate::accounts::PASSWORD;
use crate::oidc_browser::Browser;

mod start {
    include!("../../guides/sessions_start.rs");

    pub(super) fn client(emulator: &super::Emulator) -> OidcClient {
        oidc(&emulator.authentication()).unwrap()
    }

    /// Signs `ada` in, and returns the ID of the session.
    pub(super) async fn session(
        oidc: &OidcClient,
        store: &MemorySessionStore,
        browser: &super::Browser,
    ) -> String {
        let request = oidc.authorize().scope("offline_access").build().await.unwrap();
        let page = super::browser::sign_in(browser, request.url(), "ada").await;
        let callback = super::browser::consent(browser, &page).await;
        signed_in(oidc, store, &request, &callback).await.unwrap()
    }
}

mod request {
    include!("../../guides/sessions_request.rs");

    pub(super) async fn user(
        app: &AuthenticationClient,
        oidc: &OidcClient,
        store: &MemorySessionStore,
        cookie: &str,
    ) -> Option<String> {
        user_id(app, oidc, store, cookie).await.unwrap()
    }
}

mod sign_out {
    include!("../../guides/sessions_sign_out.rs");

    pub(super) async fn location(
        oidc: &OidcClient,
        store: &MemorySessionStore,
        cookie: &str,
    ) -> String {
        sign_out(oidc, store, cookie).await.unwrap()
    }
}

mod api_sign_in {
    include!("../../guides/sessions_api_sign_in.rs");

    pub(super) async fn of(app: &AuthenticationClient, oidc: &OidcClient) -> UserSession {
        session(app, oidc, "ada", super::PASSWORD).await.unwrap().unwrap()
    }
}

/// An application with a session of `ada`.
struct Started {
    emulator: Emulator,
    app: AuthenticationClient,
    oidc: OidcClient,
    store: MemorySessionStore,
    browser: Browser,
    cookie: String,
}

async fn started(client: impl Fn(&Emulator) -> OidcClient) -> Started {
    let emulator = clients::emulator().await;
    let app = emulator.authentication();
    let (oidc, store) = (client(&emulator), MemorySessionStore::new());
    let browser = Browser::new(&emulator);
    let cookie = start::session(&oidc, &store, &browser).await;
    Started { emulator, app, oidc, store, browser, cookie }
}

#[tokio::test]
async fn session_outlives_its_access_token() {
    let Started { emulator, app, oidc, store, cookie, .. } = started(clients::oidc).await;
    let ada = request::user(&app, &oidc, &store, &cookie).await;
    assert!(ada.is_some());
    emulator.clock().advance(Duration::from_secs(3_601));
    assert_eq!(request::user(&app, &oidc, &store, &cookie).await, ada);
    assert_eq!(request::user(&app, &oidc, &store, "OTHER").await, None);
    // Refresh tokens of the emulator are valid for 30 days.
    emulator.clock().advance(Duration::from_secs(31 * 86_400));
    assert_eq!(request::user(&app, &oidc, &store, &cookie).await, None);
}

#[tokio::test]
async fn sign_out_ends_the_sessions_of_application_and_browser() {
    let Started { emulator, app, oidc, store, browser, cookie } = started(start::client).await;
    let location = sign_out::location(&oidc, &store, &cookie).await;
    assert!(location.starts_with(emulator.host()), "{location}");
    assert!(store.is_empty());
    assert_eq!(request::user(&app, &oidc, &store, &cookie).await, None);
    let home = browser::open(&browser, &location).await.location();
    assert_eq!(home, "https://app.example/");
    assert_eq!(sign_out::location(&oidc, &store, &cookie).await, home);
}

#[tokio::test]
async fn sign_in_by_the_api_starts_a_session_with_verified_claims() {
    let emulator = clients::emulator().await;
    let (app, oidc) = (emulator.authentication(), clients::oidc(&emulator));
    let session = api_sign_in::of(&app, &oidc).await;
    assert!(session.subject().is_some());
    let before = session.access_token().await.unwrap();
    emulator.clock().advance(Duration::from_secs(3_601));
    assert_ne!(session.access_token().await.unwrap(), before);
}
