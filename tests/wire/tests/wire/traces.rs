//! Spans and events for `tracing`: facts and numbers, without private data.

use std::{
    collections::BTreeMap,
    fmt::Debug,
    sync::{Arc, Mutex},
};

use genauth::authentication::{GetFactorParams, ResetFactorDto};
use genauth::management::ListUsersRequestDto;
use genauth::{
    AuthenticationClient, AuthenticationClientBuilder, ClientAuthMethod, ManagementClient,
    ManagementToken, RetryPolicy, StoreFuture, TokenStore,
};
use http::Method;
use serde_json::json;
use support::{ACCESS_KEY, APP_ID, Reply, Server, responding};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt as _};

type Fields = BTreeMap<String, String>;

/// Records spans and events of the SDK, at every level.
#[derive(Clone, Default)]
struct Capture {
    spans: Arc<Mutex<BTreeMap<u64, Fields>>>,
    events: Arc<Mutex<Vec<Fields>>>,
}

struct Into<'a>(&'a mut Fields);

impl Visit for Into<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0.insert(field.name().to_owned(), format!("{value:?}"));
    }
}

impl<S: tracing::Subscriber> Layer<S> for Capture {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, _: Context<'_, S>) {
        let metadata = attributes.metadata();
        if metadata.target().starts_with("genauth") {
            let mut fields = Fields::from([("span".to_owned(), metadata.name().to_owned())]);
            attributes.record(&mut Into(&mut fields));
            self.spans.lock().unwrap().insert(id.into_u64(), fields);
        }
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, _: Context<'_, S>) {
        if let Some(fields) = self.spans.lock().unwrap().get_mut(&id.into_u64()) {
            values.record(&mut Into(fields));
        }
    }

    fn on_event(&self, event: &tracing::Event<'_>, _: Context<'_, S>) {
        if event.metadata().target().starts_with("genauth") {
            let mut fields = Fields::new();
            event.record(&mut Into(&mut fields));
            self.events.lock().unwrap().push(fields);
        }
    }
}

impl Capture {
    fn start() -> (Self, tracing::dispatcher::DefaultGuard) {
        let capture = Self::default();
        let subscriber = tracing_subscriber::registry().with(capture.clone());
        (capture, support::subscribe(subscriber))
    }

    fn spans(&self) -> Vec<Fields> {
        std::mem::take(&mut *self.spans.lock().unwrap()).into_values().collect()
    }

    fn events(&self) -> Vec<Fields> {
        std::mem::take(&mut *self.events.lock().unwrap())
    }
}

fn builder(server: &Server) -> AuthenticationClientBuilder {
    AuthenticationClient::builder(APP_ID, server.host())
}

fn get<'a>(fields: &'a Fields, name: &str) -> &'a str {
    fields.get(name).map_or("", String::as_str)
}

#[tokio::test]
async fn a_call_has_a_span_with_its_fields() {
    let server = responding(Reply::data(&json!([]))).await.unwrap();
    let (capture, _guard) = Capture::start();
    builder(&server)
        .build()
        .unwrap()
        .with_access_token("USER_ACCESS_TOKEN")
        .list_enrolled_factors()
        .await
        .unwrap();
    let spans = capture.spans();
    let [span] = &*spans else { panic!("{spans:?}") };
    for (name, expected) in [
        ("span", "genauth.call"),
        ("operation", "\"listEnrolledFactors\""),
        ("attempts", "1"),
        ("http_status", "200"),
        ("error", ""),
    ] {
        assert_eq!(get(span, name), expected, "{name}");
    }
    let duration: f64 = get(span, "duration_ms").parse().unwrap();
    assert!((0.0..60_000.0).contains(&duration), "{duration}");
    assert!(span.keys().all(|name| !name.contains('.')), "no OpenTelemetry unless asked: {span:?}");
}

