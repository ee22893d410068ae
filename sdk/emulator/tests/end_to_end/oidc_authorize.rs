//! Authorizations in a browser.

use std::time::Duration;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use genauth_emulator::{Application, Emulator, IdTokenAlg};
use sha2::{Digest, Sha256};

use crate::{
    accounts::{PASSWORD, signed_in},
    oidc_browser::{Browser, CALLBACK, authorization_params},
};

async fn begun() -> (Emulator, Browser) {
    let emulator = Emulator::start().await.unwrap();
    signed_in(&emulator, "ada").await;
    let browser = Browser::new(&emulator);
    (emulator, browser)
}

/// Creates an emulator with one registered redirect URI, and a browser.
async fn with_registered_address() -> (Emulator, Browser) {
    let mut app = Application::new("APP_ID", "test-secret");
    app.redirect_uris = vec![CALLBACK.to_owned()];
    let emulator = Emulator::builder().application(app).start().await.unwrap();
    let browser = Browser::new(&emulator);
    (emulator, browser)
}

#[tokio::test]
async fn sign_in_redirects_with_code_and_state() {
    let (_emulator, browser) = begun().await;
    let page = browser.signed_in("ada", &[("state", "a&b=c")]).await;
    assert_eq!(page.status, 302);
    assert!(page.location().starts_with("https://app.example/callback?code="));
    assert_eq!(page.query("state").unwrap(), "a&b=c");
}

#[tokio::test]
async fn second_authorization_skips_the_sign_in() {
    let (_emulator, browser) = begun().await;
    browser.signed_in("ada", &[]).await;
    assert!(browser.authorize(&[]).await.query("code").is_some());
    assert!(browser.authorize(&[("prompt", "none")]).await.query("code").is_some());
    // Another browser does not share the state.
    *browser.cookie.borrow_mut() = None;
    assert!(browser.authorize(&[]).await.location().contains("/interaction/oidc/"));
}

#[tokio::test]
async fn browser_session_expires() {
    let (emulator, browser) = begun().await;
    browser.signed_in("ada", &[]).await;
    emulator.clock().advance(Duration::from_secs(13 * 86_400));
    assert!(browser.authorize(&[("prompt", "none")]).await.query("code").is_some());
    emulator.clock().advance(Duration::from_secs(86_400));
    let page = browser.authorize(&[("prompt", "none")]).await;
    assert_eq!(page.query("error").unwrap(), "login_required");
}

#[tokio::test]
async fn a_wrong_password_shows_the_page_again() {
    let (_emulator, browser) = begun().await;
    let page = browser.authorize(&[]).await;
    let again = browser.log_in(&page, "\"><script>", "wrong").await;
    assert_eq!(again.status, 200);
    assert!(again.body.contains("the password is wrong"));
    assert!(again.body.contains("value=\"&quot;&gt;&lt;script&gt;\""), "{}", again.body);
    assert!(browser.cookie.borrow().is_none());
    // The same page works with the right one.
    let page = browser.log_in(&page, "ada", PASSWORD).await;
    assert!(page.query("code").is_some());
}

#[tokio::test]
async fn sign_in_page_is_valid_for_one_sign_in_and_an_hour() {
    let (emulator, browser) = begun().await;
    let page = browser.authorize(&[]).await;
    let key = page.location();
    let key = key.rsplit('/').next().unwrap();
    browser.log_in(&page, "ada", PASSWORD).await;
    let path = format!("/interaction/oidc/{key}");
    let expired = browser.get(&path, &[]).await;
    assert_eq!(expired.status, 404);
    assert!(expired.headers["content-type"].to_str().unwrap().starts_with("text/html"));

    let page = browser.authorize(&[("prompt", "login")]).await;
    emulator.clock().advance(Duration::from_secs(3_600));
    let path = page.location().strip_prefix(emulator.host()).unwrap().to_owned();
    assert_eq!(browser.get(&path, &[]).await.status, 404);
}

