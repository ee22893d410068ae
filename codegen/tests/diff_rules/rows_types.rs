//! Changes of types of the real spec, and of modules and operations.

use genauth_codegen::diff::{Change, Class, Kind, compare};

use crate::spec::{edit_real, only, told, version};

const COMMON: &str = "common.yaml";
const ROLE: &str = "management/role.yaml";
const USER: &str = "management/user.yaml";
const POST: &str = "management/post.yaml";

fn is(change: &Change, rule: &str, class: Class, message: &str) {
    assert_eq!((change.rule, change.class), (rule, class), "{change:#?}");
    assert_eq!(change.message, message);
}

#[test]
fn d9_lost_value_is_breaking_in_requests_and_in_responses() {
    let edited = edit_real()
        .replace(COMMON, "enum: [OTP, SMS, EMAIL, FACE]\n", "enum: [OTP, SMS, EMAIL]\n")
        .replace(COMMON, "        FACE: Face recognition.\n\n    UserDep", "\n    UserDep");
    let message = "`FactorType` loses `Face`: `FACE` in a response arrives as `Unknown(\"FACE\")`";
    let change = only(edited.changes());
    is(&change, "variant-removed", Class::Breaking, message);
    assert!(!change.uses.is_empty());

    let grown = only(compare(&version(&edited.files()), &version(crate::spec::real())));
    let message = "`FactorType` gains `Face`, matched as `Unknown` before";
    is(&grown, "variant-added", Class::Additive, message);
}

#[test]
fn d10_order_text_and_name_of_values() {
    let edited = edit_real().replace(COMMON, "enum: [M, F, U, W]", "enum: [W, U, F, M]");
    assert_eq!(edited.changes(), []);

    let edited = edit_real().replace(COMMON, "        M: Male.\n", "        M: A man.\n");
    let change = only(edited.changes());
    is(&change, "text", Class::Docs, "`Gender::M` has a reworded description");

    let edited =
        edit_real().replace("management/data_permission.yaml", "MacOS: MacOs\n", "MacOS: Mac\n");
    let change = only(edited.changes());
    let message = "variant `MacOs` of `SystemType` is renamed `Mac`";
    is(&change, "variant-renamed", Class::Breaking, message);
    assert!(change.same_wire);
}

const BRANCH: &str =
    "        - { $ref: \"#/components/schemas/RolePermissionApplyApprovalObject\" }\n";

#[test]
fn d11_branches() {
    let object = "    ApprovalObject:\n";
    let added = edit_real().replace_in(
        COMMON,
        object,
        BRANCH,
        &format!("{BRANCH}        - {{ type: string }}\n"),
    );
    let message = "`ApprovalObject` gains `Text`; such values were `Other` before";
    is(&only(added.changes()), "branch-added", Class::Additive, message);

    let new = "        - { $ref: \"#/components/schemas/DataApprovalObject\" }\n";
    let definition = "
    DataApprovalObject:
      type: object
      description: Data that an approval covers.
      required: [objectId, objectName, logo]
      properties:
        objectId: { type: string, description: ID of the data., x-identifying: true }
        objectName: { type: string, description: Name of the data. }
        logo: { type: string, description: A logo. }
        size: { type: integer, format: int64, description: Size of the data. }
";
    let overlapping = edit_real()
        .replace_in(COMMON, object, BRANCH, &format!("{BRANCH}{new}"))
        .append(COMMON, definition);
    let changes = overlapping.changes();
    let overlap = changes.iter().find(|it| it.rule == "branch-overlap").unwrap();
    let message = "values that arrive as `ApplicationPermissionApplyApprovalObject` of \
                   `ApprovalObject` may arrive as `DataApprovalObject`";
    is(overlap, "branch-overlap", Class::Behavior, message);
    let added = changes.iter().find(|it| it.rule == "branch-added").unwrap();
    let message = "`ApprovalObject` gains `DataApprovalObject`; such values were \
                   `ApplicationPermissionApplyApprovalObject` before, or `Other`";
    is(added, "branch-added", Class::Additive, message);

    let removed = edit_real().replace_in(COMMON, object, BRANCH, "").replace(
        COMMON,
        "          ROLE_PERMISSION_APPLY: RolePermissionApplyApprovalObject\n",
        "",
    );
    let changes = removed.changes();
    let message = "`ApprovalObject` loses `RolePermissionApplyApprovalObject`";
    assert!(told(&changes).contains(&("branch-removed", Class::Breaking, message)), "{changes:#?}");

    let first = BRANCH.replace("RolePermission", "ApplicationPermission");
    let reordered =
        || edit_real().replace(COMMON, &format!("{first}{BRANCH}"), &format!("{BRANCH}{first}"));
    assert_eq!(reordered().changes(), []);
}

#[test]
fn d12_null() {
    let nullable = "        disableTime:\n          type: [string, \"null\"]\n";
    let at = "    UpdateRoleDto:\n";
    let swap = nullable.replace("[string, \"null\"]", "[\"null\", string]");
    assert_eq!(edit_real().replace_in(ROLE, at, nullable, &swap).changes(), []);

    let list = "        newCode:\n          type: string\n";
    let edited =
        edit_real().replace_in(ROLE, at, list, &list.replace("string", "[string, \"null\"]"));
    let message = "`UpdateRoleDto.new_code` changes from `String` to `Nullable<String>`";
    is(&only(edited.changes()), "field-type", Class::Breaking, message);
}

