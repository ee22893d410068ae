//! Roles, resources and data that users have through groups and departments.

use genauth::{
    ManagementClient,
    authentication::GetRoleListParams,
    management::{
        AddDepartmentMembersReqDto, AddGroupMembersReqDto, AssignRoleDto, AuthorizeResourceItem,
        AuthorizeResourcesDto, CheckPermissionDto, CreateAuthorizeDataPolicyDto,
        CreateDataPolicyDto, CreateGroupReqDto, CreateResourceDto, CreateRoleDto,
        CreateStringDataResourceDto, DataStatementPermissionDto, DeleteGroupsReqDto,
        DeleteOrganizationReqDto, DeleteUsersBatchDto, EffectDto,
        GetGroupAuthorizedResourcesParams, GetResourceAuthorizedTargetsDto,
        GetUserAuthorizedResourcesParams, GetUserRolesParams, IsActionAllowedDto,
        ListDataPolicyTargetsParams, ListPermissionViewDto, ListRoleAssignmentsParams,
        ListRoleDepartmentsParams, ListRoleMembersParams, ResourceItemDto, ResourceType,
        RoleAssignmentTargetType, SubjectDto, SubjectType, TargetDto, TargetType,
        UpdateGroupReqDto,
    },
};
use genauth_emulator::Emulator;

use crate::{
    accounts::signed_in,
    directory::id_of,
    organizations::{department, organization},
};

/// A pool with alice, who is in the group `developers` and in a nested department.
struct Company {
    emulator: Emulator,
    admin: ManagementClient,
    alice: String,
    group: String,
    above: String,
}

async fn company() -> Company {
    let emulator = Emulator::start().await.unwrap();
    let admin = emulator.management();
    let alice = id_of(&signed_in(&emulator, "alice").await).await;
    let group = CreateGroupReqDto::new("developers", "Developers", "All", "static");
    let group = admin.create_group(group).await.unwrap().id;
    admin
        .add_group_members(AddGroupMembersReqDto::new("developers", [alice.clone()]))
        .await
        .unwrap();
    organization(&admin, "acme").await;
    let above = department(&admin, "acme", "root", "Development").await.department_id;
    let team = department(&admin, "acme", &above, "Team").await.department_id;
    let member = AddDepartmentMembersReqDto::new(team, "acme", [alice.clone()]);
    admin.add_department_members(member).await.unwrap();
    Company { emulator, admin, alice, group, above }
}

impl Company {
    async fn give_roles(&self) {
        for (role, kind, target) in [
            ("coder", TargetType::Group, "developers"),
            ("planner", TargetType::Department, self.above.as_str()),
        ] {
            self.admin.create_role(CreateRoleDto::new(role)).await.unwrap();
            let assigned = AssignRoleDto::new(role, [TargetDto::new(kind, target)]);
            self.admin.assign_role(assigned).await.unwrap();
        }
    }

    async fn roles(&self) -> Vec<String> {
        let roles = self.admin.get_user_roles(GetUserRolesParams::new(&*self.alice));
        roles.await.unwrap().list.into_iter().map(|role| role.code).collect()
    }

    async fn delete_all(&self) {
        let group = DeleteGroupsReqDto::new(["developers".to_owned()]);
        self.admin.delete_groups_batch(group).await.unwrap();
        let acme = DeleteOrganizationReqDto::new("acme");
        self.admin.delete_organization(acme).await.unwrap();
    }
}

#[tokio::test]
async fn roles_are_inherited_from_groups_and_departments() {
    let company = company().await;
    let admin = &company.admin;
    company.give_roles().await;
    assert_eq!(company.roles().await, ["coder", "planner"]);
    // A user with an inherited role is not a member of it.
    let members = admin.list_role_members(ListRoleMembersParams::new("coder"));
    assert_eq!(members.await.unwrap().total_count, 0);
    let departments = admin.list_role_departments(ListRoleDepartmentsParams::new("planner"));
    let departments = departments.await.unwrap();
    assert_eq!(departments.list[0].id, company.above);
    assert_eq!(departments.list[0].name, "Development");
    let assignments = ListRoleAssignmentsParams::new("planner");
    let assignments = assignments.target_type([RoleAssignmentTargetType::Org]);
    assert_eq!(admin.list_role_assignments(assignments).await.unwrap().total_count, Some(1));

    // A group keeps its roles when its code changes, and loses them when it is deleted.
    let renamed = UpdateGroupReqDto::new("developers", "All").new_code("makers");
    admin.update_group(renamed).await.unwrap();
    assert_eq!(company.roles().await, ["coder", "planner"]);
    let back = UpdateGroupReqDto::new("makers", "All").new_code("developers");
    admin.update_group(back).await.unwrap();
    company.delete_all().await;
    assert!(company.roles().await.is_empty());
    for role in ["coder", "planner"] {
        let assignments = admin.list_role_assignments(ListRoleAssignmentsParams::new(role));
        assert_eq!(assignments.await.unwrap().total_count, Some(0));
    }
}

