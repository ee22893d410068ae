//! Refresh of tokens: rows S1 and S2.

use std::time::Duration;

use serde_json::json;
use support::Reply;

use crate::app::{App, SESSION};
use crate::provider::Provider;
use crate::scripted::{builder, cut_off, sign_in, start, unavailable};
use crate::session_support::{TestClock, invalid_grant, refresh_tokens, rotate, tokens, wait};
use crate::stores::{UserStore, WebStore};

/// S1.
#[tokio::test]
async fn parallel_requests_refresh_once_and_leave_the_cookie() {
    let (provider, clock) = (Provider::start().await, TestClock::new());
    // Two processes with shared stores.
    let (web, users) = (WebStore::default(), UserStore::default());
    let process = || {
        App::start(
            builder(&provider, &clock).session_store(web.clone()).user_session_store(users.clone()),
        )
    };
    let (one, two) = (process().await, process().await);
    let browser = one.browser();
    sign_in(&one, &browser, &provider).await;
    let reused = rotate(&provider, json!({}));
    clock.advance(3_700);
    let address = |app: &App| format!("{}/profile", app.address);
    let cookie = browser.cookie(SESSION).unwrap();
    let pages = (0..8).map(|index| {
        let app = if index % 2 == 0 { &one } else { &two };
        let visit = browser.visit(&address(app));
        visit.header("cookie", &format!("{SESSION}={}", cookie.value)).send()
    });
    for page in futures_util::future::join_all(pages).await {
        assert_eq!((page.status.as_u16(), page.body.as_str()), (200, "profile of u1"));
        assert_eq!(page.cookies(), Vec::<&str>::new());
        assert_eq!(page.header("cache-control"), "no-store");
    }
    assert_eq!(*reused.lock().unwrap(), Vec::<String>::new());
    assert_eq!(refresh_tokens(&provider), ["refresh-1"]);
}

/// S1: the refresh token was used by another process, which has stored its successor.
#[tokio::test]
async fn a_rejected_refresh_token_ends_the_session_only_if_it_is_the_newest() {
    let (provider, clock, app) = start().await;
    let browser = app.browser();
    sign_in(&app, &browser, &provider).await;
    provider.script().tokens = vec![invalid_grant()];
    clock.advance(3_700);
    let page = app.get(&browser, "/profile").await;
    assert_eq!((page.status.as_u16(), page.location().path()), (303, "/auth/sign-in"));
    assert_eq!(page.cookies(), Vec::<&str>::new());
}

/// S2 (a).
#[tokio::test]
async fn a_failed_refresh_does_not_matter_while_the_token_is_valid() {
    let (provider, clock, app) = start().await;
    let browser = app.browser();
    sign_in(&app, &browser, &provider).await;
    clock.advance(3_600 - 10);
    for reply in [unavailable(), Reply::new(429, "").header("retry-after", "5"), cut_off()] {
        provider.script().tokens = vec![reply];
        assert_eq!(app.text(&browser, "/profile").await, "profile of u1");
        wait(Duration::from_secs(6)).await;
    }
    assert_eq!(refresh_tokens(&provider).len(), 3);
}

/// S2: whatever is not a rejection of the refresh token keeps the session.
#[tokio::test]
async fn other_failures_of_a_refresh_keep_the_session() {
    let error = |status, code: &str| Reply::json(status, &json!({"error": code}));
    for is_sealed in [false, true] {
        for (index, reply) in [
            Reply::new(408, ""),
            Reply::new(429, ""),
            Reply::new(500, "<html>"),
            Reply::new(502, "<html>").header("content-type", "text/html"),
            Reply::new(504, "").header("retry-after", "99999999999"),
            Reply::new(200, "<html>").header("content-type", "application/json"),
            Reply::new(200, "{}"),
            Reply::new(302, "").header("location", "https://evil.test/"),
            error(503, "temporarily_unavailable"),
            error(400, "slow_down"),
            error(401, "invalid_client"),
            error(400, "invalid_request"),
        ]
        .into_iter()
        .enumerate()
        {
            let (provider, clock) = (Provider::start().await, TestClock::new());
            let builder = builder(&provider, &clock);
            let app = App::start(match is_sealed {
                false => builder,
                true => builder.sealed_cookies(genauth_axum::CookieKey::random().unwrap()),
            })
            .await;
            let browser = app.browser();
            sign_in(&app, &browser, &provider).await;
            clock.advance(3_700);
            provider.script().tokens = vec![reply];
            let page = app.get(&browser, "/profile").await;
            assert_eq!((page.status.as_u16(), page.header("location")), (503, ""), "{index}");
            let after: u64 = page.header("retry-after").parse().unwrap();
            assert!((1..=3_600).contains(&after), "{index} {after}");
            assert!(browser.cookie(SESSION).is_some());
            assert_eq!(app.get(&browser, "/form").await.status, 200, "{index}");
        }
    }
}

/// S2 (b).
#[tokio::test]
async fn a_failed_refresh_is_503_and_keeps_the_session() {
    let (provider, clock, app) = start().await;
    let browser = app.browser();
    sign_in(&app, &browser, &provider).await;
    clock.advance(3_700);
    for (reply, after) in [
        (unavailable(), "1"),
        (Reply::new(429, "").header("retry-after", "5"), "5"),
        (cut_off(), "1"),
    ] {
        provider.script().tokens = vec![reply];
        let before = refresh_tokens(&provider).len();
        for _ in 0..2 {
            let page = app.get(&browser, "/profile").await;
            assert_eq!((page.status.as_u16(), page.header("retry-after")), (503, after));
            assert_eq!((page.header("location"), page.cookies().len()), ("", 0));
        }
        let api = browser.visit(&app.url("/api")).fetch().from(&app.url("/")).send().await;
        assert_eq!((api.status.as_u16(), api.header("retry-after")), (503, after));
        // Not before the time that the provider asked for.
        assert_eq!(refresh_tokens(&provider).len(), before + 1);
        wait(Duration::from_secs(6)).await;
    }
    provider.script().tokens = vec![tokens(2, json!({}))];
    assert_eq!(app.text(&browser, "/profile").await, "profile of u1");
}
