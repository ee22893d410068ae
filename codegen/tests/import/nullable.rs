//! `nullable` in all its notations (I6), and schemas that the documents describe differently (I7).

use serde_json::{Value, json};

use crate::rig::{COMMON, Import, MAP, ROLE, Rig, USER, parameter, property, schema};

/// Adds a field to `UserDto`, and imports it.
#[track_caller]
fn with_field(field: Value) -> (Rig, Import) {
    let mut rig = Rig::new();
    schema(&mut rig.management, "UserDto")["properties"]["extraField"] = field;
    let import = rig.import();
    (rig, import)
}

/// Returns what the spec says about the field.
fn stated(rig: &Rig) -> serde_yaml::Value {
    let file: serde_yaml::Value = serde_yaml::from_str(&rig.workspace.text(USER)).unwrap();
    file["components"]["schemas"]["UserDto"]["properties"]["extraField"].clone()
}

/// Checks that null is not lost silently: the spec says it, or a finding that needs a person does.
#[track_caller]
fn null_is_kept(rig: &Rig, import: &Import) {
    let text = serde_yaml::to_string(&stated(rig)).unwrap();
    let findings = import.report["findings"].as_array().unwrap().iter();
    let mut messages = findings.map(|it| it["message"].as_str().unwrap());
    let is_reported = messages.any(|it| it.contains("null"));
    let is_marked = rig
        .workspace
        .text(USER)
        .lines()
        .any(|line| line.contains("TODO(import)") && line.contains("null"));
    assert!(
        text.contains("'null'") || text.contains("\"null\"") || is_reported || is_marked,
        "{text}\n{}",
        import.run
    );
    let spec: String = rig.files().into_values().collect();
    assert!(!spec.contains(", null]") && !spec.contains("- null\n"), "no enum has null");
    rig.assert_settled();
}

#[test]
fn i6_nullable_text_has_two_types() {
    let (rig, import) =
        with_field(json!({ "type": "string", "nullable": true, "description": "Text" }));
    let types = stated(&rig)["type"].clone();
    assert_eq!(types, serde_yaml::from_str::<serde_yaml::Value>("[string, \"null\"]").unwrap());
    null_is_kept(&rig, &import);
}

#[test]
fn i6_types_of_3_1_say_the_same() {
    let mut rig = Rig::new();
    schema(&mut rig.management, "UserDto")["properties"]["extraField"] =
        json!({ "type": "string", "nullable": true, "description": "Text" });
    rig.import();
    let before = rig.files();
    *property(&mut rig.management, "UserDto", "extraField") =
        json!({ "type": ["null", "string"], "description": "Text" });
    rig.import();
    let only_texts = |files: &crate::rig::Files| {
        let mut files = files.clone();
        files.retain(|path, _| !path.starts_with("upstream"));
        files
    };
    assert_eq!(only_texts(&rig.files()), only_texts(&before));
}

#[test]
fn i6_nullable_beside_type_and_enum() {
    let field = json!({ "type": "string", "enum": ["a", "b"], "nullable": true });
    let (rig, import) = with_field(field);
    null_is_kept(&rig, &import);
}

#[test]
fn i6_nullable_beside_enum_alone() {
    let (rig, import) = with_field(json!({ "enum": ["a", "b", null], "nullable": true }));
    null_is_kept(&rig, &import);
}

#[test]
fn i6_nullable_beside_a_reference() {
    let reference = json!({ "$ref": "#/components/schemas/LangUnit", "nullable": true });
    let (rig, import) = with_field(reference);
    null_is_kept(&rig, &import);
}

#[test]
fn i6_nullable_beside_one_wrapped_reference() {
    let wrapped =
        json!({ "allOf": [{ "$ref": "#/components/schemas/LangUnit" }], "nullable": true });
    let (rig, import) = with_field(wrapped);
    null_is_kept(&rig, &import);
}

#[test]
fn i6_nullable_beside_alternatives() {
    let union = json!({
        "oneOf": [{ "type": "string" }, { "type": "array", "items": { "type": "string" } }],
        "nullable": true,
    });
    let (rig, import) = with_field(union);
    null_is_kept(&rig, &import);
}

#[test]
fn i6_known_enum_that_becomes_nullable_keeps_its_values() {
    let mut rig = Rig::new();
    property(&mut rig.management, "UserDto", "gender")["nullable"] = json!(true);
    let import = rig.import();
    assert!(!import.found().is_empty(), "it is never dropped silently");
    let text = rig.workspace.text(USER);
    assert!(text.contains("      enum: [M, W, U]\n"), "{text}");
    rig.assert_settled();
}

#[test]
fn i6_not_nullable_is_not_a_change() {
    let mut rig = Rig::new();
    property(&mut rig.management, "UserDto", "email")["nullable"] = json!(false);
    parameter(&mut rig.management, "/api/v3/get-user", "userId")["schema"]["nullable"] =
        json!(false);
    let import = rig.import();
    assert_eq!(import.found(), [], "{}", import.run);
}

