//! Typical errors of servers are tolerated, and errors about unreadable values do not repeat them.

use std::fs;

use crate::here;
use genauth::authentication::{FactorType, ListEnrolledFactorsRespDto, OtpVerityRespDto};
use genauth::management::{
    AssignRoleDto, DepartmentPagingDto, Gender, ListUsersRequestDto, RoleDto, TargetDto,
    UpdateDepartmentReqDto, UserPaginatedRespDto, UserPagingDto,
};
use genauth::{Envelope, Nullable, Scalar, Timestamp};
use genauth_codegen::api::{Type, TypeKind};
use serde_json::{Map, Value, json};
use support::{identified, problems, spec, trip_of};

fn page(list: Value) -> Value {
    json!({"statusCode": 200, "message": "ok", "data": {"totalCount": 1, "list": list}})
}

fn users(list: Value) -> UserPagingDto {
    let response: UserPaginatedRespDto = serde_json::from_str(&page(list).to_string()).unwrap();
    response.data.unwrap()
}

#[test]
fn unknown_fields_are_skipped() {
    let users = users(json!([{
        "userId": "1", "invented": {"deeply": [1, {"nested": null}]}, "name": "n", "also": true,
    }]));
    assert_eq!(users.list[0].user_id, "1");
    assert_eq!(users.list[0].name.as_deref(), Some("n"));
}

#[test]
fn an_unknown_value_of_an_enum_survives_a_round_trip() {
    let value = json!({
        "statusCode": 200, "message": "ok",
        "data": [{"factorId": "1", "factorType": "PASSKEY", "profile": {}}],
    });
    let response: ListEnrolledFactorsRespDto = serde_json::from_value(value.clone()).unwrap();
    let factor = &response.data.as_ref().unwrap()[0];
    assert_eq!(factor.factor_type, FactorType::from("PASSKEY"));
    assert_eq!(factor.factor_type.as_str(), "PASSKEY");
    assert_eq!(serde_json::to_value(&response).unwrap(), value);
}

#[test]
fn every_enum_keeps_known_and_unknown_values() {
    let document = genauth_codegen::document::load(&spec()).map_err(problems).unwrap();
    let api = genauth_codegen::model(&document).map_err(problems).unwrap();
    let mut count = 0;
    for def in api.types.values() {
        let TypeKind::Enum(definition) = &def.kind else { continue };
        let known = definition.values.iter().map(|value| match value.number {
            Some(number) => json!(number),
            None => json!(value.wire),
        });
        let unknown = ["invented", "", "Unknown", " with spaces "].map(Value::from);
        for value in known.chain(unknown) {
            let written = trip_of(&def.name).unwrap()(&value).unwrap();
            assert_eq!(written, value, "{}", def.name);
        }
        count += 1;
    }
    assert!(count > 100, "only {count} enums");
}

#[test]
fn a_missing_or_null_required_field_gets_its_empty_value_unless_it_identifies() {
    for list in [json!([{"userId": "1"}]), json!([{"userId": "1", "gender": null}])] {
        let users = users(list);
        assert_eq!(users.list[0].gender, Gender::from(""));
    }
    for data in [json!({}), json!({"totalCount": null, "list": null})] {
        let page: UserPagingDto = serde_json::from_value(data).unwrap();
        assert_eq!((page.total_count, page.list.len()), (0, 0));
    }
    for body in [json!({}), json!({"statusCode": null, "message": null, "data": null})] {
        let response: UserPaginatedRespDto = serde_json::from_value(body).unwrap();
        assert_eq!((response.status_code, response.data), (0, None));
    }
}

#[test]
fn a_missing_null_or_empty_identifying_field_is_an_error_that_names_its_json_pointer() {
    for user in [json!({}), json!({"userId": null}), json!({"userId": ""}), json!({"userId": []})] {
        let error = serde_json::from_value::<UserPaginatedRespDto>(page(json!([user.clone()])));
        let error = error.unwrap_err().to_string();
        assert!(error.starts_with("/data/list/0/userId: "), "{user}: {error}");
    }
    let users = users(json!([{"userId": 13_800_138_000_i64}]));
    assert_eq!(users.list[0].user_id, "13800138000");
}

#[test]
fn numbers_are_decoded_from_numbers_and_text() {
    for written in [json!(7), json!(7.0), json!("7"), json!(" 7 "), json!("7.0")] {
        let page: DepartmentPagingDto =
            serde_json::from_value(json!({"totalCount": written, "list": []})).unwrap();
        assert_eq!(page.total_count, 7, "{written}");
    }
    let millis: AssignRoleDto =
        serde_json::from_value(json!({"endTime": "1669114748050"})).unwrap();
    assert_eq!(millis.end_time, Some(Nullable::Value(1_669_114_748_050)));
}

