//! Checks of tokens: signatures, kinds, audiences, times.

use std::time::Duration;

use genauth::oidc::{IdTokenChecks, TokenVerifier, TokenVerifierBuilder};
use genauth::{Error, TokenErrorKind as Kind};
use serde_json::{Value, json};

use crate::provider::*;

fn verifier_builder(provider: &Provider) -> TokenVerifierBuilder {
    provider.app().token_verifier().clock(now)
}

pub fn verifier(provider: &Provider) -> TokenVerifier {
    verifier_builder(provider).build().unwrap()
}

pub fn kind(error: Error) -> Kind {
    match error {
        Error::Token(error) => error.kind(),
        other => panic!("{other:?} is not a token error"),
    }
}

async fn access(verifier: &TokenVerifier, token: &str) -> Result<(), Kind> {
    verifier.verify_access_token(token).await.map(|_| ()).map_err(kind)
}

pub async fn id(verifier: &TokenVerifier, token: &str) -> Result<(), Kind> {
    verifier.verify_id_token(token, &IdTokenChecks::new()).await.map(|_| ()).map_err(kind)
}

#[tokio::test]
async fn a_valid_access_token_is_accepted_and_later_checks_make_no_request() {
    let provider = Provider::start().await;
    let verifier = verifier(&provider);
    let token = K1.token(&provider.access(json!({"tenant": "T", "azp": "app1"})));
    for _ in 0..10 {
        let claims = verifier.verify_access_token(&token).await.unwrap();
        assert_eq!(claims.subject.as_deref(), Some("u1"));
        assert_eq!(claims.client_id.as_deref(), Some("app1"));
        assert_eq!(claims.extra, *json!({"tenant": "T"}).as_object().unwrap());
        assert!(claims.has_scope("read") && !claims.has_scope("rea"));
    }
    assert_eq!(provider.jwks_requests(), 1);
    assert_eq!(provider.count("/oidc/.well-known/openid-configuration"), 1);
}

/// T1.
#[tokio::test]
async fn unusable_keys_of_a_set_are_skipped() {
    let provider = Provider::start().await;
    let odd = [
        json!({"kty": "AKP", "kid": "a", "alg": "ML-DSA-44", "pub": "AAAA"}),
        json!({"kty": "OKP", "kid": "b", "crv": "Ed448", "x": "AAAA"}),
        json!({"kty": "EC", "kid": "c", "crv": "secp256k1", "x": "AAAA", "y": "AAAA"}),
        json!({"kid": "d"}),
        Value::Null,
        json!("text"),
    ];
    let mut keys = odd.to_vec();
    keys.insert(3, K1.jwk());
    provider.script().jwks = jwks(&keys).header("content-type", "application/jwk-set+json");
    let token = K1.token(&provider.access(json!({})));
    assert_eq!(access(&verifier(&provider), &token).await, Ok(()));
    assert_eq!(provider.jwks_requests(), 1);

    provider.script().jwks = jwks(&odd);
    assert_eq!(access(&verifier(&provider), &token).await, Err(Kind::NoUsableKey));
}

/// T2.
#[tokio::test]
async fn keys_for_encryption_do_not_verify_tokens() {
    let provider = Provider::start().await;
    let token = K1.token(&provider.access(json!({})));
    let signing = K1.jwk();
    let encryption = K2.jwk_with(json!({"kid": "k1", "use": "enc", "alg": "RSA-OAEP"}));
    let bare = K1.jwk_with(json!({"use": null, "alg": null}));
    for (keys, expected) in [
        (vec![encryption.clone(), signing.clone()], Ok(())),
        (vec![signing, encryption.clone()], Ok(())),
        (vec![bare], Ok(())),
        (vec![encryption], Err(Kind::NoUsableKey)),
        (vec![K1.jwk_with(json!({"key_ops": ["encrypt"]}))], Err(Kind::NoUsableKey)),
        (vec![K1.jwk_with(json!({"key_ops": ["verify"], "use": null}))], Ok(())),
    ] {
        provider.script().jwks = jwks(&keys);
        assert_eq!(access(&verifier(&provider), &token).await, expected, "{keys:?}");
    }
}

