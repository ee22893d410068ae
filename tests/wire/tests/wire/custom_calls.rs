//! Calls of endpoints without a method in the SDK.

use std::time::Duration;

use genauth::{
    AuthenticationClient, Content, Error, Json, ManagementClient, Redirect, RetryPolicy,
};
use http::Method;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use support::raw::{Act, RawServer, announced};
use support::{
    APP_ID, Clients, POOL_ID, Reply, Server, USER_TOKEN, clients, is_token_request, responding,
    token_reply,
};

async fn server(reply: Reply) -> (Server, Clients) {
    let server = responding(reply).await.unwrap();
    let clients = clients(&server).unwrap();
    (server, clients)
}

#[tokio::test]
async fn custom_calls_are_authenticated_by_their_client() {
    let (server, clients) = server(Reply::data(&json!({"a": 1}))).await;
    let data = clients.user.request(Method::GET, "/api/v3/brand-new").await.unwrap();
    assert_eq!(data, json!({"a": 1}));
    let request = server.last().unwrap();
    assert_eq!(request.header("x-authing-app-id"), APP_ID);
    assert_eq!(request.header("authorization"), format!("Bearer {USER_TOKEN}"));
    assert_eq!(request.header("x-authing-request-from"), "sdk");
    assert!(!request.headers.contains_key("content-type"));

    clients.admin.request(Method::DELETE, "/api/v3/brand-new").await.unwrap();
    let request = server.last().unwrap();
    assert_eq!((request.method.as_str(), request.path.as_str()), ("DELETE", "/api/v3/brand-new"));
    assert_eq!(request.header("authorization"), format!("Bearer {}", token_reply().1));
    assert_eq!(request.header("x-authing-userpool-id"), POOL_ID);
    let own = clients.admin.with_tenant("TENANT_ID").request(Method::GET, "/x");
    own.returning::<Value>().header("x-own", "1").await.unwrap();
    let request = server.last().unwrap();
    assert_eq!(request.header("x-authing-app-tenant-id"), "TENANT_ID");
    assert_eq!(request.header("x-own"), "1");
}

#[tokio::test]
async fn custom_calls_renew_a_rejected_token() {
    use std::sync::atomic::{AtomicUsize, Ordering};
    let count = AtomicUsize::new(0);
    let server = Server::start(move |request| match request.header("authorization") {
        "" => {
            let number = count.fetch_add(1, Ordering::Relaxed) + 1;
            let token = format!("token-{number}");
            Reply::data(&json!({"access_token": token, "expires_in": 7_200}))
        }
        "Bearer token-1" => Reply::json(401, &json!({"statusCode": 401, "message": "no"})),
        _ => Reply::data(&json!({})),
    });
    let server = server.await.unwrap();
    let admin = clients(&server).unwrap().admin;
    admin.request(Method::POST, "/api/v3/x").json(&json!({})).await.unwrap();
    assert_eq!(server.recorded().iter().filter(|it| is_token_request(it)).count(), 2);
}

#[tokio::test]
async fn custom_calls_are_retried_by_method_or_on_request() {
    for (method, safe, expected) in [
        (Method::GET, None, 2),
        (Method::HEAD, None, 2),
        (Method::POST, None, 1),
        (Method::PUT, None, 1),
        (Method::DELETE, None, 1),
        (Method::GET, Some(false), 1),
        (Method::POST, Some(true), 2),
    ] {
        let (server, clients) = server(Reply::new(503, "").header("retry-after", "0")).await;
        let mut call = clients.user.request(method.clone(), "/api/v3/x");
        if let Some(safe) = safe {
            call = call.retry_safe(safe);
        }
        let call = call.returning::<Value>().retry(RetryPolicy::attempts(2));
        assert_eq!(call.await.unwrap_err().status_code(), Some(503));
        assert_eq!(server.recorded().len(), expected, "{method} {safe:?}");
    }
}

#[tokio::test]
async fn paths_of_custom_calls_are_sent_verbatim() {
    let (server, clients) = server(Reply::data(&json!({}))).await;
    for (path, sent) in [
        ("/", "/"),
        ("/a/b/", "/a/b/"),
        ("/a//b", "/a//b"),
        ("/用户 1", "/%E7%94%A8%E6%88%B7%201"),
        ("/a%2Fb", "/a%252Fb"),
        ("/%2e%2e/%2E./x", "/%252e%252e/%252E./x"),
        ("/a\\..\\b", "/a%5C..%5Cb"),
        ("/a;b=c&d+e@f:g", "/a;b=c&d+e@f:g"),
        ("/{id}", "/%7Bid%7D"),
        ("/...", "/..."),
    ] {
        clients.user.request(Method::GET, path).await.unwrap();
        assert_eq!(server.last().unwrap().path, sent, "{path}");
    }
}

