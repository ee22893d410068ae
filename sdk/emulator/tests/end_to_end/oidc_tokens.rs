//! The life of tokens: refreshed, inspected, revoked, checked.

use std::time::Duration;

use genauth::{
    AuthenticationClient,
    authentication::{
        GetProfileParams, GrantType, TokenEndPointParams, TokenIntrospectEndpointParams,
        TokenRevocationEndpointParams, ValidateTokenParams,
    },
};
use genauth_emulator::{Application, Emulator, IdTokenAlg};
use serde_json::Value;

use crate::{
    accounts::signed_in,
    oidc_browser::{Browser, CALLBACK, Page},
};

const DAYS: u64 = 86_400;

async fn begun_with(app: Application) -> (Emulator, Browser) {
    let other = Application::new("OTHER_APP", "other-secret");
    let emulator = Emulator::builder().application(app).application(other).start().await.unwrap();
    signed_in(&emulator, "ada").await;
    let browser = Browser::new(&emulator);
    (emulator, browser)
}

async fn begun() -> (Emulator, Browser) {
    begun_with(Application::new("APP_ID", "test-secret")).await
}

async fn tokens(browser: &Browser) -> Page {
    let code = browser.code("ada", &[("scope", "openid profile offline_access")]).await;
    browser.exchange(&code).await
}

async fn refreshed(browser: &Browser, token: &str) -> Page {
    browser.token(&[("grant_type", "refresh_token"), ("refresh_token", token)]).await
}

async fn is_active(client: &AuthenticationClient, token: &str) -> bool {
    client.introspect_token(TokenIntrospectEndpointParams::new(token)).await.unwrap().active
}

fn other(emulator: &Emulator) -> AuthenticationClient {
    let app = AuthenticationClient::builder("OTHER_APP", emulator.host());
    app.app_secret("other-secret").build().unwrap()
}

#[tokio::test]
async fn sdk_refreshes_tokens() {
    let (emulator, browser) = begun().await;
    let refresh_token = tokens(&browser).await.text("refresh_token");
    let body = TokenEndPointParams::new(GrantType::RefreshToken, CALLBACK);
    let tokens = emulator
        .authentication()
        .exchange_token(body.refresh_token(&*refresh_token))
        .await
        .unwrap();
    assert_ne!(tokens.refresh_token.unwrap().expose(), refresh_token);
    assert!(is_active(&emulator.authentication(), tokens.access_token.unwrap().expose()).await);
}

#[tokio::test]
async fn reusing_a_rotated_refresh_token_ends_the_session() {
    let (emulator, browser) = begun().await;
    let first = tokens(&browser).await;
    let second = refreshed(&browser, &first.text("refresh_token")).await;
    assert_eq!(second.status, 200, "{}", second.body);
    assert_eq!(second.json()["scope"], "openid profile offline_access");
    let app = emulator.authentication();
    assert!(is_active(&app, &second.text("access_token")).await);

    let reused = refreshed(&browser, &first.text("refresh_token")).await;
    assert_eq!(reused.refused(), (400, "invalid_grant".to_owned()));
    let last = refreshed(&browser, &second.text("refresh_token")).await;
    assert_eq!(last.refused(), (400, "invalid_grant".to_owned()));
    assert!(!is_active(&app, &second.text("access_token")).await);
}

#[tokio::test]
async fn refresh_token_without_rotation_remains_valid() {
    let mut app = Application::new("APP_ID", "test-secret");
    app.rotates_refresh_tokens = false;
    let (_emulator, browser) = begun_with(app).await;
    let token = tokens(&browser).await.text("refresh_token");
    for _ in 0..2 {
        assert_eq!(refreshed(&browser, &token).await.text("refresh_token"), token);
    }
}

