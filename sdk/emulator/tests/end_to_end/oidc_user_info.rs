//! User information for access tokens, and the discovery document.

use std::time::Duration;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use genauth::authentication::{
    OidcUserInfoGetParams, OidcUserInfoPostParams, SignUpByPasswordDto, SignUpConnection, SignUpDto,
};
use genauth_emulator::Emulator;

use crate::{
    accounts::{PASSWORD, signed_in},
    oidc_browser::Browser,
};

/// Returns the claims of a token.
fn claims(token: &str) -> serde_json::Value {
    let payload = URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap();
    serde_json::from_slice(&payload).unwrap()
}

async fn access_token(browser: &Browser, account: &str, scope: &str) -> String {
    let code = browser.code(account, &[("scope", scope)]).await;
    browser.exchange(&code).await.text("access_token")
}

#[tokio::test]
async fn user_info_claims_depend_on_scopes() {
    let emulator = Emulator::start().await.unwrap();
    let by_password = SignUpByPasswordDto::new(PASSWORD).email("ada@example.com");
    let sign_up = SignUpDto::new(SignUpConnection::Password).password_payload(by_password);
    let user = emulator.authentication().sign_up(sign_up).await.unwrap();
    let browser = Browser::new(&emulator);
    let me = async |scope: &str| {
        let token = access_token(&browser, "ada@example.com", scope).await;
        browser.get_as(&format!("Bearer {token}"), "/oidc/me").await.json()
    };
    assert_eq!(me("openid").await, serde_json::json!({"sub": user.user_id}));
    let email = me("openid email").await;
    assert_eq!(email["email"], "ada@example.com");
    assert_eq!(email["email_verified"], user.email_verified);
    let rest = me("openid profile phone address roles external_id userpool_id").await;
    assert_eq!(rest["userpool_id"], "POOL_ID");
    assert_eq!(rest["roles"], serde_json::json!([]));
    assert_eq!(rest["gender"], "U");
    // Unknown values are left out.
    for absent in ["email", "phone_number", "address", "name", "external_id"] {
        assert!(rest.get(absent).is_none(), "{absent}");
    }
}

#[tokio::test]
async fn access_token_is_accepted_in_header_query_or_form() {
    let emulator = Emulator::start().await.unwrap();
    signed_in(&emulator, "ada").await;
    let browser = Browser::new(&emulator);
    let token = access_token(&browser, "ada", "openid username").await;
    let app = emulator.authentication();
    let query = OidcUserInfoGetParams::new().access_token(&*token);
    let query = app.oidc_user_info_get(query).await.unwrap();
    assert_eq!(query.json().unwrap()["username"], "ada");
    let query = OidcUserInfoPostParams::new().access_token(&*token);
    let query = app.oidc_user_info_post(query).await.unwrap();
    assert_eq!(query.json().unwrap()["username"], "ada");
    // A client of the user sends the token.
    let user = app.with_access_token(&*token);
    let header = user.oidc_user_info_get(OidcUserInfoGetParams::new()).await.unwrap();
    assert_eq!(header.json().unwrap()["username"], "ada");
    let header = browser.post_as(&format!("Bearer {token}"), "/oidc/me", &[]).await;
    assert_eq!(header.json()["username"], "ada");
    let form = browser.post("/oidc/me", &[("access_token", &token)]).await;
    assert_eq!(form.json()["username"], "ada");
    assert_eq!(browser.get_as(&format!("Bearer {token}"), "/oidc/me/").await.status, 200);

    let both = browser.post_as("Bearer x", "/oidc/me", &[("access_token", &token)]).await;
    assert_eq!(both.refused(), (400, "invalid_request".to_owned()));
}

