//! Routes that require a user: rows M4 and M5, CSRF, and access tokens beside sessions.

use genauth_axum::{CookieKey, Csrf};
use reqwest::Method;
use serde_json::{Value, json};

use crate::app::App;
use crate::browser::{Browser, Visit};
use crate::provider::{K1, Provider};
use crate::scripted::{builder, sign_in, start};
use crate::session_support::TestClock;

/// M4.
#[tokio::test]
async fn only_navigations_are_redirected_to_the_sign_in() {
    let (provider, clock, app) = start().await;
    let browser = app.browser();
    sign_in(&app, &browser, &provider).await;
    // The session expires.
    clock.advance(14 * 24 * 3_600);
    for visit in [
        browser.visit(&app.url("/profile?a=1&b=2")),
        browser.visit(&app.url("/profile?a=1&b=2")).old(),
        browser.visit(&app.url("/profile?a=1&b=2")).from("https://other.test/"),
        browser.request(Method::HEAD, &app.url("/profile?a=1&b=2")),
    ] {
        let page = visit.send().await;
        assert_eq!((page.status.as_u16(), page.location().path()), (303, "/auth/sign-in"));
        assert_eq!(page.parameter("return_to"), "/profile?a=1&b=2");
        assert_eq!(page.header("cache-control"), "no-store");
    }
    let api = app.url("/api");
    for visit in [
        browser.visit(&api).fetch().from(&app.url("/")),
        browser.visit(&api).fetch().from(&app.url("/")).header("accept", "text/html"),
        browser.visit(&api).header("accept", "application/json").old(),
        browser.visit(&api).header("x-requested-with", "XMLHttpRequest").old(),
        browser.request(Method::PUT, &app.url("/profile")).fetch().from(&app.url("/")).json("{}"),
        browser.visit(&app.url("/socket")).header("upgrade", "websocket"),
    ] {
        let page = visit.send().await;
        assert_eq!((page.status.as_u16(), page.header("location")), (401, ""));
        assert_eq!(page.header("content-type"), "application/problem+json");
        assert_eq!(page.header("www-authenticate"), "Bearer realm=\"api\"");
    }
    // A form is not turned into a `GET`.
    let visit = browser.request(Method::POST, &app.url("/change")).from(&app.url("/form"));
    let page = visit.form(&[("text", "a")]).send().await;
    assert_eq!((page.status.as_u16(), page.header("location")), (401, ""));
    assert_eq!(page.header("www-authenticate"), "Bearer realm=\"api\"");
    assert!(page.body.contains("href=\"/auth/sign-in\""), "{}", page.body);
}

fn upgrade(app: &App, browser: &Browser) -> Visit {
    browser
        .visit(&app.url("/socket"))
        .fetch()
        .header("connection", "upgrade")
        .header("upgrade", "websocket")
        .header("sec-websocket-version", "13")
        .header("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==")
}

/// M5.
#[tokio::test]
async fn websockets_need_a_session_and_the_own_origin_or_an_access_token() {
    let (provider, _, app) = start().await;
    let browser = app.browser();
    for origin in ["https://app.test", "https://evil.test"] {
        let page = upgrade(&app, &browser).header("origin", origin).send().await;
        assert_eq!((page.status.as_u16(), page.header("location")), (401, ""));
    }
    sign_in(&app, &browser, &provider).await;
    for (origins, status) in [
        (vec!["https://evil.test"], 403),
        (vec!["null"], 403),
        (vec!["https://app.test.evil.test"], 403),
        (vec!["http://app.test"], 403),
        (vec!["https://app.test:8443"], 403),
        (vec!["https://app.test", "https://evil.test"], 403),
        (vec![], 403),
        (vec!["https://app.test"], 101),
    ] {
        let mut visit = upgrade(&app, &browser);
        for origin in &origins {
            visit = visit.header("origin", origin);
        }
        assert_eq!(visit.send().await.status.as_u16(), status, "{origins:?}");
    }
    let bearer = format!("Bearer {}", K1.token(&provider.access(json!({}))));
    let visit = upgrade(&app, &app.browser()).header("authorization", &bearer);
    assert_eq!(visit.send().await.status, 101);
    // A token that is not valid is not replaced by the session.
    let visit = upgrade(&app, &browser).header("origin", "https://app.test");
    assert_eq!(visit.header("authorization", "Bearer x").send().await.status, 401);
}

pub async fn apps() -> [(Provider, App); 2] {
    let (provider, _, app) = start().await;
    let (other, clock) = (Provider::start().await, TestClock::new());
    let sealed = builder(&other, &clock).sealed_cookies(CookieKey::random().unwrap());
    [(provider, app), (other, App::start(sealed).await)]
}

