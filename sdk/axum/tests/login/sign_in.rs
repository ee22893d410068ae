//! Sign-in by redirect: rows D5, C1 to C5 and C7 to C9.

use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use genauth::oidc::ResponseMode;
use genauth_axum::GenAuth;
use reqwest::Method;
use serde_json::json;
use tokio::sync::Semaphore;
use tower_sessions::{MemoryStore, SessionManagerLayer};

use crate::app::{self, App, ORIGIN, SESSION, builder, client, emulator, finish, pages};
use crate::provider::Provider;
use crate::scripted::{self, begin, call_back, callback, issue, start};
use crate::session_support::TestClock;

#[tokio::test]
async fn user_signs_in_and_returns_to_the_page() {
    let emulator = emulator().await;
    let app = App::start(builder(client(&emulator))).await;
    let browser = app.browser();
    let page = app::sign_in(&app, &browser, "alice", "/profile?x=1").await;
    assert_eq!((page.status.as_u16(), page.url.as_str()), (200, "https://app.test/profile?x=1"));
    assert!(page.body.starts_with("profile of "), "{}", page.body);
    assert!(app.text(&browser, "/").await.starts_with("home of "));
    assert_eq!(app.text(&browser.other(), "/").await, "home");
}

/// D5.
#[tokio::test]
async fn urls_are_those_of_the_public_address_whatever_headers_say() {
    let (provider, clock) = (Provider::start().await, TestClock::new());
    let mut app =
        App::start(scripted::builder(&provider, &clock).public_url("https://app.test/base")).await;
    // A proxy removes the prefix.
    app.base = "https://app.test".to_owned();
    let browser = app.browser();
    let forged = |visit: crate::browser::Visit| {
        visit
            .header("host", "10.0.0.5:3000")
            .header("x-forwarded-proto", "https")
            .header("x-forwarded-host", "evil.test")
            .header("forwarded", "host=evil.test")
    };
    let page = forged(browser.visit(&app.url("/profile?x=1"))).send().await;
    let sign_in = "/base/auth/sign-in?return_to=%2Fbase%2Fprofile%3Fx%3D1";
    assert_eq!((page.status.as_u16(), page.header("location")), (303, sign_in));
    let path = sign_in.strip_prefix("/base").unwrap();
    let redirect = forged(browser.visit(&app.url(path))).send().await;
    let redirect_uri = redirect.parameter("redirect_uri");
    assert_eq!(redirect_uri, "https://app.test/base/auth/callback");
    issue(&provider, &redirect, json!({}), json!({}));
    // Cookies have the path of the prefix.
    let visit = browser.visit(&format!("{ORIGIN}/base{}", callback(&redirect)));
    let cookie = visit.cookie_header();
    assert!(cookie.starts_with("__Secure-genauth-sign-in-"), "{cookie}");
    let visit = forged(browser.visit(&app.url(&callback(&redirect)))).header("cookie", &cookie);
    let page = visit.send().await;
    assert_eq!((page.status.as_u16(), page.header("location")), (303, "/base/profile?x=1"));
    let sent = crate::session_support::form(&provider.requests("/oidc/token")[0], "redirect_uri");
    assert_eq!(sent, Some(redirect_uri));
    let seen = app.responses.lock().unwrap().join("\n");
    assert!(!seen.contains("evil.test") && !seen.contains("10.0.0.5"), "{seen}");
}

/// D5: the application can also be nested under the prefix.
#[tokio::test]
async fn a_nested_application_returns_to_the_page() {
    let (provider, clock) = (Provider::start().await, TestClock::new());
    let auth: GenAuth =
        scripted::builder(&provider, &clock).public_url("https://app.test/base").build().unwrap();
    let inner = pages(&auth).merge(auth.routes()).layer(auth.layer());
    let app = App::serve(auth, Router::new().nest("/base", inner)).await;
    let browser = app.browser();
    let redirect = browser.follow_to(app.get(&browser, "/base/profile").await, "/oidc/auth").await;
    issue(&provider, &redirect, json!({}), json!({}));
    let page = call_back(&app, &browser, &provider, &format!("/base{}", callback(&redirect))).await;
    let page = browser.follow(page).await;
    assert_eq!((page.url.path(), page.body.as_str()), ("/base/profile", "profile of u1"));
}

