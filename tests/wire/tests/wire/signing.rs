//! Signed requests, verified from the received request as a server does.

use std::collections::BTreeSet;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use genauth::management::{GetUserBatchParams, ListUsersRequestDto};
use genauth::{ArrayStyle, Brand, ManagementClient, ManagementClientBuilder, Middleware};
use genauth::{MiddlewareFuture, Outgoing};
use hmac::{Hmac, KeyInit as _, Mac as _};
use http::Method;
use serde_json::json;
use sha1::Sha1;
use support::{ACCESS_KEY, Recorded, Reply, Server};

async fn server(reply: Reply) -> Server {
    Server::start(move |_| reply.clone()).await.unwrap()
}

fn builder(server: &Server) -> ManagementClientBuilder {
    let (id, secret) = ACCESS_KEY;
    ManagementClient::builder(id, secret).host(server.host()).sign_requests()
}

/// Returns the required `authorization` of a request when `resource` is its path with its data.
fn expected(request: &Recorded, prefix: &str, scheme: &str, resource: &str) -> String {
    let mut signed: Vec<(&str, String)> = request
        .headers
        .iter()
        .filter(|(name, _)| name.as_str().starts_with(prefix) || *name == "date")
        .map(|(name, value)| (name.as_str(), String::from_utf8_lossy(value.as_bytes()).into()))
        .collect();
    signed.sort();
    let mut text = format!("{}\n", request.method);
    for (name, value) in signed {
        text += &format!("{name}:{}\n", value.trim());
    }
    text += resource;
    let mut mac = Hmac::<Sha1>::new_from_slice(ACCESS_KEY.1.as_bytes()).unwrap();
    mac.update(text.as_bytes());
    format!("{scheme} {}:{}", ACCESS_KEY.0, STANDARD.encode(mac.finalize().into_bytes()))
}

#[track_caller]
fn check(request: &Recorded, resource: &str) {
    let expected = expected(request, "x-authing-", "authing", resource);
    assert_eq!(request.header("authorization"), expected, "{resource}");
    assert_eq!(request.header("x-authing-signature-method"), "HMAC-SHA1");
    assert_eq!(request.header("x-authing-signature-version"), "1.0");
    let nonce = request.header("x-authing-signature-nonce");
    assert!(nonce.len() == 32 && nonce.chars().all(|it| it.is_ascii_hexdigit()), "{nonce}");
    assert!(request.header("date").ends_with(" GMT"), "{}", request.header("date"));
}

#[tokio::test]
async fn a_signed_request_needs_no_token() {
    let server = server(Reply::data(&json!({"totalCount": 0, "list": []}))).await;
    let admin = builder(&server).language("zh-CN").tenant_id("TENANT_ID").build().unwrap();
    admin.list_users(ListUsersRequestDto::new()).await.unwrap();
    let recorded = server.recorded();
    assert_eq!(recorded.len(), 1);
    check(&recorded[0], "/api/v3/list-users");
    assert!(!recorded[0].headers.contains_key("x-authing-userpool-id"));
}

#[tokio::test]
async fn query_lists_are_signed_as_the_server_parses_them() {
    let server = server(Reply::data(&json!([]))).await;
    let ids = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>();
    for (style, several, single) in [
        (ArrayStyle::Brackets, r#"["a&b","张三"]"#, r#"["a"]"#),
        (ArrayStyle::Repeated, r#"["a&b","张三"]"#, "a"),
        (ArrayStyle::Comma, "a&b,张三", "a"),
    ] {
        let admin = builder(&server).array_style(style).build().unwrap();
        for (given, signed) in [(&["a&b", "张三"][..], several), (&["a"], single)] {
            let params = GetUserBatchParams::new(ids(given)).with_custom_data(true);
            admin.get_user_batch(params).await.unwrap();
            let request = server.last().unwrap();
            assert!(request.query.contains("userIds"), "{}", request.query);
            let resource = format!("/api/v3/get-user-batch?userIds={signed}&withCustomData=true");
            check(&request, &resource);
        }
    }
}

#[tokio::test]
async fn bodies_are_signed_as_sent() {
    let server = server(Reply::data(&json!({"totalCount": 0, "list": []}))).await;
    let admin = builder(&server).build().unwrap();
    let body = json!({
        "keywords": "张三 \"& =?", "n": null, "on": true, "count": 1660000000000_i64,
        "part": 2.0, "half": -2.5, "tiny": 0.0000001, "huge": 1e21,
        "options": {"list": [1.0, "1.0", 2.50, null, "é\n"], "limit": 10}, "empty": {}, "text": "",
    });
    admin.request(Method::POST, "/api/v3/list-users").json(&body).await.unwrap();
    check(
        &server.last().unwrap(),
        concat!(
            "/api/v3/list-users?count=1660000000000&empty={}&half=-2.5&huge=1e+21",
            "&keywords=张三 \"& =?&n=null&on=true",
            r#"&options={"limit":10,"list":[1,"1.0",2.5,null,"é\n"]}"#,
            "&part=2&text=&tiny=1e-7"
        ),
    );
    let dto: ListUsersRequestDto = serde_json::from_value(json!({
        "keywords": "张三", "options": {"pagination": {"page": 1, "limit": 10}},
    }))
    .unwrap();
    admin.list_users(dto).await.unwrap();
    let resource =
        r#"/api/v3/list-users?keywords=张三&options={"pagination":{"page":1,"limit":10}}"#;
    check(&server.last().unwrap(), resource);
}

#[tokio::test]
async fn queries_of_other_methods_forms_and_list_bodies_are_not_signed() {
    let server = server(Reply::data(&json!({}))).await;
    let admin = builder(&server).build().unwrap();
    admin.request(Method::DELETE, "/api/v3/x").query("id", "1").await.unwrap();
    check(&server.last().unwrap(), "/api/v3/x");
    admin.request(Method::POST, "/api/v3/x").form([("a", "b")]).await.unwrap();
    check(&server.last().unwrap(), "/api/v3/x");
    admin.request(Method::POST, "/api/v3/x").json(&["a"]).await.unwrap();
    check(&server.last().unwrap(), "/api/v3/x");
    admin.request(Method::PUT, "/api/v3/x").json(&json!({})).await.unwrap();
    check(&server.last().unwrap(), "/api/v3/x");
}

#[tokio::test]
async fn the_base_path_of_the_host_is_not_signed() {
    let server = server(Reply::data(&json!({}))).await;
    let (id, secret) = ACCESS_KEY;
    let host = format!("{}/gateway/", server.host());
    let admin = ManagementClient::builder(id, secret).host(host).sign_requests().build().unwrap();
    admin.request(Method::GET, "/api/v3/x").query("a", 1).await.unwrap();
    let request = server.last().unwrap();
    assert_eq!(request.path, "/gateway/api/v3/x");
    check(&request, "/api/v3/x?a=1");
}

/// Adds headers that the signature has to cover.
struct More;

impl Middleware for More {
    fn before_send<'a>(&'a self, outgoing: &'a mut Outgoing<'_>) -> MiddlewareFuture<'a> {
        let headers = outgoing.headers_mut();
        headers.insert("x-authing-app", "of a middleware".parse().unwrap());
        headers.insert("x-other", "not covered".parse().unwrap());
        Box::pin(async { Ok(()) })
    }
}

