//! Roles: created, assigned for a limited time, revoked, and queried.

use std::time::Duration;

use genauth::{
    Nullable, Scalar,
    authentication::GetRoleListParams,
    management::{
        AssignRoleBatchDto, AssignRoleDto, CheckRoleMutualExclusionReqDto, CheckRoleParamsDto,
        CreateAdminRoleDto, CreateNamespaceDto, CreateRoleDto, CreateRolesBatch,
        DeleteAdminRoleDto, DeleteRoleBatchDto, DeleteRoleDto, GetRoleParams, GetUserRolesParams,
        HasAnyRoleOptionsDto, HasAnyRoleReqDto, HasRoleRolesDto, ListRoleAssignmentsParams,
        ListRoleDepartmentsParams, ListRoleMembersParams, ListRolesParams, RevokeRoleBatchDto,
        RevokeRoleDto, RoleAssignmentTargetType, RoleCodeAndNamespaceDto, RoleCodeDto,
        RoleListItem, TargetDto, TargetType, UpdateRoleDto, UserIdType,
    },
};
use genauth_emulator::Emulator;

use crate::{
    accounts::signed_in,
    directory::{id_of, status},
};

fn user(id: &str) -> TargetDto {
    TargetDto::new(TargetType::User, id)
}

#[tokio::test]
async fn role_is_created_read_updated_and_deleted() {
    let emulator = Emulator::start().await.unwrap();
    let admin = emulator.management();
    let made = admin.create_role(CreateRoleDto::new("editor").description("Edits")).await.unwrap();
    assert_eq!((made.code.as_str(), made.name.as_str()), ("editor", "editor"));
    assert_eq!((made.namespace.as_str(), made.status.as_deref()), ("default", Some("ENABLE")));
    assert_eq!(admin.get_role(GetRoleParams::new("editor")).await.unwrap(), made);

    let again = admin.create_role(CreateRoleDto::new("editor")).await;
    assert_eq!(status(again), 409);
    let same_name = admin.create_role(CreateRoleDto::new("other").name("editor")).await;
    assert_eq!(status(same_name), 409);
    let nowhere = admin.create_role(CreateRoleDto::new("editor").namespace("nowhere")).await;
    assert_eq!(status(nowhere), 404);
    assert_eq!(status(admin.create_role(CreateRoleDto::new("two words")).await), 400);
    assert_eq!(status(admin.create_role(CreateRoleDto::new("a".repeat(51))).await), 400);

    let change = UpdateRoleDto::new("editor", "author", "Author")
        .status("disable")
        .enable_permission_apply(true);
    assert!(admin.update_role(change).await.unwrap().success);
    assert_eq!(status(admin.get_role(GetRoleParams::new("editor")).await), 404);
    let changed = admin.get_role(GetRoleParams::new("author")).await.unwrap();
    assert_eq!(changed.id, made.id);
    assert_eq!((changed.name.as_str(), changed.description.as_str()), ("Author", "Edits"));
    assert_eq!(changed.status.as_deref(), Some("DISABLE"));
    assert_eq!(changed.enable_permission_apply, Some(true));

    assert_eq!(
        status(admin.delete_roles_batch(DeleteRoleDto::new(["unknown".to_owned()])).await),
        404
    );
    admin.delete_roles_batch(DeleteRoleDto::new(["author".to_owned()])).await.unwrap();
    assert_eq!(status(admin.get_role(GetRoleParams::new("author")).await), 404);
}

#[tokio::test]
async fn role_batches_succeed_or_fail_as_a_whole() {
    let emulator = Emulator::start().await.unwrap();
    let admin = emulator.management();
    admin.create_namespace(CreateNamespaceDto::new("shop")).await.unwrap();
    let two = [RoleListItem::new("a"), RoleListItem::new("b").namespace("shop")];
    admin.create_roles_batch(CreateRolesBatch::new(two)).await.unwrap();
    let clash = [RoleListItem::new("c"), RoleListItem::new("a")];
    assert_eq!(status(admin.create_roles_batch(CreateRolesBatch::new(clash)).await), 409);
    let twice = [RoleListItem::new("c"), RoleListItem::new("c")];
    assert_eq!(status(admin.create_roles_batch(CreateRolesBatch::new(twice)).await), 409);
    assert_eq!(status(admin.get_role(GetRoleParams::new("c")).await), 404);

    let pair = |code: &str, space: &str| RoleCodeAndNamespaceDto::new(code, space);
    let wrong = [pair("a", "default"), pair("b", "default")];
    assert_eq!(status(admin.delete_roles(DeleteRoleBatchDto::new(wrong)).await), 404);
    admin.get_role(GetRoleParams::new("a")).await.unwrap();
    let right = [pair("a", "default"), pair("b", "shop")];
    admin.delete_roles(DeleteRoleBatchDto::new(right)).await.unwrap();
    assert_eq!(admin.list_roles(ListRolesParams::new()).await.unwrap().total_count, 0);
}

