//! Discovery and authorization requests.

use std::collections::HashSet;

use genauth::oidc::{PkceVerifier, Prompt, ProviderMetadata, ResponseMode, ResponseType};
use genauth::{AuthenticationClient, Error, OidcErrorKind as Kind};
use serde_json::{Value, json};
use support::{Recorded, Reply};
use url::Url;

use crate::provider::*;

fn kind(error: &Error) -> Kind {
    match error {
        Error::Oidc(error) => error.kind(),
        other => panic!("{other:?} is not an OIDC error"),
    }
}

fn parameters(url: &str) -> Vec<(String, String)> {
    Url::parse(url).unwrap().query_pairs().into_owned().collect()
}

fn parameter(url: &str, name: &str) -> Option<String> {
    let mut found = parameters(url).into_iter().filter(|(key, _)| key == name);
    let first = found.next().map(|(_, value)| value);
    assert_eq!(found.next(), None, "{name} occurs twice");
    first
}

/// D1.
#[tokio::test]
async fn issuers_are_compared_exactly() {
    let provider = Provider::start().await;
    let host = provider.host();
    for (issuer, published, path) in [
        (
            format!("{host}/oidc/"),
            format!("{host}/oidc/"),
            "/oidc/.well-known/openid-configuration",
        ),
        (format!("{host}/a/b"), format!("{host}/a/b"), "/a/b/.well-known/openid-configuration"),
    ] {
        provider.script().metadata = json!({"issuer": published});
        let oidc = provider.builder().issuer(&issuer).build().unwrap();
        assert_eq!(oidc.metadata().await.unwrap().issuer(), issuer);
        assert_eq!(provider.count(path), 1);
        let token = K1.token(&provider.access(json!({"iss": issuer})));
        oidc.verifier().verify_access_token(&token).await.unwrap();
        let token = K1.token(&provider.access(json!({"iss": issuer.trim_end_matches('b')})));
        assert_eq!(
            oidc.verifier().verify_access_token(&token).await.is_ok(),
            issuer.ends_with('/')
        );
    }
    let published = format!("{host}/oidc/");
    provider.script().metadata = json!({"issuer": published});
    let error = provider.oidc().metadata().await.unwrap_err();
    assert_eq!(kind(&error), Kind::Issuer);
    let message = error.to_string();
    assert!(message.contains(&format!("{published:?}")), "{message}");
    assert!(message.contains(&format!("{:?}", provider.issuer())), "{message}");
    assert!(message.contains("slash"), "{message}");
    provider.script().metadata = json!({"issuer": "https://evil.test/oidc"});
    assert_eq!(kind(&provider.oidc().metadata().await.unwrap_err()), Kind::Issuer);
}

#[tokio::test]
async fn invalid_metadata_is_rejected() {
    let provider = Provider::start().await;
    for changes in [
        json!({"issuer": null}),
        json!({"issuer": 7}),
        json!({"token_endpoint": "http://evil.test/token"}),
        json!({"token_endpoint": "javascript:alert(1)"}),
        json!({"token_endpoint": "https://user:password@idp.test/token"}),
        json!({"jwks_uri": ["x"]}),
    ] {
        provider.script().metadata = changes.clone();
        let error = provider.oidc().metadata().await.unwrap_err();
        assert_eq!(kind(&error), Kind::InvalidMetadata, "{changes}");
        assert!(!error.to_string().contains("password@"), "{error}");
    }
    provider.script().metadata = json!({});
    provider.script().discovery = Some(Reply::new(200, "<html>login</html>"));
    let error = provider.oidc().metadata().await.unwrap_err();
    assert_eq!(kind(&error), Kind::InvalidMetadata);
    provider.script().discovery = Some(Reply::new(404, "not found"));
    let error = provider.oidc().metadata().await.unwrap_err();
    assert_eq!((kind(&error), error.is_retryable()), (Kind::InvalidMetadata, false));
    provider.script().discovery = Some(Reply::new(502, "bad gateway"));
    let error = provider.oidc().metadata().await.unwrap_err();
    assert_eq!((kind(&error), error.is_retryable()), (Kind::ProviderUnavailable, true));
    provider.script().discovery =
        Some(Reply::new(302, "").header("location", "https://evil.test/oidc"));
    let error = provider.oidc().metadata().await.unwrap_err();
    assert_eq!(kind(&error), Kind::Redirected);
    provider.script().discovery = None;
    provider.script().jwks = Reply::json(200, &json!({"no": "keys"}));
    let token = K1.token(&provider.access(json!({})));
    let error = provider.oidc().verifier().verify_access_token(&token).await.unwrap_err();
    assert_eq!(kind(&error), Kind::InvalidMetadata);
    provider.script().metadata = json!({"jwks_uri": null});
    let error = provider.oidc().verifier().verify_access_token(&token).await.unwrap_err();
    assert_eq!(kind(&error), Kind::Unsupported);
}

