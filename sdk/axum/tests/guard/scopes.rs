//! Scopes of tokens and routes (row M7).

use axum::{Router, routing::get};
use genauth_axum::RequireScope;
use http::Method;
use serde_json::{Value, json};

use crate::provider::Provider;
use crate::support::{Api, bearing, refusal, request, send};

fn without_scope(changes: Value) -> Value {
    let mut all = json!({"scope": null});
    all.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
    all
}

#[tokio::test]
async fn scopes_are_read_in_every_form() {
    let api = Api::with(|guard| guard.scope("read")).await;
    for claims in [
        json!({"scope": "read write"}),
        json!({"scope": ["read", "write"]}),
        json!({"scp": "read"}),
        json!({"scp": ["read"]}),
        json!({"scope": ["read write"]}),
        json!({"scp": ["write read"]}),
        json!({"scope": "write", "scp": "read"}),
        json!({"scope": "  write   read "}),
    ] {
        let token = api.provider.token(without_scope(claims.clone()));
        assert_eq!(api.send(bearing("/", &token)).await.status, 200, "{claims}");
    }
}

#[tokio::test]
async fn scopes_are_compared_exactly() {
    let api = Api::with(|guard| guard.scope("read")).await;
    for claims in [
        json!({"scope": "read:all"}),
        json!({"scope": "READ"}),
        json!({"scope": "unread"}),
        json!({"scope": "Read write"}),
        json!({"scope": "rea d"}),
        json!({"scope": "read,write"}),
        json!({"scope": "read\twrite"}),
        json!({"scope": "*"}),
        json!({"scope": ""}),
        json!({"scope": []}),
        json!({"scope": ["write", 7, ["read"]]}),
        json!({"scope": {"read": true}}),
        json!({"scopes": "read"}),
        json!({}),
    ] {
        let token = api.provider.token(without_scope(claims.clone()));
        let seen = api.send(bearing("/", &token)).await;
        assert_eq!(seen.refusal(), refusal(403, "insufficient_scope"), "{claims}");
    }
    assert_eq!(api.calls(), 0);
}

#[tokio::test]
async fn empty_requirement_admits_nobody() {
    for requirement in ["", " "] {
        let api = Api::with(|guard| guard.scope(requirement)).await;
        let seen = api.send(bearing("/", &api.provider.token(json!({})))).await;
        assert_eq!(seen.refusal(), refusal(403, "insufficient_scope"));
        assert!(!seen.challenge().contains("scope=\"\""), "{seen:?}");
    }
    let provider = Provider::start().await;
    for layer in [RequireScope::new(""), RequireScope::any("")] {
        let router = Router::new().route("/", get(async || "in").layer(layer));
        let router = router.layer(provider.guard().layer());
        let seen = send(&router, bearing("/", &provider.token(json!({})))).await;
        assert_eq!(seen.refusal(), refusal(403, "insufficient_scope"));
    }
}

#[tokio::test]
async fn routes_require_their_own_scopes() {
    let provider = Provider::start().await;
    let router = Router::new()
        .route("/all", get(async || "all").layer(RequireScope::new("read write")))
        .route("/any", get(async || "any").layer(RequireScope::any("admin write")))
        .route("/none", get(async || "none"))
        .layer(provider.guard().realm("orders").layer());
    let token = |scope: &str| provider.token(json!({"scope": scope}));
    for (path, scope, expected) in [
        ("/all", "read write", 200),
        ("/all", "write read other", 200),
        ("/all", "read", 403),
        ("/any", "write", 200),
        ("/any", "admin", 200),
        ("/any", "read", 403),
        ("/none", "", 200),
    ] {
        let seen = send(&router, bearing(path, &token(scope))).await;
        assert_eq!(seen.status, expected, "{path} {scope:?}");
    }
    let seen = send(&router, bearing("/all", &token("read"))).await;
    assert_eq!(seen.refusal(), refusal(403, "insufficient_scope"));
    assert!(seen.challenge().starts_with(r#"Bearer realm="orders", error="#), "{seen:?}");
    assert!(seen.challenge().ends_with(r#"scope="read write""#), "{seen:?}");
    let seen = send(&router, request(Method::GET, "/all", &[])).await;
    assert_eq!(seen.refusal(), refusal(401, ""));
}

#[tokio::test]
async fn scope_of_a_route_applies_to_anonymous_requests_of_an_optional_guard() {
    let provider = Provider::start().await;
    let router = Router::new()
        .route("/", get(async || "in").layer(RequireScope::new("read")))
        .layer(provider.guard().realm("files").optional().layer());
    let seen = send(&router, request(Method::GET, "/", &[])).await;
    assert_eq!(seen.refusal(), refusal(401, ""));
    assert_eq!(seen.challenge(), r#"Bearer realm="files""#);
    let token = provider.token(json!({}));
    assert_eq!(send(&router, bearing("/", &token)).await.body, "in");
}
