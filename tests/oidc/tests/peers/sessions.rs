use std::time::Duration;

use genauth::OidcErrorKind as Kind;
use genauth::oidc::MemorySessionStore;
use peers::{Browser, CODE_POST, OidcProvider, Setup};
use tokio::task::JoinSet;

use crate::sdk::{oidc, oidc_kind, sign_in};

#[tokio::test]
async fn session_refreshes_itself_under_rotation() {
    let setup = Setup::default().lifetime("AccessToken", 2);
    let Some(provider) = OidcProvider::start_with(setup).await else { return };
    let Some(browser) = Browser::start().await else { return };
    let client = oidc(&provider, &CODE_POST);
    let store = MemorySessionStore::new();
    let session = client.start_session(&store, sign_in(&browser, &client).await).await.unwrap();
    let first = session.stored();
    for _ in 0..2 {
        let before = session.access_token().await.unwrap();
        tokio::time::sleep(Duration::from_millis(1_600)).await;
        let mut calls = JoinSet::new();
        for _ in 0..20 {
            let (client, store, id) = (client.clone(), store.clone(), session.id().to_owned());
            calls.spawn(async move {
                let session = client.load_session(&store, &id).await.unwrap().unwrap();
                session.access_token().await.unwrap()
            });
        }
        let after = session.access_token().await.unwrap();
        assert_ne!(before, after);
        while let Some(token) = calls.join_next().await {
            assert_eq!(token.unwrap(), after);
        }
        client.user_info(after, "alice").await.unwrap();
    }
    // Another process, which has been idle since the sign-in, uses the tokens in the store.
    let other = oidc(&provider, &CODE_POST);
    let other = other.load_session(&store, session.id()).await.unwrap().unwrap();
    other.refresh().await.unwrap();
    session.refresh().await.unwrap();

    // A stolen refresh token ends the session.
    assert!(client.refresh(&first.tokens).await.unwrap_err().is_invalid_grant());
    let error = session.refresh().await.unwrap_err();
    assert_eq!(oidc_kind(&error), Some(Kind::SessionEnded));
    assert!(store.is_empty());
}
