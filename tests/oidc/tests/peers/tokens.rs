use peers::{
    Browser, CODE_POST, Client, HS256, JWT, OidcProvider, PUBLIC, RESOURCE, SERVICE, Setup,
};
use serde_json::json;

use crate::by_hand::{
    authorization_url, client_credentials, exchange, exchange_with, introspect, refresh, revoke,
    sign_in, user_info, verify,
};

async fn rotates(client: &Client) {
    let Some((provider, browser)) = peers::start().await else { return };
    let first = sign_in(&provider, &browser, client).await;

    let (status, second) = refresh(&provider, client, &first["refresh_token"]).await;
    assert_eq!(status, 200, "{second}");
    assert_ne!(first["refresh_token"], second["refresh_token"]);
    verify(&provider, client, &second["id_token"], client.id).await.unwrap();

    let (status, error) = refresh(&provider, client, &first["refresh_token"]).await;
    assert_eq!((status, &error["error"]), (400, &"invalid_grant".into()));
    // The provider takes it for stolen, and revokes what followed from it.
    let (status, error) = refresh(&provider, client, &second["refresh_token"]).await;
    assert_eq!((status, &error["error"]), (400, &"invalid_grant".into()));
}

#[tokio::test]
async fn refresh_token_is_accepted_once() {
    rotates(&CODE_POST).await;
}

#[tokio::test]
async fn refresh_token_of_a_client_with_hs256_is_accepted_once() {
    rotates(&HS256).await;
}

#[tokio::test]
async fn refresh_token_of_a_public_client_is_accepted_once() {
    rotates(&PUBLIC).await;
}

#[tokio::test]
async fn revoked_access_token_is_inactive() {
    let Some((provider, browser)) = peers::start().await else { return };
    let tokens = sign_in(&provider, &browser, &CODE_POST).await;
    let token = &tokens["access_token"];

    let (status, introspection) = introspect(&provider, &CODE_POST, token).await;
    assert_eq!((status, &introspection["active"]), (200, &true.into()));
    assert_eq!(introspection["sub"], "alice");
    assert_eq!(introspection["client_id"], CODE_POST.id);

    assert_eq!(revoke(&provider, &CODE_POST, token).await.0, 200);
    let introspection = introspect(&provider, &CODE_POST, token).await;
    assert_eq!(introspection, (200, json!({"active": false})));
    assert_eq!(user_info(&provider, token).await.0, 401);
}

#[tokio::test]
async fn revoked_refresh_token_is_refused() {
    let Some((provider, browser)) = peers::start().await else { return };
    let tokens = sign_in(&provider, &browser, &CODE_POST).await;
    assert_eq!(revoke(&provider, &CODE_POST, &tokens["refresh_token"]).await.0, 200);
    let (status, error) = refresh(&provider, &CODE_POST, &tokens["refresh_token"]).await;
    assert_eq!((status, &error["error"]), (400, &"invalid_grant".into()));
}

#[tokio::test]
async fn access_token_is_a_jwt_for_a_client_with_that_format() {
    let Some((provider, browser)) = peers::start().await else { return };
    let url = authorization_url(&provider, &JWT, &[("scope", "openid api:read")]);
    let callback = browser.sign_in(&url, "alice").await;
    let (_, tokens) = exchange(&provider, &JWT, &callback.parameter("code").unwrap()).await;

    let token = tokens["access_token"].as_str().unwrap();
    assert_eq!(jsonwebtoken::decode_header(token).unwrap().typ.as_deref(), Some("at+jwt"));
    let claims = verify(&provider, &JWT, &tokens["access_token"], RESOURCE).await.unwrap();
    assert_eq!((&claims["sub"], &claims["client_id"]), (&"alice".into(), &JWT.id.into()));
    assert_eq!(claims["scope"], "api:read");
}

#[tokio::test]
async fn access_token_for_a_resource_has_the_signing_algorithm_of_the_client() {
    let Some((provider, browser)) = peers::start().await else { return };
    let resource = ("resource", RESOURCE);
    for client in [CODE_POST, HS256] {
        let more = [resource, ("scope", "openid api:read")];
        let callback =
            browser.sign_in(&authorization_url(&provider, &client, &more), "alice").await;
        let code = callback.parameter("code").unwrap();
        let (status, tokens) = exchange_with(&provider, &client, &code, &[resource]).await;
        assert_eq!(status, 200, "{tokens}");
        // This fails for any other algorithm.
        let claims = verify(&provider, &client, &tokens["access_token"], RESOURCE).await.unwrap();
        assert_eq!(claims["scope"], "api:read");
    }
}

#[tokio::test]
async fn service_requests_a_token_for_itself() {
    let Some(provider) = OidcProvider::start().await else { return };
    let (status, tokens) = client_credentials(&provider, &SERVICE, "api:read api:write").await;
    assert_eq!(status, 200, "{tokens}");
    let claims = verify(&provider, &SERVICE, &tokens["access_token"], RESOURCE).await.unwrap();
    assert_eq!((&claims["sub"], &claims["client_id"]), (&SERVICE.id.into(), &SERVICE.id.into()));
    assert_eq!(claims["scope"], "api:read api:write");
}

#[tokio::test]
async fn lifetimes_are_configurable() {
    let setup = Setup::default().lifetime("AccessToken", 7).lifetime("IdToken", 8);
    let Some(provider) = OidcProvider::start_with(setup).await else { return };
    let Some(browser) = Browser::start().await else { return };
    let tokens = sign_in(&provider, &browser, &CODE_POST).await;
    assert_eq!(tokens["expires_in"], 7);
    let claims = verify(&provider, &CODE_POST, &tokens["id_token"], CODE_POST.id).await.unwrap();
    assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 8);
}
