//! Searching users.

#![allow(deprecated, reason = "the legacy list follows the same rules")]

use genauth::{
    ManagementClient,
    management::{
        CreateUserReqDto, ListUsersAdvancedFilterItemDto, ListUsersLegacyParams,
        ListUsersOptionsDto, ListUsersRequestDto, SetCustomFieldDto, SetCustomFieldsReqDto,
        SortOrder, SortingDto, TargetType, UpdateUserOptionsDto, UpdateUserReqDto,
        UserFilterOperator, UserIdType, UserSearchField, UserSortField, UserStatus,
    },
};
use genauth_emulator::{Emulator, demo};
use serde_json::{Map, Value, json};

use crate::{accounts, directory::status};

/// Creates three users: Ann, who is suspended, Bob, who is signed in, and Cid.
async fn three_users(emulator: &Emulator) -> ManagementClient {
    let admin = emulator.management();
    for (username, name, age) in [("ann", "Ann", 30), ("bob", "Bob Ann", 20), ("cid", "Cid", 40)] {
        let body = CreateUserReqDto::new()
            .username(username)
            .name(name)
            .password(accounts::PASSWORD)
            .email(format!("{username}@example.com"))
            .company(if age < 35 { "Acme" } else { "Other" })
            .custom_data(Map::from_iter([("age".to_owned(), json!(age))]));
        admin.create_user(body).await.unwrap();
        emulator.clock().advance(std::time::Duration::from_secs(60));
    }
    let by_name = UpdateUserOptionsDto::new().user_id_type(UserIdType::Username);
    let body = UpdateUserReqDto::new("ann").status(UserStatus::Suspended).options(by_name);
    admin.update_user(body).await.unwrap();
    accounts::sign_in(&emulator.authentication(), "bob").await;
    admin
}

async fn found(admin: &ManagementClient, body: ListUsersRequestDto) -> Vec<String> {
    let page = admin.list_users(body).await.unwrap();
    assert_eq!(page.total_count, i64::try_from(page.list.len()).unwrap());
    page.list.into_iter().map(|user| user.username.unwrap()).collect()
}

#[tokio::test]
async fn keywords_search_default_or_given_fields() {
    let emulator = Emulator::start().await.unwrap();
    let admin = three_users(&emulator).await;
    let search = |keywords: &str| ListUsersRequestDto::new().keywords(keywords);
    assert_eq!(found(&admin, search("ANN")).await, ["ann", "bob"]);
    assert_eq!(found(&admin, search("cid@example")).await, ["cid"]);
    assert!(found(&admin, search("acme")).await.is_empty());
    let on = |field| ListUsersOptionsDto::new().fuzzy_search_on(vec![field]);
    let in_company = search("acme").options(on(UserSearchField::Company));
    assert_eq!(found(&admin, in_company).await, ["ann", "bob"]);
    let in_username = search("ann").options(on(UserSearchField::Username));
    assert_eq!(found(&admin, in_username).await, ["ann"]);
}

#[tokio::test]
async fn all_conditions_must_match() {
    let emulator = Emulator::start().await.unwrap();
    let admin = three_users(&emulator).await;
    use UserFilterOperator::*;
    let is = |field: &str, operator, value: Value| {
        let condition = ListUsersAdvancedFilterItemDto::new(field, operator);
        if value.is_null() { condition } else { condition.value(value) }
    };
    let cases = [
        (vec![is("status", Equal, json!("Suspended"))], vec!["ann"]),
        (vec![is("status", NotEqual, json!("Suspended"))], vec!["bob", "cid"]),
        (vec![is("name", Contains, json!("ann"))], vec!["ann", "bob"]),
        (vec![is("name", NotContains, json!("ann"))], vec!["cid"]),
        (vec![is("phone", IsNull, Value::Null)], vec!["ann", "bob", "cid"]),
        (vec![is("phone", NotNull, Value::Null)], vec![]),
        (vec![is("username", In, json!(["ann", "cid", "eve"]))], vec!["ann", "cid"]),
        (vec![is("age", Greater, json!(30))], vec!["ann", "cid"]),
        (vec![is("age", Lesser, json!(30))], vec!["ann", "bob"]),
        (vec![is("age", Between, json!([25, 35]))], vec!["ann"]),
        (vec![is("loggedInApps", In, json!([demo::APP_ID]))], vec!["bob"]),
        (vec![is("userSource", Equal, json!("adminCreated"))], vec!["ann", "bob", "cid"]),
        (
            vec![is("company", Equal, json!("Acme")), is("status", Equal, json!("Activated"))],
            vec!["bob"],
        ),
    ];
    for (conditions, expected) in cases {
        let text = format!("{conditions:?}");
        let body = ListUsersRequestDto::new().advanced_filter(conditions);
        assert_eq!(found(&admin, body).await, expected, "{text}");
    }
    let broken = ListUsersRequestDto::new().advanced_filter(vec![is("age", Between, json!(1))]);
    assert_eq!(status(admin.list_users(broken).await), 400);
}

