//! Client authentication of an application: at nine endpoints, and at no others.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use genauth::authentication::{
    ExchangeTokenSetWithQRcodeTicketDto, GrantType, SignInConnection, SigninByCredentialsDto,
    TokenEndPointParams, TokenIntrospectEndpointParams, TokenRevocationEndpointParams,
};
use genauth::{AuthenticationClient, AuthenticationClientBuilder, ClientAuthMethod};
use http::Method;
use serde_json::{Value, json};
use support::{
    APP_ID, Clients, Recorded, Reply, Server, Spec, USER_TOKEN, With, clients, entry, responding,
    samples,
};

const SECRET: &str = "sentinel-secret";

/// The endpoints that require the application's credentials: six that take forms, three that take
/// JSON.
const FORMS: [&str; 6] = [
    "/oidc/token",
    "/oidc/token/introspection",
    "/oidc/token/revocation",
    "/oauth/token",
    "/oauth/token/introspection",
    "/oauth/token/revocation",
];
const JSON: [&str; 3] =
    ["/api/v3/signin", "/api/v3/signin-by-mobile", "/api/v3/exchange-tokenset-with-qrcode-ticket"];

async fn server() -> Server {
    responding(Reply::json(200, &json!({"statusCode": 200, "message": "ok", "data": {}})))
        .await
        .unwrap()
}

fn builder(server: &Server) -> AuthenticationClientBuilder {
    AuthenticationClient::builder(APP_ID, server.host()).app_secret(SECRET)
}

/// Returns the credentials in a request: the header, and the id and secret in the body.
fn credentials_of(request: &Recorded) -> (String, [Option<String>; 2]) {
    let named = |name: &str| match request.header("content-type") {
        "application/json" => request.json().get(name)?.as_str().map(str::to_owned),
        _ => {
            let pairs = Recorded::pairs(&request.body);
            let found: Vec<_> = pairs.into_iter().filter(|(key, _)| key == name).collect();
            assert!(found.len() <= 1, "{name} is named twice: {found:?}");
            found.into_iter().next().map(|(_, value)| value)
        }
    };
    (request.header("authorization").to_owned(), [named("client_id"), named("client_secret")])
}

fn basic() -> String {
    format!("Basic {}", STANDARD.encode(format!("{APP_ID}:{SECRET}")))
}

/// Returns the expected credentials for each method, with a form and with JSON.
fn expected(method: ClientAuthMethod, form: bool) -> (String, [Option<String>; 2]) {
    let (id, secret) = (Some(APP_ID.to_owned()), Some(SECRET.to_owned()));
    match method {
        ClientAuthMethod::ClientSecretPost => (String::new(), [id, secret]),
        ClientAuthMethod::ClientSecretBasic => (basic(), [None, None]),
        _ => (String::new(), [id.filter(|_| form), None]),
    }
}

const METHODS: [ClientAuthMethod; 3] = [
    ClientAuthMethod::ClientSecretPost,
    ClientAuthMethod::ClientSecretBasic,
    ClientAuthMethod::None,
];

async fn call(client: &AuthenticationClient, path: &str) {
    let call = client.request(Method::POST, path);
    match FORMS.contains(&path) {
        true => call.form([("token", "a&b=c")]).await.unwrap(),
        false => call.json(&json!({"ticket": "a"})).await.unwrap(),
    };
}

#[tokio::test]
async fn nine_endpoints_receive_client_authentication() {
    let server = server().await;
    for method in METHODS {
        let app = builder(&server).client_auth(method).build().unwrap();
        // A user's token must not be sent there.
        let user = app.with_access_token(USER_TOKEN);
        for path in FORMS.into_iter().chain(JSON) {
            for client in [&app, &user] {
                call(client, path).await;
                let request = server.last().unwrap();
                assert_eq!(request.path, path);
                let expected = expected(method, FORMS.contains(&path));
                assert_eq!(credentials_of(&request), expected, "{path} by {method:?}");
                assert_eq!(request.header("x-authing-app-id"), APP_ID);
                if FORMS.contains(&path) {
                    let pairs = Recorded::pairs(&request.body);
                    assert!(pairs.contains(&("token".to_owned(), "a&b=c".to_owned())), "{pairs:?}");
                } else {
                    assert_eq!(request.json()["ticket"], "a");
                }
            }
        }
    }
}

