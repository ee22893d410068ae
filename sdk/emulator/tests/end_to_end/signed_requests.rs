//! Requests signed with an access key.

use std::time::Duration;

use genauth::{
    ManagementClient,
    codes::api,
    management::{
        CreateGroupReqDto, GetUserBatchParams, ListGroupsParams, ListUsersOptionsDto,
        ListUsersRequestDto, PaginationDto,
    },
};
use genauth_emulator::{Emulator, demo};

use crate::directory::{add_users, status};

fn signing(emulator: &Emulator, secret: &str) -> ManagementClient {
    let client = ManagementClient::builder(demo::ACCESS_KEY_ID, secret).host(emulator.host());
    client.sign_requests().build().unwrap()
}

#[tokio::test]
async fn signed_requests_need_no_token() {
    let emulator = Emulator::start().await.unwrap();
    let admin = signing(&emulator, demo::SECRET);
    let ids = add_users(&admin, &["one", "two"]).await;
    assert_eq!(admin.get_user_batch(GetUserBatchParams::new(ids)).await.unwrap().len(), 2);
    let page = PaginationDto::new().page(1).limit(10);
    let options = ListUsersOptionsDto::new().pagination(page).with_custom_data(true);
    let body = ListUsersRequestDto::new().keywords("o=n&e 张三").options(options);
    assert_eq!(admin.list_users(body).await.unwrap().total_count, 0);
    let group = CreateGroupReqDto::new("dev", "开发者", "\"quoted\"\n", "static");
    admin.create_group(group).await.unwrap();
    assert_eq!(admin.list_groups(ListGroupsParams::new()).await.unwrap().total_count, 1);
    assert!(emulator.calls_of("getManagementToken").unwrap().is_empty());
}

#[tokio::test]
async fn wrong_secret_and_wrong_clock_have_different_errors() {
    let emulator = Emulator::start().await.unwrap();
    let wrong = signing(&emulator, "wrong-secret");
    let error = wrong.list_groups(ListGroupsParams::new()).await.unwrap_err();
    assert_eq!(error.api_code(), Some(api::AKSK_SIGNATURE_INVALID));

    let admin = signing(&emulator, demo::SECRET);
    emulator.clock().advance(Duration::from_secs(14 * 60));
    admin.list_groups(ListGroupsParams::new()).await.unwrap();
    emulator.clock().advance(Duration::from_secs(2 * 60));
    let error = admin.list_groups(ListGroupsParams::new()).await.unwrap_err();
    assert_eq!(error.api_code(), Some(api::AKSK_TIMESTAMP_SKEW));
}

#[tokio::test]
async fn unknown_access_key_is_rejected() {
    let emulator = Emulator::start().await.unwrap();
    let other = ManagementClient::builder("OTHER_KEY", demo::SECRET).host(emulator.host());
    let other = other.sign_requests().build().unwrap();
    assert_eq!(status(other.list_groups(ListGroupsParams::new()).await), 401);
}
