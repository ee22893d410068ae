//! Requests without a token, with tokens that are not valid, and without a scope (row M1).

use genauth_axum::{Guard, RejectionKind};
use http::Method;
use serde_json::json;

use crate::provider::{NOW, Provider};
use crate::support::{Api, bearing, refusal, request};

#[tokio::test]
async fn missing_credentials_are_401_without_an_error_code() {
    let api = Api::start().await;
    let seen = api.send(request(Method::GET, "/orders", &[])).await;
    assert_eq!(seen.refusal(), refusal(401, ""));
    assert_eq!(seen.challenge(), r#"Bearer realm="api""#);
    assert_eq!(api.calls(), 0);
    assert_eq!(api.provider.requests(), 0);
}

#[tokio::test]
async fn expired_token_is_401_invalid_token() {
    let api = Api::with(|guard| guard.realm("orders")).await;
    let token = api.provider.token(json!({"exp": NOW - 61}));
    let seen = api.send(bearing("/orders", &token)).await;
    assert_eq!(seen.refusal(), refusal(401, "invalid_token"));
    assert_eq!(
        seen.challenge(),
        r#"Bearer realm="orders", error="invalid_token", error_description="The access token has expired.""#
    );
    assert_eq!(seen.problem()["detail"], "The access token has expired.");
    assert_eq!(api.calls(), 0);
}

#[tokio::test]
async fn missing_scope_is_403_with_the_required_scopes() {
    let api = Api::with(|guard| guard.scope("read admin").scope("audit read")).await;
    let seen = api.send(bearing("/orders", &api.provider.token(json!({})))).await;
    assert_eq!(seen.refusal(), refusal(403, "insufficient_scope"));
    assert!(seen.challenge().contains(r#"error="insufficient_scope""#), "{seen:?}");
    assert!(seen.challenge().ends_with(r#", scope="read admin audit""#), "{seen:?}");
    assert_eq!(seen.problem()["scope"], "read admin audit");
    assert_eq!(api.calls(), 0);
}

#[tokio::test]
async fn valid_token_reaches_the_handler() {
    let api = Api::with(|guard| guard.scope("read write")).await;
    let seen = api.send(bearing("/orders", &api.provider.token(json!({})))).await;
    assert_eq!((seen.status.as_u16(), seen.body.as_str()), (200, "u1"));
    assert_eq!(api.calls(), 1);
}

#[tokio::test]
async fn tokens_for_others_are_401_invalid_token() {
    let api = Api::start().await;
    for (changes, detail) in [
        (json!({"aud": "other"}), "The access token is for another audience."),
        (json!({"aud": null}), "The access token is for another audience."),
        (json!({"iss": "https://other.example"}), "The access token is from another issuer."),
        (json!({"nbf": NOW + 100}), "The access token is not valid yet."),
        (json!({"nonce": "n"}), "The token is not an access token."),
        (json!({"exp": null}), "The access token is not valid."),
        (json!({"sub": null}), "The access token names neither a user nor an application."),
        (json!({"sub": ""}), "The access token names neither a user nor an application."),
    ] {
        let seen = api.send(bearing("/", &api.provider.token(changes.clone()))).await;
        assert_eq!(seen.refusal(), refusal(401, "invalid_token"), "{changes}");
        assert_eq!(seen.problem()["detail"], detail, "{changes}");
    }
    assert_eq!(api.calls(), 0);
}

#[tokio::test]
async fn token_of_an_application_has_its_id() {
    let api = Api::start().await;
    let token = api.provider.token(json!({"sub": null, "client_id": "service1"}));
    assert_eq!(api.send(bearing("/", &token)).await.body, "service1");
}

#[tokio::test]
async fn optional_guard_admits_requests_without_credentials_only() {
    let api = Api::with(|guard| guard.optional().scope("read")).await;
    for fields in [&[][..], &[("authorization", "Basic eDp5")]] {
        let seen = api.send(request(Method::GET, "/", fields)).await;
        assert_eq!((seen.status.as_u16(), seen.body.as_str()), (200, "anonymous"));
    }
    let seen = api.send(bearing("/", &api.provider.token(json!({})))).await;
    assert_eq!((seen.status.as_u16(), seen.body.as_str()), (200, "u1"));
    assert_eq!(api.calls(), 3);
    for (changes, expected) in [
        (json!({"exp": NOW - 61}), refusal(401, "invalid_token")),
        (json!({"scope": "write"}), refusal(403, "insufficient_scope")),
    ] {
        let seen = api.send(bearing("/", &api.provider.token(changes))).await;
        assert_eq!(seen.refusal(), expected);
    }
    assert_eq!(api.authorized("Bearer").await.refusal(), refusal(400, "invalid_request"));
    assert_eq!(api.calls(), 3);
}

#[tokio::test]
async fn realms_are_quoted_strings() {
    for (realm, quoted) in [
        (r#"a "b" \c"#, r#""a \"b\" \\c""#),
        ("a\r\nset-cookie: x", r#""a??set-cookie: x""#),
        ("größe", r#""gr??e""#),
        ("", r#""""#),
    ] {
        let api = Api::with(|guard| guard.realm(realm)).await;
        let seen = api.send(request(Method::GET, "/", &[])).await;
        assert_eq!(seen.challenge(), format!("Bearer realm={quoted}"));
        assert_eq!(seen.headers.len(), 4, "{seen:?}");
    }
}

#[tokio::test]
async fn head_responses_have_no_body() {
    let api = Api::start().await;
    let seen = api.send(request(Method::HEAD, "/", &[])).await;
    assert_eq!((seen.status.as_u16(), seen.body.as_str()), (401, ""));
    assert_eq!(seen.challenge(), r#"Bearer realm="api""#);
    assert_eq!(seen.header("cache-control"), Some("no-store"));
    let body = api.send(request(Method::GET, "/", &[])).await.body;
    assert_eq!(seen.header("content-length"), Some(&*body.len().to_string()));
}

#[tokio::test]
async fn check_returns_the_user_without_a_layer() {
    let provider = Provider::start().await;
    let guard = provider.guard().realm("files");
    let (parts, _) = bearing("/", &provider.token(json!({}))).into_parts();
    let user = guard.check(&parts).await.unwrap().unwrap();
    assert_eq!((user.id(), user.scopes()), ("u1", &["read".to_owned(), "write".to_owned()][..]));
    let (parts, _) = request(Method::GET, "/", &[]).into_parts();
    let rejection = guard.check(&parts).await.unwrap_err();
    assert_eq!(rejection.kind(), RejectionKind::MissingCredentials);
    let response = rejection.to_http();
    assert_eq!(response.headers()["www-authenticate"], r#"Bearer realm="files""#);
    assert!(!response.body().is_empty());
}

#[tokio::test]
async fn new_guard_accepts_tokens_of_the_application() {
    let provider = Provider::start().await;
    let guard = Guard::new(&provider.app()).unwrap();
    let token = provider.token(json!({"exp": 4_000_000_000_u64}));
    let (parts, _) = bearing("/", &token).into_parts();
    assert_eq!(guard.check(&parts).await.unwrap().unwrap().id(), "u1");
    let (parts, _) = bearing("/", &provider.token(json!({"aud": "other"}))).into_parts();
    let rejection = guard.check(&parts).await.unwrap_err();
    assert_eq!(rejection.kind(), RejectionKind::InvalidToken);
}
