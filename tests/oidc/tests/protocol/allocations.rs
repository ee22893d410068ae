//! Memory that the check of a token by a warm verifier allocates.

use serde_json::{Map, Value, json};

use crate::provider::{K1, Provider, now};

#[test]
fn a_warm_verifier_allocates_its_claims_only() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (verifier, token, claims) = runtime.block_on(async {
        let provider = Provider::start().await;
        let claims =
            provider.access(json!({"jti": "t1", "tenant": {"id": "T", "roles": ["a", "b"]}}));
        let token = K1.token(&claims);
        let verifier = provider.app().token_verifier().clock(now).build().unwrap();
        verifier.verify_access_token(&token).await.unwrap();
        (verifier, token, claims.to_string())
    });
    let check = allocation_counter::measure(|| {
        let claims = runtime.block_on(verifier.verify_access_token(&token)).unwrap();
        assert_eq!(claims.scopes, ["read", "write"]);
    });
    let parse = allocation_counter::measure(|| {
        let claims: Map<String, Value> = serde_json::from_str(&claims).unwrap();
        assert_eq!(claims["sub"], "u1");
    });
    // The scopes are split, each into text of its own, and the audience becomes a list.
    let split = 2 + 4;
    let (check, parse) = (check.count_total, parse.count_total);
    assert!(check <= parse + split, "{check} allocations; parsing the claims alone takes {parse}");
}