/// D2.
#[tokio::test]
async fn client_authentication_follows_the_metadata_unless_it_is_set() {
    use genauth::ClientAuthMethod::{ClientSecretBasic, ClientSecretPost};
    let provider = Provider::start().await;
    for (supported, chosen, is_basic) in [
        (Value::Null, None, true),
        (json!(["client_secret_post"]), None, false),
        (json!(["client_secret_basic"]), None, true),
        (json!(["client_secret_post"]), Some(ClientSecretBasic), true),
        (Value::Null, Some(ClientSecretPost), false),
    ] {
        provider.script().metadata =
            json!({"token_endpoint_auth_methods_supported": supported.clone()});
        provider.issue(None, json!({"id_token": null}));
        let mut builder = AuthenticationClient::builder(APP_ID, provider.host()).app_secret(SECRET);
        if let Some(chosen) = chosen {
            builder = builder.client_auth(chosen);
        }
        let oidc = builder.build().unwrap().oidc().clock(now).build().unwrap();
        oidc.client_credentials("read").await.unwrap();
        let sent = provider.requests("/oidc/token").pop().unwrap();
        assert_eq!(sent.header("authorization").starts_with("Basic "), is_basic, "{supported}");
        let form = Recorded::pairs(&sent.body);
        assert_eq!(form.iter().any(|(name, _)| name == "client_secret"), !is_basic, "{form:?}");
    }
}

/// D3.
#[tokio::test]
async fn parameters_are_escaped_and_occur_once() {
    let provider = Provider::start().await;
    let endpoint = "https://idp.test/auth?tenant=acme&client_id=other";
    provider.script().metadata = json!({"authorization_endpoint": endpoint});
    let oidc = provider.builder().scope("openid a+b").build().unwrap();
    let request = oidc
        .authorize()
        .scope("c:d openid")
        .login_hint("x+y@test.é")
        .tenant_id("T & 1")
        .parameter("ui_locales", "zh-CN")
        .build()
        .await
        .unwrap();
    let url = request.url();
    assert_eq!(url.matches('?').count(), 1, "{url}");
    for (name, value) in [
        ("tenant", "acme"),
        ("client_id", APP_ID),
        ("scope", "openid a+b c:d"),
        ("login_hint", "x+y@test.é"),
        ("tenant_id", "T & 1"),
        ("ui_locales", "zh-CN"),
        ("response_type", "code"),
        ("redirect_uri", REDIRECT_URI),
        ("code_challenge_method", "S256"),
        ("state", request.state()),
    ] {
        assert_eq!(parameter(url, name).as_deref(), Some(value), "{url}");
    }
    assert!(url.contains("a%2Bb") && !url.contains("a+b"), "{url}");
    assert_eq!(parameter(url, "prompt"), None);
    assert_eq!(parameter(url, "response_mode"), None);
    assert!(parameter(url, "nonce").unwrap().len() >= 43);
}

#[tokio::test]
async fn offline_access_prompts_for_consent_unless_a_prompt_is_set() {
    let provider = Provider::start().await;
    let oidc = provider.oidc();
    let offline = || oidc.authorize().scope("offline_access");
    let url = offline().build().await.unwrap().url().to_owned();
    assert_eq!(parameter(&url, "prompt").as_deref(), Some("consent"));
    let url = offline().prompt(Prompt::Login).build().await.unwrap().url().to_owned();
    assert_eq!(parameter(&url, "prompt").as_deref(), Some("login"));
    let error = offline().prompt(Prompt::None).prompt(Prompt::Login).build().await.unwrap_err();
    assert_eq!(kind(&error), Kind::InvalidRequest);
}

