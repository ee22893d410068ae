//! Custom fields and their values.

use genauth::management::{
    CreateGroupReqDto, CreateRoleDto, CustomFieldDataType, DeleteCustomFieldDto,
    DeleteCustomFieldsReqDto, GetCustomDataParams, GetCustomFieldsParams, GetUserParams,
    SetCustomDataDto, SetCustomDataReqDto, SetCustomFieldDto, SetCustomFieldsReqDto, TargetType,
};
use genauth_emulator::{Emulator, demo};

use crate::directory::{add_user, status};

#[tokio::test]
async fn custom_field_values_must_match_the_field_type() {
    let emulator = Emulator::start().await.unwrap();
    let admin = emulator.management();
    let user = add_user(&admin, "test").await.user_id;
    let other = add_user(&admin, "other").await.user_id;
    let age = SetCustomFieldDto::new(TargetType::User, "age")
        .data_type(CustomFieldDataType::Number)
        .is_unique(true);
    let fields = admin.set_custom_fields(SetCustomFieldsReqDto::new(vec![age])).await.unwrap();
    assert_eq!((fields[0].label.as_str(), fields[0].is_unique), ("age", true));
    let set = |user: &str, key: &str, value: &str| {
        let values = vec![SetCustomDataDto::new(key, value)];
        admin.set_custom_data(SetCustomDataReqDto::new(TargetType::User, user, values))
    };
    assert_eq!(status(set(&user, "age", "old").await), 400);
    set(&user, "age", "18").await.unwrap();
    set(&user, "school", "pku").await.unwrap();
    assert_eq!(status(set(&other, "age", "18").await), 409);
    assert_eq!(status(set("unknown", "school", "pku").await), 404);
    let params = GetCustomDataParams::new(demo::POOL_ID, TargetType::User, &*user);
    let values = admin.get_custom_data(params).await.unwrap();
    assert_eq!((&values["age"], &values["school"]), (&18.into(), &"pku".into()));
    let params = GetUserParams::new(&*user).with_custom_data(true);
    assert_eq!(admin.get_user(params).await.unwrap().custom_data.unwrap()["age"], 18);
}

#[tokio::test]
async fn fields_are_changed_and_deleted_by_key() {
    let emulator = Emulator::start().await.unwrap();
    let admin = emulator.management();
    let field = || SetCustomFieldDto::new(TargetType::Group, "floor");
    let set = |field| admin.set_custom_fields(SetCustomFieldsReqDto::new(vec![field]));
    set(field().label("Floor")).await.unwrap();
    set(field().description("Where it is.")).await.unwrap();
    let list = |target| async {
        admin.get_custom_fields(GetCustomFieldsParams::new(target)).await.unwrap()
    };
    let fields = list(TargetType::Group).await;
    assert_eq!((fields.len(), fields[0].label.as_str()), (1, "Floor"));
    assert_eq!(fields[0].description.as_deref(), Some("Where it is."));
    assert!(list(TargetType::User).await.is_empty());
    let delete = || {
        let it = DeleteCustomFieldDto::new(TargetType::Group, "floor");
        admin.delete_custom_fields(DeleteCustomFieldsReqDto::new(vec![it], demo::POOL_ID))
    };
    delete().await.unwrap();
    assert_eq!(status(delete().await), 404);
}

#[tokio::test]
async fn groups_and_roles_have_custom_fields() {
    let emulator = Emulator::start().await.unwrap();
    let admin = emulator.management();
    let group = CreateGroupReqDto::new("dev", "Developers", "For tests.", "static");
    admin.create_group(group).await.unwrap();
    let lost = vec![SetCustomDataDto::new("floor", "2")];
    let lost = SetCustomDataReqDto::new(TargetType::Role, "dev", lost);
    assert_eq!(status(admin.set_custom_data(lost).await), 404);
    admin.create_role(CreateRoleDto::new("dev")).await.unwrap();
    for target in [TargetType::Group, TargetType::Role] {
        let values = vec![SetCustomDataDto::new("floor", "2")];
        let body = SetCustomDataReqDto::new(target.clone(), "dev", values);
        admin.set_custom_data(body).await.unwrap();
        let params = GetCustomDataParams::new(demo::POOL_ID, target, "dev");
        assert_eq!(admin.get_custom_data(params).await.unwrap()["floor"], "2");
    }
}
