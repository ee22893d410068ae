//! Groups and their members.

use genauth::management::{
    AddGroupMembersReqDto, CreateGroupBatchReqDto, CreateGroupReqDto, CreateOrUpdateGroupReqDto,
    DeleteGroupsReqDto, DeleteUsersBatchDto, GetAllGroupsParams, GetGroupParams,
    GetUserGroupsParams, ListGroupMembersParams, ListGroupsParams, RemoveGroupMembersReqDto,
    UpdateGroupReqDto,
};
use genauth_emulator::Emulator;

use crate::{
    accounts,
    directory::{add_user, add_users, status},
};

fn group(code: &str) -> CreateGroupReqDto {
    CreateGroupReqDto::new(code, format!("Group {code}"), "For tests.", "static")
}

#[tokio::test]
async fn a_group_is_found_by_its_code() {
    let emulator = Emulator::start().await.unwrap();
    let admin = emulator.management();
    let created = admin.create_group(group("dev")).await.unwrap();
    assert_eq!((created.code.as_str(), created.name.as_str()), ("dev", "Group dev"));
    let found = admin.get_group(GetGroupParams::new("dev")).await.unwrap();
    assert_eq!(found, created);
    assert_eq!(status(admin.create_group(group("dev")).await), 409);
    assert_eq!(status(admin.create_group(group("no spaces")).await), 400);
    assert_eq!(status(admin.get_group(GetGroupParams::new("ops")).await), 404);
}

#[tokio::test]
async fn group_batches_succeed_or_fail_as_a_whole() {
    let emulator = Emulator::start().await.unwrap();
    let admin = emulator.management();
    let twice = CreateGroupBatchReqDto::new(vec![group("a"), group("b"), group("a")]);
    assert_eq!(status(admin.create_groups_batch(twice).await), 409);
    let all = || async { admin.get_all_groups(GetAllGroupsParams::new()).await.unwrap() };
    assert!(all().await.is_empty());
    let two = CreateGroupBatchReqDto::new(vec![group("a"), group("b")]);
    assert_eq!(admin.create_groups_batch(two).await.unwrap().len(), 2);

    let delete = |codes: &[&str]| {
        let codes: Vec<String> = codes.iter().map(|code| (*code).to_owned()).collect();
        admin.delete_groups_batch(DeleteGroupsReqDto::new(codes))
    };
    assert_eq!(status(delete(&["a", "c"]).await), 404);
    assert_eq!(all().await.len(), 2);
    assert!(delete(&["a", "b"]).await.unwrap().success);
    assert!(all().await.is_empty());
}

#[tokio::test]
async fn create_or_update_creates_or_updates_a_group() {
    let emulator = Emulator::start().await.unwrap();
    let admin = emulator.management();
    let put = |name: &str| CreateOrUpdateGroupReqDto::new("dev", name, "For tests.", "static");
    let first = admin.create_or_update_group(put("One")).await.unwrap();
    let second = admin.create_or_update_group(put("Two")).await.unwrap();
    assert_eq!((first.created, second.created), (true, false));
    assert_eq!((first.data.id, second.data.name.as_str()), (second.data.id, "Two"));
}

#[tokio::test]
async fn changing_a_group_code_keeps_its_members() {
    let emulator = Emulator::start().await.unwrap();
    let admin = emulator.management();
    admin.create_group(group("dev")).await.unwrap();
    admin.create_group(group("ops")).await.unwrap();
    let ids = add_users(&admin, &["test"]).await;
    admin.add_group_members(AddGroupMembersReqDto::new("dev", ids.clone())).await.unwrap();
    let rename = |code: &str| UpdateGroupReqDto::new("dev", "Changed.").new_code(code);
    assert_eq!(status(admin.update_group(rename("ops")).await), 409);
    let changed = admin.update_group(rename("devs")).await.unwrap();
    assert_eq!((changed.code.as_str(), changed.name.as_str()), ("devs", "Group dev"));
    assert_eq!(status(admin.get_group(GetGroupParams::new("dev")).await), 404);
    let groups = admin.get_user_groups(GetUserGroupsParams::new(&*ids[0])).await.unwrap();
    assert_eq!((groups.total_count, groups.list[0].code.as_str()), (1, "devs"));
}

#[tokio::test]
async fn members_are_added_and_removed() {
    let emulator = Emulator::start().await.unwrap();
    let admin = emulator.management();
    admin.create_group(group("dev")).await.unwrap();
    let ids = add_users(&admin, &["one", "two"]).await;
    let add = |ids: Vec<String>| admin.add_group_members(AddGroupMembersReqDto::new("dev", ids));
    let members = || async {
        let page = admin.list_group_members(ListGroupMembersParams::new("dev")).await.unwrap();
        page.list.into_iter().map(|user| user.username.unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(status(add(vec![ids[0].clone(), "unknown".to_owned()]).await), 404);
    assert!(members().await.is_empty());
    add(ids.clone()).await.unwrap();
    add(vec![ids[0].clone()]).await.unwrap();
    assert_eq!(members().await, ["one", "two"]);
    let all = admin.get_all_groups(GetAllGroupsParams::new().fetch_members(true)).await.unwrap();
    assert_eq!(all[0].members.len(), 2);

    let body = RemoveGroupMembersReqDto::new("dev", vec![ids[0].clone()]);
    admin.remove_group_members(body).await.unwrap();
    assert_eq!(members().await, ["two"]);
    admin.delete_users_batch(DeleteUsersBatchDto::new(vec![ids[1].clone()])).await.unwrap();
    assert!(members().await.is_empty());
    let nowhere = AddGroupMembersReqDto::new("ops", vec![ids[0].clone()]);
    assert_eq!(status(admin.add_group_members(nowhere).await), 404);
}

#[tokio::test]
async fn groups_are_searched_by_code_and_name() {
    let emulator = Emulator::start().await.unwrap();
    let admin = emulator.management();
    for code in ["dev", "ops", "devops"] {
        admin.create_group(group(code)).await.unwrap();
    }
    let found = admin.list_groups(ListGroupsParams::new().keywords("DEV")).await.unwrap();
    let codes: Vec<&str> = found.list.iter().map(|group| group.code.as_str()).collect();
    assert_eq!((found.total_count, codes.len()), (2, 2));
    assert!(codes.contains(&"dev") && codes.contains(&"devops"));
    assert_eq!(admin.list_groups(ListGroupsParams::new()).await.unwrap().total_count, 3);
}

#[tokio::test]
async fn users_can_list_their_own_groups() {
    let emulator = Emulator::start().await.unwrap();
    let admin = emulator.management();
    admin.create_group(group("dev")).await.unwrap();
    admin.create_group(group("ops")).await.unwrap();
    let user = add_user(&admin, "test").await;
    let client = accounts::sign_in(&emulator.authentication(), "test").await;
    assert!(client.get_group_list().await.unwrap().is_empty());
    let body = AddGroupMembersReqDto::new("ops", vec![user.user_id]);
    admin.add_group_members(body).await.unwrap();
    let groups = client.get_group_list().await.unwrap();
    assert_eq!((groups.len(), groups[0].code.as_str()), (1, "ops"));
}