#[tokio::test]
async fn roles_are_listed_by_page_keyword_and_namespace() {
    let emulator = Emulator::start().await.unwrap();
    let admin = emulator.management();
    for number in 0..12 {
        admin.create_role(CreateRoleDto::new(format!("role-{number:02}"))).await.unwrap();
    }
    let first = admin.list_roles(ListRolesParams::new()).await.unwrap();
    assert_eq!((first.total_count, first.list.len()), (12, 10));
    let second = admin.list_roles(ListRolesParams::new().page(2).limit(5)).await.unwrap();
    assert_eq!(second.list.iter().map(|it| it.code.as_str()).next(), Some("role-05"));
    let some = admin.list_roles(ListRolesParams::new().keywords("role-1")).await.unwrap();
    assert_eq!(some.total_count, 2);
    let none = admin.list_roles(ListRolesParams::new().namespace("system")).await.unwrap();
    assert_eq!(none.total_count, 0);
    assert_eq!(status(admin.list_roles(ListRolesParams::new().limit(51)).await), 400);
}

#[tokio::test]
async fn codes_and_names_can_be_checked_for_uniqueness() {
    let emulator = Emulator::start().await.unwrap();
    let admin = emulator.management();
    admin.create_role(CreateRoleDto::new("editor").name("Editor")).await.unwrap();
    let check = |code: &str, name: &str| {
        admin.check_params_namespace(CheckRoleParamsDto::new("default", code).name(name))
    };
    assert!(check("author", "Author").await.unwrap().is_valid);
    let taken = check("editor", "Author").await.unwrap();
    assert!(!taken.is_valid);
    assert!(matches!(taken.message, Scalar::Text(why) if why.contains("code")));
    assert!(!check("author", "Editor").await.unwrap().is_valid);
}

#[tokio::test]
async fn user_has_a_role_from_assignment_to_revocation() {
    let emulator = Emulator::start().await.unwrap();
    let admin = emulator.management();
    let alice = signed_in(&emulator, "alice").await;
    let id = id_of(&alice).await;
    admin.create_namespace(CreateNamespaceDto::new("shop").name("Shop")).await.unwrap();
    admin.create_role(CreateRoleDto::new("editor")).await.unwrap();
    admin.create_role(CreateRoleDto::new("seller").namespace("shop")).await.unwrap();

    let stranger = AssignRoleDto::new("editor", [user(&id), user("unknown")]);
    let refused = admin.assign_role(stranger).await.unwrap_err();
    assert_eq!((refused.status_code(), refused.api_code()), (Some(404), Some(2004)));
    assert!(alice.get_role_list(GetRoleListParams::new()).await.unwrap().is_empty());

    let roles = [RoleCodeDto::new("editor"), RoleCodeDto::new("seller").namespace("shop")];
    admin.assign_role_batch(AssignRoleBatchDto::new(roles.clone(), [user(&id)])).await.unwrap();
    let mine = alice.get_role_list(GetRoleListParams::new()).await.unwrap();
    assert_eq!(mine.iter().map(|it| it.code.as_str()).collect::<Vec<_>>(), ["editor", "seller"]);
    assert_eq!(mine[1].namespace_name, "Shop");
    let in_shop = GetRoleListParams::new().namespace("shop");
    assert_eq!(alice.get_role_list(in_shop).await.unwrap().len(), 1);
    // Without a namespace, administrators get only the default one.
    let theirs = admin.get_user_roles(GetUserRolesParams::new(id.as_str())).await.unwrap();
    assert_eq!((theirs.total_count, theirs.list[0].code.as_str()), (1, "editor"));

    admin.revoke_role(RevokeRoleDto::new("editor", [user(&id)])).await.unwrap();
    admin.revoke_role(RevokeRoleDto::new("editor", [user(&id)])).await.unwrap();
    assert_eq!(alice.get_role_list(GetRoleListParams::new()).await.unwrap().len(), 1);
    admin.revoke_role_batch(RevokeRoleBatchDto::new(roles, [user(&id)])).await.unwrap();
    assert!(alice.get_role_list(GetRoleListParams::new()).await.unwrap().is_empty());
}

