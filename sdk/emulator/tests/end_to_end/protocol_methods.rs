//! Methods, media types and hostile values at the endpoints of browsers.

use genauth_emulator::{Application, Emulator};
use reqwest::{Client, Method, Response, redirect::Policy};
use url::form_urlencoded;

use crate::{
    accounts::{PASSWORD, signed_in},
    cas_sign_in::{SERVICE, login, with_ada},
    oidc_browser::{Browser, CALLBACK},
    saml_peer::IDP,
};

/// Endpoints of SAML and CAS, and the methods that each has.
const ROUTES: [(&str, &str); 9] = [
    (IDP, "GET, HEAD, POST"),
    ("/api/v2/saml-idp/APP_ID/metadata", "GET, HEAD"),
    ("/cas-idp/logout", "GET, HEAD"),
    ("/cas-idp/APP_ID", "GET, HEAD"),
    ("/cas-idp/APP_ID/login", "GET, HEAD"),
    ("/cas-idp/APP_ID/logout", "GET, HEAD"),
    ("/cas-idp/APP_ID/validate", "GET, HEAD"),
    ("/cas-idp/APP_ID/serviceValidate", "GET, HEAD"),
    ("/cas-idp/APP_ID/p3/serviceValidate", "GET, HEAD"),
];

const FORM: &str = "application/x-www-form-urlencoded";

struct Sender {
    http: Client,
    host: String,
}

impl Sender {
    fn new(emulator: &Emulator) -> Self {
        let http = Client::builder().redirect(Policy::none()).build().unwrap();
        Self { http, host: emulator.host().to_owned() }
    }

    async fn send(&self, method: &str, target: &str, kind: &str, body: &str) -> Response {
        let method: Method = method.parse().unwrap();
        let request = self.http.request(method, format!("{}{target}", self.host));
        let request = match kind {
            "" => request,
            kind => request.header("content-type", kind),
        };
        request.body(body.to_owned()).send().await.unwrap()
    }
}

fn header<'a>(response: &'a Response, name: &str) -> &'a str {
    response.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

#[tokio::test]
async fn other_methods_are_refused_with_those_that_are_allowed() {
    let emulator = Emulator::start().await.unwrap();
    let sender = Sender::new(&emulator);
    let others = [
        ("/oidc/token", "POST"),
        ("/oidc/.well-known/openid-configuration", "GET, HEAD"),
        ("/oidc/session/end", "GET, HEAD"),
        ("/api/v3/get-profile", "GET, HEAD"),
        ("/api/v3/signin", "POST"),
    ];
    for (path, allowed) in ROUTES.into_iter().chain(others) {
        for method in ["PUT", "DELETE", "PATCH", "POST", "PROPFIND", "TRACE"] {
            if allowed.contains(method) {
                continue;
            }
            let response = sender.send(method, path, "", "").await;
            assert_eq!(response.status(), 405, "{method} {path}");
            assert_eq!(header(&response, "allow"), allowed, "{method} {path}");
        }
    }
}

#[tokio::test]
async fn head_is_get_without_a_body() {
    let emulator = Emulator::start().await.unwrap();
    let sender = Sender::new(&emulator);
    for (path, _) in ROUTES {
        for query in ["", "?service=https%3A%2F%2Fapp.example%2F", "?service=javascript:1"] {
            let target = format!("{path}{query}");
            let get = sender.send("GET", &target, "", "").await;
            let head = sender.send("HEAD", &target, "", "").await;
            assert_eq!(get.status(), head.status(), "{target}");
            for name in ["content-type", "cache-control", "content-security-policy"] {
                assert_eq!(header(&get, name), header(&head, name), "{target}");
            }
            assert!(head.bytes().await.unwrap().is_empty(), "{target}");
        }
    }
}

#[tokio::test]
async fn media_types_are_compared_without_case_and_parameters() {
    let (emulator, browser) = with_ada().await;
    let sender = Sender::new(&emulator);
    let body = format!("account=ada&password={PASSWORD}");
    for kind in [
        FORM,
        "Application/X-WWW-Form-URLEncoded",
        "application/x-www-form-urlencoded; charset=UTF-8",
        "application/x-www-form-urlencoded ;charset=utf-8",
    ] {
        let action = format!("{}/login", login(&browser, &[("service", SERVICE)]).await.path());
        let response = sender.send("POST", &action, kind, &body).await;
        assert_eq!(response.status(), 302, "{kind}");
        assert!(header(&response, "location").starts_with(SERVICE), "{kind}");
    }
    for kind in [
        "",
        "text/plain",
        "multipart/form-data; boundary=b",
        "application/x-www-form-urlencodedx",
        "application/jsonp",
        "x/application/json",
    ] {
        let action = format!("{}/login", login(&browser, &[("service", SERVICE)]).await.path());
        let response = sender.send("POST", &action, kind, &body).await;
        assert_eq!(response.status(), 400, "{kind}");
        assert_eq!(header(&response, "set-cookie"), "", "{kind}");
    }
}