#[tokio::test]
async fn generated_operations_authenticate_like_custom_calls() {
    let server = server().await;
    for method in METHODS {
        let app = builder(&server).client_auth(method).build().unwrap();
        let app = app.with_access_token(USER_TOKEN);
        let form = expected(method, true);
        let json = expected(method, false);
        let check = |expected: &(String, [Option<String>; 2])| {
            let request = server.last().unwrap();
            assert_eq!(&credentials_of(&request), expected, "{} by {method:?}", request.path);
        };
        let params = TokenEndPointParams::new(GrantType::RefreshToken, "https://a.example/");
        let _ = app.exchange_token(params).await;
        check(&form);
        let _ = app.introspect_token(TokenIntrospectEndpointParams::new("TOKEN")).await;
        check(&form);
        let _ = app.revoke_token(TokenRevocationEndpointParams::new("TOKEN")).await;
        check(&form);
        let body = SigninByCredentialsDto::new(SignInConnection::Password);
        let _ = app.sign_in_by_credentials(body).await;
        check(&json);
        let body = ExchangeTokenSetWithQRcodeTicketDto::new("TICKET");
        let _ = app.exchange_token_set_with_qr_code_ticket(body).await;
        check(&json);
        let body = json!({"connection": "wechat", "extIdpConnidentifier": "x"});
        let _ = app.sign_in_by_mobile(serde_json::from_value(body).unwrap()).await;
        check(&json);
    }
}

#[tokio::test]
async fn introspection_and_revocation_have_their_own_methods() {
    let server = server().await;
    for (issue, inspect, revoke) in [(0, 1, 2), (1, 2, 0), (2, 0, 1)] {
        let [issue, inspect, revoke] = [issue, inspect, revoke].map(|index: usize| METHODS[index]);
        let app = builder(&server)
            .client_auth(issue)
            .introspection_auth(inspect)
            .revocation_auth(revoke)
            .build()
            .unwrap()
            .with_access_token(USER_TOKEN);
        for path in FORMS.into_iter().chain(JSON) {
            let method = match path.rsplit('/').next() {
                Some("introspection") => inspect,
                Some("revocation") => revoke,
                _ => issue,
            };
            call(&app, path).await;
            let expected = expected(method, FORMS.contains(&path));
            assert_eq!(credentials_of(&server.last().unwrap()), expected, "{path} by {method:?}");
        }
    }
}

#[tokio::test]
async fn a_body_with_a_client_id_is_sent_unchanged() {
    let server = server().await;
    for method in METHODS {
        let app = builder(&server).client_auth(method).build().unwrap();
        let form = [("client_id", "ACCESS_KEY_ID"), ("client_secret", "test-secret")];
        app.request(Method::POST, "/oidc/token").form(form).await.unwrap();
        let own = [Some("ACCESS_KEY_ID".to_owned()), Some("test-secret".to_owned())];
        assert_eq!(credentials_of(&server.last().unwrap()), (String::new(), own), "{method:?}");
        let body = SigninByCredentialsDto::new(SignInConnection::Password).client_id("OTHER_APP");
        let _ = app.sign_in_by_credentials(body).await;
        let own = [Some("OTHER_APP".to_owned()), None];
        assert_eq!(credentials_of(&server.last().unwrap()), (String::new(), own), "{method:?}");
    }
}

#[tokio::test]
async fn an_application_without_secret_is_a_public_client() {
    let server = server().await;
    let app = AuthenticationClient::builder(APP_ID, server.host()).build().unwrap();
    for path in FORMS.into_iter().chain(JSON) {
        call(&app, path).await;
        let expected = expected(ClientAuthMethod::None, FORMS.contains(&path));
        assert_eq!(credentials_of(&server.last().unwrap()), expected, "{path}");
    }
}

