//! Sessions in encrypted cookies.

use std::time::Duration;

use genauth_axum::{CookieKey, CookieKeys};
use serde_json::json;

use crate::app::{self, App, SESSION, client, emulator};
use crate::browser::Browser;
use crate::provider::Provider;
use crate::scripted::{begin, builder, call_back, callback, issue, sign_in, sign_in_with};
use crate::session_support::{TestClock, invalid_grant, refresh_tokens, rotate, wait};

async fn start(keys: impl Into<CookieKeys>) -> (Provider, TestClock, App) {
    let (provider, clock) = (Provider::start().await, TestClock::new());
    let app = App::start(builder(&provider, &clock).sealed_cookies(keys)).await;
    (provider, clock, app)
}

fn key(first: u8) -> CookieKey {
    let mut bytes = [7; 32];
    bytes[0] = first;
    CookieKey::from_bytes(bytes).unwrap()
}

fn set(browser: &Browser, name: &str, value: &str) {
    let mut cookies = browser.cookies();
    let cookie = cookies.iter_mut().find(|cookie| cookie.name == name).unwrap();
    cookie.value = value.to_owned();
}

#[tokio::test]
async fn user_signs_in_without_a_store() {
    let emulator = emulator().await;
    let builder = app::builder(client(&emulator)).sealed_cookies(key(1));
    let app = App::start(builder).await;
    let browser = app.browser();
    let page = app::sign_in(&app, &browser, "alice", "/profile").await;
    assert!(page.body.starts_with("profile of "), "{} {}", page.url, page.body);
    // Another process with the same key knows the session.
    let other = App::start(app::builder(client(&emulator)).sealed_cookies(key(1))).await;
    let cookies = browser.visit(&app.url("/")).cookie_header();
    let visit = other.browser().visit(&other.url("/profile")).header("cookie", &cookies);
    assert_eq!(visit.send().await.body, page.body);
    assert_eq!(app.sign_out(&browser).await.status, 303);
    assert_eq!(browser.cookie(SESSION), None);
    // A copy of the cookie is not accepted by the process that signed out.
    let visit = app.browser().visit(&app.url("/profile")).header("cookie", &cookies);
    let page = visit.send().await;
    // The browser may have the cookie of another session by now.
    assert_eq!((page.status.as_u16(), page.cookies()), (303, vec![]));
}

/// S4 for encrypted cookies.
#[tokio::test]
async fn a_long_session_is_split_and_too_long_a_one_refused() {
    let (provider, clock, app) = start(key(1)).await;
    let browser = app.browser();
    let page = sign_in_with(
        &app,
        &browser,
        &provider,
        json!({"access_token": "a".repeat(5_000)}),
        json!({}),
    )
    .await;
    assert_eq!(page.status, 303, "{}", page.body);
    let cookies = page.cookies();
    let session: Vec<&&str> = cookies.iter().filter(|it| !it.contains("-sign-in-")).collect();
    assert_eq!(session.len(), 3, "{cookies:?}");
    for cookie in &session {
        assert!(cookie.len() < 4_096 && !cookie.contains("aaaaaa"), "{}", cookie.len());
        for attribute in ["Secure", "HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=1209600"] {
            assert!(cookie.contains(attribute), "{cookie}");
        }
    }
    assert_eq!(app.text(&browser, "/profile").await, "profile of u1");
    // Shorter tokens need fewer cookies; the others are removed.
    clock.advance(3_590);
    rotate(&provider, json!({}));
    assert_eq!(app.text(&browser, "/profile").await, "profile of u1");
    assert_eq!(browser.cookie(&format!("{SESSION}.2")), None);
    assert_eq!(app.text(&browser, "/profile").await, "profile of u1");

    let long = json!({"access_token": "a".repeat(12_000)});
    let page = sign_in_with(&app, &browser, &provider, long, json!({})).await;
    assert_eq!(page.status, 500);
    // The former session is left.
    assert_eq!(app.text(&browser, "/profile").await, "profile of u1");
}

