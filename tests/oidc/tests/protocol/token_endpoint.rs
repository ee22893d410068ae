//! Responses of the token endpoint and of user info, introspection and revocation.

use std::time::Duration;

use genauth::oidc::{Grant, TokenSet};
use genauth::{
    AuthenticationClient, ClientAuthMethod, Error, OidcErrorKind as Kind, RetryPolicy,
    TokenErrorKind,
};
use serde_json::{Value, json};
use support::{Recorded, Reply};

use crate::provider::*;

fn kind(error: &Error) -> Kind {
    match error {
        Error::Oidc(error) => error.kind(),
        other => panic!("{other:?} is not an OIDC error"),
    }
}

fn response(changes: Value) -> Reply {
    Reply::json(200, &changed(json!({"access_token": "access-secret"}), changes))
}

async fn requested(provider: &Provider, reply: Reply) -> Result<TokenSet, Error> {
    provider.script().tokens = vec![reply];
    provider.oidc().client_credentials("read").await
}

/// E1.
#[tokio::test]
async fn a_lifetime_may_be_text_but_must_be_a_number() {
    let provider = Provider::start().await;
    for lifetime in [json!("3599"), json!(3599), json!(3599.0)] {
        let tokens = requested(&provider, response(json!({"expires_in": lifetime}))).await.unwrap();
        assert_eq!(tokens.expires_at, Some(now() + Duration::from_secs(3599)));
    }
    for lifetime in [json!("soon"), json!(-1), json!([3599]), json!(true)] {
        let error =
            requested(&provider, response(json!({"expires_in": lifetime}))).await.unwrap_err();
        assert_eq!(kind(&error), Kind::InvalidTokenResponse);
        let shown = format!("{error} {error:?}");
        assert!(shown.contains("expires_in") && !shown.contains("access-secret"), "{shown}");
    }
}

/// E2.
#[tokio::test]
async fn only_bearer_tokens_are_supported() {
    let provider = Provider::start().await;
    for accepted in [json!("bearer"), json!("BEARER"), Value::Null] {
        requested(&provider, response(json!({"token_type": accepted}))).await.unwrap();
    }
    for refused in ["DPoP", "mac"] {
        let error =
            requested(&provider, response(json!({"token_type": refused}))).await.unwrap_err();
        assert_eq!(kind(&error), Kind::UnsupportedTokenType);
    }
}

/// E3.
#[tokio::test]
async fn failures_of_the_token_endpoint_are_typed_whatever_the_status() {
    let provider = Provider::start().await;
    for status in [200, 400, 401] {
        let body = json!({"error": "invalid_grant", "error_description": "x"});
        let error = requested(&provider, Reply::json(status, &body)).await.unwrap_err();
        assert!(error.is_invalid_grant(), "{error:?}");
    }
    let page = "<html><body>Bad gateway</body></html>";
    let error = requested(&provider, Reply::new(502, page).header("content-type", "text/html"))
        .await
        .unwrap_err();
    assert!(error.is_retryable(), "{error:?}");
    let message = error.to_string();
    assert!(message.contains("502") && message.contains("Bad gateway"), "{message}");
    for content_type in ["application/json", "text/html"] {
        let reply = Reply::new(200, page).header("content-type", content_type);
        let error = requested(&provider, reply).await.unwrap_err();
        assert!(matches!(error, Error::Decode(_)) && !error.is_retryable(), "{error:?}");
        let message = error.to_string();
        assert!(message.contains("200") && message.contains(content_type), "{message}");
        assert!(!format!("{error} {error:?}").contains(SECRET), "{error:?}");
    }
    for body in ["[]", "7", "null"] {
        let error = requested(&provider, Reply::new(200, body)).await.unwrap_err();
        assert!(matches!(error, Error::Decode(_)), "{error:?}");
    }
    for changes in
        [json!({"access_token": null}), json!({"access_token": 7}), json!({"access_token": ""})]
    {
        let error = requested(&provider, response(changes)).await.unwrap_err();
        assert_eq!(kind(&error), Kind::InvalidTokenResponse);
    }
}