#[tokio::test]
async fn prompt_controls_sign_in_and_consent_pages() {
    let (_emulator, browser) = begun().await;
    let page = browser.authorize(&[("prompt", "none")]).await;
    assert_eq!(page.query("error").unwrap(), "login_required");
    assert_eq!(page.query("state").unwrap(), "STATE");
    browser.signed_in("ada", &[]).await;
    for prompt in ["login", "select_account"] {
        let page = browser.authorize(&[("prompt", prompt)]).await;
        assert!(page.location().contains("/interaction/oidc/"), "{prompt}");
    }
    for bad in ["none login", "made_up"] {
        let page = browser.authorize(&[("prompt", bad)]).await;
        assert_eq!(page.query("error").unwrap(), "invalid_request", "{bad}");
    }
}

#[tokio::test]
async fn max_age_requires_a_new_sign_in() {
    let (emulator, browser) = begun().await;
    browser.signed_in("ada", &[]).await;
    emulator.clock().advance(Duration::from_secs(100));
    assert!(browser.authorize(&[("max_age", "3600")]).await.query("code").is_some());
    let page = browser.authorize(&[("max_age", "60")]).await;
    assert!(page.location().contains("/interaction/oidc/"));
    let page = browser.authorize(&[("max_age", "60"), ("prompt", "none")]).await;
    assert_eq!(page.query("error").unwrap(), "login_required");
}

#[tokio::test]
async fn consent_can_be_granted_or_denied() {
    let (_emulator, browser) = begun().await;
    let page = browser.signed_in("ada", &[("prompt", "consent")]).await;
    let path = page.location();
    assert!(path.contains("/interaction/oidc/"), "{path}");
    let path = path.split_once("/interaction").map(|(_, rest)| format!("/interaction{rest}"));
    let path = path.unwrap();
    let consent = browser.get(&path, &[]).await;
    assert!(consent.body.contains("Allow") && consent.body.contains("profile"));
    assert_eq!(consent.action(), format!("{path}/confirm"));

    // No other user can consent.
    let cookie = browser.cookie.take();
    assert_eq!(browser.post(&consent.action(), &[]).await.status, 403);
    browser.cookie.replace(cookie);
    assert!(browser.post(&consent.action(), &[]).await.query("code").is_some());

    // A user who is already signed in goes directly to the consent.
    let page = browser.authorize(&[("prompt", "consent")]).await;
    let path = page.location();
    let path = path.split_once("/interaction").map(|(_, rest)| format!("/interaction{rest}/abort"));
    let refused = browser.post(&path.unwrap(), &[]).await;
    assert_eq!(refused.query("error").unwrap(), "access_denied");
    assert_eq!(refused.query("state").unwrap(), "STATE");
}

#[tokio::test]
async fn unregistered_redirect_uris_are_rejected() {
    let (_emulator, browser) = with_registered_address().await;
    let other_uris = [
        ("redirect_uri", "https://evil.example/"),
        ("redirect_uri", "https://app.example/callback/more"),
        ("redirect_uri", ""),
        ("client_id", "OTHER"),
        ("client_id", ""),
    ];
    for (name, value) in other_uris {
        let page = browser.authorize(&[(name, value)]).await;
        assert_eq!(page.status, 400, "{name} {value}");
        assert!(page.headers.get("location").is_none());
        assert!(page.headers["content-type"].to_str().unwrap().starts_with("text/html"));
        assert!(page.body.contains(name), "{}", page.body);
    }
    assert!(browser.authorize(&[]).await.location().contains("/interaction/"));
}

#[tokio::test]
async fn script_redirect_uris_are_rejected() {
    let (_emulator, browser) = begun().await;
    for bad in ["javascript:alert(1)", "/callback", "https://app.example/#a"] {
        let page = browser.authorize(&[("redirect_uri", bad)]).await;
        assert_eq!(page.status, 400, "{bad}");
    }
}

