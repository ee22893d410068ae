//! Sign-in by scanning a QR code.

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use genauth::authentication::{GenerateQrcodeDto, QrcodeStatus, QrcodeType};
use genauth::flows::QrSignIn;
use genauth::{AuthenticationClient, Error, FlowEnd};
use serde_json::{Value, json};
use support::{APP_ID, Recorded, Reply, Server};

const STATUS: &str = "/api/v3/get-qrcode-status";
const EXCHANGE: &str = "/api/v3/exchange-tokenset-with-qrcode-ticket";
const SHORT: Duration = Duration::from_millis(2);

fn status(status: &str) -> Reply {
    Reply::data(&json!({ "status": status }))
}

fn tokens() -> Value {
    json!({"access_token": "ACCESS", "token_type": "Bearer", "expire_in": 7_200})
}

/// Starts a server that responds to status requests with these replies, repeating the last one.
async fn server(replies: Vec<Reply>) -> Server {
    let count = AtomicUsize::new(0);
    let server = Server::start(move |request| match request.path.as_str() {
        "/api/v3/gene-qrcode" => {
            Reply::data(&json!({"qrcodeId": "ID", "url": "URL", "customLogoUrl": "LOGO"}))
        }
        STATUS => {
            let number = count.fetch_add(1, Ordering::Relaxed).min(replies.len() - 1);
            replies[number].clone()
        }
        EXCHANGE => Reply::data(&tokens()),
        _ => Reply::new(404, ""),
    });
    server.await.unwrap()
}

async fn begin(server: &Server) -> QrSignIn {
    let app = AuthenticationClient::builder(APP_ID, server.host()).app_secret("test-secret");
    let code = GenerateQrcodeDto::new(QrcodeType::MobileApp);
    app.build().unwrap().qr_sign_in(code).await.unwrap().interval(SHORT)
}

fn polls(server: &Server) -> Vec<Recorded> {
    server.recorded().into_iter().filter(|request| request.path == STATUS).collect()
}

#[tokio::test]
async fn status_changes_are_reported_and_the_ticket_is_exchanged() {
    let scanned = json!({
        "status": "SCANNED", "briefUserInfo": {"displayName": "Bob", "photo": "PHOTO"},
    });
    let authorized = json!({"status": "AUTHORIZED", "ticket": "TICKET"});
    let server = server(vec![
        status("PENDING"),
        status("PENDING"),
        Reply::data(&scanned),
        Reply::data(&scanned),
        Reply::data(&authorized),
    ]);
    let server = server.await;
    let mut sign_in = begin(&server).await;
    assert_eq!((sign_in.id(), sign_in.url()), ("ID", "URL"));
    assert_eq!(sign_in.custom_logo_url(), Some("LOGO"));

    let first = sign_in.next_status().await.unwrap();
    assert_eq!(first.status, QrcodeStatus::Scanned);
    assert_eq!(first.brief_user_info.unwrap().display_name, "Bob");
    assert_eq!(polls(&server).len(), 3);
    let second = sign_in.next_status().await.unwrap();
    assert_eq!(second.status, QrcodeStatus::Authorized);
    assert_eq!(polls(&server).len(), 5);
    assert!(polls(&server).iter().all(|request| request.query == "qrcodeId=ID"));

    let signed_in = sign_in.wait().await.unwrap();
    assert_eq!(signed_in.access_token.as_ref().map(|it| it.expose()), Some("ACCESS"));
    assert_eq!(polls(&server).len(), 5, "what is authorized is not asked about again");
    let exchange = server.last().unwrap();
    let expected = json!({"ticket": "TICKET", "client_id": APP_ID, "client_secret": "test-secret"});
    assert_eq!((&*exchange.path, exchange.json()), (EXCHANGE, expected));
    let shown = format!("{sign_in:?} {second:?}");
    assert!(!shown.contains("TICKET") && !shown.contains("test-secret"), "{shown}");
}

#[tokio::test]
async fn tokens_in_the_status_response_are_used() {
    let authorized = json!({"status": "AUTHORIZED", "ticket": "TICKET", "tokenSet": tokens()});
    let server = server(vec![status("SCANNED"), Reply::data(&authorized)]).await;
    let signed_in = begin(&server).await.wait().await.unwrap();
    assert_eq!(signed_in.access_token.as_ref().map(|it| it.expose()), Some("ACCESS"));
    assert!(server.recorded().iter().all(|request| request.path != EXCHANGE));
}

