//! Namespaces, resources and their grants.

use genauth::{
    ManagementClient, authentication,
    management::{
        AssignRoleDto, AuthorizeResourceItem, AuthorizeResourcesDto, CreateNamespaceDto,
        CreateNamespacesBatchDto, CreateNamespacesBatchItemDto, CreateResourceBatchItemDto,
        CreateResourceDto, CreateResourcesBatchDto, CreateRoleDto, DeleteCommonResourcesBatchDto,
        DeleteNamespaceDto, DeleteNamespacesBatchDto, DeleteResourceDto, DeleteResourcesBatchDto,
        DeleteRoleDto, GetAuthorizedResourcesParams, GetNamespaceParams, GetNamespacesBatchParams,
        GetResourceAuthorizedTargetsDto, GetResourceParams, GetResourcesBatchParams,
        GetRoleAuthorizedResourcesParams, GetRoleParams, GetUserAuthorizedResourcesParams,
        IsActionAllowedDto, ListCommonResourceParams, ListNamespaceRolesParams,
        ListNamespacesParams, ListResourcesParams, ResourceAction, ResourceItemDto, ResourceType,
        TargetDto, TargetType, UpdateNamespaceDto, UpdateResourceDto,
    },
};
use genauth_emulator::Emulator;

use crate::{
    accounts::signed_in,
    directory::{id_of, status},
};

/// Creates a pool with the resource `ecs`, which can be started and stopped.
async fn with_ecs() -> (Emulator, ManagementClient) {
    let emulator = Emulator::start().await.unwrap();
    let admin = emulator.management();
    let actions = ["ecs:Start", "ecs:Stop"].map(|name| ResourceAction::new(name, name));
    let ecs = CreateResourceDto::new("ecs", ResourceType::Api)
        .name("Servers")
        .description("All servers")
        .api_identifier("https://api.example.com/ecs")
        .actions(actions);
    admin.create_resource(ecs).await.unwrap();
    (emulator, admin)
}

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

fn grant(kind: TargetType, target: &str, code: &str, actions: &[&str]) -> AuthorizeResourcesDto {
    let resource = ResourceItemDto::new(code, texts(actions), ResourceType::Api);
    let item = AuthorizeResourceItem::new(kind, [target.to_owned()], [resource]);
    AuthorizeResourcesDto::new([item])
}

async fn allowed(admin: &ManagementClient, user: &str, action: &str, resource: &str) -> bool {
    let request = IsActionAllowedDto::new(user, action, resource);
    admin.is_action_allowed(request).await.unwrap().allowed
}

#[tokio::test]
async fn namespace_is_created_renamed_and_deleted_with_its_content() {
    let emulator = Emulator::start().await.unwrap();
    let admin = emulator.management();
    let shop = CreateNamespaceDto::new("shop").name("Shop").description("Sells");
    assert_eq!(admin.create_namespace(shop.clone()).await.unwrap().name.as_deref(), Some("Shop"));
    assert_eq!(status(admin.create_namespace(shop).await), 409);
    assert_eq!(status(admin.create_namespace(CreateNamespaceDto::new("APP_ID")).await), 409);
    admin.create_role(CreateRoleDto::new("seller").namespace("shop")).await.unwrap();
    let till = CreateResourceDto::new("till", ResourceType::Menu).namespace("shop");
    admin.create_resource(till).await.unwrap();

    let renamed = UpdateNamespaceDto::new("shop").new_code("market").name("Market");
    admin.update_namespace(renamed).await.unwrap();
    assert_eq!(status(admin.get_namespace(GetNamespaceParams::new("shop")).await), 404);
    let market = admin.get_namespace(GetNamespaceParams::new("market")).await.unwrap();
    assert_eq!(market.description.as_deref(), Some("Sells"));
    let seller = GetRoleParams::new("seller").namespace("market");
    assert_eq!(admin.get_role(seller.clone()).await.unwrap().namespace_name, "Market");
    let till = GetResourceParams::new("till").namespace("market");
    admin.get_resource(till.clone()).await.unwrap();
    let role = admin.list_namespace_roles(ListNamespaceRolesParams::new("market")).await.unwrap();
    assert_eq!(role.code, "seller");

    admin.delete_namespace(DeleteNamespaceDto::new("market")).await.unwrap();
    assert_eq!(status(admin.get_role(seller).await), 404);
    assert_eq!(status(admin.get_resource(till).await), 404);
    assert_eq!(status(admin.delete_namespace(DeleteNamespaceDto::new("default")).await), 422);
    let default = UpdateNamespaceDto::new("default").new_code("other");
    assert_eq!(status(admin.update_namespace(default).await), 422);
}

