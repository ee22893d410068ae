//! Changes of the real spec, and the same kinds of change elsewhere in it.

use genauth_codegen::diff::{Change, Class, Kind, Subject};

use crate::spec::{edit_real, only, told};

const COMMON: &str = "common.yaml";
const ROLE: &str = "management/role.yaml";
const SECURITY: &str = "management/security.yaml";
const WEBAUTHN: &str = "authentication/webauthn.yaml";

fn is(change: &Change, rule: &str, class: Class, message: &str) {
    assert_eq!((change.rule, change.class), (rule, class), "{change:#?}");
    assert_eq!(change.message, message);
}

const TENANT: &str = "      parameters:
        - name: tenantId
          in: query
          description: ID of the tenant.
          schema: { type: string }
";

#[test]
fn d1_first_optional_parameter_adds_an_argument() {
    let at = "operationId: getGlobalMfaSettings";
    let responses = "      responses:\n";
    let edited = edit_real().replace_in(SECURITY, at, responses, &format!("{TENANT}{responses}"));
    let change = only(edited.changes());
    let message = "`ManagementClient::get_global_mfa_settings` gains the argument `GetGlobalMfaSettingsParams`";
    is(&change, "arguments", Class::Breaking, message);
    assert_eq!(change.at, "ManagementClient::get_global_mfa_settings");

    let more = TENANT.trim_start_matches("      parameters:\n");
    let end = "          example: default\n      responses:\n";
    let edited = edit_real().replace_in(
        ROLE,
        "operationId: listRoles\n",
        end,
        &end.replace("      responses:\n", &format!("{more}      responses:\n")),
    );
    let message = "`ListRolesParams` gains `tenant_id: Option<String>`";
    is(&only(edited.changes()), "field-added", Class::Additive, message);
}