#[tokio::test]
async fn refresh_token_expires_and_is_bound_to_its_application() {
    let (emulator, browser) = begun().await;
    let token = tokens(&browser).await.text("refresh_token");
    let grant = [("grant_type", "refresh_token"), ("refresh_token", &*token)];
    let stolen =
        [("client_id", "OTHER_APP"), ("client_secret", "other-secret"), grant[0], grant[1]];
    let stolen = browser.post("/oidc/token", &stolen).await;
    assert_eq!(stolen.refused(), (400, "invalid_grant".to_owned()));

    let narrow = browser.token(&[grant[0], grant[1], ("scope", "openid email")]).await;
    assert_eq!(narrow.refused(), (400, "invalid_scope".to_owned()));
    let narrow = browser.token(&[grant[0], grant[1], ("scope", "profile")]).await;
    assert_eq!(narrow.json()["scope"], "profile");
    assert!(narrow.json().get("id_token").is_none());
    // Scopes that were granted once remain granted.
    let token = narrow.text("refresh_token");
    emulator.clock().advance(Duration::from_secs(30 * DAYS - 60));
    let again = refreshed(&browser, &token).await;
    assert_eq!(again.json()["scope"], "openid profile offline_access");
    emulator.clock().advance(Duration::from_secs(30 * DAYS));
    let late = refreshed(&browser, &again.text("refresh_token")).await;
    assert_eq!(late.refused(), (400, "invalid_grant".to_owned()));
}

#[tokio::test]
async fn refreshed_id_token_keeps_auth_time() {
    let (emulator, browser) = begun().await;
    let first = tokens(&browser).await;
    emulator.clock().advance(Duration::from_secs(1_000));
    let second = refreshed(&browser, &first.text("refresh_token")).await;
    let one = browser.verified(&first.text("id_token"), Some("test-secret")).await;
    let two = browser.verified(&second.text("id_token"), Some("test-secret")).await;
    for claim in ["auth_time", "sid", "sub", "aud", "iss"] {
        assert_eq!(one[claim], two[claim], "{claim}");
    }
    assert!(two["iat"].as_i64() > one["iat"].as_i64());
}

#[tokio::test]
async fn introspection_describes_tokens() {
    let (emulator, browser) = begun().await;
    let tokens = tokens(&browser).await;
    let app = emulator.authentication();
    let access = tokens.text("access_token");
    let body = TokenIntrospectEndpointParams::new(&*access).strict(true);
    let known = app.introspect_token(body).await.unwrap();
    assert!(known.active);
    assert_eq!(known.client_id.as_deref(), Some("APP_ID"));
    assert_eq!(known.scope.as_deref(), Some("openid profile offline_access"));
    assert_eq!(known.token_type.as_deref(), Some("Bearer"));
    assert_eq!(known.iss.unwrap(), format!("{}/oidc", emulator.host()));
    assert_eq!(known.exp.unwrap() - known.iat.unwrap(), 14 * 86_400);
    let claims = browser.verified(&access, None).await;
    assert_eq!(claims["sub"], known.sub.unwrap());
    assert_eq!(claims["jti"], known.jti.unwrap());

    let body = TokenIntrospectEndpointParams::new(tokens.text("refresh_token"));
    let known = app.introspect_token(body).await.unwrap();
    assert!(known.active);
    assert_eq!(claims["sub"], known.sub.unwrap());

    // An ID token is neither, and other applications get no information.
    assert!(!is_active(&app, &tokens.text("id_token")).await);
    assert!(!is_active(&app, "made_up").await);
    assert!(!is_active(&other(&emulator), &access).await);
    assert!(!is_active(&other(&emulator), &tokens.text("refresh_token")).await);

    emulator.clock().advance(Duration::from_secs(14 * DAYS));
    assert!(!is_active(&app, &access).await);
    assert!(is_active(&app, &tokens.text("refresh_token")).await);
    let nothing = [("client_id", "APP_ID"), ("client_secret", "test-secret")];
    for path in ["/oidc/token/introspection", "/oidc/token/revocation"] {
        let response = browser.post(path, &nothing).await;
        assert_eq!(response.refused(), (400, "invalid_request".to_owned()));
    }
}

async fn revoke(client: &AuthenticationClient, token: &str) -> bool {
    client.revoke_token(TokenRevocationEndpointParams::new(token)).await.unwrap().success
}

#[tokio::test]
async fn revoked_access_token_is_rejected() {
    let (emulator, browser) = begun().await;
    let tokens = tokens(&browser).await;
    let (access, app) = (tokens.text("access_token"), emulator.authentication());
    assert!(revoke(&other(&emulator), &access).await);
    assert!(is_active(&app, &access).await);
    assert!(revoke(&app, &access).await);
    assert!(!is_active(&app, &access).await);
    let user = app.with_access_token(access);
    assert!(user.get_profile(GetProfileParams::new()).await.is_err());
    // The session continues.
    assert_eq!(refreshed(&browser, &tokens.text("refresh_token")).await.status, 200);
}

