//! Identity of operations: API, method and path (I1), and one name for each in its API (I2).

use serde_json::json;

use crate::rig::{MAP, ROLE, Rig, SESSION, USER, new_operation, operation, remove};

const EVENT: &str = "/api/v3/pub-userEvent";

#[test]
fn i1_each_api_has_its_own_operation_at_an_address() {
    let mut rig = Rig::new();
    operation(&mut rig.management, EVENT, "post")["deprecated"] = json!(true);
    let import = rig.import();
    import.assert_lines(USER, &[], &["      deprecated: true"]);
    let finding = import.only();
    assert_eq!(finding["at"], format!("POST {EVENT}"));
    assert_eq!(finding["api"], "management");
    rig.assert_settled();
}

#[test]
fn i1_get_is_added_beside_post() {
    let mut rig = Rig::new();
    rig.management["paths"][EVENT]["get"] =
        new_operation("EventController_getUserEvent", "Users/API", None, "EventRespDto");
    let import = rig.import();
    assert_eq!(import.changed(), [USER], "{}", import.run);
    let (went, came) = import.lines(USER);
    assert_eq!(went, Vec::<String>::new());
    assert!(came.contains(&"    get:".to_owned()), "{came:?}");
    assert!(came.contains(&"      operationId: getUserEvent".to_owned()), "{came:?}");
    assert_eq!(import.only()["at"], format!("GET {EVENT}"));
    rig.assert_settled();
}

#[test]
fn i1_operation_that_goes_in_one_api_stays_in_the_other() {
    let mut rig = Rig::new();
    remove(&mut rig.authentication["paths"], EVENT);
    let import = rig.import();
    assert_eq!(import.changed(), [SESSION, "upstream/removed.yaml"], "{}", import.run);
    let finding = import.finding("removed", &format!("POST {EVENT}"));
    assert_eq!(finding["api"], "authentication");
    rig.assert_settled();
}

#[test]
fn i1_address_that_moves_in_one_api_stays_in_the_other() {
    let mut rig = Rig::new();
    let moved = remove(&mut rig.management["paths"], EVENT);
    rig.management["paths"]["/api/v3/pub-user-event"] = moved;
    let import = rig.import();
    import.assert_lines(USER, &["  /api/v3/pub-userEvent:"], &["  /api/v3/pub-user-event:"]);
    assert_eq!(import.only()["kind"], "moved");
    rig.assert_settled();
}

/// Creates a rig whose `createRole` has this `x-sdks`.
fn with_sdks(sdks: &str) -> Rig {
    let rig = Rig::new();
    let id = "operationId: createRole\n";
    rig.workspace.edit(ROLE, id, &format!("{id}      x-sdks: {sdks}\n"));
    rig
}

fn rename_create_role(rig: &mut Rig) {
    operation(&mut rig.management, "/api/v3/create-role", "post")["operationId"] =
        json!("RoleController_createOneRole");
}

#[test]
fn i1_methods_of_sdks_stay_with_an_operation_that_moves() {
    let mut rig = with_sdks("[java, node]");
    let moved = remove(&mut rig.management["paths"], "/api/v3/create-role");
    rig.management["paths"]["/api/v3/create-one-role"] = moved;
    let import = rig.import();
    import.assert_lines(ROLE, &["  /api/v3/create-role:"], &["  /api/v3/create-one-role:"]);
    rig.assert_settled();
}

#[test]
fn i2_methods_of_released_sdks_keep_their_names_when_the_documented_name_changes() {
    let mut rig = with_sdks("[java, python]");
    rename_create_role(&mut rig);
    rig.import().assert_lines(
        ROLE,
        &["      operationId: createRole", "      x-sdks: [java, python]"],
        &[
            "      operationId: createOneRole",
            "      x-sdks: { java: createRole, python: create_role }",
        ],
    );
    rig.assert_settled();
}