#[tokio::test]
async fn invalid_tokens_are_rejected_with_a_challenge() {
    let emulator = Emulator::start().await.unwrap();
    signed_in(&emulator, "ada").await;
    let browser = Browser::new(&emulator);
    let token = access_token(&browser, "ada", "openid").await;
    let refused = async |header: &str| {
        let response = browser.get_as(header, "/oidc/me").await;
        assert_eq!(response.refused(), (401, "invalid_token".to_owned()), "{header}");
        let challenge = response.headers["www-authenticate"].to_str().unwrap();
        assert!(challenge.starts_with("Bearer "), "{challenge}");
        assert!(challenge.contains("error=\"invalid_token\""), "{challenge}");
    };
    refused("Bearer made_up").await;
    refused("Basic dGVzdA==").await;
    assert_eq!(browser.get("/oidc/me", &[]).await.status, 401);
    assert_eq!(browser.get("/oidc/me", &[("access_token", "made_up")]).await.status, 401);
    let bearer = format!("Bearer {token}");
    assert_eq!(browser.get_as(&bearer, "/oidc/me").await.status, 200);
    emulator.clock().advance(Duration::from_secs(14 * 86_400));
    refused(&bearer).await;
}

#[tokio::test]
async fn discovered_endpoints_exist() {
    let emulator = Emulator::start().await.unwrap();
    let found = emulator.authentication().get_openid_configuration().await.unwrap();
    let issuer = format!("{}/oidc", emulator.host());
    assert_eq!(found.issuer, issuer);
    assert_eq!(found.jwks_uri, format!("{issuer}/.well-known/jwks.json"));
    assert_eq!(found.response_types_supported.len(), 8);
    let browser = Browser::new(&emulator);
    let addresses = [
        &found.authorization_endpoint,
        &found.userinfo_endpoint,
        &found.jwks_uri,
        &found.end_session_endpoint,
    ];
    for address in addresses {
        let path = address.strip_prefix(emulator.host()).unwrap();
        assert_ne!(browser.get(path, &[]).await.status, 404, "{path}");
    }
    let posted = [&found.token_endpoint, &found.introspection_endpoint, &found.revocation_endpoint];
    for address in posted {
        let path = address.strip_prefix(emulator.host()).unwrap();
        assert_eq!(browser.post(path, &[]).await.status, 401, "{path}");
    }
}

#[tokio::test]
async fn keys_and_discovery_are_served_under_the_application_path() {
    let emulator = Emulator::start().await.unwrap();
    let browser = Browser::new(&emulator);
    let keys = browser.get("/oidc/.well-known/jwks.json", &[]).await.json();
    assert_eq!(keys["keys"][0]["kty"], "RSA");
    assert_eq!(keys["keys"][0]["alg"], "RS256");
    assert!(keys["keys"][0].get("d").is_none());
    let own = browser.get("/APP_ID/oidc/.well-known/jwks.json", &[]).await;
    assert_eq!(own.json(), keys);
    assert_eq!(browser.get("/APP_ID/oidc/.well-known/openid-configuration", &[]).await.status, 200);
    assert_eq!(browser.get("/OTHER/oidc/.well-known/jwks.json", &[]).await.status, 404);
}

#[tokio::test]
async fn claims_have_the_types_of_openid_connect() {
    let emulator = Emulator::start().await.unwrap();
    emulator.clock().stop();
    let admin = emulator.management();
    let user = genauth::management::CreateUserReqDto::new()
        .username("ada")
        .password(PASSWORD)
        .email("ada@example.com")
        .phone("13800138000")
        .phone_verified(true)
        .birthdate("2022-06-03T02:20:30.000Z")
        .country("CN");
    admin.create_user(user).await.unwrap();
    let updated = emulator.clock().now().unix();
    emulator.clock().advance(Duration::from_secs(60));
    let browser = Browser::new(&emulator);
    let scope = "openid profile email phone address";
    let code = browser.code("ada", &[("scope", scope)]).await;
    let tokens = browser.exchange(&code).await;
    let token = tokens.text("access_token");
    let me = browser.get_as(&format!("Bearer {token}"), "/oidc/me").await.json();
    let id_token = claims(&tokens.text("id_token"));
    for claims in [&me, &id_token] {
        assert_eq!(claims["updated_at"].as_u64(), Some(updated), "{claims}");
        assert_eq!(claims["birthdate"], "2022-06-03");
        assert_eq!(claims["email_verified"], false);
        assert_eq!(claims["phone_number_verified"], true);
        assert_eq!(claims["address"], serde_json::json!({"country": "CN"}));
    }
    for name in ["auth_time", "iat", "exp"] {
        assert!(id_token[name].is_i64() || id_token[name].is_u64(), "{id_token}");
    }
}
