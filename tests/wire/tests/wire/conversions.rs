//! Conversions of setters and `new`, and requests without required fields.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::str::FromStr;
use std::time::SystemTime;

use genauth::authentication::{
    FactorProfile, FactorType, GetFactorParams, SendEnrollFactorRequestDto,
};
use genauth::management::{
    CreateDataResourceDto, CreateIdentityDto, CreateUserReqDto, DataResourceType,
    GetAccessKeyListParams, GetUserBatchParams, IpListCreateDto, PaginationDto, UserStatus,
};
use genauth::{Error, Object, Secret, Timestamp, jiff, object};
use serde_json::json;
use support::{Reply, Server, clients, is_token_request};

#[test]
fn text_fields_accept_owned_and_borrowed_text() {
    let owned = "bob@example.com".to_owned();
    let expected = FactorProfile::new().email("bob@example.com");
    assert_eq!(FactorProfile::new().email(&owned), expected);
    assert_eq!(FactorProfile::new().email(Cow::Borrowed(owned.as_str())), expected);
    assert_eq!(FactorProfile::new().email(owned.clone().into_boxed_str()), expected);
    assert_eq!(FactorProfile::new().email(owned), expected);
}

#[test]
fn optional_fields_accept_options_of_every_form() {
    let row: Option<String> = Some("bob@example.com".to_owned());
    let expected = FactorProfile::new().email("bob@example.com");
    assert_eq!(FactorProfile::new().email(row.as_deref()), expected);
    assert_eq!(FactorProfile::new().email(row.as_ref()), expected);
    assert_eq!(FactorProfile::new().email(row), expected);
    let missing: Option<String> = None;
    assert_eq!(expected.email(missing), FactorProfile::new());
    let limit: Option<u16> = Some(50);
    assert_eq!(PaginationDto::new().limit(limit).limit, Some(50));
}

#[test]
fn enum_fields_accept_variants_and_wire_values() {
    let with = |dto: SendEnrollFactorRequestDto| dto.factor_type;
    let profile = FactorProfile::new;
    assert_eq!(with(SendEnrollFactorRequestDto::new("OTP", profile())), FactorType::Otp);
    assert_eq!(with(SendEnrollFactorRequestDto::new("SMS".to_owned(), profile())), FactorType::Sms);
    let borrowed = profile();
    let dto = SendEnrollFactorRequestDto::new(FactorType::Email, &borrowed);
    assert_eq!(with(dto.factor_type("VOICE")).as_str(), "VOICE");
}

#[test]
fn integer_fields_accept_every_integer_type() {
    let page = PaginationDto::new();
    assert_eq!(page.clone().page(3_usize).limit(50_u8).page, Some(3));
    assert_eq!(page.clone().page(3_u64).page, page.clone().page(3_i32).page);
    assert_eq!(page.clone().page(-1_i128).page, Some(-1));
    assert_eq!(page.clone().page(u64::MAX).page, Some(i64::MAX));
    assert_eq!(page.page(i128::MIN).page, Some(i64::MIN));
}

#[test]
fn list_fields_accept_arrays_vectors_and_slices_of_what_an_item_accepts() {
    let expected = GetUserBatchParams::new(["a".to_owned(), "b".to_owned()]);
    assert_eq!(GetUserBatchParams::new(["a", "b"]), expected);
    assert_eq!(GetUserBatchParams::new(vec!["a", "b"]), expected);
    assert_eq!(GetUserBatchParams::new(&["a", "b"][..]), expected);
    let owned = vec!["a".to_owned(), "b".to_owned()];
    assert_eq!(GetUserBatchParams::new(&owned), expected);
    assert_eq!(GetUserBatchParams::new(owned.as_slice()), expected);
    assert_eq!(GetUserBatchParams::new(owned), expected);
}

#[test]
fn free_form_fields_accept_objects_written_built_and_serialized() {
    #[derive(serde::Serialize)]
    struct Education {
        school: &'static str,
    }

    let expected = CreateUserReqDto::new().custom_data(object!({ "school": "PKU" }));
    let built = Object::new().entry("school", "PKU");
    assert_eq!(CreateUserReqDto::new().custom_data(&built), expected);
    assert_eq!(CreateUserReqDto::new().custom_data(built.into_map()), expected);
    let converted = Object::from_serialize(&Education { school: "PKU" }).unwrap();
    assert_eq!(CreateUserReqDto::new().custom_data(Some(converted)), expected);
    assert_eq!(serde_json::to_value(&expected).unwrap(), json!({"customData": {"school": "PKU"}}));
}

#[test]
fn time_fields_accept_text_and_points_in_time() {
    let text = "2022-07-03T02:20:30.000Z";
    let user = CreateUserReqDto::new;
    let expected = user().birthdate(text);
    let time: jiff::Timestamp = text.parse().unwrap();
    let system_time = SystemTime::try_from(time).unwrap();
    assert_eq!(expected.birthdate, Some(Timestamp::from(time)));
    assert_eq!(user().birthdate(time), expected);
    assert_eq!(user().birthdate(Some(time)), expected);
    assert_eq!(user().birthdate(system_time), expected);
    assert_eq!(user().birthdate(Some(system_time)), expected);
    let timestamp = Timestamp::from(time);
    assert_eq!(user().birthdate(&timestamp), expected);
    assert_eq!(user().birthdate(timestamp), expected);
    assert_eq!(user().birthdate(Some(text.to_owned())), expected);
    assert_eq!(expected.birthdate(None::<jiff::Timestamp>), user());
}

