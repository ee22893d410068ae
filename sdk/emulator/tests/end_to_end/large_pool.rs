//! Lists and searches in a pool with many users.

use genauth::{
    ManagementClient,
    management::{
        CreateUserBatchReqDto, CreateUserInfoDto, CreateUserReqDto, ListUsersAdvancedFilterItemDto,
        ListUsersOptionsDto, ListUsersRequestDto, PaginationDto, SortOrder, SortingDto,
        UpdateUserBatchReqDto, UpdateUserInfoDto, UserFilterOperator, UserSortField,
    },
};
use genauth_emulator::Emulator;

/// Number of users in the pool.
const USERS: usize = 230;

async fn pool(emulator: &Emulator) -> ManagementClient {
    let admin = emulator.management();
    for start in (0..USERS).step_by(50) {
        let users = (start..USERS.min(start + 50)).map(|number| {
            CreateUserInfoDto::new()
                .username(format!("User-{number:03}"))
                .email(format!("user-{number}@example.com"))
        });
        let batch = CreateUserBatchReqDto::new(users.collect::<Vec<_>>());
        admin.create_users_batch(batch).await.unwrap();
    }
    admin
}

async fn names(admin: &ManagementClient, request: ListUsersRequestDto) -> (i64, Vec<String>) {
    let page = admin.list_users(request).await.unwrap();
    (page.total_count, page.list.into_iter().filter_map(|user| user.username).collect())
}

fn options(page: i64) -> ListUsersOptionsDto {
    ListUsersOptionsDto::new().pagination(PaginationDto::new().page(page).limit(50))
}

#[tokio::test]
async fn pages_are_consistent_in_both_orders() {
    let emulator = Emulator::start().await.unwrap();
    let admin = pool(&emulator).await;
    for order in [SortOrder::Asc, SortOrder::Desc] {
        let mut all = Vec::new();
        for page in 1..=6 {
            let sort = SortingDto::new(UserSortField::CreatedAt, order.clone());
            let request = ListUsersRequestDto::new().options(options(page).sort([sort]));
            let (total, part) = names(&admin, request).await;
            assert_eq!(usize::try_from(total).unwrap(), USERS);
            assert_eq!(part.len(), [50, 50, 50, 50, 30, 0][usize::try_from(page).unwrap() - 1]);
            all.extend(part);
        }
        let is_in_order = match order {
            SortOrder::Asc => all.is_sorted(),
            _ => all.iter().rev().is_sorted(),
        };
        assert!(is_in_order && all.len() == USERS, "{all:?}");
    }
}

#[tokio::test]
async fn identifier_conditions_ignore_case() {
    let emulator = Emulator::start().await.unwrap();
    let admin = pool(&emulator).await;
    let condition = |field: &str, operator, value: serde_json::Value| {
        let condition = ListUsersAdvancedFilterItemDto::new(field, operator).value(value);
        ListUsersRequestDto::new().advanced_filter([condition])
    };
    let equal = condition("username", UserFilterOperator::Equal, "uSER-042".into());
    assert_eq!(names(&admin, equal).await, (1, vec!["User-042".to_owned()]));
    let emails = serde_json::json!(["USER-7@example.com", "user-3@example.com", "none"]);
    let some = condition("email", UserFilterOperator::In, emails);
    let expected = vec!["User-003".to_owned(), "User-007".to_owned()];
    assert_eq!(names(&admin, some).await, (2, expected));
    let other = condition("username", UserFilterOperator::NotEqual, "User-042".into());
    assert_eq!(names(&admin, other).await.0, i64::try_from(USERS).unwrap() - 1);
}

#[tokio::test]
async fn batches_succeed_or_fail_as_a_whole() {
    let emulator = Emulator::start().await.unwrap();
    let admin = pool(&emulator).await;
    let user = |name: &str| CreateUserInfoDto::new().username(name);
    let batch = [user("new-1"), user("new-2"), user("User-001")];
    admin.create_users_batch(CreateUserBatchReqDto::new(batch)).await.unwrap_err();
    let (total, _) = names(&admin, ListUsersRequestDto::new()).await;
    assert_eq!(usize::try_from(total).unwrap(), USERS);
    // The names are available again.
    let one = admin.create_user(CreateUserReqDto::new().username("new-1")).await.unwrap();
    let two = admin.create_user(CreateUserReqDto::new().username("new-2")).await.unwrap();

    let rename = |id: &str, name: &str| UpdateUserInfoDto::new(id).username(name);
    let batch = [rename(&one.user_id, "renamed"), rename(&two.user_id, "User-001")];
    admin.update_user_batch(UpdateUserBatchReqDto::new(batch)).await.unwrap_err();
    let search = ListUsersRequestDto::new().keywords("new-1");
    assert_eq!(names(&admin, search).await, (1, vec!["new-1".to_owned()]));
    // Sequential changes can swap names in a cycle.
    let batch = [rename(&one.user_id, "renamed"), rename(&two.user_id, "new-1")];
    admin.update_user_batch(UpdateUserBatchReqDto::new(batch)).await.unwrap();
    let search = ListUsersRequestDto::new().keywords("new-1");
    assert_eq!(admin.list_users(search).await.unwrap().list[0].user_id, two.user_id);
}
