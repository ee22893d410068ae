//! Reports of imports.

use std::path::PathBuf;

use genauth_codegen::document::ApiKind;
use genauth_codegen::facts::{Address, Facts, Key};

use genauth_codegen::merge::{Described, Finding, FindingKind, Needs, Outcome, Report};
use serde_json::{Value, json};

fn address(path: &str) -> Address {
    Address { api: ApiKind::Management, path: format!("/api/v3/{path}"), method: "POST".to_owned() }
}

fn property(schema: &str, name: &str) -> Key {
    Key::Property(schema.to_owned(), vec![name.to_owned()])
}

/// Operations that use `RoleDto`, one directly and one inside a page.
fn facts() -> Facts {
    let mut facts = Facts::default();
    for (key, ty) in [
        (Key::Response(address("get-role")), "ref RoleDto"),
        (Key::Response(address("list-roles")), "ref RolePagingDto"),
        (property("RolePagingDto", "list"), "array<ref RoleDto>"),
    ] {
        facts.entries.insert(key, [("type".to_owned(), json!(ty))].into());
    }
    facts
}

fn outcome(findings: Vec<Finding>) -> Outcome {
    let documents = vec![Described {
        api: ApiKind::Management,
        path: PathBuf::from("management.json"),
        operations: 2,
        schemas: 3,
    }];
    Outcome { documents, findings, files: [(PathBuf::from("management/role.yaml"), None)].into() }
}

fn changed(key: Key, name: &str, base: Value, theirs: Value) -> Finding {
    let some = |value: &Value| (!value.is_null()).then(|| value.clone());
    let (base, theirs) = (some(&base), some(&theirs));
    Finding::new(FindingKind::Changed, Some(key), format!("`{name}` changed")).values(
        name,
        base.as_ref(),
        base.as_ref(),
        theirs.as_ref(),
    )
}

fn example() -> Outcome {
    let mut values = Finding::new(
        FindingKind::Values,
        Some(Key::Schema("RoleStatus".to_owned())),
        "gains `Locked`",
    );
    values.theirs = Some(json!({ "added": ["Locked"], "removed": [] }));
    values.sites = vec![property("RoleDto", "status"), property("RolePagingDto", "status")];
    let conflict = Finding::new(
        FindingKind::Conflict,
        Some(property("RoleDto", "expiresAt")),
        "`type` changed, and the spec says something else",
    );
    let (base, ours, theirs) = (json!("number"), json!("integer"), json!("string"));
    let conflict = conflict
        .values("type", Some(&base), Some(&ours), Some(&theirs))
        .needs(Needs::Decision)
        .help("make the spec say what the document says");
    let new = Key::Operation(address("lock-role"));
    outcome(vec![
        Finding::new(FindingKind::Text, Some(property("RoleDto", "code")), "has another text"),
        changed(property("RoleDto", "code"), "required", json!(true), Value::Null),
        changed(property("RoleDto", "name"), "type", json!("string"), json!("ref LangUnit"))
            .needs(Needs::Marker),
        values,
        Finding::new(FindingKind::Added, Some(new), "is new").needs(Needs::Marker),
        Finding::new(FindingKind::Added, Some(property("RoleDto", "locked")), "is new"),
        Finding::new(FindingKind::Removed, Some(Key::Operation(address("old"))), "is gone"),
        conflict,
    ])
}

#[test]
fn text_has_counts_then_what_needs_a_person_then_the_rest() {
    let (outcome, facts) = (example(), facts());
    let text = Report::new(&outcome, &[&facts], false).text();
    let expected = "\
management.json: management, 2 operations, 3 schemas
operations: 1 added, 1 removed
schemas: 1 changed
fields: 1 added, 2 changed
enum values: 1 added
texts and examples of the vendor: 1 changed

CONFLICT  RoleDto  2 operations
            `expiresAt` `type` changed, and the spec says something else
              last import: `number`, spec: `integer`, document: `string`
              make the spec say what the document says
ADDED     management POST /api/v3/lock-role  is new  additive  TODO
FIELDS +  RoleDto  `locked` is new  2 operations  additive
REMOVED   management POST /api/v3/old  is gone  breaking
TYPES     RoleDto  `name` type: `string` → `ref LangUnit`  2 operations  breaking  TODO
FIELDS    RoleDto  `code` required → optional  2 operations  breaking
ENUMS     RoleStatus  gains `Locked`  2 operations  additive
TEXT      RoleDto  `code` has another text  2 operations
1 to decide, 2 to finish at `TODO(import)`; nothing is written before the decisions are made; \
next version: minor of 0.x, major of 1.x
";
    assert_eq!(text, expected);
}