#[tokio::test]
async fn other_errors_are_returned_to_the_application() {
    let (_emulator, browser) = with_registered_address().await;
    let faults = [
        ("response_type", "made_up", "unsupported_response_type"),
        ("response_type", "code code", "unsupported_response_type"),
        ("response_type", "", "invalid_request"),
        ("response_mode", "made_up", "invalid_request"),
        ("scope", "profile", "invalid_scope"),
        ("scope", "", "invalid_request"),
        ("code_challenge", "short", "invalid_request"),
        ("code_challenge_method", "S256", "invalid_request"),
        ("max_age", "never", "invalid_request"),
        ("request", "eyJ", "request_not_supported"),
        ("request_uri", "https://app.example/", "request_uri_not_supported"),
    ];
    for (name, value, error) in faults {
        let page = browser.authorize(&[(name, value)]).await;
        assert!(page.location().starts_with(CALLBACK), "{name}: {}", page.location());
        assert_eq!(page.query("error").unwrap(), error, "{name} {value}");
        assert!(page.query("error_description").is_some());
        assert_eq!(page.query("state").unwrap(), "STATE");
    }
    // If tokens were requested, errors are returned in the same way.
    let page = browser.authorize(&[("response_type", "id_token")]).await;
    assert_eq!(page.fragment("error").unwrap(), "invalid_request");
    let query = [("response_type", "token"), ("response_mode", "query")];
    assert_eq!(browser.authorize(&query).await.fragment("error").unwrap(), "invalid_request");
}

#[tokio::test]
async fn repeated_parameters_are_rejected() {
    let (_emulator, browser) = begun().await;
    let mut twice = authorization_params(&[]);
    twice.push(("scope", "openid"));
    let page = browser.get("/oidc/auth", &twice).await;
    assert_eq!(page.status, 400);
    assert!(page.body.contains("is repeated"));
}

/// Returns the left half of a hash, which OIDC uses to bind tokens.
fn half_hash(text: &str) -> String {
    URL_SAFE_NO_PAD.encode(&Sha256::digest(text.as_bytes())[..16])
}

#[tokio::test]
async fn every_response_type_returns_its_parts() {
    let (_emulator, browser) = begun().await;
    browser.signed_in("ada", &[]).await;
    let types = [
        "code",
        "token",
        "id_token",
        "id_token token",
        "code token",
        "code id_token",
        "code id_token token",
        "token code id_token",
    ];
    for response_type in types {
        let page = browser.authorize(&[("response_type", response_type), ("nonce", "NONCE")]).await;
        let part = |name: &str| match response_type {
            "code" => page.query(name),
            _ => page.fragment(name),
        };
        let has = |part: &str| response_type.split(' ').any(|it| it == part);
        let (code, access, id) = (part("code"), part("access_token"), part("id_token"));
        assert_eq!(code.is_some(), has("code"), "{response_type}");
        assert_eq!(access.is_some(), has("token"), "{response_type}");
        assert_eq!(part("token_type").is_some(), has("token"), "{response_type}");
        assert_eq!(part("expires_in").is_some(), has("token"), "{response_type}");
        assert_eq!(id.is_some(), has("id_token"), "{response_type}");
        assert_eq!(part("state").unwrap(), "STATE");
        if let Some(id) = id {
            let claims = browser.verified(&id, Some("test-secret")).await;
            assert_eq!(claims["nonce"], "NONCE");
            assert_eq!(claims["aud"], "APP_ID");
            let hash = |token: Option<String>| token.map(|token| half_hash(&token).into());
            assert_eq!(claims.get("at_hash").cloned(), hash(access), "{response_type}");
            assert_eq!(claims.get("c_hash").cloned(), hash(code), "{response_type}");
        }
    }
    let page = browser.authorize(&[("response_type", "none")]).await;
    assert_eq!(page.location(), format!("{CALLBACK}?state=STATE"));
}

#[tokio::test]
async fn hybrid_code_belongs_to_the_session_of_its_response() {
    let (_emulator, browser) = begun().await;
    browser.signed_in("ada", &[]).await;
    let page = browser.authorize(&[("response_type", "code id_token token"), ("nonce", "N")]).await;
    let beside = browser.verified(&page.fragment("id_token").unwrap(), Some("test-secret")).await;
    let tokens = browser.exchange(&page.fragment("code").unwrap()).await;
    let later = browser.verified(&tokens.text("id_token"), Some("test-secret")).await;
    assert_eq!(beside["sid"], later["sid"]);
    assert_eq!(later["nonce"], "N");
}

