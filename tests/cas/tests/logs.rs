//! Tickets do not appear in logs.
//!
//! A program of its own: other tests would decide which log lines are enabled.

#![allow(clippy::unwrap_used, reason = "fails the test")]

use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
};

use genauth::cas::{CasFormat, CasTicket};
use genauth::{AuthenticationClient, Error};
use genauth_cas_tests::{Reply, Server, failure, success};
use tracing_subscriber::{Layer, layer::SubscriberExt as _, util::SubscriberInitExt as _};

const TICKET: &str = "ST-1-sentinel";

/// Everything that is logged, by the SDK and by the libraries below it.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<String>>);

impl<S: tracing::Subscriber> Layer<S> for Log {
    fn on_new_span(
        &self,
        span: &tracing::span::Attributes<'_>,
        _: &tracing::span::Id,
        _: tracing_subscriber::layer::Context<'_, S>,
    ) {
        self.write(&format!("{}\n", span.metadata().name()));
        span.record(&mut self.clone());
    }

    fn on_record(
        &self,
        _: &tracing::span::Id,
        values: &tracing::span::Record<'_>,
        _: tracing_subscriber::layer::Context<'_, S>,
    ) {
        values.record(&mut self.clone());
    }

    fn on_event(&self, event: &tracing::Event<'_>, _: tracing_subscriber::layer::Context<'_, S>) {
        event.record(&mut self.clone());
    }
}

impl Log {
    fn write(&self, text: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push_str(text);
    }
}

impl tracing::field::Visit for Log {
    fn record_debug(&mut self, field: &tracing::field::Field, value: &dyn fmt::Debug) {
        self.write(&format!("{field}={value:?}\n"));
    }
}

async fn validate(reply: Reply) -> [Result<String, Error>; 3] {
    let server = Server::replying(reply).await.unwrap();
    let app = AuthenticationClient::builder("APP_ID", server.host()).otel_fields(true);
    let app = app.app_secret("test-secret").build().unwrap();
    let cas = app.cas().service("https://app.example/cas/callback").build().unwrap();
    let json = app.cas().service("https://app.example/cas/callback").format(CasFormat::Json);
    let json = json.build().unwrap();
    let ticket = CasTicket::new(TICKET).unwrap();
    [
        cas.validate_ticket_v1(&ticket).await.map(|it| it.user),
        cas.finish("/?ticket=ST-1-sentinel").await.map(|it| it.user),
        json.validate_ticket_v3(&ticket).await.map(|it| it.user),
    ]
}

#[tokio::test]
async fn c8_no_ticket_and_no_response_is_logged() {
    let log = Log::default();
    tracing_subscriber::registry().with(log.clone()).init();
    let user = "<cas:user>sentinel-user</cas:user>\
                <cas:proxyGrantingTicket>PGTIOU-sentinel</cas:proxyGrantingTicket>";
    let location = [("location", "https://evil.example/?ticket=ST-1-sentinel")];
    for reply in [
        Reply::xml(success(user)),
        Reply::text("yes\nsentinel-user\n"),
        Reply::xml(failure("INVALID_TICKET", "ST-1-sentinel")),
        Reply::xml(failure("ST-1-sentinel", "ST-1-sentinel")),
        Reply::new(200, "text/html", "<html>sentinel</html>"),
        Reply::new(500, "text/plain", "sentinel"),
        Reply::with_headers(302, &location, "sentinel"),
        Reply::xml(success(user)).cut(20),
        Reply::xml(success(&" ".repeat(2 * 1024 * 1024))),
        Reply::nothing(),
    ] {
        for outcome in validate(reply).await {
            log.write(&format!("{:?}\n", outcome.err()));
        }
    }
    let log = log.0.lock().unwrap();
    for text in ["sentinel", "SENTINEL", "PGTIOU"] {
        let at = log.find(text).map(|at| &log[at.saturating_sub(200)..]);
        assert_eq!(at, None);
    }
    // The log has the spans of all calls, and those that failed say so.
    assert_eq!(log.matches("genauth.call\n").count(), 30, "{log}");
    assert!(log.contains("error=\"cas\"") && log.contains("http_status=302"), "{log}");
    assert!(log.contains("error=\"transport\"") && log.contains("error=\"decode\""), "{log}");
}