#[tokio::test]
async fn each_unsuccessful_end_has_its_own_error_and_is_final() {
    for (word, end) in [
        ("CANCELLED", FlowEnd::Canceled),
        ("EXPIRED", FlowEnd::Expired),
        ("ERROR", FlowEnd::Failed),
    ] {
        let server = server(vec![status(word), status("SCANNED")]).await;
        let mut sign_in = begin(&server).await;
        for _ in 0..2 {
            let error = sign_in.wait().await.unwrap_err();
            let Error::Flow(flow) = &error else { panic!("{error:?}") };
            assert_eq!(flow.end(), end);
            assert_eq!(error.is_expired(), end == FlowEnd::Expired);
            assert_eq!(error.is_canceled(), end == FlowEnd::Canceled);
            assert!(!error.is_retryable());
        }
        assert_eq!(polls(&server).len(), 1);
    }
}

#[tokio::test]
async fn transient_failures_are_retried() {
    let slow_down = json!({"statusCode": 429, "message": "slow down"});
    let server = server(vec![
        Reply::new(502, ""),
        Reply::json(200, &slow_down).header("retry-after", "0"),
        Reply::new(503, "<html></html>"),
        Reply::data(&json!({"status": "AUTHORIZED", "ticket": "TICKET"})),
    ]);
    let server = server.await;
    begin(&server).await.wait().await.unwrap();
    assert_eq!(polls(&server).len(), 4);
}

#[tokio::test]
async fn a_permanent_failure_ends_polling() {
    let unknown = json!({"statusCode": 404, "message": "no such code"});
    let server = server(vec![Reply::json(200, &unknown)]).await;
    let error = begin(&server).await.wait().await.unwrap_err();
    assert_eq!(error.status_code(), Some(404));
    assert_eq!(polls(&server).len(), 1);
}

#[tokio::test]
async fn polling_ends_at_the_deadline() {
    let server = server(vec![Reply::new(502, "")]).await;
    let mut sign_in = begin(&server).await.deadline(Duration::from_secs(1));
    let error = sign_in.wait().await.unwrap_err();
    let Error::Flow(flow) = &error else { panic!("{error:?}") };
    assert_eq!(flow.end(), FlowEnd::TimedOut);
    let expected = "the QR code was not confirmed within 1s; start again";
    assert_eq!(error.to_string(), expected);
    // The error also reports the last transient failure.
    let source = std::error::Error::source(&error).unwrap().to_string();
    assert!(source.starts_with("getQrCodeStatus"), "{source}");
}

#[tokio::test]
async fn a_hanging_server_does_not_delay_the_deadline() {
    let server = server(vec![Reply::Silence]).await;
    let mut sign_in = begin(&server).await.deadline(Duration::from_millis(100));
    let error = sign_in.next_status().await.unwrap_err();
    assert!(matches!(&error, Error::Flow(it) if it.end() == FlowEnd::TimedOut), "{error:?}");
}

#[tokio::test]
async fn a_dropped_wait_can_be_resumed() {
    let server = server(vec![
        Reply::Silence,
        status("SCANNED"),
        Reply::data(&json!({"status": "AUTHORIZED", "ticket": "TICKET"})),
    ]);
    let server = server.await;
    let mut sign_in = begin(&server).await;
    let given_up = tokio::time::timeout(Duration::from_millis(100), sign_in.wait()).await;
    assert!(given_up.is_err());
    let signed_in = sign_in.wait().await.unwrap();
    assert_eq!(signed_in.access_token.as_ref().map(|it| it.expose()), Some("ACCESS"));
}

#[tokio::test]
async fn unknown_statuses_are_reported_and_polling_continues() {
    let authorized = json!({"status": "AUTHORIZED"});
    let server = server(vec![status("DREAMING"), Reply::data(&authorized)]).await;
    let mut sign_in = begin(&server).await;
    let first = sign_in.next_status().await.unwrap();
    assert_eq!(first.status, QrcodeStatus::from("DREAMING"));
    let error = sign_in.wait().await.unwrap_err();
    let expected =
        "the response of the authorized sign-in has neither a ticket nor tokens; start again";
    assert_eq!(error.to_string(), expected);
}

#[tokio::test]
async fn options_of_the_start_apply_to_polls_and_exchange() {
    let authorized = json!({"status": "AUTHORIZED", "ticket": "TICKET"});
    let server = server(vec![status("PENDING"), Reply::data(&authorized)]).await;
    let app = AuthenticationClient::builder(APP_ID, server.host()).app_secret("test-secret");
    let start = app.build().unwrap().qr_sign_in(GenerateQrcodeDto::new(QrcodeType::MobileApp));
    let sign_in = start.header("x-trace-id", "1").timeout(Duration::from_secs(5)).await.unwrap();
    sign_in.interval(SHORT).wait().await.unwrap();
    let recorded = server.recorded();
    assert_eq!(recorded.len(), 4);
    assert!(recorded.iter().all(|request| request.header("x-trace-id") == "1"));
}