#[test]
fn optional_numbers_are_decoded_from_numbers_and_text() {
    for written in [json!(1_669_881_887_852_i64), json!("1669881887852")] {
        let role = json!({"id": "1", "code": "c", "namespace": "n", "disableTime": written});
        let role: RoleDto = serde_json::from_value(role).unwrap();
        assert_eq!(
            serde_json::to_value(&role).unwrap()["disableTime"],
            json!(1_669_881_887_852_i64)
        );
    }
}

#[test]
fn booleans_are_decoded_from_booleans_numbers_and_text() {
    for (written, expected) in
        [(json!(true), true), (json!("true"), true), (json!(" false"), false)]
    {
        let response: OtpVerityRespDto =
            serde_json::from_value(json!({"verified": written})).unwrap();
        assert_eq!(response.verified, expected);
        let department: UpdateDepartmentReqDto =
            serde_json::from_value(json!({"status": written})).unwrap();
        assert_eq!(department.status, Some(expected));
    }
}

#[test]
fn a_single_value_is_decoded_as_a_list_of_one() {
    let page: UserPagingDto =
        serde_json::from_value(json!({"totalCount": 1, "list": {"userId": "1"}})).unwrap();
    assert_eq!(page.list.len(), 1);
    assert_eq!(page.list[0].user_id, "1");
    let response: Envelope<Vec<String>> =
        serde_json::from_str(r#"{"statusCode":200,"message":"","data":"only"}"#).unwrap();
    assert_eq!(response.data.unwrap(), ["only"]);
    let response: Envelope<Vec<i64>> =
        serde_json::from_str(r#"{"statusCode":200,"message":"","data":5}"#).unwrap();
    assert_eq!(response.data.unwrap(), [5]);
}

#[test]
fn a_birthday_without_a_time_does_not_fail_a_page_of_users() {
    let users = users(json!([{"userId": "1", "birthdate": "2022-06-03"}, {"userId": "2"}]));
    let birthday = users.list[0].birthdate.as_ref().unwrap();
    assert_eq!(birthday, "2022-06-03");
    assert_eq!(birthday.unix_millis().unwrap(), 1_654_214_400_000);
    assert_eq!(users.list.len(), 2);
}

#[test]
fn every_time_format_is_preserved_and_parsed() {
    let expected = 1_656_814_830_000;
    for (text, millis) in [
        ("2022-07-03T02:20:30.000Z", expected),
        ("2022-07-03T10:20:30+0800", expected),
        ("2022-07-03T10:20:30.000+08:00", expected),
        ("2022-07-03 02:20:30", expected),
        ("1656814830000", expected),
        ("2022-07-03", 1_656_806_400_000),
        ("20220703", 1_656_806_400_000),
    ] {
        let users = users(json!([{"userId": "1", "birthdate": text}]));
        let time = users.list[0].birthdate.clone().unwrap();
        assert_eq!(time.as_str(), text);
        assert_eq!(time.unix_millis().unwrap_or_default(), millis, "{text}");
        assert_eq!(serde_json::to_value(&users).unwrap()["list"][0]["birthdate"], text);
    }
}

#[test]
fn an_invalid_time_is_preserved_and_fails_to_parse() {
    for text in ["soon", "2022-13-45", "99999999999999999999", "--1"] {
        let users = users(json!([{"userId": "1", "birthdate": text}]));
        let time: &Timestamp = users.list[0].birthdate.as_ref().unwrap();
        assert_eq!(time.as_str(), text);
        let error = time.unix_millis().unwrap_err();
        assert!(!error.to_string().contains(text), "{error}");
    }
}

/// Fields whose documented type and documented value disagree.
#[test]
fn every_contradictory_example_is_decoded() {
    let text = fs::read_to_string(here().join("documented/contradictions.json")).unwrap();
    let rows: Vec<Value> = serde_json::from_str(&text).unwrap();
    let mut failed = Vec::new();
    let document = genauth_codegen::document::load(&spec()).map_err(problems).unwrap();
    let api = genauth_codegen::model(&document).map_err(problems).unwrap();
    for row in &rows {
        let (name, field) = (row["type"].as_str().unwrap(), row["field"].as_str().unwrap());
        let mut object = identified(&api, name);
        object.insert(field.to_owned(), row["example"].clone());
        let object = Value::Object(object);
        match trip_of(name).map(|trip| trip(&object)) {
            None => failed.push(format!("{name}: no such type")),
            Some(Err(error)) => failed.push(format!("{name}.{field}: {error}")),
            Some(Ok(_)) => {}
        }
    }
    assert!(failed.is_empty(), "{} of {}:\n{}", failed.len(), rows.len(), failed.join("\n"));
}

#[test]
fn fields_known_to_have_another_type_do_not_fail_the_response() {
    use genauth::management::ImportTenantHistoryDataDto as History;
    for odd in [json!(true), json!("true"), json!(3), json!(null), json!([])] {
        let value = json!({"totalCount": true, "list": odd});
        let history: History = serde_json::from_value(value).unwrap();
        assert_eq!((history.total_count, history.list.len()), (0, 0), "{odd}");
    }
}

#[test]
fn null_is_preserved_in_nullable_fields() {
    let unchanged = AssignRoleDto::new("code", Vec::<TargetDto>::new());
    let never = AssignRoleDto::new("code", Vec::<TargetDto>::new()).end_time(Nullable::Null);
    let then = AssignRoleDto::new("code", Vec::<TargetDto>::new()).end_time(1_669_114_748_050_i64);
    let sent = |body: &AssignRoleDto| serde_json::to_value(body).unwrap();
    assert_eq!(sent(&unchanged).get("endTime"), None);
    assert_eq!(sent(&never).get("endTime"), Some(&Value::Null));
    assert_eq!(sent(&then)["endTime"], 1_669_114_748_050_i64);
    for body in [unchanged, never, then] {
        let back: AssignRoleDto = serde_json::from_value(sent(&body)).unwrap();
        assert_eq!(back, body);
    }
}

#[test]
fn unset_fields_are_not_sent() {
    let body = serde_json::to_value(ListUsersRequestDto::new()).unwrap();
    assert_eq!(body, json!({}));
}

#[test]
fn a_scalar_keeps_a_number_of_any_size() {
    for text in ["18446744073709551615", "-9223372036854775809", "1e300", "0.5"] {
        let value: Scalar = serde_json::from_str(text).unwrap();
        let expected: f64 = text.parse().unwrap();
        let written = serde_json::to_value(&value).unwrap();
        assert_eq!(written.as_f64(), Some(expected), "{text}");
    }
}

#[test]
fn a_value_of_an_unexpected_type_leaves_only_its_field_empty() {
    for odd in [json!(true), json!([1, 2]), json!({}), json!("x"), json!(0.5), json!("")] {
        let users = users(json!([{"userId": "1", "loginsCount": odd, "name": "n"}]));
        assert_eq!(users.list[0].logins_count, None, "{odd}");
        assert_eq!(users.list[0].name.as_deref(), Some("n"), "{odd}");
    }
    for item in [json!(7), json!("x"), json!(true)] {
        assert_eq!(users(json!([item, {"userId": "1"}])).list.len(), 1);
    }
}

#[test]
fn an_error_names_the_json_pointer_and_the_types() {
    for (data, expected) in [
        (
            json!({"list": [{"userId": true}]}),
            "/data/list/0/userId: expected string, found a boolean",
        ),
        (
            json!({"list": [{"userId": "1", "geo": 1}, {"userId": {}}]}),
            "/data/list/1/userId: expected string, found an object",
        ),
        (json!("text"), "/data: expected object, found a string"),
        (json!([{}, {}]), "/data: expected object, found an array"),
    ] {
        let body = json!({"statusCode": 200, "message": "ok", "data": data});
        let error = serde_json::from_value::<UserPaginatedRespDto>(body).map(|body| body.data);
        match error {
            Err(error) => assert_eq!(error.to_string(), expected),
            // A payload of another type is an error of the call; in an envelope that the
            // application reads itself, the payload is missing.
            Ok(data) => assert!(data.is_none() && expected.starts_with("/data: "), "{data:?}"),
        }
    }
}

/// Feeds every field of every type with strings where it expects something else.
#[test]
fn errors_never_contain_strings_of_the_response() {
    const SECRET: &str = "sentinel-of-a-response";
    let document = genauth_codegen::document::load(&spec()).map_err(problems).unwrap();
    let api = genauth_codegen::model(&document).map_err(problems).unwrap();
    let mut rejected = 0;
    for def in api.types.values() {
        let trip = trip_of(&def.name).unwrap();
        let mut odd = vec![json!(SECRET), json!([SECRET]), json!({"data": SECRET})];
        if let TypeKind::Struct(fields) = &def.kind {
            for field in fields {
                let values = match &field.ty {
                    Type::Text | Type::Secret | Type::Timestamp => {
                        vec![json!([SECRET]), json!({"x": SECRET})]
                    }
                    _ => vec![json!(SECRET), json!([SECRET, [SECRET]]), json!({"x": SECRET})],
                };
                odd.extend(
                    values
                        .into_iter()
                        .map(|value| Value::Object(Map::from_iter([(field.wire.clone(), value)]))),
                );
            }
        }
        for value in odd {
            if let Err(error) = trip(&value) {
                rejected += 1;
                assert!(!error.contains(SECRET), "{}: {error}", def.name);
            }
        }
    }
    assert!(rejected > 100, "only {rejected} values were rejected");
}
