//! Names of a spec that collide in Rust.

use std::path::Path;

use genauth_codegen::render::ident::CLIENT_METHODS;

use crate::support::expected::{Expected, assert_finding};
use crate::support::{COMMON, MFA, Problem, USER, Workspace, texts};

#[track_caller]
fn collides(workspace: &Workspace, file: &str, line: &[&str], pointer: &str) -> Problem {
    assert_finding(workspace, &Expected { code: "same-name", file, line, pointer })
}

/// Returns the small spec with more fields in `ResetFactorDto`.
fn with_fields(names: &[&str]) -> Workspace {
    let workspace = Workspace::small();
    let described = "description: Id of that factor.";
    let fields: String = names
        .iter()
        .map(|name| {
            format!("\n        {name}:\n          type: string\n          description: Same.")
        })
        .collect();
    workspace.edit(MFA, described, &format!("{described}{fields}"));
    workspace
}

/// Returns the small spec with more schemas in a file.
fn with_schemas(file: &str, schemas: &str) -> Workspace {
    let workspace = Workspace::small();
    workspace.edit(file, "  schemas:\n", &format!("  schemas:\n{schemas}"));
    workspace
}

fn object(name: &str) -> String {
    format!(
        "    {name}:\n      type: object\n      description: An object.\n      x-unused: Odd.\n      properties:\n        \
         id: {{ type: string, description: An id. }}\n"
    )
}

#[test]
fn fields_with_one_rust_name_are_rejected() {
    let workspace = with_fields(&["factor_id"]);
    let at = "#/components/schemas/ResetFactorDto/properties/factor_id";
    let problem = collides(&workspace, MFA, &["        factor_id:"], at);
    for name in ["`factorId`", "`factor_id`"] {
        assert!(problem.message.contains(name), "{problem:?}");
    }
}

#[test]
fn field_that_collides_with_a_setter_is_rejected() {
    // The setter of `new` cannot be called `new`.
    let workspace = with_fields(&["new", "withNew"]);
    let at = "#/components/schemas/ResetFactorDto/properties/withNew";
    collides(&workspace, MFA, &["        withNew:"], at);
}

#[test]
fn parameters_with_one_rust_name_are_rejected() {
    let workspace = Workspace::small();
    workspace.edit(MFA, "- name: withDetails", "- name: factor-id");
    let at = "#/paths/~1api~1v3~1factors~1{factorId}/get/parameters/1";
    collides(&workspace, MFA, &["- name: factor-id"], at);
}

#[test]
fn values_with_one_rust_name_are_rejected() {
    let workspace = Workspace::small();
    workspace.edit(COMMON, "[OTP, SMS]", "[OTP, SMS, sms]");
    workspace.edit(COMMON, "SMS: A code by SMS.", "SMS: A code by SMS.\n        sms: The same.");
    let problem =
        collides(&workspace, COMMON, &["enum:"], "#/components/schemas/FactorType/enum/2");
    assert!(problem.help.contains("x-enum-names"), "{problem:?}");
}

#[test]
fn values_with_x_enum_names_are_accepted() {
    let workspace = Workspace::small();
    workspace.edit(COMMON, "[OTP, SMS]", "[OTP, SMS, sms]");
    workspace.edit(COMMON, "SMS: A code by SMS.", "SMS: A code by SMS.\n        sms: The same.");
    workspace.edit(
        COMMON,
        "      x-enum-descriptions:",
        "      x-enum-names: { sms: SmallSms }\n      x-enum-descriptions:",
    );
    let run = workspace.run(&["lint"]);
    assert_eq!(run.code, Some(0), "{run}");
    workspace.generate();
    let texts = workspace.generated();
    assert!(texts.values().any(|text| text.contains("        SmallSms: \"sms\",\n")));
}

#[test]
fn invalid_x_enum_name_is_rejected() {
    for name in ["sms", "Small-Sms", "Unknown", "Self", "VALUES", "\"\"", "1Sms"] {
        let workspace = Workspace::small();
        workspace.edit(
            COMMON,
            "      x-enum-descriptions:",
            &format!("      x-enum-names: {{ SMS: {name} }}\n      x-enum-descriptions:"),
        );
        let expected = Expected {
            code: "bad-name",
            file: COMMON,
            line: &["enum:"],
            pointer: "#/components/schemas/FactorType/enum/1",
        };
        assert_finding(&workspace, &expected);
    }
}

#[test]
fn operations_with_one_rust_name_are_rejected() {
    let workspace = Workspace::small();
    workspace.edit(MFA, "operationId: resetFactor", "operationId: get_factor");
    let at = "#/paths/~1api~1v3~1reset-factor/post/operationId";
    collides(&workspace, MFA, &["operationId: get_factor"], at);
}

