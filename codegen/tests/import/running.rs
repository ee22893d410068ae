//! Runs: what is written and when, exit codes and formats.

use serde_json::json;

use crate::rig::{MAP, ROLE, Rig, new_operation, operation, property, remove, schema};

/// A document with a change of each kind that needs no decision.
fn with_changes(rig: &mut Rig) {
    property(&mut rig.management, "RoleDto", "roleCode")["maxLength"] = json!(80);
    schema(&mut rig.management, "UserDto")["properties"]["phone"] = json!({ "type": "string" });
    remove(&mut rig.management["paths"], "/api/v3/delete-roles-batch");
    rig.management["paths"]["/api/v3/lock-role"]["post"] = new_operation(
        "RoleController_lockRole",
        "Roles/API",
        Some("DeleteRolesDto"),
        "CommonResponseDto",
    );
}

#[test]
fn dry_run_writes_nothing_and_reports_the_same() {
    let mut rig = Rig::new();
    with_changes(&mut rig);
    let dry = rig.import_with(&["--dry-run"]);
    assert_eq!(dry.after, dry.before, "nothing is written");
    let real = rig.import();
    assert_eq!(dry.report["findings"], real.report["findings"]);
    assert_eq!(dry.report["counts"], real.report["counts"]);
    assert_ne!(real.after, real.before);
    rig.assert_settled();
}

#[test]
fn second_import_changes_nothing() {
    let mut rig = Rig::new();
    with_changes(&mut rig);
    rig.import();
    rig.assert_settled();
    let run = rig.run(&[]);
    assert_eq!(run.code, Some(0), "{run}");
    assert!(run.out.contains("no changes"), "{run}");
}

#[test]
fn conflict_writes_nothing_beside_it_either() {
    let mut rig = Rig::new();
    with_changes(&mut rig);
    property(&mut rig.management, "RolePagingDto", "totalCount")["type"] = json!("string");
    let import = rig.import();
    assert_eq!(import.run.code, Some(1), "{}", import.run);
    assert_eq!(import.after, import.before, "nothing is written");
    assert_eq!(import.report["stopped"], true);
    let import = rig.import_with(&["--keep-ours"]);
    assert_ne!(import.after, import.before);
    rig.assert_settled();
}

#[test]
fn new_operation_is_marked_and_keeps_lint_red() {
    let mut rig = Rig::new();
    with_changes(&mut rig);
    let import = rig.import();
    let finding = import.finding("added", "POST /api/v3/lock-role");
    assert_eq!(finding["effect"], "additive");
    let text = rig.workspace.text(ROLE);
    assert!(
        text.contains("      summary: TODO(import)\n") || text.contains("summary: TODO(import)"),
        "{text}"
    );
    assert!(
        text.contains("# ") && text.contains("Vendor's summary of RoleController_lockRole"),
        "{text}"
    );
    let outside = text.lines().filter(|line| line.contains("Vendor's"));
    assert!(outside.clone().count() >= 1);
    assert!(
        outside.clone().all(|line| line.trim_start().starts_with('#')),
        "only in comments: {text}"
    );
    let lint = rig.lint();
    assert_ne!(lint.code, Some(0), "{lint}");
}

#[test]
fn operation_of_an_unknown_class_asks_for_a_module() {
    let mut rig = Rig::new();
    rig.management["paths"]["/api/v3/get-tenant"]["get"] =
        new_operation("TenantController_getTenant", "Tenants/API", None, "CommonResponseDto");
    let import = rig.import();
    let text = import.report["findings"].to_string();
    assert!(text.contains("TenantController"), "{text}");
    assert!(text.contains("map.yaml"), "{text}");
    let needs: Vec<&str> = import.report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["needs"].as_str().unwrap())
        .collect();
    assert!(needs.iter().any(|it| *it != "nothing"), "{text}");
    // Until then it is in a module of its own.
    let import = &import.after[std::path::Path::new("management/tenant.yaml")];
    assert!(import.contains("operationId: getTenant"), "{import}");
    rig.assert_settled();
}

#[test]
fn operation_of_a_class_of_the_map_goes_to_its_module() {
    let mut rig = Rig::new();
    rig.management["paths"]["/api/v3/get-tenant"]["get"] =
        new_operation("TenantController_getTenant", "Tenants/API", None, "CommonResponseDto");
    rig.workspace.edit(
        MAP,
        "    RoleController: role\n",
        "    RoleController: role\n    TenantController: role\n",
    );
    let import = rig.import();
    assert_eq!(import.changed(), [ROLE], "{}", import.run);
    assert!(rig.workspace.text(ROLE).contains("operationId: getTenant"));
    rig.assert_settled();
}

