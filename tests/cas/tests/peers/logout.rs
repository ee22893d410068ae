//! Sign-out, and the request by which the server tells applications.

use genauth::CasErrorKind as Kind;
use genauth::cas::{CasLogoutRequest, CasTicket};
use peers::Listener;

use crate::peer::{builder, cas_kind, client, follow, start, visit};

#[tokio::test]
async fn application_learns_of_the_sign_out() {
    let Some((server, browser)) = start().await else { return };
    let listener = Listener::start().await.unwrap();
    let service = format!("{}app/callback", listener.url());
    let cas = builder(&server).service(&service).build().unwrap();
    let session = browser.session();
    let callback = follow(&session, &cas.login_url(), &service).await;
    cas.finish(&callback).await.unwrap();

    let after = format!("{}app/signed-out", listener.url());
    let returned = follow(&session, &cas.logout_url(Some(&after)).unwrap(), &after).await;
    assert_eq!(returned, after);
    let request = CasLogoutRequest::from_form(&listener.body().await).unwrap();
    let ticket = CasTicket::from_callback(&callback).unwrap();
    assert_eq!(request.ticket().expose(), ticket.expose());
}

#[tokio::test]
async fn gateway_shows_no_page() {
    let Some((server, browser)) = start().await else { return };
    let cas = client(&server);
    let session = browser.session();
    let gateway = cas.login().gateway().build().unwrap();
    let is_signed_out = async || {
        let callback = visit(&session, &gateway).await;
        let error = cas.finish(&callback).await.unwrap_err();
        cas_kind(&error) == Some((Kind::MissingTicket, None))
    };
    assert!(is_signed_out().await);
    let callback = visit(&session, &cas.login_url()).await;
    cas.finish(&callback).await.unwrap();
    let user = cas.finish(&visit(&session, &gateway).await).await.unwrap();
    assert_eq!(user.user, "alice");
    visit(&session, &cas.logout_url(Some(cas.service())).unwrap()).await;
    assert!(is_signed_out().await);
}