/// C1 (a).
#[tokio::test]
async fn sign_ins_of_two_tabs_do_not_disturb_each_other() {
    let (provider, _, app) = start().await;
    let browser = app.browser();
    let (one, two) = (begin(&app, &browser, "/one").await, begin(&app, &browser, "/two").await);
    for name in ["state", "nonce", "code_challenge"] {
        assert_ne!(one.parameter(name), two.parameter(name));
    }
    for (redirect, path) in [(&one, "/one"), (&two, "/two")] {
        issue(&provider, redirect, json!({}), json!({}));
        let page = call_back(&app, &browser, &provider, &callback(redirect)).await;
        assert_eq!((page.status.as_u16(), page.header("location")), (303, path), "{}", page.body);
    }
}

/// C1 (b).
#[tokio::test]
async fn sign_ins_in_progress_are_bounded_and_expire() {
    for is_sealed in [false, true] {
        let (provider, clock) = (Provider::start().await, TestClock::new());
        let builder = scripted::builder(&provider, &clock);
        let app = App::start(match is_sealed {
            false => builder,
            true => builder.sealed_cookies(genauth_axum::CookieKey::random().unwrap()),
        })
        .await;
        let browser = app.browser();
        let long = format!("/{}", "x".repeat(900));
        for _ in 0..99 {
            begin(&app, &browser, &long).await;
            clock.advance(1);
        }
        let last = begin(&app, &browser, "/last").await;
        let cookies = browser.visit(&app.url("/auth/callback")).cookie_header();
        assert!(cookies.len() < 4_096, "{}", cookies.len());
        issue(&provider, &last, json!({}), json!({}));
        let page = call_back(&app, &browser, &provider, &callback(&last)).await;
        assert_eq!((page.status.as_u16(), page.header("location")), (303, "/last"));
        // After ten minutes.
        let late = begin(&app, &browser, "/late").await;
        clock.advance(601);
        let requests = provider.token_requests();
        let page = call_back(&app, &browser, &provider, &callback(&late)).await;
        assert_eq!((page.status.as_u16(), provider.token_requests()), (400, requests));
    }
}

/// C2.
#[tokio::test]
async fn a_callback_in_another_browser_is_rejected_without_a_request() {
    let (provider, _, app) = start().await;
    let (attacker, victim) = (app.browser(), app.browser());
    let redirect = begin(&app, &attacker, "/").await;
    let path = callback(&redirect);
    let page = call_back(&app, &victim, &provider, &path).await;
    assert_eq!((page.status.as_u16(), page.cookies().len()), (400, 0));
    assert!(!page.body.contains("CODE") && !page.body.contains(&redirect.parameter("state")));
    // A victim who is signed in stays so.
    scripted::sign_in(&app, &victim, &provider).await;
    let (requests, cookie) = (provider.token_requests(), victim.cookie(SESSION));
    let page = call_back(&app, &victim, &provider, &path).await;
    assert_eq!((page.status.as_u16(), page.cookies().len()), (400, 0));
    assert_eq!((provider.token_requests(), victim.cookie(SESSION)), (requests, cookie));
    assert_eq!(app.text(&victim, "/profile").await, "profile of u1");
}

/// C3.
#[tokio::test]
async fn going_back_to_the_callback_makes_no_request() {
    let (provider, _, app) = start().await;
    let browser = app.browser();
    let redirect = begin(&app, &browser, "/profile").await;
    issue(&provider, &redirect, json!({}), json!({}));
    let path = callback(&redirect);
    let with_cookie = browser.copy();
    assert_eq!(call_back(&app, &browser, &provider, &path).await.status, 303);
    let page = call_back(&app, &browser, &provider, &path).await;
    assert_eq!((page.status.as_u16(), page.header("location")), (303, "/"));
    assert_eq!(page.cookies(), Vec::<&str>::new());
    assert_eq!(app.text(&browser, "/profile").await, "profile of u1");
    app.sign_out(&browser).await;
    let page = call_back(&app, &browser, &provider, &path).await;
    assert_eq!(page.status, 400);
    assert!(page.body.contains("href=\"/auth/sign-in\""), "{}", page.body);
    // Also with the cookie of the sign-in: a replayed callback.
    let page = call_back(&app, &with_cookie, &provider, &path).await;
    assert_eq!((page.status.as_u16(), with_cookie.cookie(SESSION)), (400, None));
    assert_eq!(provider.token_requests(), 1);
}

