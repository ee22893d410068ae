//! Sessions and refresh: rows S3 to S5, ids, lifetimes and data.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::routing::get;
use genauth::oidc::{MemorySessionStore, SessionStore as _, StoredSession};
use genauth_axum::{CookieKey, GenAuth, GenAuthBuilder};
use reqwest::Method;
use serde_json::json;
use tokio::sync::Semaphore;
use tower_sessions::Session;

use crate::app::{App, SESSION, pages};
use crate::browser::Page;
use crate::provider::Provider;
use crate::scripted::{begin, builder, call_back, callback, issue, sign_in, sign_in_with, start};
use crate::session_support::{TestClock, refresh_tokens, tokens};
use crate::stores::{Outage, UserStore, WebStore};

/// Returns a route that stores data and waits until it may go on.
fn slow(entered: &Arc<Semaphore>, goes_on: &Arc<Semaphore>) -> Router {
    let (entered, goes_on) = (Arc::clone(entered), Arc::clone(goes_on));
    let handler = move |session: Session| {
        let (entered, goes_on) = (Arc::clone(&entered), Arc::clone(&goes_on));
        async move {
            session.insert("late", true).await.unwrap();
            entered.add_permits(1);
            goes_on.acquire().await.unwrap().forget();
            "late"
        }
    };
    Router::new().route("/slow", get(handler))
}

/// S3.
#[tokio::test]
async fn a_late_save_does_not_bring_back_a_session() {
    let (provider, clock) = (Provider::start().await, TestClock::new());
    let builder = || builder(&provider, &clock);
    assert_a_late_save_is_harmless(&provider, &clock, builder()).await;
    let (web, users) = (WebStore::default(), UserStore::default());
    let stored = builder().session_store(web).user_session_store(users.clone());
    assert_a_late_save_is_harmless(&provider, &clock, stored).await;
    assert!(users.0.is_empty());
}

/// Signs out while a request is running that has loaded the session and saves it later.
pub async fn assert_a_late_save_is_harmless(
    provider: &Provider,
    clock: &TestClock,
    builder: GenAuthBuilder,
) {
    let (entered, goes_on) = (Arc::new(Semaphore::new(0)), Arc::new(Semaphore::new(0)));
    let auth: GenAuth = builder.build().unwrap();
    let inner = slow(&entered, &goes_on).route_layer(auth.require_user());
    let router = pages(&auth).merge(inner).merge(auth.routes()).layer(auth.layer());
    let app = App::serve(auth, router).await;
    let browser = app.browser();
    sign_in(&app, &browser, provider).await;
    // A rolling expiry is due as well.
    clock.advance(1_000);
    let old = browser.copy();
    let request = tokio::spawn(old.visit(&app.url("/slow")).send());
    entered.acquire().await.unwrap().forget();
    assert_eq!(app.sign_out(&browser).await.status, 303);
    goes_on.add_permits(1);
    let late: Page = request.await.unwrap();
    assert_eq!((late.status.as_u16(), late.cookies()), (200, vec![]));
    for browser in [&old, &browser] {
        assert_eq!(app.get(browser, "/profile").await.status, 303);
        assert_eq!(app.text(browser, "/").await, "home");
    }
}

/// S3: the rolling expiry alone.
#[tokio::test]
async fn a_session_in_use_is_extended_until_its_absolute_end() {
    for is_sealed in [false, true] {
        let (provider, clock) = (Provider::start().await, TestClock::new());
        let builder = builder(&provider, &clock)
            .idle_lifetime(Duration::from_secs(600))
            .absolute_lifetime(Duration::from_secs(2_000));
        let app = App::start(match is_sealed {
            false => builder,
            true => builder.sealed_cookies(CookieKey::random().unwrap()),
        })
        .await;
        let browser = app.browser();
        sign_in(&app, &browser, &provider).await;
        for _ in 0..3 {
            clock.advance(500);
            assert_eq!(app.text(&browser, "/profile").await, "profile of u1");
        }
        clock.advance(499);
        assert_eq!(app.get(&browser, "/profile").await.status, 200);
        clock.advance(2);
        assert_eq!(app.get(&browser, "/profile").await.status, 303);
        // Idle.
        sign_in(&app, &browser, &provider).await;
        clock.advance(601);
        assert_eq!(app.get(&browser, "/profile").await.status, 303);
        assert_eq!(app.text(&browser, "/").await, "home");
    }
}

