//! Batches: an error names the invalid item, and nothing is carried out.

use genauth::{
    Error, ManagementClient,
    management::{
        AddGroupMembersReqDto, AssignRoleBatchDto, AuthorizeResourceItem, AuthorizeResourcesDto,
        CreateGroupBatchReqDto, CreateGroupReqDto, CreateResourceBatchItemDto,
        CreateResourcesBatchDto, CreateRolesBatch, CreateUserBatchReqDto, CreateUserInfoDto,
        DeleteGroupsReqDto, DeleteRoleDto, DeleteUsersBatchDto, GetUserBatchParams,
        GetUserPermissionListDto, ImportOtpItemDataDto, ImportOtpItemDto, ImportOtpReqDto,
        ListUsersRequestDto, ResignUserBatchReqDto, ResourceItemDto, ResourceType, RoleCodeDto,
        RoleListItem, TargetDto, TargetType, UpdateUserBatchReqDto, UpdateUserInfoDto,
    },
};
use genauth_emulator::Emulator;

/// Returns the first user of a pool, and a client of an administrator.
async fn begun(emulator: &Emulator) -> (String, ManagementClient) {
    let admin = emulator.management();
    let user = genauth::management::CreateUserReqDto::new().username("ann");
    (admin.create_user(user).await.unwrap().user_id, admin)
}

/// Returns whether an error names an item by its index in a list and its value.
fn names<T: std::fmt::Debug>(response: Result<T, Error>, item: &str, value: &str) {
    let message = response.unwrap_err().to_string();
    assert!(message.contains(&format!("`{item}` (`{value}`): ")), "{message}");
}

#[tokio::test]
async fn batches_of_users_name_the_item_that_fails() {
    let emulator = Emulator::start().await.unwrap();
    let (id, admin) = begun(&emulator).await;
    let user = |name: &str| CreateUserInfoDto::new().username(name);
    let batch = CreateUserBatchReqDto::new(vec![user("bob"), user("ann")]);
    names(admin.create_users_batch(batch).await, "list[1]", "ann");
    let change = |id: &str| UpdateUserInfoDto::new(id).nickname("N");
    let batch = UpdateUserBatchReqDto::new(vec![change(&id), change("gone")]);
    names(admin.update_user_batch(batch).await, "list[1]", "gone");
    let ids = || vec![id.clone(), "gone".to_owned()];
    names(admin.delete_users_batch(DeleteUsersBatchDto::new(ids())).await, "userIds[1]", "gone");
    names(admin.resign_user_batch(ResignUserBatchReqDto::new(ids())).await, "userIds[1]", "gone");
    names(admin.get_user_batch(GetUserBatchParams::new(ids())).await, "userIds[1]", "gone");
    let otp = |id: &str, secret| ImportOtpItemDto::new(id, ImportOtpItemDataDto::new(secret));
    let batch = vec![otp(&id, "JBSWY3DPEHPK3PXP"), otp("gone", "JBSWY3DPEHPK3PXP")];
    names(admin.import_otp(ImportOtpReqDto::new(batch)).await, "list[1]", "gone");
    let batch = ImportOtpReqDto::new(vec![otp(&id, "not base32!")]);
    names(admin.import_otp(batch).await, "list[0]", &id);
    // Nothing was carried out, and a single user is not a list.
    let users = admin.list_users(ListUsersRequestDto::new()).await.unwrap();
    assert_eq!(users.total_count, 1);
    let one = genauth::management::CreateUserReqDto::new().username("ann");
    let message = admin.create_user(one).await.unwrap_err().to_string();
    assert!(!message.contains("list["), "{message}");
}

#[tokio::test]
async fn lists_within_a_batch_and_of_queries_name_the_item_that_fails() {
    let emulator = Emulator::start().await.unwrap();
    let (id, admin) = begun(&emulator).await;
    let user = CreateUserInfoDto::new().username("bob").department_ids(vec!["gone".to_owned()]);
    let response = admin.create_users_batch(CreateUserBatchReqDto::new(vec![user])).await;
    names(response, "list[0]", "bob");
    let users = GetUserPermissionListDto::new(vec![id, "gone\n".to_owned()]);
    names(admin.get_user_permission_list(users).await, "userIds[1]", "gone\\n");
}

#[tokio::test]
async fn batches_of_groups_and_roles_name_the_item_that_fails() {
    let emulator = Emulator::start().await.unwrap();
    let (id, admin) = begun(&emulator).await;
    let group = |code: &str| CreateGroupReqDto::new(code, code, "", "static");
    admin.create_group(group("dev")).await.unwrap();
    let batch = CreateGroupBatchReqDto::new(vec![group("ops"), group("dev")]);
    names(admin.create_groups_batch(batch).await, "list[1]", "dev");
    let codes = || vec!["dev".to_owned(), "gone".to_owned()];
    names(admin.delete_groups_batch(DeleteGroupsReqDto::new(codes())).await, "codeList[1]", "gone");
    let members = AddGroupMembersReqDto::new("dev", vec![id.clone(), "gone".to_owned()]);
    names(admin.add_group_members(members).await, "userIds[1]", "gone");

    let roles = vec![RoleListItem::new("dev"), RoleListItem::new("dev")];
    names(admin.create_roles_batch(CreateRolesBatch::new(roles)).await, "list[1]", "dev");
    let batch = CreateRolesBatch::new(vec![RoleListItem::new("dev")]);
    admin.create_roles_batch(batch).await.unwrap();
    names(admin.delete_roles_batch(DeleteRoleDto::new(codes())).await, "codeList[1]", "gone");
    let role = |code: &str| RoleCodeDto::new(code);
    let target = |id: &str| TargetDto::new(TargetType::User, id);
    let roles = vec![role("dev"), role("gone")];
    let batch = AssignRoleBatchDto::new(roles, vec![target(&id)]);
    names(admin.assign_role_batch(batch).await, "roles[1]", "gone");
    let batch = AssignRoleBatchDto::new(vec![role("dev")], vec![target(&id), target("gone")]);
    names(admin.assign_role_batch(batch).await, "targets[1]", "gone");
}

#[tokio::test]
async fn batches_of_resources_name_the_item_that_fails() {
    let emulator = Emulator::start().await.unwrap();
    let (id, admin) = begun(&emulator).await;
    let resource = |code: &str| CreateResourceBatchItemDto::new(code, ResourceType::Api);
    let batch = |codes: &[&str]| {
        CreateResourcesBatchDto::new(codes.iter().map(|code| resource(code)).collect::<Vec<_>>())
    };
    admin.create_resources_batch(batch(&["ecs"])).await.unwrap();
    names(admin.create_resources_batch(batch(&["rds", "ecs"])).await, "list[1]", "ecs");
    let item = |code: &str| ResourceItemDto::new(code, Vec::<String>::new(), ResourceType::Api);
    let resources = vec![item("ecs"), item("gone")];
    let one = AuthorizeResourceItem::new(TargetType::User, vec![id], resources);
    let response = admin.authorize_resources(AuthorizeResourcesDto::new(vec![one])).await;
    names(response, "resources[1]", "gone");
}