/// Tampered cookies.
#[tokio::test]
async fn changed_cookies_are_no_session_and_are_removed() {
    let (provider, _, app) = start(key(1)).await;
    let browser = app.browser();
    let long = json!({"access_token": "a".repeat(5_000)});
    sign_in_with(&app, &browser, &provider, long, json!({})).await;
    let redirect = begin(&app, &browser, "/").await;
    let pending = browser.cookies().iter().find(|it| it.name.contains("-sign-in-")).cloned();
    let pending = pending.unwrap().value.split_once('.').unwrap().1.to_owned();
    let (first, second) = (browser.cookie(SESSION).unwrap(), format!("{SESSION}.1"));
    let (second_value, third) =
        (browser.cookie(&second).unwrap().value, browser.cookie(&format!("{SESSION}.2")).unwrap());
    let mut flipped = first.value.clone().into_bytes();
    flipped[100] ^= 1;
    for (name, value) in [
        (SESSION, String::from_utf8(flipped).unwrap()),
        (SESSION, first.value[..first.value.len() - 1].to_owned()),
        (SESSION, first.value.replacen("3.", "2.", 1)),
        (SESSION, first.value.replacen("3.", "1.", 1)),
        // The cookie of a sign-in in progress.
        (SESSION, format!("1.{pending}")),
        (&second, third.value.clone()),
        (&second, second_value[1..].to_owned()),
        (&second, String::new()),
    ] {
        let changed = browser.copy();
        set(&changed, name, &value);
        let page = app.get(&changed, "/profile").await;
        assert_eq!(page.status, 303, "{name}");
        assert!(
            changed
                .cookies()
                .iter()
                .all(|it| !it.name.starts_with(SESSION) || it.name.contains("sign-in"))
        );
        assert_eq!(app.text(&changed, "/").await, "home");
    }
    assert_eq!(app.text(&browser, "/profile").await, "profile of u1");
    // The other way round: a session is not a sign-in in progress.
    let name =
        browser.cookies().iter().find(|it| it.name.contains("-sign-in-")).unwrap().name.clone();
    set(&browser, &name, &format!("1.{}", first.value.split_once('.').unwrap().1));
    issue(&provider, &redirect, json!({}), json!({}));
    let page = call_back(&app, &browser, &provider, &callback(&redirect)).await;
    assert_eq!((page.status.as_u16(), provider.token_requests()), (400, 1));
}

#[tokio::test]
async fn keys_are_replaced_without_signing_users_out() {
    let (provider, clock) = (Provider::start().await, TestClock::new());
    let process =
        async |keys: CookieKeys| App::start(builder(&provider, &clock).sealed_cookies(keys)).await;
    let old = process(key(1).into()).await;
    let browser = old.browser();
    sign_in(&old, &browser, &provider).await;
    let both = process([key(2), key(1)].into()).await;
    let new = process(key(2).into()).await;
    let visit = async |app: &App| {
        let cookies = browser.visit(&app.url("/")).cookie_header();
        let other = app.browser();
        let page = other.visit(&app.url("/profile")).header("cookie", &cookies).send().await;
        for cookie in other.cookies().iter() {
            set(&browser, &cookie.name, &cookie.value);
        }
        page.status.as_u16()
    };
    assert_eq!(visit(&new).await, 303);
    assert_eq!(visit(&both).await, 200);
    // From time to time, cookies are encrypted again.
    clock.advance(3_000);
    assert_eq!(visit(&both).await, 200);
    assert_eq!(visit(&new).await, 200);
    assert_eq!(visit(&old).await, 303);
}