#[tokio::test]
async fn a_failed_call_has_codes_in_its_span() {
    let body = json!({
        "statusCode": 403, "apiCode": 1_635, "message": "sentinel", "requestId": "request-1",
    });
    let server = responding(Reply::json(200, &body)).await.unwrap();
    let (capture, _guard) = Capture::start();
    let app = builder(&server).build().unwrap();
    app.with_access_token("USER_ACCESS_TOKEN").list_enrolled_factors().await.unwrap_err();
    let span = capture.spans().remove(0);
    for (name, expected) in [
        ("http_status", "200"),
        ("status_code", "403"),
        ("api_code", "1635"),
        ("request_id", "\"request-1\""),
        ("error", "\"api\""),
    ] {
        assert_eq!(get(&span, name), expected, "{name}");
    }
    let unknown = AuthenticationClient::builder(APP_ID, "http://localhost:1").build().unwrap();
    let call = unknown
        .with_access_token("USER_ACCESS_TOKEN")
        .list_enrolled_factors()
        .retry(RetryPolicy::never());
    call.await.unwrap_err();
    assert_eq!(get(&capture.spans()[0], "error"), "\"transport\"");
    let call = app
        .with_access_token("USER_ACCESS_TOKEN")
        .list_enrolled_factors()
        .timeout(std::time::Duration::from_nanos(1));
    call.await.unwrap_err();
    assert_eq!(get(&capture.spans()[0], "error"), "\"timeout\"");
    let _ = app
        .with_access_token("USER_ACCESS_TOKEN")
        .list_enrolled_factors()
        .header("no name", "")
        .await;
    assert_eq!(get(&capture.spans()[0], "error"), "\"request\"");
}

#[tokio::test]
async fn control_characters_in_server_text_are_escaped() {
    let id = "request\r\nforged line\u{1b}[31m\u{202e}";
    let body = json!({"statusCode": 403, "message": "no", "requestId": id});
    let server = responding(Reply::json(200, &body)).await.unwrap();
    let (capture, _guard) = Capture::start();
    let user = builder(&server).build().unwrap().with_access_token("USER_ACCESS_TOKEN");
    user.list_enrolled_factors().await.unwrap_err();
    let span = capture.spans().remove(0);
    let shown = get(&span, "request_id");
    assert!(shown.contains("request") && shown.contains("forged line"), "{shown}");
    assert!(!shown.contains(|it: char| it.is_control() || it == '\u{202e}'), "{shown:?}");
}

#[tokio::test]
async fn retries_are_counted_and_emit_events() {
    let server = responding(Reply::new(503, "").header("retry-after", "0")).await.unwrap();
    let (capture, _guard) = Capture::start();
    let app = builder(&server).otel_fields(true).build().unwrap();
    app.with_access_token("USER_ACCESS_TOKEN").list_enrolled_factors().await.unwrap_err();
    let span = capture.spans().remove(0);
    assert_eq!(get(&span, "attempts"), "3");
    assert_eq!(get(&span, "http.request.resend_count"), "2");
    assert_eq!(capture.events().len(), 2, "one event before each repetition");
}

#[tokio::test]
async fn opentelemetry_fields_are_optional() {
    let server = responding(Reply::data(&json!({"factorId": "1"}))).await.unwrap();
    let (capture, _guard) = Capture::start();
    let app = builder(&server).otel_fields(true).build().unwrap();
    let app = app.with_access_token("USER_ACCESS_TOKEN");
    let _ = app.get_factor(GetFactorParams::new("sentinel")).await;
    let span = capture.spans().remove(0);
    let port = server.host().rsplit(':').next().unwrap().to_owned();
    for (name, expected) in [
        ("otel.name", "\"getFactor\""),
        ("otel.kind", "\"client\""),
        ("http.request.method", "\"GET\""),
        ("http.response.status_code", "200"),
        ("url.template", "\"/api/v3/get-factor\""),
        ("server.address", "\"127.0.0.1\""),
        ("server.port", &port),
        ("otel.status_code", ""),
        ("http.request.resend_count", ""),
    ] {
        assert_eq!(get(&span, name), expected, "{name}");
    }
    let _ = app.request(Method::GET, "/api/v3/users/sentinel").await;
    let span = capture.spans().remove(0);
    assert_eq!(get(&span, "otel.name"), "\"request\"");
    assert_eq!(get(&span, "url.template"), "", "the path of such a call has values in it");
    assert!(!format!("{span:?}").contains("sentinel"), "{span:?}");
}

