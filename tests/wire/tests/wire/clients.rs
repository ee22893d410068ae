//! Every option of a client takes effect on the wire, or is an error before anything is sent.

use std::{net::IpAddr, time::Duration};

use genauth::management::GetUserBatchParams;
use genauth::{
    ArrayStyle, AuthenticationClient, AuthenticationClientBuilder, Brand, Error, Language,
    ManagementClient, ManagementToken, UploadFile, authentication::UploadDto,
};
use http::Method;
use serde_json::json;
use support::{APP_ID, Recorded, Reply, Server, parts, responding};

const HOST: &str = "https://example.genauth.ai";

async fn server() -> Server {
    responding(Reply::data(&json!([]))).await.unwrap()
}

fn builder(server: &Server) -> AuthenticationClientBuilder {
    AuthenticationClient::builder(APP_ID, server.host())
}

/// Returns the request that a call of this client sends.
async fn sent(server: &Server, client: &AuthenticationClient) -> Recorded {
    // Uses the user's token if the client has one.
    client.get_country_list().await.unwrap();
    server.last().unwrap()
}

fn all<'a>(request: &'a Recorded, name: &str) -> Vec<&'a str> {
    request.headers.get_all(name).iter().map(|value| value.to_str().unwrap()).collect()
}

#[tokio::test]
async fn default_headers_replace_headers_of_the_sdk() {
    let server = server().await;
    let names = [
        "accept",
        "authorization",
        "user-agent",
        "x-authing-app-id",
        "x-authing-app-tenant-id",
        "x-authing-lang",
        "x-authing-request-from",
        "x-authing-sdk-version",
        "x-real-ip",
    ];
    let mut builder = builder(&server).language("en-US").tenant_id("TENANT_ID");
    builder = builder.client_ip(IpAddr::from([192, 0, 2, 1]));
    for name in names {
        builder = builder.default_header(name, "own");
    }
    let app = builder.build().unwrap().with_access_token("TOKEN");
    let request = sent(&server, &app).await;
    for name in names {
        assert_eq!(all(&request, name), ["own"], "{name}");
    }
    // A header of the call takes precedence over both.
    app.with_access_token("USER_ACCESS_TOKEN")
        .list_enrolled_factors()
        .header("x-authing-lang", "ja-JP")
        .await
        .unwrap();
    assert_eq!(all(&server.last().unwrap(), "x-authing-lang"), ["ja-JP"]);
}

#[tokio::test]
async fn default_headers_of_the_management_client_replace_token_and_user_pool() {
    let server = server().await;
    let token = ManagementToken::new("TOKEN").with_user_pool_id("POOL_ID");
    let admin = ManagementClient::with_token_provider(token)
        .host(server.host())
        .default_header("Authorization", "Custom own")
        .default_header("x-authing-userpool-id", "OTHER_POOL")
        .build()
        .unwrap();
    admin.get_user_batch(GetUserBatchParams::new(vec!["1".to_owned()])).await.unwrap();
    let request = server.last().unwrap();
    assert_eq!(all(&request, "authorization"), ["Custom own"]);
    assert_eq!(all(&request, "x-authing-userpool-id"), ["OTHER_POOL"]);
}

#[tokio::test]
async fn default_headers_of_one_name_stay_together() {
    let server = server().await;
    let app = builder(&server).default_header("x-zone", "a").default_header("X-Zone", "b");
    let app = app.build().unwrap();
    assert_eq!(all(&sent(&server, &app).await, "x-zone"), ["a", "b"]);
    app.with_access_token("USER_ACCESS_TOKEN")
        .list_enrolled_factors()
        .header("x-zone", "c")
        .await
        .unwrap();
    assert_eq!(all(&server.last().unwrap(), "x-zone"), ["c"]);
}

