//! Edits leave everything else as it is (I4), and scalars keep their types (I5).

use serde_json::{Value, json};

use crate::rig::{Import, ROLE, Rig, USER, parameter, property, remove, schema};

#[test]
fn i4_limit_beside_a_comment_changes_alone() {
    let mut rig = Rig::new();
    property(&mut rig.management, "RoleDto", "roleCode")["maxLength"] = json!(80);
    let import = rig.import();
    import.assert_lines(
        ROLE,
        &["          maxLength: 50 # the vendor says 50 letters"],
        &["          maxLength: 80 # the vendor says 50 letters"],
    );
    assert_eq!(import.only()["attribute"], "maxLength");
    rig.assert_settled();
}

#[test]
fn i4_limit_in_a_flow_mapping_changes_alone() {
    let mut rig = Rig::new();
    property(&mut rig.management, "RoleDto", "description")["maxLength"] = json!(300);
    rig.import().assert_lines(
        ROLE,
        &["        description: { type: string, description: Describes the role., maxLength: 200 }"],
        &["        description: { type: string, description: Describes the role., maxLength: 300 }"],
    );
    parameter(&mut rig.management, "/api/v3/get-role", "namespace")["maxLength"] = json!(32);
    rig.import().assert_lines(
        ROLE,
        &["          schema: { type: string, maxLength: 64, default: default } # the usual one"],
        &["          schema: { type: string, maxLength: 32, default: default } # the usual one"],
    );
    rig.assert_settled();
}

#[test]
fn i4_limit_beside_a_folded_text_changes_alone() {
    let mut rig = Rig::new();
    property(&mut rig.management, "RoleDto", "namespace")["maxLength"] = json!(32);
    rig.import().assert_lines(ROLE, &["          maxLength: 64"], &["          maxLength: 32"]);
    rig.assert_settled();
}

#[test]
fn i4_limit_goes_alone() {
    let mut rig = Rig::new();
    remove(property(&mut rig.management, "RoleDto", "roleCode"), "maxLength");
    rig.import().assert_lines(ROLE, &["          maxLength: 50 # the vendor says 50 letters"], &[]);
    rig.assert_settled();
}

#[test]
fn i4_limit_that_is_new_comes_alone() {
    let mut rig = Rig::new();
    property(&mut rig.management, "UserDto", "email")["maxLength"] = json!(320);
    rig.import().assert_lines(USER, &[], &["          maxLength: 320"]);
    rig.assert_settled();
}

/// Checks that no line went, and that comments and texts are where they were.
#[track_caller]
fn assert_only_came(import: &Import, file: &str) -> Vec<String> {
    assert_eq!(import.changed(), [file], "{}", import.run);
    let (went, came) = import.lines(file);
    assert_eq!(went, Vec::<String>::new(), "{}", import.run);
    came
}

#[test]
fn i4_comments_stay_with_their_field_when_a_neighbor_comes() {
    let mut rig = Rig::new();
    let properties = &mut schema(&mut rig.management, "RoleDto")["properties"];
    properties["locked"] = json!({ "type": "boolean", "description": "Lock" });
    let import = rig.import();
    let came = assert_only_came(&import, ROLE);
    assert!(came.iter().any(|line| line.contains("locked:")), "{came:?}");
    assert!(came.iter().any(|line| line.contains("TODO(import)")), "{came:?}");
    assert_eq!(import.only()["at"], "RoleDto.locked");
    rig.assert_settled();
}

#[test]
fn i4_comments_go_with_their_field_and_come_back_with_it() {
    let mut rig = Rig::new();
    let before = rig.workspace.text(ROLE);
    let properties = &mut schema(&mut rig.management, "RoleDto")["properties"];
    let description = remove(properties, "description");
    let import = rig.import();
    let (went, came) = import.lines(ROLE);
    assert_eq!(came, Vec::<String>::new(), "{}", import.run);
    assert_eq!(
        went,
        [
            "        # Two texts: a name for machines, and",
            "        # a description for people.",
            "        description: { type: string, description: Describes the role., maxLength: 200 }",
        ]
    );
    assert!(rig.workspace.text("upstream/removed.yaml").contains("a description for people"));
    rig.assert_settled();
    schema(&mut rig.management, "RoleDto")["properties"]["description"] = description;
    let import = rig.import();
    import.finding("restored", "RoleDto.description");
    let after = rig.workspace.text(ROLE);
    let sorted = |text: &str| {
        let lines = text.lines().filter(|line| !line.is_empty());
        let mut lines: Vec<String> = lines.map(str::to_owned).collect();
        lines.sort();
        lines
    };
    assert_eq!(sorted(&after), sorted(&before), "the same lines");
    rig.assert_settled();
}

#[test]
fn i4_line_ends_of_a_file_stay() {
    let mut rig = Rig::new();
    let text = rig.workspace.text(ROLE).replace('\n', "\r\n");
    rig.workspace.write(ROLE, &text);
    property(&mut rig.management, "RoleDto", "roleCode")["maxLength"] = json!(80);
    schema(&mut rig.management, "RoleDto")["properties"]["locked"] = json!({ "type": "boolean" });
    rig.import();
    let text = rig.workspace.text(ROLE);
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
    assert!(text.contains("maxLength: 80 # the vendor"));
}