#[tokio::test]
async fn resources_are_inherited_from_groups_departments_and_roles() {
    let company = company().await;
    let admin = &company.admin;
    company.give_roles().await;
    admin.create_resource(CreateResourceDto::new("till", ResourceType::Ui)).await.unwrap();
    let allowed = |action: &str| {
        admin.is_action_allowed(IsActionAllowedDto::new(&*company.alice, action, "till"))
    };
    for (kind, target, action) in [
        (TargetType::Group, "developers", "open"),
        (TargetType::Department, company.above.as_str(), "close"),
        (TargetType::Role, "coder", "repair"),
    ] {
        assert!(!allowed(action).await.unwrap().allowed);
        let resource = ResourceItemDto::new("till", [action.to_owned()], ResourceType::Ui);
        let item = AuthorizeResourceItem::new(kind, [target.to_owned()], [resource]);
        admin.authorize_resources(AuthorizeResourcesDto::new([item])).await.unwrap();
        assert!(allowed(action).await.unwrap().allowed);
    }
    let all = GetUserAuthorizedResourcesParams::new(&*company.alice);
    let all = admin.get_user_authorized_resources(all).await.unwrap();
    assert_eq!(all.list[0].actions, ["open", "close", "repair"]);
    let group = GetGroupAuthorizedResourcesParams::new("developers");
    let group = admin.get_group_authorized_resources(group).await.unwrap();
    assert_eq!(group[0].actions, ["open"]);
    let targets =
        admin.get_resource_authorized_targets(GetResourceAuthorizedTargetsDto::new("till"));
    let targets = targets.await.unwrap().list;
    let targets: Vec<_> = targets.iter().map(|it| it.target_identifier.as_str()).collect();
    assert_eq!(targets, ["developers", company.above.as_str(), "coder"]);
    company.delete_all().await;
    for action in ["open", "close", "repair"] {
        assert!(!allowed(action).await.unwrap().allowed, "{action}");
    }
}

#[tokio::test]
async fn data_policies_are_inherited_and_saved() {
    let company = company().await;
    let admin = &company.admin;
    let actions = vec!["read".to_owned(), "write".to_owned()];
    let text = CreateStringDataResourceDto::new()
        .namespace_code("default")
        .resource_name("Text")
        .resource_code("text")
        .r#struct("/text")
        .actions(actions);
    admin.create_data_resource_by_string(text).await.unwrap();
    let mut policies = Vec::new();
    for (action, kind, target) in [
        ("read", SubjectType::Group, company.group.as_str()),
        ("write", SubjectType::Org, company.above.as_str()),
    ] {
        let permission = [format!("default/text/{action}")];
        let statement = DataStatementPermissionDto::new(EffectDto::Allow, permission);
        let policy = CreateDataPolicyDto::new(action, [statement]);
        let policy = admin.create_data_policy(policy).await.unwrap().policy_id;
        let given =
            CreateAuthorizeDataPolicyDto::new([policy.clone()], [SubjectDto::new(target, kind)]);
        admin.authorize_data_policies(given).await.unwrap();
        policies.push(policy);
    }
    let targets = ListDataPolicyTargetsParams::new(policies[1].as_str());
    let targets = admin.list_data_policy_targets(targets).await.unwrap();
    assert_eq!(targets.list[0].target_name, "Development");
    let view = admin.list_permission_view(ListPermissionViewDto::new()).await.unwrap();
    assert_eq!(view.list[0].group_list[0].group_code, "developers");
    assert_eq!(view.list[0].node_list[0].node_name, "Development");

    // A saved state contains all of it.
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state.json");
    company.emulator.save(&file).unwrap();
    let other = Emulator::start().await.unwrap();
    other.load(&file).unwrap();
    for admin in [admin, &other.management()] {
        for action in ["read", "write"] {
            let resources = ["text".to_owned()];
            let request = CheckPermissionDto::new("default", &*company.alice, action, resources);
            let response = admin.check_permission(request).await.unwrap();
            assert!(response.check_result_list[0].enabled, "{action}");
        }
    }
}

#[tokio::test]
async fn deleting_a_user_removes_grants_and_assignments() {
    let company = company().await;
    let admin = &company.admin;
    let bob = signed_in(&company.emulator, "bob").await;
    let id = id_of(&bob).await;
    admin.create_role(CreateRoleDto::new("coder")).await.unwrap();
    let target = TargetDto::new(TargetType::User, &*id);
    admin.assign_role(AssignRoleDto::new("coder", [target])).await.unwrap();
    admin.create_resource(CreateResourceDto::new("till", ResourceType::Ui)).await.unwrap();
    let resource = ResourceItemDto::new("till", ["*".to_owned()], ResourceType::Ui);
    let item = AuthorizeResourceItem::new(TargetType::User, [id.clone()], [resource]);
    admin.authorize_resources(AuthorizeResourcesDto::new([item])).await.unwrap();
    assert_eq!(bob.get_role_list(GetRoleListParams::new()).await.unwrap().len(), 1);

    admin.delete_users_batch(DeleteUsersBatchDto::new([id])).await.unwrap();
    let assignments = admin.list_role_assignments(ListRoleAssignmentsParams::new("coder"));
    assert_eq!(assignments.await.unwrap().total_count, Some(0));
    let targets =
        admin.get_resource_authorized_targets(GetResourceAuthorizedTargetsDto::new("till"));
    assert_eq!(targets.await.unwrap().total_count, 0);
}
