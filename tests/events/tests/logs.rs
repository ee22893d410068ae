//! Tokens do not appear in messages and logs (E10).
//!
//! A program of its own: other tests would decide which log lines are enabled.

#![allow(clippy::unwrap_used, clippy::panic, reason = "fails the test")]

use std::{
    error::Error as _,
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use genauth::{AuthenticationClient, Error, ManagementClient};
use genauth_event_tests::{Server, frame};
use tokio::{
    io::AsyncWriteExt as _,
    net::TcpListener,
    time::{sleep, timeout},
};
use tracing_subscriber::{Layer, layer::SubscriberExt as _, util::SubscriberInitExt as _};

/// Every character that a careless URL loses.
const TOKEN: &str = "sentinel+a/b=c&d#e%41?f g\"é";
const SECRET: &str = "sentinel-secret";

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
    let scripted = server.host();
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
            // The first host takes turns with its mistakes.
            let items = if host == scripted { 9 } else { 2 };
            for _ in 0..items {
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
    // Subscriptions that were dropped are silent.
    let text = || log.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
    sleep(Duration::from_millis(500)).await;
    let length = text().len();
    sleep(Duration::from_secs(1)).await;
    let log = text();
    assert_eq!(log.len(), length, "{}", &log[length..]);
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
