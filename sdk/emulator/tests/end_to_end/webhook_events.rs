//! The events that webhooks receive, with their documented data.

use genauth::{
    ManagementClient,
    authentication::MfaOtpVerityDto,
    management::{
        AddDepartmentMembersReqDto, AddGroupMembersReqDto, AssignRoleDto, AuthorizeResourceItem,
        AuthorizeResourcesDto, CreateApplicationDto, CreateDepartmentReqDto, CreateGroupReqDto,
        CreateNamespaceDto, CreateOrganizationReqDto, CreateResourceDto, CreateRoleDto,
        CreateUserReqDto, CustomFieldDataType, DeleteApplicationDto, DeleteGroupsReqDto,
        DeleteNamespaceDto, DeleteResourceDto, DeleteRoleDto, DeleteUsersBatchDto, FactorType,
        KickUsersDto, RefreshApplicationSecretDto, RemoveGroupMembersReqDto, ResourceAction,
        ResourceItemDto, ResourceType, RevokeRoleDto, SetCustomDataDto, SetCustomDataReqDto,
        SetCustomFieldDto, SetCustomFieldsReqDto, TargetDto, TargetType, UpdateApplicationDto,
        UpdateApplicationMfaSettingsDto, UpdateGroupReqDto, UpdateRoleDto, UpdateUserReqDto,
        UserStatus,
    },
};
use genauth_emulator::{Emulator, demo};
use serde_json::{Map, Value, json};

use crate::{
    accounts::{PASSWORD, signed_in},
    mfa::{code_of, with_otp, wrong_code},
    webhook_receiver::{Receiver, listen},
};

/// Starts an emulator with a webhook for all events.
async fn started() -> (Emulator, ManagementClient, Receiver) {
    let emulator = Emulator::start().await.unwrap();
    emulator.clock().stop();
    let admin = emulator.management();
    let receiver = Receiver::start(&[]).await;
    let events = admin.get_webhook_event_list().await.unwrap().events;
    let events: Vec<&str> = events.iter().map(|event| event.value.as_str()).collect();
    listen(&emulator, &receiver.url, &events).await;
    (emulator, admin, receiver)
}

fn names(events: &[(String, Value)]) -> Vec<&str> {
    events.iter().map(|(name, _)| name.as_str()).collect()
}

fn data<'a>(events: &'a [(String, Value)], name: &str) -> &'a Value {
    &events.iter().find(|(it, _)| it == name).unwrap().1
}

async fn create(admin: &ManagementClient, name: &str) -> String {
    let user = CreateUserReqDto::new().username(name).password(PASSWORD);
    admin.create_user(user).await.unwrap().user_id
}

