//! Four states of a document, one after the other, in the shape of a real series.

use serde_json::{Value, json};

use crate::rig::{COMMON, ROLE, Rig, USER, new_operation, operation, property, remove, schema};

const DELETE: &str = "/api/v3/delete-roles-batch";

/// Moves, a rename, a replacement, a schema with another name, flips and a value.
fn second(management: &mut Value) {
    let paths = &mut management["paths"];
    let moved = remove(paths, "/api/v3/get-user");
    paths["/api/v3/get-user-info"] = moved;
    operation(management, "/api/v3/create-role", "post")["operationId"] =
        json!("RoleController_createOneRole");
    let paths = &mut management["paths"];
    let mut replaced = remove(paths, DELETE);
    replaced["post"]["operationId"] = json!("RoleController_removeRoles");
    paths["/api/v3/remove-roles"] = replaced;
    let text = management.to_string().replace("\"RolePagingDto\"", "\"RolePageDto\"");
    *management =
        serde_json::from_str(&text.replace("schemas/RolePagingDto\"", "schemas/RolePageDto\""))
            .unwrap();
    schema(management, "RoleDto")["required"] = json!(["roleCode"]);
    for name in ["RoleDto", "CreateRoleDto"] {
        property(management, name, "status")["enum"] = json!(["Enabled", "Disabled", "Locked"]);
    }
}

/// New operations with new schemas, fields in known schemas, and a parameter in its path item.
fn third(management: &mut Value) {
    management["components"]["schemas"]["GroupDto"] = json!({
        "type": "object",
        "properties": {
            "code": { "type": "string", "description": "Code" },
            "kind": { "type": "string", "description": "Kind", "enum": ["static", "dynamic"] },
            "names": { "type": "array", "description": "Names", "items": { "$ref": "#/components/schemas/LangUnit" } },
        },
        "required": ["code"],
    });
    let mut response = schema(management, "RoleSingleRespDto").clone();
    response["properties"]["data"] =
        json!({ "allOf": [{ "$ref": "#/components/schemas/GroupDto" }] });
    management["components"]["schemas"]["GroupSingleRespDto"] = response;
    for (path, id) in
        [("create-group", "createGroup"), ("get-group", "getGroup"), ("lock-group", "lockGroup")]
    {
        let id = format!("RoleController_{id}");
        management["paths"][format!("/api/v3/{path}")]["post"] =
            new_operation(&id, "Roles/API", Some("GroupDto"), "GroupSingleRespDto");
    }
    let properties = &mut schema(management, "UserDto")["properties"];
    properties["phone"] = json!({ "type": "string", "maxLength": 20, "description": "Phone" });
    properties["groups"] = json!({ "type": "array", "description": "Groups", "items": { "$ref": "#/components/schemas/GroupDto" } });
    let list = &mut operation(management, "/api/v3/get-role", "get")["parameters"];
    let shared = list.as_array_mut().unwrap().remove(1);
    management["paths"]["/api/v3/get-role"]["parameters"] = json!([shared]);
}

/// Removals, of operations and of what only they used.
fn fourth(management: &mut Value) {
    for path in ["/api/v3/create-group", "/api/v3/remove-roles", "/api/v3/get-user-info"] {
        remove(&mut management["paths"], path);
    }
    remove(&mut schema(management, "UserDto")["properties"], "birthday");
    for name in ["RoleDto", "CreateRoleDto"] {
        property(management, name, "status")["enum"] = json!(["Enabled", "Disabled"]);
    }
}

#[test]
fn series_of_states_is_imported_without_a_loss() {
    let mut rig = Rig::new();
    let before = rig.files();

    second(&mut rig.management);
    let import = rig.import();
    import.finding("moved", "GET /api/v3/get-user-info");
    import.finding("renamed", "RolePageDto");
    let text = import.report["findings"].to_string();
    assert!(
        text.contains("createOneRole") || rig.workspace.text(ROLE).contains("createOneRole"),
        "{text}"
    );
    import.finding("values", "RoleStatus");
    import.finding("changed", "RoleDto.status");
    assert!(rig.workspace.text(ROLE).contains("      required: [roleCode]\n"));
    assert!(rig.workspace.text(ROLE).contains("    RolePageDto:\n"));
    assert!(!rig.workspace.text(ROLE).contains("RolePagingDto"));
    rig.assert_settled();

    third(&mut rig.management);
    let import = rig.import();
    let added = import.found().into_iter().filter(|it| it.0 == "added").count();
    assert_eq!(import.report["counts"]["operations"]["added"], 3, "{}", import.run);
    assert_eq!(import.report["counts"]["fields"]["added"], 2, "{}", import.run);
    assert!(added >= 5, "{}", import.run);
    assert!(!import.found().iter().any(|it| it.0 == "removed"), "{}", import.run);
    let (went, _) = import.lines(ROLE);
    assert_eq!(went, Vec::<String>::new(), "{}", import.run);
    rig.assert_settled();
    let third_state = rig.management.clone();
    let third_files = rig.files();

    fourth(&mut rig.management);
    let import = rig.import();
    assert_eq!(import.report["counts"]["operations"]["removed"], 3, "{}", import.run);
    assert_eq!(import.report["counts"]["fields"]["removed"], 1, "{}", import.run);
    assert_eq!(import.report["counts"]["values"]["removed"], 1, "{}", import.run);
    rig.assert_settled();

    // What went comes back: the same texts, and the spec as it was.
    rig.management = third_state;
    let import = rig.import();
    assert_eq!(import.report["counts"]["operations"]["restored"], 3, "{}", import.run);
    rig.assert_settled();
    for file in [ROLE, USER, COMMON] {
        let path = std::path::PathBuf::from(file);
        // Comments that ask for something are not all put back.
        let sorted = |text: &str| {
            let mut lines: Vec<String> = text
                .lines()
                .filter(|it| !it.is_empty() && !it.contains("# "))
                .map(str::to_owned)
                .collect();
            lines.sort();
            lines
        };
        assert_eq!(sorted(&rig.files()[&path]), sorted(&third_files[&path]), "{file}");
    }

    // No text of ours was lost on the way.
    let now: String = rig.files().into_values().collect();
    for text in before.values() {
        for line in text.lines().filter(|line| line.trim_start().starts_with(['#', 'd'])) {
            assert!(now.contains(line.trim()), "`{line}`");
        }
    }
}

#[test]
fn all_states_at_once_are_imported_like_one_after_the_other() {
    let mut steps = Rig::new();
    second(&mut steps.management);
    steps.import();
    third(&mut steps.management);
    steps.import();
    let mut leap = Rig::new();
    leap.management = steps.management.clone();
    leap.import();
    let facts = |rig: &Rig| {
        let document = genauth_codegen::document::read(&rig.workspace.spec()).document;
        genauth_codegen::merge::ours::read(&document).facts
    };
    assert_eq!(facts(&leap), facts(&steps));
}