/// T3.
#[tokio::test]
async fn short_keys_are_named_as_such() {
    let provider = Provider::start().await;
    let modulus = base64_of(&[0xff; 128]);
    let short = json!({"kty": "RSA", "kid": "short", "n": modulus, "e": "AQAB"});
    provider.script().jwks = jwks(&[short, K1.jwk()]);
    let verifier = verifier(&provider);
    let header = json!({"alg": "RS256", "kid": "short"});
    let token = K2.sign(&header, &provider.access(json!({})));
    let error = verifier.verify_access_token(&token).await.unwrap_err();
    assert!(error.to_string().contains("1024 bits; the minimum is 2048"), "{error}");
    assert_eq!(kind(error), Kind::KeyTooShort);
    assert_eq!(access(&verifier, &K1.token(&provider.access(json!({})))).await, Ok(()));
}

/// T4.
#[tokio::test]
async fn tokens_for_another_audience_are_rejected() {
    let provider = Provider::start().await;
    let verifier = verifier(&provider);
    for audience in [
        Value::Null,
        json!([]),
        json!(""),
        json!([""]),
        json!(["app1", 7]),
        json!("app1 other"),
        json!("App1"),
        json!({"app1": true}),
    ] {
        let changes = json!({"aud": audience});
        let token = K1.token(&provider.access(changes.clone()));
        assert_eq!(access(&verifier, &token).await, Err(Kind::Audience), "{changes}");
        let token = K1.token(&provider.id(changes.clone()));
        assert_eq!(id(&verifier, &token).await, Err(Kind::Audience), "{changes}");
    }
    // `null` itself, which `changed` cannot write.
    let claims = provider.access(json!({"aud": "X"})).to_string().replace("\"X\"", "null");
    let token = K1.sign_raw(&json!({"alg": "RS256", "kid": "k1"}).to_string(), &claims);
    assert_eq!(access(&verifier, &token).await, Err(Kind::Audience));
    for audience in [json!("app1"), json!(["app1"]), json!(["x", "app1"])] {
        let token = K1.token(&provider.access(json!({"aud": audience})));
        assert_eq!(access(&verifier, &token).await, Ok(()));
    }
}

#[tokio::test]
async fn an_authorized_party_stands_in_for_an_audience_only_if_allowed() {
    let provider = Provider::start().await;
    let token = K1.token(&provider.access(json!({"aud": "api", "azp": "app1"})));
    assert_eq!(access(&verifier(&provider), &token).await, Err(Kind::Audience));
    let lenient = verifier_builder(&provider).accept_authorized_party(true).build().unwrap();
    assert_eq!(access(&lenient, &token).await, Ok(()));
    let api = verifier_builder(&provider).audience("api").build().unwrap();
    assert_eq!(access(&api, &token).await, Ok(()));
}

/// T5.
#[tokio::test]
async fn audiences_and_authorized_party_of_id_tokens_are_checked() {
    let provider = Provider::start().await;
    let trusting = verifier_builder(&provider).trusted_audience("api").build().unwrap();
    let strict = verifier(&provider);
    for (verifier, changes, expected) in [
        (&trusting, json!({"aud": ["api", "app1"], "azp": "other"}), Err(Kind::AuthorizedParty)),
        (&trusting, json!({"aud": ["api", "x"], "azp": "app1"}), Err(Kind::Audience)),
        (&trusting, json!({"aud": ["api", "app1"], "azp": "app1"}), Ok(())),
        (&trusting, json!({"aud": ["api", "app1"]}), Err(Kind::AuthorizedParty)),
        (&strict, json!({"aud": ["api", "app1"], "azp": "app1"}), Err(Kind::Audience)),
        (&strict, json!({"aud": "app1", "azp": "other"}), Err(Kind::AuthorizedParty)),
    ] {
        let token = K1.token(&provider.id(changes.clone()));
        assert_eq!(id(verifier, &token).await, expected, "{changes}");
    }
    let token = K1.token(&provider.id(json!({"aud": ["api", "app1"], "azp": "app1"})));
    let error = strict.verify_id_token(&token, &IdTokenChecks::new()).await.unwrap_err();
    assert!(error.to_string().contains("\"api\""), "{error}");
}

