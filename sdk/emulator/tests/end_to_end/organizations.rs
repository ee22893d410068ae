//! Organizations.

use genauth::{
    ManagementClient,
    management::{
        AddDepartmentMembersReqDto, CreateDepartmentReqDto, CreateDepartmentTreeReqDto,
        CreateOrganizationReqDto, DeleteOrganizationReqDto, DepartmentDto, GetAllDepartmentsParams,
        GetDepartmentParams, GetOrganizationParams, GetOrganizationsBatchParams,
        ListOrganizationsParams, SearchOrganizationsParams, UpdateOrganizationReqDto,
        UpdateOrganizationStatusReqDto, UserInfoDto,
    },
};
use genauth_emulator::Emulator;
use serde_json::Map;

use crate::directory::{add_users, status};

/// Adds an organization.
pub async fn organization(admin: &ManagementClient, code: &str) {
    let body = CreateOrganizationReqDto::new(code, format!("The {code}"), Map::new());
    admin.create_organization(body).await.unwrap();
}

/// Adds a department below another one, and returns its ID.
pub async fn department(
    admin: &ManagementClient,
    organization: &str,
    parent: &str,
    name: &str,
) -> DepartmentDto {
    let body = CreateDepartmentReqDto::new(organization, name, parent, Map::new()).code(name);
    admin.create_department(body).await.unwrap()
}

#[tokio::test]
async fn an_organization_is_found_by_its_code() {
    let emulator = Emulator::start().await.unwrap();
    let admin = emulator.management();
    organization(&admin, "acme").await;
    let taken = CreateOrganizationReqDto::new("acme", "Another", Map::new());
    assert_eq!(status(admin.create_organization(taken).await), 409);
    let get = |code: &str| admin.get_organization(GetOrganizationParams::new(code));
    let found = get("acme").await.unwrap();
    assert_eq!(found.organization_name, "The acme");
    assert_eq!((found.has_children, found.members_count), (false, 0));
    assert_eq!(status(get("other").await), 404);

    let root = GetDepartmentParams::new().organization_code("acme").department_id("root");
    let root = admin.get_department(root).await.unwrap();
    assert_eq!(root.department_id, found.department_id);
}

#[tokio::test]
async fn organizations_are_listed_and_searched() {
    let emulator = Emulator::start().await.unwrap();
    let admin = emulator.management();
    for number in 0..12 {
        organization(&admin, &format!("org-{number:02}")).await;
    }
    let list = |params| async { admin.list_organizations(params).await.unwrap() };
    let page = list(ListOrganizationsParams::new().page(2)).await;
    assert_eq!((page.total_count, page.list.len()), (12, 2));
    assert_eq!(list(ListOrganizationsParams::new().fetch_all(true)).await.list.len(), 12);
    let found = admin.search_organizations(SearchOrganizationsParams::new("ORG-1")).await.unwrap();
    assert_eq!(found.total_count, 2);
    let codes = vec!["org-03".to_owned(), "org-01".to_owned()];
    let params = GetOrganizationsBatchParams::new(codes);
    let both = admin.get_organizations_batch(params).await.unwrap();
    assert_eq!(both[0].organization_code, "org-03");

    let body = UpdateOrganizationStatusReqDto::new(&*both[0].department_id);
    admin.update_organization_status(body.clone().status("false")).await.unwrap();
    let off = list(ListOrganizationsParams::new().status(false)).await;
    assert_eq!((off.total_count, off.list[0].status.as_deref()), (1, Some("false")));
    assert_eq!(status(admin.update_organization_status(body.status("maybe")).await), 400);
}

#[tokio::test]
async fn changing_an_organization_code_updates_its_departments() {
    let emulator = Emulator::start().await.unwrap();
    let admin = emulator.management();
    organization(&admin, "acme").await;
    organization(&admin, "other").await;
    let child = department(&admin, "acme", "root", "dev").await;
    let ids = add_users(&admin, &["boss"]).await;
    let rename = |code: &str| {
        UpdateOrganizationReqDto::new("acme")
            .organization_new_code(code)
            .organization_name("New name")
            .leader_user_ids(ids.clone())
    };
    assert_eq!(status(admin.update_organization(rename("other")).await), 409);
    let get = |code: &str| admin.get_organization(GetOrganizationParams::new(code));
    assert_eq!(get("acme").await.unwrap().organization_name, "The acme");

    let changed = admin.update_organization(rename("new")).await.unwrap();
    assert_eq!((changed.organization_code.as_str(), changed.leader_user_ids), ("new", Some(ids)));
    assert_eq!(status(get("acme").await), 404);
    let all = admin.get_all_departments(GetAllDepartmentsParams::new("new")).await.unwrap();
    assert_eq!((all.total_count, &all.list[1].department_id), (2, &child.department_id));
}

#[tokio::test]
async fn deleting_an_organization_deletes_its_departments() {
    let emulator = Emulator::start().await.unwrap();
    let admin = emulator.management();
    organization(&admin, "acme").await;
    let child = department(&admin, "acme", "root", "dev").await;
    let ids = add_users(&admin, &["one", "two"]).await;
    for (department, id) in [("root", &ids[0]), (&*child.department_id, &ids[1])] {
        let body = AddDepartmentMembersReqDto::new(department, "acme", vec![id.clone()]);
        admin.add_department_members(body).await.unwrap();
    }
    let found = admin.get_organization(GetOrganizationParams::new("acme")).await.unwrap();
    assert_eq!((found.has_children, found.members_count), (true, 2));
    admin.delete_organization(DeleteOrganizationReqDto::new("acme")).await.unwrap();
    let deleted = GetDepartmentParams::new().department_id(child.department_id);
    assert_eq!(status(admin.get_department(deleted).await), 404);
    assert_eq!(status(admin.delete_organization(DeleteOrganizationReqDto::new("acme")).await), 404);
    organization(&admin, "acme").await;
}

#[tokio::test]
async fn department_tree_is_created_once() {
    let emulator = Emulator::start().await.unwrap();
    let admin = emulator.management();
    let tree = || {
        CreateDepartmentTreeReqDto::new("Research")
            .children(vec!["Lab".to_owned(), "Field".to_owned()])
            .members(UserInfoDto::new().username("test").city("BJ"))
    };
    let first = admin.create_department_tree(tree()).await.unwrap();
    assert_eq!((first.add_department, first.add_user), (3, 1));
    let second = admin.create_department_tree(tree()).await.unwrap();
    assert_eq!((second.add_department, second.update_department), (0, 3));
    assert_eq!((second.add_user, second.update_user), (0, 1));
}