#[tokio::test]
async fn paths_to_another_host_are_rejected() {
    let (server, clients) = server(Reply::data(&json!({}))).await;
    for path in [
        "",
        "api/v3/x",
        "//other.example/x",
        "https://other.example/x",
        "/a/../b",
        "/a/.",
        "/..",
        "/a?token=sentinel",
        "/a#sentinel",
        "/a\r\nx-b: c",
        "/a\tb",
        "/.\t./b",
    ] {
        let error = clients.user.request(Method::GET, path).await.unwrap_err();
        assert!(matches!(error, Error::Request(_)), "{path}: {error:?}");
        let shown = format!("{error} {error:?}");
        assert!(!shown.contains("sentinel") && !shown.contains(['\r', '\n', '\t']), "{shown}");
        assert!(shown.contains("the path must"), "{shown}");
    }
    assert!(server.recorded().is_empty());
}

#[tokio::test]
async fn parameters_are_encoded_and_repeated_names_are_lists() {
    let (server, clients) = server(Reply::data(&json!({}))).await;
    let call = clients.user.request(Method::GET, "/x").query("a&b", "c=d #?").query("n", 7);
    call.query("on", false).query("id", "1").query("id", "2").await.unwrap();
    let query = "a%26b=c%3Dd+%23%3F&n=7&on=false&id%5B%5D=1&id%5B%5D=2";
    assert_eq!(server.last().unwrap().query, query);
}

#[tokio::test]
async fn form_bodies_are_form_encoded() {
    let (server, clients) = server(Reply::data(&json!({}))).await;
    let call = clients.user.request(Method::POST, "/x").form([("a", "b&c"), ("张", "=")]);
    call.await.unwrap();
    let request = server.last().unwrap();
    assert_eq!(request.header("content-type"), "application/x-www-form-urlencoded");
    assert_eq!(request.body, "a=b%26c&%E5%BC%A0=%3D");
}

#[derive(Debug, PartialEq, Deserialize)]
struct Renamed {
    name: String,
    times: u32,
}

struct Unwritable;

impl Serialize for Unwritable {
    fn serialize<S: serde::Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
        Err(serde::ser::Error::custom("sentinel"))
    }
}

#[tokio::test]
async fn payloads_decode_into_types_of_the_application() {
    let data = json!({"name": "a", "times": 2});
    for reply in [Reply::data(&data), Reply::json(200, &data)] {
        let (_server, clients) = server(reply).await;
        let call = clients.user.request(Method::GET, "/x").returning::<Json<Renamed>>();
        let renamed = call.await.unwrap();
        assert_eq!(renamed.into_inner(), Renamed { name: "a".to_owned(), times: 2 });
    }
}

#[tokio::test]
async fn a_payload_of_the_wrong_type_is_an_error_without_its_values() {
    for data in [
        json!({"name": "sentinel"}),
        json!({"name": ["sentinel"], "times": 1}),
        json!({"name": "a", "times": "sentinel"}),
        json!("sentinel"),
        json!(null),
    ] {
        let (_server, clients) = server(Reply::data(&data)).await;
        let call = clients.user.request(Method::GET, "/x").returning::<Json<Renamed>>();
        let error = call.await.unwrap_err();
        assert!(matches!(error, Error::Decode(_)), "{error:?}");
        let shown = format!("{error} {error:?}");
        assert!(!shown.contains("sentinel"), "{shown}");
        assert!(shown.contains("does not match the requested type"), "{shown}");
        assert!(error.to_string().starts_with("request: GET /x: "), "{error}");
    }
}

#[tokio::test]
async fn a_body_that_fails_to_serialize_is_an_error_before_sending() {
    let (server, clients) = server(Reply::data(&json!({}))).await;
    let error = clients.user.request(Method::POST, "/x").json(&Unwritable).await.unwrap_err();
    assert!(matches!(error, Error::Request(_)), "{error:?}");
    assert!(!format!("{error} {error:?}").contains("sentinel"), "{error}");
    assert!(server.recorded().is_empty());
}

