//! Data access of users: through their own policies and those of their roles, denials first.

use std::time::Duration;

use genauth::{
    AuthenticationClient, ManagementClient,
    authentication::{
        CheckPermissionArrayResourceDto, CheckPermissionStringResourceDto,
        CheckPermissionTreeResourceDto, GetUserAuthResourcePermissionListDto,
        GetUserAuthResourceStructDto,
    },
    management::{
        AssignRoleDto, CheckExternalUserPermissionDto, CheckPermissionDto,
        CheckUserSameLevelPermissionDto, CreateArrayDataResourceDto, CreateAuthorizeDataPolicyDto,
        CreateDataPolicyDto, CreateRoleDto, CreateStringDataResourceDto, CreateTreeDataResourceDto,
        DataResourceTreeStructs, DataResourceType, DataStatementPermissionDto, DeleteDataPolicyDto,
        EffectDto, GetExternalUserResourceStructDto, GetUserPermissionListDto,
        GetUserResourcePermissionListDto, GetUserResourceStructDto, ListPermissionViewDto,
        ListResourceTargetsDto, SubjectDto, SubjectType, TargetDto, TargetType,
        UpdateDataResourceDto,
    },
};
use genauth_emulator::Emulator;
use serde_json::Value;

use crate::{
    accounts::signed_in,
    directory::{id_of, status},
};

/// The permission space of the application.
const SPACE: &str = "APP_ID";

struct Office {
    emulator: Emulator,
    admin: ManagementClient,
    alice: AuthenticationClient,
    alice_id: String,
}

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

/// Creates a pool with alice, and with a text, an array and a tree in the permission space of the
/// application, all of which can be read and written.
async fn office() -> Office {
    let emulator = Emulator::start().await.unwrap();
    let admin = emulator.management();
    let alice = signed_in(&emulator, "alice").await;
    let alice_id = id_of(&alice).await;
    let actions = || texts(&["read", "write"]);
    let text = CreateStringDataResourceDto::new()
        .namespace_code(SPACE)
        .resource_name("Text")
        .resource_code("text")
        .r#struct("/text")
        .actions(actions());
    admin.create_data_resource_by_string(text).await.unwrap();
    let cards = texts(&["1", "2"]);
    let cards = CreateArrayDataResourceDto::new()
        .namespace_code(SPACE)
        .resource_name("Cards")
        .resource_code("cards")
        .r#struct(cards)
        .actions(actions());
    admin.create_data_resource_by_array(cards).await.unwrap();
    let node = |code: &str| DataResourceTreeStructs::new(code, code.to_uppercase());
    let folder = node("folder").children([node("open"), node("secret").value("42")]);
    let files = [folder, node("empty")];
    let files = CreateTreeDataResourceDto::new()
        .namespace_code(SPACE)
        .resource_name("Files")
        .resource_code("files")
        .r#struct(files)
        .actions(actions());
    admin.create_data_resource_by_tree(files).await.unwrap();
    Office { emulator, admin, alice, alice_id }
}

impl Office {
    /// Creates a policy, grants it, and returns its ID.
    async fn give(
        &self,
        subject: SubjectDto,
        name: &str,
        statements: &[(EffectDto, &[&str])],
    ) -> String {
        let statements = statements.iter().map(|(effect, permissions)| {
            DataStatementPermissionDto::new(effect.clone(), texts(permissions))
        });
        let policy = CreateDataPolicyDto::new(name, statements.collect::<Vec<_>>());
        let id = self.admin.create_data_policy(policy).await.unwrap().policy_id;
        let given = CreateAuthorizeDataPolicyDto::new([id.clone()], [subject]);
        self.admin.authorize_data_policies(given).await.unwrap();
        id
    }

    fn alice(&self) -> SubjectDto {
        SubjectDto::new(self.alice_id.as_str(), SubjectType::User)
    }

    async fn may(&self, action: &str, resources: &[&str]) -> Vec<bool> {
        let id = self.alice_id.as_str();
        let request = CheckPermissionDto::new(SPACE, id, action, texts(resources));
        let response = self.admin.check_permission(request).await.unwrap();
        response.check_result_list.iter().map(|result| result.enabled).collect()
    }
}

use EffectDto::{Allow, Deny};