/// S4.
#[tokio::test]
async fn large_tokens_stay_on_the_server_and_responses_out_of_caches() {
    let (provider, clock, app) = start().await;
    let browser = app.browser();
    let access = "a".repeat(6_000);
    let groups: Vec<String> = (0..600).map(|index| format!("group-{index:08}")).collect();
    let redirect = begin(&app, &browser, "/profile").await;
    issue(&provider, &redirect, json!({"access_token": access}), json!({"groups": groups}));
    let done = call_back(&app, &browser, &provider, &callback(&redirect)).await;
    assert_eq!(done.header("location"), "/profile", "{}", done.body);
    let mut pages = vec![redirect, done];
    clock.advance(3_590);
    provider.script().tokens = vec![tokens(2, json!({}))];
    for path in ["/profile", "/cached", "/public", "/form", "/count", "/auth/sign-out"] {
        pages.push(app.get(&browser, path).await);
    }
    assert_eq!(refresh_tokens(&provider).len(), 1);
    for page in &pages {
        assert_eq!(page.header("cache-control"), "no-store", "{}", page.url);
        assert_eq!(page.header("cdn-cache-control"), "", "{}", page.url);
        assert_eq!(page.header("expires"), "", "{}", page.url);
        assert!(page.header("vary").contains("cookie"), "{}", page.url);
        for cookie in page.cookies() {
            assert!(cookie.len() < 4_096 && !cookie.contains("aaaa"), "{cookie}");
        }
    }
    // Without a session, the handler decides.
    let page = app.get(&browser.other(), "/public").await;
    assert_eq!(page.header("cache-control"), "public, max-age=600");
    assert_eq!(page.header("vary"), "cookie");
}

async fn with_outage() -> (Provider, App, [Outage; 2]) {
    let (provider, clock) = (Provider::start().await, TestClock::new());
    let (web, users) = (WebStore::default(), UserStore::default());
    let outages = [web.1.clone(), users.1.clone()];
    let builder = builder(&provider, &clock).session_store(web).user_session_store(users);
    (provider, App::start(builder).await, outages)
}

/// S5.
#[tokio::test]
async fn a_store_that_fails_is_503_and_does_not_sign_out() {
    let (provider, app, outages) = with_outage().await;
    let browser = app.browser();
    sign_in(&app, &browser, &provider).await;
    let form = app.get(&browser, "/auth/sign-out").await;
    for outage in &outages {
        outage.set(true);
        for path in ["/profile", "/cached", "/", "/form", "/auth/sign-out"] {
            let page = app.get(&browser, path).await;
            assert_eq!((page.status.as_u16(), page.cookies()), (503, vec![]), "{path}");
            assert!(!page.header("retry-after").is_empty(), "{path}");
            assert!(!page.body.contains("secret"), "{}", page.body);
        }
        let api = browser.visit(&app.url("/api")).fetch().from(&app.url("/")).send().await;
        assert_eq!(api.header("content-type"), "application/problem+json");
        let page = app.post_form(&browser, &form).await;
        assert_eq!((page.status.as_u16(), page.cookies()), (503, vec![]));
        outage.set(false);
        assert_eq!(app.text(&browser, "/profile").await, "profile of u1");
    }
    assert_eq!(app.post_form(&browser, &form).await.status, 303);
    assert_eq!(app.get(&browser, "/profile").await.status, 303);
}

/// S5 (b).
#[tokio::test]
async fn a_store_that_fails_in_the_callback_leaves_no_session() {
    let (provider, app, outages) = with_outage().await;
    for (index, outage) in outages.iter().enumerate() {
        let browser = app.browser();
        let redirect = begin(&app, &browser, "/profile").await;
        issue(&provider, &redirect, json!({}), json!({}));
        outage.set(true);
        let page = call_back(&app, &browser, &provider, &callback(&redirect)).await;
        outage.set(false);
        assert_eq!((page.status.as_u16(), page.header("location")), (503, ""), "{index}");
        assert_eq!(browser.cookie(SESSION), None);
        assert_eq!(app.get(&browser, "/profile").await.status, 303);
        // A sign-in cannot start without its store.
        outages[0].set(true);
        assert_eq!(app.get(&browser, "/auth/sign-in").await.status, 503);
        outages[0].set(false);
    }
}