#[tokio::test]
async fn assignments_start_and_end_on_time() {
    let emulator = Emulator::start().await.unwrap();
    emulator.clock().stop();
    let admin = emulator.management();
    let alice = signed_in(&emulator, "alice").await;
    let id = id_of(&alice).await;
    admin.create_role(CreateRoleDto::new("guard")).await.unwrap();
    let now = emulator.clock().now().0;
    let backwards = AssignRoleDto::new("guard", [user(&id)]).enable_time(now).end_time(now);
    assert_eq!(status(admin.assign_role(backwards).await), 400);
    let shift =
        AssignRoleDto::new("guard", [user(&id)]).enable_time(now + 60_000).end_time(now + 120_000);
    admin.assign_role(shift).await.unwrap();

    let request = || HasAnyRoleReqDto::new(id.as_str(), [HasRoleRolesDto::new("guard")]);
    let listed = || ListRoleAssignmentsParams::new("guard");
    let mut seen = Vec::new();
    for _ in 0..3 {
        let has = admin.has_any_role(request()).await.unwrap().has_any_role;
        let listed = admin.list_role_assignments(listed()).await.unwrap();
        seen.push((has, listed.data[0].status.clone()));
        emulator.clock().advance(Duration::from_secs(60));
    }
    let of = |has: bool, status: &str| (has, status.to_owned());
    assert_eq!(seen, [of(false, "DISABLE"), of(true, "ENABLE"), of(false, "DISABLE")]);
    let page = admin.list_role_assignments(listed()).await.unwrap();
    assert_eq!(page.data[0].end_time, Some(Nullable::Value(now + 120_000)));

    // Assigned again without times, it is valid immediately and without end.
    admin.assign_role(AssignRoleDto::new("guard", [user(&id)])).await.unwrap();
    assert!(admin.has_any_role(request()).await.unwrap().has_any_role);
    assert_eq!(admin.list_role_assignments(listed()).await.unwrap().data.len(), 1);
}

#[tokio::test]
async fn role_is_inactive_after_its_disable_time() {
    let emulator = Emulator::start().await.unwrap();
    emulator.clock().stop();
    let admin = emulator.management();
    let alice = signed_in(&emulator, "alice").await;
    let at = emulator.clock().now().0 + 60_000;
    let wrong = CreateRoleDto::new("brief").disable_time("tomorrow");
    assert_eq!(status(admin.create_role(wrong).await), 400);
    admin.create_role(CreateRoleDto::new("brief").disable_time(at.to_string())).await.unwrap();
    let target = user(&id_of(&alice).await);
    admin.assign_role(AssignRoleDto::new("brief", [target])).await.unwrap();
    assert_eq!(alice.get_role_list(GetRoleListParams::new()).await.unwrap().len(), 1);
    emulator.clock().advance(Duration::from_secs(60));
    assert!(alice.get_role_list(GetRoleListParams::new()).await.unwrap().is_empty());
    let role = admin.get_role(GetRoleParams::new("brief")).await.unwrap();
    assert_eq!(role.status.as_deref(), Some("DISABLE"));
    assert_eq!(role.disable_time, Some(Nullable::Value(at)));
}