#[tokio::test]
async fn actions_without_a_policy_are_denied() {
    let office = office().await;
    assert_eq!(office.may("read", &["text", "cards", "files/folder"]).await, [false; 3]);
    let permissions: &[&str] = &["APP_ID/text/read", "APP_ID/cards/*"];
    office.give(office.alice(), "Some", &[(Allow, permissions)]).await;
    assert_eq!(office.may("read", &["text", "cards", "files/folder"]).await, [true, true, false]);
    assert_eq!(office.may("write", &["text", "cards", "nothing"]).await, [false, true, false]);
    // `*` means all actions of the resource, and no others.
    assert_eq!(office.may("print", &["cards"]).await, [false]);
    assert_eq!(office.may("read", &["text/node"]).await, [false]);
}

#[tokio::test]
async fn deny_takes_precedence() {
    let office = office().await;
    let everything: &[&str] = &["APP_ID/text/*", "APP_ID/files/*"];
    office.give(office.alice(), "All", &[(Allow, everything)]).await;
    assert_eq!(office.may("write", &["text", "files/folder/secret"]).await, [true, true]);
    let denied: &[&str] = &["APP_ID/text/write", "APP_ID/files/folder/secret/*"];
    let policy = office.give(office.alice(), "But", &[(Deny, denied)]).await;
    assert_eq!(office.may("write", &["text", "files/folder/secret"]).await, [false, false]);
    let rest = &["text", "files/folder", "files/folder/open"];
    assert_eq!(office.may("read", rest).await, [true; 3]);
    office.admin.delete_data_policy(DeleteDataPolicyDto::new(policy)).await.unwrap();
    assert_eq!(office.may("write", &["text", "files/folder/secret"]).await, [true, true]);
}

#[tokio::test]
async fn permission_on_a_node_includes_its_descendants() {
    let office = office().await;
    office.give(office.alice(), "Folder", &[(Allow, &["APP_ID/files/folder/read"])]).await;
    let nodes = &["files/folder", "files/folder/open", "files/empty", "files", "files/folder/no"];
    assert_eq!(office.may("read", nodes).await, [true, true, false, false, false]);
    let request = CheckUserSameLevelPermissionDto::new()
        .namespace_code(SPACE)
        .user_id(office.alice_id.as_str())
        .action("read")
        .resource("files/folder")
        .resource_node_codes(texts(&["open", "secret", "no"]));
    let response = office.admin.check_user_same_level_permission(request).await.unwrap();
    let enabled: Vec<_> = response.check_level_result_list.iter().map(|it| it.enabled).collect();
    assert_eq!(enabled, [true, true, false]);
}

#[tokio::test]
async fn role_policies_apply_while_the_role_is_assigned() {
    let office = office().await;
    office.emulator.clock().stop();
    let role = office.admin.create_role(CreateRoleDto::new("reader")).await.unwrap();
    let role = SubjectDto::new(role.id, SubjectType::Role);
    office.give(role, "Readers", &[(Allow, &["APP_ID/text/read"])]).await;
    assert_eq!(office.may("read", &["text"]).await, [false]);
    let target = TargetDto::new(TargetType::User, office.alice_id.as_str());
    let until = office.emulator.clock().now().0 + 60_000;
    let shift = AssignRoleDto::new("reader", [target]).end_time(until);
    office.admin.assign_role(shift).await.unwrap();
    assert_eq!(office.may("read", &["text"]).await, [true]);
    office.emulator.clock().advance(Duration::from_secs(60));
    assert_eq!(office.may("read", &["text"]).await, [false]);
}

#[tokio::test]
async fn unknown_user_and_permission_space_are_not_found() {
    let office = office().await;
    let ask = |space: &str, user: &str| {
        let request = CheckPermissionDto::new(space, user, "read", texts(&["text"]));
        office.admin.check_permission(request)
    };
    let unknown = ask(SPACE, "unknown").await.unwrap_err();
    assert_eq!((unknown.status_code(), unknown.api_code()), (Some(404), Some(2004)));
    assert_eq!(status(ask("nowhere", &office.alice_id).await), 404);
    let external = CheckExternalUserPermissionDto::new(SPACE, "unknown", "read", texts(&["text"]));
    assert_eq!(status(office.admin.check_external_user_permission(external).await), 404);
    let external = GetExternalUserResourceStructDto::new(SPACE, "unknown", "text");
    assert_eq!(status(office.admin.get_external_user_resource_struct(external).await), 404);
}