/// E4.
#[tokio::test]
async fn redirects_are_not_followed() {
    let provider = Provider::start().await;
    let other = Provider::start().await;
    for (status, location) in [
        (307, format!("{}/oidc/token", other.host())),
        (302, format!("{}/oidc/token", other.host())),
        (308, "http://evil.test/token?secret=1".to_owned()),
    ] {
        let reply = Reply::new(status, "").header("location", location.clone());
        let error = requested(&provider, reply).await.unwrap_err();
        assert_eq!(kind(&error), Kind::Redirected);
        let message = error.to_string();
        let host = url::Url::parse(&location).unwrap().host_str().unwrap().to_owned();
        assert!(message.contains(&status.to_string()) && message.contains(&host), "{message}");
        assert!(!message.contains("secret=1"), "{message}");
    }
    assert_eq!(other.connections(), 0);
}

/// E5.
#[tokio::test]
async fn basic_credentials_are_form_encoded_unless_switched_off() {
    let provider = Provider::start().await;
    provider.script().tokens = vec![response(json!({}))];
    let builder = || {
        AuthenticationClient::builder("app 1/é", provider.host())
            .app_secret("a+b%c:d&e=")
            .client_auth(ClientAuthMethod::ClientSecretBasic)
    };
    let authorization = async |builder: genauth::AuthenticationClientBuilder| {
        let oidc = builder.build().map(|app| app.oidc().build().unwrap()).unwrap();
        oidc.client_credentials("read").await.unwrap();
        provider.requests("/oidc/token").pop().unwrap().header("authorization").to_owned()
    };
    assert_eq!(
        authorization(builder()).await,
        "Basic YXBwKzElMkYlQzMlQTk6YSUyQmIlMjVjJTNBZCUyNmUlM0Q="
    );
    assert_eq!(
        authorization(builder().unencoded_basic_credentials(true)).await,
        "Basic YXBwIDEvw6k6YStiJWM6ZCZlPQ=="
    );
}

#[tokio::test]
async fn grants_send_their_parameters() {
    let provider = Provider::start().await;
    provider.script().tokens = vec![response(json!({"scope": "read", "custom": 1}))];
    let oidc = provider.oidc();
    let sent = || Recorded::pairs(&provider.requests("/oidc/token").pop().unwrap().body);
    let has = |form: &[(String, String)], name: &str, value: &str| {
        form.contains(&(name.to_owned(), value.to_owned()))
    };
    let tokens = oidc.client_credentials("read write").await.unwrap();
    assert_eq!(tokens.extra["custom"], 1);
    let form = sent();
    assert!(has(&form, "grant_type", "client_credentials") && has(&form, "scope", "read write"));
    oidc.request_tokens(Grant::password("alice", "test-password").scope("openid")).await.unwrap();
    let form = sent();
    assert!(has(&form, "username", "alice") && has(&form, "password", "test-password"));
    let grant = Grant::client_credentials().client("ACCESS_KEY_ID", "key-secret").scope("read");
    assert!(!format!("{grant:?}").contains("key-secret"));
    oidc.request_tokens(grant).await.unwrap();
    let request = provider.requests("/oidc/token").pop().unwrap();
    let form = Recorded::pairs(&request.body);
    assert!(has(&form, "client_id", "ACCESS_KEY_ID") && has(&form, "client_secret", "key-secret"));
    assert_eq!(request.header("authorization"), "");
    assert_eq!(form.iter().filter(|(name, _)| name == "client_id").count(), 1);
    oidc.refresh(&TokenSet::new("a").with_refresh_token("refresh-0")).await.unwrap();
    let form = sent();
    assert!(has(&form, "grant_type", "refresh_token") && has(&form, "refresh_token", "refresh-0"));
    assert!(!form.iter().any(|(name, _)| name == "redirect_uri"), "{form:?}");
    let error = oidc.refresh(&TokenSet::new("a")).await.unwrap_err();
    assert_eq!(kind(&error), Kind::SessionEnded);
}

#[tokio::test]
async fn a_code_is_never_sent_twice_after_an_unclear_outcome() {
    let provider = Provider::start().await;
    provider.script().tokens = vec![Reply::new(503, "down")];
    let app = AuthenticationClient::builder(APP_ID, provider.host())
        .app_secret(SECRET)
        .retry(RetryPolicy::attempts(3))
        .build()
        .unwrap();
    let oidc = app.oidc().redirect_uri(REDIRECT_URI).build().unwrap();
    let request = oidc.authorize().build().await.unwrap();
    let url = format!("/callback?code=code-1&state={}", request.state());
    let error = oidc.finish(&request, &url).await.unwrap_err();
    assert!(error.is_retryable(), "{error:?}");
    assert_eq!(provider.token_requests(), 1);
    // Client credentials are used as often as necessary.
    oidc.client_credentials("read").await.unwrap_err();
    assert_eq!(provider.token_requests(), 4);
}