#[tokio::test]
async fn namespaces_are_created_in_batches_and_paged() {
    let emulator = Emulator::start().await.unwrap();
    let admin = emulator.management();
    let items = |codes: &[&str]| {
        let items: Vec<_> =
            codes.iter().map(|code| CreateNamespacesBatchItemDto::new(*code)).collect();
        CreateNamespacesBatchDto::new(items)
    };
    admin.create_namespaces_batch(items(&["a", "b", "c"])).await.unwrap();
    assert_eq!(status(admin.create_namespaces_batch(items(&["d", "a"])).await), 409);
    let both = GetNamespacesBatchParams::new(texts(&["b", "a"]));
    let both = admin.get_namespaces_batch(both).await.unwrap();
    assert_eq!(both.iter().map(|it| it.code.as_str()).collect::<Vec<_>>(), ["b", "a"]);
    let page = admin.list_namespaces(ListNamespacesParams::new().limit(3)).await.unwrap();
    assert_eq!((page.total_count, page.list[0].code.as_str()), (5, "default"));
    let wrong = DeleteNamespacesBatchDto::new(texts(&["a", "d"]));
    assert_eq!(status(admin.delete_namespaces_batch(wrong).await), 404);
    admin.get_namespace(GetNamespaceParams::new("a")).await.unwrap();
    let right = DeleteNamespacesBatchDto::new(texts(&["a", "b"]));
    admin.delete_namespaces_batch(right).await.unwrap();
    assert_eq!(admin.list_namespaces(ListNamespacesParams::new()).await.unwrap().total_count, 3);
}