#[test]
fn reports_do_not_depend_on_the_order_of_findings() {
    let (first, facts) = (example(), facts());
    let mut second = example();
    second.findings.reverse();
    let [first, second] = [&first, &second].map(|outcome| Report::new(outcome, &[&facts], false));
    assert_eq!(first.text(), second.text());
    assert_eq!(first.markdown(), second.markdown());
    assert_eq!(first.json(), second.json());
}

#[test]
fn json_is_complete() {
    let (outcome, facts) = (example(), facts());
    let json: Value =
        serde_json::from_str(&Report::new(&outcome, &[&facts], false).json()).unwrap();
    assert_eq!(json["findings"].as_array().unwrap().len(), outcome.findings.len());
    assert_eq!(json["stopped"], true);
    assert_eq!(json["counts"]["fields"]["changed"], 2);
    assert_eq!(json["nextVersion"]["0.x"], "minor");
    assert_eq!(json["files"], json!(["management/role.yaml"]));
    let conflict = &json["findings"][0];
    assert_eq!(conflict["kind"], "conflict");
    assert_eq!(conflict["at"], "RoleDto.expiresAt");
    assert_eq!(
        (&conflict["base"], &conflict["ours"], &conflict["theirs"]),
        (&json!("number"), &json!("integer"), &json!("string"))
    );
}

#[test]
fn long_lists_are_folded_in_text_and_markdown_and_complete_in_json() {
    let keys = (0..100).map(|number| property(&format!("Type{number:03}Dto"), "name"));
    let findings = keys.map(|key| changed(key, "maxLength", json!(50), json!(60))).collect();
    let outcome = outcome(findings);
    let report = Report::new(&outcome, &[], true);
    let text = report.text();
    assert!(text.lines().count() < 25, "{text}");
    assert!(text.contains("… 88 more"), "{text}");
    assert!(text.contains("dry run: 1 file would change"), "{text}");
    let markdown = report.markdown();
    assert_eq!(markdown.matches("<details>").count(), 1, "{markdown}");
    assert_eq!(markdown.matches("</details>").count(), 1, "{markdown}");
    assert_eq!(markdown.matches("maxLength").count(), 100);
    assert_eq!(report.json().matches("\"at\": ").count(), 100);
}

#[test]
fn what_needs_a_person_is_never_folded() {
    let keys = (0..100).map(|number| property(&format!("Type{number:03}Dto"), "name"));
    let findings = keys
        .map(|key| changed(key, "type", json!("string"), json!("boolean")).needs(Needs::Marker));
    let outcome = outcome(findings.collect());
    let report = Report::new(&outcome, &[], false);
    assert_eq!(report.text().matches("`boolean`").count(), 100);
    assert!(!report.markdown().contains("<details>"));
}

#[test]
fn foreign_texts_cannot_control_the_terminal_or_the_viewer() {
    let evil = "x\u{1b}[2J\n\u{9b}\u{202e}<img src=y>|`[z](javascript:q)`";
    let key = Key::Property(evil.to_owned(), vec![evil.to_owned()]);
    let mut values =
        Finding::new(FindingKind::Values, Some(key.clone()), format!("gains `{evil}`"));
    values.theirs = Some(json!({ "added": [evil], "removed": [] }));
    let conflict = Finding::new(FindingKind::Conflict, Some(key.clone()), evil)
        .values("default", Some(&json!(evil)), None, Some(&json!(evil)))
        .help(evil);
    let outcome = outcome(vec![
        values,
        conflict,
        changed(key, "default", json!(evil), Value::Null),
        Finding::new(FindingKind::Note, None, evil),
    ]);
    let report = Report::new(&outcome, &[], false);
    for text in [report.text(), report.markdown(), report.json()] {
        let is_bad = |it: &char| (it.is_control() && *it != '\n') || matches!(it, '\u{202e}');
        assert_eq!(text.chars().find(is_bad), None, "{text}");
    }
    assert!(!report.text().lines().any(|line| line.starts_with('\u{9b}')));
    // Outside of code, a tag is text.
    let markdown = report.markdown();
    for line in markdown.lines() {
        let outside: String = line.split('`').step_by(2).collect();
        assert!(!outside.replace("\\<", "").contains("<img"), "{line}");
        assert!(!outside.replace("\\[", "").contains("[z]("), "{line}");
    }
    let json: Value = serde_json::from_str(&report.json()).unwrap();
    assert!(json["findings"].as_array().unwrap().iter().any(|it| it["message"] == evil));
}

#[test]
fn an_import_without_changes_says_so() {
    let mut outcome = outcome(Vec::new());
    outcome.files.clear();
    let report = Report::new(&outcome, &[], false);
    let expected = "management.json: management, 2 operations, 3 schemas\n\nno changes\n\
                    nothing to write; next version: no need for one\n";
    assert_eq!(report.text(), expected);
    assert!(report.markdown().contains("- no changes\n"));
}
