//! Data resources, policies and their grants.

use genauth::{
    ManagementClient, Scalar,
    management::{
        BatchCreateDnefReq, CheckDataPolicyExistsParams, CheckDataResourceExistsParams,
        CheckPermissionNamespaceExistsDto, Config, CreateArrayDataResourceDto,
        CreateAuthorizeDataPolicyDto, CreateDataPolicyDto, CreateDataResourceDto, CreateDnefReq,
        CreatePermissionNamespaceDto, CreatePermissionNamespacesBatchDto,
        CreatePermissionNamespacesBatchItemDto, CreateRoleDto, CreateStringDataResourceDto,
        CreateTreeDataResourceDto, DataResourceItem, DataResourceStruct, DataResourceTreeStructs,
        DataResourceType, DataStatementPermissionDto, DeleteAuthorizeDataPolicyDto,
        DeleteDataPolicyDto, DeleteDataResourceDto, DeleteDnefReq, DeletePermissionNamespaceDto,
        DeletePermissionNamespacesBatchDto, EffectDto, ExtendField,
        ExtendFieldValueType::{self, Select, String as Text},
        GetDataPolicyParams, GetDataResourceParams, GetNamespaceParams,
        GetPermissionNamespaceParams, GetPermissionNamespacesBatchParams, ListDataPolicesParams,
        ListDataPolicyTargetsParams, ListDataResourcesParams, ListDnefParams,
        ListPermissionNamespaceRolesParams, ListPermissionNamespacesParams,
        ListSimpleDataPolicesParams, OptionDto, SubjectDto, SubjectType, UpdateDataPolicyDto,
        UpdateDataResourceDto, UpdateDnefReq, UpdatePermissionNamespaceDto,
    },
};
use genauth_emulator::Emulator;

use crate::{
    accounts::signed_in,
    directory::{id_of, status},
};

/// Creates a pool with the namespace `docs` and the text `handbook` in it, which can be read and
/// written.
async fn with_handbook() -> (Emulator, ManagementClient) {
    let emulator = Emulator::start().await.unwrap();
    let admin = emulator.management();
    let docs = CreatePermissionNamespaceDto::new("docs", "Documents");
    admin.create_permission_namespace(docs).await.unwrap();
    let handbook = CreateStringDataResourceDto::new()
        .namespace_code("docs")
        .resource_name("Handbook")
        .resource_code("handbook")
        .r#struct("/handbook")
        .actions(actions());
    admin.create_data_resource_by_string(handbook).await.unwrap();
    (emulator, admin)
}

fn actions() -> Vec<String> {
    vec!["read".to_owned(), "write".to_owned()]
}

fn node(code: &str) -> DataResourceTreeStructs {
    DataResourceTreeStructs::new(code, code.to_uppercase())
}

fn tree(code: &str, nodes: Vec<DataResourceTreeStructs>) -> CreateTreeDataResourceDto {
    CreateTreeDataResourceDto::new()
        .namespace_code("docs")
        .resource_name(code)
        .resource_code(code)
        .r#struct(nodes)
        .actions(actions())
}

fn allow(permissions: &[&str]) -> DataStatementPermissionDto {
    let permissions: Vec<_> = permissions.iter().map(|text| (*text).to_owned()).collect();
    DataStatementPermissionDto::new(EffectDto::Allow, permissions)
}

#[tokio::test]
async fn permission_spaces_are_shared_by_roles_and_resources() {
    let (_emulator, admin) = with_handbook().await;
    let docs = admin.get_namespace(GetNamespaceParams::new("docs")).await.unwrap();
    assert_eq!(docs.name.as_deref(), Some("Documents"));
    let same = CreatePermissionNamespaceDto::new("docs", "Other");
    assert_eq!(status(admin.create_permission_namespace(same).await), 409);
    let check = |code: &str, name: &str| {
        let request = CheckPermissionNamespaceExistsDto::new().code(code).name(name);
        admin.check_permission_namespace_exists(request)
    };
    assert!(check("new", "New").await.unwrap().is_valid);
    assert!(!check("docs", "New").await.unwrap().is_valid);
    assert!(check("new", "Documents").await.unwrap().message.unwrap().contains("name"));

    admin.create_role(CreateRoleDto::new("reader").namespace("docs")).await.unwrap();
    let change = UpdatePermissionNamespaceDto::new("docs").new_code("papers").description("All");
    let changed = admin.update_permission_namespace(change).await.unwrap();
    assert_eq!((changed.code.as_str(), changed.name.as_str()), ("papers", "Documents"));
    let roles = ListPermissionNamespaceRolesParams::new("papers").query("read");
    let roles = admin.list_permission_namespace_roles(roles).await.unwrap();
    assert_eq!((roles.total_count, roles.list[0].code.as_str()), (1, "reader"));
    let handbook = || GetDataResourceParams::new("papers", "handbook");
    admin.get_data_resource(handbook()).await.unwrap();

    admin.delete_permission_namespace(DeletePermissionNamespaceDto::new("papers")).await.unwrap();
    assert_eq!(status(admin.get_data_resource(handbook()).await), 404);
    let deleted = GetPermissionNamespaceParams::new("papers");
    assert_eq!(status(admin.get_permission_namespace(deleted).await), 404);
}