#[tokio::test]
async fn every_header_with_the_prefix_is_signed() {
    let server = server(Reply::data(&json!({}))).await;
    let admin = builder(&server)
        .tenant_id("TENANT_ID")
        .default_header("x-authing-zone", "\ta\tb ")
        .default_header("x-authing-app-sdk", "1")
        .middleware(More)
        .build()
        .unwrap();
    let call = admin.request(Method::GET, "/api/v3/x").returning::<serde_json::Value>();
    call.header("x-authing-call", "1").await.unwrap();
    let request = server.last().unwrap();
    for name in ["app", "app-sdk", "app-tenant-id", "call", "zone"] {
        assert_ne!(request.header(&format!("x-authing-{name}")), "", "{name}");
    }
    let resource = "/api/v3/x";
    // The signature covers the normalized value, in which the tab is a space.
    let mut read = request.clone();
    read.headers.insert("x-authing-zone", "a b".parse().unwrap());
    assert_eq!(request.header("authorization"), expected(&read, "x-authing-", "authing", resource));
}

#[tokio::test]
async fn each_brand_has_its_own_signature_headers() {
    let server = server(Reply::data(&json!({}))).await;
    let brand = Brand::GENAUTH.with_scheme("own");
    for (brand, scheme) in [(Brand::GENAUTH, "GenAuth"), (brand, "own")] {
        let admin = builder(&server).brand(brand).build().unwrap();
        admin.request(Method::GET, "/api/v3/x").await.unwrap();
        let request = server.last().unwrap();
        let expected = expected(&request, "x-genauth-", scheme, "/api/v3/x");
        assert_eq!(request.header("authorization"), expected);
    }
}

#[tokio::test]
async fn each_attempt_has_its_own_signature() {
    let server = server(Reply::new(503, "").header("retry-after", "1")).await;
    let admin = builder(&server).build().unwrap();
    admin.request(Method::GET, "/api/v3/x").await.unwrap_err();
    let recorded = server.recorded();
    assert_eq!(recorded.len(), 3);
    for name in ["x-authing-signature-nonce", "date", "authorization"] {
        let different: BTreeSet<_> = recorded.iter().map(|request| request.header(name)).collect();
        assert_eq!(different.len(), 3, "{name}: {different:?}");
    }
    recorded.iter().for_each(|request| check(request, "/api/v3/x"));
}

#[tokio::test]
async fn a_rejected_signature_is_the_error_of_the_call() {
    let refusal = json!({"statusCode": 401, "apiCode": 1300, "message": "signature is invalid"});
    let server = server(Reply::json(200, &refusal)).await;
    let error = builder(&server).build().unwrap().request(Method::GET, "/x").await.unwrap_err();
    assert_eq!((error.status_code(), error.api_code()), (Some(401), Some(1300)));
    assert_eq!(server.recorded().len(), 1);
}

#[tokio::test]
async fn an_authorization_header_of_the_application_is_kept() {
    let server = server(Reply::data(&json!({}))).await;
    let admin = builder(&server).build().unwrap();
    let call = admin.request(Method::GET, "/api/v3/x").returning::<serde_json::Value>();
    call.header("authorization", "Custom own").await.unwrap();
    assert_eq!(server.last().unwrap().header("authorization"), "Custom own");
}

#[test]
fn an_access_key_invalid_as_a_header_value_is_rejected() {
    let admin = ManagementClient::builder("a\nb", "test-secret").sign_requests();
    let error = admin.build().unwrap_err().to_string();
    assert!(error.contains("access key id"), "{error}");
}