/// C4.
#[tokio::test]
async fn errors_of_the_provider_are_shown_as_text() {
    let (provider, _, app) = start().await;
    let browser = app.browser();
    let redirect = begin(&app, &browser, "/").await;
    let error = "error=access_denied&error_description=%3Cscript%3Ealert(1)%3C/script%3E";
    let page =
        call_back(&app, &browser, &provider, &format!("/auth/callback?{error}&state=x")).await;
    assert_eq!(page.status, 400);
    assert!(!page.body.contains("alert(1)"), "{}", page.body);
    let state = redirect.parameter("state");
    let path = format!("/auth/callback?{error}&state={state}");
    let page = call_back(&app, &browser, &provider, &path).await;
    assert_eq!(page.status, 403);
    assert!(page.body.contains("&lt;script&gt;alert(1)") && !page.body.contains("<script"));
    assert_eq!(page.header("x-content-type-options"), "nosniff");
    assert_eq!(provider.token_requests(), 0);
    // The sign-in is over.
    let page = call_back(&app, &browser, &provider, &callback(&redirect)).await;
    assert_eq!((page.status.as_u16(), provider.token_requests()), (400, 0));
}

/// C5.
#[tokio::test]
async fn repeated_parameters_are_rejected_without_a_request() {
    let (provider, _, app) = start().await;
    let browser = app.browser();
    for extra in ["&state=x", "&code=x", "&iss=a&iss=b", "&error=access_denied"] {
        let redirect = begin(&app, &browser, "/").await;
        let path = callback(&redirect) + extra;
        let page = call_back(&app, &browser, &provider, &path).await;
        assert_eq!(page.status, 400, "{extra}");
        let path = path.replace("?", "?state=x&");
        assert_eq!(call_back(&app, &browser, &provider, &path).await.status, 400, "{extra}");
    }
    assert_eq!((provider.token_requests(), browser.cookie(SESSION)), (0, None));
}

/// C7 (a).
#[tokio::test]
async fn a_form_of_the_provider_finishes_the_sign_in() {
    let emulator = emulator().await;
    for is_sealed in [false, true] {
        let builder = builder(client(&emulator)).response_mode(ResponseMode::FormPost);
        let app = App::start(match is_sealed {
            false => builder,
            true => builder.sealed_cookies(genauth_axum::CookieKey::random().unwrap()),
        })
        .await;
        let browser = app.browser();
        let page = browser.follow(app.get(&browser, "/profile").await).await;
        let cookies = browser.cookies().clone();
        let pending = cookies.iter().find(|it| it.name.contains("-sign-in-")).unwrap();
        assert_eq!((pending.same_site.as_str(), pending.is_secure), ("None", true));
        let page = finish(&browser, page, "alice").await;
        assert!(page.body.starts_with("profile of "), "{} {}", page.url, page.body);
        assert_eq!(browser.cookie(SESSION).unwrap().same_site, "Lax");
        assert!(browser.cookies().iter().all(|it| !it.name.contains("-sign-in-")));
    }
    // Without `https`, no cookie arrives with the form.
    let error = builder(client(&emulator))
        .public_url("http://127.0.0.1:3000")
        .response_mode(ResponseMode::FormPost)
        .build();
    assert!(error.unwrap_err().to_string().contains("SameSite=None"));
    let fragment = builder(client(&emulator)).response_mode(ResponseMode::Fragment).build();
    assert!(fragment.is_err());
}

/// C7 (a): only where it was configured.
#[tokio::test]
async fn a_form_is_not_accepted_unless_configured() {
    let (provider, _, app) = start().await;
    let browser = app.browser();
    let redirect = begin(&app, &browser, "/").await;
    let fields = [("code", "CODE".to_owned()), ("state", redirect.parameter("state"))];
    let visit = browser.request(Method::POST, &app.url("/auth/callback")).from(&app.url("/"));
    let page = visit.form(&fields).send().await;
    assert_eq!((page.status.as_u16(), provider.token_requests()), (405, 0));
}

/// C7 (b).
#[tokio::test]
async fn strict_sessions_of_the_application_do_not_prevent_a_sign_in() {
    let emulator = emulator().await;
    let auth = builder(client(&emulator)).build().unwrap();
    let router = pages(&auth).merge(auth.routes()).layer(auth.layer());
    let strict = SessionManagerLayer::new(MemoryStore::default());
    let app = App::serve(auth, router.layer(strict)).await;
    let browser = app.browser();
    let page = app::sign_in(&app, &browser, "alice", "/profile").await;
    assert!(page.body.starts_with("profile of "), "{} {}", page.url, page.body);
}

