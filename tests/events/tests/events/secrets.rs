//! Tokens and codes in URLs, and their absence from messages and logs (E10).

use std::{
    error::Error as _,
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use genauth::{AuthenticationClient, Error, ManagementClient};
use genauth_event_tests::{Server, event, frame};
use tokio::{io::AsyncWriteExt as _, net::TcpListener, time::timeout};
use tracing_subscriber::{Layer, layer::SubscriberExt as _, util::SubscriberInitExt as _};

use crate::support::drain;

/// Every character that a careless URL loses.
const TOKEN: &str = "sentinel+a/b=c&d#e%41?f g\"é";
const SECRET: &str = "sentinel-secret";

const CODES: [&str; 4] = [
    "authing.security.mfa?originalIdentity=a+b@example.com",
    "custom_密.名 称",
    "a%2Bb",
    "a&token=other#fragment",
];

#[tokio::test]
async fn e10_codes_and_tokens_are_encoded_once() {
    let server = Server::start(|incoming| async {
        let mut peer = incoming.accept().await?;
        peer.send(event(1)).await;
        Ok(_ = peer.until_closed().await)
    });
    let server = server.await.unwrap();
    let client = AuthenticationClient::builder("APP_ID", server.host()).build().unwrap();
    let events = client.with_access_token(TOKEN).events();
    for (number, code) in CODES.into_iter().enumerate() {
        let mut subscription = events.subscribe(code).start().unwrap();
        assert_eq!(drain(&mut subscription).await, 1);
        let request = &server.requests()[number];
        assert_eq!(request.query("code").as_deref(), Some(code));
        assert_eq!(request.query("token").as_deref(), Some(TOKEN));
        assert!(!request.target.contains('+'), "{}", request.target);
    }
}

/// Everything that is logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<String>>);

impl<S: tracing::Subscriber> Layer<S> for Log {
    fn on_new_span(
        &self,
        span: &tracing::span::Attributes<'_>,
        _: &tracing::span::Id,
        _: tracing_subscriber::layer::Context<'_, S>,
    ) {
        span.record(&mut self.clone());
    }

    fn on_event(&self, event: &tracing::Event<'_>, _: tracing_subscriber::layer::Context<'_, S>) {
        event.record(&mut self.clone());
    }
}

impl tracing::field::Visit for Log {
    fn record_debug(&mut self, field: &tracing::field::Field, value: &dyn fmt::Debug) {
        let mut log = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        log.push_str(&format!("{field}={value:?}\n"));
    }
}

/// Returns the message of an error, its debug output, and those of its sources.
fn shown(error: &Error) -> String {
    let mut shown = format!("{error}\n{error:?}\n{error:#?}\n");
    let mut source = error.source();
    while let Some(error) = source {
        shown.push_str(&format!("{error}\n{error:?}\n"));
        source = error.source();
    }
    shown
}

#[tokio::test]
async fn e10_no_error_and_no_log_line_contains_a_token() {
    let log = Log::default();
    let _log = tracing_subscriber::registry().with(log.clone()).set_default();

    let server = Server::start(|mut incoming| async move {
        match incoming.number % 6 {
            0 => incoming.refuse(500, "").await,
            1 => {
                let location = format!("location: {}", incoming.request.target);
                incoming.refuse(302, &location).await
            }
            2 => {
                let reflected = format!("HTTP/1.1 {}\r\n\r\n", incoming.request.target);
                incoming.stream.write_all(reflected.as_bytes()).await
            }
            3 => {
                let bad = frame::frame(true, frame::CONTINUATION, TOKEN.as_bytes());
                Ok(_ = incoming.accept_with(&bad).await?.until_closed().await)
            }
            4 => {
                let text = format!("{{\"{TOKEN}");
                let peer = incoming.accept_with(&frame::text(&text)).await?;
                peer.close(1011).await;
                Ok(())
            }
            _ => incoming.refuse(401, "").await,
        }
    });
    let server = server.await.unwrap();
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let unused = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let hosts = [
        server.host(),
        // No TLS, no response, no server, no such name.
        server.host().replace("http://", "https://"),
        format!("http://{}", silent.local_addr().unwrap()),
        format!("http://{unused}"),
        "wss://events.invalid".to_owned(),
    ];
    let mut all = String::new();
    let mut kinds = std::collections::HashSet::new();
    for host in hosts {
        let app = AuthenticationClient::builder("APP_ID", "https://example.genauth.ai");
        let app = app.event_host(&host).build().unwrap().with_access_token(TOKEN);
        let admin = ManagementClient::builder("ACCESS_KEY_ID", SECRET).event_host(&host);
        for events in [app.events(), admin.build().unwrap().events()] {
            let builder = events
                .subscribe("custom_test.n")
                .connect_timeout(Duration::from_millis(300))
                .backoff(Duration::from_millis(1), Duration::from_millis(1));
            all.push_str(&format!("{events:?} {builder:?}"));
            let mut subscription = builder.start().unwrap();
            all.push_str(&format!("{subscription:?}"));
            for _ in 0..9 {
                match timeout(Duration::from_secs(5), subscription.next()).await {
                    Ok(Some(Err(error))) => {
                        if let Error::Event(error) = &error {
                            kinds.insert(error.kind());
                        }
                        let name = host.rsplit('/').next().unwrap();
                        let message = error.to_string();
                        let is_message = message.contains("a message of the server");
                        assert!(message.contains(name) || is_message, "{message}");
                        assert!(message.contains("/events/v1/") || is_message, "{message}");
                        all.push_str(&shown(&error));
                    }
                    Ok(Some(Ok(_))) => {}
                    Ok(None) => break,
                    Err(_) => panic!("nothing happens at {host}"),
                }
            }
        }
    }
    assert!(kinds.len() >= 7, "{kinds:?}");
    let log = log.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
    assert!(log.contains("events are interrupted"), "{log}");
    for text in [all, log] {
        // Raw, encoded once and in any part.
        for part in ["sentinel", "%2Fb%3Dc", "a/b=c", "DNCJ"] {
            let position = text.find(part).unwrap_or_default();
            assert!(
                !text.contains(part),
                "{part}: {}",
                &text[position.saturating_sub(200)..][..400]
            );
        }
    }
}

#[tokio::test]
async fn default_headers_are_sent_to_a_chosen_host_only() {
    let server = Server::start(|incoming| async {
        let mut peer = incoming.accept().await?;
        peer.send(event(1)).await;
        Ok(_ = peer.until_closed().await)
    });
    let server = server.await.unwrap();
    let client = AuthenticationClient::builder("APP_ID", "https://example.genauth.ai")
        .event_host(server.host().replace("http", "ws"))
        .default_header("x-gateway-key", "key")
        .default_header("upgrade", "h2c")
        .application_name("billing/2.1")
        .build()
        .unwrap();
    let events = client.with_access_token("TOKEN").events();
    let mut subscription = events.subscribe("custom_test.n").start().unwrap();
    assert_eq!(drain(&mut subscription).await, 1);
    let request = &server.requests()[0];
    assert_eq!(request.header("x-gateway-key"), Some("key"));
    assert_eq!(request.header("upgrade"), Some("websocket"));
    let agent = request.header("user-agent").unwrap();
    assert!(agent.starts_with("genauth-rust/") && agent.ends_with(" billing/2.1"), "{agent}");
}
