//! Sign-out and back-channel logout: rows L1 to L4.

use genauth_axum::CookieKey;
use reqwest::Method;
use serde_json::{Value, json};

use crate::app::{self, App, ORIGIN, SESSION, client, emulator};
use crate::browser::{Browser, Page};
use crate::provider::{K1, Provider};
use crate::scripted::{builder, sign_in, sign_in_with, start, unavailable};
use crate::session_support::TestClock;

/// L1, at the emulator.
#[tokio::test]
async fn sign_out_ends_the_session_here_and_at_the_provider() {
    let emulator = emulator().await;
    let app = App::start(app::builder(client(&emulator))).await;
    let browser = app.browser();
    app::sign_in(&app, &browser, "alice", "/profile").await;
    let redirect = app.sign_out(&browser).await;
    assert_eq!((redirect.status.as_u16(), browser.cookie(SESSION)), (303, None));
    assert_eq!(redirect.header("cache-control"), "no-store");
    assert_eq!(redirect.parameter("post_logout_redirect_uri"), "https://app.test/");
    let page = browser.follow(redirect).await;
    assert_eq!((page.url.as_str(), page.body.as_str()), ("https://app.test/", "home"));
    // The login page asks for the password again.
    let page = browser.follow(app.get(&browser, "/profile").await).await;
    assert!(page.url.path().starts_with("/interaction/"), "{}", page.url);
}

/// L1: with an expired ID token, and without one.
#[tokio::test]
async fn sign_out_sends_the_id_token_that_there_is() {
    let (provider, clock, app) = start().await;
    let browser = app.browser();
    sign_in(&app, &browser, &provider).await;
    clock.advance(80_000);
    let page = app.sign_out(&browser).await;
    assert_eq!(page.location().path(), "/oidc/session/end");
    assert!(page.parameter("id_token_hint").len() > 100);
    assert_eq!(page.parameter("client_id"), "app1");
    assert_eq!(provider.count("/oidc/token/revocation"), 1);

    let (provider, _, app) = start().await;
    let form = app.get(&browser, "/form").await;
    let (_, mut fields) = form.form();
    fields.push(("id_token".to_owned(), K1.token(&provider.id(json!({})))));
    let browser = app.browser();
    let form = app.get(&browser, "/form").await;
    let (_, mut fields_of_form) = form.form();
    fields_of_form.push(fields.remove(fields.len() - 1));
    let visit = browser.request(Method::POST, &app.url("/own-sign-in")).from(&app.url("/form"));
    assert_eq!(visit.form(&fields_of_form).send().await.status, 200);
    let page = app.sign_out(&browser).await;
    assert_eq!(page.location().path(), "/oidc/session/end");
    assert_eq!(page.location().query(), Some("client_id=app1"));
    assert_eq!(app.get(&browser, "/profile").await.status, 303);
}

/// L1: the provider has no logout, or is not available.
#[tokio::test]
async fn sign_out_is_local_without_a_logout_at_the_provider() {
    for is_down in [false, true] {
        let (provider, clock) = (Provider::start().await, TestClock::new());
        provider.script().metadata = json!({"end_session_endpoint": null});
        let builder = builder(&provider, &clock).after_sign_out("/bye");
        let app = App::start(builder).await;
        let browser = app.browser();
        sign_in(&app, &browser, &provider).await;
        if is_down {
            provider.script().discovery = Some(unavailable());
            provider.script().revocation = unavailable();
        }
        let page = app.sign_out(&browser).await;
        assert_eq!((page.status.as_u16(), page.header("location")), (303, "/bye"));
        assert_eq!(app.get(&browser, "/profile").await.status, 303);
    }
}

/// L2.
#[tokio::test]
async fn only_the_own_form_signs_out() {
    let (provider, _, app) = start().await;
    let browser = app.browser();
    sign_in(&app, &browser, &provider).await;
    let url = app.url("/auth/sign-out");
    let evil = "https://evil.test/";
    let is_signed_in = async || app.get(&browser, "/profile").await.status == 200;
    // An image, a prefetch, and `HEAD`.
    browser.visit(&url).fetch().from(evil).send().await;
    browser.visit(&url).header("sec-purpose", "prefetch").send().await;
    browser.request(Method::HEAD, &url).send().await;
    let page = browser.visit(&url).from(evil).send().await;
    assert_eq!(page.status, 200);
    let (_, fields) = page.form();
    assert!(is_signed_in().await);
    let post = || browser.request(Method::POST, &url);
    let cookie = format!("{SESSION}={}", browser.cookie(SESSION).unwrap().value);
    // A form of another site, without the cookie, and of a browser that sends it nevertheless.
    assert_eq!(post().from(evil).send().await.status, 303);
    assert!(is_signed_in().await);
    for visit in [
        post().from(evil).header("cookie", &cookie).form(&fields),
        post().from(evil).header("cookie", &cookie).form(&fields).old(),
        post().from("https://sub.app.test/").header("cookie", &cookie).form(&fields),
        post().from("http://app.test/").header("cookie", &cookie).form(&fields),
        post().from(&app.url("/")).header("origin", "null").form(&fields),
        // Without the token, and with another one.
        post().from(&app.url("/")),
        post().from(&app.url("/")).form(&[("csrf_token", "x")]),
        post().from(&app.url("/")).form(&[("csrf_token", "x"), ("csrf_token", &fields[0].1)]),
        post().from(&app.url("/")).header("x-csrf-token", "x").form(&fields),
        post().old(),
    ] {
        let page = visit.send().await;
        assert_eq!((page.status.as_u16(), page.cookies()), (403, vec![]), "{}", page.body);
        assert!(is_signed_in().await);
    }
    let page = post().from(&url).form(&fields).send().await;
    assert_eq!(page.status, 303);
    assert!(!is_signed_in().await);
    // Again: it is signed out.
    let page = post().from(&url).form(&fields).send().await;
    assert_eq!((page.status.as_u16(), page.header("location")), (303, "/"));
}

