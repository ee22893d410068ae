//! Sign-in, and what the application learns of the user.

use genauth::CasErrorKind as Kind;
use genauth::cas::{CasIdentity, CasTicket};
use peers::Window;
use url::Url;

use crate::peer::{SERVICE, builder, cas_kind, client, follow, start, visit};

fn assert_attributes(user: &CasIdentity) {
    assert_eq!(user.user, "alice");
    assert_eq!(user.attributes.first("email"), Some("alice@mail.example"));
    assert_eq!(user.attributes.first("name"), Some("Zoë 李"));
    let groups: Vec<_> = user.attributes.texts("groups").collect();
    assert_eq!(groups, ["staff", "R&D", "über"]);
    assert!(user.proxies.is_empty() && user.proxy_granting_ticket_iou.is_none());
}

#[tokio::test]
async fn user_signs_in() {
    let Some((server, browser)) = start().await else { return };
    let cas = client(&server);
    let callback = visit(&browser.session(), &cas.login_url()).await;
    assert_eq!(cas.without_ticket(&callback), SERVICE);
    assert_attributes(&cas.finish(&callback).await.unwrap());
}

#[tokio::test]
async fn every_version_validates_a_ticket() {
    let Some((server, browser)) = start().await else { return };
    let cas = client(&server);
    let session = browser.session();
    // At the second time, the browser is signed in.
    let ticket =
        async || CasTicket::from_callback(&visit(&session, &cas.login_url()).await).unwrap();

    let user = cas.validate_ticket_v1(&ticket().await).await.unwrap();
    assert_eq!((&*user.user, user.attributes.len()), ("alice", 0));
    assert_attributes(&cas.validate_ticket_v2(&ticket().await).await.unwrap());
    assert_attributes(&cas.validate_ticket_v3(&ticket().await).await.unwrap());
}

#[tokio::test]
async fn renewal_asks_for_the_password_again() {
    let Some((server, browser)) = start().await else { return };
    let cas = client(&server);
    let strict = builder(&server).renew().build().unwrap();
    let session = browser.session();
    let renewed = async |url: &str| {
        let callback = visit(&session, url).await;
        let user = strict.finish(&callback).await;
        user.map(|it| it.attributes.first("isFromNewLogin").map(str::to_owned))
    };
    let is_new = || Some("true".to_owned());
    assert_eq!(renewed(&cas.login_url()).await.unwrap(), is_new());
    // The session of the browser is not enough for this application.
    let error = renewed(&cas.login_url()).await.unwrap_err();
    assert_eq!(cas_kind(&error), Some((Kind::TicketRejected, Some("INVALID_TICKET"))));
    assert_eq!(renewed(&cas.login().renew().build().unwrap()).await.unwrap(), is_new());
    assert_eq!(renewed(&strict.login_url()).await.unwrap(), is_new());
}

#[tokio::test]
async fn service_keeps_its_query() {
    let Some((server, browser)) = start().await else { return };
    let session = browser.session();
    for query in ["next=/admin&x=a+b", "next=%2Fadmin%3Fa%3Db%26c", "z=1&a=2", "name=Zo%C3%AB"] {
        let service = format!("{SERVICE}?{query}");
        let cas = builder(&server).service(&service).build().unwrap();
        let callback = follow(&session, &cas.login_url(), SERVICE).await;
        // The server writes the query in an order and an encoding of its own.
        let pairs = |url: &str| {
            let url = Url::parse(url).unwrap();
            let mut pairs: Vec<(String, String)> = url.query_pairs().into_owned().collect();
            pairs.sort();
            pairs
        };
        assert_eq!(pairs(&cas.without_ticket(&callback)), pairs(&service));
        assert_attributes(&cas.finish(&callback).await.unwrap());
    }
}

#[tokio::test]
async fn unknown_service_gets_no_ticket() {
    let Some((server, _)) = start().await else { return };
    let Some(window) = Window::open().await else { return };
    let cas = builder(&server).service("http://127.0.0.1/other").build().unwrap();
    let shown = window.visit(&cas.login_url()).await;
    assert!(shown.url.starts_with(server.host()), "{shown:?}");
    assert!(shown.text.contains("not allowed"), "{shown:?}");
}
