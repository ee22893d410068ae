//! The cache of keys: rotation, unknown ids, outages.

use std::time::Duration;

use genauth::oidc::TokenVerifier;
use genauth::{Error, OidcErrorKind, TokenErrorKind as Kind};
use serde_json::json;
use support::Reply;
use tokio::task::JoinSet;

use crate::provider::*;

/// Short times, so that tests wait a moment only.
const INTERVAL: Duration = Duration::from_millis(300);

fn verifier(provider: &Provider) -> TokenVerifier {
    let oidc = provider.builder().key_refetch_interval(INTERVAL).build().unwrap();
    oidc.verifier().clone()
}

fn token_kind(error: &Error) -> Option<Kind> {
    match error {
        Error::Token(error) => Some(error.kind()),
        _ => None,
    }
}

fn is_unavailable(error: &Error) -> bool {
    matches!(error, Error::Oidc(error) if error.kind() == OidcErrorKind::ProviderUnavailable)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_first_checks_make_one_request() {
    let provider = Provider::start().await;
    let verifier = verifier(&provider);
    let token = K1.token(&provider.access(json!({})));
    let mut checks = JoinSet::new();
    for _ in 0..1_000 {
        let (verifier, token) = (verifier.clone(), token.clone());
        checks.spawn(async move { verifier.verify_access_token(&token).await.map(|_| ()) });
    }
    while let Some(outcome) = checks.join_next().await {
        outcome.unwrap().unwrap();
    }
    assert_eq!(provider.jwks_requests(), 1);
}

#[tokio::test]
async fn a_rotated_key_is_fetched_at_once() {
    let provider = Provider::start().await;
    let verifier = verifier(&provider);
    verifier.verify_access_token(&K1.token(&provider.access(json!({})))).await.unwrap();
    provider.script().jwks = jwks(&[K2.jwk()]);
    verifier.verify_access_token(&K2.token(&provider.access(json!({})))).await.unwrap();
    assert_eq!(provider.jwks_requests(), 2);
    let old = verifier.verify_access_token(&K1.token(&provider.access(json!({})))).await;
    assert_eq!(token_kind(&old.unwrap_err()), Some(Kind::UnknownKey));
}

#[tokio::test]
async fn ten_thousand_unknown_ids_cause_one_request_in_an_interval() {
    let provider = Provider::start().await;
    let oidc = provider.builder().key_refetch_interval(Duration::from_secs(600)).build().unwrap();
    let verifier = oidc.verifier();
    verifier.verify_access_token(&K1.token(&provider.access(json!({})))).await.unwrap();
    let claims = provider.access(json!({})).to_string();
    for number in 0..10_000 {
        let signed = raw(&format!(r#"{{"alg":"RS256","kid":"unknown-{number}"}}"#), &claims);
        let error = verifier.verify_access_token(&format!("{signed}.AAAA")).await.unwrap_err();
        assert_eq!(token_kind(&error), Some(Kind::UnknownKey));
    }
    assert_eq!(provider.jwks_requests(), 2);
}

/// T12.
#[tokio::test]
async fn a_new_key_is_accepted_at_the_end_of_the_interval() {
    let provider = Provider::start().await;
    let verifier = verifier(&provider);
    verifier.verify_access_token(&K1.token(&provider.access(json!({})))).await.unwrap();
    let foreign = provider.access(json!({"iss": "https://other.test"})).to_string();
    let own = provider.access(json!({})).to_string();
    for number in 0..500 {
        let header = format!(r#"{{"alg":"RS256","kid":"unknown-{number}"}}"#);
        let token = format!("{}.AAAA", raw(&header, &foreign));
        let error = verifier.verify_access_token(&token).await.unwrap_err();
        assert_eq!(token_kind(&error), Some(Kind::Issuer));
    }
    assert_eq!(provider.jwks_requests(), 1);
    let started = std::time::Instant::now();
    for number in 0..500 {
        let header = format!(r#"{{"alg":"RS256","kid":"unknown-{number}"}}"#);
        let token = format!("{}.AAAA", raw(&header, &own));
        let error = verifier.verify_access_token(&token).await.unwrap_err();
        assert_eq!(token_kind(&error), Some(Kind::UnknownKey));
    }
    provider.script().jwks = jwks(&[K1.jwk(), K2.jwk()]);
    tokio::time::sleep(INTERVAL.saturating_sub(started.elapsed()) + INTERVAL / 10).await;
    verifier.verify_access_token(&K2.token(&provider.access(json!({})))).await.unwrap();
}

#[tokio::test]
async fn a_check_waits_for_a_request_in_flight() {
    let provider = Provider::start().await;
    let oidc = provider.builder().key_refetch_interval(Duration::from_secs(600)).build().unwrap();
    let verifier = oidc.verifier().clone();
    verifier.verify_access_token(&K1.token(&provider.access(json!({})))).await.unwrap();
    let gate = std::sync::Arc::new(tokio::sync::Semaphore::new(0));
    provider.script().jwks = jwks(&[K1.jwk(), K2.jwk()]).held(&gate);
    let signed = raw(r#"{"alg":"RS256","kid":"unknown"}"#, &provider.access(json!({})).to_string());
    let attack = {
        let verifier = verifier.clone();
        tokio::spawn(async move { verifier.verify_access_token(&format!("{signed}.AAAA")).await })
    };
    support::until(|| provider.jwks_requests() == 2).await;
    let token = K2.token(&provider.access(json!({})));
    let check = {
        let verifier = verifier.clone();
        tokio::spawn(async move { verifier.verify_access_token(&token).await })
    };
    tokio::task::yield_now().await;
    gate.add_permits(1);
    check.await.unwrap().unwrap();
    assert_eq!(token_kind(&attack.await.unwrap().unwrap_err()), Some(Kind::UnknownKey));
    assert_eq!(provider.jwks_requests(), 2);
}

/// T11 (a).
#[tokio::test]
async fn old_keys_are_used_while_the_provider_is_unavailable() {
    let provider = Provider::start().await;
    let oidc = provider
        .builder()
        .key_max_age(Duration::ZERO)
        .key_refetch_interval(Duration::ZERO)
        .build()
        .unwrap();
    let verifier = oidc.verifier();
    let known = K1.token(&provider.access(json!({})));
    verifier.verify_access_token(&known).await.unwrap();
    provider.script().jwks = Reply::new(503, "down");
    for _ in 0..20 {
        verifier.verify_access_token(&known).await.unwrap();
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let error =
        verifier.verify_access_token(&K2.token(&provider.access(json!({})))).await.unwrap_err();
    assert!(is_unavailable(&error) && error.is_retryable(), "{error:?}");
    assert!(error.retry_after().is_some(), "{error:?}");
    verifier.verify_access_token(&known).await.unwrap();
    // Later than the maximum age, the keys are not used any more.
    let strict = provider
        .builder()
        .key_max_age(Duration::ZERO)
        .key_max_stale(Duration::from_millis(50))
        .build()
        .unwrap();
    provider.script().jwks = jwks(&[K1.jwk()]);
    strict.verifier().verify_access_token(&known).await.unwrap();
    provider.script().jwks = Reply::new(503, "down");
    tokio::time::sleep(Duration::from_millis(80)).await;
    let error = strict.verifier().verify_access_token(&known).await.unwrap_err();
    assert!(is_unavailable(&error), "{error:?}");
}

/// T11 (b).
#[tokio::test]
async fn a_silent_provider_is_asked_once_and_again_later() {
    let provider = Provider::start().await;
    let limit = Duration::from_millis(400);
    let oidc = provider.builder().key_timeout(limit).build().unwrap();
    let verifier = oidc.verifier().clone();
    provider.script().jwks = Reply::Silence;
    let token = K1.token(&provider.access(json!({})));
    let started = std::time::Instant::now();
    let mut checks = JoinSet::new();
    for _ in 0..50 {
        let (verifier, token) = (verifier.clone(), token.clone());
        checks.spawn(async move { verifier.verify_access_token(&token).await });
    }
    while let Some(outcome) = checks.join_next().await {
        let error = outcome.unwrap().unwrap_err();
        assert!(is_unavailable(&error), "{error:?}");
    }
    assert!(started.elapsed() < 20 * limit, "{:?}", started.elapsed());
    assert_eq!(provider.jwks_requests(), 1);
    provider.script().jwks = jwks(&[K1.jwk()]);
    let error = verifier.verify_access_token(&token).await.unwrap_err();
    tokio::time::sleep(error.retry_after().unwrap()).await;
    verifier.verify_access_token(&token).await.unwrap();
}

#[tokio::test]
async fn tokens_without_an_id_of_the_key_are_verified_by_every_key() {
    let provider = Provider::start().await;
    let header = json!({"alg": "RS256"});
    let token = K2.sign(&header, &provider.access(json!({})));
    for keys in [
        vec![K2.jwk()],
        vec![K1.jwk(), K2.jwk()],
        vec![K1.jwk_with(json!({"kid": null})), K2.jwk_with(json!({"kid": null}))],
    ] {
        provider.script().jwks = jwks(&keys);
        verifier(&provider).verify_access_token(&token).await.unwrap();
    }
    provider.script().jwks = jwks(&[K1.jwk()]);
    let error = verifier(&provider).verify_access_token(&token).await.unwrap_err();
    assert_eq!(token_kind(&error), Some(Kind::Signature));
    // A key without an id may have any.
    provider.script().jwks = jwks(&[K2.jwk_with(json!({"kid": null}))]);
    verifier(&provider).verify_access_token(&K2.token(&provider.access(json!({})))).await.unwrap();
}
