//! Snapshots of facts.

use std::collections::BTreeMap;

use genauth_codegen::document::ApiKind;
use genauth_codegen::facts::{Address, Attributes, Facts, Key, Location, read, write};
use proptest::prelude::*;
use serde_json::{Value, json};

const API: ApiKind = ApiKind::Authentication;

fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z]{1,3}",
        "[ ~/a\"\\\\]{0,4}",
        "(body|response|query|path|~0|~1|~2|%20| |\\[\\]|\\{\\}|GET)",
        any::<String>(),
    ]
}

fn address() -> impl Strategy<Value = Address> {
    (name(), "GET|POST").prop_map(|(path, method)| Address {
        api: API,
        path: format!("/{path}"),
        method,
    })
}

fn key() -> impl Strategy<Value = Key> {
    let location = prop_oneof![Just(Location::Path), Just(Location::Query), Just(Location::Header)];
    prop_oneof![
        address().prop_map(Key::Operation),
        (address(), location, name())
            .prop_map(|(at, location, name)| Key::Parameter(at, location, name)),
        address().prop_map(Key::Body),
        address().prop_map(Key::Response),
        name().prop_map(Key::Schema),
        (name(), prop::collection::vec(name(), 1..4))
            .prop_map(|(name, path)| Key::Property(name, path)),
    ]
}

fn value() -> impl Strategy<Value = Value> {
    let scalar = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        name().prop_map(Value::from),
    ];
    scalar.prop_recursive(2, 8, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::btree_map(name(), inner, 0..3)
                .prop_map(|entries| Value::Object(entries.into_iter().collect())),
        ]
    })
}

fn attributes() -> impl Strategy<Value = Attributes> {
    let name = prop_oneof![Just("type"), Just("default"), Just("values"), Just("maxLength")];
    prop::collection::btree_map(name.prop_map(str::to_owned), value(), 0..4)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn facts_survive_a_snapshot(entries in prop::collection::btree_map(key(), attributes(), 0..6)) {
        let facts = Facts { entries };
        let text = write(&facts);
        prop_assert_eq!(text.matches('\n').count(), facts.entries.len().max(1) + 2 - usize::from(facts.entries.is_empty()));
        prop_assert_eq!(read(API, &text).unwrap(), facts.clone());
        prop_assert_eq!(read(API, &text.replace('\n', "\r\n")).unwrap(), facts);
        prop_assert!(serde_json::from_str::<Value>(&text).is_ok());
    }

    #[test]
    fn any_text_is_read_or_refused_with_a_line(text in "[{}\\[\\]\",:a/~ \n]{0,60}") {
        if let Err((line, problem)) = read(API, &text) {
            prop_assert!(line >= 1 && line <= text.lines().count().max(1));
            prop_assert!(!problem.is_empty());
        }
    }
}

#[test]
fn operations_come_first_each_with_its_parts() {
    let at = |path: &str, method: &str| Address {
        api: API,
        path: path.to_owned(),
        method: method.to_owned(),
    };
    let key = [
        Key::Schema("A".to_owned()),
        Key::Property("A".to_owned(), vec!["b c".to_owned(), "[]".to_owned(), "d/e".to_owned()]),
        Key::Operation(at("/b", "GET")),
        Key::Body(at("/a", "POST")),
        Key::Parameter(at("/a", "POST"), Location::Query, "page".to_owned()),
        Key::Operation(at("/a", "POST")),
    ];
    let attributes = BTreeMap::from([("type".to_owned(), json!({ "b": 1, "a": "\n" }))]);
    let facts = Facts { entries: key.into_iter().map(|key| (key, attributes.clone())).collect() };
    let lines: Vec<String> = write(&facts).lines().map(str::to_owned).collect();
    let expected = [
        "{",
        r#""POST /a": {"type":{"a":"\n","b":1}},"#,
        r#""POST /a query page": {"type":{"a":"\n","b":1}},"#,
        r#""POST /a body": {"type":{"a":"\n","b":1}},"#,
        r#""GET /b": {"type":{"a":"\n","b":1}},"#,
        r#""A": {"type":{"a":"\n","b":1}},"#,
        r#""A/b~2c/[]/d~1e": {"type":{"a":"\n","b":1}}"#,
        "}",
    ];
    assert_eq!(lines, expected);
}

#[test]
fn mistakes_are_reported_with_their_line() {
    for (text, line, problem) in [
        ("", 1, "is empty"),
        ("[]\n", 1, "begins with a line `{`"),
        ("{\n\"A\": {}\n", 2, "ends without `}`"),
        ("{\n\"A\": {}\n\"B\": {}\n}\n", 2, "comma is missing"),
        ("{\n\"A\": {},\n\"A\": {}\n}\n", 3, "same thing"),
        ("{\n\"A\": {\"tpye\": 1}\n}\n", 2, "did you mean `type`"),
        ("{\n\"A\": []\n}\n", 2, "not an object"),
        ("{\n\"A\": {}, \"B\": {}\n}\n", 2, "one entry"),
        ("{\n\"GET /a cookie b\": {}\n}\n", 2, "is not the name"),
        ("{\n\"A~3\": {}\n}\n", 2, "is not the name"),
        ("{\n<<<<<<< HEAD\n}\n", 2, "conflict of git"),
        ("{\n\"A\": {\n}\n", 2, "not an entry"),
        ("{\n}\n}\n", 3, "more lines"),
    ] {
        let (found, message) = read(API, text).unwrap_err();
        assert_eq!(found, line, "{text}: {message}");
        assert!(message.contains(problem), "{text}: {message}");
    }
}
