//! Reading any input ends with a value or an error.

use genauth_codegen::document;
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use support::{TYPES, documented_bodies, problems, spec, trip_of};

/// Types with every kind of field: lists, enums, unions, recursion, `null`, free-form objects.
const VARIED: [&str; 12] = [
    "UserPaginatedRespDto",
    "ListEnrolledFactorsRespDto",
    "SendEnrollFactorRequestRespDto",
    "TreeStructs",
    "DataResourceTreeStructs",
    "AssignRoleDto",
    "ApplicationDto",
    "CreateDataResourceDto",
    "FunctionModelDto",
    "LangUnit",
    "ListUsersRequestDto",
    "OidcDiscoveryMetadata",
];

fn bytes_read(text: &[u8]) {
    // Types determine how values are read; the two readers below are as different as types can be.
    let _ = serde_json::from_slice::<genauth::management::UserPaginatedRespDto>(text);
    let _ = serde_json::from_slice::<genauth::management::ApplicationDto>(text);
}

#[test]
fn a_truncated_response_is_an_error() {
    let document = document::load(&spec()).map_err(problems).unwrap();
    let bodies = documented_bodies(&document);
    // The last body of an operation is its response.
    let response = bodies.iter().rfind(|body| body.operation == "listUsers").unwrap();
    let text = response.value.to_string();
    let read = |text: &str| serde_json::from_str::<genauth::management::UserPaginatedRespDto>(text);
    assert!(read(&text).is_ok());
    for end in (0..text.len()).filter(|end| text.is_char_boundary(*end)) {
        let error = read(&text[..end]).unwrap_err();
        assert!(error.is_eof(), "{error} at {end}");
    }
}

#[test]
fn a_value_of_the_wrong_type_is_an_error_or_an_empty_value_for_every_type() {
    for (name, trip) in TYPES {
        for value in [
            json!(null),
            json!(true),
            json!(0),
            json!(-1.5),
            json!(u64::MAX),
            json!(""),
            json!([]),
            json!([[[]]]),
            json!([{}]),
            json!({}),
            json!({"data": []}),
            json!({"data": {}}),
            json!({"data": [[], 1, "x", null]}),
        ] {
            // Only the return matters.
            let _ = (name, trip(&value));
        }
    }
}

#[test]
fn deep_nesting_is_an_error() {
    for depth in [100_usize, 127, 128, 1_000, 100_000] {
        for (open, close) in [("[", "]"), (r#"{"children":["#, "]}"), (r#"{"invented":"#, "}")] {
            let text = format!("{}{{}}{}", open.repeat(depth), close.repeat(depth));
            bytes_read(text.as_bytes());
            let tree = serde_json::from_str::<genauth::management::TreeStructs>(&text);
            // Values that are not kept can have any depth.
            assert!(tree.is_err() || depth <= 100 || open.contains("invented"), "{open} {depth}");
        }
    }
}

#[test]
fn trees_are_decoded_beyond_the_documented_depth() {
    let mut tree = json!({"code": "leaf", "name": "leaf", "value": "v", "actions": []});
    for _ in 0..25 {
        tree = json!({"code": "c", "name": "n", "value": "v", "actions": [], "children": [tree]});
    }
    let written = trip_of("TreeStructs").unwrap()(&tree).unwrap();
    assert_eq!(written, tree);
}

#[test]
fn huge_numbers_are_decoded_or_rejected() {
    for number in
        ["1e308", "-1e308", "1e400", "99999999999999999999999", "9223372036854775808", "0e9"]
    {
        for text in [
            format!(r#"{{"data":{{"totalCount":{number},"list":[]}}}}"#),
            format!(r#"{{"data":{{"totalCount":"{number}","list":[]}}}}"#),
            format!(r#"{{"statusCode":{number}}}"#),
            format!(r#"{{"data":{{"list":[{{"gender":{number},"customData":{number}}}]}}}}"#),
        ] {
            bytes_read(text.as_bytes());
        }
    }
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        // Fractions that text represents exactly.
        any::<i32>().prop_map(|number| Value::from(f64::from(number) / 4.0)),
        any::<String>().prop_map(Value::from),
        prop::sample::select(vec!["", "true", "7", "-1.5", "2022-06-03", "OTP"])
            .prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 64, 6, |inner| {
        let key = prop_oneof![
            prop::sample::select(KEYS),
            "[a-z]{0,3}".prop_map(String::leak).prop_map(|key| &*key)
        ];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec((key, inner), 0..6).prop_map(|pairs| {
                let pairs = pairs.into_iter().map(|(key, value)| (key.to_owned(), value));
                Value::Object(Map::from_iter(pairs))
            }),
        ]
    })
}

/// Names used by many types, so that random values get into fields.
const KEYS: &[&str] = &[
    "data",
    "list",
    "totalCount",
    "statusCode",
    "message",
    "apiCode",
    "requestId",
    "userId",
    "gender",
    "status",
    "children",
    "struct",
    "type",
    "name",
    "value",
    "actions",
    "customData",
    "factorType",
    "profile",
    "endTime",
    "targets",
    "options",
    "pagination",
    "birthdate",
    "loginsCount",
    "initLoginUri",
    "i18n",
    "enabled",
    "otpData",
];

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_json_is_decoded_or_rejected(value in any_json()) {
        for name in VARIED {
            let trip = trip_of(name).expect("the type is generated");
            if let Ok(written) = trip(&value) {
                // Serialized values are read back unchanged: nothing more is lost the second time.
                let again = trip(&written).map_err(TestCaseError::fail)?;
                prop_assert_eq!(&again, &written, "{}", name);
            }
        }
    }

    #[test]
    fn random_text_is_decoded_or_rejected(text in any::<Vec<u8>>()) {
        bytes_read(&text);
    }

    #[test]
    fn random_edits_of_a_response_are_decoded_or_rejected(
        at in any::<prop::sample::Index>(),
        byte in any::<u8>(),
    ) {
        let mut text = RESPONSE.as_bytes().to_vec();
        let index = at.index(text.len());
        text[index] = byte;
        bytes_read(&text);
    }
}

const RESPONSE: &str = r#"{"statusCode":200,"message":"ok","apiCode":0,"requestId":"1","data":{
    "totalCount":"1","list":[{"userId":"1","gender":"M","birthdate":"2022-06-03","status":
    "Activated","loginsCount":3,"customData":{"a":[1,2.5,null]},"identities":[{"identityId":"1"}],
    "departmentIds":["x"],"emailVerified":"true"}]}}"#;