#[test]
fn d1_body_that_appears_or_disappears_is_an_argument() {
    let body = "      requestBody:
        required: true
        content:
          application/json:
            schema: { $ref: ../common.yaml#/components/schemas/CreatePostDto }
";
    let at = "operationId: getGlobalMfaSettings";
    let responses = "      responses:\n";
    let edited = edit_real().replace_in(SECURITY, at, responses, &format!("{body}{responses}"));
    let changes = edited.changes();
    let change = changes.iter().find(|it| it.rule == "arguments").unwrap();
    let message = "`ManagementClient::get_global_mfa_settings` gains the argument `CreatePostDto`";
    is(change, "arguments", Class::Breaking, message);

    let parameter = "      parameters:\n        - name: credentialId";
    let (edited, _) = edit_real().cut(WEBAUTHN, parameter, "      requestBody:");
    let edited = edited.replace(
        WEBAUTHN,
        "  /api/v3/webauthn/credentials/{credentialId}:\n    put:",
        "  /api/v3/webauthn/credential:\n    put:",
    );
    let changes = edited.changes();
    let message = "`AuthenticationClient::update_webauthn_credential` loses the argument \
                   `UpdateWebauthnCredentialParams`";
    assert!(told(&changes).contains(&("arguments", Class::Breaking, message)), "{changes:#?}");
}

#[test]
fn d2_parameter_that_becomes_required_is_one_finding() {
    let edited = edit_real().replace_in(
        ROLE,
        "operationId: listRoles\n",
        "        - name: namespace\n          in: query\n",
        "        - name: namespace\n          in: query\n          required: true\n",
    );
    let change = only(edited.changes());
    let message = "`ListRolesParams.namespace` changes from `Option<String>` to `String`, and \
                   `ListRolesParams::new` takes `namespace`: `ListRolesParams::new` goes from 0 to \
                   1 argument, and `ListRolesParams` no longer implements `Default`";
    is(&change, "field-required", Class::Breaking, message);
    assert_eq!(
        change.subject,
        Subject::Operation("management".parse().unwrap(), "listRoles".into())
    );
}

#[test]
fn d2_field_that_becomes_optional_is_one_finding() {
    let edited =
        edit_real().replace(ROLE, "required: [code, newCode, name]", "required: [code, newCode]");
    let message = "`UpdateRoleDto.name` changes from `String` to `Option<String>`, and \
                   `UpdateRoleDto::new` no longer takes `name`: `UpdateRoleDto::new` goes from 3 to \
                   2 arguments";
    is(&only(edited.changes()), "field-required", Class::Breaking, message);
}

/// Returns a part of `UpdateRoleDto`.
fn update_role_from(from: &str, to: &str) -> String {
    part(ROLE, "    UpdateRoleDto:\n", from, to)
}

/// Returns the part of a file behind `start` that begins with `from` and ends before `to`.
fn part(file: &str, start: &str, from: &str, to: &str) -> String {
    let text = crate::spec::real().get(std::path::Path::new(file)).unwrap();
    let text = text.get(text.find(start).unwrap()..).unwrap();
    let text = text.get(text.find(from).unwrap()..).unwrap();
    text.get(..text.find(to).unwrap()).unwrap().to_owned()
}

#[test]
fn d3_order_of_required_fields_swaps_values() {
    let code = update_role_from("        code:\n", "        newCode:\n");
    let new_code = update_role_from("        newCode:\n", "        name:\n");
    let namespace = update_role_from("        namespace:\n", "        description:\n");
    let start = "    UpdateRoleDto:\n";
    let reordered = edit_real().replace_in(
        ROLE,
        start,
        &format!("{code}{new_code}"),
        &format!("{new_code}{code}"),
    );
    let change = only(reordered.changes());
    let message = "`UpdateRoleDto::new` takes `new_code`, `code`, `name` instead of `code`, \
                   `new_code`, `name`: `new_code` from position 2 to 1, `code` from position 1 to 2";
    is(&change, "new-order", Class::Breaking, message);
    assert_eq!(change.note.as_deref(), Some("compiles and swaps"));
    assert_eq!(change.uses, ["management updateRole"]);

    let list = edit_real().replace(
        ROLE,
        "required: [code, newCode, name]",
        "required: [name, newCode, code]",
    );
    assert_eq!(list.changes(), []);

    let optional = update_role_from("        description:\n", "        status:\n");
    let swapped = edit_real().replace_in(
        ROLE,
        start,
        &format!("{namespace}{optional}"),
        &format!("{optional}{namespace}"),
    );
    assert_eq!(swapped.changes(), []);

    let remark = "        remark: { type: string, description: A remark. }\n";
    let between = edit_real().replace_in(
        ROLE,
        start,
        "        newCode:\n",
        &format!("{remark}        newCode:\n"),
    );
    let message = "`UpdateRoleDto` gains `remark: Option<String>`";
    is(&only(between.changes()), "field-added", Class::Additive, message);
}

#[test]
fn d4_placeholder_is_renamed_at_each_operation_of_its_path() {
    let path = "/api/v3/webauthn/credentials/{";
    let edited = edit_real()
        .replace(WEBAUTHN, &format!("  {path}credentialId}}:"), &format!("  {path}id}}:"))
        .replace_in(WEBAUTHN, path, "- name: credentialId", "- name: id")
        .replace_in(WEBAUTHN, path, "- name: credentialId", "- name: id");
    let changes = edited.changes();
    let messages = [
        "field `credential_id` of `DeleteWebauthnCredentialParams` is renamed `id`",
        "field `credential_id` of `UpdateWebauthnCredentialParams` is renamed `id`",
    ];
    assert_eq!(changes.len(), 2, "{changes:#?}");
    for (change, message) in changes.iter().zip(messages) {
        is(change, "field-renamed", Class::Breaking, message);
        assert!(change.same_wire);
        assert_eq!(change.old.as_deref(), Some("/api/v3/webauthn/credentials/{credentialId}"));
        assert_eq!(change.new.as_deref(), Some("/api/v3/webauthn/credentials/{id}"));
    }
}

#[test]
fn d5_change_of_a_type_is_one_finding_with_all_uses() {
    let success = "    IsSuccessDto:\n";
    let property = "        success:\n";
    let edited = edit_real().replace_in(
        COMMON,
        success,
        property,
        &format!("        note: {{ type: string, description: A note. }}\n{property}"),
    );
    let change = only(edited.changes());
    is(&change, "field-added", Class::Additive, "`IsSuccessDto` gains `note: Option<String>`");
    assert_eq!(change.subject, Subject::Type("IsSuccessDto".into()));
    assert!(change.uses.len() > 100, "{}", change.uses.len());
    assert!(change.uses.is_sorted());
}

#[test]
fn d6_recursive_type_is_one_finding() {
    let edited = edit_real().replace_in(
        COMMON,
        "    TreeStructs:\n",
        "        value:\n",
        "        note: { type: string, description: A note. }\n        value:\n",
    );
    let change = only(edited.changes());
    is(&change, "field-added", Class::Additive, "`TreeStructs` gains `note: Option<String>`");
    assert!(!change.uses.is_empty());
}

#[test]
fn d7_renamed_type_is_found_by_its_places_of_use() {
    let start = "    RoleListItem:\n";
    let copy =
        part(ROLE, start, start, "\n    RoleListPageDto").replace("RoleListItem", "RoleItem");
    let copy = copy.split("\n\n").next().unwrap().to_owned();
    let unused = copy
        .replace("\n      type: object\n", "\n      x-unused: For later.\n      type: object\n");
    let edited = edit_real()
        .replace_all("RoleListItem", "RoleItemDto")
        .append(ROLE, &format!("\n{unused}\n"));
    let changes = edited.changes();
    let [renamed, look_alike] = changes.as_slice() else { panic!("{changes:#?}") };
    is(renamed, "type-renamed", Class::Breaking, "`RoleListItem` is renamed `RoleItemDto`");
    assert_eq!(renamed.kind, Kind::Renamed);
    assert_eq!(renamed.uses, ["management createRolesBatch"]);
    assert!(renamed.same_wire);
    is(look_alike, "type-added", Class::Additive, "`RoleItem` is new");
}

#[test]
fn d8_string_that_becomes_an_enum_is_breaking_with_equal_json() {
    let status = update_role_from("        status:\n", "        disableTime:\n");
    let reference = "        status:
          $ref: \"#/components/schemas/RoleStatus\"
          description: >-
            State of the role, `ENABLE` when it works normally and `DISABLE` when it is disabled.
          examples: [enable]
";
    let definition = "
    RoleStatus:
      type: string
      description: State of a role.
      enum: [ENABLE, DISABLE]
      x-enum-descriptions: { ENABLE: Enabled., DISABLE: Disabled. }
";
    let edited = edit_real()
        .replace_in(ROLE, "    UpdateRoleDto:\n", &status, reference)
        .append(ROLE, definition);
    let changes = edited.changes();
    let [field, enumeration] = changes.as_slice() else { panic!("{changes:#?}") };
    let message = "`UpdateRoleDto.status` changes from `Option<String>` to `Option<RoleStatus>`";
    is(field, "field-type", Class::Breaking, message);
    assert!(field.same_wire);
    is(enumeration, "type-added", Class::Additive, "`RoleStatus` is new");
}
