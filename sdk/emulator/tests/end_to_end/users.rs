//! Users, as managed by administrators.

use genauth::{
    authentication::GetProfileParams,
    codes::api,
    management::{
        CheckSessionStatusDto, CreateIdentityDto, CreateUserBatchReqDto, CreateUserInfoDto,
        CreateUserOtpDto, CreateUserReqDto, DeleteUsersBatchDto, DeleteUsersBatchOptionsDto,
        ExtIdpType, GetOtpSecretByUserParams, GetUserBatchParams, GetUserIdentitiesParams,
        GetUserLoggedinAppsParams, GetUserParams, IsUserExistsReqDto, KickUsersDto,
        LinkIdentityDto, ListArchivedUsersParams, ListUsersRequestDto, ResignUserReqDto,
        UnlinkIdentity, UpdateUserBatchReqDto, UpdateUserInfoDto, UpdateUserOptionsDto,
        UpdateUserReqDto, UserIdType, UserSourceType, UserStatus,
    },
};
use genauth_emulator::{Emulator, demo};
use serde_json::{Map, json};

use crate::{
    accounts::{self, PASSWORD},
    directory::{add_user, status},
};

fn custom(key: &str, value: serde_json::Value) -> Map<String, serde_json::Value> {
    Map::from_iter([(key.to_owned(), value)])
}

#[tokio::test]
async fn created_user_is_found_by_every_identifier() {
    let emulator = Emulator::start().await.unwrap();
    let admin = emulator.management();
    let identity = CreateIdentityDto::new()
        .ext_idp_id("idp-1")
        .provider(ExtIdpType::Wechat)
        .r#type("openid")
        .user_id_in_idp("u-1")
        .user_info_in_idp(Map::new())
        .origin_conn_ids(Vec::<String>::new());
    let body = CreateUserReqDto::new()
        .username("test")
        .email("Test@Example.com")
        .phone("188xxxx8888")
        .external_id("10010")
        .nickname("Nick")
        .birthdate("2022-06-03")
        .email_verified(true)
        .identities(vec![identity])
        .custom_data(custom("school", json!("MIT")));
    let user = admin.create_user(body).await.unwrap();
    assert_eq!(user.user_source_type, UserSourceType::AdminCreated);
    assert_eq!((user.status, user.email_verified), (UserStatus::Activated, true));
    for (kind, name) in [
        (UserIdType::UserId, user.user_id.as_str()),
        (UserIdType::Username, "test"),
        (UserIdType::Email, "test@example.com"),
        (UserIdType::Phone, "188xxxx8888"),
        (UserIdType::Phone, "+86188xxxx8888"),
        (UserIdType::ExternalId, "10010"),
        (UserIdType::Identity, "idp-1:u-1"),
        (UserIdType::SyncRelation, "wechat:u-1"),
        (UserIdType::CustomField, "school:MIT"),
    ] {
        let params = GetUserParams::new(name).user_id_type(kind);
        let found = admin.get_user(params).await.unwrap();
        assert_eq!(found.user_id, user.user_id, "{name}");
        // Fields that were not requested are absent.
        assert_eq!((found.custom_data, found.identities, found.department_ids), (None, None, None));
    }
    let params = GetUserParams::new(&*user.user_id)
        .with_custom_data(true)
        .with_identities(true)
        .with_department_ids(true);
    let found = admin.get_user(params).await.unwrap();
    assert_eq!(found.custom_data.unwrap()["school"], "MIT");
    assert_eq!(found.identities.unwrap()[0].user_id_in_idp, "u-1");
    assert_eq!(found.department_ids, Some(Vec::new()));

    let error = admin.get_user(GetUserParams::new("unknown")).await.unwrap_err();
    assert_eq!((error.status_code(), error.api_code()), (Some(404), Some(api::USER_NOT_FOUND)));
}

#[tokio::test]
async fn identifiers_are_unique() {
    let emulator = Emulator::start().await.unwrap();
    let admin = emulator.management();
    let body = || CreateUserReqDto::new().username("one").email("one@example.com");
    admin.create_user(body()).await.unwrap();
    assert_eq!(status(admin.create_user(CreateUserReqDto::new().username("one")).await), 409);
    let same = CreateUserReqDto::new().email("ONE@example.com");
    assert_eq!(status(admin.create_user(same).await), 409);
    assert_eq!(status(admin.create_user(CreateUserReqDto::new().name("No name")).await), 400);

    let two = add_user(&admin, "two").await;
    let taken = UpdateUserReqDto::new(&*two.user_id).username("one");
    assert_eq!(status(admin.update_user(taken).await), 409);
    let exists = |body| async { admin.is_user_exists(body).await.unwrap().exists };
    assert!(exists(IsUserExistsReqDto::new().username("two")).await);
    assert!(exists(IsUserExistsReqDto::new().email("one@EXAMPLE.com")).await);
    assert!(!exists(IsUserExistsReqDto::new().phone("188xxxx8888")).await);
    assert_eq!(status(admin.is_user_exists(IsUserExistsReqDto::new()).await), 400);
}