#[test]
fn i2_names_that_are_written_out_stay_when_the_documented_name_changes() {
    let mut rig = with_sdks("{ java: makeRole, node: createRole }");
    rename_create_role(&mut rig);
    rig.import().assert_lines(
        ROLE,
        &["      operationId: createRole"],
        &["      operationId: createOneRole"],
    );
    rig.assert_settled();
}

/// Adds two operations whose names are equal without their classes.
fn with_two_details(reversed: bool) -> Rig {
    let mut rig = Rig::new();
    let mut paths =
        [("/api/v3/get-a-detail", "AController"), ("/api/v3/get-b-detail", "BController")];
    if reversed {
        paths.reverse();
    }
    for (path, class) in paths {
        let id = format!("{class}_getDetail");
        rig.management["paths"][path]["get"] =
            new_operation(&id, "Roles/API", None, "RoleSingleRespDto");
    }
    rig
}

#[test]
fn i2_two_operations_with_one_name_are_refused() {
    let texts = [false, true].map(|reversed| {
        let run = with_two_details(reversed).refused();
        let text = format!("{}{}", run.out, run.err);
        for part in ["/api/v3/get-a-detail", "/api/v3/get-b-detail", "map.yaml", "getDetail"] {
            assert!(text.contains(part), "`{part}` in {run}");
        }
        assert!(!text.contains("getDetail_1") && !text.contains("getDetail1"), "{run}");
        text
    });
    let finding = |text: &str| {
        let lines = text.lines().filter(|line| line.contains("get-a-detail"));
        lines.map(|line| line.contains("get-b-detail")).collect::<Vec<_>>()
    };
    assert_eq!(finding(&texts[0]), finding(&texts[1]), "{texts:#?}");
}

#[test]
fn i2_names_that_become_equal_are_refused() {
    let mut rig = Rig::new();
    for (path, id) in
        [("/api/v3/a", "AController_genQRCode"), ("/api/v3/b", "BController_GenQrCode")]
    {
        rig.management["paths"][path]["get"] =
            new_operation(id, "Roles/API", None, "RoleSingleRespDto");
    }
    let run = rig.refused();
    let text = format!("{}{}", run.out, run.err);
    assert!(text.contains("genQrCode"), "{run}");
}

#[test]
fn i2_name_of_a_known_operation_is_refused_for_another() {
    let mut rig = Rig::new();
    rig.management["paths"]["/api/v3/get-tenant-role"]["get"] =
        new_operation("TenantController_getRole", "Roles/API", None, "RoleSingleRespDto");
    let run = rig.refused();
    let text = format!("{}{}", run.out, run.err);
    assert!(text.contains("/api/v3/get-tenant-role") && text.contains("/api/v3/get-role"), "{run}");
}

#[test]
fn i2_entry_of_the_map_settles_it() {
    let rig = with_two_details(false);
    rig.workspace.edit(
        MAP,
        "operations: {}",
        "operations:\n  management: { BController_getDetail: getBDetail }",
    );
    rig.workspace.edit(
        MAP,
        "    RoleController: role\n",
        "    RoleController: role\n    AController: role\n    BController: role\n",
    );
    let import = rig.import();
    let text = import.after[&std::path::PathBuf::from(ROLE)].clone();
    assert!(text.contains("operationId: getDetail\n"), "{text}");
    assert!(text.contains("operationId: getBDetail\n"), "{text}");
    rig.assert_settled();
}

#[test]
fn i2_both_apis_can_have_one_name() {
    let mut rig = Rig::new();
    rig.authentication["paths"]["/api/v3/get-role"]["get"] =
        new_operation("ProfileController_getRole", "Session/API", None, "ProfileRespDto");
    operation(&mut rig.authentication, "/api/v3/get-role", "get")["security"] =
        serde_json::json!([{ "bearer": [] }]);
    let import = rig.import();
    assert_eq!(import.only()["kind"], "added", "{}", import.run);
    assert_eq!(import.changed(), [SESSION]);
}