#[test]
fn d13_defaults_and_limits() {
    let limit = |schema: &str| {
        edit_real()
            .replace_in(
                ROLE,
                "operationId: listRoles\n",
                "schema: { type: integer, format: int64, maximum: 50, default: 10 }",
                &format!("schema: {{ type: integer, format: int64, {schema} }}"),
            )
            .changes()
    };
    let change = only(limit("maximum: 50, default: 20"));
    let message = "the default of `ListRolesParams.limit` changes from `10` to `20`";
    is(&change, "default", Class::Behavior, message);
    assert_eq!((change.old.as_deref(), change.new.as_deref()), (Some("10"), Some("20")));
    let message = "the maximum of `ListRolesParams.limit` changes from 50 to 20: tighter";
    is(&only(limit("maximum: 20, default: 10")), "limit-tighter", Class::Behavior, message);
    let message = "the maximum of `ListRolesParams.limit` changes from 50 to 100: wider";
    is(&only(limit("maximum: 100, default: 10")), "limit-wider", Class::Docs, message);
    let message = "the minimum of `ListRolesParams.limit` changes from none to 1: tighter";
    let change = only(limit("minimum: 1, maximum: 50, default: 10"));
    is(&change, "limit-tighter", Class::Behavior, message);
}

#[test]
fn d14_required_field_with_a_default_is_breaking() {
    let edited = edit_real()
        .replace_in(ROLE, "    CreateRoleDto:\n", "required: [code]", "required: [code, type]")
        .replace_in(
            ROLE,
            "    CreateRoleDto:\n",
            "        name:\n",
            "        type: { type: string, description: Kind., default: x }\n        name:\n",
        );
    let message = "`CreateRoleDto::new` goes from 1 to 2 arguments: `CreateRoleDto` gains \
                   `type: String`";
    is(&only(edited.changes()), "field-added-required", Class::Breaking, message);
}

#[test]
fn d15_operation_of_another_module() {
    let (edited, operation) =
        edit_real().cut(POST, "  /api/v3/get-user-posts:\n", "  /api/v3/get-user-post:\n");
    let (edited, response) = edited.cut(POST, "    PostListRespDto:\n", "\u{0}");
    let (edited, post) = edited.cut(POST, "    PostDto:\n", "    RemovePostDto:\n");
    let post_dto = "\"#/components/schemas/PostDto\"";
    let shared = "../common.yaml#/components/schemas/PostDto";
    let edited = edited
        .replace(POST, post_dto, shared)
        .append(COMMON, &format!("\n{post}"))
        .append(USER, &format!("\n{}", response.replace(post_dto, shared)))
        .replace(
            USER,
            "\npaths:\n",
            &format!("\npaths:\n{}", operation.replace("tags: [post]", "tags: [user]")),
        );
    let change = only(edited.changes());
    let message = "`ManagementClient::get_user_posts` needs feature `management-user` instead of \
                   `management-post`; `management::post::GetUserPostsParams`, \
                   `management::post::PostListRespDto` are gone";
    is(&change, "operation-module", Class::Breaking, message);
    assert_eq!(change.kind, Kind::Moved);
}

#[test]
fn d16_type_that_a_module_no_longer_reaches() {
    let property = "        workStatus:
          $ref: \"#/components/schemas/WorkStatus\"
          description: Current work state of the account.
          examples: [Active]
";
    let edited = edit_real().replace(COMMON, property, "");
    let changes = edited.changes();
    let gone: Vec<&Change> = changes.iter().filter(|it| it.rule == "type-unreachable").collect();
    let [change] = gone.as_slice() else { panic!("{changes:#?}") };
    assert_eq!(change.class, Class::Breaking);
    assert_eq!(change.note.as_deref(), Some("only with fewer features"));
    assert!(change.message.starts_with("`WorkStatus` is gone with feature"), "{}", change.message);
    assert!(change.message.contains("`management-role`"), "{}", change.message);
    assert!(!change.message.contains("`management-public-account`"), "{}", change.message);
}

#[test]
fn d17_one_of_two_methods_of_a_path_is_removed() {
    let start = "    get:\n      operationId: listUsersLegacy\n";
    let (edited, _) = edit_real().cut(USER, start, "\n  /api/v3/list-users-by-keywords:\n");
    let change = only(edited.changes());
    let message = "`ManagementClient::list_users_legacy` is removed, with `ListUsersLegacyParams`";
    is(&change, "operation-removed", Class::Breaking, message);
    assert_eq!(change.kind, Kind::Removed);
    assert_eq!(change.note.as_deref(), Some("deprecated before"));
}

#[test]
fn d18_operations_of_both_apis_with_one_name() {
    let edited = edit_real().replace_in(
        "management/approval.yaml",
        "operationId: getDetail\n",
        "x-retry-safe: true",
        "x-retry-safe: false",
    );
    let change = only(edited.changes());
    let message = "`ManagementClient::get_approval_detail` is not retried automatically";
    is(&change, "retry-safety", Class::Behavior, message);
    assert_eq!(change.at, "ManagementClient::get_approval_detail");
}

#[test]
fn d19_texts_and_examples() {
    let edited = edit_real()
        .replace_in(
            ROLE,
            "operationId: getRole\n",
            "description: \"`namespace` names",
            "description: \"See https://example.org. `namespace` names",
        )
        .replace(ROLE, "summary: Lists roles, paginated.", "summary: Lists all roles, paginated.")
        .replace_in(ROLE, "    UpdateRoleDto:\n", "          examples: [code2]\n", "");
    let changes = edited.changes();
    let told: Vec<(&str, &str)> = changes.iter().map(|it| (it.rule, it.message.as_str())).collect();
    assert_eq!(
        told,
        [
            ("text", "`ManagementClient::get_role` has a reworded description"),
            ("text", "`ManagementClient::list_roles` has a reworded summary"),
            ("example", "`UpdateRoleDto.new_code` loses its example"),
        ]
    );
    assert!(changes.iter().all(|it| it.class == Class::Docs));
}
