//! Client authentication at the token endpoint.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use genauth::{
    AuthenticationClient, ClientAuthMethod, authentication::TokenIntrospectEndpointParams,
};
use genauth_emulator::{Application, ClientAuth, Emulator};

use crate::{
    accounts::{PASSWORD, signed_in},
    oidc_browser::Browser,
};

const SECRET: &str = "test-secret:%41+ ü";

async fn with(client_auth: ClientAuth) -> (Emulator, Browser) {
    let mut app = Application::new("app/1", SECRET);
    app.client_auth = client_auth;
    let emulator = Emulator::builder().application(app).start().await.unwrap();
    signed_in(&emulator, "ada").await;
    let browser = Browser::new(&emulator);
    (emulator, browser)
}

const GRANT: [(&str, &str); 3] =
    [("grant_type", "password"), ("username", "ada"), ("password", PASSWORD)];

fn basic(id: &str, secret: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{id}:{secret}")))
}

#[tokio::test]
async fn basic_credentials_can_be_plain_or_form_encoded() {
    let (_emulator, browser) = with(ClientAuth::ClientSecretBasic).await;
    let encoded = "test-secret%3A%2541%2B+%C3%BC";
    for header in [basic("app/1", SECRET), basic("app%2F1", encoded)] {
        let tokens = browser.post_as(&header, "/oidc/token", &GRANT).await;
        assert_eq!(tokens.status, 200, "{}", tokens.body);
    }
    let named = [GRANT.as_slice(), &[("client_id", "app/1")]].concat();
    let tokens = browser.post_as(&basic("app/1", SECRET), "/oidc/token", &named).await;
    assert_eq!(tokens.status, 200);
}

#[tokio::test]
async fn failed_client_authentication_has_a_challenge() {
    let (_emulator, browser) = with(ClientAuth::ClientSecretBasic).await;
    let right = basic("app/1", SECRET);
    let extra = |name, value| [GRANT.as_slice(), &[(name, value)]].concat();
    let refused = [
        (basic("app/1", "wrong"), GRANT.to_vec()),
        (basic("OTHER", SECRET), GRANT.to_vec()),
        ("Basic %%%".to_owned(), GRANT.to_vec()),
        ("Basic".to_owned(), GRANT.to_vec()),
        (right.clone(), extra("client_id", "APP_ID")),
        (right, extra("client_secret", SECRET)),
    ];
    for (header, pairs) in refused {
        let response = browser.post_as(&header, "/oidc/token", &pairs).await;
        assert_eq!(response.refused(), (401, "invalid_client".to_owned()), "{header}");
        assert!(response.headers["www-authenticate"].to_str().unwrap().starts_with("Basic"));
        assert!(response.text("error_description").starts_with("client authentication failed"));
    }
    let posted = [extra("client_id", "app/1"), vec![("client_secret", SECRET)]].concat();
    let response = browser.post("/oidc/token", &posted).await;
    assert_eq!(response.refused(), (401, "invalid_client".to_owned()));
}

#[tokio::test]
async fn application_accepts_only_its_authentication_method() {
    let named = [GRANT.as_slice(), &[("client_id", "app/1")]].concat();
    let posted = [named.as_slice(), &[("client_secret", SECRET)]].concat();
    let header = basic("app/1", SECRET);

    let (_emulator, browser) = with(ClientAuth::ClientSecretPost).await;
    assert_eq!(browser.post("/oidc/token", &posted).await.status, 200);
    assert_eq!(browser.post("/oidc/token", &named).await.status, 401);
    assert_eq!(browser.post_as(&header, "/oidc/token", &GRANT).await.status, 401);
    assert_eq!(browser.post("/oidc/token", &GRANT).await.status, 401);

    let (_emulator, browser) = with(ClientAuth::None).await;
    assert_eq!(browser.post("/oidc/token", &named).await.status, 200);
    assert_eq!(browser.post("/oidc/token", &posted).await.status, 401);
    let machine = [("grant_type", "client_credentials"), ("scope", "a:b"), ("client_id", "app/1")];
    let response = browser.post("/oidc/token", &machine).await;
    assert_eq!(response.refused(), (400, "unauthorized_client".to_owned()));
}

#[tokio::test]
async fn sdk_supports_every_authentication_method() {
    let methods = [
        (ClientAuth::ClientSecretPost, ClientAuthMethod::ClientSecretPost),
        (ClientAuth::ClientSecretBasic, ClientAuthMethod::ClientSecretBasic),
        (ClientAuth::None, ClientAuthMethod::None),
    ];
    for (set, used) in methods {
        let (emulator, _) = with(set).await;
        let client = AuthenticationClient::builder("app/1", emulator.host())
            .app_secret(SECRET)
            .client_auth(used)
            .build()
            .unwrap();
        let token = TokenIntrospectEndpointParams::new("made_up");
        assert!(!client.introspect_token(token).await.unwrap().active);
    }
}

#[tokio::test]
async fn token_endpoint_requires_a_form() {
    let (emulator, browser) = with(ClientAuth::ClientSecretPost).await;
    let twice = [("grant_type", "password"), ("grant_type", "password")];
    assert_eq!(browser.token(&twice).await.refused(), (400, "invalid_request".to_owned()));
    let http = reqwest::Client::new();
    for (kind, body) in [("text/plain", "grant_type=password"), ("application/json", "[1]")] {
        let sent = http.post(format!("{}/oidc/token", emulator.host()));
        let response = sent.header("content-type", kind).body(body).send().await.unwrap();
        assert_eq!(response.status(), 400);
        assert!(response.text().await.unwrap().contains("invalid_request"));
    }
}
