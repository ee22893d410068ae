//! Deviations of the spec (I8), and facts that both sides changed (I9).

use serde_json::json;

use crate::rig::{MAP, ROLE, Rig, USER, parameter, property};

#[test]
fn i8_deviation_that_is_no_longer_needed_is_a_finding() {
    let mut rig = Rig::new();
    property(&mut rig.management, "RoleDto", "expiresAt")["type"] = json!("integer");
    let import = rig.import();
    let finding = import.finding("map", "RoleDto.expiresAt");
    assert!(finding["message"].as_str().unwrap().contains("no longer needed"), "{finding}");
    assert_eq!(import.changed(), Vec::<&str>::new(), "the spec says so already");
}

#[test]
fn i8_number_makes_the_deviation_needless() {
    let rig = Rig::new();
    rig.workspace.edit(MAP, "upstream: string", "upstream: number");
    let import = rig.import();
    let finding = import.finding("map", "RoleDto.expiresAt");
    assert!(finding["message"].as_str().unwrap().contains("does not say"), "{finding}");
}

#[test]
fn i8_target_with_a_mistake_is_a_finding_with_a_proposal() {
    let rig = Rig::new();
    rig.workspace.edit(MAP, "at: RoleDto.expiresAt", "at: RoleDto.expireAt");
    let import = rig.import();
    let text = import.report["findings"].to_string();
    assert!(text.contains("RoleDto.expireAt") && text.contains("RoleDto.expiresAt"), "{text}");
    assert!(text.contains("did you mean"), "{text}");
}

#[test]
fn i8_target_at_two_places_is_a_finding() {
    let rig = Rig::new();
    let entry = "deviations:\n  - { at: POST /api/v3/pub-userEvent, fact: deprecated, ours: true, \
                 upstream: null, reason: It is not used. }\n";
    rig.workspace.edit(MAP, "deviations:\n", entry);
    let import = rig.import();
    let text = import.report["findings"].to_string();
    assert!(text.contains("POST /api/v3/pub-userEvent"), "{text}");
    assert!(text.contains("several") || text.contains("api:"), "{text}");
}

#[test]
fn i8_deviation_keeps_the_spec_when_the_document_repeats_itself() {
    let mut rig = Rig::new();
    property(&mut rig.management, "RoleDto", "expiresAt")["description"] = json!("Another text");
    let import = rig.import();
    assert_eq!(import.found(), [("text", "RoleDto.expiresAt")], "{}", import.run);
    assert_eq!(import.changed(), Vec::<&str>::new());
    rig.assert_settled();
}

#[test]
fn i8_unknown_keys_of_the_map_are_refused() {
    let rig = Rig::new();
    rig.workspace.edit(MAP, "operations: {}", "operation: {}");
    let run = rig.refused();
    assert_eq!(run.code, Some(2), "{run}");
    let text = format!("{}{}", run.out, run.err);
    assert!(text.contains("`operation`") && text.contains("did you mean `operations`"), "{run}");
}

#[test]
fn i8_entry_of_the_map_that_does_not_apply_is_a_finding() {
    let rig = Rig::new();
    rig.workspace.edit(MAP, "schemas: {}", "schemas:\n  management: { OldRoleDto: RoleDto2 }");
    let import = rig.import();
    let text = import.report["findings"].to_string();
    assert!(text.contains("OldRoleDto"), "{text}");
    assert_eq!(import.changed(), Vec::<&str>::new());
}

#[test]
fn i9_both_sides_changed_a_type() {
    let mut rig = Rig::new();
    property(&mut rig.management, "RolePagingDto", "totalCount")["type"] = json!("string");
    let import = rig.import();
    assert_eq!(import.run.code, Some(1), "{}", import.run);
    assert_eq!(import.after, import.before, "nothing is written");
    let conflict = import.finding("conflict", "RolePagingDto.totalCount");
    assert_eq!(
        (&conflict["base"], &conflict["ours"], &conflict["theirs"]),
        (&json!("number"), &json!("integer"), &json!("string"))
    );
    let run = rig.run(&[]);
    for value in ["`number`", "`integer`", "`string`"] {
        assert!(run.out.contains(value), "{run}");
    }
}

#[test]
fn i9_both_sides_changed_a_limit() {
    let mut rig = Rig::new();
    rig.workspace.edit(ROLE, "maxLength: 50 # the vendor", "maxLength: 40 # the vendor");
    property(&mut rig.management, "RoleDto", "roleCode")["maxLength"] = json!(60);
    let import = rig.import();
    assert_eq!(import.run.code, Some(1), "{}", import.run);
    assert_eq!(import.after, import.before, "nothing is written");
    let conflict = import.only();
    assert_eq!(
        (&conflict["base"], &conflict["ours"], &conflict["theirs"]),
        (&json!(50), &json!(40), &json!(60))
    );
}

#[test]
fn i9_both_sides_changed_a_parameter() {
    let mut rig = Rig::new();
    let namespace = "schema: { type: string, maxLength: 64, default: default }";
    rig.workspace.edit(ROLE, namespace, "schema: { type: string, maxLength: 64, default: main }");
    parameter(&mut rig.management, "/api/v3/get-role", "namespace")["schema"]["default"] =
        json!("root");
    let import = rig.import();
    assert_eq!(import.run.code, Some(1), "{}", import.run);
    assert_eq!(import.only()["kind"], "conflict");
}

#[test]
fn i9_same_change_on_both_sides_is_no_conflict() {
    let mut rig = Rig::new();
    rig.workspace.edit(ROLE, "maxLength: 50 # the vendor", "maxLength: 60 # the vendor");
    property(&mut rig.management, "RoleDto", "roleCode")["maxLength"] = json!(60);
    let import = rig.import();
    assert_eq!(import.only()["kind"], "agreed", "{}", import.run);
    assert_eq!(import.changed(), Vec::<&str>::new());
    rig.assert_settled();
}

#[test]
fn i9_change_of_the_spec_alone_stays() {
    let rig = Rig::new();
    rig.workspace.edit(ROLE, "maxLength: 50 # the vendor", "maxLength: 60 # the vendor");
    let before = rig.files();
    let import = rig.import();
    assert_eq!(import.found(), [], "{}", import.run);
    assert_eq!(rig.files(), before);
}

#[test]
fn i9_kept_conflict_is_marked_and_settled() {
    let mut rig = Rig::new();
    property(&mut rig.management, "RolePagingDto", "totalCount")["type"] = json!("string");
    property(&mut rig.management, "UserDto", "email")["maxLength"] = json!(320);
    let import = rig.import_with(&["--keep-ours"]);
    assert_eq!(import.changed(), [ROLE, USER], "{}", import.run);
    let (went, came) = import.lines(ROLE);
    assert_eq!(went, Vec::<String>::new());
    assert!(came.iter().all(|line| line.trim_start().starts_with('#')), "{came:?}");
    let marker = came.join("\n");
    for part in ["TODO(import)", "integer", "number", "string"] {
        assert!(marker.contains(part), "{marker}");
    }
    assert_ne!(rig.lint().code, Some(0), "a marker keeps lint red");
    rig.assert_settled();
}
