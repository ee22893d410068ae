//! Header fields with bytes that no browser sends.

use axum::body::Body;
use genauth_axum::CookieKey;
use http::{HeaderName, HeaderValue, Method, Request};
use tower::ServiceExt as _;

use crate::app::pages;
use crate::provider::Provider;
use crate::scripted::builder;
use crate::session_support::TestClock;

#[tokio::test]
async fn hostile_header_fields_are_no_error_of_the_server() {
    let (provider, clock) = (Provider::start().await, TestClock::new());
    let long = "a".repeat(100_000);
    let dots = ".".repeat(100_000);
    let values: [&[u8]; 16] = [
        b"",
        b" ",
        b"\xff\xfe",
        b"Bearer \xff",
        b"bearer\t\t",
        b"=;=;=;\"\"",
        b"\"",
        b"*",
        b"\xc3\x28, text/html",
        b"multipart/form-data; boundary=",
        b"application/x-www-form-urlencoded; charset=\xff",
        b"__Host-genauth=3.\xff; __Host-genauth.1=\xc3\xa4; __Host-genauth-sign-in-",
        b"__Host-genauth=18446744073709551616.A",
        b"__Host-genauth-sign-in-x=99999999999999999999999.x; __Host-genauth-sign-in-y=-1.",
        long.as_bytes(),
        dots.as_bytes(),
    ];
    let names = [
        "cookie",
        "authorization",
        "origin",
        "sec-fetch-site",
        "sec-fetch-mode",
        "sec-purpose",
        "accept",
        "content-type",
        "host",
        "upgrade",
        "x-csrf-token",
        "x-requested-with",
        "x-forwarded-host",
        "access-control-request-method",
    ];
    for is_sealed in [false, true] {
        let builder = builder(&provider, &clock);
        let auth = match is_sealed {
            false => builder,
            true => builder.sealed_cookies(CookieKey::random().unwrap()),
        };
        let auth = auth.build().unwrap();
        let router = pages(&auth).merge(auth.routes()).layer(auth.layer());
        for name in names {
            for value in values {
                for method in [Method::GET, Method::POST] {
                    for path in [
                        "/",
                        "/profile",
                        "/form",
                        "/anyone",
                        "/auth/sign-in?return_to=%ff&x=%",
                        "/auth/callback?state=%ff",
                        "/auth/sign-out",
                        "/auth/back-channel-logout",
                    ] {
                        let value = HeaderValue::from_bytes(value).unwrap();
                        let mut request = Request::builder().method(&method).uri(path);
                        let headers = request.headers_mut().unwrap();
                        headers.append(HeaderName::from_static(name), value.clone());
                        headers.append(HeaderName::from_static(name), value);
                        let request = request.body(Body::from(&b"\xff=%&csrf_token"[..])).unwrap();
                        let status = router.clone().oneshot(request).await.unwrap().status();
                        let is_prefetch = status == 503 && name == "sec-purpose";
                        assert!(
                            !status.is_server_error() || is_prefetch,
                            "{name} {method} {path} {status}"
                        );
                    }
                }
            }
        }
    }
}