#[test]
fn i4_required_flips_without_moving_anything() {
    let mut rig = Rig::new();
    schema(&mut rig.management, "RoleDto")["required"] = json!(["roleCode"]);
    rig.import().assert_lines(
        ROLE,
        &["      required: [roleCode, status]"],
        &["      required: [roleCode]"],
    );
    schema(&mut rig.management, "RoleDto")["required"] = json!(["status", "names", "roleCode"]);
    rig.import().assert_lines(
        ROLE,
        &["      required: [roleCode]"],
        &["      required: [roleCode, names, status]"],
    );
    parameter(&mut rig.management, "/api/v3/get-role", "roleCode")["required"] = json!(false);
    rig.import().assert_lines(ROLE, &["          required: true"], &[]);
    rig.assert_settled();
}

const AWKWARD: [&str; 9] = ["NO", "YES", "ON", "Y", "null", "1", "0012", "1e3", "~"];

/// Returns a scalar as a reader of YAML 1.1 types it, by the rules of that version.
fn is_text_in_yaml_1_1(scalar: &str) -> bool {
    let words = ["y", "n", "yes", "no", "on", "off", "true", "false", "null", "~", ""];
    !words.contains(&scalar.to_lowercase().as_str())
        && scalar.parse::<f64>().is_err()
        && !scalar.starts_with(['+', '-', '0'])
}

#[test]
fn i5_values_that_look_like_something_else_are_quoted() {
    let mut rig = Rig::new();
    schema(&mut rig.management, "CreateRoleDto")["properties"]["answer"] = json!({
        "type": "string", "description": "Answer", "enum": AWKWARD, "default": "off", "example": "+86",
    });
    let import = rig.import();
    let text = rig.workspace.text(ROLE);
    let file: serde_yaml::Value = serde_yaml::from_str(&text).unwrap();
    let schemas = &file["components"]["schemas"];
    let property = &schemas["CreateRoleDto"]["properties"]["answer"];
    assert_eq!(property["default"].as_str(), Some("off"), "{text}");
    let reference = property["$ref"].as_str().unwrap_or_else(|| panic!("{text}"));
    let named = &schemas[reference.rsplit('/').next().unwrap()];
    assert_eq!(named["type"].as_str(), Some("string"));
    let values: Vec<&str> =
        named["enum"].as_sequence().unwrap().iter().map(|it| it.as_str().unwrap()).collect();
    let sorted = |values: &[&str]| {
        let mut values: Vec<String> = values.iter().map(|it| (*it).to_owned()).collect();
        values.sort();
        values
    };
    assert_eq!(sorted(&values), sorted(&AWKWARD));
    // Nothing that came is a plain scalar that another version of YAML reads as another type.
    let (_, came) = import.lines(ROLE);
    let plain = came.iter().flat_map(|line| {
        let line = line.split('#').next().unwrap_or_default();
        line.split(['[', ']', ',', '{', '}']).flat_map(|part| part.split(": ")).map(str::trim)
    });
    for scalar in plain.map(|it| it.trim_start_matches("- ").trim_end_matches(':')) {
        let is_awkward = AWKWARD.contains(&scalar) || scalar == "off" || scalar == "+86";
        assert!(!is_awkward || is_text_in_yaml_1_1(scalar), "`{scalar}` in {came:#?}");
    }
    rig.assert_settled();
}

#[test]
fn i5_default_that_looks_like_a_number_stays_a_text() {
    for default in
        ["off", "0012", "1e3", "12:30:45", "+86", "a: b", "a #b", "", " x", "null", "0x1F"]
    {
        let mut rig = Rig::new();
        property(&mut rig.management, "DeleteRolesDto", "namespace")["default"] = json!(default);
        let import = rig.import();
        let (went, came) = import.lines(ROLE);
        assert_eq!((went.len(), came.len()), (0, 1), "{}", import.run);
        let file: serde_yaml::Value = serde_yaml::from_str(&rig.workspace.text(ROLE)).unwrap();
        let stated = &file["components"]["schemas"]["DeleteRolesDto"]["properties"]["namespace"];
        assert_eq!(stated["default"].as_str(), Some(default), "{came:?}");
        rig.assert_settled();
    }
}

#[test]
fn i5_value_of_a_known_enum_is_quoted() {
    let mut rig = Rig::new();
    for name in ["RoleDto", "CreateRoleDto"] {
        property(&mut rig.management, name, "status")["enum"] =
            json!(["Enabled", "Disabled", "no", "10"]);
    }
    let import = rig.import();
    assert_eq!(import.only()["kind"], "values", "{}", import.run);
    let file: Value = serde_yaml::from_str(&rig.workspace.text(ROLE)).unwrap();
    let values = &file["components"]["schemas"]["RoleStatus"]["enum"];
    let mut values: Vec<&str> =
        values.as_array().unwrap().iter().map(|it| it.as_str().unwrap()).collect();
    values.sort_unstable();
    assert_eq!(values, ["10", "Disabled", "Enabled", "no"]);
    rig.assert_settled();
}

#[test]
fn i5_names_that_look_like_something_else_are_quoted() {
    let mut rig = Rig::new();
    let properties = &mut schema(&mut rig.management, "UserDto")["properties"];
    for name in ["on", "null", "0012", "y"] {
        properties[name] = json!({ "type": "string", "description": name });
    }
    rig.import();
    let file: serde_yaml::Value = serde_yaml::from_str(&rig.workspace.text(USER)).unwrap();
    let properties = file["components"]["schemas"]["UserDto"]["properties"].as_mapping().unwrap();
    let text = rig.workspace.text(USER);
    for name in ["on", "null", "0012", "y"] {
        assert!(properties.contains_key(serde_yaml::Value::from(name)), "{text}");
        assert!(
            text.contains(&format!("\"{name}\":")) || text.contains(&format!("'{name}':")),
            "{text}"
        );
    }
    rig.assert_settled();
}