#[tokio::test]
async fn permission_check_has_the_documented_api_code() {
    let office = office().await;
    let id = office.alice_id.as_str();
    let request = CheckPermissionDto::new(SPACE, id, "read", texts(&["text"]));
    let response = office.admin.check_permission(request).send().await.unwrap();
    let body: Value = serde_json::from_slice(response.body()).unwrap();
    assert_eq!((response.status_code(), &body["apiCode"]), (200, &Value::from(20_001)));
}

#[tokio::test]
async fn permission_lists_contain_allowed_resources() {
    let office = office().await;
    let id = office.alice_id.as_str();
    let allowed: &[&str] = &["APP_ID/text/read", "APP_ID/cards/*", "APP_ID/files/folder/*"];
    let statements: &[(EffectDto, &[&str])] =
        &[(Allow, allowed), (Deny, &["APP_ID/files/folder/secret/write"])];
    office.give(office.alice(), "Most", statements).await;

    let all = office.admin.get_user_permission_list(GetUserPermissionListDto::new(texts(&[id])));
    let all = all.await.unwrap().user_permission_list;
    assert_eq!((all.len(), all[0].namespace_code.as_str()), (1, SPACE));
    let resources = all[0].resource_list.as_ref().unwrap();
    assert_eq!(resources[0].str_authorize.as_ref().unwrap().actions, ["read"]);
    let cards = resources[1].arr_authorize.as_ref().unwrap();
    assert_eq!((&cards.values, &cards.actions), (&texts(&["1", "2"]), &texts(&["read", "write"])));
    let nodes = &resources[2].tree_authorize.as_ref().unwrap().auth_list;
    let nodes: Vec<_> =
        nodes.iter().map(|it| (it.node_path.as_str(), it.node_actions.len())).collect();
    assert_eq!(nodes, [("/folder", 2), ("/folder/open", 2), ("/folder/secret", 1)]);
    let other_space =
        GetUserPermissionListDto::new(texts(&[id])).namespace_codes(texts(&["default"]));
    let other_space = office.admin.get_user_permission_list(other_space).await.unwrap();
    assert!(other_space.user_permission_list.is_empty());

    let some = texts(&["text", "files/folder/secret", "files/empty", "nothing"]);
    let some = GetUserResourcePermissionListDto::new(SPACE, id, some);
    let some = office.admin.get_user_resource_permission_list(some).await.unwrap();
    let actions: Vec<_> = some.permission_list.iter().map(|it| it.actions.join(" ")).collect();
    assert_eq!(actions, ["read", "read", "", ""]);
}

#[tokio::test]
async fn resource_structures_show_allowed_nodes_and_their_ancestors() {
    let office = office().await;
    let id = office.alice_id.as_str();
    let allowed: &[&str] = &["APP_ID/text/read", "APP_ID/files/folder/secret/read"];
    office.give(office.alice(), "Secret", &[(Allow, allowed)]).await;
    let of = |code: &str| {
        office.admin.get_user_resource_struct(GetUserResourceStructDto::new(SPACE, id, code))
    };
    let text = of("text").await.unwrap();
    assert_eq!(text.resource_type, DataResourceType::String);
    let text = text.str_resource_auth_action.unwrap();
    assert_eq!((text.value.as_deref(), text.actions), (Some("/text"), Some(texts(&["read"]))));
    let cards = of("cards").await.unwrap().arr_resource_auth_action.unwrap();
    assert_eq!((cards.values, cards.actions), (Some(texts(&["1", "2"])), Some(Vec::new())));
    let files = of("files").await.unwrap().tree_resource_auth_action.unwrap();
    let nodes = files.node_auth_action_list.unwrap();
    assert_eq!((nodes.len(), nodes[0].code.as_str()), (1, "folder"));
    assert_eq!(nodes[0].actions, Some(Vec::new()));
    let below = nodes[0].children.as_ref().unwrap();
    assert_eq!((below.len(), below[0].value.as_deref()), (1, Some("42")));
    assert_eq!(below[0].actions, Some(texts(&["read"])));
    assert_eq!(status(of("nothing").await), 404);
}