/// T6.
#[tokio::test]
async fn times_have_fractions_and_a_leeway_of_a_minute() {
    let provider = Provider::start().await;
    let verifier = verifier(&provider);
    let now = NOW as f64;
    for (changes, expected) in [
        (json!({"exp": now + 0.75, "iat": now - 0.25}), Ok(())),
        (json!({"exp": now - 59.5}), Ok(())),
        (json!({"exp": now - 60.5}), Err(Kind::Expired)),
        (json!({"iat": NOW + 4}), Ok(())),
        (json!({"iat": NOW + 59}), Ok(())),
        (json!({"iat": NOW + 600}), Err(Kind::ClockSkew)),
        (json!({"nbf": NOW + 59}), Ok(())),
        (json!({"nbf": NOW + 61}), Err(Kind::NotYetValid)),
        (json!({"exp": "1999999999"}), Err(Kind::InvalidClaim)),
        (json!({"nbf": "0"}), Err(Kind::InvalidClaim)),
        (json!({"exp": null}), Err(Kind::MissingClaim)),
    ] {
        let token = K1.token(&provider.access(changes.clone()));
        assert_eq!(access(&verifier, &token).await, expected, "{changes}");
        let token = K1.token(&provider.id(changes.clone()));
        assert_eq!(id(&verifier, &token).await, expected, "{changes}");
    }
    let token = K1.token(&provider.access(json!({"iat": NOW + 600})));
    let message = verifier.verify_access_token(&token).await.unwrap_err().to_string();
    let both = ["2026-01-01T00:10:00Z", "2026-01-01T00:00:00Z"];
    assert!(both.iter().all(|time| message.contains(time)), "{message}");
    let lenient = verifier_builder(&provider).limit_issue_time(false).build().unwrap();
    assert_eq!(access(&lenient, &token).await, Ok(()));
    let exact = verifier_builder(&provider).leeway(Duration::ZERO).build().unwrap();
    let token = K1.token(&provider.access(json!({"exp": NOW})));
    assert_eq!(access(&exact, &token).await, Err(Kind::Expired));
}

/// T7.
#[tokio::test]
async fn an_empty_secret_verifies_nothing() {
    let provider = Provider::start().await;
    let without = genauth::AuthenticationClient::builder(APP_ID, provider.host()).build().unwrap();
    let error = without.token_verifier().allow_hs256().build().unwrap_err();
    assert!(matches!(error, Error::Config(_)), "{error:?}");
    let builder = genauth::AuthenticationClient::builder(APP_ID, provider.host());
    assert!(matches!(builder.app_secret("").build(), Err(Error::Config(_))));
}

#[tokio::test]
async fn hs256_needs_permission_and_the_secret() {
    let provider = Provider::start().await;
    let header = json!({"alg": "HS256"}).to_string();
    let signed = raw(&header, &provider.id(json!({})).to_string());
    let token = hs256(&signed, SECRET.as_bytes());
    let message = verifier(&provider)
        .verify_id_token(&token, &IdTokenChecks::new())
        .await
        .unwrap_err()
        .to_string();
    assert!(message.contains("allow_hs256"), "{message}");
    let allowing = verifier_builder(&provider).allow_hs256().build().unwrap();
    assert_eq!(id(&allowing, &token).await, Ok(()));
    assert_eq!(id(&allowing, &hs256(&signed, b"other")).await, Err(Kind::Signature));
    assert_eq!(provider.jwks_requests(), 0);
}

/// T8, and the confusion of RS256 with HS256.
#[tokio::test]
async fn published_keys_are_never_used_as_secrets() {
    let provider = Provider::start().await;
    let oct = json!({"kty": "oct", "kid": "k1", "k": base64_of(b"known to everyone")});
    provider.script().jwks = jwks(&[oct, K1.jwk()]);
    let header = json!({"alg": "HS256", "kid": "k1"}).to_string();
    let signed = raw(&header, &provider.access(json!({})).to_string());
    let modulus = K1.jwk()["n"].as_str().unwrap().to_owned();
    for secret in [b"known to everyone".as_slice(), modulus.as_bytes(), b""] {
        let token = hs256(&signed, secret);
        assert_eq!(access(&verifier(&provider), &token).await, Err(Kind::Algorithm));
        let allowing = verifier_builder(&provider).allow_hs256().build().unwrap();
        assert_eq!(access(&allowing, &token).await, Err(Kind::Signature));
    }
}