/// CSRF.
#[tokio::test]
async fn requests_that_change_something_need_the_token() {
    for (provider, app) in apps().await {
        let browser = app.browser();
        sign_in(&app, &browser, &provider).await;
        let page = app.get(&browser, "/form").await;
        let (_, fields) = page.form();
        let done = app.post_form(&browser, &page).await;
        assert_eq!(done.status, 200, "{}", done.body);
        assert!(done.body.ends_with("&text=a+b%26c"), "the form is left: {}", done.body);
        let put = || browser.request(Method::PUT, &app.url("/profile")).fetch();
        let own = app.url("/form");
        let token = fields[0].1.as_str();
        assert_eq!(
            put().from(&own).header(Csrf::HEADER, token).json("{}").send().await.status,
            200
        );
        // A browser without `sec-fetch-…`, and without `origin`.
        assert_eq!(put().old().header(Csrf::HEADER, token).send().await.status, 200);
        let cookies = browser.visit(&own).cookie_header();
        let forged = |from: &str| put().from(from).header("cookie", &cookies);
        for visit in [
            put().from(&own).json("{}"),
            put().from(&own).header(Csrf::HEADER, "").json("{}"),
            put().from(&own).header(Csrf::HEADER, &token[1..]).json("{}"),
            // In a body that is not a form, and in the query.
            put().from(&own).json(&json!({"csrf_token": token}).to_string()),
            forged("https://evil.test/").header(Csrf::HEADER, token),
            forged("https://evil.test/").header(Csrf::HEADER, token).old(),
            forged("https://sub.app.test/").header(Csrf::HEADER, token),
            put().from(&own).header(Csrf::HEADER, token).header("origin", "null"),
        ] {
            let page = visit.send().await;
            assert_eq!(page.status, 403);
            assert_eq!(page.header("content-type"), "application/problem+json");
            let problem: Value = serde_json::from_str(&page.body).unwrap();
            assert_eq!(problem["status"], 403);
        }
        let visit = browser.request(Method::POST, &app.url("/change")).from(&own);
        let page = visit.form(&[("text", "a")]).send().await;
        assert_eq!(page.status, 403);
        assert!(page.header("content-type").starts_with("text/html"), "{}", page.body);
        // A token of another session.
        let other = app.browser();
        sign_in(&app, &other, &provider).await;
        assert_eq!(app.post_form(&other, &app.get(&browser, "/form").await).await.status, 403);
        // Pages without protection do not see the user of a forged request.
        let anyone = || browser.request(Method::POST, &app.url("/anyone"));
        assert_eq!(anyone().from(&own).form(&fields).send().await.body, "home of u1");
        for visit in [
            anyone().from(&own),
            anyone().from("https://evil.test/").header("cookie", &cookies).form(&fields),
        ] {
            assert_eq!(visit.send().await.body, "home");
        }
        let page = browser.request(Method::POST, &app.url("/leave")).from(&own).send().await;
        assert_eq!(page.status, 403);
        assert_eq!(app.text(&browser, "/profile").await, "profile of u1");
    }
}