/// Fixation: a planted id is worthless.
#[tokio::test]
async fn the_id_of_a_session_changes_at_sign_in_and_sign_out() {
    let (provider, _, app) = start().await;
    let attacker = app.browser();
    assert_eq!(app.text(&attacker, "/count").await, "1");
    let victim = attacker.copy();
    sign_in(&app, &victim, &provider).await;
    let ids = |browser: &crate::browser::Browser| browser.cookie(SESSION).unwrap().value;
    assert_ne!(ids(&attacker), ids(&victim));
    assert_eq!(app.get(&attacker, "/profile").await.status, 303);
    // Data of the visitor are kept.
    assert_eq!(app.text(&victim, "/count").await, "2");
    assert_eq!(app.text(&attacker, "/count").await, "1");
    let before = victim.copy();
    app.sign_out(&victim).await;
    assert_eq!(victim.cookie(SESSION), None);
    assert_eq!(app.text(&victim, "/count").await, "1");
    for old in [&before, &attacker] {
        assert_ne!(ids(old), ids(&victim));
    }
    assert_eq!(app.get(&before, "/profile").await.status, 303);
    // An id that the server has not chosen is not used.
    let planted = "AAAAAAAAAAAAAAAAAAAAAA";
    let visit = app.browser().visit(&app.url("/count"));
    let page = visit.header("cookie", &format!("{SESSION}={planted}")).send().await;
    assert!(!page.cookies()[0].contains(planted), "{:?}", page.cookies());
}

/// The data of one user are not those of the next one.
#[tokio::test]
async fn another_user_starts_with_an_empty_session() {
    let (provider, _, app) = start().await;
    let browser = app.browser();
    sign_in(&app, &browser, &provider).await;
    assert_eq!(app.text(&browser, "/count").await, "1");
    let before = browser.copy();
    sign_in(&app, &browser, &provider).await;
    assert_eq!(app.text(&browser, "/count").await, "2");
    // The former session has ended.
    assert_eq!(app.get(&before, "/profile").await.status, 303);
    let page = sign_in_with(&app, &browser, &provider, json!({}), json!({"sub": "u2"})).await;
    assert_eq!(page.status, 303);
    assert_eq!(app.text(&browser, "/profile").await, "profile of u2");
    assert_eq!(app.text(&browser, "/count").await, "1");
}

/// A cookie of another user is a session of that user alone.
#[tokio::test]
async fn cookies_of_several_users_are_not_mixed() {
    let (provider, _, app) = start().await;
    let (one, two) = (app.browser(), app.browser());
    sign_in(&app, &one, &provider).await;
    sign_in_with(&app, &two, &provider, json!({}), json!({"sub": "u2"})).await;
    // A form of one user with the session of the other.
    let form = app.get(&one, "/form").await;
    let page = app.post_form(&two, &form).await;
    assert_eq!(page.status, 403);
    let cookies: Vec<String> = [&one, &two]
        .iter()
        .map(|browser| format!("{SESSION}={}", browser.cookie(SESSION).unwrap().value))
        .collect();
    let visit = app.browser().visit(&app.url("/profile")).header("cookie", &cookies.join("; "));
    assert_eq!(visit.send().await.body, "profile of u1");
}

/// Without a refresh token, the session lasts as long as the access token.
#[tokio::test]
async fn a_session_without_refresh_token_ends_with_the_access_token() {
    let (provider, clock, app) = start().await;
    let browser = app.browser();
    sign_in_with(&app, &browser, &provider, json!({"refresh_token": null}), json!({})).await;
    assert_eq!(app.text(&browser, "/profile").await, "profile of u1");
    clock.advance(3_601);
    assert_eq!(app.text(&browser, "/").await, "home");
    let page = app.get(&browser, "/profile").await;
    assert_eq!((page.status.as_u16(), page.cookies()), (303, vec![]));
}

