//! Tokens are in no log and no error.

use std::fmt::{Debug, Write as _};
use std::sync::{Arc, Mutex};

use ::support::Reply;
use serde_json::json;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt as _};

use crate::provider::{OTHER_KEY, Provider};
use crate::support::{Api, bearing};

/// Keeps what is logged, at every level.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<String>>);

struct Line<'a>(&'a mut String);

impl Visit for Line<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        writeln!(self.0, "{field}={value:?}").unwrap();
    }
}

impl<S: tracing::Subscriber> Layer<S> for Log {
    fn on_new_span(&self, attributes: &Attributes<'_>, _: &Id, _: Context<'_, S>) {
        attributes.record(&mut Line(&mut self.0.lock().unwrap()));
    }

    fn on_record(&self, _: &Id, values: &Record<'_>, _: Context<'_, S>) {
        values.record(&mut Line(&mut self.0.lock().unwrap()));
    }

    fn on_event(&self, event: &tracing::Event<'_>, _: Context<'_, S>) {
        event.record(&mut Line(&mut self.0.lock().unwrap()));
    }
}

#[tokio::test]
async fn logs_and_responses_contain_no_token() {
    let log = Log::default();
    let subscriber = tracing_subscriber::registry().with(log.clone());
    let _guard = ::support::subscribe(subscriber);
    let api = Api::with(|guard| guard.scope("read")).await;
    let claims = api.provider.claims(json!({}));
    let mut tokens = vec![
        api.provider.token(json!({})),
        api.provider.token(json!({"exp": 1})),
        api.provider.token(json!({"scope": "none"})),
        OTHER_KEY.token(&claims),
        "c2VjcmV0.c2VjcmV0.c2VjcmV0".to_owned(),
        "opaque-secret-token".to_owned(),
    ];
    let mut responses = String::new();
    for token in &tokens {
        let seen = api.send(bearing("/", token)).await;
        write!(responses, "{seen:?}").unwrap();
    }
    tokens.push("malformed \"secret\"".to_owned());
    let seen = api.send(bearing("/", "malformed \"secret\"")).await;
    write!(responses, "{seen:?}").unwrap();
    let down = Api::start().await;
    down.provider.script().jwks = Reply::new(500, "down");
    let token = down.provider.token(json!({}));
    write!(responses, "{:?}", down.send(bearing("/", &token)).await).unwrap();
    tokens.push(token);

    let log = log.0.lock().unwrap().clone();
    assert!(log.contains("an access token is rejected"), "{log}");
    assert!(log.contains("cannot be verified at the moment"), "{log}");
    for token in tokens {
        for part in token.split('.').filter(|part| part.len() > 4) {
            assert!(!log.contains(part), "{part} in {log}");
            assert!(!responses.contains(part), "{part} in {responses}");
        }
    }
}

#[tokio::test]
async fn debug_output_contains_no_token() {
    let provider = Provider::start().await;
    let token = provider.token(json!({}));
    let guard = provider.guard();
    let (parts, _) = bearing("/", &token).into_parts();
    let user = guard.check(&parts).await.unwrap().unwrap();
    let (bad, _) = bearing("/", "c2VjcmV0.c2VjcmV0.c2VjcmV0").into_parts();
    let rejection = guard.check(&bad).await.unwrap_err();
    let shown = format!("{user:?} {guard:?} {:?} {rejection:?} {rejection}", guard.layer());
    assert!(shown.contains("u1"), "{shown}");
    let signature = token.rsplit('.').next().unwrap();
    assert!(!shown.contains(signature) && !shown.contains("c2VjcmV0"), "{shown}");
}

#[tokio::test]
async fn fields_of_the_request_hide_the_token() {
    let provider = Provider::start().await;
    let fields = axum::routing::get(async |fields: http::HeaderMap| format!("{fields:?}"));
    let router = axum::Router::new().route("/", fields).layer(provider.guard().layer());
    let seen = crate::support::send(&router, bearing("/", &provider.token(json!({})))).await;
    assert_eq!(seen.body, r#"{"authorization": Sensitive}"#);
}
