use genauth::OidcErrorKind as Kind;
use genauth::oidc::MemorySessionStore;
use peers::{Browser, CODE_POST, HS256, Listener, OidcProvider, POST_LOGOUT_REDIRECT_URI, Setup};
use url::{Url, form_urlencoded};

use crate::sdk::{SCOPE, oidc, oidc_kind, sign_in, sign_in_by};

#[tokio::test]
async fn end_of_the_session_is_reported_to_browser_and_server() {
    let listener = Listener::start().await.unwrap();
    let setup = Setup::default().back_channel_logout_uri(&listener.url());
    let Some(provider) = OidcProvider::start_with(setup).await else { return };
    let Some(browser) = Browser::start().await else { return };
    for client in [CODE_POST, HS256] {
        let oidc = oidc(&provider, &client);
        let store = MemorySessionStore::new();
        let window = browser.session();
        let sign_in = sign_in_by(&window, &oidc, oidc.authorize().scope(SCOPE)).await;
        assert!(sign_in.claims.as_ref().unwrap().session_id.is_some());
        let session = oidc.start_session(&store, sign_in).await.unwrap();
        // The same user in another browser.
        let other = crate::sdk::sign_in(&browser, &oidc).await;
        let other = oidc.start_session(&store, other).await.unwrap();

        let url = oidc.logout_url().id_token(session.id_token());
        let url = url.redirect_uri(POST_LOGOUT_REDIRECT_URI).state("test-state");
        let url = Url::parse(&url.build().await.unwrap()).unwrap();
        let callback = window.sign_out(&url).await;
        assert!(callback.url.as_str().starts_with(POST_LOGOUT_REDIRECT_URI));
        assert_eq!(callback.parameter("state").as_deref(), Some("test-state"));

        let body = listener.body().await;
        let (name, token) = form_urlencoded::parse(body.as_bytes()).next().unwrap();
        assert_eq!(name, "logout_token");
        assert_eq!(oidc.back_channel_logout(&store, &token).await.unwrap(), 1);
        assert!(oidc.load_session(&store, session.id()).await.unwrap().is_none());
        assert!(oidc.load_session(&store, other.id()).await.unwrap().is_some());
        assert_eq!(oidc.back_channel_logout(&store, &token).await.unwrap(), 0);
        let error = session.refresh().await.unwrap_err();
        assert_eq!(oidc_kind(&error), Some(Kind::SessionEnded));
    }
}

#[tokio::test]
async fn ended_session_has_no_valid_refresh_token() {
    let Some((provider, browser)) = peers::start().await else { return };
    let oidc = oidc(&provider, &CODE_POST);
    let store = MemorySessionStore::new();
    let sign_in = sign_in(&browser, &oidc).await;
    let session = oidc.start_session(&store, sign_in).await.unwrap();
    let tokens = session.stored().tokens;
    session.end().await.unwrap();
    assert!(store.is_empty());
    assert!(oidc.refresh(&tokens).await.unwrap_err().is_invalid_grant());
}