#[tokio::test]
async fn invalid_requests_fail_before_the_redirect() {
    let provider = Provider::start().await;
    let oidc = provider.oidc();
    for error in [
        oidc.authorize().redirect_uri("/callback").build().await.unwrap_err(),
        oidc.authorize().redirect_uri("https://app.test/#x").build().await.unwrap_err(),
        oidc.authorize().redirect_uri("javascript:alert(1)").build().await.unwrap_err(),
        oidc.authorize().redirect_uri("https:///app.example").build().await.unwrap_err(),
        oidc.authorize().redirect_uri("https:app.example").build().await.unwrap_err(),
        oidc.authorize().redirect_uri("https://app.example\\cb").build().await.unwrap_err(),
        oidc.authorize().parameter("state", "fixed").build().await.unwrap_err(),
        oidc.authorize()
            .response_type(ResponseType::IdToken)
            .response_mode(ResponseMode::Query)
            .build()
            .await
            .unwrap_err(),
        provider.app().oidc().build().unwrap().authorize().build().await.unwrap_err(),
    ] {
        assert_eq!(kind(&error), Kind::InvalidRequest, "{error}");
    }
    assert_eq!(provider.connections(), 0);
    let invalid = provider.app().oidc().issuer("http://idp.test/oidc").build();
    assert!(matches!(invalid, Err(Error::Config(_))), "{invalid:?}");
}

#[tokio::test]
async fn pkce_is_not_downgraded() {
    let provider = Provider::start().await;
    for methods in [json!(["plain"]), json!([])] {
        provider.script().metadata = json!({"code_challenge_methods_supported": methods});
        let error = provider.oidc().authorize().build().await.unwrap_err();
        assert_eq!(kind(&error), Kind::Unsupported);
    }
    for methods in [json!(["plain", "S256"]), Value::Null] {
        provider.script().metadata = json!({"code_challenge_methods_supported": methods});
        let request = provider.oidc().authorize().build().await.unwrap();
        let url = request.url();
        assert_eq!(parameter(url, "code_challenge_method").as_deref(), Some("S256"));
    }
}

/// D4.
#[tokio::test]
async fn code_verifiers_are_random_and_valid() {
    let mut seen = HashSet::new();
    for _ in 0..10_000 {
        let verifier = PkceVerifier::random().unwrap();
        let text = verifier.secret().expose();
        assert!((43..=128).contains(&text.len()));
        assert!(text.bytes().all(|it| it.is_ascii_alphanumeric() || b"-._~".contains(&it)));
        assert!(seen.insert(text.to_owned()));
    }
    for text in ["a".repeat(42), "a".repeat(129), format!("{}=", "a".repeat(42))] {
        let error = PkceVerifier::from_text(text).unwrap_err();
        assert_eq!(kind(&error), Kind::InvalidRequest);
    }
    assert!(PkceVerifier::from_text("a".repeat(128)).is_ok());
}

#[tokio::test]
async fn a_request_survives_serialization_and_hides_its_secrets() {
    let provider = Provider::start().await;
    let oidc = provider.oidc();
    let max_age = std::time::Duration::from_secs(60);
    let request = oidc.authorize().max_age(max_age).build().await.unwrap();
    let text = serde_json::to_string(&request).unwrap();
    let restored = serde_json::from_str(&text).unwrap();
    assert_eq!(request, restored);
    let shown = format!("{request:?}");
    let nonce = parameter(request.url(), "nonce").unwrap();
    assert!(!shown.contains(request.state()) && !shown.contains(&nonce), "{shown}");
    for broken in ["{}", r#"{"url":"x"}"#, "[]", &text.replace("\"code\"", "\"other\"")] {
        assert!(serde_json::from_str::<genauth::oidc::AuthorizationRequest>(broken).is_err());
    }
}