async fn log_out(app: &App, fields: &[(&str, &str)]) -> Page {
    let browser = app.browser();
    browser.request(Method::POST, &app.url("/auth/back-channel-logout")).form(fields).send().await
}

/// Signs `u1` in to a session at the provider.
async fn signed_in(app: &App, provider: &Provider, session: &str) -> Browser {
    let browser = app.browser();
    let page = sign_in_with(app, &browser, provider, json!({}), json!({"sid": session})).await;
    assert_eq!(page.status, 303);
    browser
}

/// The names of the places of sessions.
async fn apps() -> Vec<(Provider, TestClock, App)> {
    let mut apps = vec![start().await];
    let (provider, clock) = (Provider::start().await, TestClock::new());
    let builder = builder(&provider, &clock).sealed_cookies(CookieKey::random().unwrap());
    let app = App::start(builder).await;
    apps.push((provider, clock, app));
    apps
}

/// L3.
#[tokio::test]
async fn back_channel_logout_ends_the_sessions_it_names() {
    for (provider, clock, app) in apps().await {
        let token = |changes: Value| K1.token(&provider.logout(changes));
        let mut browsers = Vec::new();
        for session in ["s1", "s2", "s3"] {
            browsers.push(signed_in(&app, &provider, session).await);
        }
        let is_signed_in = async |index: usize| {
            let page = app.get(&browsers[index], "/profile").await;
            page.status == 200
        };
        let accepted = async |changes: Value| {
            let page = log_out(&app, &[("logout_token", &token(changes))]).await;
            assert_eq!((page.status.as_u16(), page.header("cache-control")), (200, "no-store"));
        };
        // (a) An unknown session, and that of another user.
        accepted(json!({"sid": "s9"})).await;
        accepted(json!({"sid": null, "sub": "u2"})).await;
        accepted(json!({"sid": "s1", "sub": "u2"})).await;
        assert!(is_signed_in(0).await && is_signed_in(1).await && is_signed_in(2).await);
        // (c)
        accepted(json!({"sid": "s2"})).await;
        accepted(json!({"sid": "s2"})).await;
        assert!(is_signed_in(0).await && !is_signed_in(1).await && is_signed_in(2).await);
        assert_eq!(app.text(&browsers[1], "/").await, "home");
        // (b)
        accepted(json!({"sid": null})).await;
        assert!(!is_signed_in(0).await && !is_signed_in(2).await);
        // The user can sign in again.
        clock.advance(1);
        let browser = signed_in(&app, &provider, "s4").await;
        assert_eq!(app.get(&browser, "/profile").await.status, 200);
        accepted(json!({"sid": "s4", "sub": null})).await;
        assert_eq!(app.get(&browser, "/profile").await.status, 303);
    }
}

/// L4.
#[tokio::test]
async fn invalid_logout_tokens_end_nothing() {
    for (provider, _, app) in apps().await {
        let browser = signed_in(&app, &provider, "s1").await;
        let event = "http://schemas.openid.net/event/backchannel-logout";
        let mut tokens: Vec<String> = [
            json!({"events": null}),
            json!({"events": [event]}),
            json!({"events": {event: null}}),
            json!({"events": {event: "x"}}),
            json!({"events": {}}),
            json!({"nonce": "n"}),
            json!({"sub": null, "sid": null}),
            json!({"exp": crate::provider::NOW - 120}),
            json!({"aud": "other"}),
            json!({"iss": "https://evil.test"}),
            json!({"jti": null}),
        ]
        .into_iter()
        // `changed` removes members that are null, also `events`; its member is kept.
        .map(|changes| K1.token(&provider.logout(changes)))
        .collect();
        tokens.push(K1.token(&provider.id(json!({"sid": "s1"}))));
        tokens.push(crate::provider::K2.token(&provider.logout(json!({}))));
        tokens.extend(["".to_owned(), "a.b.c".to_owned(), "x".repeat(100)]);
        for token in &tokens {
            assert_rejected(&log_out(&app, &[("logout_token", token)]).await);
        }
        let valid = K1.token(&provider.logout(json!({})));
        assert_rejected(&log_out(&app, &[]).await);
        assert_rejected(&log_out(&app, &[("token", &valid)]).await);
        let twice = [("logout_token", tokens[0].as_str()), ("logout_token", &valid)];
        assert_rejected(&log_out(&app, &twice).await);
        let url = app.url("/auth/back-channel-logout");
        assert_eq!(app.browser().visit(&url).send().await.status, 405);
        assert_eq!(app.get(&browser, "/profile").await.status, 200);
    }
}

fn assert_rejected(page: &Page) {
    assert_eq!((page.status.as_u16(), page.header("cache-control")), (400, "no-store"));
    let body: Value = serde_json::from_str(&page.body).unwrap();
    assert_eq!(body["error"], "invalid_request");
}

/// Back-channel logout while keys cannot be fetched is an error of the server, not of the token.
#[tokio::test]
async fn back_channel_logout_is_503_while_it_cannot_be_checked() {
    let (provider, _, app) = start().await;
    provider.script().discovery = Some(unavailable());
    let page = log_out(&app, &[("logout_token", &K1.token(&provider.logout(json!({}))))]).await;
    assert_eq!((page.status.as_u16(), page.header("cache-control")), (503, "no-store"));
    assert!(page.url.as_str().starts_with(ORIGIN));
}