#[tokio::test]
async fn user_info_of_another_user_is_refused() {
    let provider = Provider::start().await;
    let oidc = provider.oidc();
    let info = oidc.user_info("access-1", "u1").await.unwrap();
    assert_eq!(info.profile.email.as_deref(), Some("u1@mail.example"));
    let sent = provider.requests("/oidc/me").pop().unwrap();
    assert_eq!(sent.header("authorization"), "Bearer access-1");
    assert_eq!((&*sent.query, &*sent.body), ("", &b""[..]));
    assert_eq!(kind(&oidc.user_info("access-1", "u2").await.unwrap_err()), Kind::Subject);
    assert_eq!(oidc.unchecked_user_info("access-1").await.unwrap().subject, "u1");
    provider.script().user_info = Reply::json(200, &json!({"email": "x"}));
    assert_eq!(kind(&oidc.user_info("access-1", "u1").await.unwrap_err()), Kind::Subject);
    provider.script().user_info = Reply::json(401, &json!({"error": "invalid_token"}));
    assert!(oidc.user_info("access-1", "u1").await.unwrap_err().is_unauthenticated());
}

#[tokio::test]
async fn tokens_are_introspected_and_revoked_with_client_authentication() {
    let provider = Provider::start().await;
    let oidc = provider.oidc();
    assert!(!oidc.introspect("refresh-1").await.unwrap().active);
    provider.script().introspection =
        Reply::json(200, &json!({"active": "true", "sub": "u1", "scope": "a b"}));
    assert!(!oidc.introspect("refresh-1").await.unwrap().active);
    provider.script().introspection =
        Reply::json(200, &json!({"active": true, "sub": "u1", "scope": "a b", "exp": NOW}));
    let state = oidc.introspect("refresh-1").await.unwrap();
    assert!(state.active && state.scopes == ["a", "b"] && state.expires_at == Some(now()));
    oidc.revoke("refresh-1").await.unwrap();
    for path in ["/oidc/token/introspection", "/oidc/token/revocation"] {
        let sent = provider.requests(path).pop().unwrap();
        let form = Recorded::pairs(&sent.body);
        assert!(form.contains(&("token".to_owned(), "refresh-1".to_owned())), "{form:?}");
        assert!(sent.header("authorization").starts_with("Basic "));
    }
    provider.script().revocation = Reply::json(401, &json!({"error": "invalid_client"}));
    let error = oidc.revoke("refresh-1").await.unwrap_err();
    assert_eq!(error.oauth_error(), Some("invalid_client"));
}

#[tokio::test]
async fn signed_user_info_is_verified() {
    let provider = Provider::start().await;
    let oidc = provider.oidc();
    let jwt = |token: String| Reply::new(200, token).header("content-type", "application/jwt");
    let claims = json!({"sub": "u1", "iss": provider.issuer(), "aud": APP_ID, "email": "e"});
    provider.script().user_info = jwt(K1.token(&claims));
    assert_eq!(oidc.user_info("access-1", "u1").await.unwrap().profile.email.as_deref(), Some("e"));
    assert_eq!(kind(&oidc.user_info("access-1", "u2").await.unwrap_err()), Kind::Subject);
    for (token, expected) in [
        (K1.token(&changed(claims.clone(), json!({"aud": "other"}))), TokenErrorKind::Audience),
        (K1.token(&changed(claims.clone(), json!({"iss": "x"}))), TokenErrorKind::Issuer),
        (K2.sign(&json!({"alg": "RS256", "kid": "k1"}), &claims), TokenErrorKind::Signature),
        (format!("{}.", raw(r#"{"alg":"none"}"#, &claims.to_string())), TokenErrorKind::Algorithm),
        ("a.b.c.d.e".to_owned(), TokenErrorKind::Encrypted),
    ] {
        provider.script().user_info = jwt(token);
        match oidc.user_info("access-1", "u1").await.unwrap_err() {
            Error::Token(error) => assert_eq!(error.kind(), expected),
            other => panic!("{other:?}"),
        }
    }
}
