//! Pagination of lists: from 1, with 10 items by default and 50 at most.

#![allow(deprecated, reason = "the legacy list follows the same rules")]

use genauth::{
    ManagementClient,
    management::{
        AddDepartmentMembersReqDto, AddGroupMembersReqDto, CreateGroupBatchReqDto,
        CreateGroupReqDto, CreateUserBatchReqDto, CreateUserInfoDto, ListDepartmentMembersParams,
        ListGroupMembersParams, ListGroupsParams, ListUsersLegacyParams, ListUsersOptionsDto,
        ListUsersRequestDto, PaginationDto,
    },
};
use genauth_emulator::Emulator;

use crate::{directory::status, organizations::organization};

/// Number of items that fills no page exactly.
const MANY: usize = 120;

async fn crowd(admin: &ManagementClient) -> Vec<String> {
    let mut ids = Vec::new();
    for start in (0..MANY).step_by(40) {
        let user = |number| CreateUserInfoDto::new().username(format!("user-{number:03}"));
        let users: Vec<_> = (start..start + 40).map(user).collect();
        let made = admin.create_users_batch(CreateUserBatchReqDto::new(users)).await.unwrap();
        ids.extend(made.into_iter().map(|user| user.user_id));
    }
    ids
}

fn users(page: i64, limit: i64) -> ListUsersRequestDto {
    let page = PaginationDto::new().page(page).limit(limit);
    ListUsersRequestDto::new().options(ListUsersOptionsDto::new().pagination(page))
}

#[tokio::test]
async fn pages_are_numbered_from_one() {
    let emulator = Emulator::start().await.unwrap();
    let admin = emulator.management();
    crowd(&admin).await;
    let first = admin.list_users(ListUsersRequestDto::new()).await.unwrap();
    assert_eq!((first.total_count, first.list.len()), (120, 10));
    for (page, limit, expected) in [(1, 50, 50), (3, 50, 20), (4, 50, 0), (12, 10, 10), (13, 10, 0)]
    {
        let found = admin.list_users(users(page, limit)).await.unwrap();
        assert_eq!((found.total_count, found.list.len()), (120, expected), "page {page}");
    }
}

#[tokio::test]
async fn invalid_pages_are_rejected() {
    let emulator = Emulator::start().await.unwrap();
    let admin = emulator.management();
    for (page, limit) in [(0, 10), (-1, 10), (1, 0), (1, 51)] {
        assert_eq!(status(admin.list_users(users(page, limit)).await), 400);
        let params = ListUsersLegacyParams::new().page(page).limit(limit);
        assert_eq!(status(admin.list_users_legacy(params).await), 400);
        let params = ListGroupsParams::new().page(page).limit(limit);
        assert_eq!(status(admin.list_groups(params).await), 400);
    }
}

#[tokio::test]
async fn users_are_paged() {
    let emulator = Emulator::start().await.unwrap();
    let admin = emulator.management();
    let ids = crowd(&admin).await;
    let all = admin.list_users(ListUsersRequestDto::new()).items().collect().await.unwrap();
    let seen: Vec<String> = all.into_iter().map(|user| user.user_id).collect();
    assert_eq!(seen, ids);
    assert_eq!(emulator.calls_of("listUsers").unwrap().len(), 12);

    let mut pages = admin.list_users(users(1, 50)).pages();
    let mut sizes = Vec::new();
    while let Some(page) = pages.next().await {
        sizes.push(page.unwrap().list.len());
    }
    assert_eq!(sizes, [50, 50, 20]);
    let old = admin.list_users_legacy(ListUsersLegacyParams::new().limit(50)).items();
    let seen: Vec<String> =
        old.collect().await.unwrap().into_iter().map(|user| user.user_id).collect();
    assert_eq!(seen, ids);
}

#[tokio::test]
async fn groups_are_paged() {
    let emulator = Emulator::start().await.unwrap();
    let admin = emulator.management();
    let mut codes: Vec<String> = (0..MANY).map(|number| format!("group-{number:03}")).collect();
    codes.reverse();
    for some in codes.chunks(40) {
        let group = |code: &String| CreateGroupReqDto::new(&**code, "Group", "", "static");
        let groups: Vec<_> = some.iter().map(group).collect();
        admin.create_groups_batch(CreateGroupBatchReqDto::new(groups)).await.unwrap();
    }
    let all = admin.list_groups(ListGroupsParams::new().limit(50)).items().collect().await.unwrap();
    let seen: Vec<String> = all.into_iter().map(|group| group.code).collect();
    assert_eq!(seen, codes);
}

#[tokio::test]
async fn members_are_paged() {
    let emulator = Emulator::start().await.unwrap();
    let admin = emulator.management();
    let ids = crowd(&admin).await;
    admin.create_group(CreateGroupReqDto::new("all", "All", "", "static")).await.unwrap();
    for some in ids.chunks(40) {
        admin.add_group_members(AddGroupMembersReqDto::new("all", some.to_vec())).await.unwrap();
    }
    let walk = admin.list_group_members(ListGroupMembersParams::new("all").limit(50)).items();
    let seen: Vec<String> =
        walk.collect().await.unwrap().into_iter().map(|user| user.user_id).collect();
    assert_eq!(seen, ids);

    organization(&admin, "acme").await;
    for some in ids.chunks(40) {
        let body = AddDepartmentMembersReqDto::new("root", "acme", some.to_vec());
        admin.add_department_members(body).await.unwrap();
    }
    let params = ListDepartmentMembersParams::new("acme", "root");
    let walk = admin.list_department_members(params).items();
    let seen: Vec<String> =
        walk.collect().await.unwrap().into_iter().map(|user| user.user_id).collect();
    assert_eq!(seen, ids);
}