#[tokio::test]
async fn user_batches_succeed_or_fail_as_a_whole() {
    let emulator = Emulator::start().await.unwrap();
    let admin = emulator.management();
    let user = |name: &str| CreateUserInfoDto::new().username(name);
    let twice = CreateUserBatchReqDto::new(vec![user("a"), user("b"), user("a")]);
    assert_eq!(status(admin.create_users_batch(twice).await), 409);
    let departed = user("c").department_ids(vec!["nowhere".to_owned()]);
    let lost = CreateUserBatchReqDto::new(vec![user("a"), departed]);
    assert_eq!(status(admin.create_users_batch(lost).await), 404);
    assert_eq!(admin.list_users(ListUsersRequestDto::new()).await.unwrap().total_count, 0);

    let two = CreateUserBatchReqDto::new(vec![user("a"), user("b")]);
    let users = admin.create_users_batch(two).await.unwrap();
    let ids: Vec<String> = users.iter().map(|user| user.user_id.clone()).collect();
    let found = admin.get_user_batch(GetUserBatchParams::new(ids.clone())).await.unwrap();
    assert_eq!(found.len(), 2);
    let params = GetUserBatchParams::new(vec!["a".to_owned(), "b".to_owned()]);
    let found = admin.get_user_batch(params.user_id_type(UserIdType::Username)).await.unwrap();
    assert_eq!(found[1].user_id, ids[1]);

    let change = |id: &str, name: &str| UpdateUserInfoDto::new(id).name(name).username("same");
    let clash = vec![change(&ids[0], "A"), change(&ids[1], "B")];
    assert_eq!(status(admin.update_user_batch(UpdateUserBatchReqDto::new(clash)).await), 409);
    let found = admin.get_user(GetUserParams::new(&*ids[0])).await.unwrap();
    assert_eq!((found.username.as_deref(), found.name), (Some("a"), None));
    let fine = vec![change(&ids[0], "A"), UpdateUserInfoDto::new(&*ids[1]).name("B")];
    let changed = admin.update_user_batch(UpdateUserBatchReqDto::new(fine)).await.unwrap();
    assert_eq!((changed[0].name.as_deref(), changed[1].name.as_deref()), (Some("A"), Some("B")));
}

#[tokio::test]
async fn user_can_be_created_with_an_authenticator_app() {
    let emulator = Emulator::start().await.unwrap();
    let admin = emulator.management();
    let with =
        |secret: &str| CreateUserReqDto::new().username("test").otp(CreateUserOtpDto::new(secret));
    assert_eq!(status(admin.create_user(with("no base32")).await), 400);
    let user = admin.create_user(with("JBSWY3DPEHPK3PXP")).await.unwrap();
    let params = GetOtpSecretByUserParams::new(&*user.user_id);
    let otp = admin.get_otp_secret_by_user(params).await.unwrap();
    assert_eq!(otp.secret, "JBSWY3DPEHPK3PXP".into());
}

#[tokio::test]
async fn update_changes_only_the_given_fields() {
    let emulator = Emulator::start().await.unwrap();
    let admin = emulator.management();
    let body = CreateUserReqDto::new()
        .username("test")
        .email("test@example.com")
        .email_verified(true)
        .password(PASSWORD)
        .custom_data(custom("school", json!("MIT")));
    let user = admin.create_user(body).await.unwrap();
    let client = accounts::sign_in(&emulator.authentication(), "test").await;

    emulator.clock().advance(std::time::Duration::from_secs(60));
    let options = UpdateUserOptionsDto::new().user_id_type(UserIdType::Username);
    let body = UpdateUserReqDto::new("test")
        .email("new@example.com")
        .custom_data(custom("age", json!(22)))
        .options(options);
    let changed = admin.update_user(body).await.unwrap();
    assert_eq!(
        (changed.email.as_deref(), changed.email_verified),
        (Some("new@example.com"), false)
    );
    assert_eq!(changed.custom_data.unwrap().len(), 2);
    assert_eq!(changed.username.as_deref(), Some("test"));
    assert!(changed.updated_at.as_str() > user.updated_at.as_str());
    client.get_profile(GetProfileParams::new()).await.unwrap();

    // Suspending a user ends their sessions.
    let body = UpdateUserReqDto::new(&*user.user_id).status(UserStatus::Suspended);
    let changed = admin.update_user(body).await.unwrap();
    assert!(changed.status_changed_at.is_some());
    let error = client.get_profile(GetProfileParams::new()).await.unwrap_err();
    assert_eq!(error.api_code(), Some(api::NOT_LOGGED_IN));

    let unknown = UpdateUserReqDto::new("unknown").name("Unknown");
    assert_eq!(status(admin.update_user(unknown).await), 404);
}

#[tokio::test]
async fn an_administrator_sets_a_new_password() {
    let emulator = Emulator::start().await.unwrap();
    let admin = emulator.management();
    let body = CreateUserReqDto::new().username("test").password("another-passw0rd");
    let user = admin.create_user(body).await.unwrap();
    let body = UpdateUserReqDto::new(&*user.user_id).password(PASSWORD);
    admin.update_user(body).await.unwrap();
    accounts::sign_in(&emulator.authentication(), "test").await;
}

