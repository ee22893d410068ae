//! Departments and their members.

#![allow(deprecated, reason = "the legacy search follows the same rules")]

use genauth::{
    authentication::GetDepartmentListParams,
    management::{
        AddDepartmentMembersReqDto, CreateDepartmentReqDto, CreateUserOptionsDto, CreateUserReqDto,
        DeleteDepartmentReqDto, DeleteUsersBatchDto, DepartmentFilterOperator, DepartmentIdType,
        DepartmentMemberSortBy, DepartmentSearchOrder, DepartmentSearchSortBy,
        GetAllDepartmentsParams, GetDepartmentByIdParams, GetDepartmentParams,
        GetParentDepartmentParams, GetUserDepartmentsParams, IsUserInDepartmentParams,
        ListChildrenDepartmentsParams, ListDepartmentMemberIdsParams, ListDepartmentMembersParams,
        ListUsersAdvancedFilterItemDto, ListUsersRequestDto, OrderBy,
        RemoveDepartmentMembersReqDto, SearchDepartmentMembersParams,
        SearchDepartmentsFilterItemDto, SearchDepartmentsListReqDto, SearchDepartmentsReqDto,
        SetUserDepartmentDto, SetUserDepartmentsDto, UpdateDepartmentReqDto,
        UpdateDepartmentStatusReqDto, UserFilterOperator,
    },
};
use genauth_emulator::Emulator;
use serde_json::{Map, json};

use crate::{
    accounts,
    directory::{add_user, add_users, status},
    organizations::{department, organization},
};

#[tokio::test]
async fn department_is_found_by_every_identifier() {
    let emulator = Emulator::start().await.unwrap();
    let admin = emulator.management();
    organization(&admin, "acme").await;
    let body = CreateDepartmentReqDto::new("acme", "Development", "root", Map::new())
        .code("dev")
        .open_department_id("ou-1")
        .custom_data(Map::from_iter([("floor".to_owned(), json!(2))]));
    let made = admin.create_department(body).await.unwrap();
    for (kind, id) in [
        (DepartmentIdType::DepartmentId, &*made.department_id),
        (DepartmentIdType::OpenDepartmentId, "ou-1"),
        (DepartmentIdType::Code, "dev"),
        (DepartmentIdType::CustomField, "floor:2"),
    ] {
        let params = GetDepartmentParams::new().organization_code("acme").department_id(id);
        let found = admin.get_department(params.department_id_type(kind)).await.unwrap();
        assert_eq!(found.department_id, made.department_id, "{id}");
    }
    let by_code = GetDepartmentParams::new().organization_code("acme").department_code("dev");
    let found = admin.get_department(by_code.with_custom_data(true)).await.unwrap();
    assert_eq!(found.custom_data.unwrap()["floor"], 2);
    admin.get_department_by_id(GetDepartmentByIdParams::new(&*made.department_id)).await.unwrap();

    assert_eq!(status(admin.get_department(GetDepartmentParams::new()).await), 400);
    let taken = CreateDepartmentReqDto::new("acme", "Other", "root", Map::new()).code("dev");
    assert_eq!(status(admin.create_department(taken).await), 409);
    let lost = CreateDepartmentReqDto::new("acme", "Other", "nowhere", Map::new());
    assert_eq!(status(admin.create_department(lost).await), 404);
}

#[tokio::test]
async fn departments_form_a_tree() {
    let emulator = Emulator::start().await.unwrap();
    let admin = emulator.management();
    organization(&admin, "acme").await;
    let a = department(&admin, "acme", "root", "a").await;
    let b = department(&admin, "acme", &a.department_id, "b").await;
    let c = department(&admin, "acme", "root", "c").await;
    assert_eq!(
        (&b.parent_department_id, b.parent_department_code.as_str()),
        (&a.department_id, "a")
    );
    let all = admin.get_all_departments(GetAllDepartmentsParams::new("acme")).await.unwrap();
    assert_eq!(all.total_count, 4);
    let below = GetAllDepartmentsParams::new("acme").department_id(&*a.department_id);
    assert_eq!(admin.get_all_departments(below).await.unwrap().total_count, 2);
    let children =
        |id: &str| admin.list_children_departments(ListChildrenDepartmentsParams::new("acme", id));
    let top: Vec<_> = children("root").await.unwrap().list;
    assert_eq!(top.len(), 2);
    assert!(top.iter().any(|it| it.name == "a" && it.has_children));

    let parent = |id: &str| admin.get_parent_department(GetParentDepartmentParams::new("acme", id));
    assert_eq!(parent(&b.department_id).await.unwrap().name, "a");
    assert_eq!(status(parent("root").await), 404);

    // It moves with its descendants, but not below itself.
    let to = |id: &str, parent: &str| {
        UpdateDepartmentReqDto::new("acme", id, Map::new()).parent_department_id(parent)
    };
    let below_itself = to(&a.department_id, &b.department_id);
    assert_eq!(status(admin.update_department(below_itself).await), 422);
    assert_eq!(status(admin.update_department(to("root", &a.department_id)).await), 422);
    admin.update_department(to(&a.department_id, &c.department_id)).await.unwrap();
    assert_eq!(parent(&a.department_id).await.unwrap().name, "c");
    assert_eq!(children("root").await.unwrap().total_count, 1);

    let delete = |id: &str| admin.delete_department(DeleteDepartmentReqDto::new("acme", id));
    assert_eq!(status(delete("root").await), 422);
    assert_eq!(status(delete(&a.department_id).await), 422);
    delete(&b.department_id).await.unwrap();
    delete(&a.department_id).await.unwrap();
    assert_eq!(status(delete(&a.department_id).await), 404);
}

