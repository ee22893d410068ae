//! Pages after a sign-in: row C9.

use axum::Router;
use axum::routing::get;
use serde_json::json;

use crate::app::App;
use crate::provider::Provider;
use crate::scripted::{begin, builder, call_back, callback, issue, start};
use crate::session_support::TestClock;

/// C9.
#[tokio::test]
async fn a_sign_in_returns_to_pages_of_the_application_alone() {
    let (provider, _, app) = start().await;
    let browser = app.browser();
    for (wanted, page) in [
        (r"/\evil.test", "/"),
        ("//evil.test", "/"),
        ("/\t/evil.test", "/"),
        ("https:evil.test", "/"),
        ("https://evil.test/", "/"),
        ("https://app.test.evil.test/", "/"),
        ("/..//evil.test", "/"),
        ("/%2e%2e//evil.test", "/"),
        ("javascript:alert(1)", "/"),
        ("/a\r\nset-cookie: x=y", "/"),
        ("/auth/sign-in", "/"),
        ("/auth/sign-in?return_to=/auth/sign-in", "/"),
        ("/auth/sign-out", "/"),
        ("/x/../auth/sign-in", "/"),
        ("/./auth/sign-in", "/"),
        ("/%2e/auth/sign-in?x", "/"),
        ("/x/%2E%2e/auth/sign-out", "/"),
        ("/auth/sign-in/", "/"),
        ("/auth/sign-in#x", "/"),
        ("/auth/sign-in/x", "/auth/sign-in/x"),
        ("/a/../b", "/a/../b"),
        ("/\u{a0}/evil.test", "/%C2%A0/evil.test"),
        ("/\u{2028}/evil.test", "/%E2%80%A8/evil.test"),
        ("/\u{85}/evil.test", "/"),
        (" //evil.test", "/"),
        ("///evil.test", "/"),
        ("/%09/evil.test", "/%09/evil.test"),
        ("?x", "/"),
        ("@evil.test", "/"),
        (".evil.test", "/"),
        (":8443/", "/"),
        ("/auth/callback?code=x", "/"),
        ("", "/"),
        ("/%2F%2Fevil.test", "/%2F%2Fevil.test"),
        ("/ä?x=ö", "/%C3%A4?x=%C3%B6"),
        ("/a?x=1=2&y=%2F", "/a?x=1=2&y=%2F"),
    ] {
        let redirect = begin(&app, &browser, wanted).await;
        issue(&provider, &redirect, json!({}), json!({}));
        let done = call_back(&app, &browser, &provider, &callback(&redirect)).await;
        assert_eq!((done.status.as_u16(), done.header("location")), (303, page), "{wanted:?}");
        assert_eq!(done.location().host_str(), Some("app.test"));
    }
}

/// C9: with a path prefix, also for pages that require a user.
#[tokio::test]
async fn a_prefix_does_not_change_which_pages_are_returned_to() {
    let (provider, clock) = (Provider::start().await, TestClock::new());
    let auth = builder(&provider, &clock)
        .public_url("https://app.test/base")
        .after_sign_in("/\u{e4}")
        .build()
        .unwrap();
    let any = Router::new().route("/{*rest}", get(async || "any")).route_layer(auth.require_user());
    let app = App::serve(auth.clone(), any.merge(auth.routes()).layer(auth.layer())).await;
    let start = "/base/%C3%A4";
    for (wanted, page) in [
        ("//evil.test", start),
        ("/base/auth/sign-in", start),
        ("/auth/sign-in", start),
        ("/base/../base/auth/sign-in", start),
        ("/base/%2E/auth/callback?code=x", start),
        ("/base//auth/sign-in", "/base//auth/sign-in"),
        ("/base/../other", "/base/../other"),
        ("/base/a", "/base/a"),
    ] {
        let redirect = begin(&app, &app.browser(), wanted).await;
        let line = redirect.cookies()[0].split(';').next().unwrap().to_owned();
        issue(&provider, &redirect, json!({}), json!({}));
        let visit = app.browser().visit(&app.url(&callback(&redirect)));
        let done = visit.header("cookie", &line).send().await;
        assert_eq!((done.status.as_u16(), done.header("location")), (303, page), "{wanted:?}");
        let query = auth.sign_in_path(wanted);
        let query = query.strip_prefix("/base/auth/sign-in?return_to=").unwrap();
        let encoded: String = url::form_urlencoded::byte_serialize(page.as_bytes()).collect();
        assert_eq!(query, encoded, "{wanted:?}");
    }
    for (path, page) in [
        ("//evil.test/x", "/base//evil.test/x"),
        ("/base//evil.test/x", "/base//evil.test/x"),
        ("/x?return_to=//evil.test", "/base/x?return_to=//evil.test"),
        ("/%2F%2Fevil.test", "/base/%2F%2Fevil.test"),
    ] {
        let page_of = app.get(&app.browser(), path).await;
        assert_eq!(page_of.status, 303, "{path}");
        assert_eq!(page_of.parameter("return_to"), page, "{path}");
    }
}

/// C9: the root has no prefix that keeps a path with two slashes from being a host.
#[tokio::test]
async fn a_protected_path_with_two_slashes_is_not_returned_to() {
    let (provider, clock) = (Provider::start().await, TestClock::new());
    let auth = builder(&provider, &clock).build().unwrap();
    let any = Router::new().route("/{*rest}", get(async || "any")).route_layer(auth.require_user());
    let app = App::serve(auth.clone(), any.merge(auth.routes()).layer(auth.layer())).await;
    for (path, page) in [("//evil.test/x", "/"), ("///evil.test", "/"), ("/x//y", "/x//y")] {
        let page_of = app.get(&app.browser(), path).await;
        assert_eq!(page_of.status, 303, "{path}");
        assert_eq!(page_of.parameter("return_to"), page, "{path}");
    }
}