/// C8.
#[tokio::test]
async fn head_requests_and_prefetches_consume_nothing() {
    let (provider, _, app) = start().await;
    let browser = app.browser();
    let prefetches = [
        ("sec-purpose", "prefetch"),
        ("sec-purpose", "prefetch;prerender"),
        ("sec-purpose", "prefetch;anonymous-client-ip"),
        ("sec-purpose", "Prefetch"),
        ("sec-purpose", "prerender, prefetch"),
        ("purpose", "prefetch"),
        ("purpose", "preview"),
        ("x-purpose", "preview"),
        ("x-moz", "prefetch"),
    ];
    for (name, value) in prefetches {
        for path in ["/auth/sign-in", "/profile", "/api", "/auth/callback?code=x&state=y"] {
            let visit = browser.visit(&app.url(path)).header(name, value);
            // `<link rel="prefetch">` is not a navigation.
            let visit = if path == "/api" { visit.fetch() } else { visit };
            let page = visit.send().await;
            assert_eq!((page.status.as_u16(), page.body.as_str()), (503, ""), "{path} {value}");
            assert_eq!(page.cookies(), Vec::<&str>::new());
        }
    }
    assert_eq!(browser.request(Method::HEAD, &app.url("/auth/sign-in")).send().await.status, 204);
    assert!(browser.cookies().is_empty());
    let redirect = begin(&app, &browser, "/profile").await;
    issue(&provider, &redirect, json!({}), json!({}));
    let path = callback(&redirect);
    let page = browser.request(Method::HEAD, &app.url(&path)).send().await;
    assert_eq!((page.status.as_u16(), provider.token_requests()), (204, 0));
    let page = browser.visit(&app.url(&path)).header("sec-purpose", "prefetch").send().await;
    assert_eq!((page.status.as_u16(), provider.token_requests()), (503, 0));
    assert_eq!(call_back(&app, &browser, &provider, &path).await.status, 303);
    // With a session, a prefetch is a page as any other.
    let page = browser.visit(&app.url("/profile")).header("sec-purpose", "prefetch").send().await;
    assert_eq!(page.status, 200);
}

/// A double click: the browser shows the second response.
#[tokio::test]
async fn a_callback_that_is_sent_twice_at_once_is_no_error() {
    let (provider, _, app) = start().await;
    let browser = app.browser();
    let redirect = begin(&app, &browser, "/profile").await;
    issue(&provider, &redirect, json!({}), json!({}));
    let goes_on = Arc::new(Semaphore::new(0));
    let reply = provider.script().tokens.remove(0).held(&goes_on);
    provider.script().tokens = vec![reply];
    let path = callback(&redirect);
    let first = {
        let (app_url, browser, host) = (app.url(&path), browser.copy(), provider.host());
        tokio::spawn(async move { browser.visit(&app_url).from(&host).send().await })
    };
    assert!(support::until(|| provider.token_requests() == 1).await);
    let second = call_back(&app, &browser, &provider, &path).await;
    assert_eq!((second.status.as_u16(), second.header("location")), (303, "/profile"));
    assert_eq!(browser.cookie(SESSION), None);
    goes_on.add_permits(1);
    assert_eq!(first.await.unwrap().status, 303);
    assert_eq!(provider.token_requests(), 1);
}

/// Pages and log of failed sign-ins have no codes and tokens.
#[tokio::test]
async fn failures_of_the_token_endpoint_are_pages_without_secrets() {
    let (provider, _, app) = start().await;
    let browser = app.browser();
    for (reply, status) in [
        (support::Reply::json(400, &json!({"error": "invalid_grant"})), 400),
        (support::Reply::new(503, "secret-of-the-provider"), 503),
        (support::Reply::json(200, &json!({"access_token": "secret-token"})), 502),
    ] {
        let redirect = begin(&app, &browser, "/").await;
        provider.script().tokens = vec![reply];
        let page = call_back(&app, &browser, &provider, &callback(&redirect)).await;
        assert_eq!(page.status.as_u16(), status, "{}", page.body);
        assert!(!page.body.contains("secret") && !page.body.contains("CODE"), "{}", page.body);
        assert_eq!(page.header("cache-control"), "no-store");
        assert_eq!(page.header("retry-after").is_empty(), status != 503);
        assert_eq!(browser.cookie(SESSION), None);
    }
}

/// A middleware of the application that runs before the layer does not matter.
#[tokio::test]
async fn routes_without_the_layer_name_the_fix() {
    let emulator = emulator().await;
    let auth = builder(client(&emulator)).build().unwrap();
    let pass = from_fn(|request: Request, next: Next| next.run(request));
    let app = App::serve(auth.clone(), pages(&auth).merge(auth.routes()).layer(pass)).await;
    for path in ["/profile", "/auth/callback", "/auth/sign-out", "/form"] {
        assert_eq!(app.get(&app.browser(), path).await.status, 500, "{path}");
    }
}