#[test]
fn operations_of_two_apis_can_share_a_name() {
    let workspace = Workspace::small();
    workspace.edit(USER, "operationId: listUsers", "operationId: getFactor");
    assert_eq!(workspace.run(&["lint"]).code, Some(0));
}

#[test]
fn operation_named_operations_is_rejected() {
    let workspace = Workspace::small();
    workspace.edit(MFA, "operationId: resetFactor", "operationId: operations");
    let at = "#/paths/~1api~1v3~1reset-factor/post/operationId";
    collides(&workspace, MFA, &["operationId: operations"], at);
}

#[test]
fn operation_named_like_a_handwritten_method_is_rejected() {
    let workspace = Workspace::small();
    workspace.edit(MFA, "operationId: resetFactor", "operationId: withAccessToken");
    let at = "#/paths/~1api~1v3~1reset-factor/post/operationId";
    collides(&workspace, MFA, &["operationId: withAccessToken"], at);
}

#[test]
fn types_with_one_rust_name_are_rejected() {
    let workspace = with_schemas(MFA, &object("factor-dto"));
    let at = "#/components/schemas/FactorDto";
    collides(&workspace, MFA, &["    FactorDto:"], at);
}

#[test]
fn renamed_type_that_collides_is_rejected() {
    let workspace = with_schemas(MFA, &(object("OptionDto") + &object("Option")));
    collides(&workspace, MFA, &["    Option:"], "#/components/schemas/Option");
}

#[test]
fn shared_types_with_one_file_are_rejected() {
    let workspace = with_schemas(COMMON, &(object("SendSMSDto") + &object("SendSmsDto")));
    let at = "#/components/schemas/SendSmsDto";
    collides(&workspace, COMMON, &["    SendSmsDto:"], at);
}

#[test]
fn modules_with_one_file_are_rejected() {
    let workspace = Workspace::small();
    workspace.edit(COMMON, "[user]", "[user, role_x, role-x]");
    for (number, name) in [(1, "role_x"), (2, "role-x")] {
        let text = workspace.text(USER).replace("user]", &format!("{name}]"));
        let text = text.replace("name: user", &format!("name: {name}"));
        let text = text.replace("User", &format!("Role{number}"));
        let text = text.replace("list-users", &format!("list-roles-{number}"));
        workspace.write(&format!("management/{name}.yaml"), &text);
    }
    collides(&workspace, "management/role-x.yaml", &["openapi"], "#");
}

#[test]
fn branches_with_one_rust_name_are_rejected() {
    let union = "    Either:\n      description: One or the other.\n      x-unused: Odd.\n      oneOf:\n        \
                 - $ref: \"#/components/schemas/Pet\"\n        \
                 - $ref: \"#/components/schemas/PetDto\"\n";
    let workspace = with_schemas(MFA, &format!("{union}{}{}", object("Pet"), object("PetDto")));
    collides(&workspace, MFA, &["schemas/PetDto\""], "#/components/schemas/Either/oneOf/1");
}

#[test]
fn branch_named_other_is_rejected() {
    let union = "    Either:\n      description: One or the other.\n      x-unused: Odd.\n      oneOf:\n        \
                 - $ref: \"#/components/schemas/Other\"\n        - { type: string }\n";
    let workspace = with_schemas(MFA, &format!("{union}{}", object("Other")));
    collides(&workspace, MFA, &["schemas/Other\""], "#/components/schemas/Either/oneOf/0");
}

#[test]
fn every_handwritten_method_is_reserved() {
    let sdk = Path::new(env!("CARGO_MANIFEST_DIR")).join("../sdk/src");
    for (path, text) in texts(&sdk) {
        if path.starts_with("generated") || path.extension().is_none_or(|it| it != "rs") {
            continue;
        }
        for item in syn::parse_file(&text).unwrap().items {
            let syn::Item::Impl(block) = item else { continue };
            let syn::Type::Path(of) = block.self_ty.as_ref() else { continue };
            let is_client =
                of.path.is_ident("AuthenticationClient") || of.path.is_ident("ManagementClient");
            if !is_client || block.trait_.is_some() {
                continue;
            }
            for item in block.items {
                let syn::ImplItem::Fn(method) = item else { continue };
                let name = method.sig.ident.to_string();
                assert!(
                    CLIENT_METHODS.contains(&name.as_str()),
                    "{}: add `{name}` to CLIENT_METHODS in codegen/src/render/ident.rs",
                    path.display()
                );
            }
        }
    }
}