/// CSRF: tokens of others, and other ways to send one.
#[tokio::test]
async fn tokens_of_others_and_in_other_places_are_rejected() {
    for (provider, app) in apps().await {
        let browser = app.browser();
        let token_of = async |browser: &Browser| {
            let (_, fields) = app.get(browser, "/form").await.form();
            fields[0].1.clone()
        };
        let before = token_of(&browser).await;
        let visitor = token_of(&app.browser()).await;
        sign_in(&app, &browser, &provider).await;
        let token = token_of(&browser).await;
        let own = app.url("/form");
        let post = || browser.request(Method::POST, &app.url("/change")).from(&own);
        for wrong in [&before, &visitor] {
            assert_eq!(post().form(&[("csrf_token", wrong)]).send().await.status, 403);
            assert_eq!(post().header(Csrf::HEADER, wrong).send().await.status, 403);
        }
        // The header counts, and the first field.
        let right = [("csrf_token", token.as_str())];
        assert_eq!(post().header(Csrf::HEADER, &before).form(&right).send().await.status, 403);
        let twice = [("csrf_token", before.as_str()), ("csrf_token", &token)];
        assert_eq!(post().form(&twice).send().await.status, 403);
        for name in ["CSRF_TOKEN", "csrf_token ", "csrf-token", "csrf_token[]"] {
            assert_eq!(post().form(&[(name, token.as_str())]).send().await.status, 403, "{name}");
        }
        for media_type in ["text/plain", "multipart/form-data; boundary=x", "application/json"] {
            let body = format!("csrf_token={token}");
            let multipart = format!(
                "--x\r\ncontent-disposition: form-data; name=\"csrf_token\"\r\n\r\n{token}\r\n--x--"
            );
            for body in [&body, &multipart] {
                assert_eq!(post().body(media_type, body).send().await.status, 403, "{media_type}");
                let visit = post().header(Csrf::HEADER, &token).body(media_type, body);
                assert_eq!(visit.send().await.status, 200, "{media_type}");
            }
        }
        let query = app.url(&format!("/change?csrf_token={token}"));
        let visit = browser.request(Method::POST, &query).from(&own);
        assert_eq!(visit.send().await.status, 403);
        let planted = format!("csrf_token={token}; x-csrf-token={token}");
        assert_eq!(post().header("cookie", &planted).send().await.status, 403);
        // A method in a header or a field does not make a request safe, nor unsafe.
        for method in ["GET", "HEAD", "OPTIONS"] {
            let visit = post().header("x-http-method-override", method);
            assert_eq!(visit.form(&[("_method", method)]).send().await.status, 403);
        }
        // `null` is the origin of sandboxed frames and of files.
        for origin in ["null", "", "https://app.test/", "https://APP.test", "app.test"] {
            for is_old in [false, true] {
                let visit = post().header("origin", origin).form(&right);
                let visit = if is_old { visit.old() } else { visit };
                assert_eq!(visit.send().await.status, 403, "{origin}");
            }
        }
        for site in ["cross-site", "same-site", "", "same-origin, cross-site"] {
            let visit = post().old().header("sec-fetch-site", site).form(&right);
            assert_eq!(visit.send().await.status, 403, "{site}");
        }
        // Without both headers, as of an old browser, the token decides.
        let bare = || browser.request(Method::POST, &app.url("/change")).old();
        assert_eq!(bare().form(&[("text", "a")]).send().await.status, 403);
        assert_eq!(bare().form(&right).send().await.status, 200);
    }
}

/// A form that is too long to be searched for its token.
#[tokio::test]
async fn a_form_without_end_is_refused() {
    let (provider, _, app) = start().await;
    let browser = app.browser();
    sign_in(&app, &browser, &provider).await;
    let (_, fields) = app.get(&browser, "/form").await.form();
    let long = [("text", "x".repeat(2 * 1_024 * 1_024)), ("csrf_token", fields[0].1.clone())];
    let visit = browser.request(Method::POST, &app.url("/change")).from(&app.url("/form"));
    let page = visit.form(&long).send().await;
    assert_eq!((page.status.as_u16(), page.header("cache-control")), (413, "no-store"));
    assert_eq!(page.header("vary"), "cookie");
}

/// A client with an access token and a cookie sends a form as long as it likes.
#[tokio::test]
async fn a_long_form_with_an_access_token_is_not_read() {
    let (provider, _, app) = start().await;
    let browser = app.browser();
    sign_in(&app, &browser, &provider).await;
    let bearer = format!("Bearer {}", K1.token(&provider.access(json!({"sub": "u7"}))));
    let long = [("text", "x".repeat(2 * 1_024 * 1_024))];
    let visit = browser.request(Method::PUT, &app.url("/profile")).from(&app.url("/form"));
    let page = visit.header("authorization", &bearer).form(&long).send().await;
    assert_eq!((page.status.as_u16(), page.body.as_str()), (200, "profile of u7"));
}

/// Access tokens beside sessions.
#[tokio::test]
async fn access_tokens_are_accepted_without_session_and_csrf_token() {
    let (provider, _, app) = start().await;
    let token = K1.token(&provider.access(json!({"sub": "u7"})));
    let bearer = format!("Bearer {token}");
    let browser = app.browser();
    let put = || browser.request(Method::PUT, &app.url("/profile")).old();
    assert_eq!(put().header("authorization", &bearer).send().await.body, "profile of u7");
    // It takes precedence over the session, also if it is not valid.
    sign_in(&app, &browser, &provider).await;
    assert_eq!(put().header("authorization", &bearer).send().await.body, "profile of u7");
    for value in ["Bearer x", "Bearer"] {
        let page = browser.visit(&app.url("/profile")).header("authorization", value).send().await;
        assert!(matches!(page.status.as_u16(), 400 | 401), "{}", page.status);
        let home = browser.visit(&app.url("/")).header("authorization", value).send().await;
        assert_eq!(home.body, "home");
    }
    // Other schemes are those of a proxy.
    let visit = browser.visit(&app.url("/profile")).header("authorization", "Basic eDp5");
    assert_eq!(visit.send().await.body, "profile of u1");
}
