//! Caching of responses: row S4, for every status and method.

use axum::Router;
use axum::extract::Path;
use axum::routing::get;
use genauth_axum::CookieKey;
use http::StatusCode;
use reqwest::Method;

use crate::app::App;
use crate::provider::Provider;
use crate::scripted::{builder, sign_in};
use crate::session_support::TestClock;

const PUBLIC: &str = "public, max-age=600";

async fn respond(Path(status): Path<u16>) -> impl axum::response::IntoResponse {
    (StatusCode::from_u16(status).unwrap(), [("cache-control", PUBLIC), ("etag", "\"1\"")])
}

#[tokio::test]
async fn responses_with_a_session_are_not_stored_whatever_their_status() {
    for is_sealed in [false, true] {
        let (provider, clock) = (Provider::start().await, TestClock::new());
        let builder = builder(&provider, &clock);
        let auth = match is_sealed {
            false => builder,
            true => builder.sealed_cookies(CookieKey::random().unwrap()),
        };
        let auth = auth.build().unwrap();
        let cookie = async || ([("cache-control", PUBLIC), ("set-cookie", "a=b")], "");
        let pages = Router::new()
            .route("/status/{status}", get(respond).post(respond))
            .route("/cookie", get(cookie));
        let router = pages.merge(auth.routes()).layer(auth.layer());
        let app = App::serve(auth, router).await;
        let (user, visitor) = (app.browser(), app.browser());
        sign_in(&app, &user, &provider).await;
        let statuses = [200, 204, 206, 301, 302, 304, 307, 400, 404, 410, 500, 503];
        let paths = statuses.map(|status| format!("/status/{status}"));
        for method in [Method::GET, Method::HEAD, Method::POST, Method::OPTIONS, Method::PUT] {
            for path in paths.iter().map(String::as_str).chain(["/cookie", "/none"]) {
                let page = user.request(method.clone(), &app.url(path)).send().await;
                assert_eq!(page.header("cache-control"), "no-store", "{method} {path}");
                assert_eq!(page.header("vary"), "cookie", "{method} {path}");
                let page = visitor.request(method.clone(), &app.url(path)).send().await;
                assert_eq!(page.header("vary"), "cookie", "{method} {path}");
            }
        }
        let page = app.get(&visitor.other(), "/cookie").await;
        assert_eq!(page.header("cache-control"), "no-store");
        for path in ["sign-in", "callback", "callback?code=a&state=b", "sign-out"] {
            for method in [Method::GET, Method::HEAD, Method::POST] {
                let url = app.url(&format!("/auth/{path}"));
                let page = visitor.request(method.clone(), &url).send().await;
                // A response to an unsupported method depends on no session.
                let is_private = page.header("cache-control") == "no-store";
                assert!(is_private || page.status == 405, "{method} {path} {}", page.status);
            }
        }
    }
}
