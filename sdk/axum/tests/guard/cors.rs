//! CORS (row M3).

use axum::{Router, routing::get};
use http::{Method, header};
use serde_json::json;
use tower_http::cors::{Any, CorsLayer};

use crate::provider::Provider;
use crate::support::{Api, bearing, refusal, request, send};

const PREFLIGHT: [(&str, &str); 3] = [
    ("origin", "https://web.example"),
    ("access-control-request-method", "GET"),
    ("access-control-request-headers", "authorization"),
];

fn cors() -> CorsLayer {
    CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET])
        .allow_headers([header::AUTHORIZATION])
}

#[tokio::test]
async fn preflight_reaches_a_cors_layer_inside_of_the_guard() {
    let provider = Provider::start().await;
    let router = Router::new()
        .route("/orders", get(async || "orders"))
        .layer(cors())
        .layer(provider.guard().layer());
    let seen = send(&router, request(Method::OPTIONS, "/orders", &PREFLIGHT)).await;
    assert_eq!(seen.status, 200);
    assert_eq!(seen.header("access-control-allow-origin"), Some("*"));
    assert_eq!(seen.header("access-control-allow-headers"), Some("authorization"));
    assert_eq!(send(&router, request(Method::GET, "/orders", &[])).await.status, 401);
}

#[tokio::test]
async fn documented_order_adds_cors_fields_to_a_401() {
    let provider = Provider::start().await;
    let router = Router::new()
        .route("/orders", get(async || "orders"))
        .layer(provider.guard().layer())
        .layer(cors());
    let fields = [("origin", "https://web.example")];
    let seen = send(&router, request(Method::GET, "/orders", &fields)).await;
    assert_eq!(seen.refusal(), refusal(401, ""));
    assert_eq!(seen.header("access-control-allow-origin"), Some("*"));
    let seen = send(&router, request(Method::OPTIONS, "/orders", &PREFLIGHT)).await;
    assert_eq!((seen.status.as_u16(), seen.body.as_str()), (200, ""));
    let token = provider.token(json!({}));
    assert_eq!(send(&router, bearing("/orders", &token)).await.body, "orders");
}

#[tokio::test]
async fn options_without_a_preflight_are_protected() {
    let api = Api::start().await;
    let [origin, method, headers] = PREFLIGHT;
    for fields in [&[][..], &[origin], &[method], &[headers], &[method, headers]] {
        let seen = api.send(request(Method::OPTIONS, "/", fields)).await;
        assert_eq!(seen.refusal(), refusal(401, ""), "{fields:?}");
    }
    for other in [Method::GET, Method::HEAD, Method::POST, Method::DELETE] {
        let seen = api.send(request(other.clone(), "/", &PREFLIGHT)).await;
        assert_eq!(seen.status, 401, "{other}");
    }
    assert_eq!(api.calls(), 0);
}

#[tokio::test]
async fn preflight_passes_layers_of_single_routes_without_a_user() {
    let provider = Provider::start().await;
    let router = Router::new()
        .route("/orders", get(async || "orders"))
        .layer(cors())
        .layer(genauth_axum::RequireScope::new("read"))
        .layer(genauth_axum::RequirePermission::new("orders", "read"))
        .layer(provider.guard().scope("read").layer());
    let seen = send(&router, request(Method::OPTIONS, "/orders", &PREFLIGHT)).await;
    assert_eq!(seen.status, 200);
    assert_eq!(seen.header("access-control-allow-headers"), Some("authorization"));
}

#[tokio::test]
async fn preflight_has_no_user_for_extractors() {
    let provider = Provider::start().await;
    let handler = async |user: genauth_axum::CurrentUser| user.id().to_owned();
    let router =
        Router::new().route("/orders", axum::routing::any(handler)).layer(provider.guard().layer());
    let seen = send(&router, request(Method::OPTIONS, "/orders", &PREFLIGHT)).await;
    assert_eq!(seen.refusal(), refusal(401, ""));
}