#[tokio::test]
async fn users_and_their_sign_ins() {
    let (emulator, admin, mut receiver) = started().await;
    let id = create(&admin, "bob").await;
    let events = receiver.events(&emulator).await;
    assert_eq!(names(&events), ["register", "user:created"]);
    assert_eq!(events[1].1["id"], *id);

    let app = emulator.authentication();
    app.sign_in_by_username_password("bob", PASSWORD).await.unwrap();
    assert!(app.sign_in_by_username_password("bob", "wrong!").await.is_err());
    assert!(app.sign_in_by_username_password("unknown", "wrong!").await.is_err());
    let events = receiver.events(&emulator).await;
    assert_eq!(names(&events), ["login", "login"], "the second one failed");
    assert_eq!(events[0].1["username"], "bob");

    admin
        .update_user(UpdateUserReqDto::new(&*id).nickname("Al").password("new-passw0rd"))
        .await
        .unwrap();
    let events = receiver.events(&emulator).await;
    assert_eq!(names(&events), ["user:updated", "user:password-changed"]);
    assert_eq!(events[0].1["updates"], json!({"nickname": "Al"}));
    assert_eq!(events[1].1, json!({"userId": *id}));

    for (status, expected) in [
        (UserStatus::Suspended, vec!["user:updated", "user:blocked"]),
        (UserStatus::Archived, vec!["user:updated", "user:archived", "user:unblocked"]),
        (UserStatus::Activated, vec!["user:updated", "user:unarchived"]),
    ] {
        admin.update_user(UpdateUserReqDto::new(&*id).status(status)).await.unwrap();
        assert_eq!(names(&receiver.events(&emulator).await), expected);
    }
    let verified = UpdateUserReqDto::new(&*id).email("bob@example.com").email_verified(true);
    admin.update_user(verified).await.unwrap();
    let events = receiver.events(&emulator).await;
    let expected = json!({"userId": *id, "email": "bob@example.com"});
    assert_eq!(data(&events, "user:email-verified"), &expected);

    admin.kick_users(KickUsersDto::new(&*id, vec![demo::APP_ID.to_owned()])).await.unwrap();
    let events = receiver.events(&emulator).await;
    assert_eq!(data(&events, "kick")["users"][0]["userId"], *id);
    assert_eq!(data(&events, "kick")["application"]["id"], demo::APP_ID);

    let other = create(&admin, "eve").await;
    receiver.events(&emulator).await;
    admin.delete_users_batch(DeleteUsersBatchDto::new(vec![id, other])).await.unwrap();
    let events = receiver.events(&emulator).await;
    assert_eq!(names(&events), ["user:deleted"]);
    assert_eq!(events[0].1["users"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn second_factors() {
    let (emulator, admin, mut receiver) = started().await;
    let user = signed_in(&emulator, "bob").await;
    let uri = with_otp(&emulator, &user).await;
    emulator.clock().advance(std::time::Duration::from_secs(30));
    receiver.events(&emulator).await;
    for (code, is_valid) in [(wrong_code(&emulator, &uri), false), (code_of(&emulator, &uri), true)]
    {
        user.mfa_otp_verify(MfaOtpVerityDto::new(code)).await.unwrap();
        let events = receiver.events(&emulator).await;
        let data = data(&events, "mfa:verified");
        assert_eq!((&data["isValid"], &data["type"]), (&json!(is_valid), &json!("OTP")));
    }
    let settings = UpdateApplicationMfaSettingsDto::new(demo::APP_ID)
        .enabled_factors(vec![FactorType::Otp])
        .disabled_factors(vec![FactorType::Sms]);
    admin.update_application_mfa_settings(settings).await.unwrap();
    let events = receiver.events(&emulator).await;
    assert_eq!(names(&events), ["application:mfa:enabled", "application:mfa:disabled"]);
    assert_eq!(events[0].1, json!({"type": "OTP", "applicationId": demo::APP_ID}));
}

#[tokio::test]
async fn roles() {
    let (emulator, admin, mut receiver) = started().await;
    let id = create(&admin, "bob").await;
    receiver.events(&emulator).await;
    admin.create_role(CreateRoleDto::new("editor")).await.unwrap();
    admin
        .update_role(UpdateRoleDto::new("editor", "editor", "Editor").description("Edits"))
        .await
        .unwrap();
    let targets = vec![TargetDto::new(TargetType::User, &*id)];
    admin.assign_role(AssignRoleDto::new("editor", targets.clone())).await.unwrap();
    admin.revoke_role(RevokeRoleDto::new("editor", targets)).await.unwrap();
    admin.delete_roles_batch(DeleteRoleDto::new(vec!["editor".to_owned()])).await.unwrap();
    let events = receiver.events(&emulator).await;
    let expected =
        ["role:created", "role:updated", "role:assigned", "role:unassigned", "role:deleted"];
    assert_eq!(names(&events), expected);
    assert_eq!(events[0].1["role"]["code"], "editor");
    assert_eq!(
        events[1].1["updates"],
        json!({"newCode": "editor", "name": "Editor", "description": "Edits"})
    );
    assert_eq!(events[1].1["role"]["description"], "Edits");
    assert_eq!(events[2].1, json!({"userIds": [id], "groupIds": [], "nodeIds": []}));
}

#[tokio::test]
async fn groups_and_organizations() {
    let (emulator, admin, mut receiver) = started().await;
    let id = create(&admin, "bob").await;
    receiver.events(&emulator).await;
    admin.create_group(CreateGroupReqDto::new("team", "Team", "", "static")).await.unwrap();
    admin.update_group(UpdateGroupReqDto::new("team", "Ours").name("Crew")).await.unwrap();
    let members = vec![id.clone()];
    admin.add_group_members(AddGroupMembersReqDto::new("team", members.clone())).await.unwrap();
    admin
        .remove_group_members(RemoveGroupMembersReqDto::new("team", members.clone()))
        .await
        .unwrap();
    admin.delete_groups_batch(DeleteGroupsReqDto::new(vec!["team".to_owned()])).await.unwrap();
    let events = receiver.events(&emulator).await;
    let expected = [
        "group:created",
        "group:updated",
        "group:member-added",
        "group:member-removed",
        "group:deleted",
    ];
    assert_eq!(names(&events), expected);
    assert_eq!(events[1].1["updates"], json!({"name": "Crew", "description": "Ours"}));
    assert_eq!(events[2].1["users"][0]["username"], "bob");

    admin
        .create_organization(CreateOrganizationReqDto::new("org", "Org", Map::new()))
        .await
        .unwrap();
    let department = CreateDepartmentReqDto::new("org", "Sales", "root", Map::new());
    let department = admin.create_department(department).await.unwrap().department_id;
    let members = AddDepartmentMembersReqDto::new(&*department, "org", members);
    admin.add_department_members(members).await.unwrap();
    let events = receiver.events(&emulator).await;
    let expected = ["organization:created", "organization:node-added", "organization:member-added"];
    assert_eq!(names(&events), expected);
    assert_eq!(events[1].1["node"]["name"], "Sales");
    assert_eq!(events[2].1["node"]["departmentId"], *department);
}

#[tokio::test]
async fn custom_fields() {
    let (emulator, admin, mut receiver) = started().await;
    let id = create(&admin, "bob").await;
    receiver.events(&emulator).await;
    let field =
        SetCustomFieldDto::new(TargetType::User, "color").data_type(CustomFieldDataType::String);
    admin.set_custom_fields(SetCustomFieldsReqDto::new(vec![field])).await.unwrap();
    let value = vec![SetCustomDataDto::new("color", "red")];
    admin.set_custom_data(SetCustomDataReqDto::new(TargetType::User, &*id, value)).await.unwrap();
    let events = receiver.events(&emulator).await;
    assert_eq!(names(&events), ["user-pool:udf-added", "user:updated", "user:udv-changed"]);
    assert_eq!(events[0].1["udf"]["key"], "color");
    let changed = &events[2].1;
    assert_eq!(changed["udv"], json!([{"key": "color", "value": "red"}]));
    assert_eq!(changed["udf"][0]["key"], "color");
    assert_eq!(changed["user"]["customData"], json!({"color": "red"}));
}

#[tokio::test]
async fn applications_and_resources() {
    let (emulator, admin, mut receiver) = started().await;
    let id = create(&admin, "bob").await;
    receiver.events(&emulator).await;
    let app = admin
        .create_application(CreateApplicationDto::new("Shop").app_identifier("shop"))
        .await
        .unwrap()
        .app_id;
    admin.update_application(UpdateApplicationDto::new(&*app).app_name("Store")).await.unwrap();
    let refresh = RefreshApplicationSecretDto::new(&*app);
    let secret = admin.refresh_application_secret(refresh).await.unwrap().secret;
    admin.delete_application(DeleteApplicationDto::new(&*app)).await.unwrap();
    let events = receiver.events(&emulator).await;
    let expected = [
        "application:created",
        "application:updated",
        "application:secret-refreshed",
        "application:deleted",
    ];
    assert_eq!(names(&events), expected);
    assert!(events.iter().all(|(_, data)| data["application"]["appId"] == *app));
    assert_eq!(events[1].1["updates"], json!({"appName": "Store"}));
    assert!(!events.iter().any(|(_, data)| data.to_string().contains(secret.expose())));

    admin.create_namespace(CreateNamespaceDto::new("shop")).await.unwrap();
    let actions = vec![ResourceAction::new("read", "Read")];
    let resource = CreateResourceDto::new("orders", ResourceType::Api).namespace("shop");
    let resource = resource.actions(actions);
    admin.create_resource(resource).await.unwrap();
    let resource = ResourceItemDto::new("orders", ["read".to_owned()], ResourceType::Api);
    let grant = AuthorizeResourceItem::new(TargetType::User, [id.clone()], [resource]);
    let grants = AuthorizeResourcesDto::new([grant]).namespace("shop");
    admin.authorize_resources(grants).await.unwrap();
    let delete = DeleteResourceDto::new("orders").namespace("shop");
    admin.delete_resource(delete).await.unwrap();
    admin.delete_namespace(DeleteNamespaceDto::new("shop")).await.unwrap();
    let events = receiver.events(&emulator).await;
    let expected = [
        "privilege-namespace:created",
        "resource:created",
        "permission:add",
        "resource:delete",
        "privilege-namespace:deleted",
    ];
    assert_eq!(names(&events), expected);
    assert_eq!(events[1].1["namespace"], "shop");
    let granted = json!({
        "userPoolId": demo::POOL_ID,
        "policyCodes": ["orders"],
        "targetType": "USER",
        "targetIdentifiers": [id],
        "namespace": "shop",
    });
    assert_eq!(events[2].1, granted);
}