#[tokio::test]
async fn authorized_users_are_listed() {
    let office = office().await;
    let bob = id_of(&signed_in(&office.emulator, "bob").await).await;
    office.give(office.alice(), "Alice", &[(Allow, &["APP_ID/text/*"])]).await;
    let bobs = SubjectDto::new(bob.as_str(), SubjectType::User);
    office.give(bobs, "Bob", &[(Allow, &["APP_ID/text/read", "APP_ID/cards/read"])]).await;
    let request = ListResourceTargetsDto::new(SPACE, texts(&["read", "write"]), texts(&["text"]));
    let response = office.admin.list_resource_targets(request).await.unwrap();
    let actions = &response.auth_user_list[0].action_auth_list;
    let mut readers = actions[0].user_ids.clone();
    readers.sort();
    let mut both = vec![office.alice_id.clone(), bob.clone()];
    both.sort();
    assert_eq!(readers, both);
    assert_eq!(actions[1].user_ids, std::slice::from_ref(&office.alice_id));

    let view = |params: ListPermissionViewDto| office.admin.list_permission_view(params);
    let all = view(ListPermissionViewDto::new().limit(2)).await.unwrap();
    assert_eq!((all.total_count, all.list.len()), (3, 2));
    let bobs = view(ListPermissionViewDto::new().keyword("bob")).await.unwrap();
    assert_eq!(bobs.total_count, 2);
    assert_eq!(bobs.list[1].data_resource_code, "cards");
    assert_eq!(bobs.list[1].data_policy_list[0].data_policy_name, "Bob");
    assert!(bobs.list[1].role_list.is_empty());
}

#[tokio::test]
async fn user_checks_use_the_permission_space_of_the_application() {
    let office = office().await;
    let allowed: &[&str] = &["APP_ID/text/read", "APP_ID/cards/*", "APP_ID/files/folder/read"];
    office.give(office.alice(), "Mine", &[(Allow, allowed)]).await;
    let alice = &office.alice;
    let request = CheckPermissionStringResourceDto::new("read", texts(&["text", "cards"]));
    let response = alice.check_permission_by_string_resource(request).await.unwrap();
    let enabled: Vec<_> = response.check_result_list.iter().map(|it| it.enabled).collect();
    // The cards are not a text.
    assert_eq!(enabled, [true, false]);
    assert_eq!(response.check_result_list[0].namespace_code, SPACE);
    let request = CheckPermissionArrayResourceDto::new("write", texts(&["cards"]));
    let response = alice.check_permission_by_array_resource(request).await.unwrap();
    assert!(response.check_result_list[0].enabled);
    let request =
        CheckPermissionTreeResourceDto::new("read", texts(&["files/folder/open", "files/empty"]));
    let response = alice.check_permission_by_tree_resource(request).await.unwrap();
    let enabled: Vec<_> = response.check_result_list.iter().map(|it| it.enabled).collect();
    assert_eq!(enabled, [true, false]);

    let all = alice.get_user_authorized_resources_list().await.unwrap().user_permission_list;
    assert_eq!(all[0].resource_list.as_ref().unwrap().len(), 3);
    let request = GetUserAuthResourcePermissionListDto::new(texts(&["cards", "files/folder"]));
    let some = alice.get_user_auth_resource_permission_list(request).await.unwrap();
    let actions: Vec<_> = some.permission_list.iter().map(|it| it.actions.join(" ")).collect();
    assert_eq!(actions, ["read write", "read"]);
    let files = alice.get_user_auth_resource_struct(GetUserAuthResourceStructDto::new("files"));
    let files = files.await.unwrap().tree_resource_auth_action.unwrap();
    assert_eq!(files.node_auth_action_list.unwrap()[0].children.as_ref().unwrap().len(), 2);
    let anonymous = office.emulator.authentication().get_user_authorized_resources_list().await;
    assert!(anonymous.is_err());
}

#[tokio::test]
async fn removed_actions_of_a_resource_are_no_longer_allowed() {
    let office = office().await;
    office.give(office.alice(), "All", &[(Allow, &["APP_ID/text/*"])]).await;
    let change = UpdateDataResourceDto::new(SPACE, "text").actions(texts(&["read", "print"]));
    office.admin.update_data_resource(change).await.unwrap();
    let mut seen = Vec::new();
    for action in ["read", "write", "print"] {
        seen.extend(office.may(action, &["text"]).await);
    }
    assert_eq!(seen, [true, false, true]);
}