#[tokio::test]
async fn the_boundary_of_an_upload_cannot_be_overridden() {
    let server = responding(Reply::json(200, &json!({"code": 200, "message": "", "data": {}})));
    let server = server.await.unwrap();
    let app = builder(&server).build().unwrap();
    let call = app.upload_file_raw(UploadDto::new(UploadFile::new("a.txt", "content")));
    let _ = call.header("content-type", "multipart/form-data").await;
    let request = server.last().unwrap();
    assert_eq!(all(&request, "content-type").len(), 1, "{:?}", request.headers);
    assert!(parts(&request).is_some_and(|parts| parts[0].content == "content"), "{request:?}");
}

#[tokio::test]
async fn framing_headers_are_rejected() {
    let server = server().await;
    let app = builder(&server).build().unwrap();
    for name in ["content-length", "Transfer-Encoding"] {
        let error = app
            .with_access_token("USER_ACCESS_TOKEN")
            .list_enrolled_factors()
            .header(name, "1")
            .await
            .unwrap_err();
        assert!(matches!(error, Error::Request(_)), "{error:?}");
    }
    assert!(server.recorded().is_empty());
}

#[tokio::test]
async fn the_user_agent_names_sdk_and_application() {
    let server = server().await;
    let app = builder(&server).application_name("billing/2.1").build().unwrap();
    let sdk = concat!("genauth-rust/", env!("CARGO_PKG_VERSION"));
    assert_eq!(sent(&server, &app).await.header("user-agent"), format!("{sdk} billing/2.1"));
    let app = builder(&server).build().unwrap();
    assert_eq!(sent(&server, &app).await.header("user-agent"), sdk);
}

#[tokio::test]
async fn every_language_is_sent_by_its_tag() {
    let server = server().await;
    for (language, tag) in [
        (Language::SimplifiedChinese, "zh-CN"),
        (Language::TraditionalChinese, "zh-TW"),
        (Language::English, "en-US"),
        (Language::Japanese, "ja-JP"),
        (Language::Other("fr-FR".to_owned()), "fr-FR"),
    ] {
        let app = builder(&server).language(language).build().unwrap();
        assert_eq!(sent(&server, &app).await.header("x-authing-lang"), tag);
    }
}

#[tokio::test]
async fn each_brand_has_its_own_headers() {
    let server = server().await;
    for (brand, prefix) in [
        (Brand::DEFAULT, "x-authing-"),
        (Brand::GENAUTH, "x-genauth-"),
        (Brand::AUTHING, "x-authing-"),
        (Brand::DEFAULT.with_header_prefix("x-own-"), "x-own-"),
    ] {
        let app = builder(&server).brand(brand).tenant_id("TENANT_ID").build().unwrap();
        let request = sent(&server, &app).await;
        for name in ["app-id", "app-tenant-id", "sdk-version", "request-from"] {
            assert_ne!(request.header(&format!("{prefix}{name}")), "", "{prefix}{name}");
        }
        let own = request.headers.keys().filter(|name| name.as_str().starts_with("x-"));
        assert_eq!(own.count(), 4, "no header of another brand: {:?}", request.headers);
    }
}

#[tokio::test]
async fn the_client_ip_is_sent() {
    let server = server().await;
    let first = builder(&server).client_ip("192.0.2.1".parse().unwrap()).build().unwrap();
    let second = first.with_client_ip("2001:db8::1".parse().unwrap());
    assert_eq!(sent(&server, &first).await.header("x-real-ip"), "192.0.2.1");
    assert_eq!(sent(&server, &second).await.header("x-real-ip"), "2001:db8::1");
    let none = builder(&server).build().unwrap();
    assert!(!sent(&server, &none).await.headers.contains_key("x-real-ip"));
}

#[tokio::test]
async fn views_keep_the_settings_of_their_parent() {
    let server = server().await;
    let app = builder(&server).tenant_id("FIRST").build().unwrap();
    let user = app.with_access_token("TOKEN");
    let view = user.with_tenant("SECOND").with_client_ip("192.0.2.1".parse().unwrap());
    let names = ["authorization", "x-authing-app-tenant-id", "x-real-ip"];
    let seen = |request: &Recorded| names.map(|name| request.header(name).to_owned());
    assert_eq!(seen(&sent(&server, &view).await), ["Bearer TOKEN", "SECOND", "192.0.2.1"]);
    let other = view.with_access_token("OTHER");
    assert_eq!(seen(&sent(&server, &other).await), ["Bearer OTHER", "SECOND", "192.0.2.1"]);
    assert_eq!(seen(&sent(&server, &user).await), ["Bearer TOKEN", "FIRST", ""]);
    assert_eq!(seen(&sent(&server, &app).await), ["", "FIRST", ""]);
    assert_eq!(other.app_id(), APP_ID);
}