#[tokio::test]
async fn has_any_role_accepts_a_user_id_type() {
    let emulator = Emulator::start().await.unwrap();
    let admin = emulator.management();
    let alice = signed_in(&emulator, "alice").await;
    admin.create_role(CreateRoleDto::new("editor")).await.unwrap();
    let target = user(&id_of(&alice).await);
    admin.assign_role(AssignRoleDto::new("editor", [target])).await.unwrap();
    let ask = |roles: &[&str], name: &str| {
        let roles: Vec<_> = roles.iter().map(|code| HasRoleRolesDto::new(*code)).collect();
        let by_name = HasAnyRoleOptionsDto::new().user_id_type(UserIdType::Username);
        admin.has_any_role(HasAnyRoleReqDto::new(name, roles).options(by_name))
    };
    assert!(ask(&["unknown", "editor"], "alice").await.unwrap().has_any_role);
    assert!(!ask(&["unknown"], "alice").await.unwrap().has_any_role);
    assert!(!ask(&[], "alice").await.unwrap().has_any_role);
    let refused = ask(&["editor"], "bob").await.unwrap_err();
    assert_eq!((refused.status_code(), refused.api_code()), (Some(404), Some(2004)));
}

#[tokio::test]
async fn members_and_assignments_of_a_role_are_listed() {
    let emulator = Emulator::start().await.unwrap();
    let admin = emulator.management();
    admin.create_role(CreateRoleDto::new("editor").name("Editor")).await.unwrap();
    let mut targets = Vec::new();
    for name in ["alice", "bob", "carol"] {
        targets.push(user(&id_of(&signed_in(&emulator, name).await).await));
    }
    admin.assign_role(AssignRoleDto::new("editor", targets)).await.unwrap();
    let members = admin.list_role_members(ListRoleMembersParams::new("editor").limit(2));
    let members = members.await.unwrap();
    assert_eq!(members.total_count, 3);
    let names: Vec<_> = members.list.iter().filter_map(|it| it.username.as_deref()).collect();
    assert_eq!(names, ["alice", "bob"]);
    assert_eq!(members.list[0].department_ids, None);

    let all = ListRoleAssignmentsParams::new("editor");
    let page = admin.list_role_assignments(all.clone().page(2).limit(2)).await.unwrap();
    assert_eq!((page.total_count, page.data.len()), (Some(3), 1));
    assert_eq!(page.data[0].role_name, "Editor");
    assert_eq!(page.data[0].end_time, Some(Nullable::Null));
    let departments = all.target_type([RoleAssignmentTargetType::Org]);
    assert_eq!(admin.list_role_assignments(departments).await.unwrap().total_count, Some(0));
    let departments = admin.list_role_departments(ListRoleDepartmentsParams::new("editor"));
    assert_eq!(departments.await.unwrap().total_count, 0);
    assert_eq!(status(admin.list_role_members(ListRoleMembersParams::new("unknown")).await), 404);
}

#[tokio::test]
async fn roles_cannot_be_assigned_to_roles_or_unknown_groups() {
    let emulator = Emulator::start().await.unwrap();
    let admin = emulator.management();
    admin.create_role(CreateRoleDto::new("editor")).await.unwrap();
    let assign = |kind: TargetType| {
        admin.assign_role(AssignRoleDto::new("editor", [TargetDto::new(kind, "editor")]))
    };
    assert_eq!(status(assign(TargetType::Role).await), 400);
    assert_eq!(status(assign(TargetType::Group).await), 404);
    assert_eq!(status(assign(TargetType::Department).await), 404);
}

#[tokio::test]
async fn administrator_roles_have_their_own_namespace() {
    let emulator = Emulator::start().await.unwrap();
    let admin = emulator.management();
    let auditor = || CreateAdminRoleDto::new("auditor", "Auditor");
    assert!(admin.create_admin_role(auditor()).await.unwrap().is_valid);
    let again = admin.create_admin_role(auditor()).send().await.unwrap();
    assert!(!again.data().is_valid);
    let found = admin.get_role(GetRoleParams::new("auditor").namespace("system")).await.unwrap();
    assert_eq!(found.name, "Auditor");
    let roles = [RoleCodeDto::new("auditor").namespace("system")];
    let exclusion = admin.check_mutual_exclusion(CheckRoleMutualExclusionReqDto::new(roles));
    assert!(!exclusion.await.unwrap().exist_mutually_exclusive);
    let deleted = DeleteAdminRoleDto::new(["auditor".to_owned()]);
    admin.delete_admin_roles_batch(deleted.clone()).await.unwrap();
    assert_eq!(status(admin.delete_admin_roles_batch(deleted).await), 404);
}