/// S1 for encrypted cookies.
#[tokio::test]
async fn parallel_requests_refresh_once_and_late_responses_keep_the_newest_tokens() {
    let (provider, clock, app) = start(key(1)).await;
    let browser = app.browser();
    sign_in(&app, &browser, &provider).await;
    let reused = rotate(&provider, json!({}));
    clock.advance(3_700);
    let old = browser.copy();
    let pages = (0..8).map(|_| old.copy()).map(async |browser| {
        let page = app.get(&browser, "/profile").await;
        (page.status.as_u16(), app.get(&browser, "/profile").await.status.as_u16())
    });
    for statuses in futures_util::future::join_all(pages).await {
        assert_eq!(statuses, (200, 200));
    }
    assert_eq!(refresh_tokens(&provider), ["refresh-1"]);
    // A request with the old cookie, some time later: the process knows its successor.
    wait(Duration::from_secs(60)).await;
    assert_eq!(app.get(&old, "/profile").await.status, 200);
    assert_eq!(*reused.lock().unwrap(), Vec::<String>::new());
    clock.advance(3_700);
    assert_eq!(app.get(&old, "/profile").await.status, 200);
    assert_eq!(refresh_tokens(&provider), ["refresh-1", "refresh-2"]);
}

/// S1: another process has used the refresh token, and its response has set the cookies.
#[tokio::test]
async fn a_rejected_refresh_token_does_not_replace_the_cookies() {
    let (provider, clock, app) = start(key(1)).await;
    let browser = app.browser();
    sign_in(&app, &browser, &provider).await;
    let other = App::start(builder(&provider, &clock).sealed_cookies(key(1))).await;
    rotate(&provider, json!({}));
    clock.advance(3_700);
    let late = browser.copy();
    let address = format!("{}/profile", other.address);
    let cookies = late.visit(&app.url("/profile")).cookie_header();
    assert_eq!(app.get(&browser, "/profile").await.status, 200);
    provider.script().token_rule = None;
    provider.script().tokens = vec![invalid_grant()];
    let page = other.browser().visit(&address).header("cookie", &cookies).send().await;
    assert_eq!((page.status.as_u16(), page.cookies()), (303, vec![]));
    assert_eq!(app.get(&browser, "/profile").await.status, 200);
}

#[tokio::test]
async fn a_rejected_refresh_token_ends_the_session() {
    let (provider, clock, app) = start(key(1)).await;
    let browser = app.browser();
    sign_in(&app, &browser, &provider).await;
    clock.advance(3_700);
    provider.script().tokens = vec![invalid_grant()];
    let page = app.get(&browser, "/profile").await;
    assert_eq!((page.status.as_u16(), page.location().path()), (303, "/auth/sign-in"));
}

#[tokio::test]
async fn options_that_exclude_each_other_are_refused() {
    let (provider, clock) = (Provider::start().await, TestClock::new());
    let web = crate::stores::WebStore::default();
    let users = crate::stores::UserStore::default();
    let with = || builder(&provider, &clock);
    for (builder, word) in [
        (with().session_store(web.clone()), "user_session_store"),
        (with().user_session_store(users.clone()), "session_store"),
        (with().session_store(web.clone()).sealed_cookies(key(1)), "sealed_cookies"),
        (with().sealed_cookies(Vec::new()), "no key"),
        (with().public_url("http://app.test"), "http"),
        (with().scope("profile"), "openid"),
        (with().cookie_name("a;b"), "cookie_name"),
        (with().route_prefix("//a"), "route_prefix"),
        (with().route_prefix("/{a}"), "route_prefix"),
        (with().after_sign_in("https://evil.test"), "after_sign_in"),
        (with().idle_lifetime(Duration::ZERO), "lifetime"),
    ] {
        let error = builder.build().unwrap_err().to_string();
        assert!(error.contains(word), "{error}");
    }
    for key in ["", "AAAA", "n0t base64!", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="] {
        let error = CookieKey::from_base64(key).unwrap_err().to_string();
        assert!(key.is_empty() || !error.contains(key), "{error}");
    }
}
