//! Access keys.

use genauth::{
    ManagementClient,
    management::{
        CreateAccessKeyDto, DeleteAccessKeyDto, GetAccessKeyListParams, GetAccessKeyParams,
        ListGroupsParams, UpdateAccessKeyDto,
    },
};
use genauth_emulator::{Emulator, demo};

use crate::directory::{add_user, status};

#[tokio::test]
async fn access_key_is_valid_until_deleted() {
    let emulator = Emulator::start().await.unwrap();
    let admin = emulator.management();
    let key = admin.create_access_key(CreateAccessKeyDto::new("userpool")).await.unwrap().remove(0);
    assert_eq!((key.enable, key.user_pool_id.as_str()), (true, demo::POOL_ID));
    let other = ManagementClient::builder(&*key.access_key_id, key.access_key_secret);
    let other = other.host(emulator.host()).build().unwrap();
    other.list_groups(ListGroupsParams::new()).await.unwrap();

    admin.delete_access_key(DeleteAccessKeyDto::new(&*key.access_key_id)).await.unwrap();
    // Its token is no longer valid, and it gets no new one.
    assert_eq!(status(other.list_groups(ListGroupsParams::new()).await), 401);
    let deleted = DeleteAccessKeyDto::new(&*key.access_key_id);
    assert_eq!(status(admin.delete_access_key(deleted).await), 404);
}

#[tokio::test]
async fn keys_are_listed_by_owner_and_status() {
    let emulator = Emulator::start().await.unwrap();
    let admin = emulator.management();
    let owner = add_user(&admin, "boss").await.user_id;
    let body = CreateAccessKeyDto::new("userpool").user_id(&*owner);
    let key = admin.create_access_key(body).await.unwrap().remove(0);
    let list = |params| async { admin.get_access_key_list(params).await.unwrap() };
    assert_eq!(list(GetAccessKeyListParams::new()).await.len(), 2);
    let of_owner = list(GetAccessKeyListParams::new().user_id(&*owner)).await;
    assert_eq!((of_owner.len(), &of_owner[0].access_key_id), (1, &key.access_key_id));

    let off = UpdateAccessKeyDto::new(&*key.access_key_id, false);
    admin.update_access_key(off).await.unwrap();
    let revoked = GetAccessKeyListParams::new().status(vec!["revoked".to_owned()]);
    assert_eq!(list(revoked).await.len(), 1);
    let get =
        |owner: &str| admin.get_access_key(GetAccessKeyParams::new(owner, &*key.access_key_id));
    let found = get(&owner).await.unwrap().remove(0);
    assert_eq!((found.enable, found.status.as_str()), (false, "revoked"));
    assert_eq!(status(get("unknown").await), 404);

    let unknown = CreateAccessKeyDto::new("userpool").user_id("unknown");
    assert_eq!(status(admin.create_access_key(unknown).await), 404);
}