#[tokio::test]
async fn token_requests_carry_no_settings_of_a_view() {
    let server = server().await;
    let (id, secret) = support::ACCESS_KEY;
    let admin = ManagementClient::builder(id, secret)
        .host(server.host())
        .tenant_id("TENANT_ID")
        .client_ip("192.0.2.1".parse().unwrap())
        .build()
        .unwrap();
    admin.get_user_batch(GetUserBatchParams::new(vec!["1".to_owned()])).await.unwrap();
    let recorded = server.recorded();
    let names = ["authorization", "x-authing-app-tenant-id", "x-real-ip", "x-authing-userpool-id"];
    assert_eq!(names.map(|name| recorded[0].header(name)), [""; 4]);
    assert_eq!(
        names[1..3].iter().map(|it| recorded[1].header(it)).collect::<Vec<_>>(),
        ["TENANT_ID", "192.0.2.1"]
    );
}

#[tokio::test]
async fn three_array_styles_in_queries() {
    let server = server().await;
    for (style, several, single) in [
        (ArrayStyle::Brackets, "userIds%5B%5D=a%26&userIds%5B%5D=b", "userIds%5B%5D=a"),
        (ArrayStyle::Repeated, "userIds=a%26&userIds=b", "userIds=a"),
        (ArrayStyle::Comma, "userIds=a%26,b", "userIds=a"),
    ] {
        let token = ManagementToken::new("TOKEN");
        let admin = ManagementClient::with_token_provider(token).array_style(style);
        let admin = admin.host(server.host()).build().unwrap();
        for (ids, expected) in [(vec!["a&", "b"], several), (vec!["a"], single)] {
            let ids: Vec<String> = ids.into_iter().map(str::to_owned).collect();
            admin.get_user_batch(GetUserBatchParams::new(ids.clone())).await.unwrap();
            assert_eq!(server.last().unwrap().query, expected, "{style:?}");
            let mut custom = admin.request(Method::GET, "/api/v3/get-user-batch");
            for id in &ids {
                custom = custom.query("userIds", id);
            }
            custom.await.unwrap();
            // A single value does not indicate by itself that it is a list.
            let expected = if ids.len() == 1 { "userIds=a" } else { expected };
            assert_eq!(server.last().unwrap().query, expected, "{style:?}");
        }
    }
}

#[test]
fn invalid_options_are_rejected_when_set() {
    let app = || AuthenticationClient::builder(APP_ID, HOST);
    for (builder, named) in [
        (AuthenticationClient::builder("应用", HOST), "application id"),
        (AuthenticationClient::builder("a\nb", HOST), "application id"),
        (AuthenticationClient::builder(APP_ID, "https://a b"), "host"),
        (AuthenticationClient::builder(APP_ID, "https://example.org/?a=1"), "host"),
        (app().language(""), "language"),
        (app().language("zh\n"), "language"),
        (app().tenant_id(" "), "tenant id"),
        (app().tenant_id("租户"), "tenant id"),
        (app().application_name(""), "application name"),
        (app().application_name("a\r\nb: c"), "application name"),
        (app().header_prefix(""), "prefix"),
        (app().header_prefix("x-authing"), "prefix"),
        (app().header_prefix("x authing-"), "prefix"),
        (app().default_header("a b", "c"), "header name"),
        (app().default_header("", "c"), "header name"),
        (app().default_header("x-a", "b\nc"), "\"x-a\""),
        (app().default_header("content-type", "text/plain"), "content-type"),
        (app().default_header("content-length", "1"), "content-length"),
        (app().default_header("transfer-encoding", "chunked"), "transfer-encoding"),
        (app().timeout(Duration::ZERO), "timeout"),
        (app().connect_timeout(Duration::ZERO), "connect timeout"),
        (app().attempt_timeout(Duration::ZERO), "attempt timeout"),
    ] {
        let error = builder.build().expect_err(named);
        assert!(matches!(error, Error::Config(_)), "{error:?}");
        assert!(error.to_string().contains(named), "{named}: {error}");
    }
}

