//! The token of an access key.

use std::time::Duration;

use genauth::management::{
    CreateAccessKeyDto, GetManagementAccessTokenDto, ListGroupsParams, UpdateAccessKeyDto,
};
use genauth_emulator::{Emulator, demo};
use serde_json::Value;

use crate::directory::status;

/// Returns the response to a list of groups with this token.
async fn with_token(emulator: &Emulator, token: &str) -> Value {
    let request = reqwest::Client::new().get(format!("{}/api/v3/list-groups", emulator.host()));
    let request = request.header("x-authing-userpool-id", demo::POOL_ID).bearer_auth(token);
    request.send().await.unwrap().json().await.unwrap()
}

#[tokio::test]
async fn management_tokens_expire_after_two_hours() {
    let emulator = Emulator::start().await.unwrap();
    let admin = emulator.management();
    let key = GetManagementAccessTokenDto::new(demo::ACCESS_KEY_ID, demo::SECRET);
    let token = admin.get_management_token(key).await.unwrap();
    assert_eq!(token.expires_in, 7_200);
    emulator.clock().advance(Duration::from_secs(7_100));
    assert_eq!(with_token(&emulator, token.access_token.expose()).await["statusCode"], 200);
    emulator.clock().advance(Duration::from_secs(100));
    let refused = with_token(&emulator, token.access_token.expose()).await;
    assert_eq!(refused["statusCode"], 401);
    assert!(refused["message"].as_str().unwrap().contains("expired"));
}

#[tokio::test]
async fn wrong_secret_and_unknown_key_have_the_same_error() {
    let emulator = Emulator::start().await.unwrap();
    let admin = emulator.management();
    let get = |id: &str, secret: &str| {
        let key = GetManagementAccessTokenDto::new(id, secret);
        async { admin.get_management_token(key).await.unwrap_err() }
    };
    let wrong = get(demo::ACCESS_KEY_ID, "wrong").await;
    let unknown = get("OTHER_KEY", demo::SECRET).await;
    assert_eq!((wrong.status_code(), unknown.status_code()), (Some(401), Some(401)));
}

#[tokio::test]
async fn disabled_access_key_is_rejected() {
    let emulator = Emulator::start().await.unwrap();
    let admin = emulator.management();
    let key = admin.create_access_key(CreateAccessKeyDto::new("userpool")).await.unwrap().remove(0);
    let other = genauth::ManagementClient::builder(&*key.access_key_id, key.access_key_secret);
    let other = other.host(emulator.host()).build().unwrap();
    other.list_groups(ListGroupsParams::new()).await.unwrap();

    let off = UpdateAccessKeyDto::new(&*key.access_key_id, false);
    admin.update_access_key(off).await.unwrap();
    assert_eq!(status(other.list_groups(ListGroupsParams::new()).await), 401);
    let on = UpdateAccessKeyDto::new(&*key.access_key_id, true);
    admin.update_access_key(on).await.unwrap();
    other.list_groups(ListGroupsParams::new()).await.unwrap();
}
