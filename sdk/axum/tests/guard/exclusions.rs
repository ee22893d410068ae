//! Excluded paths (row M6).

use axum::{Router, routing::get};
use http::Method;
use serde_json::json;

use crate::provider::Provider;
use crate::support::{Api, bearing, request, send};

#[tokio::test]
async fn excluded_paths_need_no_token() {
    let api = Api::with(|guard| guard.exclude("/public").exclude("/health/")).await;
    for path in ["/public", "/public/", "/public/logo.svg", "/public?x=/admin", "/health"] {
        assert_eq!(api.send(request(Method::GET, path, &[])).await.body, "anonymous", "{path}");
    }
    // A token is not even read.
    assert_eq!(api.send(bearing("/public", "a.b.c")).await.body, "anonymous");
}

#[tokio::test]
async fn other_paths_need_a_token_however_they_are_written() {
    let api = Api::with(|guard| guard.exclude("/public")).await;
    for path in [
        "/publicity",
        "/admin?x=/public",
        "/public/../admin",
        "/public%2f..%2fadmin",
        "//admin",
        "/public/..%2fadmin",
        "/public/%2e%2e/admin",
        "/public/%252e%252e/admin",
        "/public//admin",
        "//public",
        "/PUBLIC",
        "/%70ublic",
        "/admin/public",
        "/public;x",
        "/public%00",
        "/public%20",
        "/",
        "http://public/admin",
    ] {
        let seen = api.send(request(Method::GET, path, &[])).await;
        assert_eq!(seen.status, 401, "{path}");
    }
    for name in
        ["x-forwarded-uri", "x-original-url", "x-rewrite-url", "x-forwarded-path", "referer"]
    {
        let seen = api.send(request(Method::GET, "/admin", &[(name, "/public")])).await;
        assert_eq!(seen.status, 401, "{name}");
    }
    assert_eq!((api.calls(), api.provider.requests()), (0, 0));
}

#[tokio::test]
async fn absolute_form_is_matched_by_its_path() {
    let api = Api::with(|guard| guard.exclude("/public")).await;
    let seen = api.send(request(Method::GET, "http://api.example/public", &[])).await;
    assert_eq!(seen.body, "anonymous");
}

#[tokio::test]
async fn excluded_routes_are_those_of_the_router_with_the_layer() {
    let provider = Provider::start().await;
    let routes = || {
        Router::new()
            .route("/public", get(async || "public"))
            .route("/admin", get(async || "admin"))
    };
    let get = |path| request(Method::GET, path, &[]);

    // Inside of the nested router, paths have no prefix.
    let inside = routes().layer(provider.guard().exclude("/public").layer());
    let router = Router::new()
        .nest("/api", inside)
        .route("/public", axum::routing::get(async || 1.to_string()));
    assert_eq!(send(&router, get("/api/public")).await.body, "public");
    assert_eq!(send(&router, get("/api/admin")).await.status, 401);

    // Outside, they have it.
    let outside = Router::new().nest("/api", routes());
    let router = outside.clone().layer(provider.guard().exclude("/public").layer());
    assert_eq!(send(&router, get("/api/public")).await.status, 401);
    let router = outside.layer(provider.guard().exclude("/api/public").layer());
    assert_eq!(send(&router, get("/api/public")).await.body, "public");
    assert_eq!(send(&router, get("/api/admin")).await.status, 401);

    // A prefix alone excludes nothing of another router.
    let inside = routes().layer(provider.guard().exclude("/api/public").layer());
    let router = Router::new().nest("/api", inside);
    assert_eq!(send(&router, get("/api/public")).await.status, 401);
}

#[tokio::test]
async fn root_excludes_the_root_alone() {
    let api = Api::with(|guard| guard.exclude("/").exclude("")).await;
    assert_eq!(api.send(request(Method::GET, "/", &[])).await.body, "anonymous");
    assert_eq!(api.send(request(Method::GET, "/admin", &[])).await.status, 401);
}

#[tokio::test]
async fn excluded_route_that_requires_a_scope_needs_a_user() {
    let provider = Provider::start().await;
    let router = Router::new()
        .route("/public", get(async || "public").layer(genauth_axum::RequireScope::new("read")))
        .layer(provider.guard().exclude("/public").layer());
    let seen = send(&router, bearing("/public", &provider.token(json!({})))).await;
    assert_eq!(seen.status, 401);
}