#[test]
fn errors_do_not_repeat_invalid_values() {
    let builder = AuthenticationClient::builder(APP_ID, HOST);
    let builder = builder.default_header("authorization", "sentinel\n");
    let error = builder.build().expect_err("it has a line break");
    assert!(!format!("{error} {error:?}").contains("sentinel"), "{error}");
}

#[tokio::test]
async fn an_invalid_tenant_is_an_error_before_sending() {
    let server = server().await;
    let app = builder(&server).build().unwrap();
    for tenant in ["", " ", "租户", "a\nb"] {
        let error = app
            .with_tenant(tenant)
            .with_access_token("USER_ACCESS_TOKEN")
            .list_enrolled_factors()
            .await
            .unwrap_err();
        assert!(matches!(error, Error::Request(_)), "{error:?}");
        assert!(error.to_string().contains("tenant id"), "{error}");
    }
    assert!(server.recorded().is_empty());
}

#[tokio::test]
async fn the_path_of_a_host_is_kept() {
    let server = server().await;
    for host in [format!("{}/gateway/", server.host()), format!("{}/gateway", server.host())] {
        let app = AuthenticationClient::builder(APP_ID, host).build().unwrap();
        let request = sent(&server, &app).await;
        assert_eq!(request.path, "/gateway/api/v3/get-country-list");
    }
}

/// Runs this program again as a process with its own variables, and returns its requests.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn clients_are_created_from_environment_variables() {
    const NAME: &str = "clients::clients_are_created_from_environment_variables";
    if std::env::var_os("GENAUTH_APP_ID").is_some() {
        let app = AuthenticationClient::from_env().unwrap();
        app.with_access_token("USER_ACCESS_TOKEN").list_enrolled_factors().await.unwrap();
        app.request(Method::POST, "/oidc/token").form([("a", "b")]).await.unwrap();
        let admin = ManagementClient::from_env().unwrap();
        admin.get_user_batch(GetUserBatchParams::new(vec!["1".to_owned()])).await.unwrap();
        return;
    }
    let server = server().await;
    let (id, secret) = support::ACCESS_KEY;
    let mut again = std::process::Command::new(std::env::current_exe().unwrap());
    again.args([NAME, "--exact", "--quiet"]);
    for (name, value) in [
        ("GENAUTH_APP_ID", APP_ID),
        ("GENAUTH_APP_HOST", &server.host()),
        ("GENAUTH_APP_SECRET", "test-secret"),
        ("GENAUTH_CLIENT_AUTH", "client_secret_basic"),
        ("GENAUTH_ACCESS_KEY_ID", id),
        ("GENAUTH_ACCESS_KEY_SECRET", secret),
        ("GENAUTH_HOST", &server.host()),
        ("GENAUTH_LANGUAGE", "ja-JP"),
        ("GENAUTH_TENANT_ID", "TENANT_ID"),
        ("GENAUTH_BRAND", "genauth"),
        ("GENAUTH_TIMEOUT", "20"),
    ] {
        again.env(name, value);
    }
    let output = tokio::task::block_in_place(|| again.output()).unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    let recorded = server.recorded();
    let [factors, token, key, users] = &*recorded else { panic!("{recorded:?}") };
    for request in [factors, users] {
        assert_eq!(request.header("x-genauth-lang"), "ja-JP");
        assert_eq!(request.header("x-genauth-app-tenant-id"), "TENANT_ID");
    }
    assert_eq!(factors.header("x-genauth-app-id"), APP_ID);
    assert!(token.header("authorization").starts_with("Basic "), "{token:?}");
    assert_eq!(key.json()["accessKeyId"], id);
    assert!(users.header("authorization").starts_with("Bearer "), "{users:?}");
}
