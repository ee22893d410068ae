//! Callbacks: forged, mixed up, replayed, contradictory.

use std::time::Duration;

use genauth::oidc::{AuthorizationRequest, OidcClient, ResponseMode, ResponseType, SignIn};
use genauth::{Error, OidcErrorKind as Kind, TokenErrorKind};
use serde_json::{Value, json};
use support::{Recorded, Reply};
use url::form_urlencoded;

use crate::provider::*;

async fn started(oidc: &OidcClient) -> (AuthorizationRequest, String) {
    let request = oidc.authorize().build().await.unwrap();
    let nonce = url::Url::parse(request.url())
        .unwrap()
        .query_pairs()
        .find_map(|(name, value)| (name == "nonce").then(|| value.into_owned()))
        .unwrap();
    (request, nonce)
}

fn query(pairs: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

fn callback(request: &AuthorizationRequest, more: &[(&str, &str)]) -> String {
    let own = [("code", "code-1"), ("state", request.state())];
    format!("/callback?{}", query(&[&own[..], more].concat()))
}

fn oidc_kind(outcome: Result<SignIn, Error>) -> Kind {
    match outcome {
        Err(Error::Oidc(error)) => error.kind(),
        other => panic!("{other:?} is not an OIDC error"),
    }
}

fn token_kind(outcome: Result<SignIn, Error>) -> TokenErrorKind {
    match outcome {
        Err(Error::Token(error)) => error.kind(),
        other => panic!("{other:?} is not a token error"),
    }
}

#[tokio::test]
async fn a_sign_in_sends_the_code_with_its_verifier() {
    let provider = Provider::start().await;
    let oidc = provider.oidc();
    let (request, nonce) = started(&oidc).await;
    provider.issue(Some(&nonce), json!({}));
    let url = format!("https://app.test{}", callback(&request, &[]));
    let sign_in = oidc.finish(&request, &url).await.unwrap();
    assert_eq!(sign_in.claims.unwrap().subject, "u1");
    assert_eq!(sign_in.tokens.access_token.expose(), "access-1");
    assert_eq!(sign_in.tokens.scopes, ["openid", "profile"]);
    let form = Recorded::pairs(&provider.requests("/oidc/token")[0].body);
    let value = |name: &str| form.iter().find(|(key, _)| key == name).map(|(_, value)| &**value);
    assert_eq!(value("grant_type"), Some("authorization_code"));
    assert_eq!(value("code"), Some("code-1"));
    assert_eq!(value("redirect_uri"), Some(REDIRECT_URI));
    let verifier = genauth::oidc::PkceVerifier::from_text(value("code_verifier").unwrap()).unwrap();
    assert!(request.url().contains(&format!("code_challenge={}", verifier.challenge())));
}

/// C2: another browser has no request with this state.
#[tokio::test]
async fn a_callback_of_another_sign_in_is_refused() {
    let provider = Provider::start().await;
    let oidc = provider.oidc();
    let (attacker, _) = started(&oidc).await;
    let (victim, _) = started(&oidc).await;
    let forged = callback(&attacker, &[]);
    assert_eq!(oidc_kind(oidc.finish(&victim, &forged).await), Kind::State);
    for text in ["/callback?code=code-1", "/callback?code=code-1&state="] {
        assert_eq!(oidc_kind(oidc.finish(&victim, text).await), Kind::State, "{text}");
    }
    for text in ["/callback", "", "https://app.test/callback", "/callback?x=y", "%%%"] {
        assert_eq!(oidc_kind(oidc.finish(&victim, text).await), Kind::InvalidCallback, "{text}");
    }
    assert_eq!(provider.token_requests(), 0);
}

/// C1 (a).
#[tokio::test]
async fn two_sign_ins_of_one_browser_finish_on_their_own() {
    let provider = Provider::start().await;
    let oidc = provider.oidc();
    let (first, first_nonce) = started(&oidc).await;
    let (second, second_nonce) = started(&oidc).await;
    assert!(first.state() != second.state() && first_nonce != second_nonce);
    provider.issue(Some(&first_nonce), json!({}));
    oidc.finish(&first, &callback(&first, &[])).await.unwrap();
    provider.issue(Some(&second_nonce), json!({}));
    oidc.finish(&second, &callback(&second, &[])).await.unwrap();
}

/// C3: the browser goes back to the callback.
#[tokio::test]
async fn a_callback_is_used_once() {
    let provider = Provider::start().await;
    let oidc = provider.oidc();
    let (request, nonce) = started(&oidc).await;
    provider.issue(Some(&nonce), json!({}));
    let url = callback(&request, &[]);
    oidc.finish(&request, &url).await.unwrap();
    let copy = serde_json::from_str(&serde_json::to_string(&request).unwrap()).unwrap();
    assert_eq!(oidc_kind(oidc.finish(&copy, &url).await), Kind::Replayed);
    assert_eq!(provider.token_requests(), 1);
}

#[tokio::test]
async fn an_old_sign_in_has_expired() {
    let provider = Provider::start().await;
    let early = provider.builder().clock(|| now() - Duration::from_secs(601)).build().unwrap();
    let (request, _) = started(&early).await;
    let outcome = provider.oidc().finish(&request, &callback(&request, &[])).await;
    assert_eq!(oidc_kind(outcome), Kind::RequestExpired);
    assert_eq!(provider.token_requests(), 0);
}

/// C4.
#[tokio::test]
async fn errors_of_the_provider_are_typed_and_shown_only_with_the_right_state() {
    let provider = Provider::start().await;
    let oidc = provider.oidc();
    let (request, _) = started(&oidc).await;
    let text = "<script>alert(1)</script>";
    let failed = |error: &str, state: &str| {
        let pairs = [("error", error), ("error_description", text), ("state", state)];
        format!("/callback?{}", query(&pairs))
    };
    for (error, expected) in [
        ("access_denied", Kind::AccessDenied),
        ("login_required", Kind::InteractionRequired),
        ("consent_required", Kind::InteractionRequired),
        ("temporarily_unavailable", Kind::ProviderUnavailable),
        ("invalid_scope", Kind::Authorization),
        ("made_up", Kind::Authorization),
    ] {
        let outcome = oidc.finish(&request, &failed(error, request.state())).await;
        let Err(Error::Oidc(found)) = outcome else { panic!("{outcome:?}") };
        assert_eq!(found.kind(), expected, "{error}");
        assert_eq!(found.oauth_error(), Some(error));
        assert_eq!(found.oauth_description(), Some(text));
        assert!(!format!("{found} {found:?}").contains("<script>"), "{found}");
    }
    let outcome = oidc.finish(&request, &failed("access_denied", "wrong")).await;
    let Err(Error::Oidc(found)) = outcome else { panic!("{outcome:?}") };
    assert_eq!((found.kind(), found.oauth_description()), (Kind::State, None));
    assert_eq!(provider.token_requests(), 0);
}

/// C5.
#[tokio::test]
async fn repeated_and_contradictory_parameters_are_refused() {
    let provider = Provider::start().await;
    let oidc = provider.oidc();
    let (request, _) = started(&oidc).await;
    let state = request.state();
    let issuer = provider.issuer();
    for pairs in [
        &[("code", "c"), ("state", state), ("state", "x")][..],
        &[("code", "c"), ("state", "x"), ("state", state)],
        &[("code", "c"), ("state", state), ("state", state)],
        &[("code", "c"), ("code", "d"), ("state", state)],
        &[("code", "c"), ("iss", &issuer), ("iss", "https://evil.test"), ("state", state)],
        &[("code", "c"), ("error", "access_denied"), ("state", state)],
        &[("error", "a"), ("error", "b"), ("state", state)],
        &[("code", "c"), ("id_token", "t"), ("state", state)],
        &[("code", "c"), ("access_token", "t"), ("state", state)],
        &[("state", state)],
    ] {
        let outcome = oidc.finish(&request, &format!("/callback?{}", query(pairs))).await;
        assert_eq!(oidc_kind(outcome), Kind::InvalidCallback, "{pairs:?}");
    }
    let signed = format!("/callback?{}", query(&[("response", "a.b.c"), ("state", state)]));
    assert_eq!(oidc_kind(oidc.finish(&request, &signed).await), Kind::Unsupported);
    assert_eq!(provider.token_requests(), 0);
}

/// C6, and the mix-up of two providers.
#[tokio::test]
async fn the_issuer_of_a_callback_is_checked() {
    let provider = Provider::start().await;
    let supported = json!({"authorization_response_iss_parameter_supported": true});
    let issuer = provider.issuer();
    let with_slash = format!("{issuer}/");
    for (metadata, iss, expected) in [
        (supported.clone(), None, Some(Kind::Issuer)),
        (supported, Some(&*issuer), None),
        (json!({}), Some(&*issuer), None),
        (json!({}), Some("https://evil.test"), Some(Kind::Issuer)),
        (json!({}), Some(&*with_slash), Some(Kind::Issuer)),
        (json!({}), None, None),
    ] {
        provider.script().metadata = metadata.clone();
        let oidc = provider.oidc();
        let (request, nonce) = started(&oidc).await;
        provider.issue(Some(&nonce), json!({}));
        let before = provider.token_requests();
        let more: Vec<_> = iss.iter().map(|iss| ("iss", *iss)).collect();
        let outcome = oidc.finish(&request, &callback(&request, &more)).await;
        match expected {
            None => assert!(outcome.is_ok(), "{metadata} {iss:?}: {outcome:?}"),
            Some(expected) => {
                assert_eq!(oidc_kind(outcome), expected, "{metadata} {iss:?}");
                assert_eq!(provider.token_requests(), before);
            }
        }
    }
    provider.script().metadata = json!({});
    let oidc = provider.oidc();
    let (request, _) = started(&oidc).await;
    let pairs = [
        ("error", "access_denied"),
        ("error_description", "text of another provider"),
        ("iss", "https://evil.test"),
        ("state", request.state()),
    ];
    let outcome = oidc.finish(&request, &format!("/callback?{}", query(&pairs))).await;
    let Err(Error::Oidc(error)) = outcome else { panic!("{outcome:?}") };
    assert_eq!((error.kind(), error.oauth_error()), (Kind::Issuer, None));
    let other = Provider::start().await;
    let (request, _) = started(&other.oidc()).await;
    let outcome = oidc.finish(&request, &callback(&request, &[])).await;
    assert_eq!(oidc_kind(outcome), Kind::Issuer);
    assert_eq!(provider.token_requests() + other.token_requests(), 3);
}

#[tokio::test]
async fn the_id_token_of_a_sign_in_is_verified() {
    let provider = Provider::start().await;
    for (changes, expected) in [
        (json!({"nonce": "other"}), TokenErrorKind::Nonce),
        (json!({"nonce": null}), TokenErrorKind::Nonce),
        (json!({"iss": "https://evil.test"}), TokenErrorKind::Issuer),
        (json!({"iss": null}), TokenErrorKind::MissingClaim),
        (json!({"aud": "other"}), TokenErrorKind::Audience),
        (json!({"aud": null}), TokenErrorKind::Audience),
        (json!({"aud": ["app1", "other"]}), TokenErrorKind::Audience),
        (json!({"iat": null}), TokenErrorKind::MissingClaim),
        (json!({"sub": null}), TokenErrorKind::MissingClaim),
        (json!({"exp": NOW - 61}), TokenErrorKind::Expired),
        (json!({"exp": "9999999999"}), TokenErrorKind::InvalidClaim),
        (json!({"nbf": NOW + 61}), TokenErrorKind::NotYetValid),
        (json!({"at_hash": "AAAA"}), TokenErrorKind::AccessTokenHash),
    ] {
        let oidc = provider.oidc();
        let (request, nonce) = started(&oidc).await;
        let claims = changed(provider.id(json!({"nonce": nonce})), changes.clone());
        provider.issue(None, json!({"id_token": K1.token(&claims)}));
        let outcome = oidc.finish(&request, &callback(&request, &[])).await;
        assert_eq!(token_kind(outcome), expected, "{changes}");
    }
    let oidc = provider.oidc();
    let (request, nonce) = started(&oidc).await;
    let claims = provider.id(json!({"nonce": nonce})).to_string();
    for (token, expected) in [
        (format!("{}.", raw(r#"{"alg":"none"}"#, &claims)), TokenErrorKind::Algorithm),
        (hs256(&raw(r#"{"alg":"HS256"}"#, &claims), SECRET.as_bytes()), TokenErrorKind::Algorithm),
        ("a.b.c.d.e".to_owned(), TokenErrorKind::Encrypted),
        (K2.sign_raw(r#"{"alg":"RS256","kid":"k1"}"#, &claims), TokenErrorKind::Signature),
    ] {
        let oidc = provider.oidc();
        provider.issue(None, json!({"id_token": token}));
        let outcome = oidc.finish(&request, &callback(&request, &[])).await;
        assert_eq!(token_kind(outcome), expected);
    }
    for missing in [Value::Null, json!("")] {
        let oidc = provider.oidc();
        let (request, _) = started(&oidc).await;
        provider.issue(None, json!({"id_token": missing}));
        let outcome = oidc.finish(&request, &callback(&request, &[])).await;
        assert_eq!(oidc_kind(outcome), Kind::InvalidTokenResponse);
    }
}

#[tokio::test]
async fn a_maximum_age_requires_a_recent_sign_in() {
    let provider = Provider::start().await;
    let oidc = provider.oidc();
    for (auth_time, expected) in [
        (Value::Null, Some(TokenErrorKind::MissingClaim)),
        (json!(NOW - 500), Some(TokenErrorKind::AuthTime)),
        (json!(NOW - 100), None),
    ] {
        let builder = oidc.authorize().max_age(Duration::from_secs(300));
        let request = builder.build().await.unwrap();
        let url = url::Url::parse(request.url()).unwrap();
        let pairs: Vec<_> = url.query_pairs().into_owned().collect();
        assert!(pairs.contains(&("max_age".to_owned(), "300".to_owned())), "{pairs:?}");
        let nonce = &pairs.iter().find(|(name, _)| name == "nonce").unwrap().1;
        let id_token = K1.token(&provider.id(json!({"nonce": nonce, "auth_time": auth_time})));
        provider.issue(None, json!({"id_token": id_token}));
        let outcome = oidc.finish(&request, &callback(&request, &[])).await;
        match expected {
            Some(expected) => assert_eq!(token_kind(outcome), expected),
            None => assert!(outcome.is_ok(), "{outcome:?}"),
        }
    }
}

#[tokio::test]
async fn a_posted_form_is_a_callback() {
    let provider = Provider::start().await;
    let oidc = provider.oidc();
    let builder = oidc.authorize().response_mode(ResponseMode::FormPost);
    let request = builder.build().await.unwrap();
    assert!(request.url().contains("response_mode=form_post"));
    let url = url::Url::parse(request.url()).unwrap();
    let nonce = url.query_pairs().find(|(name, _)| name == "nonce").unwrap().1.into_owned();
    provider.issue(Some(&nonce), json!({}));
    let form = query(&[("code", "code:1"), ("state", request.state())]);
    oidc.finish(&request, &form).await.unwrap();
}

#[tokio::test]
async fn credentials_of_the_hybrid_and_implicit_flow_are_verified() {
    let provider = Provider::start().await;
    for (response_type, changes, expected) in [
        (ResponseType::CodeIdToken, json!({"c_hash": half_hash("code-1")}), None),
        (ResponseType::CodeIdToken, json!({}), Some(TokenErrorKind::MissingClaim)),
        (ResponseType::CodeIdToken, json!({"c_hash": "AAAA"}), Some(TokenErrorKind::CodeHash)),
        (ResponseType::IdTokenToken, json!({"at_hash": half_hash("access-0")}), None),
        (ResponseType::IdTokenToken, json!({}), Some(TokenErrorKind::MissingClaim)),
        (
            ResponseType::IdTokenToken,
            json!({"at_hash": "x"}),
            Some(TokenErrorKind::AccessTokenHash),
        ),
        (ResponseType::IdToken, json!({"nonce": "other"}), Some(TokenErrorKind::Nonce)),
        (ResponseType::IdToken, json!({}), None),
    ] {
        let oidc = provider.oidc();
        let builder = oidc.authorize().response_type(response_type);
        let request = builder.response_mode(ResponseMode::FormPost).build().await.unwrap();
        let url = url::Url::parse(request.url()).unwrap();
        let nonce = url.query_pairs().find(|(name, _)| name == "nonce").unwrap().1.into_owned();
        let claims = changed(provider.id(json!({"nonce": nonce})), changes.clone());
        let id_token = K1.token(&claims);
        provider.issue(Some(&nonce), json!({}));
        let mut pairs = vec![("state", request.state()), ("id_token", &*id_token)];
        match response_type {
            ResponseType::CodeIdToken => pairs.push(("code", "code-1")),
            ResponseType::IdTokenToken => {
                pairs.extend([("access_token", "access-0"), ("token_type", "bearer")]);
                pairs.push(("expires_in", "60"));
            }
            _ => {}
        }
        let outcome = oidc.finish(&request, &query(&pairs)).await;
        match expected {
            Some(expected) => assert_eq!(token_kind(outcome), expected, "{changes}"),
            None => assert_eq!(outcome.unwrap().claims.unwrap().subject, "u1"),
        }
    }
}

#[tokio::test]
async fn both_id_tokens_of_the_hybrid_flow_name_the_same_user() {
    let provider = Provider::start().await;
    let oidc = provider.oidc();
    let builder = oidc.authorize().response_type(ResponseType::CodeIdToken);
    let request = builder.response_mode(ResponseMode::FormPost).build().await.unwrap();
    let url = url::Url::parse(request.url()).unwrap();
    let nonce = url.query_pairs().find(|(name, _)| name == "nonce").unwrap().1.into_owned();
    let front =
        K1.token(&provider.id(json!({"nonce": nonce, "sub": "u2", "c_hash": half_hash("code-1")})));
    provider.issue(Some(&nonce), json!({}));
    let pairs = [("state", request.state()), ("code", "code-1"), ("id_token", &*front)];
    assert_eq!(token_kind(oidc.finish(&request, &query(&pairs)).await), TokenErrorKind::Subject);
}

#[tokio::test]
async fn a_rejected_code_is_an_invalid_grant() {
    let provider = Provider::start().await;
    let oidc = provider.oidc();
    let (request, _) = started(&oidc).await;
    provider.script().tokens = vec![Reply::json(400, &json!({"error": "invalid_grant"}))];
    let error = oidc.finish(&request, &callback(&request, &[])).await.unwrap_err();
    assert!(error.is_invalid_grant(), "{error:?}");
    assert!(!format!("{error} {error:?}").contains("code-1"), "{error:?}");
}

#[tokio::test]
async fn a_callback_can_be_repeated_if_the_code_was_not_sent() {
    let provider = Provider::start().await;
    // Nothing listens on this port.
    let metadata = json!({"token_endpoint": "http://127.0.0.1:9/token"});
    provider.script().metadata = metadata;
    let oidc = provider.oidc();
    let (request, _) = started(&oidc).await;
    let url = callback(&request, &[]);
    for _ in 0..2 {
        let error = oidc.finish(&request, &url).await.unwrap_err();
        assert!(error.is_connect() && error.is_retryable(), "{error:?}");
    }
}
