//! The code of `cas.md`.

use genauth::cas::{CasClient, CasIdentity};
use genauth_emulator::Emulator;

use super::browser;
use crate::accounts::PASSWORD;
use crate::oidc_browser::Browser;

/// Starts an emulator with the user `ada`.
async fn emulator() -> Emulator {
    Emulator::builder().user("ada", PASSWORD).start().await.unwrap()
}

/// Signs `ada` in, and returns the URL of the callback.
async fn signed_in(browser: &Browser, cas: &CasClient) -> String {
    browser::sign_in(browser, &cas.login_url(), "ada").await.location()
}

/// Signs `ada` in, and returns the identity.
async fn identity(emulator: &Emulator) -> CasIdentity {
    let cas = emulator.authentication().cas().service("https://app.example/cas/callback");
    let cas = cas.build().unwrap();
    let callback = signed_in(&Browser::new(emulator), &cas).await;
    cas.finish(&callback).await.unwrap()
}

mod sign_in {
    include!("../../guides/cas_sign_in.rs");

    #[tokio::test]
    async fn ticket_of_a_callback_returns_the_user_once() {
        let emulator = super::emulator().await;
        let cas = cas(&emulator.authentication()).unwrap();
        assert_eq!(login(&cas), cas.login_url());
        let browser = crate::oidc_browser::Browser::new(&emulator);
        let done = super::signed_in(&browser, &cas).await;
        assert!(done.starts_with("https://app.example/cas/callback?ticket=ST-"), "{done}");
        let identity = callback(&cas, &done).await.unwrap().unwrap();
        assert_eq!(identity.user, "ada");
        assert_eq!(identity.attributes.first("username"), Some("ada"));
        assert!(callback(&cas, &done).await.unwrap().is_none());
        assert_eq!(cas.without_ticket(&done), "https://app.example/cas/callback");
    }
}

mod user {
    include!("../../guides/cas_user.rs");

    #[tokio::test]
    async fn user_of_a_sign_in_is_found_by_username() {
        use genauth::management::DeleteUsersBatchDto;

        let emulator = super::emulator().await;
        let identity = super::identity(&emulator).await;
        let admin = emulator.management();
        let user = user_of(&admin, &identity).await.unwrap().unwrap();
        assert_eq!(user.username.as_deref(), Some("ada"));
        admin.delete_users_batch(DeleteUsersBatchDto::new([user.user_id])).await.unwrap();
        assert!(user_of(&admin, &identity).await.unwrap().is_none());
    }
}

mod single_logout {
    include!("../../guides/cas_single_logout.rs");

    #[tokio::test]
    async fn logout_request_ends_the_session_of_its_ticket() {
        use url::form_urlencoded::Serializer;

        let emulator = super::emulator().await;
        let identity = super::identity(&emulator).await;
        let ticket = identity.ticket.expose().to_owned();
        let sessions = Sessions::default();
        sessions.start(identity);
        let form = |ticket: &str| {
            let request = format!(
                "<p:LogoutRequest xmlns:p=\"urn:oasis:names:tc:SAML:2.0:protocol\">\
                 <p:SessionIndex>{ticket}</p:SessionIndex></p:LogoutRequest>"
            );
            Serializer::new(String::new()).append_pair("logoutRequest", &request).finish()
        };
        assert!(!sessions.end(&form("ST-OTHER")).unwrap());
        assert!(sessions.end("logoutRequest=").is_err());
        assert!(sessions.end(&form(&ticket)).unwrap());
        assert!(!sessions.end(&form(&ticket)).unwrap());
    }
}