#[tokio::test]
async fn permission_spaces_are_created_in_batches_and_paged() {
    let (_emulator, admin) = with_handbook().await;
    let items = |codes: &[&str]| {
        let items = codes.iter();
        let items: Vec<_> =
            items.map(|code| CreatePermissionNamespacesBatchItemDto::new(*code, *code)).collect();
        CreatePermissionNamespacesBatchDto::new(items)
    };
    admin.create_permission_namespaces_batch(items(&["a", "b"])).await.unwrap();
    assert_eq!(status(admin.create_permission_namespaces_batch(items(&["c", "a"])).await), 409);
    let codes = || vec!["b".to_owned(), "a".to_owned()];
    let both = GetPermissionNamespacesBatchParams::new(codes());
    assert_eq!(admin.get_permission_namespaces_batch(both).await.unwrap()[0].code, "b");
    let found = ListPermissionNamespacesParams::new().query("Docu");
    assert_eq!(admin.list_permission_namespaces(found).await.unwrap().list[0].code, "docs");
    let deleted = || DeletePermissionNamespacesBatchDto::new(codes());
    admin.delete_permission_namespaces_batch(deleted()).await.unwrap();
    assert_eq!(status(admin.delete_permission_namespaces_batch(deleted()).await), 404);
}

#[tokio::test]
async fn data_resources_can_be_strings_arrays_and_trees() {
    let (_emulator, admin) = with_handbook().await;
    let read = |code: &str| admin.get_data_resource(GetDataResourceParams::new("docs", code));
    let handbook = read("handbook").await.unwrap();
    assert_eq!(handbook.r#type, DataResourceType::String);
    assert_eq!(handbook.r#struct, DataResourceStruct::Text("/handbook".to_owned()));

    let cards = vec!["1".to_owned(), "2".to_owned()];
    let cards = CreateArrayDataResourceDto::new()
        .namespace_code("docs")
        .resource_name("Cards")
        .resource_code("cards")
        .r#struct(cards)
        .actions(actions());
    admin.create_data_resource_by_array(cards).await.unwrap();
    assert_eq!(read("cards").await.unwrap().r#type, DataResourceType::Array);

    let kind = ExtendField::new("kind", ExtendFieldValueType::String, "Kind");
    let nodes = vec![node("a").children([node("b")]), node("c")];
    let files = tree("files", nodes.clone()).extend_field_list([kind.clone()]);
    admin.create_data_resource_by_tree(files).await.unwrap();
    let files = read("files").await.unwrap();
    let items = nodes.into_iter().map(DataResourceItem::DataResourceTreeStructs).collect();
    assert_eq!(files.r#struct, DataResourceStruct::List(items));
    assert_eq!(files.extend_field_list.as_deref(), Some(&[kind][..]));

    let root = DataResourceStruct::DataResourceTreeStructs(node("root"));
    let one = |kind, code: &str| {
        CreateDataResourceDto::new()
            .namespace_code("docs")
            .resource_name(code)
            .resource_code(code)
            .r#type(kind)
            .r#struct(root.clone())
            .actions(actions())
    };
    admin.create_data_resource(one(DataResourceType::Tree, "one")).await.unwrap();
    assert_eq!(read("one").await.unwrap().r#struct, root);
    let wrong = admin.create_data_resource(one(DataResourceType::String, "two"));
    assert_eq!(status(wrong.await), 400);
    assert_eq!(status(read("two").await), 404);
}

#[tokio::test]
async fn trees_have_at_most_five_levels_and_distinct_siblings() {
    let (_emulator, admin) = with_handbook().await;
    let deep = |levels: usize| {
        let nodes = (1..levels).fold(node("leaf"), |below, _| node("node").children([below]));
        admin.create_data_resource_by_tree(tree(&format!("deep-{levels}"), vec![nodes]))
    };
    deep(5).await.unwrap();
    assert_eq!(status(deep(6).await), 400);
    let twins = tree("twins", vec![node("a"), node("a")]);
    assert_eq!(status(admin.create_data_resource_by_tree(twins).await), 400);
    let slash = tree("slash", vec![node("a/b")]);
    assert_eq!(status(admin.create_data_resource_by_tree(slash).await), 400);
}

#[tokio::test]
async fn data_resources_are_unique_listed_updated_and_deleted() {
    let (_emulator, admin) = with_handbook().await;
    let text = |code: &str, name: &str| {
        admin.create_data_resource_by_string(
            CreateStringDataResourceDto::new()
                .namespace_code("docs")
                .resource_name(name)
                .resource_code(code)
                .r#struct("text")
                .actions(actions()),
        )
    };
    assert_eq!(status(text("handbook", "Other").await), 409);
    assert_eq!(status(text("other", "Handbook").await), 409);
    text("other", "Other").await.unwrap();
    let check = CheckDataResourceExistsParams::new("docs");
    let taken = admin.check_data_resource_exists(check.clone().resource_name("Other"));
    assert!(!taken.await.unwrap().is_valid);
    let free = admin.check_data_resource_exists(check.resource_code("new"));
    assert!(free.await.unwrap().is_valid);

    let change = |code: &str| UpdateDataResourceDto::new("docs", code);
    let taken = admin.update_data_resource(change("other").resource_name("Handbook"));
    assert_eq!(status(taken.await), 409);
    let list = DataResourceStruct::List(vec![DataResourceItem::Text("a".to_owned())]);
    let other_type = admin.update_data_resource(change("other").r#struct(list));
    assert_eq!(status(other_type.await), 400);
    let changed = change("other").description("Changed").actions(vec!["print".to_owned()]);
    let changed = admin.update_data_resource(changed).await.unwrap();
    assert_eq!((changed.resource_name.as_str(), changed.actions.len()), ("Other", 1));

    let all = ListDataResourcesParams::new().namespace_codes(vec!["docs".to_owned()]);
    let page = admin.list_data_resources(all.clone().limit(1).page(2)).await.unwrap();
    assert_eq!((page.total_count, page.list[0].resource_code.as_str()), (2, "other"));
    assert_eq!(page.list[0].namespace_name, "Documents");
    assert_eq!(admin.list_data_resources(all.query("hand")).await.unwrap().total_count, 1);
    let deleted = || DeleteDataResourceDto::new("docs", "other");
    admin.delete_data_resource(deleted()).await.unwrap();
    assert_eq!(status(admin.delete_data_resource(deleted()).await), 404);
}

#[tokio::test]
async fn policies_reject_unknown_resources() {
    let (_emulator, admin) = with_handbook().await;
    let create = |permission: &str| {
        admin.create_data_policy(CreateDataPolicyDto::new("Readers", [allow(&[permission])]))
    };
    for (permission, expected) in [
        ("docs/handbook", 400),
        ("docs//read", 400),
        ("docs/handbook/print", 400),
        ("nowhere/handbook/read", 404),
        ("docs/nothing/read", 404),
        ("docs/handbook/node/read", 404),
    ] {
        assert_eq!(status(create(permission).await), expected, "{permission}");
    }
    create("docs/handbook/read").await.unwrap();
    assert_eq!(status(create("docs/handbook/*").await), 409);
}

#[tokio::test]
async fn policies_are_read_updated_listed_and_deleted() {
    let (_emulator, admin) = with_handbook().await;
    let policy = |name: &str| {
        let statements = [allow(&["docs/handbook/read"])];
        admin.create_data_policy(CreateDataPolicyDto::new(name, statements).description("Some"))
    };
    let readers = policy("Readers").await.unwrap();
    policy("Writers").await.unwrap();
    let id = readers.policy_id.as_str();
    let read = || admin.get_data_policy(GetDataPolicyParams::new(id));
    assert_eq!(read().await.unwrap().description.as_deref(), Some("Some"));
    let free = |name: &str| admin.check_data_policy_exists(CheckDataPolicyExistsParams::new(name));
    assert!(!free("Readers").await.unwrap().is_valid);
    assert!(free("Printers").await.unwrap().is_valid);
    let rename =
        |name: &str| admin.update_data_policy(UpdateDataPolicyDto::new(id).policy_name(name));
    assert_eq!(status(rename("Writers").await), 409);
    rename("Printers").await.unwrap();
    assert_eq!(read().await.unwrap().policy_name, "Printers");

    let page = admin.list_data_polices(ListDataPolicesParams::new().query("Print")).await.unwrap();
    assert_eq!((page.total_count, page.list[0].resource_list.len()), (1, 1));
    assert_eq!(page.list[0].resource_list[0].resource_name, "Handbook");
    let brief = admin.list_simple_data_polices(ListSimpleDataPolicesParams::new().limit(1));
    let brief = brief.await.unwrap();
    assert_eq!((brief.total_count, brief.list[0].policy_id.as_str()), (Some(2), id));

    let deleted = admin.delete_data_resource(DeleteDataResourceDto::new("docs", "handbook"));
    deleted.await.unwrap();
    let page = admin.list_data_polices(ListDataPolicesParams::new()).await.unwrap();
    assert!(page.list[0].resource_list.is_empty());
    admin.delete_data_policy(DeleteDataPolicyDto::new(id)).await.unwrap();
    assert_eq!(status(read().await), 404);
}

#[tokio::test]
async fn policies_are_assigned_listed_and_revoked() {
    let (emulator, admin) = with_handbook().await;
    let statements = [allow(&["docs/handbook/read"])];
    let policy = CreateDataPolicyDto::new("Readers", statements);
    let policy = admin.create_data_policy(policy).await.unwrap().policy_id;
    let alice = id_of(&signed_in(&emulator, "alice").await).await;
    let role = admin.create_role(CreateRoleDto::new("reader").name("Reader")).await.unwrap().id;
    let targets =
        [SubjectDto::new(&*alice, SubjectType::User), SubjectDto::new(&*role, SubjectType::Role)];
    let give = |targets: Vec<SubjectDto>| {
        let given = CreateAuthorizeDataPolicyDto::new([policy.clone()], targets);
        admin.authorize_data_policies(given)
    };
    let stranger = SubjectDto::new("unknown", SubjectType::Group);
    assert_eq!(status(give(vec![targets[0].clone(), stranger]).await), 404);
    let listed = || ListDataPolicyTargetsParams::new(policy.as_str());
    assert_eq!(admin.list_data_policy_targets(listed()).await.unwrap().total_count, Some(0));

    give(targets.to_vec()).await.unwrap();
    give(targets.to_vec()).await.unwrap();
    let page = admin.list_data_policy_targets(listed()).await.unwrap();
    assert_eq!(page.total_count, Some(2));
    assert_eq!(page.list[0].target_name, "alice");
    assert_eq!(page.list[1].target_type, Scalar::Text("ROLE".to_owned()));
    let roles = listed().target_type([SubjectType::Role]).query("Read");
    let roles = admin.list_data_policy_targets(roles).await.unwrap();
    assert_eq!((roles.total_count, roles.list[0].target_identifier.as_str()), (Some(1), &*role));
    let resources = admin.list_data_resources(ListDataResourcesParams::new()).await.unwrap();
    assert_eq!(resources.list[0].authorization_num, 2);

    let revoke = || {
        let given = DeleteAuthorizeDataPolicyDto::new(&*policy, &*role, SubjectType::Role);
        admin.revoke_data_policy(given)
    };
    revoke().await.unwrap();
    assert_eq!(status(revoke().await), 404);
    let page = admin.list_data_policy_targets(listed()).await.unwrap();
    assert_eq!(page.total_count, Some(1));
}

#[tokio::test]
async fn trees_have_extension_fields() {
    let (_emulator, admin) = with_handbook().await;
    admin.create_data_resource_by_tree(tree("files", vec![node("a")])).await.unwrap();
    let field = |key: &str| {
        CreateDnefReq::new()
            .resource_code("files")
            .namespace_code("docs")
            .label("Label")
            .value_type(Text)
            .key(key)
    };
    admin.create_dnef(field("one")).await.unwrap();
    assert_eq!(status(admin.create_dnef(field("one")).await), 409);
    assert_eq!(status(admin.create_dnef(field("no spaces")).await), 400);
    let select = field("kind").value_type(Select);
    assert_eq!(status(admin.create_dnef(select.clone()).await), 400);
    let select = select.config(Config::new([OptionDto::new("a")]));
    admin.create_dnef(select).await.unwrap();
    let of_text = CreateDnefReq::new()
        .resource_code("handbook")
        .namespace_code("docs")
        .label("Label")
        .value_type(Text)
        .key("one");
    assert_eq!(status(admin.create_dnef(of_text).await), 422);
    let more = ["two", "three"].map(|key| ExtendField::new(key, Text, "Label"));
    admin.batch_create_dnef(BatchCreateDnefReq::new("files", "docs", more)).await.unwrap();

    let list = ListDnefParams::new("docs", "files").max_size(3);
    let page = admin.list_dnef(list.clone()).await.unwrap();
    assert_eq!((page.list.len(), page.truncated, page.next_start_index), (3, true, 4));
    let page = admin.list_dnef(list.start_index(4)).await.unwrap();
    assert_eq!((page.list.len(), page.truncated, page.next_start_index), (1, false, -1));
    let change = UpdateDnefReq::new("one", "files", "docs").label("Number");
    admin.update_dnef(change).await.unwrap();
    let deleted = || DeleteDnefReq::new("two", "files", "docs");
    admin.delete_dnef(deleted()).await.unwrap();
    assert_eq!(status(admin.delete_dnef(deleted()).await), 404);
    let files = admin.get_data_resource(GetDataResourceParams::new("docs", "files")).await.unwrap();
    let labels: Vec<_> =
        files.extend_field_list.unwrap().into_iter().map(|field| field.label).collect();
    assert_eq!(labels, ["Number", "Label", "Label"]);
}
