//! Changes that facts express only in part, and documents that come later than the spec.

use serde_json::{Value, json};

use crate::rig::{ROLE, Rig, USER, new_operation, operation, property, remove, schema};

const BATCH: &str = "/api/v3/delete-roles-batch";

/// Creates a spec with an operation that no document had before.
fn ahead() -> Rig {
    let mut rig = Rig::fresh();
    let batch = remove(&mut rig.management["paths"], BATCH);
    assert_eq!(rig.run(&["--baseline"]).code, Some(0));
    rig.management["paths"][BATCH] = batch;
    rig
}

#[test]
fn i2_operation_of_the_spec_keeps_its_name_where_the_document_repeats_one() {
    let mut rig = ahead();
    let id = json!("OtherController_createRole");
    operation(&mut rig.management, BATCH, "post")["operationId"] = id;
    let import = rig.import();
    assert_eq!(import.changed(), [""; 0], "{}", import.run);
    let note = import.finding("note", "POST /api/v3/delete-roles-batch");
    assert!(note["message"].as_str().unwrap().contains("`createRole`"), "{note}");
    let again = rig.import();
    assert_eq!(again.after, again.before, "{}", again.run);
    // A known operation that takes the name of another one is a mistake.
    let id = json!("OtherController_getRole");
    operation(&mut rig.management, BATCH, "post")["operationId"] = id;
    let run = rig.refused();
    assert!(run.err.contains("getRole") && run.err.contains("map.yaml"), "{run}");
}

#[test]
fn i2_entry_for_an_operation_that_no_document_has_yet_is_no_finding() {
    let rig = ahead();
    rig.workspace.edit(
        "upstream/map.yaml",
        "operations: {}",
        "operations:\n  management: { \"POST /api/v3/delete-roles-batch\": deleteRolesBatch }",
    );
    let mut without = Rig { workspace: rig.workspace, ..Rig::fresh() };
    remove(&mut without.management["paths"], BATCH);
    let import = without.import();
    assert_eq!(import.found(), [], "{}", import.run);
}

#[test]
fn i2_refusal_is_a_finding_in_json() {
    let mut rig = Rig::new();
    for path in ["/api/v3/get-a", "/api/v3/get-b"] {
        rig.management["paths"][path]["get"] =
            new_operation("AController_getDetail", "Roles/API", None, "RoleSingleRespDto");
    }
    let run = rig.run(&["--report", "json"]);
    assert_eq!(run.code, Some(1), "{run}");
    let report: Value = serde_json::from_str(&run.out).unwrap();
    let [finding] = report["findings"].as_array().unwrap().as_slice() else { panic!("{run}") };
    let text = finding.to_string();
    for part in ["/api/v3/get-a", "/api/v3/get-b", "map.yaml", "\"needs\":\"decision\""] {
        assert!(text.contains(part), "`{part}` in {text}");
    }
}

/// Puts an object without a name at a place of the management document.
fn unnamed(rig: &mut Rig, pointer: &str, inside: &Value) {
    let place = rig.management.pointer_mut(pointer).unwrap();
    *place = json!({ "type": "object", "description": "Unnamed", "properties": inside });
}

#[test]
fn change_inside_an_object_without_a_name_is_a_finding() {
    for (pointer, at) in [
        (
            "/paths/~1api~1v3~1get-role/get/responses/200/content/application~1json/schema",
            "GET /api/v3/get-role response",
        ),
        (
            "/paths/~1api~1v3~1create-role/post/requestBody/content/application~1json/schema",
            "POST /api/v3/create-role body",
        ),
        ("/components/schemas/RoleSingleRespDto/properties/data", "RoleSingleRespDto"),
    ] {
        for (before, after) in [
            (json!({ "k": { "type": "string" } }), json!({ "k": { "type": "number" } })),
            (json!({ "k": { "type": "string" } }), json!({ "l": { "type": "string" } })),
            (
                json!({ "k": { "type": "object", "properties": { "m": { "maxLength": 3 } } } }),
                json!({ "k": { "type": "object", "properties": { "m": { "maxLength": 4 } } } }),
            ),
            (
                json!({ "k": { "type": "string", "description": "One" } }),
                json!({ "k": { "type": "string", "description": "Two" } }),
            ),
        ] {
            let mut rig = Rig::fresh();
            unnamed(&mut rig, pointer, &before);
            assert_eq!(rig.run(&["--baseline"]).code, Some(0));
            unnamed(&mut rig, pointer, &after);
            let import = rig.import();
            let finding = import.finding("changed", at);
            assert_eq!(finding["attribute"], "structure", "{finding}");
            assert_eq!(finding["needs"], "marker", "{finding}");
            assert_eq!(import.changed(), [ROLE], "{}", import.run);
            assert!(rig.lint().err.contains("todo") || rig.lint().out.contains("todo"));
            let again = rig.import();
            assert_eq!(again.after, again.before, "{}", again.run);
        }
    }
}

#[test]
fn field_that_becomes_an_object_without_a_name_is_one_change() {
    let mut rig = Rig::new();
    *property(&mut rig.management, "CreateRoleDto", "description") = json!({
        "type": "object",
        "description": "About the role",
        "required": ["q"],
        "properties": { "q": { "type": "string" } },
    });
    let import = rig.import();
    assert_eq!(import.found().len(), 1, "{}", import.run);
    assert_eq!(import.only()["attribute"], "type");
    let lint = rig.lint().to_string();
    assert!(!lint.contains("no-effect") && !lint.contains("is not a property"), "{lint}");
    rig.assert_settled();
}

#[test]
fn schema_that_goes_is_named() {
    let mut rig = Rig::fresh();
    rig.management["components"]["schemas"]["LonelyDto"] =
        json!({ "type": "object", "properties": { "a": { "type": "string" } } });
    assert_eq!(rig.run(&["--baseline"]).code, Some(0));
    remove(&mut rig.management["components"]["schemas"], "LonelyDto");
    let import = rig.import();
    assert_eq!(import.found(), [("note", "LonelyDto")], "{}", import.run);
    rig.assert_settled();
}

#[test]
fn schema_that_moves_to_the_shared_file_is_named() {
    let mut rig = Rig::new();
    schema(&mut rig.management, "UserDto")["properties"]["role"] =
        json!({ "allOf": [{ "$ref": "#/components/schemas/RoleDto" }] });
    let import = rig.import();
    for name in ["RoleDto", "RoleStatus"] {
        let note = import.finding("note", name);
        assert!(note["message"].as_str().unwrap().contains("common.yaml"), "{note}");
    }
    assert_eq!(import.changed(), ["common.yaml", ROLE, USER]);
    rig.assert_settled();
}

#[test]
fn snapshot_that_cannot_be_read_is_refused_with_its_line() {
    for text in [
        "{\n<<<<<<< HEAD\n\"RoleDto\": {\"kind\":\"object\"}\n=======\n>>>>>>> other\n}\n",
        "{\n\"RoleDto\": {\"kind\":\"object\",\"unknownFact\":1}\n}\n",
        "[]\n",
        "",
    ] {
        let rig = Rig::new();
        rig.workspace.write("upstream/management.json", text);
        let run = rig.refused();
        assert_eq!(run.code, Some(2), "{run}");
        assert!(run.err.contains("upstream/management.json"), "{run}");
        assert_eq!(run.out, "", "{run}");
    }
}
