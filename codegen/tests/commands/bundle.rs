//! `bundle`: one API as a single document that other tools understand.

use serde_json::{Value, json};

use crate::support::{MFA, Run, Workspace};

/// Returns the bundle in JSON, which must equal the one in YAML.
pub fn bundle(workspace: &Workspace, api: &str) -> Value {
    let run = workspace.run(&["bundle", api, "--json"]);
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""), "{}", run.err);
    let json: Value = serde_json::from_str(&run.out).unwrap();
    let yaml: Run = workspace.run(&["bundle", api]);
    assert_eq!(yaml.code, Some(0), "{}", yaml.err);
    assert_eq!(serde_yaml::from_str::<Value>(&yaml.out).unwrap(), json);
    json
}

/// Checks that every reference in a document resolves.
pub fn is_self_contained(document: &Value) {
    let mut open = vec![document];
    while let Some(value) = open.pop() {
        match value {
            Value::Object(object) => {
                if let Some(Value::String(target)) = object.get("$ref") {
                    let pointer = target.strip_prefix('#').unwrap_or_else(|| panic!("{target}"));
                    assert!(document.pointer(pointer).is_some(), "{target}");
                }
                open.extend(object.values());
            }
            Value::Array(items) => open.extend(items),
            _ => {}
        }
    }
}

/// Returns the names of the operations of a document.
pub fn operations(document: &Value) -> Vec<&str> {
    let paths = document["paths"].as_object().unwrap().values();
    let verbs = paths.flat_map(|verbs| verbs.as_object().unwrap().values());
    verbs.map(|operation| operation["operationId"].as_str().unwrap()).collect()
}

fn schemas(document: &Value) -> Vec<&String> {
    document["components"]["schemas"].as_object().unwrap().keys().collect()
}

#[test]
fn bundle_is_one_self_contained_document() {
    let workspace = Workspace::small();
    let document = bundle(&workspace, "authentication");
    assert_eq!(document["openapi"], "3.1.0");
    assert_eq!(document["info"]["title"], "Authentication API");
    assert_eq!(document["tags"][0]["name"], "mfa");
    assert_eq!(document["servers"][0]["url"], "https://{application}.example.org");
    assert!(document["servers"][0]["variables"]["application"]["default"].is_string());
    assert_eq!(operations(&document), ["getFactor", "resetFactor"]);
    assert!(document["components"]["securitySchemes"]["bearer"].is_object());
    is_self_contained(&document);
}

#[test]
fn bundle_contains_only_the_shared_schemas_it_needs() {
    let workspace = Workspace::small();
    let document = bundle(&workspace, "authentication");
    assert_eq!(
        schemas(&document),
        [
            "CommonResponseDto",
            "Envelope",
            "FactorDto",
            "FactorRespDto",
            "FactorType",
            "ResetFactorDto"
        ]
    );
    let document = bundle(&workspace, "management");
    assert_eq!(schemas(&document), ["Envelope", "UserDto", "UserListRespDto"]);
    is_self_contained(&document);
}

#[test]
fn bundle_preserves_the_spec() {
    let workspace = Workspace::small();
    let document = bundle(&workspace, "authentication");
    let operation = &document["paths"]["/api/v3/factors/{factorId}"]["get"];
    assert_eq!(operation["x-effect"], "read");
    assert_eq!(operation["parameters"][0]["description"], "Id of the factor.");
    let factor_type = &document["components"]["schemas"]["FactorType"];
    assert_eq!(factor_type["x-enum-descriptions"]["SMS"], "A code by SMS.");
}

#[test]
fn bundle_has_the_methods_of_the_sdks() {
    let workspace = Workspace::small();
    let id = "operationId: resetFactor\n";
    workspace.edit(MFA, id, &format!("{id}      x-sdks: [java, python]\n"));
    let document = bundle(&workspace, "authentication");
    let operation = &document["paths"]["/api/v3/reset-factor"]["post"];
    assert_eq!(operation["x-sdks"], json!(["java", "python"]));
}

#[test]
fn modules_can_share_a_path() {
    let workspace = Workspace::small();
    workspace.edit("common.yaml", "[user]", "[user, role]");
    let text = workspace.text("management/user.yaml").replace("listUsers", "addUser");
    let text = text.replace("    get:", "    post:").replace("user]", "role]");
    let text = text.replace("name: user", "name: role").replace("User", "Role");
    workspace.write("management/role.yaml", &text);
    let document = bundle(&workspace, "management");
    assert_eq!(operations(&document), ["listUsers", "addRole"]);
    is_self_contained(&document);
}
