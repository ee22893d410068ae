//! The map of names is strict.

use genauth_codegen::document::ApiKind;
use genauth_codegen::upstream::{Map, load_map};
use serde_json::json;

use crate::rig::{accepted_with, shown, with_operation};

#[test]
fn an_empty_map_is_valid() {
    for text in ["", "# nothing\n", "schemas: {}\ndeviations: []\n", "modules:\noperations:\n"] {
        let map = load_map(text).unwrap();
        assert!(map.schemas.is_empty() && map.deviations.is_empty(), "{text}");
    }
}

#[test]
fn modules_depend_on_class_and_tag() {
    let map = load_map(
        "modules:\n  management:\n    RolesController: role\n    RolesController / Roles/More: tenant\n",
    )
    .unwrap();
    let module = |class, tag| map.module(ApiKind::Management, class, tag);
    assert_eq!(module("RolesController", "Roles/List"), Some("role"));
    assert_eq!(module("RolesController", "Roles/More"), Some("tenant"));
    assert_eq!(module("OtherController", "Roles/More"), None);
    assert_eq!(map.module(ApiKind::Authentication, "RolesController", ""), None);
}

#[test]
fn renames_of_one_api_precede_those_of_both() {
    let map = load_map("schemas: { A: B, management: { A: C } }").unwrap();
    assert_eq!(map.schemas[&ApiKind::Authentication]["A"], "B");
    assert_eq!(map.schemas[&ApiKind::Management]["A"], "C");
}

#[test]
fn deviations_have_all_values() {
    let map = load_map(
        "deviations:\n  - at: RoleDto.disableTime\n    fact: type\n    ours: integer\n    \
         upstream: number\n    reason: Milliseconds.\n  - at: RoleDto.code\n    api: management\n    \
         fact: maxLength\n    upstream: 50.0\n    reason: Longer ones exist.\n",
    )
    .unwrap();
    let [first, second] = map.deviations.as_slice() else { panic!() };
    assert_eq!((&first.ours, &first.upstream), (&json!("integer"), &json!("number")));
    assert_eq!((&second.ours, &second.upstream), (&json!(null), &json!(50)));
    assert_eq!(second.api, Some(ApiKind::Management));
    assert_eq!(second.pointer.to_fragment(), "#/deviations/1");
}

#[test]
fn mistakes_are_reported_with_their_line() {
    for (text, line, message, help) in [
        ("opreations: {}\n", 1, "unknown key `opreations`", "did you mean `operations`"),
        ("modules:\n  managment: {}\n", 2, "unknown key `managment`", "did you mean `management`"),
        ("modules:\n  management:\n    A: 5\n", 3, "`5` is not a module", "write a module"),
        ("modules:\n  management: { A: Role }\n", 2, "`Role` is not a module", "write"),
        ("operations:\n  management:\n    a: get user\n", 3, "`get user` is not", "camelCase"),
        ("operations: []\n", 1, "expected a mapping, found a list", "write a mapping"),
        ("schemas:\n  mangement: { A: B }\n", 2, "unknown key", "did you mean `management`"),
        ("schemas:\n  A: \"a b\"\n", 2, "`a b` is not a name of a schema", "write"),
        ("security:\n  a: [b]\n", 2, "`a list` is not a security scheme", "write"),
        ("deviations: {}\n", 1, "`deviations` is a mapping", "write a list"),
        ("a: 1\na: 2\n", 2, "duplicate key `a`", "remove one"),
        ("schemas: {\n", 1, "invalid YAML", "close the bracket"),
        (
            "deviations:\n  - { at: A, fact: typ, ours: 1, upstream: 2, reason: R }\n",
            2,
            "unknown key `typ`",
            "did you mean `type`",
        ),
        (
            "deviations:\n  - { at: A, fact: type, ours: 1, upstream: 2 }\n",
            2,
            "no `reason`",
            "add `reason: …`",
        ),
        (
            "deviations:\n  - { at: A, fact: type, ours: 1, upstream: 1, reason: R }\n",
            2,
            "are equal",
            "remove the deviation",
        ),
    ] {
        let found = load_map(text).unwrap_err().into_sorted();
        assert_eq!(found.len(), 1, "{text}: {}", shown(found));
        let found = &found[0];
        assert_eq!(found.location.as_ref().unwrap().line, line, "{text}");
        assert!(found.message.contains(message), "{text}: {}", found.message);
        assert!(found.help.contains(help), "{text}: {}", found.help);
    }
}

#[test]
fn entries_that_apply_to_nothing_are_noted() {
    let map = load_map(
        "operations:\n  management: { RolesController_getRole: loadRole, Gone_x: y }\n  \
         authentication: { Other_x: y }\nschemas: { A: B, management: { C: D } }\n\
         security: { bearer: bearer }\n",
    )
    .unwrap();
    let upstream =
        accepted_with(with_operation(json!({ "operationId": "RolesController_getRole" })), &map);
    let unused = map.unused(&[&upstream]);
    let messages: Vec<&str> = unused.iter().map(|note| note.message.as_str()).collect();
    assert_eq!(messages.len(), 2, "{messages:?}");
    assert!(messages[0].contains("operations: management: Gone_x"), "{messages:?}");
    assert!(messages[1].contains("schemas: management: C"), "{messages:?}");
}

#[test]
fn map_of_the_spec_is_valid() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../spec/upstream/map.yaml");
    let map: Map = load_map(&std::fs::read_to_string(path).unwrap()).unwrap();
    for api in ApiKind::ALL {
        let folder = format!("{}/../spec/{api}", env!("CARGO_MANIFEST_DIR"));
        for module in map.modules[&api].values() {
            let file = format!("{folder}/{module}.yaml");
            assert!(std::path::Path::new(&file).exists(), "{file}");
        }
    }
}
