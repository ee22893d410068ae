//! Tickets that the server rejects.

use genauth::CasErrorKind as Kind;
use genauth::cas::{CasFormat, CasTicket};

use crate::peer::{builder, cas_kind, client, start, visit};

const REJECTED: Option<(Kind, Option<&str>)> = Some((Kind::TicketRejected, Some("INVALID_TICKET")));

#[tokio::test]
async fn ticket_is_accepted_once() {
    let Some((server, browser)) = start().await else { return };
    let cas = client(&server);
    let callback = visit(&browser.session(), &cas.login_url()).await;
    let ticket = CasTicket::from_callback(&callback).unwrap();
    cas.finish(&callback).await.unwrap();

    let error = cas.finish(&callback).await.unwrap_err();
    assert_eq!(cas_kind(&error), REJECTED);
    assert!(!error.is_retryable() && !error.to_string().contains(ticket.expose()), "{error}");
    let error = cas.validate_ticket_v3(&ticket).await.unwrap_err();
    assert_eq!(cas_kind(&error), REJECTED);
    let error = cas.validate_ticket_v1(&ticket).await.unwrap_err();
    assert_eq!(cas_kind(&error), Some((Kind::TicketRejected, None)));
}

#[tokio::test]
async fn ticket_for_another_service_is_rejected() {
    let Some((server, browser)) = start().await else { return };
    let cas = client(&server);
    let session = browser.session();
    for service in ["http://127.0.0.1/app/other", "http://127.0.0.1/app/callback?a=1"] {
        let other = builder(&server).service(service).build().unwrap();
        let callback = visit(&session, &cas.login_url()).await;
        let error = other.finish(&callback).await.unwrap_err();
        let expected = Some((Kind::TicketRejected, Some("INVALID_SERVICE")));
        assert_eq!(cas_kind(&error), expected);
    }
}

#[tokio::test]
async fn invented_ticket_is_rejected() {
    let Some((server, _)) = start().await else { return };
    let cas = client(&server);
    for text in ["ST-1", "ST-invented-1234567890.example"] {
        let ticket = CasTicket::new(text).unwrap();
        let error = cas.validate_ticket_v2(&ticket).await.unwrap_err();
        assert_eq!(cas_kind(&error), REJECTED, "{text}");
    }
}

/// `django-cas-server` has no JSON, and answers with XML.
#[tokio::test]
async fn response_in_another_format_is_refused() {
    let Some((server, browser)) = start().await else { return };
    let cas = builder(&server).format(CasFormat::Json).build().unwrap();
    let callback = visit(&browser.session(), &cas.login_url()).await;
    let error = cas.finish(&callback).await.unwrap_err();
    assert_eq!(cas_kind(&error), Some((Kind::Malformed, None)));
}
