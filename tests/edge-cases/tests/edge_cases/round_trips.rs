//! JSON is preserved by a round trip, however awkward its names and shapes.

use genauth_edge_cases::authentication::{
    EnvelopeDto, Field, Item10Dto, Keywords, Language, Mod, OptionDto, Prose, Record, ResultDto,
    ResultRespDto, SelfDto, Spelling, VecDto,
};
use genauth_edge_cases::management::{
    Action, Decision, Everything, Expression, Forest, Settings, Sum, Token, Tree,
};
use genauth_edge_cases::{Nullable, OneOrMany, Scalar};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

#[track_caller]
fn read<T: DeserializeOwned>(value: &Value) -> T {
    serde_json::from_value(value.clone()).unwrap_or_else(|error| panic!("{error}: {value}"))
}

/// Reads and serializes a value, and returns it for further checks.
#[track_caller]
fn round_trip<T: DeserializeOwned + Serialize>(value: Value) -> T {
    let typed: T = read(&value);
    assert_eq!(serde_json::to_value(&typed).unwrap(), value);
    typed
}

#[test]
fn fields_named_like_rust_keywords() {
    let value = json!({
        "type": "t", "struct": 1, "mod": ["m"], "self": "s", "super": "s", "crate": "c",
        "async": true, "gen": false, "try": true, "box": "b", "union": "u", "dyn": "d",
        "true": false, "null": true, "str": "s", "i64": "i", "bool": "b", "2fa": "2",
        "2nd-factor": "2", "new": true, "fields": "f", "fields_mut": "f", "view": "v", "slot": "s",
        "shape": "s", "blank": "b", "empty": "e", "clone": "c", "eq": "e", "fmt": "f",
        "into": "i", "from": "f", "serialize": "s", "deserialize": "d", "to_string": "t",
        "not": true, "default": "d", "next": "n", "visit": "v", "value": "v",
    });
    let keywords: Keywords = round_trip(value.clone());
    let made = Keywords::new()
        .r#type("t")
        .r#struct(1)
        .self_("s")
        .r#async(true)
        .n2fa("2")
        .with_new(true)
        .super_("s")
        .r#gen(false)
        .clone("c");
    assert_eq!((&made.r#type, made.new), (&keywords.r#type, keywords.new));
    assert!(!made.with_new(false).new);
    // A field called `clone` does not hide the trait's method.
    assert_eq!(Clone::clone(&keywords), keywords);
}

#[test]
fn fields_with_names_that_are_not_identifiers() {
    let spelling: Spelling = round_trip(json!({
        "Self": "s", "用户": "u", "用户-名": "n", "zh-CN": "cn", "zh_TW": "tw",
        "with \"quotes\"": "q", "back\\slash": "b", "$ref": "r", "{{braces}}": "b", "a.b.c": "d",
        "@type": "t", "with space": "s", "sAMAccountName": "a", "ID": "i", "URLs": ["u"],
        "_private": "p", "émoji🎉": "e", "": "nothing",
    }));
    assert_eq!(spelling.u7528_u6237, "u");
    assert_eq!(spelling.zh_cn, "cn");
    assert_eq!(spelling.unnamed.as_deref(), Some("nothing"));
}

#[test]
fn types_named_like_standard_library_types() {
    let value = json!({
        "option": { "Some": "s", "None": true, "result": "err", "string": { "string": "", "len": 0 } },
        "box": { "box": { "box": {}, "any": { "x": [1] } } },
        "call": [{ "caller": "me" }],
        "envelope": { "data": "d", "statusCode": "not a number" },
        "operation": { "Security": { "price": 1.5 } },
        "nested": [[[{ "Some": "s", "result": "none" }], []], []],
        "self": { "Self": { "Self": {} } },
        "t": { "S": "s", "D": "d" },
    });
    let vec: VecDto = round_trip(value);
    assert_eq!(vec.option.result, ResultDto::Err);
    assert_eq!("error".parse(), Ok(ResultDto::Error));
    let made = OptionDto::new("s", ResultDto::None).none(true);
    assert_eq!(made.result.as_str(), "none");
    round_trip::<SelfDto>(json!({ "Self": {} }));
    round_trip::<EnvelopeDto>(json!({}));
    let response: ResultRespDto = read(&json!({ "statusCode": 200, "message": "", "data": "ok" }));
    assert_eq!(response.data, Some(ResultDto::Ok));
}

#[test]
fn mutually_recursive_shared_types() {
    round_trip::<Mod>(json!({ "mod": { "mod": { "mod": {} } } }));
    let item: Item10Dto = round_trip(json!({
        "before": { "after": { "before": {} }, "languages": ["zh-CN", "zh_CN", "zhCN", "xx"] },
    }));
    let languages = item.before.unwrap().languages.unwrap();
    let unknown = Language::from("xx");
    assert_eq!(
        languages,
        [Language::ZhCn, Language::ZhUnderscoreCn, Language::ZhCnInOneWord, unknown]
    );
}

#[test]
fn enums_with_three_hundred_values_and_numeric_values() {
    assert_eq!(Action::VALUES.len(), 300);
    for action in Action::VALUES {
        let text = action.as_str();
        assert_eq!(&text.parse::<Action>().unwrap(), action);
        assert_eq!(action.to_string(), text);
        let wire = match text {
            "-1" | "0" | "1" | "100" => json!(text.parse::<i64>().unwrap()),
            text => json!(text),
        };
        assert_eq!(&round_trip::<Action>(wire), action);
    }
    // A number may arrive as text, and a text that looks like a number remains text.
    assert_eq!(read::<Action>(&json!("-1")), Action::Minus1);
    assert_eq!(round_trip::<Action>(json!("-2")), Action::Minus2);
    assert_eq!(round_trip::<Action>(json!("unknown")), Action::UnknownValue);
    assert_eq!(round_trip::<Action>(json!("")), Action::EmptyText);
}

#[test]
fn unknown_enum_values() {
    let future = Action::from("from the future");
    assert_eq!(round_trip::<Action>(json!("from the future")), future);
    let decision: Decision = round_trip(json!({
        "action": "from the future", "fallback": -1, "byName": { "first": "self", "次": 100 },
    }));
    assert_eq!(decision.fallback, Some(Action::Minus1));
}

#[test]
fn recursive_types() {
    let leaf = json!({ "name": "leaf", "branches": [], "byName": {} });
    let tree: Tree = round_trip(json!({
        "name": "root",
        "trunk": leaf,
        "branches": [leaf, leaf],
        "byName": { "left": leaf },
        "forest": { "oldest": leaf },
        "neighbours": [leaf],
        "answer": { "statusCode": 200, "message": "", "data": leaf },
    }));
    assert_eq!(tree.trunk.unwrap().name, "leaf");
    assert_eq!(tree.neighbours.map(|it| it.as_slice().len()), Some(1));
    let made =
        Tree::new("root", Vec::<Tree>::new(), std::collections::BTreeMap::<String, Tree>::new())
            .trunk(read::<Tree>(&leaf))
            .forest(Forest::new(read::<Tree>(&leaf)));
    assert_eq!(made.forest.unwrap().oldest.name, "leaf");
}

#[test]
fn recursive_types_forty_levels_deep() {
    let mut value = json!({ "name": "0", "branches": [], "byName": {} });
    for depth in 0..20 {
        value = json!({ "name": depth.to_string(), "trunk": value, "branches": [], "byName": {} });
        value = json!({ "name": "b", "branches": [value], "byName": {} });
    }
    let tree: Tree = round_trip(value);
    assert_eq!(tree, tree.clone());
}

#[test]
fn union_branches() {
    let sum = json!({ "left": 1, "right": "x" });
    for (value, is_right) in [
        (json!(7), Box::new(|it: &_| matches!(it, Expression::Integer(7))) as Box<dyn Fn(&_) -> _>),
        (json!("x"), Box::new(|it| matches!(it, Expression::Text(_)))),
        (json!(true), Box::new(|it| matches!(it, Expression::Boolean(true)))),
        (json!(1.5), Box::new(|it| matches!(it, Expression::Number(_)))),
        (json!([1, [sum]]), Box::new(|it| matches!(it, Expression::List(_)))),
        (sum.clone(), Box::new(|it| matches!(it, Expression::Sum(_)))),
        (json!({ "factors": [sum] }), Box::new(|it| matches!(it, Expression::Product(_)))),
        (json!({ "unknown": "keys" }), Box::new(|it| matches!(it, Expression::Anything(_)))),
    ] {
        let expression: Expression = read(&value);
        assert!(is_right(&expression), "{value}: {expression:?}");
    }
    round_trip::<Expression>(json!({ "left": sum, "right": { "factors": [1, "x", sum] } }));
    let made = Sum::new(Expression::from(1), Expression::from(vec![Expression::from(true)]));
    assert_eq!(serde_json::to_value(made).unwrap(), json!({ "left": 1, "right": [true] }));
}

#[test]
fn unions_of_maps_enums_and_objects() {
    let settings = round_trip::<Settings>(json!({ "first": { "left": 1, "right": 2 } }));
    assert!(matches!(settings, Settings::Object(_)), "{settings:?}");
    assert!(matches!(round_trip(json!("off")), Settings::Switch(_)));
    assert!(matches!(round_trip(json!(0.5)), Settings::Number(_)));
    assert!(matches!(round_trip(json!("ok")), Field::Result(ResultDto::Ok)));
    assert_eq!(round_trip::<Field>(json!({ "fields": "f" })), Record::new().fields("f").into());
}

/// Returns an `Everything` without optional fields.
fn everything() -> Value {
    let sum = json!({ "left": 1, "right": 2 });
    json!({
        "text": "t", "integer": 1, "number": 1.5, "boolean": true, "time": "2024-02-29T00:00:00Z",
        "json": [null, { "a": 1 }], "object": { "b": null }, "scalar": "7", "list": [1, 2],
        "map": { "a": 0.5 }, "oneOrMany": ["a", "b"], "nullable": null,
        "nullableList": ["a", null], "deep": { "a": [{ "b": [sum, sum] }, {}] }, "switch": "on",
        "settings": { "a": sum }, "bytes": null,
    })
}

#[test]
fn fields_of_every_type() {
    let least: Everything = round_trip(everything());
    assert_eq!(least.nullable, Nullable::Null);
    assert_eq!(least.nullable_list, [Nullable::Value("a".to_owned()), Nullable::Null]);
    assert_eq!(least.one_or_many, OneOrMany::Many(vec!["a".to_owned(), "b".to_owned()]));
    assert_eq!(least.scalar, Scalar::from("7"));

    let mut all = everything();
    for (name, value) in [
        ("optionalText", json!("")),
        ("optionalNullable", json!(null)),
        ("optionalNullableNumber", json!(0.5)),
        ("optionalNullableTime", json!(null)),
        ("optionalNullableList", json!([true])),
        ("optionalScalar", json!(7)),
        ("optionalList", json!([everything()])),
        ("optionalItself", everything()),
        ("averyverylongnameofafieldthatmakeslineslongerthantheyshouldbe", json!({ "a": ["on"] })),
    ] {
        all[name] = value;
    }
    let all: Everything = round_trip(all);
    assert_eq!(all.optional_nullable, Some(Nullable::Null));
    assert_eq!(all, Clone::clone(&all));
    assert_ne!(all, least);
}

#[test]
fn null_and_absent_differ_only_for_nullable_optional_fields() {
    let mut value = everything();
    value["optionalText"] = json!(null);
    value["optionalNullable"] = json!(null);
    let read: Everything = read(&value);
    assert_eq!(
        (read.optional_text.clone(), read.optional_nullable.clone()),
        (None, Some(Nullable::Null))
    );
    let written = serde_json::to_value(&read).unwrap();
    assert_eq!(
        (written.get("optionalText"), written.get("optionalNullable")),
        (None, Some(&json!(null)))
    );
}

#[test]
fn aliases_and_values_of_the_wrong_type() {
    let token: Token = read(&json!({ "access_token": "t", "expire_in": "7200" }));
    assert_eq!(token.expires_in, 7200);
    let prose: Prose = read(&json!({
        "secret": "s", "optional \"secret\"": ["no text"], "wrong": { "no": "scalar" },
    }));
    // One invalid value does not invalidate the whole response.
    assert_eq!(prose.secret.expose(), "s");
    let prose: Prose = read(&json!({ "secret": "s", "optional_secret": "o" }));
    assert_eq!(prose.optional_secret.as_ref().map(|it| it.expose()), Some("o"));
}
