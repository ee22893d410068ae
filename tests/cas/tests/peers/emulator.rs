//! The emulator as the CAS server, with its pages in a browser.

use genauth::cas::{CasClientBuilder, CasFormat, CasLogoutRequest, CasTicket};
use genauth::{AuthenticationClient, CasErrorKind as Kind};
use genauth_emulator::{Application, Emulator};
use peers::{Browser, Listener};

use crate::peer::{SERVICE, cas_kind, follow, visit};

async fn start() -> Option<(Emulator, Browser)> {
    start_with(Application::new("TEST_APP", "test-secret")).await
}

async fn start_with(app: Application) -> Option<(Emulator, Browser)> {
    let browser = Browser::start().await?;
    let emulator = Emulator::builder().application(app).user("alice", "test-secret");
    Some((emulator.start().await.unwrap(), browser))
}

fn builder(emulator: &Emulator) -> CasClientBuilder {
    let app = AuthenticationClient::builder("TEST_APP", emulator.host()).build().unwrap();
    app.cas().service(SERVICE)
}

#[tokio::test]
async fn every_version_and_format_validates_a_ticket_once() {
    let Some((emulator, browser)) = start().await else { return };
    let session = browser.session();
    for format in [CasFormat::Xml, CasFormat::Json] {
        let cas = builder(&emulator).format(format).build().unwrap();
        // After the first time, the browser is signed in.
        let ticket =
            async || CasTicket::from_callback(&visit(&session, &cas.login_url()).await).unwrap();
        let user = cas.validate_ticket_v1(&ticket().await).await.unwrap();
        assert_eq!(user.user, "alice");
        let user = cas.validate_ticket_v2(&ticket().await).await.unwrap();
        assert_eq!(user.user, "alice");
        let ticket = ticket().await;
        let user = cas.validate_ticket_v3(&ticket).await.unwrap();
        assert_eq!(user.attributes.first("username"), Some("alice"));
        let error = cas.validate_ticket_v3(&ticket).await.unwrap_err();
        assert_eq!(cas_kind(&error), Some((Kind::TicketRejected, Some("INVALID_TICKET"))));
    }
}

#[tokio::test]
async fn ticket_for_another_service_is_rejected() {
    let Some((emulator, browser)) = start().await else { return };
    let cas = builder(&emulator).build().unwrap();
    let other = builder(&emulator).service("http://127.0.0.1/app/other").build().unwrap();
    let callback = visit(&browser.session(), &cas.login_url()).await;
    let error = other.finish(&callback).await.unwrap_err();
    assert_eq!(cas_kind(&error), Some((Kind::TicketRejected, Some("INVALID_SERVICE"))));
}

#[tokio::test]
async fn application_learns_of_the_sign_out() {
    let listener = Listener::start().await.unwrap();
    let after = format!("{}app/signed-out", listener.url());
    let mut app = Application::new("TEST_APP", "test-secret");
    app.logout_redirect_uris = vec![after.clone()];
    let Some((emulator, browser)) = start_with(app).await else { return };
    let service = format!("{}app/callback?a=b+c", listener.url());
    let (target, _) = service.split_once('?').unwrap();
    let cas = builder(&emulator).service(&service).build().unwrap();
    let session = browser.session();
    let callback = follow(&session, &cas.login_url(), target).await;
    assert_eq!(cas.without_ticket(&callback), service);
    cas.finish(&callback).await.unwrap();

    let returned = follow(&session, &cas.logout_url(Some(&after)).unwrap(), &after).await;
    assert_eq!(returned, after);
    let request = CasLogoutRequest::from_form(&listener.body().await).unwrap();
    let ticket = CasTicket::from_callback(&callback).unwrap();
    assert_eq!(request.ticket().expose(), ticket.expose());
    let gateway = cas.login().gateway().build().unwrap();
    let error = cas.finish(&follow(&session, &gateway, target).await).await.unwrap_err();
    assert_eq!(cas_kind(&error), Some((Kind::MissingTicket, None)));
}
