//! Keys of the provider: fetched once, and not available.

use ::support::Reply;
use serde_json::json;

use crate::provider::{KEY, OTHER_KEY, Provider, jwks};
use crate::support::{Api, bearing, refusal, send};

#[tokio::test]
async fn warm_guard_sends_no_request() {
    let api = Api::start().await;
    let token = api.provider.token(json!({}));
    assert_eq!(api.send(bearing("/", &token)).await.status, 200);
    let warm = api.provider.requests();
    assert_eq!(warm, 2);
    for user in 0..50 {
        let token = api.provider.token(json!({"sub": format!("user{user}")}));
        assert_eq!(api.send(bearing("/", &token)).await.status, 200);
        assert_eq!(api.send(bearing("/", "a.b.c")).await.status, 401);
        let expired = api.provider.token(json!({"exp": 1}));
        assert_eq!(api.send(bearing("/", &expired)).await.status, 401);
    }
    assert_eq!(api.provider.requests(), warm);
}

#[tokio::test]
async fn concurrent_first_requests_fetch_the_keys_once() {
    let api = Api::start().await;
    let token = api.provider.token(json!({}));
    let requests = (0..20).map(|_| api.send(bearing("/", &token)));
    for seen in futures_util::future::join_all(requests).await {
        assert_eq!(seen.status, 200);
    }
    assert_eq!(api.provider.requests(), 2);
}

#[tokio::test]
async fn layers_of_one_guard_share_the_keys() {
    let provider = Provider::start().await;
    let guard = provider.guard();
    let token = provider.token(json!({}));
    for guard in [guard.clone(), guard.clone().realm("other"), guard.clone().scope("read")] {
        let (router, _) = crate::support::counted();
        let router = router.layer(guard.layer());
        assert_eq!(send(&router, bearing("/", &token)).await.status, 200);
    }
    assert_eq!(provider.requests(), 2);
}

#[tokio::test]
async fn unavailable_keys_are_503_with_retry_after() {
    let api = Api::start().await;
    let token = api.provider.token(json!({}));
    for reply in [
        Reply::new(500, "down"),
        Reply::new(503, "down"),
        Reply::json(200, &json!({"unexpected": true})),
        Reply::new(200, "<html>maintenance</html>"),
    ] {
        let api = Api::start().await;
        api.provider.script().jwks = reply.clone();
        let token = api.provider.token(json!({}));
        let seen = api.send(bearing("/", &token)).await;
        assert_eq!(seen.refusal(), refusal(503, ""), "{reply:?}");
        let after: u64 = seen.header("retry-after").unwrap().parse().unwrap();
        assert!((1..=3_600).contains(&after), "{reply:?}");
        assert_eq!(seen.challenge(), "", "{reply:?}");
        assert!(!seen.body.contains("127.0.0.1"), "{seen:?}");
        assert_eq!(api.calls(), 0);
    }
    // Tokens that need no key are still refused by themselves.
    api.provider.script().jwks = Reply::new(500, "down");
    assert_eq!(api.send(bearing("/", "a.b.c")).await.status, 401);
    assert_eq!(api.send(bearing("/", &token)).await.status, 503);
}

#[tokio::test]
async fn cached_keys_outlive_the_provider() {
    let api = Api::start().await;
    let token = api.provider.token(json!({}));
    assert_eq!(api.send(bearing("/", &token)).await.status, 200);
    api.provider.script().jwks = Reply::new(500, "down");
    assert_eq!(api.send(bearing("/", &token)).await.status, 200);
}

#[tokio::test]
async fn key_of_another_provider_is_401() {
    let api = Api::start().await;
    api.provider.script().jwks = jwks(&OTHER_KEY);
    let seen = api.send(bearing("/", &KEY.token(&api.provider.claims(json!({}))))).await;
    assert_eq!(seen.refusal(), refusal(401, "invalid_token"));
}