/// A store that always fails.
struct Broken;

impl TokenStore for Broken {
    fn load<'a>(&'a self, _: &'a str) -> StoreFuture<'a, Option<ManagementToken>> {
        Box::pin(async { Err("out of order".into()) })
    }

    fn save<'a>(&'a self, _: &'a str, _: &'a ManagementToken) -> StoreFuture<'a, ()> {
        Box::pin(async { Err("out of order".into()) })
    }
}

#[tokio::test]
async fn a_failing_store_emits_events() {
    let server = responding(Reply::data(&json!({"totalCount": 0, "list": []}))).await.unwrap();
    let (capture, _guard) = Capture::start();
    let admin = ManagementClient::builder(ACCESS_KEY.0, ACCESS_KEY.1).host(server.host());
    let admin = admin.token_store(Broken).build().unwrap();
    admin.list_users(ListUsersRequestDto::new()).await.unwrap();
    let events = capture.events();
    let logged = |text: &str| events.iter().any(|fields| get(fields, "message").contains(text));
    assert!(logged("could not be read") && logged("could not be written"), "{events:?}");
}

/// Every input of a client and of its requests is the sentinel; every outcome is tried.
#[tokio::test]
async fn spans_and_events_contain_no_call_data() {
    const SECRET: &str = "sentinel";
    let secret = || SECRET.to_owned();
    for reply in [
        Reply::json(200, &json!({"statusCode": 200, "message": SECRET, "data": {"a": SECRET}})),
        Reply::json(200, &json!({"statusCode": 400, "message": SECRET, "data": SECRET})),
        Reply::json(401, &json!({"statusCode": 401, "message": SECRET})),
        Reply::new(503, SECRET).header("retry-after", "0").header("set-cookie", SECRET),
        Reply::new(302, "").header("location", format!("https://a.example/?code={SECRET}")),
        Reply::new(200, SECRET),
        Reply::Silence,
    ] {
        let server = Server::start(move |request| match &*request.path {
            "/api/v3/get-management-token" => {
                Reply::data(&json!({"access_token": SECRET, "expires_in": 7_200}))
            }
            _ => reply.clone(),
        });
        let server = server.await.unwrap();
        let (capture, _guard) = Capture::start();
        let soon = std::time::Duration::from_millis(300);
        for method in [ClientAuthMethod::ClientSecretPost, ClientAuthMethod::ClientSecretBasic] {
            let app = builder(&server)
                .app_secret(SECRET)
                .client_auth(method)
                .tenant_id(SECRET)
                .default_header("x-key", SECRET)
                .timeout(soon)
                .build()
                .unwrap();
            let user = app.with_access_token(SECRET);
            let _ = user.get_factor(GetFactorParams::new(SECRET)).await;
            let _ = user.reset_factor(ResetFactorDto::new(SECRET)).header("cookie", SECRET).await;
            let _ = user.request(Method::POST, "/oidc/token").form([(SECRET, SECRET)]).await;
            let _ = user.request(Method::GET, secret()).await;
            let _ = user.request(Method::GET, format!("/{SECRET}")).query(SECRET, SECRET).await;
        }
        let admin = ManagementClient::builder("ACCESS_KEY_ID", SECRET).host(server.host());
        let admin = admin.timeout(soon);
        for admin in [admin.clone().token_store(Broken), admin.sign_requests()] {
            let admin = admin.build().unwrap();
            let _ = admin.list_users(ListUsersRequestDto::new().keywords(SECRET)).await;
        }
        let (spans, events) = (capture.spans(), capture.events());
        assert!(spans.len() >= 12, "{}", spans.len());
        let all = format!("{spans:?} {events:?}");
        for hidden in [SECRET, "127.0.0.1", "http://", "/api/v3"] {
            assert!(!all.contains(hidden), "{hidden}: {all}");
        }
    }
}
