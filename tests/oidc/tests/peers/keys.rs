use genauth::TokenErrorKind;
use genauth::oidc::IdTokenChecks;
use peers::CODE_POST;

use crate::sdk::{oidc, sign_in, token_kind};

#[tokio::test]
async fn earlier_tokens_are_valid_after_a_key_rotation() {
    let Some((provider, browser)) = peers::start().await else { return };
    // Its verifier has the keys from before the rotation.
    let oidc = oidc(&provider, &CODE_POST);
    let first = sign_in(&browser, &oidc).await.tokens;
    provider.rotate_keys().await;
    // Grants outlive the rotation.
    let second = oidc.refresh(&first).await.unwrap();
    assert_ne!(first.id_token, second.id_token);
    let checks = IdTokenChecks::new();
    for tokens in [first, second] {
        let id_token = tokens.id_token.unwrap();
        let claims = oidc.verifier().verify_id_token(id_token.expose(), &checks).await.unwrap();
        assert_eq!(claims.subject, "alice");
    }
}

#[tokio::test]
async fn earlier_tokens_are_invalid_after_keys_were_replaced() {
    let Some((provider, browser)) = peers::start().await else { return };
    let warm = oidc(&provider, &CODE_POST);
    let tokens = sign_in(&browser, &warm).await.tokens;
    provider.replace_keys().await;
    let id_token = tokens.id_token.clone().unwrap();
    let checks = IdTokenChecks::new();
    let cold = oidc(&provider, &CODE_POST);
    let error = cold.verifier().verify_id_token(id_token.expose(), &checks).await.unwrap_err();
    assert_eq!(token_kind(&error), Some(TokenErrorKind::UnknownKey));
    // A token of the new key makes the other verifier fetch it.
    warm.refresh(&tokens).await.unwrap();
    let error = warm.verifier().verify_id_token(id_token.expose(), &checks).await.unwrap_err();
    assert_eq!(token_kind(&error), Some(TokenErrorKind::UnknownKey));
}