#[tokio::test]
async fn departments_are_searched() {
    let emulator = Emulator::start().await.unwrap();
    let admin = emulator.management();
    organization(&admin, "acme").await;
    for name in ["alpha", "beta", "gamma"] {
        emulator.clock().advance(std::time::Duration::from_secs(60));
        department(&admin, "acme", "root", name).await;
    }
    let found = admin.search_departments(SearchDepartmentsReqDto::new("acme", "ALPHA")).await;
    assert_eq!(found.unwrap().len(), 1);
    let search = |operator, value| {
        let condition = SearchDepartmentsFilterItemDto::new("name", operator).value(value);
        SearchDepartmentsListReqDto::new("acme").advanced_filter(vec![condition])
    };
    let names = |body| async {
        let found = admin.search_departments_list(body).await.unwrap();
        found.into_iter().map(|it| it.name).collect::<Vec<_>>()
    };
    let a = search(DepartmentFilterOperator::Contains, json!("mma"));
    assert_eq!(names(a).await, ["gamma"]);
    let listed = search(DepartmentFilterOperator::In, json!(["alpha", "gamma"]))
        .sort_by(DepartmentSearchSortBy::CreatedAt)
        .order_by(DepartmentSearchOrder::Desc);
    assert_eq!(names(listed).await, ["gamma", "alpha"]);
    let second = SearchDepartmentsListReqDto::new("acme")
        .sort_by(DepartmentSearchSortBy::CreatedAt)
        .limit(2)
        .page(2);
    assert_eq!(names(second).await, ["beta", "gamma"]);

    let all = admin.get_all_departments(GetAllDepartmentsParams::new("acme")).await.unwrap();
    let body = UpdateDepartmentStatusReqDto::new(&*all.list[1].department_id, false);
    admin.update_node_status(body).await.unwrap();
    let off = ListChildrenDepartmentsParams::new("acme", "root").status(false);
    let off = admin.list_children_departments(off).await.unwrap();
    assert_eq!((off.total_count, &off.list[0].name), (1, &all.list[1].name));
}

