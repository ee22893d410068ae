//! Removed operations leave a tombstone (I12), and come back as they were.

use crate::rig::{COMMON, ROLE, Rig, SESSION, USER, operation, remove, schema};

const REMOVED: &str = "upstream/removed.yaml";

#[test]
fn i12_operation_that_goes_leaves_a_tombstone_and_its_schemas() {
    let mut rig = Rig::new();
    remove(&mut rig.management["paths"], "/api/v3/delete-roles-batch");
    remove(&mut rig.management["components"]["schemas"], "DeleteRolesDto");
    let import = rig.import();
    assert_eq!(import.changed(), [ROLE, REMOVED], "{}", import.run);
    import.finding("removed", "POST /api/v3/delete-roles-batch");
    let (_, came) = import.lines(ROLE);
    assert_eq!(came, Vec::<String>::new());
    let text = rig.workspace.text(ROLE);
    assert!(
        text.contains("    DeleteRolesDto:\n") && !text.contains("deleteRolesBatch\n"),
        "{text}"
    );
    assert!(import.report["findings"].to_string().contains("DeleteRolesDto"), "{}", import.run);
    let lint = rig.lint();
    let problems: Vec<String> = lint.problems().into_iter().map(|it| it.code).collect();
    assert!(problems.contains(&"unused-schema".to_owned()), "{lint}");
    rig.assert_settled();
}

#[test]
fn i12_last_operation_of_a_module_goes() {
    let mut rig = Rig::new();
    for path in ["/api/v3/get-user", "/api/v3/pub-userEvent"] {
        remove(&mut rig.management["paths"], path);
    }
    for name in ["UserDto", "UserSingleRespDto"] {
        remove(&mut rig.management["components"]["schemas"], name);
    }
    let import = rig.import();
    let unused: Vec<&str> =
        import.found().into_iter().filter(|it| it.0 == "unused").map(|it| it.1).collect();
    for name in ["Gender", "UserDto", "UserIdType", "UserSingleRespDto"] {
        assert!(unused.contains(&name), "{name} in {}", import.run);
    }
    assert!(import.run.out.contains("user"), "the module is listed");
    let text = rig.workspace.text(USER);
    for name in ["Gender", "UserDto", "UserIdType", "UserSingleRespDto"] {
        assert!(text.contains(&format!("    {name}:\n")), "{text}");
    }
    let lint = rig.lint();
    let problems: Vec<String> = lint.problems().into_iter().map(|it| it.code).collect();
    assert!(problems.contains(&"empty-module".to_owned()), "{lint}");
    rig.assert_settled();
}

#[test]
fn i12_generated_code_has_no_orphans_afterwards() {
    let mut rig = Rig::new();
    rig.workspace.generate();
    let removed = remove(&mut rig.management["paths"], "/api/v3/delete-roles-batch");
    rig.import();
    // The person removes the schema, too, as lint proposes.
    let text = rig.workspace.text(ROLE);
    let start = text.find("    DeleteRolesDto:\n").unwrap();
    rig.workspace.write(ROLE, text[..start].trim_end_matches('\n').to_owned().as_str());
    rig.workspace.write(ROLE, &format!("{}\n", rig.workspace.text(ROLE)));
    rig.workspace.edit(
        COMMON,
        "    CommonResponseDto:\n",
        "    CommonResponseDto:\n      x-unused: Modules to come use it.\n",
    );
    rig.workspace.generate();
    let code: String = rig.workspace.generated().into_values().collect();
    assert!(!code.contains("delete_roles_batch") && !code.contains("DeleteRolesDto"));
    assert!(removed.is_object());
}

#[test]
fn i12_operation_that_comes_back_has_its_texts() {
    let mut rig = Rig::new();
    let before = rig.workspace.text(ROLE);
    let removed = remove(&mut rig.management["paths"], "/api/v3/delete-roles-batch");
    rig.import();
    assert_ne!(rig.workspace.text(ROLE), before);
    rig.management["paths"]["/api/v3/delete-roles-batch"] = removed;
    let import = rig.import();
    import.finding("restored", "POST /api/v3/delete-roles-batch");
    assert_eq!(rig.workspace.text(ROLE), before, "as it was");
    assert!(!rig.files().keys().any(|path| path.ends_with("removed.yaml")), "no tombstone is left");
    assert_eq!(rig.lint().code, Some(0));
    rig.assert_settled();
}

#[test]
fn i12_operation_that_comes_back_otherwise_has_its_texts_and_the_difference() {
    let mut rig = Rig::new();
    let mut removed = remove(&mut rig.management["paths"], "/api/v3/get-role");
    rig.import();
    removed["get"]["parameters"].as_array_mut().unwrap().remove(1);
    rig.management["paths"]["/api/v3/get-role"] = removed;
    let import = rig.import();
    import.finding("restored", "GET /api/v3/get-role");
    let text = rig.workspace.text(ROLE);
    assert!(text.contains("description: Returns one role of a namespace.\n"), "{text}");
    assert!(!text.contains("description: Namespace of the role.\n          schema:"), "{text}");
    rig.assert_settled();
}

#[test]
fn i12_parameter_goes_with_its_comment_and_comes_back() {
    let mut rig = Rig::new();
    let before = rig.workspace.text(ROLE);
    let list = &mut operation(&mut rig.management, "/api/v3/get-role", "get")["parameters"];
    let removed = list.as_array_mut().unwrap().remove(1);
    let import = rig.import();
    let (went, came) = import.lines(ROLE);
    assert_eq!((went.len(), came.len()), (4, 0), "{}", import.run);
    let list = &mut operation(&mut rig.management, "/api/v3/get-role", "get")["parameters"];
    list.as_array_mut().unwrap().push(removed);
    rig.import();
    assert_eq!(rig.workspace.text(ROLE), before, "as it was");
    rig.assert_settled();
}

#[test]
fn i12_value_goes_with_its_meaning_and_comes_back() {
    let mut rig = Rig::new();
    let values = |rig: &mut Rig, values: serde_json::Value| {
        for name in ["RoleDto", "CreateRoleDto"] {
            schema(&mut rig.management, name)["properties"]["status"]["enum"] = values.clone();
        }
    };
    let before = rig.workspace.text(ROLE);
    values(&mut rig, serde_json::json!(["Enabled"]));
    let import = rig.import();
    let text = rig.workspace.text(ROLE);
    assert!(text.contains("      enum: [Enabled]\n"), "{text}");
    assert!(!text.contains("Disabled: The role has no effect."), "{text}");
    assert_eq!(import.finding("values", "RoleStatus")["sites"].as_array().unwrap().len(), 2);
    values(&mut rig, serde_json::json!(["Enabled", "Disabled"]));
    rig.import();
    assert_eq!(rig.workspace.text(ROLE), before, "as it was");
    rig.assert_settled();
}

#[test]
fn i12_what_the_vendor_never_documented_stays() {
    let mut rig = Rig::new();
    let before = rig.workspace.text(SESSION);
    assert!(before.contains("operationId: logOut"));
    remove(&mut rig.authentication["paths"], "/api/v3/get-profile");
    rig.import();
    assert!(rig.workspace.text(SESSION).contains("operationId: logOut"));
    assert!(!rig.workspace.text(SESSION).contains("operationId: getProfile"));
}