#[tokio::test]
async fn oauth_endpoints_need_no_discovery() {
    let provider = Provider::start().await;
    let oauth = provider.app().oauth().redirect_uri(REDIRECT_URI).build().unwrap();
    let request = oauth.authorize().build().await.unwrap();
    let url = request.url();
    assert!(url.starts_with(&format!("{}/oauth/auth?", provider.host())), "{url}");
    assert_eq!(parameter(url, "scope").as_deref(), Some("user"));
    assert_eq!(parameter(url, "nonce"), None);
    assert_eq!(provider.connections(), 0);
}

#[tokio::test]
async fn metadata_can_be_set() {
    let provider = Provider::start().await;
    let document = json!({
        "issuer": "https://idp.test", "authorization_endpoint": "https://idp.test/auth",
        "jwks_uri": format!("{}/oidc/.well-known/jwks.json", provider.host()),
    });
    let metadata = ProviderMetadata::from_json(&document.to_string()).unwrap();
    let oidc = provider.builder().metadata(metadata).build().unwrap();
    let token = K1.token(&provider.access(json!({"iss": "https://idp.test"})));
    oidc.verifier().verify_access_token(&token).await.unwrap();
    assert_eq!(provider.count("/oidc/.well-known/openid-configuration"), 0);
    let error = oidc.logout_url().build().await.unwrap_err();
    assert_eq!(kind(&error), Kind::Unsupported);
}

/// L1.
#[tokio::test]
async fn logout_urls_have_a_hint_only_if_there_is_an_id_token() {
    let provider = Provider::start().await;
    let oidc = provider.oidc();
    let url = oidc.logout_url().build().await.unwrap();
    assert_eq!(parameters(&url), [("client_id".to_owned(), APP_ID.to_owned())]);
    let empty = oidc.logout_url().id_token(genauth::Secret::new("")).build().await.unwrap();
    assert_eq!(parameter(&empty, "id_token_hint"), None);
    let expired = K1.token(&provider.id(json!({"exp": NOW - 9_999})));
    let url = oidc
        .logout_url()
        .id_token(genauth::Secret::new(&*expired))
        .redirect_uri("https://app.test/?a=b&c")
        .state("s & t")
        .build()
        .await
        .unwrap();
    assert_eq!(parameter(&url, "id_token_hint"), Some(expired));
    let back = parameter(&url, "post_logout_redirect_uri");
    assert_eq!(back.as_deref(), Some("https://app.test/?a=b&c"));
    assert_eq!(parameter(&url, "state").as_deref(), Some("s & t"));
    let builder = oidc.logout_url().id_token(genauth::Secret::new("test-secret"));
    assert!(!format!("{builder:?}").contains("test-secret"));
}

/// Handlers of web frameworks are spawned.
#[tokio::test]
async fn futures_can_be_spawned() {
    fn spawnable<T: Send + 'static>(future: T) -> T {
        future
    }
    let provider = Provider::start().await;
    let oidc = provider.oidc();
    let owned = oidc.clone();
    let request = spawnable(async move { owned.authorize().build().await }).await.unwrap();
    let owned = oidc.clone();
    let finished = spawnable(async move { owned.finish(&request, "/callback").await });
    assert_eq!(kind(&finished.await.unwrap_err()), Kind::InvalidCallback);
    let owned = oidc.clone();
    let token = "opaque".to_owned();
    let checked = spawnable(async move { owned.verifier().verify_access_token(&token).await });
    assert!(matches!(checked.await, Err(Error::Token(_))));
    let owned = oidc.clone();
    let revoked = spawnable(async move { owned.revoke("token").await });
    revoked.await.unwrap();
    let owned = oidc.clone();
    let url = spawnable(async move { owned.logout_url().build().await }).await.unwrap();
    assert!(url.contains("/session/end"), "{url}");
    let app = provider.app();
    let session = spawnable(async move {
        let session =
            oidc.session(genauth::oidc::SignIn::new(genauth::oidc::TokenSet::new("a"), None));
        let _ = app.with_session(&session);
        session.access_token().await
    });
    assert_eq!(session.await.unwrap().expose(), "a");
}