#[tokio::test]
async fn user_deletion_succeeds_or_fails_as_a_whole() {
    let emulator = Emulator::start().await.unwrap();
    let admin = emulator.management();
    add_user(&admin, "one").await;
    add_user(&admin, "two").await;
    let client = accounts::sign_in(&emulator.authentication(), "one").await;
    let by_name = DeleteUsersBatchOptionsDto::new().user_id_type(UserIdType::Username);
    let delete = |names: &[&str]| {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        admin.delete_users_batch(DeleteUsersBatchDto::new(names).options(by_name.clone()))
    };
    assert_eq!(status(delete(&["one", "unknown"]).await), 404);
    client.get_profile(GetProfileParams::new()).await.unwrap();
    assert!(delete(&["one"]).await.unwrap().success);
    let left = admin.list_users(ListUsersRequestDto::new()).await.unwrap();
    assert_eq!((left.total_count, left.list[0].username.as_deref()), (1, Some("two")));
    let error = client.get_profile(GetProfileParams::new()).await.unwrap_err();
    assert_eq!(error.status_code(), Some(401));
}

#[tokio::test]
async fn sessions_end_in_the_named_applications() {
    let emulator = Emulator::start().await.unwrap();
    let admin = emulator.management();
    let user = add_user(&admin, "test").await;
    let active = || async {
        let body = CheckSessionStatusDto::new(&*user.user_id, demo::APP_ID);
        admin.check_session_status(body).await.unwrap().active
    };
    assert!(!active().await);
    let client = accounts::sign_in(&emulator.authentication(), "test").await;
    assert!(active().await);
    let apps = GetUserLoggedinAppsParams::new(&*user.user_id);
    assert_eq!(admin.get_user_loggedin_apps(apps).await.unwrap()[0].app_id, demo::APP_ID);

    let kick = |app: &str| KickUsersDto::new(&*user.user_id, vec![app.to_owned()]);
    let error = admin.kick_users(kick("OTHER_APP")).await.unwrap_err();
    assert_eq!(error.api_code(), Some(api::APP_NOT_FOUND));
    assert!(active().await);
    admin.kick_users(kick(demo::APP_ID)).await.unwrap();
    assert!(!active().await);
    assert!(client.get_profile(GetProfileParams::new()).await.is_err());
}

#[tokio::test]
async fn resigning_ends_sessions_and_sets_the_status() {
    let emulator = Emulator::start().await.unwrap();
    let admin = emulator.management();
    let user = add_user(&admin, "test").await;
    let client = accounts::sign_in(&emulator.authentication(), "test").await;
    let body = ResignUserReqDto::new("test").user_id_type(UserIdType::Username);
    admin.resign_user(body).await.unwrap();
    assert!(client.get_profile(GetProfileParams::new()).await.is_err());
    let found = admin.get_user(GetUserParams::new(&*user.user_id)).await.unwrap();
    assert_eq!((found.status, found.username.as_deref()), (UserStatus::Resigned, Some("test")));
    assert_eq!(status(admin.resign_user(ResignUserReqDto::new("unknown")).await), 404);
}

#[tokio::test]
async fn archived_users_are_listed_since_a_time() {
    let emulator = Emulator::start().await.unwrap();
    let admin = emulator.management();
    let user = add_user(&admin, "test").await;
    add_user(&admin, "other").await;
    let body = UpdateUserReqDto::new(&*user.user_id).status(UserStatus::Archived);
    admin.update_user(body).await.unwrap();
    let list = |params| async { admin.list_archived_users(params).await.unwrap() };
    let found = list(ListArchivedUsersParams::new()).await;
    assert_eq!((found.total_count, &found.list[0].user_id), (1, &user.user_id));
    let found = list(ListArchivedUsersParams::new().start_at(4_000_000_000_i64)).await;
    assert_eq!(found.total_count, 0);
}

#[tokio::test]
async fn an_identity_belongs_to_one_user() {
    let emulator = Emulator::start().await.unwrap();
    let admin = emulator.management();
    let one = add_user(&admin, "one").await;
    let two = add_user(&admin, "two").await;
    let link = |user: &str| LinkIdentityDto::new("idp-1", user, "u-1");
    admin.link_identity(link(&one.user_id)).await.unwrap();
    admin.link_identity(link(&one.user_id)).await.unwrap();
    assert_eq!(status(admin.link_identity(link(&two.user_id)).await), 409);
    let of = |user: &str| admin.get_user_identities(GetUserIdentitiesParams::new(user));
    let identities = of(&one.user_id).await.unwrap();
    assert_eq!((identities.len(), identities[0].r#type.as_str()), (1, "generic"));
    admin.unlink_identity(UnlinkIdentity::new("idp-1", &*one.user_id)).await.unwrap();
    assert!(of(&one.user_id).await.unwrap().is_empty());
    admin.link_identity(link(&two.user_id)).await.unwrap();
}
