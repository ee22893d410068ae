use peers::CODE_POST;

use crate::by_hand::{keys, refresh, sign_in, verify};

#[tokio::test]
async fn earlier_tokens_are_valid_after_a_key_rotation() {
    let Some((provider, browser)) = peers::start().await else { return };
    let first = sign_in(&provider, &browser, &CODE_POST).await;
    let before = keys(&provider).await;
    provider.rotate_keys().await;
    assert_eq!(keys(&provider).await.keys.len(), before.keys.len() + 1);

    // Grants outlive the rotation.
    let (status, second) = refresh(&provider, &CODE_POST, &first["refresh_token"]).await;
    assert_eq!(status, 200, "{second}");
    let key = |token: &serde_json::Value| {
        jsonwebtoken::decode_header(token.as_str().unwrap()).unwrap().kid.unwrap()
    };
    assert_ne!(key(&first["id_token"]), key(&second["id_token"]));
    for tokens in [first, second] {
        verify(&provider, &CODE_POST, &tokens["id_token"], CODE_POST.id).await.unwrap();
    }
}

#[tokio::test]
async fn earlier_tokens_are_invalid_after_keys_were_replaced() {
    let Some((provider, browser)) = peers::start().await else { return };
    let tokens = sign_in(&provider, &browser, &CODE_POST).await;
    provider.replace_keys().await;
    let result = verify(&provider, &CODE_POST, &tokens["id_token"], CODE_POST.id).await;
    assert_eq!(result, Err("unknown key".to_owned()));
}