#[tokio::test]
async fn members_are_added_and_removed() {
    let emulator = Emulator::start().await.unwrap();
    let admin = emulator.management();
    organization(&admin, "acme").await;
    let a = department(&admin, "acme", "root", "a").await.department_id;
    let b = department(&admin, "acme", &a, "b").await.department_id;
    let ids = add_users(&admin, &["one", "two"]).await;
    let add = |department: &str, ids: &[&String]| {
        let ids: Vec<String> = ids.iter().map(|id| (*id).clone()).collect();
        admin.add_department_members(AddDepartmentMembersReqDto::new(department, "acme", ids))
    };
    let unknown = "unknown".to_owned();
    assert_eq!(status(add(&a, &[&ids[0], &unknown]).await), 404);
    assert_eq!(status(add("nowhere", &[&ids[0]]).await), 404);
    add(&a, &[&ids[0]]).await.unwrap();
    emulator.clock().advance(std::time::Duration::from_secs(60));
    add(&b, &[&ids[0], &ids[1]]).await.unwrap();
    add(&b, &[&ids[1]]).await.unwrap();

    let direct = ListDepartmentMembersParams::new("acme", &*a);
    assert_eq!(admin.list_department_members(direct.clone()).await.unwrap().total_count, 1);
    let all = direct
        .include_children_departments(true)
        .sort_by(DepartmentMemberSortBy::JoinDepartmentAt)
        .order_by(OrderBy::Desc);
    let all = admin.list_department_members(all).await.unwrap();
    let names: Vec<_> = all.list.iter().map(|user| user.username.as_deref().unwrap()).collect();
    assert_eq!((all.total_count, names), (2, vec!["two", "one"]));
    let members = ListDepartmentMemberIdsParams::new("acme", &*b);
    assert_eq!(admin.list_department_member_ids(members).await.unwrap(), ids);
    let found = SearchDepartmentMembersParams::new("acme", "root", "TW");
    assert_eq!(admin.search_department_members(found.clone()).await.unwrap().total_count, 0);
    let found = found.include_children_departments(true);
    assert_eq!(admin.search_department_members(found).await.unwrap().list[0].user_id, ids[1]);

    let is_in = |department: &str, children| {
        let params = IsUserInDepartmentParams::new(&*ids[1], "acme", department);
        let params = params.include_children_departments(children);
        async { admin.is_user_in_department(params).await.unwrap().in_department }
    };
    assert!(is_in(&b, false).await && is_in("root", true).await && !is_in("root", false).await);

    let search = |value| {
        let in_department =
            ListUsersAdvancedFilterItemDto::new("department", UserFilterOperator::In).value(value);
        admin.list_users(ListUsersRequestDto::new().advanced_filter(vec![in_department]))
    };
    assert_eq!(search(json!([a])).await.unwrap().total_count, 2);
    let root = json!([{"organizationCode": "acme", "departmentId": "root"}]);
    assert_eq!(search(root).await.unwrap().total_count, 2);

    let remove = RemoveDepartmentMembersReqDto::new(&*b, "acme", vec![ids[1].clone()]);
    admin.remove_department_members(remove).await.unwrap();
    assert!(!is_in(&b, false).await);
    admin.delete_users_batch(DeleteUsersBatchDto::new(vec![ids[0].clone()])).await.unwrap();
    let members = ListDepartmentMemberIdsParams::new("acme", &*b);
    assert!(admin.list_department_member_ids(members).await.unwrap().is_empty());
}

#[tokio::test]
async fn users_have_leaders_and_a_main_department() {
    let emulator = Emulator::start().await.unwrap();
    let admin = emulator.management();
    organization(&admin, "acme").await;
    let a = department(&admin, "acme", "root", "a").await.department_id;
    let b = department(&admin, "acme", &a, "b").await.department_id;
    let user = add_user(&admin, "test").await.user_id;
    let set =
        |departments| admin.set_user_departments(SetUserDepartmentsDto::new(&*user, departments));
    let main = |id: &str| SetUserDepartmentDto::new(id).is_main_department(true);
    assert_eq!(status(set(vec![main(&a), main(&b)]).await), 400);
    assert_eq!(status(set(vec![main("nowhere")]).await), 404);
    set(vec![main(&a), SetUserDepartmentDto::new(&*b).is_leader(true)]).await.unwrap();

    let params = GetUserDepartmentsParams::new(&*user).with_department_paths(true);
    let found = admin.get_user_departments(params).await.unwrap();
    assert_eq!(found.total_count, 2);
    let of = |id: &str| found.list.iter().find(|it| it.department_id == id).unwrap();
    assert!(of(&a).is_main_department && !of(&a).is_leader && of(&b).is_leader);
    assert_eq!(of(&b).department_name_path.as_deref().unwrap(), ["The acme", "a", "b"]);
    let led = admin.get_department_by_id(GetDepartmentByIdParams::new(&*b)).await.unwrap();
    assert_eq!((led.leader_user_ids, led.members_count), (Some(vec![user.clone()]), 1));

    let me = accounts::sign_in(&emulator.authentication(), "test").await;
    let mine = me.get_department_list(GetDepartmentListParams::new().limit(1)).await.unwrap();
    assert_eq!((mine.total_count, mine.list.len()), (2, 1));

    set(vec![main(&b)]).await.unwrap();
    let mine = me.get_department_list(GetDepartmentListParams::new()).await.unwrap();
    assert_eq!((mine.total_count, &mine.list[0].department_id), (1, &b));
    assert!(mine.list[0].is_main_department && !mine.list[0].is_leader);
}

#[tokio::test]
async fn new_users_can_join_departments() {
    let emulator = Emulator::start().await.unwrap();
    let admin = emulator.management();
    organization(&admin, "acme").await;
    let a = department(&admin, "acme", "root", "a").await.department_id;
    let options = CreateUserOptionsDto::new().department_id_type(DepartmentIdType::Code);
    let body = |code: &str| {
        let body = CreateUserReqDto::new().username("test");
        body.department_ids(vec![code.to_owned()]).options(options.clone())
    };
    assert_eq!(status(admin.create_user(body("nowhere")).await), 404);
    let user = admin.create_user(body("a")).await.unwrap();
    assert_eq!(user.department_ids, Some(vec![a]));
}