#[tokio::test]
async fn revoking_a_refresh_token_ends_its_session() {
    let (emulator, browser) = begun().await;
    let tokens = tokens(&browser).await;
    let (refresh, app) = (tokens.text("refresh_token"), emulator.authentication());
    assert!(revoke(&other(&emulator), &refresh).await);
    assert!(is_active(&app, &refresh).await);
    assert!(revoke(&app, &refresh).await);
    assert!(!is_active(&app, &refresh).await);
    assert!(!is_active(&app, &tokens.text("access_token")).await);
    assert_eq!(refreshed(&browser, &refresh).await.refused(), (400, "invalid_grant".to_owned()));
    assert!(revoke(&app, &refresh).await, "revoking again succeeds");
    assert!(revoke(&app, "made_up").await);
}

#[allow(deprecated, reason = "deprecated operations are tested as well")]
#[tokio::test]
async fn validate_token_describes_tokens() {
    for algorithm in [IdTokenAlg::HS256, IdTokenAlg::RS256] {
        let mut app = Application::new("APP_ID", "test-secret");
        app.id_token_alg = algorithm;
        let (emulator, browser) = begun_with(app).await;
        let tokens = tokens(&browser).await;
        let app = emulator.authentication();
        let (access, id) = (tokens.text("access_token"), tokens.text("id_token"));
        let check = |params| app.validate_token(params);
        let claims = check(ValidateTokenParams::new().access_token(&*access)).await.unwrap();
        assert_eq!(claims.json().unwrap()["scope"], "openid profile offline_access");
        let claims = check(ValidateTokenParams::new().id_token(&*id)).await.unwrap();
        assert_eq!(claims.json().unwrap()["aud"], "APP_ID");

        let refused = [
            (ValidateTokenParams::new().id_token("a.b"), "id_token format is incorrect"),
            (ValidateTokenParams::new().id_token(&*access), "id_token is illegal"),
            (ValidateTokenParams::new().access_token("a"), "access_token format is incorrect"),
            (ValidateTokenParams::new().access_token(&*id), "access_token is illegal"),
            (
                ValidateTokenParams::new().access_token(format!("{access}x")),
                "access_token is illegal",
            ),
            (ValidateTokenParams::new(), "id_token or access_token is required"),
        ];
        for (params, message) in refused {
            let error = check(params).await.unwrap_err();
            assert_eq!(error.status_code(), Some(400));
            assert!(error.to_string().contains(message), "{error}");
        }
        emulator.clock().advance(Duration::from_secs(14 * DAYS));
        assert!(check(ValidateTokenParams::new().id_token(id)).await.is_err());
    }
}

#[tokio::test]
async fn validate_pem_key_checks_a_key() {
    let (emulator, _) = begun().await;
    let http = reqwest::Client::new();
    let key = rsa_public_key();
    for (key, status) in [(key.as_str(), 201), ("no key", 200)] {
        let response = http
            .post(format!("{}/api/v2/oidc/validate_pem_key", emulator.host()))
            .header("content-type", "application/json")
            .body(serde_json::json!({"key": key}).to_string())
            .send()
            .await
            .unwrap();
        assert_eq!(response.status(), status);
        if status == 200 {
            let body: Value = serde_json::from_str(&response.text().await.unwrap()).unwrap();
            assert_eq!(body["statusCode"], 400);
        }
    }
}

/// Generates a public key as PEM.
fn rsa_public_key() -> String {
    use aws_lc_rs::{
        encoding::{AsDer, PublicKeyX509Der},
        rsa::KeySize,
        signature::{KeyPair, RsaKeyPair},
    };
    use base64::{Engine as _, engine::general_purpose::STANDARD};

    let pair = RsaKeyPair::generate(KeySize::Rsa2048).unwrap();
    let der: PublicKeyX509Der<'_> = pair.public_key().as_der().unwrap();
    let text = STANDARD.encode(der.as_ref());
    let lines: Vec<&str> =
        text.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
    format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n", lines.join("\n"))
}
