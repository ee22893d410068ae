//! Faults of other SDKs of this API that this one must not have.

use std::collections::HashSet;

use genauth::{AuthenticationClient, ClientAuthMethod, Error};
use serde_json::json;
use support::{Recorded, Reply};
use url::Url;

use crate::provider::*;

fn parameter(url: &str, name: &str) -> Option<String> {
    let url = Url::parse(url).unwrap();
    url.query_pairs().find_map(|(key, value)| (key == name).then(|| value.into_owned()))
}

/// A sign-in used to store its token on the shared client, where calls for other users found it.
#[tokio::test]
async fn a_sign_in_leaves_the_client_without_a_user() {
    let provider = Provider::start().await;
    let app = provider.app();
    let oidc = app.oidc().redirect_uri(REDIRECT_URI).clock(now).build().unwrap();
    let request = oidc.authorize().build().await.unwrap();
    provider.issue(parameter(request.url(), "nonce").as_deref(), json!({}));
    let url = format!("/callback?code=code-1&state={}", request.state());
    oidc.finish(&request, &url).await.unwrap();
    let error = app.get_profile(Default::default()).await.unwrap_err();
    assert!(matches!(error, Error::Credential(_)), "{error:?}");
}

/// The redirect URI of a single sign-in used to be missing from the exchange of its code.
#[tokio::test]
async fn the_redirect_uri_of_a_request_is_that_of_its_exchange() {
    let provider = Provider::start().await;
    let oidc = provider.oidc();
    let own = "https://other.test/callback?a=b";
    let request = oidc.authorize().redirect_uri(own).build().await.unwrap();
    assert_eq!(parameter(request.url(), "redirect_uri").as_deref(), Some(own));
    provider.issue(parameter(request.url(), "nonce").as_deref(), json!({}));
    let url = format!("/callback?code=code-1&state={}", request.state());
    oidc.finish(&request, &url).await.unwrap();
    let form = Recorded::pairs(&provider.requests("/oidc/token")[0].body);
    assert!(form.contains(&("redirect_uri".to_owned(), own.to_owned())), "{form:?}");
}

/// Generators with a predictable seed used to make up states and nonces.
#[tokio::test]
async fn states_nonces_and_verifiers_are_long_and_never_repeat() {
    let provider = Provider::start().await;
    let oidc = provider.oidc();
    let mut seen = HashSet::new();
    for _ in 0..500 {
        let request = oidc.authorize().build().await.unwrap();
        for name in ["state", "nonce", "code_challenge"] {
            let value = parameter(request.url(), name).unwrap();
            assert!(value.len() >= 43 && seen.insert(value), "{name}");
        }
    }
}

/// The methods of introspection and revocation used to be ignored, or the secret sent in any case.
#[tokio::test]
async fn introspection_and_revocation_have_their_own_client_authentication() {
    let provider = Provider::start().await;
    let app = AuthenticationClient::builder(APP_ID, provider.host())
        .app_secret(SECRET)
        .client_auth(ClientAuthMethod::ClientSecretPost)
        .introspection_auth(ClientAuthMethod::ClientSecretBasic)
        .revocation_auth(ClientAuthMethod::None)
        .build()
        .unwrap();
    let oidc = app.oidc().build().unwrap();
    oidc.introspect("token").await.unwrap();
    oidc.revoke("token").await.unwrap();
    let introspection = provider.requests("/oidc/token/introspection").pop().unwrap();
    assert!(introspection.header("authorization").starts_with("Basic "));
    let revocation = provider.requests("/oidc/token/revocation").pop().unwrap();
    assert_eq!(revocation.header("authorization"), "");
    for sent in [introspection, revocation] {
        let form = Recorded::pairs(&sent.body);
        assert!(!form.iter().any(|(name, _)| name == "client_secret"), "{form:?}");
    }
}

/// Failed revocations used to be reported as successful.
#[tokio::test]
async fn a_failed_revocation_is_an_error() {
    let provider = Provider::start().await;
    for reply in [
        Reply::json(400, &json!({"error": "unsupported_token_type"})),
        Reply::json(200, &json!({"error": "invalid_client"})),
        Reply::new(500, "failed"),
        Reply::new(302, "").header("location", "https://evil.test"),
    ] {
        provider.script().revocation = reply;
        provider.oidc().revoke("token").await.unwrap_err();
    }
    // The standard has no content in the response.
    for body in ["", "{}", "true"] {
        provider.script().revocation = Reply::new(200, body);
        provider.oidc().revoke("token").await.unwrap();
    }
}

/// Keys used to be cached forever, or fetched for every check, and the first one used for any token.
#[tokio::test]
async fn an_unknown_key_is_not_replaced_by_the_first_one() {
    let provider = Provider::start().await;
    provider.script().jwks = jwks(&[K1.jwk(), K2.jwk_with(json!({"kid": "other"}))]);
    let token = K1.sign(&json!({"alg": "RS256", "kid": "unknown"}), &provider.access(json!({})));
    let verifier = provider.app().token_verifier().clock(now).build().unwrap();
    let error = verifier.verify_access_token(&token).await.unwrap_err();
    assert!(error.to_string().contains("`kid`"), "{error}");
}

/// Tokens used to be part of URLs, secrets of logs.
#[tokio::test]
async fn no_secret_is_in_a_url_or_in_debug_output() {
    let provider = Provider::start().await;
    let oidc = provider.oidc();
    let request = oidc.authorize().build().await.unwrap();
    provider.issue(parameter(request.url(), "nonce").as_deref(), json!({}));
    let url = format!("/callback?code=sentinel-code&state={}", request.state());
    let sign_in = oidc.finish(&request, &url).await.unwrap();
    oidc.user_info(sign_in.tokens.access_token.clone(), "u1").await.unwrap();
    oidc.introspect("sentinel-token").await.unwrap();
    oidc.refresh(&sign_in.tokens).await.unwrap();
    for path in ["/oidc/token", "/oidc/me", "/oidc/token/introspection"] {
        for sent in provider.requests(path) {
            assert_eq!(sent.query, "", "{path}");
        }
    }
    let shown = format!("{sign_in:?} {request:?} {oidc:?} {:?}", oidc.verifier());
    for secret in ["access-1", "refresh-1", "sentinel", SECRET, request.state()] {
        assert!(!shown.contains(secret), "{secret}: {shown}");
    }
}