/// A parameter in a second place must not replace the first.
#[tokio::test]
async fn parameters_in_two_places_are_refused() {
    let mut other = Application::new("OTHER_APP", "test-secret");
    other.redirect_uris = vec!["https://other.example/".to_owned()];
    let emulator = Emulator::builder().application(other).start().await.unwrap();
    let sender = Sender::new(&emulator);
    let auth = form_urlencoded::Serializer::new(String::new())
        .extend_pairs([("client_id", "APP_ID"), ("redirect_uri", CALLBACK)])
        .extend_pairs([("response_type", "code"), ("scope", "openid")])
        .finish();
    let service = "service=https%3A%2F%2Fapp.example%2F";
    for (method, target, kind, body) in [
        ("POST", IDP.to_owned(), "application/json", r#"{"appId":"OTHER_APP"}"#),
        ("POST", IDP.to_owned(), FORM, "appId=OTHER_APP"),
        ("POST", format!("{IDP}?RelayState=a"), FORM, "RelayState=b"),
        ("POST", format!("{IDP}?RelayState=a"), "application/json", r#"{"RelayState":"b"}"#),
        ("GET", format!("/cas-idp/APP_ID/login?{service}&{service}"), "", ""),
        ("GET", format!("/cas-idp/APP_ID/login?{service}&appId=OTHER_APP"), "", ""),
        (
            "GET",
            format!("/cas-idp/APP_ID/login?{service}"),
            "application/json",
            r#"{"service":"https://other.example/"}"#,
        ),
        (
            "GET",
            "/cas-idp/APP_ID/logout".to_owned(),
            "application/json",
            r#"{"url":"javascript:alert(1)","appId":null}"#,
        ),
        ("GET", "/cas-idp/APP_ID/validate?ticket=ST-1&ticket=ST-2".to_owned(), "", ""),
        ("POST", format!("/oidc/auth?{auth}"), "application/json", r#"{"client_id":"OTHER_APP"}"#),
        ("POST", format!("/oidc/auth?{auth}"), FORM, "redirect_uri=https://other.example/"),
    ] {
        let response = sender.send(method, &target, kind, body).await;
        assert_eq!(response.status(), 400, "{method} {target} {body}");
        assert_eq!(header(&response, "location"), "", "{method} {target} {body}");
        let page = response.text().await.unwrap();
        assert!(page.contains("repeated"), "{method} {target}: {page}");
    }
}

#[tokio::test]
async fn unusual_paths_are_found_or_not() {
    let emulator = Emulator::start().await.unwrap();
    let sender = Sender::new(&emulator);
    for (target, status) in [
        ("/cas-idp/APP%5FID/login", 302),
        ("/cas-idp/APP_ID/login/", 302),
        ("/cas-idp/APP_ID//login", 404),
        ("/cas-idp//login", 404),
        ("/cas-idp/app_id/login", 404),
        ("/cas-idp/APP_ID/Login", 404),
        ("/cas-idp/APP_ID%00/login", 404),
        ("/cas-idp/APP_ID%20/login", 404),
        ("/cas-idp/APP_ID%2Flogin", 404),
        ("/cas-idp/%3Cscript%3E/login", 404),
        ("/cas-idp/%ff%fe/login", 404),
        ("/cas-idp/APP_ID;a=b/login", 404),
        ("/cas-idp/+/login", 404),
        ("/cas-idp/APP_ID/proxyValidate", 404),
        ("/cas-idp/APP_ID/samlValidate", 404),
        ("/api/v2/saml-idp/%3Cscript%3E", 404),
        ("/api/v2/saml-idp/APP_ID/metadata/x", 404),
        ("/interaction/oidc/%3Cscript%3E", 404),
        ("/interaction/oidc/..%2F..%2F", 404),
    ] {
        let response = sender.send("GET", target, "", "").await;
        assert_eq!(response.status(), status, "{target}");
        assert!(!response.text().await.unwrap().contains("<script"), "{target}");
    }
}

/// Values in each parameter of each endpoint: they never fail the server, become markup, or lead
/// elsewhere than to an address that is allowed.
#[tokio::test]
async fn hostile_values_are_refused_or_escaped() {
    const NAMES: [&str; 22] = [
        "service",
        "url",
        "ticket",
        "format",
        "renew",
        "gateway",
        "pgtUrl",
        "method",
        "SAMLRequest",
        "RelayState",
        "SigAlg",
        "Signature",
        "client_id",
        "redirect_uri",
        "state",
        "scope",
        "prompt",
        "max_age",
        "login_hint",
        "id_token_hint",
        "post_logout_redirect_uri",
        "response_mode",
    ];
    let long = "a".repeat(40_000);
    let values = [
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "'\"&<>]]>",
        "\0",
        "\r\nX-Injected: 1",
        "\u{2028}\u{202e}\u{feff}",
        "https://evil.example/\r\nX-Injected: 1",
        "javascript:alert(1)",
        "https://app.example/<script>",
        "https://app.example/\"onload=\"x",
        "//evil.example",
        "\\\\evil.example",
        "https:///evil.example",
        "9223372036854775808",
        "-1",
        "true",
        "{}",
        "%00",
        "%ff",
        &long,
    ];
    let emulator = Emulator::start().await.unwrap();
    signed_in(&emulator, "ada").await;
    let browser = Browser::new(&emulator);
    let base = [("client_id", "APP_ID"), ("redirect_uri", CALLBACK), ("response_type", "code")];
    let others = ["/oidc/auth", "/oauth/auth", "/oidc/session/end", "/login/profile/logout"];
    for path in ROUTES.iter().map(|(path, _)| *path).chain(others) {
        for name in NAMES {
            for value in values {
                let mut pairs = if path.ends_with("/auth") { base.to_vec() } else { Vec::new() };
                pairs.retain(|(other, _)| *other != name);
                pairs.push((name, value));
                let page = browser.get(path, &pairs).await;
                let label = format!("{path} {name}={:.60} {:?}", value, page.headers);
                assert!(page.status < 500, "{label} {}", page.body);
                assert!(page.headers.get("x-injected").is_none(), "{label}");
                assert!(
                    !page.body.contains("<script>alert") && !page.body.contains("<img"),
                    "{label}"
                );
                assert!(!page.body.contains('\0'), "{label}");
                if page.headers.contains_key("location") {
                    let location = page.location();
                    let is_ours = [emulator.host(), "https://app.example", "https://evil.example"];
                    assert!(is_ours.iter().any(|start| location.starts_with(start)), "{label}");
                }
            }
        }
    }
}
