//! Cookies: attributes, and those that others have set.

use serde_json::json;
use url::Url;

use crate::app::{App, SESSION};
use crate::browser::Browser;
use crate::middleware::apps;
use crate::provider::Provider;
use crate::scripted::{builder, callback, issue, sign_in};
use crate::session_support::TestClock;

/// The attributes of cookies, by the public address.
#[tokio::test]
async fn cookies_are_named_and_limited_by_the_public_address() {
    for (public, name, path, is_secure) in [
        ("https://app.test", "__Host-genauth", "/", true),
        ("https://app.test/base/", "__Secure-genauth", "/base", true),
        ("http://localhost:3000", "genauth", "/", false),
        ("http://127.0.0.1:3000/a/b", "genauth", "/a/b", false),
    ] {
        for is_sealed in [false, true] {
            let (provider, clock) = (Provider::start().await, TestClock::new());
            let builder = builder(&provider, &clock).public_url(public);
            let app = App::start(match is_sealed {
                false => builder,
                true => builder.sealed_cookies(genauth_axum::CookieKey::random().unwrap()),
            })
            .await;
            let origin = Url::parse(public).unwrap().origin().ascii_serialization();
            let browser = Browser::new(&[(&origin, app.address.clone())]);
            // A proxy removes the prefix.
            let send = |path: &str| browser.other().visit(&format!("{origin}{path}"));
            let redirect = send("/auth/sign-in?return_to=/x").send().await;
            let pending = redirect.cookies()[0].split(';').next().unwrap().to_owned();
            issue(&provider, &redirect, json!({}), json!({}));
            let done = send(&callback(&redirect)).header("cookie", &pending).send().await;
            assert_eq!((done.status.as_u16(), done.header("location")), (303, "/x"));
            let all: Vec<&str> = redirect.cookies().into_iter().chain(done.cookies()).collect();
            assert_eq!(all.len(), 3, "{all:?}");
            for cookie in all {
                let attributes: Vec<&str> = cookie.split("; ").skip(1).collect();
                let own = format!("Path={path}");
                assert!(cookie.starts_with(name), "{cookie}");
                assert!(attributes.contains(&own.as_str()), "{cookie}");
                assert!(attributes.contains(&"HttpOnly"), "{cookie}");
                assert!(attributes.contains(&"SameSite=Lax"), "{cookie}");
                assert_eq!(attributes.contains(&"Secure"), is_secure, "{cookie}");
                assert!(!cookie.contains("Domain"), "{cookie}");
            }
        }
    }
}

/// Cookies with the name of the session, of another host of the domain or an older path.
#[tokio::test]
async fn cookies_of_the_same_name_do_not_hide_the_session() {
    for (provider, app) in apps().await {
        let browser = app.browser();
        sign_in(&app, &browser, &provider).await;
        let own = browser.cookie(SESSION).unwrap().value;
        for planted in ["x", "", "AAAAAAAAAAAAAAAAAAAAAA", "1.AAAA", "3.AAAA"] {
            for line in [
                format!("{SESSION}={planted}; {SESSION}={own}"),
                format!("{SESSION}={own}; {SESSION}={planted}; {SESSION}.1={planted}"),
            ] {
                let visit = app.browser().visit(&app.url("/profile")).header("cookie", &line);
                let page = visit.send().await;
                assert_eq!((page.body.as_str(), page.cookies()), ("profile of u1", vec![]));
            }
        }
    }
}

/// A cookie that is not one of the application.
#[tokio::test]
async fn malformed_cookies_are_no_session() {
    for (_, app) in apps().await {
        for value in
            ["", "x", "%00", "1.", "9.x", "1.AAAA", "\"\"", "AAAAAAAAAAAAAAAAAAAAAA", "2.A"]
        {
            let visit = app.browser().visit(&app.url("/profile"));
            let page =
                visit.header("cookie", &format!("{SESSION}={value}; {SESSION}.1")).send().await;
            assert_eq!(page.status, 303, "{value}");
        }
    }
}
