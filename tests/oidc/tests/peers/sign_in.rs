use peers::{CODE_BASIC, CODE_POST, Client, HS256, PUBLIC, REDIRECT_URI};

use crate::by_hand::{NONCE, authorization_url, exchange, sign_in, user_info, verify};

async fn signs_in(client: &Client) {
    let Some((provider, browser)) = peers::start().await else { return };
    let tokens = sign_in(&provider, &browser, client).await;

    let claims = verify(&provider, client, &tokens["id_token"], client.id).await.unwrap();
    assert_eq!(claims["sub"], "alice");
    assert_eq!(claims["nonce"], NONCE);
    assert_eq!(claims["email"], "alice@mail.example");

    let (status, user) = user_info(&provider, &tokens["access_token"]).await;
    assert_eq!((status, &user["sub"], &user["name"]), (200, &"alice".into(), &"alice Test".into()));
}

#[tokio::test]
async fn client_with_its_secret_in_the_body_signs_in() {
    signs_in(&CODE_POST).await;
}

#[tokio::test]
async fn client_with_form_encoded_basic_credentials_signs_in() {
    signs_in(&CODE_BASIC).await;
}

#[tokio::test]
async fn client_with_hs256_signs_in() {
    signs_in(&HS256).await;
}

#[tokio::test]
async fn public_client_signs_in_with_pkce() {
    signs_in(&PUBLIC).await;
}

#[tokio::test]
async fn code_is_accepted_once() {
    let Some((provider, browser)) = peers::start().await else { return };
    let callback = browser.sign_in(&authorization_url(&provider, &CODE_POST, &[]), "alice").await;
    let code = callback.parameter("code").unwrap();
    assert_eq!(exchange(&provider, &CODE_POST, &code).await.0, 200);
    let (status, error) = exchange(&provider, &CODE_POST, &code).await;
    assert_eq!((status, &error["error"]), (400, &"invalid_grant".into()));
}

#[tokio::test]
async fn callback_arrives_in_each_response_mode() {
    let Some((provider, browser)) = peers::start().await else { return };
    let session = browser.session();
    for mode in ["query", "fragment", "form_post"] {
        let more = [("response_mode", mode)];
        let url = authorization_url(&provider, &CODE_POST, &more);
        let callback = session.sign_in(&url, "alice").await;
        assert!(callback.url.as_str().starts_with(REDIRECT_URI));
        let carrier = match (callback.url.query(), callback.url.fragment(), &callback.form) {
            (Some(_), None, None) => "query",
            (None, Some(_), None) => "fragment",
            (None, None, Some(_)) => "form_post",
            _ => panic!("{callback:?}"),
        };
        assert_eq!(carrier, mode);
        let code = callback.parameter("code").unwrap();
        assert_eq!(exchange(&provider, &CODE_POST, &code).await.0, 200);
    }
}

#[tokio::test]
async fn cancellation_is_reported_to_the_redirect_uri() {
    let Some((provider, browser)) = peers::start().await else { return };
    let url = authorization_url(&provider, &CODE_POST, &[]);
    let callback = browser.session().cancel(&url).await;
    assert_eq!(callback.parameter("error").as_deref(), Some("access_denied"));
}
