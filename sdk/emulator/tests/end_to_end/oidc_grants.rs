//! Tokens for codes, passwords and machines.

use std::time::Duration;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use genauth::authentication::{GetProfileParams, GrantType, TokenEndPointParams};
use genauth_emulator::{Application, Emulator};
use sha2::{Digest, Sha256};

use crate::{
    accounts::{PASSWORD, signed_in},
    oidc_browser::{Browser, CALLBACK},
};

const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const INVALID_GRANT: (u16, &str) = (400, "invalid_grant");

async fn begun() -> (Emulator, Browser) {
    let other = Application::new("OTHER_APP", "other-secret");
    let emulator = Emulator::builder().application(other).start().await.unwrap();
    signed_in(&emulator, "ada").await;
    let browser = Browser::new(&emulator);
    (emulator, browser)
}

fn refused(response: &(u16, String)) -> (u16, &str) {
    (response.0, &response.1)
}

#[tokio::test]
async fn the_sdk_exchanges_a_code() {
    let (emulator, browser) = begun().await;
    let code = browser.code("ada", &[("scope", "openid username offline_access")]).await;
    let body = TokenEndPointParams::new(GrantType::AuthorizationCode, CALLBACK).code(code);
    let app = emulator.authentication();
    let tokens = app.exchange_token(body).await.unwrap();
    assert_eq!(tokens.token_type, "Bearer");
    assert_eq!(tokens.expire_in, 14 * 86_400);
    assert_eq!(tokens.scope.as_deref(), Some("openid username offline_access"));
    assert!(tokens.id_token.is_some() && tokens.refresh_token.is_some());
    let user = app.with_access_token(tokens.access_token.unwrap());
    let profile = user.get_profile(GetProfileParams::new()).await.unwrap();
    assert_eq!(profile.username.as_deref(), Some("ada"));
}

#[tokio::test]
async fn refresh_token_requires_offline_access() {
    let (_emulator, browser) = begun().await;
    let tokens = browser.exchange(&browser.code("ada", &[]).await).await;
    assert_eq!(tokens.status, 200, "{}", tokens.body);
    assert_eq!(tokens.headers["cache-control"], "no-store");
    assert!(tokens.json().get("refresh_token").is_none());
    assert!(tokens.json()["expires_in"].is_i64());
}

#[tokio::test]
async fn authorization_code_expires_after_ten_minutes() {
    let (emulator, browser) = begun().await;
    let (one, other) = (browser.code("ada", &[]).await, browser.code("ada", &[]).await);
    emulator.clock().advance(Duration::from_secs(590));
    assert_eq!(browser.exchange(&one).await.status, 200);
    emulator.clock().advance(Duration::from_secs(10));
    assert_eq!(refused(&browser.exchange(&other).await.refused()), INVALID_GRANT);
    assert_eq!(refused(&browser.exchange("made_up").await.refused()), INVALID_GRANT);
}

#[tokio::test]
async fn reusing_an_authorization_code_revokes_its_tokens() {
    let (emulator, browser) = begun().await;
    let code = browser.code("ada", &[("scope", "openid offline_access")]).await;
    let tokens = browser.exchange(&code).await;
    let user = emulator.authentication().with_access_token(tokens.text("access_token"));
    assert!(user.get_profile(GetProfileParams::new()).await.is_ok());
    assert_eq!(refused(&browser.exchange(&code).await.refused()), INVALID_GRANT);
    let error = user.get_profile(GetProfileParams::new()).await.unwrap_err();
    assert_eq!(error.status_code(), Some(401));
    let refresh_token = tokens.text("refresh_token");
    let again = [("grant_type", "refresh_token"), ("refresh_token", &*refresh_token)];
    assert_eq!(refused(&browser.token(&again).await.refused()), INVALID_GRANT);
}

#[tokio::test]
async fn authorization_code_is_bound_to_application_and_redirect_uri() {
    let (_emulator, browser) = begun().await;
    let code = browser.code("ada", &[]).await;
    let code = code.as_str();
    let grant = ("grant_type", "authorization_code");
    let other = [("client_id", "OTHER_APP"), ("client_secret", "other-secret"), grant];
    let stolen = [other.as_slice(), &[("redirect_uri", CALLBACK), ("code", code)]].concat();
    assert_eq!(refused(&browser.post("/oidc/token", &stolen).await.refused()), INVALID_GRANT);
    let other_uri = [grant, ("redirect_uri", "https://app.example/"), ("code", code)];
    assert_eq!(refused(&browser.token(&other_uri).await.refused()), INVALID_GRANT);
    let nowhere = [grant, ("code", code)];
    assert_eq!(browser.token(&nowhere).await.refused(), (400, "invalid_request".to_owned()));
    // A failed attempt changes nothing.
    assert_eq!(browser.exchange(code).await.status, 200);
}