/// A schema in the documents of both APIs.
fn with_new_schema(rig: &mut Rig, name: &str, differs: bool) {
    let new = json!({
        "type": "object",
        "properties": { "lang": { "type": "string", "description": "Language" } },
        "required": ["lang"],
    });
    let reference = json!({ "$ref": format!("#/components/schemas/{name}") });
    for (document, of) in
        [(&mut rig.authentication, "ProfileDto"), (&mut rig.management, "UserDto")]
    {
        document["components"]["schemas"][name] = new.clone();
        schema(document, of)["properties"]["setting"] = reference.clone();
    }
    if differs {
        schema(&mut rig.management, name)["properties"]["region"] = json!({ "type": "string" });
    }
}

#[test]
fn i7_schema_of_both_documents_is_shared() {
    let mut rig = Rig::new();
    with_new_schema(&mut rig, "SettingDto", false);
    let import = rig.import();
    let spec = |file: &str| import.after[&std::path::PathBuf::from(file)].clone();
    assert!(spec(COMMON).contains("    SettingDto:\n"), "{}", import.run);
    for file in [ROLE, USER, crate::rig::SESSION] {
        assert!(!spec(file).contains("    SettingDto:\n"), "{file}");
    }
    assert!(spec(USER).contains("../common.yaml#/components/schemas/SettingDto"));
    rig.assert_settled();
}

#[test]
fn i7_schemas_that_differ_are_a_finding_with_two_proposals() {
    let mut rig = Rig::new();
    with_new_schema(&mut rig, "SettingDto", true);
    let import = rig.import();
    assert_eq!(import.run.code, Some(1), "{}", import.run);
    assert_eq!(import.after, import.before, "nothing is written");
    let clash = import.finding("clash", "SettingDto");
    let text = clash.to_string();
    assert!(text.contains("SettingDto.region"), "{text}");
    assert!(text.contains("schemas: {") && text.contains("shared: ["), "{text}");
    assert!(!text.contains("SettingDto-2") && !text.contains("SettingDto2"), "{text}");
}

#[test]
fn i7_known_schema_that_differs_in_one_document_is_a_finding() {
    let mut rig = Rig::new();
    schema(&mut rig.management, "LangUnit")["properties"]["lang"] = json!({ "type": "string" });
    let import = rig.import();
    assert_eq!(import.run.code, Some(1), "{}", import.run);
    assert_eq!(import.after, import.before, "nothing is written");
    import.finding("clash", "LangUnit");
}

#[test]
fn i7_change_of_a_shared_schema_in_both_documents_is_one_change() {
    let mut rig = Rig::new();
    for document in [&mut rig.authentication, &mut rig.management] {
        property(document, "LangUnit", "value")["maxLength"] = json!(100);
    }
    let import = rig.import();
    import.assert_lines(COMMON, &[], &["          maxLength: 100"]);
    assert_eq!(import.only()["at"], "LangUnit.value");
    rig.assert_settled();
}

#[test]
fn i7_a_document_that_is_not_imported_has_no_say() {
    let mut rig = Rig::new();
    let known = rig.management.clone();
    property(&mut rig.management, "LangUnit", "value")["maxLength"] = json!(100);
    std::fs::write(rig.workspace.root().join("management.json"), rig.management.to_string())
        .unwrap();
    let before = rig.workspace.text(COMMON);
    let run = rig.workspace.run(&["import", "management.json"]);
    assert_eq!(run.code, Some(0), "{run}");
    let after = rig.workspace.text(COMMON);
    assert_eq!(after.lines().count(), before.lines().count() + 1, "{run}");
    assert!(after.contains("          maxLength: 100\n"), "{after}");
    let again = rig.workspace.run(&["import", "management.json"]);
    assert_eq!(rig.workspace.text(COMMON), after, "{again}");

    // The other document follows: it agrees with the spec.
    property(&mut rig.authentication, "LangUnit", "value")["maxLength"] = json!(100);
    let import = rig.import();
    assert_eq!(rig.workspace.text(COMMON), after, "{}", import.run);
    assert_eq!(import.run.code, Some(0), "{}", import.run);
    assert_ne!(known, rig.management);
}

#[test]
fn i7_another_name_settles_it() {
    let mut rig = Rig::new();
    with_new_schema(&mut rig, "SettingDto", true);
    rig.workspace.edit(
        MAP,
        "schemas: {}",
        "schemas:\n  management: { SettingDto: UserSettingDto }",
    );
    let import = rig.import();
    let spec = |file: &str| import.after[&std::path::PathBuf::from(file)].clone();
    assert!(spec(USER).contains("    UserSettingDto:\n"), "{}", import.run);
    assert!(spec(crate::rig::SESSION).contains("    SettingDto:\n"), "{}", import.run);
    rig.assert_settled();
}

#[test]
fn i7_fields_of_both_settle_it() {
    let mut rig = Rig::new();
    with_new_schema(&mut rig, "SettingDto", true);
    rig.workspace.edit(MAP, "schemas: {}", "schemas: {}\nshared: [SettingDto]");
    let import = rig.import();
    let common = import.after[&std::path::PathBuf::from(COMMON)].clone();
    assert!(common.contains("    SettingDto:\n") && common.contains("        region:"), "{common}");
    rig.assert_settled();
}