/// T8 (b).
#[tokio::test]
async fn keys_named_by_the_token_are_ignored() {
    let provider = Provider::start().await;
    let other = Provider::start().await;
    let verifier = verifier(&provider);
    for members in [
        json!({"jwk": K2.jwk()}),
        json!({"jku": format!("{}/oidc/.well-known/jwks.json", other.host())}),
        json!({"x5u": format!("{}/cert", other.host())}),
    ] {
        let header = changed(json!({"alg": "RS256", "kid": "k1"}), members);
        let token = K2.sign(&header, &provider.access(json!({})));
        assert_eq!(access(&verifier, &token).await, Err(Kind::Signature));
        let token = K1.sign(&header, &provider.access(json!({})));
        assert_eq!(access(&verifier, &token).await, Ok(()));
    }
    let header = json!({"alg": "RS256", "kid": "../../etc/passwd"});
    let token = K1.sign(&header, &provider.access(json!({})));
    assert_eq!(access(&verifier, &token).await, Err(Kind::UnknownKey));
    assert_eq!(other.connections(), 0);
}

/// T9.
#[tokio::test]
async fn repeated_members_are_malformed() {
    let provider = Provider::start().await;
    let verifier = verifier(&provider);
    let header = json!({"alg": "RS256", "kid": "k1"}).to_string();
    let claims = provider.access(json!({"sub": null})).to_string();
    let twice = claims.replacen('{', r#"{"sub":"u1","sub":"admin","#, 1);
    assert_eq!(access(&verifier, &K1.sign_raw(&header, &twice)).await, Err(Kind::Malformed));
    let double = header.replacen('{', r#"{"alg":"RS256","#, 1);
    assert_eq!(access(&verifier, &K1.sign_raw(&double, &claims)).await, Err(Kind::Malformed));
    let nested = claims.replacen('{', r#"{"extra":{"a":1,"a":2},"#, 1);
    let claims = verifier.verify_access_token(&K1.sign_raw(&header, &nested)).await.unwrap();
    assert_eq!(claims.extra["extra"], json!({"a": 2}));
}

/// T10.
#[tokio::test]
async fn tokens_of_another_kind_are_refused() {
    let provider = Provider::start().await;
    let lenient = verifier(&provider);
    let strict = verifier_builder(&provider).require_access_token_type(true).build().unwrap();
    let header =
        |typ: Option<&str>| changed(json!({"alg": "RS256", "kid": "k1"}), json!({"typ": typ}));
    for (typ, in_strict) in [
        (Some("at+jwt"), Ok(())),
        (Some("AT+JWT"), Ok(())),
        (Some("application/at+jwt"), Ok(())),
        (Some("JWT"), Err(Kind::WrongType)),
        (None, Err(Kind::WrongType)),
    ] {
        let token = K1.sign(&header(typ), &provider.access(json!({})));
        assert_eq!(access(&lenient, &token).await, Ok(()), "{typ:?}");
        assert_eq!(access(&strict, &token).await, in_strict, "{typ:?}");
    }
    for claims in [
        provider.id(json!({"nonce": "n"})),
        provider.id(json!({"at_hash": "h"})),
        provider.id(json!({"c_hash": "h"})),
        provider.logout(json!({})),
    ] {
        let token = K1.token(&claims);
        assert_eq!(access(&lenient, &token).await, Err(Kind::WrongType), "{claims}");
    }
    let token = K1.sign(&header(Some("at+jwt")), &provider.id(json!({})));
    assert_eq!(id(&lenient, &token).await, Err(Kind::WrongType));
    let token = K1.sign(&header(Some("logout+jwt")), &provider.access(json!({})));
    assert_eq!(access(&lenient, &token).await, Err(Kind::WrongType));
    assert_eq!(id(&lenient, &K1.token(&provider.logout(json!({})))).await, Err(Kind::WrongType));
    // The type tells the kind here, whatever the claims.
    let token = K1.sign(&header(Some("at+jwt")), &provider.access(json!({"nonce": "n"})));
    assert_eq!(access(&lenient, &token).await, Ok(()));
}

#[tokio::test]
async fn headers_that_no_check_accepts_are_refused() {
    let provider = Provider::start().await;
    let verifier = verifier(&provider);
    let claims = provider.access(json!({})).to_string();
    for (token, expected) in [
        (format!("{}.", raw(r#"{"alg":"none"}"#, &claims)), Kind::Algorithm),
        (format!("{}.", raw(r#"{"alg":"None"}"#, &claims)), Kind::Algorithm),
        (
            K1.sign_raw(r#"{"alg":"RS256","kid":"k1","crit":["b64"]}"#, &claims),
            Kind::CriticalHeader,
        ),
        (K1.sign_raw(r#"{"alg":"PS256","kid":"k1"}"#, &claims), Kind::Algorithm),
        ("a.b.c.d.e".to_owned(), Kind::Encrypted),
        ("a.b".to_owned(), Kind::Malformed),
        (".".repeat(200_000), Kind::Malformed),
        (format!("{}.AAAA", raw(r#"{"alg":"RS256","kid":"k1"}"#, "not JSON")), Kind::Malformed),
    ] {
        let shown: String = token.chars().take(60).collect();
        assert_eq!(access(&verifier, &token).await, Err(expected), "{shown}");
    }
    let long = K1.token(&provider.access(json!({"filler": "x".repeat(1_000_000)})));
    assert_eq!(access(&verifier, &long).await, Err(Kind::Malformed));
    assert_eq!(provider.connections(), 0);
}

#[tokio::test]
async fn altered_signatures_are_rejected() {
    let provider = Provider::start().await;
    let verifier = verifier(&provider);
    let token = K1.token(&provider.access(json!({})));
    let (signed, signature) = token.rsplit_once('.').unwrap();
    for broken in
        ["", "AAAA", &signature[..signature.len() - 2], &base64_of(&[0; 38]), &base64_of(&[0; 256])]
    {
        let token = format!("{signed}.{broken}");
        assert_eq!(access(&verifier, &token).await, Err(Kind::Signature), "{broken}");
    }
    let other =
        raw(r#"{"alg":"RS256","kid":"k1"}"#, &provider.access(json!({"sub": "admin"})).to_string());
    assert_eq!(access(&verifier, &format!("{other}.{signature}")).await, Err(Kind::Signature));
}

/// M7.
#[tokio::test]
async fn scopes_are_read_in_four_forms_and_compared_exactly() {
    let provider = Provider::start().await;
    let verifier = verifier(&provider);
    for (changes, expected) in [
        (json!({"scope": "read write"}), true),
        (json!({"scope": ["read", "write"]}), true),
        (json!({"scope": null, "scp": "read"}), true),
        (json!({"scope": null, "scp": ["read"]}), true),
        (json!({"scope": "read:all"}), false),
        (json!({"scope": "READ"}), false),
        (json!({"scope": "unread"}), false),
        (json!({"scope": ["read write"]}), true),
    ] {
        let token = K1.token(&provider.access(changes.clone()));
        let claims = verifier.verify_access_token(&token).await.unwrap();
        assert_eq!(claims.has_scope("read"), expected, "{changes}");
    }
}

#[tokio::test]
async fn opaque_tokens_are_introspected_and_cached() {
    let provider = Provider::start().await;
    let path = "/oidc/token/introspection";
    assert_eq!(access(&verifier(&provider), "opaque").await, Err(Kind::Malformed));
    let verifier = verifier_builder(&provider)
        .introspect_opaque_tokens(Duration::from_secs(60))
        .build()
        .unwrap();
    assert_eq!(access(&verifier, "opaque").await, Err(Kind::Inactive));
    assert_eq!(access(&verifier, "opaque").await, Err(Kind::Inactive));
    assert_eq!(provider.count(path), 1);
    provider.script().introspection = support::Reply::json(
        200,
        &json!({"active": true, "client_id": APP_ID, "sub": "u1", "scope": "read", "exp": NOW + 60}),
    );
    for _ in 0..3 {
        let claims = verifier.verify_access_token("opaque-2").await.unwrap();
        assert_eq!(claims.scopes, ["read"]);
    }
    assert_eq!(provider.count(path), 2);
    provider.script().introspection = support::Reply::json(
        200,
        &json!({"active": true, "client_id": "other", "sub": "u1", "exp": NOW + 60}),
    );
    assert_eq!(access(&verifier, "opaque-3").await, Err(Kind::Audience));
    let sent = provider.requests(path);
    let form = support::Recorded::pairs(&sent[0].body);
    assert!(form.contains(&("token".into(), "opaque".into())), "{form:?}");
}