#[tokio::test]
async fn secrets_may_contain_any_characters() {
    let server = server().await;
    let secret = "密码: +&=%\"\\/ß";
    for method in [ClientAuthMethod::ClientSecretPost, ClientAuthMethod::ClientSecretBasic] {
        let app = AuthenticationClient::builder(APP_ID, server.host()).app_secret(secret);
        let app = app.client_auth(method).build().unwrap();
        for path in ["/oidc/token", "/api/v3/signin"] {
            call(&app, path).await;
            let (header, [_, in_body]) = credentials_of(&server.last().unwrap());
            if method == ClientAuthMethod::ClientSecretBasic {
                let pair = STANDARD.decode(header.strip_prefix("Basic ").unwrap()).unwrap();
                let encoded: String =
                    url::form_urlencoded::byte_serialize(secret.as_bytes()).collect();
                assert_eq!(String::from_utf8(pair).unwrap(), format!("{APP_ID}:{encoded}"));
            } else {
                assert_eq!(in_body.as_deref(), Some(secret));
            }
        }
    }
}

#[tokio::test]
async fn an_id_invalid_in_basic_credentials_is_rejected() {
    let server = server().await;
    let app = |method| {
        let app = AuthenticationClient::builder("a:b", server.host()).app_secret(SECRET);
        app.revocation_auth(method).unencoded_basic_credentials(true).build()
    };
    let error = app(ClientAuthMethod::ClientSecretBasic).unwrap_err();
    assert!(error.to_string().contains("colon"), "{error}");
    assert!(!error.to_string().contains(SECRET), "{error}");
    assert!(app(ClientAuthMethod::ClientSecretPost).is_ok());
}

/// Sends every operation and searches all requests for the secret.
#[tokio::test]
async fn the_secret_is_sent_to_no_other_operation() {
    let spec = Spec::load().unwrap();
    let server = server().await;
    let admin = clients(&server).unwrap().admin;
    let encoded = STANDARD.encode(format!("{APP_ID}:{SECRET}"));
    for method in METHODS {
        let user = builder(&server).client_auth(method).build().unwrap();
        let clients = Clients { user: user.with_access_token(USER_TOKEN), admin: admin.clone() };
        let mut authenticated = 0;
        for described in spec.operations() {
            let mut with = With::new(&clients);
            with.params = samples::params(&spec, described);
            with.body = samples::bodies(&spec, described).swap_remove(0);
            if let Value::Object(body) = &mut with.body {
                body.retain(|name, _| !matches!(name.as_str(), "client_id" | "client_secret"));
            }
            let entry = entry(described.api, &described.operation.name).unwrap();
            let _ = (entry.make)(&with).unwrap().await;
            let request = server.last().unwrap();
            let all = format!("{request:?} {}", String::from_utf8_lossy(&request.body));
            let is_told = all.contains(SECRET) || all.contains(&encoded);
            let path = &*request.path;
            if FORMS.contains(&path) || JSON.contains(&path) {
                authenticated += 1;
                assert_eq!(is_told, method != ClientAuthMethod::None, "{path} by {method:?}");
                assert!(!all.contains(USER_TOKEN), "{path} by {method:?}");
            } else {
                assert!(!is_told, "{path} by {method:?}: {all}");
            }
        }
        assert_eq!(authenticated, 6, "operations of the spec with client authentication");
    }
}

#[tokio::test]
async fn basic_credentials_are_form_encoded_unless_the_server_does_not_decode_them() {
    let server = server().await;
    for (id, secret, unencoded, expected) in [
        ("a b", "a+b%2B c:d", false, "a+b:a%2Bb%252B+c%3Ad"),
        ("a b", "a+b%2B c:d", true, "a b:a+b%2B c:d"),
        ("a:b", "s", false, "a%3Ab:s"),
        ("APP_ID", "0123456789abcdef", false, "APP_ID:0123456789abcdef"),
    ] {
        let app = AuthenticationClient::builder(id, server.host())
            .app_secret(secret)
            .client_auth(ClientAuthMethod::ClientSecretBasic)
            .unencoded_basic_credentials(unencoded)
            .build()
            .unwrap();
        for path in ["/oidc/token", "/api/v3/signin"] {
            call(&app, path).await;
            let header = credentials_of(&server.last().unwrap()).0;
            assert_eq!(header, format!("Basic {}", STANDARD.encode(expected)), "{id} at {path}");
        }
    }
}