#[tokio::test]
async fn conditions_on_unknown_fields_are_rejected() {
    let emulator = Emulator::start().await.unwrap();
    let admin = three_users(&emulator).await;
    let search = |field: &str| {
        let any = UserFilterOperator::NotNull;
        let known = ListUsersAdvancedFilterItemDto::new("status", any.clone());
        let condition = ListUsersAdvancedFilterItemDto::new(field, any);
        admin.list_users(ListUsersRequestDto::new().advanced_filter(vec![known, condition]))
    };
    for (field, meant) in [("nicknam", "`nickname`"), ("user_name", "`username`"), ("xyz", "")] {
        let error = search(field).await.unwrap_err();
        assert_eq!(error.status_code(), Some(400), "{field}");
        let message = error.to_string();
        assert!(message.contains(&format!("`{field}`")) && message.contains(meant), "{message}");
        assert!(message.contains("advancedFilter[1].field"), "{message}");
    }
    // Documented fields, fields of profiles and custom fields are known.
    for field in ["id", "nickname", "lastLogin", "userSource", "department", "identity", "age"] {
        search(field).await.unwrap();
    }
    search("shoeSize").await.unwrap_err();
    let defined = SetCustomFieldDto::new(TargetType::User, "shoeSize");
    admin.set_custom_fields(SetCustomFieldsReqDto::new(vec![defined])).await.unwrap();
    search("shoeSize").await.unwrap();
}

#[tokio::test]
async fn users_are_sorted_by_several_fields() {
    let emulator = Emulator::start().await.unwrap();
    let admin = three_users(&emulator).await;
    let sorted = |rules: Vec<SortingDto>| {
        ListUsersRequestDto::new().options(ListUsersOptionsDto::new().sort(rules))
    };
    let newest = sorted(vec![SortingDto::new(UserSortField::CreatedAt, SortOrder::Desc)]);
    assert_eq!(found(&admin, newest).await, ["cid", "bob", "ann"]);
    let rules = vec![
        SortingDto::new(UserSortField::Status, SortOrder::Asc),
        SortingDto::new(UserSortField::Username, SortOrder::Desc),
    ];
    assert_eq!(found(&admin, sorted(rules)).await, ["cid", "bob", "ann"]);
}

#[tokio::test]
async fn legacy_list_filters_by_status_and_update_time() {
    let emulator = Emulator::start().await.unwrap();
    let admin = three_users(&emulator).await;
    let list = |params| async {
        let page = admin.list_users_legacy(params).await.unwrap();
        page.list.into_iter().map(|user| user.username.unwrap()).collect::<Vec<_>>()
    };
    let suspended = ListUsersLegacyParams::new().status(UserStatus::Suspended);
    assert_eq!(list(suspended).await, ["ann"]);
    let all = admin.list_users(ListUsersRequestDto::new()).await.unwrap().list;
    let since = all[2].updated_at.unix_millis().unwrap() / 1_000;
    let since = ListUsersLegacyParams::new().updated_at_start(since);
    assert_eq!(list(since).await, ["ann", "cid"]);
}