#[tokio::test]
async fn form_post_and_web_message_deliver_the_response() {
    let (_emulator, browser) = begun().await;
    browser.signed_in("ada", &[]).await;
    for mode in ["form_post", "web_message"] {
        let page = browser.authorize(&[("response_mode", mode), ("state", "<'\">")]).await;
        assert_eq!(page.status, 200);
        assert_eq!(page.action(), CALLBACK);
        assert!(page.hidden("code").is_some());
        assert_eq!(page.hidden("state").unwrap(), "&lt;&#39;&quot;&gt;");
        let policy = page.headers["content-security-policy"].to_str().unwrap();
        let script = page.body.split_once("<script>").unwrap().1.split_once("</script>").unwrap().0;
        let hash =
            base64::engine::general_purpose::STANDARD.encode(Sha256::digest(script.as_bytes()));
        assert!(policy.contains(&format!("script-src 'sha256-{hash}'")), "{policy}");
    }
    let fragment = browser.authorize(&[("response_mode", "fragment")]).await;
    assert!(fragment.fragment("code").is_some());
}

#[tokio::test]
async fn id_token_has_auth_time() {
    let mut app = Application::new("APP_ID", "test-secret");
    app.id_token_alg = IdTokenAlg::RS256;
    let emulator = Emulator::builder().application(app).start().await.unwrap();
    signed_in(&emulator, "ada").await;
    let browser = Browser::new(&emulator);
    browser.signed_in("ada", &[]).await;
    emulator.clock().advance(Duration::from_secs(1_000));
    let code = browser.code("ada", &[("nonce", "NONCE")]).await;
    let tokens = browser.exchange(&code).await;
    let claims = browser.verified(&tokens.text("id_token"), None).await;
    let since = claims["iat"].as_i64().unwrap() - claims["auth_time"].as_i64().unwrap();
    assert!((1_000..1_100).contains(&since), "{since}");
    assert_eq!(claims["nonce"], "NONCE");
    assert_eq!(claims["at_hash"], half_hash(&tokens.text("access_token")));
}

#[tokio::test]
async fn passwords_on_the_login_page_are_not_recorded() {
    let (emulator, browser) = begun().await;
    let page = browser.authorize(&[]).await;
    let again = browser.log_in(&page, "unknown", PASSWORD).await;
    assert!(again.body.contains("the account does not exist"));
    browser.log_in(&page, "ada", PASSWORD).await;
    let calls = emulator.calls();
    assert!(calls.iter().any(|call| call.operation.as_deref() == Some("auth")));
    assert!(calls.iter().all(|call| !call.body.to_string().contains(PASSWORD)));
}

#[tokio::test]
async fn oauth_endpoints_do_not_require_openid() {
    let (_emulator, browser) = begun().await;
    let page = browser.get("/oauth/auth", &authorization_params(&[("scope", "user")])).await;
    let page = browser.log_in(&page, "ada", PASSWORD).await;
    let code = page.query("code").unwrap();
    let app = [("client_id", "APP_ID"), ("client_secret", "test-secret")];
    let grant = [("grant_type", "authorization_code"), ("redirect_uri", CALLBACK)];
    let tokens =
        browser.post("/oauth/token", &[app[0], app[1], grant[0], grant[1], ("code", &code)]).await;
    assert_eq!(tokens.status, 200, "{}", tokens.body);
    assert_eq!(tokens.json()["scope"], "user");
    assert!(tokens.json().get("id_token").is_none());
    let bearer = format!("Bearer {}", tokens.text("access_token"));
    let user = browser.get_as(&bearer, "/oauth/me").await;
    assert_eq!(user.json()["username"], "ada");
    assert_eq!(browser.get_as(&bearer, "/oidc/me").await.refused().1, "insufficient_scope");
}

#[tokio::test]
async fn authorization_request_can_be_posted() {
    let (_emulator, browser) = begun().await;
    let page = browser.post("/oidc/auth", &authorization_params(&[])).await;
    assert!(browser.log_in(&page, "ada", PASSWORD).await.query("code").is_some());
}