#[tokio::test]
async fn pkce_code_requires_its_verifier() {
    let (_emulator, browser) = begun().await;
    let digest = URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER.as_bytes()));
    for (method, challenge) in [("S256", digest.as_str()), ("plain", VERIFIER), ("", VERIFIER)] {
        let pkce = [("code_challenge", challenge), ("code_challenge_method", method)];
        let code = browser.code("ada", &pkce).await;
        let grant = [("grant_type", "authorization_code"), ("redirect_uri", CALLBACK)];
        let with = |verifier| [grant[0], grant[1], ("code", &*code), ("code_verifier", verifier)];
        let wrong = "x".repeat(43);
        assert_eq!(refused(&browser.token(&with(&wrong)).await.refused()), INVALID_GRANT);
        assert_eq!(refused(&browser.token(&with("")).await.refused()), INVALID_GRANT);
        assert_eq!(browser.token(&with(VERIFIER)).await.status, 200, "{method}");
    }
    let code = browser.code("ada", &[]).await;
    let grant = [("grant_type", "authorization_code"), ("redirect_uri", CALLBACK)];
    let with = [grant[0], grant[1], ("code", &*code), ("code_verifier", VERIFIER)];
    assert_eq!(refused(&browser.token(&with).await.refused()), INVALID_GRANT);
}

#[tokio::test]
async fn password_grant_issues_tokens() {
    let (_emulator, browser) = begun().await;
    let grant =
        |name, password| [("grant_type", "password"), (name, "ada"), ("password", password)];
    for name in ["username", "account"] {
        let tokens = browser.token(&grant(name, PASSWORD)).await;
        assert_eq!(tokens.json()["scope"], "openid profile");
        assert!(tokens.json()["id_token"].is_string());
        assert!(tokens.json().get("refresh_token").is_none());
    }
    let scope = ("scope", "openid offline_access made_up");
    let with_scope = [grant("username", PASSWORD).as_slice(), &[scope]].concat();
    let tokens = browser.token(&with_scope).await;
    assert_eq!(tokens.json()["scope"], "openid offline_access");
    assert!(tokens.json()["refresh_token"].is_string());

    assert_eq!(refused(&browser.token(&grant("username", "wrong")).await.refused()), INVALID_GRANT);
    assert_eq!(refused(&browser.token(&grant("email", PASSWORD)).await.refused()), INVALID_GRANT);
    let unknown = [("grant_type", "password"), ("password", PASSWORD)];
    assert_eq!(browser.token(&unknown).await.refused(), (400, "invalid_request".to_owned()));
}

#[tokio::test]
async fn client_credentials_token_is_not_a_user_token() {
    let (emulator, browser) = begun().await;
    let key = [("client_id", "ACCESS_KEY_ID"), ("client_secret", "test-secret")];
    let app = [("client_id", "APP_ID"), ("client_secret", "test-secret")];
    for client in [key, app] {
        let grant = [("grant_type", "client_credentials"), ("scope", "book:read book:write")];
        let tokens = browser.post("/oidc/token", &[client.as_slice(), &grant].concat()).await;
        assert_eq!(tokens.status, 200, "{}", tokens.body);
        assert_eq!(tokens.json()["scope"], "book:read book:write");
        assert!(tokens.json().get("refresh_token").is_none());
        assert!(tokens.json().get("id_token").is_none());
        let token = tokens.text("access_token");
        assert_eq!(browser.verified(&token, None).await["sub"], client[0].1);

        let user = emulator.authentication().with_access_token(token.clone());
        let error = user.get_profile(GetProfileParams::new()).await.unwrap_err();
        assert_eq!(error.status_code(), Some(401));
        let me = browser.get_as(&format!("Bearer {token}"), "/oidc/me").await;
        assert_eq!(me.refused(), (401, "invalid_token".to_owned()));
        let introspected = [app.as_slice(), &[("token", &*token)]].concat();
        let known = browser.post("/oidc/token/introspection", &introspected).await.json();
        assert_eq!(known["active"], true);
        assert_eq!(known["client_id"], client[0].1);
        assert_eq!(known["scope"], "book:read book:write");

        browser.post("/oidc/token/revocation", &introspected).await;
        let known = browser.post("/oidc/token/introspection", &introspected).await.json();
        assert_eq!(known["active"], false);
    }
}

#[tokio::test]
async fn client_credentials_require_authentication_and_scope() {
    let (_emulator, browser) = begun().await;
    let grant = ("grant_type", "client_credentials");
    let key = ("client_id", "ACCESS_KEY_ID");
    let wrong = [key, ("client_secret", "wrong"), grant, ("scope", "a:b")];
    let response = browser.post("/oidc/token", &wrong).await;
    assert_eq!(response.refused(), (401, "invalid_client".to_owned()));
    let secret = ("client_secret", "test-secret");
    let no_scope = browser.post("/oidc/token", &[key, secret, grant]).await;
    assert_eq!(no_scope.refused(), (400, "invalid_request".to_owned()));
    for scope in ["openid", "a:b offline_access", " "] {
        let response = browser.post("/oidc/token", &[key, secret, grant, ("scope", scope)]).await;
        assert_eq!(response.refused(), (400, "invalid_scope".to_owned()), "{scope}");
    }
    // An access key is not an application.
    let as_app = [key, secret, ("grant_type", "password"), ("username", "ada")];
    let response = browser.post("/oidc/token", &as_app).await;
    assert_eq!(response.refused(), (401, "invalid_client".to_owned()));
}

#[tokio::test]
async fn unknown_grant_types_are_rejected() {
    let (_emulator, browser) = begun().await;
    for grant in ["http://authing.cn/oidc/grant_type/authing_token", "made_up"] {
        let response = browser.token(&[("grant_type", grant)]).await;
        assert_eq!(response.refused(), (400, "unsupported_grant_type".to_owned()));
    }
    assert_eq!(browser.token(&[]).await.refused(), (400, "invalid_request".to_owned()));
}
