//! Claims of ID tokens and logout tokens.

use std::time::Duration;

use genauth::TokenErrorKind as Kind;
use genauth::oidc::IdTokenChecks;
use serde_json::json;

use crate::provider::*;
use crate::tokens::{id, kind, verifier};

#[tokio::test]
async fn claims_of_an_id_token_are_required() {
    let provider = Provider::start().await;
    let verifier = verifier(&provider);
    for (changes, expected) in [
        (json!({"iss": null}), Kind::MissingClaim),
        (json!({"iss": "https://other.test"}), Kind::Issuer),
        (json!({"iss": format!("{}/", provider.issuer())}), Kind::Issuer),
        (json!({"iss": 7}), Kind::InvalidClaim),
        (json!({"sub": null}), Kind::MissingClaim),
        (json!({"sub": ""}), Kind::InvalidClaim),
        (json!({"iat": null}), Kind::MissingClaim),
        (json!({"iat": "x"}), Kind::InvalidClaim),
        (json!({"nonce": 7}), Kind::InvalidClaim),
    ] {
        let token = K1.token(&provider.id(changes.clone()));
        assert_eq!(id(&verifier, &token).await, Err(expected), "{changes}");
    }
}

#[tokio::test]
async fn values_of_an_id_token_must_match() {
    let provider = Provider::start().await;
    let verifier = verifier(&provider);
    let checks = IdTokenChecks::new;
    for (changes, checks, expected) in [
        (json!({}), checks().nonce("n"), Err(Kind::Nonce)),
        (json!({"nonce": "m"}), checks().nonce("n"), Err(Kind::Nonce)),
        (json!({"nonce": "n"}), checks().nonce("n"), Ok(())),
        (json!({}), checks().subject("u2"), Err(Kind::Subject)),
        (json!({"at_hash": "x"}), checks().access_token("access"), Err(Kind::AccessTokenHash)),
        (json!({}), checks().access_token("access"), Ok(())),
        (json!({}), checks().access_token("access").require_hashes(), Err(Kind::MissingClaim)),
        (json!({"at_hash": half_hash("access")}), checks().access_token("access"), Ok(())),
        (json!({"c_hash": "x"}), checks().code("code"), Err(Kind::CodeHash)),
        (json!({"c_hash": half_hash("code")}), checks().code("code").require_hashes(), Ok(())),
        (json!({}), checks().max_age(Duration::from_secs(9)), Err(Kind::MissingClaim)),
        (json!({"auth_time": NOW - 69}), checks().max_age(Duration::from_secs(9)), Ok(())),
        (
            json!({"auth_time": NOW - 70}),
            checks().max_age(Duration::from_secs(9)),
            Err(Kind::AuthTime),
        ),
    ] {
        let token = K1.token(&provider.id(changes.clone()));
        let outcome = verifier.verify_id_token(&token, &checks).await.map(|_| ()).map_err(kind);
        assert_eq!(outcome, expected, "{changes} {checks:?}");
    }
}

#[tokio::test]
async fn logout_tokens_are_checked() {
    let provider = Provider::start().await;
    let verifier = verifier(&provider);
    const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";
    for (changes, expected) in [
        (json!({}), Ok(())),
        (json!({"sid": null}), Ok(())),
        (json!({"sub": null}), Ok(())),
        (json!({"sub": null, "sid": null}), Err(Kind::MissingClaim)),
        (json!({"jti": null}), Err(Kind::MissingClaim)),
        (json!({"events": null}), Err(Kind::LogoutEvent)),
        (json!({"events": [EVENT]}), Err(Kind::LogoutEvent)),
        (json!({"events": {EVENT: "x"}}), Err(Kind::LogoutEvent)),
        (json!({"events": {EVENT: null}}), Err(Kind::LogoutEvent)),
        (json!({"events": {"other": {}}}), Err(Kind::LogoutEvent)),
        (json!({"nonce": "n"}), Err(Kind::LogoutEvent)),
        (json!({"exp": NOW - 100}), Err(Kind::Expired)),
        (json!({"exp": null}), Err(Kind::MissingClaim)),
        (json!({"iat": null}), Err(Kind::MissingClaim)),
        (json!({"aud": "other"}), Err(Kind::Audience)),
        (json!({"iss": "https://other.test"}), Err(Kind::Issuer)),
    ] {
        let token = K1.token(&provider.logout(changes.clone()));
        let outcome = verifier.verify_logout_token(&token).await.map(|_| ()).map_err(kind);
        assert_eq!(outcome, expected, "{changes}");
    }
    let token = K1.token(&provider.id(json!({})));
    let outcome = verifier.verify_logout_token(&token).await.map_err(kind);
    assert_eq!(outcome.unwrap_err(), Kind::LogoutEvent);
}