#[tokio::test]
async fn resource_is_created_read_updated_and_deleted() {
    let (_emulator, admin) = with_ecs().await;
    let again = CreateResourceDto::new("ecs", ResourceType::Data);
    assert_eq!(status(admin.create_resource(again).await), 409);
    let ecs = admin.get_resource(GetResourceParams::new("ecs")).await.unwrap();
    assert_eq!(ecs.namespace.as_deref(), Some("default"));
    assert_eq!(ecs.actions.as_ref().unwrap().len(), 2);
    let change = UpdateResourceDto::new("ecs").name("Machines").r#type(ResourceType::Data);
    let changed = admin.update_resource(change).await.unwrap();
    assert_eq!(changed.name.as_deref(), Some("Machines"));
    assert_eq!((changed.r#type, changed.description), (ResourceType::Data, ecs.description));
    admin.delete_resource(DeleteResourceDto::new("ecs")).await.unwrap();
    assert_eq!(status(admin.delete_resource(DeleteResourceDto::new("ecs")).await), 404);
}

#[tokio::test]
async fn resources_are_created_in_batches_and_paged() {
    let (_emulator, admin) = with_ecs().await;
    let items = |codes: &[&str]| {
        let items = codes.iter();
        let items: Vec<_> = items
            .map(|code| CreateResourceBatchItemDto::new(*code, ResourceType::Button))
            .collect();
        CreateResourcesBatchDto::new(items)
    };
    admin.create_resources_batch(items(&["save", "send", "stop"])).await.unwrap();
    assert_eq!(status(admin.create_resources_batch(items(&["undo", "save"])).await), 409);
    let buttons = ListResourcesParams::new().r#type(ResourceType::Button).limit(2);
    let page = admin.list_resources(buttons).await.unwrap();
    assert_eq!((page.total_count, page.list.len()), (3, 2));
    let two = admin.get_resources_batch(GetResourcesBatchParams::new(texts(&["stop", "ecs"])));
    assert_eq!(two.await.unwrap()[1].code, "ecs");
    let found = ListCommonResourceParams::new().keyword("Server").namespace_code_list("default");
    let found = admin.list_common_resource(found).await.unwrap();
    assert_eq!((found.total_count, found.list[0].namespace_id), (1, 1));

    let by_id = DeleteCommonResourcesBatchDto::new([found.list[0].id.clone()]);
    admin.batch_delete_common_resource(by_id.clone()).await.unwrap();
    assert_eq!(status(admin.batch_delete_common_resource(by_id).await), 404);
    let nothing = DeleteResourcesBatchDto::new();
    assert_eq!(status(admin.delete_resources_batch(nothing.clone()).await), 400);
    let wrong = nothing.clone().code_list(texts(&["save", "undo"]));
    assert_eq!(status(admin.delete_resources_batch(wrong).await), 404);
    let right = nothing.code_list(texts(&["save", "send"]));
    admin.delete_resources_batch(right).await.unwrap();
    assert_eq!(admin.list_resources(ListResourcesParams::new()).await.unwrap().total_count, 1);
}

#[tokio::test]
async fn user_has_own_grants_and_those_of_roles() {
    let (emulator, admin) = with_ecs().await;
    let alice = signed_in(&emulator, "alice").await;
    let id = id_of(&alice).await;
    assert!(!allowed(&admin, &id, "ecs:Start", "ecs").await);
    let start = grant(TargetType::User, &id, "ecs", &["ecs:Start"]);
    admin.authorize_resources(start).await.unwrap();
    assert!(allowed(&admin, &id, "ecs:Start", "ecs").await);
    assert!(allowed(&admin, &id, "ecs:Start", "ecs:1").await);
    assert!(!allowed(&admin, &id, "ecs:Stop", "ecs").await);
    assert!(!allowed(&admin, &id, "ecs:Start", "ecstasy").await);

    admin.create_role(CreateRoleDto::new("operator")).await.unwrap();
    let stop = grant(TargetType::Role, "operator", "ecs", &["ecs:Stop"]);
    admin.authorize_resources(stop).await.unwrap();
    assert!(!allowed(&admin, &id, "ecs:Stop", "ecs").await);
    let target = TargetDto::new(TargetType::User, id.as_str());
    admin.assign_role(AssignRoleDto::new("operator", [target])).await.unwrap();
    assert!(allowed(&admin, &id, "ecs:Stop", "ecs").await);

    // Grants through roles are in the list of all grants, but not in that of the user alone.
    let alone = GetAuthorizedResourcesParams::new(TargetType::User, id.as_str());
    let alone = admin.get_authorized_resources(alone).await.unwrap();
    assert_eq!(alone.list[0].actions, ["ecs:Start"]);
    let all = GetUserAuthorizedResourcesParams::new(id.as_str());
    let all = admin.get_user_authorized_resources(all).await.unwrap();
    assert_eq!((all.total_count, &all.list[0].actions), (1, &texts(&["ecs:Start", "ecs:Stop"])));
    assert_eq!(all.list[0].api_identifier, "https://api.example.com/ecs");
    let mine = authentication::GetAuthorizedResourcesParams::new();
    assert_eq!(alice.get_authorized_resources(mine.clone()).await.unwrap(), all);
    let menus = mine.resource_type(ResourceType::Menu);
    assert_eq!(alice.get_authorized_resources(menus).await.unwrap().total_count, 0);
    let of_role = GetRoleAuthorizedResourcesParams::new("operator");
    let of_role = admin.get_role_authorized_resources(of_role).await.unwrap();
    assert_eq!(of_role.list[0].actions, ["ecs:Stop"]);

    admin.delete_roles_batch(DeleteRoleDto::new(texts(&["operator"]))).await.unwrap();
    assert!(!allowed(&admin, &id, "ecs:Stop", "ecs").await);
}

#[tokio::test]
async fn stars_match_actions_and_instances() {
    let (emulator, admin) = with_ecs().await;
    let mut ids = Vec::new();
    for name in ["alice", "bob", "carol"] {
        ids.push(id_of(&signed_in(&emulator, name).await).await);
    }
    let all = grant(TargetType::User, &ids[0], "ecs", &["*"]);
    let instances = grant(TargetType::User, &ids[1], "ecs:web_*", &["ecs:*"]);
    let one = grant(TargetType::User, &ids[2], "ecs:1", &["ecs:Stop"]);
    for granted in [all, instances, one] {
        admin.authorize_resources(granted).await.unwrap();
    }
    assert!(allowed(&admin, &ids[0], "ecs:Stop", "ecs:7").await);
    assert!(allowed(&admin, &ids[1], "ecs:Stop", "ecs:web_7").await);
    assert!(!allowed(&admin, &ids[1], "ecs:Stop", "ecs:db_7").await);
    assert!(!allowed(&admin, &ids[1], "ecs:Stop", "ecs").await);
    assert!(allowed(&admin, &ids[2], "ecs:Stop", "ecs:1").await);
    assert!(!allowed(&admin, &ids[2], "ecs:Stop", "ecs:10").await);
    let prefix = GetAuthorizedResourcesParams::new(TargetType::User, ids[2].as_str());
    let found = admin.get_authorized_resources(prefix.clone().resource_list(texts(&["ecs:*"])));
    assert_eq!(found.await.unwrap().list[0].resource_code, "ecs:1");
    let other = admin.get_authorized_resources(prefix.resource_list(texts(&["oss:*"])));
    assert_eq!(other.await.unwrap().total_count, 0);
}

#[tokio::test]
async fn new_grant_replaces_actions_and_an_empty_one_removes_them() {
    let (emulator, admin) = with_ecs().await;
    let id = id_of(&signed_in(&emulator, "alice").await).await;
    let give =
        |actions: &[&str]| admin.authorize_resources(grant(TargetType::User, &id, "ecs", actions));
    give(&["ecs:Start", "ecs:Stop"]).await.unwrap();
    give(&["ecs:Stop"]).await.unwrap();
    assert!(!allowed(&admin, &id, "ecs:Start", "ecs").await);
    let targets =
        || admin.get_resource_authorized_targets(GetResourceAuthorizedTargetsDto::new("ecs"));
    let listed = targets().await.unwrap();
    assert_eq!((listed.total_count, listed.list[0].target_identifier.as_str()), (1, id.as_str()));
    assert_eq!(listed.list[0].actions, ["ecs:Stop"]);
    give(&[]).await.unwrap();
    assert!(!allowed(&admin, &id, "ecs:Stop", "ecs").await);
    assert_eq!(targets().await.unwrap().total_count, 0);
}

#[tokio::test]
async fn resource_targets_are_listed_by_type() {
    let (emulator, admin) = with_ecs().await;
    let id = id_of(&signed_in(&emulator, "alice").await).await;
    admin.create_role(CreateRoleDto::new("operator")).await.unwrap();
    for (kind, target) in [(TargetType::User, id.as_str()), (TargetType::Role, "operator")] {
        admin.authorize_resources(grant(kind, target, "ecs", &["*"])).await.unwrap();
    }
    let all = GetResourceAuthorizedTargetsDto::new("ecs");
    let page = admin.get_resource_authorized_targets(all.clone().page(2).limit(1)).await.unwrap();
    assert_eq!((page.total_count, page.list.len()), (2, 1));
    let roles = all.target_type(TargetType::Role);
    let roles = admin.get_resource_authorized_targets(roles).await.unwrap();
    assert_eq!(roles.list[0].target_identifier, "operator");
}

#[tokio::test]
async fn rejected_grant_changes_nothing() {
    let (emulator, admin) = with_ecs().await;
    let id = id_of(&signed_in(&emulator, "alice").await).await;
    let resource =
        |code: &str, action: &str| ResourceItemDto::new(code, texts(&[action]), ResourceType::Api);
    let item = |targets: &[&str], resource: ResourceItemDto| {
        AuthorizeResourceItem::new(TargetType::User, texts(targets), [resource])
    };
    let good = || item(&[&id], resource("ecs", "ecs:Start"));
    let refused = [
        (404, item(&["unknown"], resource("ecs", "ecs:Start"))),
        (404, item(&[&id], resource("oss", "oss:Read"))),
        (400, item(&[&id], resource("ecs", "oss:Read"))),
        (404, item(&[&id], resource("ecs", "*").resource_type(ResourceType::Menu))),
        (400, item(&vec![id.as_str(); 51], resource("ecs", "*"))),
    ];
    for (expected, bad) in refused {
        let call = admin.authorize_resources(AuthorizeResourcesDto::new([good(), bad]));
        assert_eq!(status(call.await), expected);
    }
    let eleven: Vec<_> = std::iter::repeat_with(good).take(11).collect();
    let too_many = admin.authorize_resources(AuthorizeResourcesDto::new(eleven));
    assert_eq!(status(too_many.await), 400);
    assert!(!allowed(&admin, &id, "ecs:Start", "ecs").await);
    let unknown = IsActionAllowedDto::new("unknown", "ecs:Start", "ecs");
    assert_eq!(status(admin.is_action_allowed(unknown).await), 404);
}