#[test]
fn module_of_the_map_that_does_not_exist_yet() {
    let mut rig = Rig::new();
    rig.management["paths"]["/api/v3/get-tenant"]["get"] =
        new_operation("TenantController_getTenant", "Tenants/API", None, "CommonResponseDto");
    rig.workspace.edit(
        MAP,
        "    RoleController: role\n",
        "    RoleController: role\n    TenantController: tenant\n",
    );
    let import = rig.import();
    assert_ne!(import.run.code, Some(2), "{}", import.run);
    let path = std::path::PathBuf::from("management/tenant.yaml");
    match import.after.get(&path) {
        Some(text) => {
            assert!(text.contains("operationId: getTenant"), "{text}");
            assert!(rig.workspace.text("common.yaml").contains("management: [role, user, tenant]"));
            rig.assert_settled();
        }
        None => assert!(import.report["findings"].to_string().contains("tenant"), "{}", import.run),
    }
}

#[test]
fn baseline_takes_the_documents_as_the_last_import() {
    let mut rig = Rig::fresh();
    with_changes(&mut rig);
    let before = rig.files();
    let run = rig.run(&["--baseline"]);
    assert_eq!(run.code, Some(0), "{run}");
    let mut after = rig.files();
    assert!(after.contains_key(std::path::Path::new("upstream/management.json")));
    after.retain(|path, _| before.contains_key(path));
    assert_eq!(after, before, "the spec stays as it is");
    rig.assert_settled();
}

#[test]
fn first_import_without_a_baseline_loses_nothing() {
    let rig = Rig::fresh();
    let before = rig.files();
    let import = rig.import();
    for (file, text) in &before {
        let after = &import.after[file];
        for line in text.lines() {
            assert!(after.lines().any(|it| it == line), "`{line}` of {file:?}");
        }
    }
    assert!(
        !import.found().iter().any(|it| it.0 == "removed" || it.0 == "conflict"),
        "{}",
        import.run
    );
    rig.assert_settled();
}

#[test]
fn snapshot_has_one_line_a_fact_and_no_texts() {
    let mut rig = Rig::new();
    for file in ["upstream/authentication.json", "upstream/management.json"] {
        let text = rig.workspace.text(file);
        let lines: Vec<&str> = text.lines().collect();
        assert!(lines.len() > 10, "{text}");
        for part in ["About ", "Summary of", "Role code", "package main", "1669881887852"] {
            assert!(!text.contains(part), "`{part}` in {text}");
        }
        serde_json::from_str::<serde_json::Value>(&text).unwrap();
    }
    property(&mut rig.management, "RoleDto", "roleCode")["maxLength"] = json!(80);
    let import = rig.import();
    let (went, came) = import.lines("upstream/management.json");
    assert_eq!((went.len(), came.len()), (1, 1));
    assert_eq!(import.lines("upstream/authentication.json"), (Vec::new(), Vec::new()));
}

#[test]
fn damaged_snapshot_is_refused_with_its_line() {
    let rig = Rig::new();
    let text = rig.workspace.text("upstream/management.json");
    let broken = text.replacen("RoleDto/roleCode", "RoleDto///roleCode", 1).replacen("}", "", 1);
    rig.workspace.write("upstream/management.json", &broken);
    let run = rig.refused();
    assert_eq!(run.code, Some(2), "{run}");
    assert!(run.err.contains("upstream/management.json") && run.err.contains("line"), "{run}");
}

#[test]
fn spec_that_cannot_be_read_is_refused() {
    let mut rig = Rig::new();
    with_changes(&mut rig);
    rig.workspace.write(ROLE, "openapi: [\n");
    let run = rig.refused();
    assert_eq!(run.code, Some(2), "{run}");
}

#[test]
fn reports_of_all_formats_name_the_change() {
    let mut rig = Rig::new();
    operation(&mut rig.management, "/api/v3/get-role", "get")["security"] = json!([]);
    for (words, part) in [
        (&["--dry-run"][..], "GET /api/v3/get-role"),
        (&["--dry-run", "--report", "md"], "`management GET /api/v3/get-role`"),
        (&["--dry-run", "--report", "json"], "\"at\": \"GET /api/v3/get-role\""),
    ] {
        let run = rig.run(words);
        assert_eq!(run.code, Some(0), "{run}");
        assert!(run.out.contains(part), "{run}");
        assert!(run.out.contains("security"), "{run}");
    }
}