#[test]
fn secret_fields_accept_text_and_secrets() {
    let (user, secret) = (CreateUserReqDto::new, Secret::new("test-secret"));
    let expected = user().password("test-secret");
    assert_eq!(expected.password.as_ref(), Some(&secret));
    assert_eq!(user().password("test-secret".to_owned()), expected);
    assert_eq!(user().password(Some("test-secret")), expected);
    assert_eq!(user().password(&secret), expected);
    assert_eq!(user().password(Some(&secret)), expected);
    assert_eq!(user().password(secret), expected);
    assert_eq!(expected.password(None::<Secret>), user());
}

#[test]
fn optional_enum_list_and_object_fields_accept_options() {
    let user = CreateUserReqDto::new;
    let expected = user().status(UserStatus::Activated);
    assert_eq!(user().status(Some(UserStatus::Activated)), expected);
    assert_eq!(user().status(UserStatus::Activated.as_str()), expected);
    assert_eq!(user().status(Some(UserStatus::Activated.to_string())), expected);
    assert_eq!(expected.status(None::<UserStatus>), user());

    let keys = GetAccessKeyListParams::new;
    let expected = keys().status(["activated"]);
    assert_eq!(keys().status(Some(["activated"])), expected);
    assert_eq!(keys().status(Some(vec!["activated".to_owned()])), expected);
    assert_eq!(expected.status(None::<Vec<String>>), keys());

    let expected = user().custom_data(object!({ "school": "PKU" }));
    let map = object!({ "school": "PKU" }).into_map();
    assert_eq!(user().custom_data(&map), expected);
    assert_eq!(user().custom_data(Some(map)), expected);
    assert_eq!(expected.custom_data(None::<Object>), user());
}

#[test]
fn enums_are_text_in_both_directions() {
    let known = FactorType::from("OTP");
    assert_eq!(known, FactorType::Otp);
    assert_eq!(FactorType::from("OTP".to_owned()), known);
    assert_eq!(FactorType::from_str("OTP"), Ok(known.clone()));
    let text: &str = known.as_ref();
    assert_eq!((text, known.to_string().as_str()), ("OTP", "OTP"));
    assert_eq!(format!("{:>5}", FactorType::Otp), "  OTP");
}

#[test]
fn enums_are_ordered_by_wire_value_unknown_ones_too() {
    let all = ["SMS", "VOICE", "EMAIL", "OTP", "OTP"].map(FactorType::from);
    let sorted: Vec<String> = BTreeSet::from(all).iter().map(ToString::to_string).collect();
    assert_eq!(sorted, ["EMAIL", "OTP", "SMS", "VOICE"]);
}

#[test]
fn structs_without_required_fields_have_a_default() {
    assert_eq!(FactorProfile::default(), FactorProfile::new());
    assert_eq!(CreateUserReqDto::default(), CreateUserReqDto::new());
}

async fn rejected(dto: CreateDataResourceDto) -> String {
    let server = Server::start(|_| Reply::data(&json!({}))).await.unwrap();
    let admin = clients(&server).unwrap().admin;
    let error = admin.create_data_resource(dto).await.unwrap_err();
    assert!(matches!(error, Error::Request(_)), "{error:?}");
    assert!(server.recorded().iter().all(is_token_request), "nothing was sent");
    error.to_string()
}

#[tokio::test]
async fn a_request_that_misses_required_fields_names_all_of_them_and_is_not_sent() {
    let dto = CreateDataResourceDto::new().namespace_code("examples").r#type("STRING");
    let message = rejected(dto.clone()).await;
    assert!(message.contains("`resource_name`, `resource_code`, `struct`, `actions`"), "{message}");
    assert!(!message.contains("namespace_code"), "{message}");
    let dto = dto.resource_name("r").resource_code("c").actions(["read"]);
    let message = rejected(dto).await;
    assert!(message.contains("the required field `struct` is not set"), "{message}");
}

#[tokio::test]
async fn required_fields_set_to_empty_values_or_assigned_directly_are_sent() {
    let server = support::responding(Reply::data(&json!({}))).await.unwrap();
    let admin = clients(&server).unwrap().admin;
    let mut dto =
        CreateDataResourceDto::new().namespace_code("").resource_name("").actions([""; 0]);
    dto.resource_code = "c".to_owned();
    dto.r#type = DataResourceType::String;
    let dto = dto.r#struct("text");
    let sent = admin.create_data_resource(dto).await;
    assert!(!matches!(sent, Err(Error::Request(_))), "{sent:?}");
    let body = server.last().unwrap().body;
    let body: serde_json::Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(body["namespaceCode"], "");
    assert_eq!(body["resourceCode"], "c");
    assert_eq!(body["actions"], json!([]));
}

#[tokio::test]
async fn required_fields_of_nested_structs_count_too() {
    let server = Server::start(|_| Reply::data(&json!({}))).await.unwrap();
    let admin = clients(&server).unwrap().admin;
    let identity = CreateIdentityDto::new().provider("wechat");
    let user = CreateUserReqDto::new().email("bob@example.com").identities([identity]);
    let error = admin.create_user(user).await.unwrap_err().to_string();
    assert!(error.contains("`identities[0].ext_idp_id`"), "{error}");
    assert!(!error.contains("provider"), "{error}");
}

/// A struct that a response filled is complete, whatever the server left out.
#[test]
fn decoded_structs_can_be_sent_back() {
    let dto: IpListCreateDto = serde_json::from_value(json!({"ips": "192.0.2.1"})).unwrap();
    let again: IpListCreateDto =
        serde_json::from_value(serde_json::to_value(&dto).unwrap()).unwrap();
    assert_eq!(dto, again);
}

#[test]
fn parameters_accept_the_same() {
    let id = "id".to_owned();
    assert_eq!(GetFactorParams::new("id"), GetFactorParams::new(&id));
}
