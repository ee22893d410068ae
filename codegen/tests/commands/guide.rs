//! "Other changes to the API" of CONTRIBUTING.md, each made to the operation and the module that
//! the guide adds.

use std::{fs, path::Path};

use crate::contributing::{blocks, describe_the_parameter, text, with_operation};
use crate::support::{Workspace, put};

const DEVICE: &str = "authentication/device.yaml";
const COMMON: &str = "common.yaml";
const QUOTA: &str = "management/quota.yaml";

/// Creates a workspace with the operation of the guide.
fn workspace() -> Workspace {
    let workspace = with_operation(&text());
    describe_the_parameter(&workspace);
    workspace
}

/// Returns the generated file after a run that has to succeed; updates the manifest of the SDK as
/// well.
fn generated(workspace: &Workspace, file: &str) -> String {
    let run = workspace.run(&["lint"]);
    assert_eq!(run.code, Some(0), "{run}");
    workspace.generate();
    let files = workspace.generated();
    let found = files.get(Path::new(file));
    found.unwrap_or_else(|| panic!("{file} was not generated")).clone()
}

/// Checks that lint reports the missing part.
fn assert_lint_reports(workspace: &Workspace, words: &str) {
    let run = workspace.run(&["lint"]);
    assert!(matches!(run.code, Some(1 | 2)), "{run}");
    assert!(run.err.contains(words), "no `{words}` in {run}");
}

fn add_module(workspace: &Workspace, text: &str) {
    workspace.write(QUOTA, text);
    let common = workspace.text(COMMON);
    workspace.write(COMMON, &common.replacen("management: [", "management: [quota,", 1));
    put(&workspace.root().join("sdk/Cargo.toml"), "# modules: begin\n# modules: end\n");
}

fn quota() -> String {
    blocks(&text(), "yaml").remove(2)
}

#[test]
fn added_field_becomes_a_member() {
    let workspace = workspace();
    workspace.edit(
        DEVICE,
        "        lastSignInAt:\n          type: string\n",
        "        lastIp:\n          type: string\n          description: IP address of the last \
         sign-in.\n        lastSignInAt:\n          type: string\n",
    );
    let code = generated(&workspace, "authentication/device.rs");
    assert!(code.contains("    pub last_ip: Option<String>,"), "{code}");
}

#[test]
fn added_enum_value_needs_a_meaning_and_becomes_a_variant() {
    let workspace = Workspace::real();
    workspace.edit(COMMON, "enum: [OTP, SMS, EMAIL, FACE]", "enum: [OTP, SMS, EMAIL, FACE, VOICE]");
    assert_lint_reports(&workspace, "VOICE");
    workspace.edit(
        COMMON,
        "        FACE: Face recognition.\n",
        "        FACE: Face recognition.\n        VOICE: Voice recognition.\n",
    );
    let code = generated(&workspace, "common/factor_type.rs");
    assert!(code.contains("    /// Voice recognition.\n"), "{code}");
    assert!(code.contains("Voice"), "{code}");
}

#[test]
fn changed_type_needs_examples_that_fit() {
    let workspace = workspace();
    workspace.edit(
        DEVICE,
        "        signInCount:\n          type: integer\n          format: int64\n",
        "        signInCount:\n          type: string\n",
    );
    assert_lint_reports(&workspace, "signInCount");
    workspace.edit(DEVICE, "          examples: [2]\n", "          examples: [\"2\"]\n");
    let example = "                      signInCount: 2\n";
    workspace.edit(DEVICE, example, &example.replace('2', "\"2\""));
    let code = generated(&workspace, "authentication/device.rs");
    assert!(code.contains("    pub sign_in_count: String,"), "{code}");
}

#[test]
fn renamed_operation_has_its_new_name_only() {
    let workspace = workspace();
    let device = workspace.text(DEVICE).replace("getDeviceUsage", "getMyDeviceUsage");
    workspace.write(DEVICE, &device.replace("GetDeviceUsage", "GetMyDeviceUsage"));
    let code = generated(&workspace, "authentication/device.rs");
    assert!(code.contains("pub fn get_my_device_usage("), "{code}");
    assert!(!code.contains("get_device_usage"), "{code}");
}

