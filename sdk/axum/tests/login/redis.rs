//! Sessions in a real Redis server.

use peers::Redis;
use serde_json::json;

use crate::app::{App, SESSION};
use crate::provider::{K1, Provider};
use crate::scripted::{builder, sign_in, sign_in_with};
use crate::session_support::TestClock;

async fn start(redis: &Redis, provider: &Provider, clock: &TestClock) -> App {
    App::start(builder(provider, clock).redis(redis.url()).redis_key_prefix("shop:")).await
}

#[tokio::test]
async fn processes_share_sessions_in_redis() {
    let Some(redis) = Redis::start().await else { return };
    let (provider, clock) = (Provider::start().await, TestClock::new());
    let (one, two) =
        (start(&redis, &provider, &clock).await, start(&redis, &provider, &clock).await);
    let browser = one.browser();
    let before = one.text(&browser, "/count").await;
    assert_eq!(before, "1");
    sign_in(&one, &browser, &provider).await;
    let on_two = || {
        let cookie = browser.cookie(SESSION).unwrap();
        let visit = two.browser().visit(&two.url("/profile"));
        visit.header("cookie", &format!("{SESSION}={}", cookie.value)).send()
    };
    assert_eq!(on_two().await.body, "profile of u1");
    assert_eq!(one.text(&browser, "/count").await, "2");
    // Every key expires.
    for key in redis.ask(&["KEYS", "*"]).lines() {
        assert!(key.starts_with("shop:"), "{key}");
        let left: i64 = redis.ask(&["PTTL", key]).parse().unwrap();
        assert!(left > 0, "{key} {left}");
    }
    // Back-channel logout at the other process.
    let page = sign_in_with(&one, &browser, &provider, json!({}), json!({"sid": "s1"})).await;
    assert_eq!(page.status, 303);
    assert_eq!(on_two().await.status, 200);
    let token = K1.token(&provider.logout(json!({})));
    let url = two.url("/auth/back-channel-logout");
    let visit = two.browser().request(reqwest::Method::POST, &url);
    assert_eq!(visit.form(&[("logout_token", &token)]).send().await.status, 200);
    assert_eq!(one.get(&browser, "/profile").await.status, 303);
}

/// S3 in Redis.
#[tokio::test]
async fn a_late_save_does_not_bring_back_a_session_in_redis() {
    let Some(redis) = Redis::start().await else { return };
    let (provider, clock) = (Provider::start().await, TestClock::new());
    let builder = builder(&provider, &clock).redis(redis.url());
    crate::sessions::assert_a_late_save_is_harmless(&provider, &clock, builder).await;
    // What is left are the keys of the sign-ins that the test started.
    for key in redis.ask(&["KEYS", "genauth:session:*"]).lines() {
        assert_eq!(key, "");
    }
}

/// S5 with Redis.
#[tokio::test]
async fn a_server_that_is_gone_is_503() {
    let Some(redis) = Redis::start().await else { return };
    let (provider, clock) = (Provider::start().await, TestClock::new());
    let app = start(&redis, &provider, &clock).await;
    let browser = app.browser();
    sign_in(&app, &browser, &provider).await;
    drop(redis);
    let page = app.get(&browser, "/profile").await;
    assert_eq!((page.status.as_u16(), page.cookies()), (503, vec![]));
    assert!(!page.body.contains(Redis::PASSWORD));
}