#[tokio::test]
async fn custom_calls_return_other_kinds_of_responses() {
    let (_server, clients) = server(Reply::new(204, "")).await;
    clients.user.request(Method::DELETE, "/x").returning::<()>().await.unwrap();
    assert_eq!(clients.user.request(Method::DELETE, "/x").await.unwrap(), Value::Null);
    let svg = Reply::new(200, "<svg/>").header("content-type", "image/svg+xml");
    let (_server, clients) = server(svg).await;
    let content = clients.user.request(Method::GET, "/x").returning::<Content>().await.unwrap();
    assert_eq!(content.text(), "<svg/>");
    let moved = Reply::new(302, "").header("location", "https://a.example/?code=1");
    let (server, clients) = server(moved).await;
    let call = clients.user.request(Method::GET, "/x").returning::<Redirect>();
    assert_eq!(call.await.unwrap().location, "https://a.example/?code=1");
    assert_eq!(server.recorded().len(), 1, "nothing is followed");
}

#[tokio::test]
async fn every_error_of_a_custom_call_names_the_endpoint() {
    let app = |host: String| AuthenticationClient::builder(APP_ID, host).build().unwrap();
    let once = RetryPolicy::never();
    for (reply, kind) in [
        (Reply::json(200, &json!({"statusCode": 499, "message": "no"})), "Api"),
        (Reply::json(400, &json!({"error": "invalid_grant", "error_description": "x"})), "Api"),
        (Reply::new(500, "<html>"), "Api"),
        (Reply::new(502, ""), "Api"),
        (Reply::new(200, "<html>"), "Decode"),
        (Reply::new(200, r#"{"statusCode":200,"#), "Decode"),
        (Reply::new(302, "").header("location", "https://a.example"), "Decode"),
        (Reply::new(200, "{}").header("content-encoding", "gzip"), "Transport"),
        (Reply::Silence, "Transport"),
    ] {
        let server = responding(reply).await.unwrap();
        let call = app(server.host()).request(Method::POST, "/api/v3/x").json(&json!({}));
        let call = call.returning::<Json<Renamed>>().retry(once);
        let error = call.timeout(Duration::from_millis(200)).await.unwrap_err();
        assert!(format!("{error:?}").contains(&format!("({kind}Error")), "{kind}: {error:?}");
        assert!(error.to_string().starts_with("request: POST /api/v3/x"), "{error}");
        assert_eq!(error.operation(), Some("request"));
    }
    let server = RawServer::start(|_| Act::Close(announced(100, "{\"a\":1}"))).await.unwrap();
    let call = app(server.host()).request(Method::POST, "/api/v3/x").form([("a", "b")]);
    let error = call.returning::<Value>().retry(once).await.unwrap_err();
    assert!(matches!(error, Error::Transport(_)) && error.is_retryable(), "{error:?}");
}

#[tokio::test]
async fn values_in_a_path_are_not_shown() {
    let failure = json!({"statusCode": 404, "message": "no"});
    for reply in [Reply::json(200, &failure), Reply::new(302, ""), Reply::Silence] {
        let (_server, clients) = server(reply).await;
        for path in [
            "/api/v3/users/sentinel",
            "/api/v3/users/sentinel/x",
            "/api/v3/SENTINEL-1",
            "/oidc/token/revocation/sentinel",
        ] {
            let call = clients.user.request(Method::GET, path);
            let mut shown = format!("{call:?} {call:#?}");
            let call = call.returning::<Value>().timeout(Duration::from_millis(100));
            shown += &format!("{call:?}");
            let error = call.await.unwrap_err();
            shown += &format!("{error} {error:?}");
            assert!(!shown.to_lowercase().contains("sentinel"), "{path}: {shown}");
        }
    }
}

#[test]
fn debug_output_shows_only_method_and_path() {
    let app = AuthenticationClient::builder(APP_ID, "https://example.genauth.ai").build().unwrap();
    let call = app.with_access_token("sentinel").request(Method::POST, "/api/v3/x");
    let call = call.query("a", "sentinel").json(&json!({"a": "sentinel"}));
    let shown = format!("{call:?} {call:#?}");
    assert!(shown.contains("POST") && shown.contains("/api/v3/x"), "{shown}");
    assert!(!shown.contains("sentinel"), "{shown}");
    let form = ManagementClient::builder("ACCESS_KEY_ID", "sentinel").build().unwrap();
    let form = form.request(Method::POST, "/api/v3/x").form([("a", "sentinel")]);
    assert!(!format!("{form:?} {form:#?}").contains("sentinel"));
}