#[test]
fn deprecated_operation_and_field_warn_their_users() {
    let workspace = workspace();
    let operation = "      operationId: getDeviceUsage\n";
    workspace.edit(DEVICE, operation, &format!("{operation}      deprecated: true\n"));
    let field = "        lastSignInAt:\n          type: string\n";
    workspace.edit(DEVICE, field, &format!("{field}          deprecated: true\n"));
    let code = generated(&workspace, "authentication/device.rs");
    assert_eq!(code.matches("#[deprecated(").count(), 2, "{code}");
    assert!(code.contains("    deprecated: true,\n"), "{code}");
}

#[test]
fn note_of_a_deprecation_has_the_rust_name_of_the_replacement() {
    let workspace = workspace();
    let [_, _, _, shown]: [String; 4] = blocks(&text(), "yaml").try_into().unwrap();
    let shown = shown.replace("listUsersLegacy", "getDeviceUsage").replace("listUsers", "list");
    workspace.edit(DEVICE, "      operationId: getDeviceUsage\n", &shown);
    let field = "        lastSignInAt:\n          type: string\n";
    let replaced = "          deprecated: true\n          x-replaced-by: signInCount\n";
    workspace.edit(DEVICE, field, &format!("{field}{replaced}"));
    let other = "        signInCount:\n          type: integer\n";
    workspace.edit(DEVICE, other, &format!("{other}          x-rust-name: sign_ins\n"));
    let code = generated(&workspace, "authentication/device.rs");
    for name in ["list_my_devices", "sign_ins"] {
        let note = format!("#[deprecated(note = \"deprecated by the API; use `{name}`\")]");
        assert!(code.contains(&note), "no `{note}` in:\n{code}");
    }
}

#[test]
fn removed_operation_leaves_no_type_behind() {
    let workspace = workspace();
    generated(&workspace, "authentication/device.rs");
    let [operation, types, ..]: [String; 4] = blocks(&text(), "yaml").try_into().unwrap();
    let device = workspace.text(DEVICE);
    let line = "          description: Unique identifier of the device.\n          schema";
    let described = operation.replacen("          schema", line, 1);
    assert!(device.contains(&described), "{device}");
    workspace.write(DEVICE, &device.replacen(&described, "", 1));
    assert_lint_reports(&workspace, "GetDeviceUsageRespDto");
    let device = workspace.text(DEVICE).replacen(types.trim_end(), "", 1);
    workspace.write(DEVICE, &format!("{}\n", device.trim_end()));
    let code = generated(&workspace, "authentication/device.rs");
    assert!(!code.contains("DeviceUsage"), "{code}");
}

#[test]
fn module_with_types_of_its_own_is_listed_and_has_a_feature() {
    let workspace = Workspace::real();
    let shared = "../common.yaml#/components/schemas/IsSuccessRespDto";
    let own = quota().replace(shared, "#/components/schemas/ResetQuotasRespDto");
    let text = format!(
        "{own}\ncomponents:\n  schemas:\n    ResetQuotasRespDto:\n      description: Response of \
         `resetQuotas`.\n      allOf:\n        - {{ $ref: ../common.yaml#/components/schemas/Envelope \
         }}\n        - type: object\n          required: [data]\n          properties:\n            \
         data:\n              $ref: \"#/components/schemas/QuotaResetDto\"\n              \
         description: Payload of the response.\n\n    QuotaResetDto:\n      type: object\n      \
         description: Result of the reset.\n      required: [success]\n      properties:\n        \
         success:\n          type: boolean\n          description: Success of the reset.\n"
    );
    add_module(&workspace, &text);
    let code = generated(&workspace, "management/quota.rs");
    assert!(code.contains("pub struct QuotaResetDto {"), "{code}");
    let manifest = fs::read_to_string(workspace.root().join("sdk/Cargo.toml")).unwrap();
    assert!(manifest.contains("\nmanagement-quota = []\n"), "{manifest}");
}

#[test]
fn module_that_is_not_listed_is_reported() {
    let workspace = Workspace::real();
    workspace.write(QUOTA, &quota());
    assert_lint_reports(&workspace, "quota");
}

#[test]
fn removed_module_takes_its_generated_file_along() {
    let workspace = Workspace::real();
    add_module(&workspace, &quota());
    generated(&workspace, "management/quota.rs");
    workspace.remove(QUOTA);
    assert_lint_reports(&workspace, "quota");
    workspace.edit(COMMON, "management: [quota,", "management: [");
    let index = generated(&workspace, "management/mod.rs");
    assert!(!index.contains("quota"), "{index}");
    assert!(!workspace.out().join("management/quota.rs").exists());
}
