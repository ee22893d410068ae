//! Extractors, with a layer and without one.

use axum::{Router, routing::get};
use genauth_axum::{Claims, CurrentUser, Rejection, RequirePermission, RequireScope};
use http::Method;
use serde_json::json;

use crate::provider::Provider;
use crate::support::{bearing, refusal, request, send};

fn routes() -> Router {
    Router::new()
        .route("/user", get(async |user: CurrentUser| user.id().to_owned()))
        .route("/claims", get(async |claims: Claims| claims.extra["tenant_id"].to_string()))
        .route("/maybe", get(async |user: Option<CurrentUser>| format!("{}", user.is_some())))
        .route("/maybe-claims", get(async |claims: Option<Claims>| format!("{}", claims.is_some())))
}

#[tokio::test]
async fn extractors_read_the_token() {
    let provider = Provider::start().await;
    let router = routes().layer(provider.guard().layer());
    let token = provider.token(json!({"tenant_id": "t1"}));
    for (path, body) in
        [("/user", "u1"), ("/claims", "\"t1\""), ("/maybe", "true"), ("/maybe-claims", "true")]
    {
        assert_eq!(send(&router, bearing(path, &token)).await.body, body, "{path}");
    }
}

#[tokio::test]
async fn extractors_of_anonymous_requests_are_401_or_none() {
    let provider = Provider::start().await;
    let router = routes().layer(provider.guard().realm("files").optional().layer());
    let get = |path| request(Method::GET, path, &[]);
    for path in ["/user", "/claims"] {
        let seen = send(&router, get(path)).await;
        assert_eq!(seen.refusal(), refusal(401, ""), "{path}");
        assert_eq!(seen.challenge(), r#"Bearer realm="files""#);
    }
    for path in ["/maybe", "/maybe-claims"] {
        assert_eq!(send(&router, get(path)).await.body, "false", "{path}");
    }
}

#[tokio::test]
async fn missing_layer_is_500_and_never_anonymous() {
    let provider = Provider::start().await;
    let token = provider.token(json!({}));
    let reversed = Router::new()
        .route("/scope", get(async || "in"))
        .layer(provider.guard().layer())
        .layer(RequireScope::new("read"));
    let alone = Router::new().route("/permission", get(async || "in"));
    let alone = alone.layer(RequirePermission::new("orders", "read"));
    let router = routes().merge(reversed).merge(alone);
    for path in ["/user", "/claims", "/maybe", "/maybe-claims", "/scope", "/permission"] {
        for request in [bearing(path, &token), request(Method::GET, path, &[])] {
            let seen = send(&router, request).await;
            assert_eq!(seen.refusal(), refusal(500, ""), "{path}");
            assert_eq!(seen.challenge(), "", "{path}");
        }
    }
}

#[tokio::test]
async fn rejections_of_handlers_are_responses() {
    let provider = Provider::start().await;
    let router = Router::new()
        .route("/scope", get(async || Err::<(), _>(Rejection::insufficient_scope("a b"))))
        .route("/owner", get(async || Err::<(), _>(Rejection::forbidden("Not your order."))))
        .layer(provider.guard().layer());
    let token = provider.token(json!({}));
    let seen = send(&router, bearing("/scope", &token)).await;
    assert_eq!(seen.refusal(), refusal(403, "insufficient_scope"));
    assert!(seen.challenge().ends_with(r#"scope="a b""#), "{seen:?}");
    let seen = send(&router, bearing("/owner", &token)).await;
    assert_eq!(seen.refusal(), refusal(403, ""));
    assert_eq!(seen.challenge(), "");
    assert_eq!(seen.problem()["detail"], "Not your order.");
}

#[tokio::test]
async fn inner_guard_keeps_the_user_of_an_outer_one() {
    let provider = Provider::start().await;
    let inner = routes().layer(provider.guard().exclude("/user").layer());
    let router = inner.layer(provider.guard().layer());
    let token = provider.token(json!({}));
    assert_eq!(send(&router, bearing("/user", &token)).await.body, "u1");
}

#[tokio::test]
async fn client_of_the_user_sends_the_token() {
    let provider = Provider::start().await;
    let (parts, _) = bearing("/", &provider.token(json!({}))).into_parts();
    let user = provider.guard().check(&parts).await.unwrap().unwrap();
    let check = genauth::authentication::CheckPermissionStringResourceDto::new("read", ["orders"]);
    user.client().check_permission_by_string_resource(check).await.unwrap();
    let sent = provider.checks();
    assert_eq!(sent[0].headers["authorization"], parts.headers["authorization"]);
}

#[tokio::test]
async fn route_layer_protects_the_routes_alone() {
    let provider = Provider::start().await;
    let router = routes().route_layer(provider.guard().layer());
    assert_eq!(send(&router, request(Method::GET, "/user", &[])).await.status, 401);
    assert_eq!(send(&router, request(Method::POST, "/user", &[])).await.status, 401);
    assert_eq!(send(&router, request(Method::GET, "/nothing", &[])).await.status, 404);
    let router = routes().layer(provider.guard().layer());
    assert_eq!(send(&router, request(Method::GET, "/nothing", &[])).await.status, 401);
}