/// A sign-in by a page of the application.
#[tokio::test]
async fn own_pages_sign_in_with_a_csrf_token() {
    let (provider, _, app) = start().await;
    let browser = app.browser();
    let id_token = crate::provider::K1.token(&provider.id(json!({})));
    let page = app.get(&browser, "/form").await;
    let before = browser.cookie(SESSION).unwrap();
    let (_, mut fields) = page.form();
    let post = |fields: &[(String, String)]| {
        let visit = browser.request(Method::POST, &app.url("/own-sign-in")).from(&app.url("/form"));
        visit.form(fields)
    };
    let without = [("id_token".to_owned(), id_token.clone())];
    assert_eq!(post(&without).send().await.status, 403);
    assert_eq!(app.get(&browser, "/profile").await.status, 303);
    fields.push(("id_token".to_owned(), id_token));
    let page = post(&fields).send().await;
    assert_eq!((page.status.as_u16(), page.body.as_str()), (200, "signed in"));
    assert_ne!(browser.cookie(SESSION).unwrap().value, before.value);
    assert_eq!(app.text(&browser, "/profile").await, "profile of u1");
    // The token of the visitor is not valid any more.
    assert_eq!(post(&fields).send().await.status, 403);
}

#[tokio::test]
async fn all_sessions_of_a_user_end_at_once() {
    for is_sealed in [false, true] {
        let (provider, clock) = (Provider::start().await, TestClock::new());
        let builder = builder(&provider, &clock);
        let app = App::start(match is_sealed {
            false => builder,
            true => builder.sealed_cookies(CookieKey::random().unwrap()),
        })
        .await;
        let (one, two, other) = (app.browser(), app.browser(), app.browser());
        sign_in(&app, &one, &provider).await;
        sign_in(&app, &two, &provider).await;
        sign_in_with(&app, &other, &provider, json!({}), json!({"sub": "u2"})).await;
        app.auth.end_sessions("u1").await.unwrap();
        for browser in [&one, &two] {
            assert_eq!(app.get(browser, "/profile").await.status, 303);
        }
        assert_eq!(app.text(&other, "/profile").await, "profile of u2");
        clock.advance(1);
        sign_in(&app, &one, &provider).await;
        assert_eq!(app.text(&one, "/profile").await, "profile of u1");
    }
}

/// The application can clear its session, with the user in it.
#[tokio::test]
async fn a_session_that_the_application_clears_is_signed_out() {
    let (provider, clock) = (Provider::start().await, TestClock::new());
    let (web, users) = (WebStore::default(), UserStore::default());
    let builder = builder(&provider, &clock).session_store(web).user_session_store(users.clone());
    let app = App::start(builder).await;
    let browser = app.browser();
    sign_in(&app, &browser, &provider).await;
    let old = browser.copy();
    assert_eq!(app.text(&browser, "/flush").await, "flushed");
    assert_eq!((browser.cookie(SESSION), users.0.len()), (None, 0));
    assert_eq!(app.get(&old, "/profile").await.status, 303);
}

#[tokio::test]
async fn a_protected_router_has_the_routes_of_the_sign_in() {
    let (provider, clock) = (Provider::start().await, TestClock::new());
    let auth: GenAuth = builder(&provider, &clock).build().unwrap();
    let router = auth.protect(Router::new().route("/profile", get(async || "protected")));
    let app = App::serve(auth, router).await;
    let browser = app.browser();
    assert_eq!(app.get(&browser, "/profile").await.status, 303);
    sign_in(&app, &browser, &provider).await;
    assert_eq!(app.text(&browser, "/profile").await, "protected");
    assert_eq!(app.get(&browser, "/other").await.status, 404);
}

#[tokio::test]
async fn user_sessions_in_memory_expire() {
    tokio::time::pause();
    let store = MemorySessionStore::new().lifetime(Duration::from_secs(60));
    let session = json!({"tokens": {"access_token": "a"}, "created_at": 1.0, "version": 0});
    let session: StoredSession = serde_json::from_value(session).unwrap();
    store.insert("a", &session).await.unwrap();
    tokio::time::advance(Duration::from_secs(50)).await;
    assert!(store.replace("a", 0, &session).await.unwrap());
    tokio::time::advance(Duration::from_secs(59)).await;
    assert_eq!((store.load("a").await.unwrap(), store.len()), (Some(session), 1));
    tokio::time::advance(Duration::from_secs(1)).await;
    assert_eq!((store.load("a").await.unwrap(), store.len()), (None, 0));
}
