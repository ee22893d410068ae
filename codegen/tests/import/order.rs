//! What is not a change: another order (I3), another file (I11), another place of parameters (I13).

use serde_json::{Map, Value, json};

use crate::rig::{ROLE, Rig, operation, parameter, property, schema};

/// Reverses every object and every list whose order has no meaning.
fn reversed(value: &Value, key: &str) -> Value {
    match value {
        Value::Object(map) => {
            let entries = map.iter().map(|(key, value)| (key.clone(), reversed(value, key)));
            Value::Object(entries.collect::<Vec<_>>().into_iter().rev().collect::<Map<_, _>>())
        }
        Value::Array(items) => {
            let mut items: Vec<Value> = items.iter().map(|it| reversed(it, "")).collect();
            if ["required", "enum", "security", "parameters", "oneOf"].contains(&key) {
                items.reverse();
            }
            Value::Array(items)
        }
        other => other.clone(),
    }
}

/// Writes JSON with the entries of objects in another order.
fn shuffled(value: &Value) -> String {
    fn write(value: &Value, out: &mut String) {
        match value {
            Value::Object(map) => {
                let entries = map.iter().rev().map(|(key, value)| {
                    let mut text = format!("{}:", Value::from(key.as_str()));
                    write(value, &mut text);
                    text
                });
                out.push_str(&format!("{{{}}}", entries.collect::<Vec<_>>().join(",")));
            }
            Value::Array(items) => {
                let items = items.iter().map(|item| {
                    let mut text = String::new();
                    write(item, &mut text);
                    text
                });
                out.push_str(&format!("[{}]", items.collect::<Vec<_>>().join(",\n")));
            }
            other => out.push_str(&other.to_string()),
        }
    }
    let mut out = String::new();
    write(value, &mut out);
    out
}

#[track_caller]
fn assert_no_change(rig: &Rig) {
    let import = rig.import();
    assert_eq!(import.found(), [], "{}", import.run);
    assert_eq!(import.after, import.before);
    assert_eq!(import.run.code, Some(0), "{}", import.run);
}

#[test]
fn i3_order_is_not_a_change() {
    let mut rig = Rig::new();
    rig.authentication = reversed(&rig.authentication, "");
    rig.management = reversed(&rig.management, "");
    let before = rig.files();
    let [first, second] = [&rig.authentication, &rig.management].map(shuffled);
    let run = rig.run_texts(&first, &second, &[]);
    assert_eq!(run.code, Some(0), "{run}");
    assert!(run.out.contains("no changes"), "{run}");
    assert_eq!(rig.files(), before);
}

#[test]
fn i3_order_of_security_and_tags_is_not_a_change() {
    let mut rig = Rig::new();
    for (_, verbs) in rig.management["paths"].as_object_mut().unwrap() {
        for (_, operation) in verbs.as_object_mut().unwrap() {
            operation["security"].as_array_mut().unwrap().reverse();
        }
    }
    rig.management["tags"] = json!([{ "name": "Users/API" }, { "name": "Roles/API" }]);
    assert_no_change(&rig);
}

#[test]
fn i3_one_set_of_security_is_the_same_as_alternatives() {
    let mut rig = Rig::new();
    operation(&mut rig.management, "/api/v3/get-role", "get")["security"] =
        json!([{ "bearer": [], "x-authing-userpool-id": [] }]);
    assert_no_change(&rig);
}

#[test]
fn i3_notation_is_not_a_change() {
    let mut rig = Rig::new();
    // A wrapped reference, a number with a fraction of zero, and the version of OpenAPI.
    let reference =
        json!({ "$ref": "#/components/schemas/RoleDto", "description": "Response data" });
    *property(&mut rig.management, "RoleSingleRespDto", "data") = reference;
    parameter(&mut rig.management, "/api/v3/list-roles", "limit")["schema"]["maximum"] =
        json!(50.0);
    rig.management["openapi"] = json!("3.1.0");
    rig.management["info"]["version"] = json!("3.0.1");
    assert_no_change(&rig);
}

#[test]
fn i11_other_file_with_the_same_content_is_not_a_change() {
    let rig = Rig::new();
    let before = rig.files();
    let root = rig.workspace.root();
    std::fs::rename(root.join("management.json"), root.join("next.json")).unwrap();
    let run = rig.workspace.run(&["import", "next.json", "authentication.json"]);
    assert_eq!(run.code, Some(0), "{run}");
    assert!(run.out.contains("no changes"), "{run}");
    assert_eq!(rig.files(), before);
}

#[test]
fn i11_same_file_with_other_content_is_a_change() {
    let mut rig = Rig::new();
    schema(&mut rig.management, "CreateRoleDto")["properties"]["roleCode"]["maxLength"] = json!(80);
    let import = rig.import();
    import.assert_lines(ROLE, &["          maxLength: 50"], &["          maxLength: 80"]);
    let run = rig.run(&[]);
    assert!(run.out.contains("no changes"), "{run}");
}

#[test]
fn i11_yaml_says_the_same_as_json() {
    let rig = Rig::new();
    let before = rig.files();
    let yaml = serde_yaml::to_string(&rig.management).unwrap();
    crate::support::put(&rig.workspace.root().join("management.yaml"), &yaml);
    let run = rig.workspace.run(&["import", "management.yaml"]);
    assert_eq!(run.code, Some(0), "{run}");
    assert_eq!(rig.files(), before);
}

#[test]
fn i11_one_document_leaves_the_other_api_alone() {
    let rig = Rig::new();
    let before = rig.files();
    for file in ["management.json", "management=management.json", "authentication.json"] {
        let run = rig.workspace.run(&["import", file]);
        assert_eq!(run.code, Some(0), "{run}");
        assert!(run.out.contains("no changes"), "{run}");
    }
    assert_eq!(rig.files(), before);
}

/// Moves the namespace of `getRole` and a new operation beside it to their path item.
fn with_shared_parameter(rig: &mut Rig) {
    let path = &mut rig.management["paths"]["/api/v3/get-role"];
    let parameters = path["get"]["parameters"].as_array_mut().unwrap();
    let at = parameters.iter().position(|it| it["name"] == "namespace").unwrap();
    let namespace = parameters.remove(at);
    path["parameters"] = json!([namespace]);
}

#[test]
fn i13_parameter_of_the_path_item_is_one_of_its_operations() {
    let mut rig = Rig::new();
    with_shared_parameter(&mut rig);
    assert_no_change(&rig);
}

#[test]
fn i13_operation_overrides_a_parameter_of_its_path_item() {
    let mut rig = Rig::new();
    with_shared_parameter(&mut rig);
    let mut namespace = rig.management["paths"]["/api/v3/get-role"]["parameters"][0].clone();
    namespace["required"] = json!(true);
    let get = operation(&mut rig.management, "/api/v3/get-role", "get");
    get["parameters"].as_array_mut().unwrap().push(namespace);
    let import = rig.import();
    assert_eq!(import.only()["at"], "GET /api/v3/get-role query namespace");
    assert_eq!(import.only()["attribute"], "required");
    let (went, came) = import.lines(ROLE);
    assert_eq!((went.len(), came.len()), (0, 1), "{}", import.run);
    rig.assert_settled();
}

#[test]
fn i13_same_name_in_another_location_is_another_parameter() {
    let mut rig = Rig::new();
    let path = &mut rig.management["paths"]["/api/v3/get-role"];
    path["parameters"] = json!([{
        "name": "namespace", "in": "header", "required": false, "schema": { "type": "string" },
    }]);
    let import = rig.import();
    assert_eq!(import.only()["kind"], "note", "{}", import.run);
    assert_eq!(import.changed(), Vec::<&str>::new(), "headers are up to the client");
    rig.assert_settled();
}

#[test]
fn i13_new_parameter_of_the_path_item_is_one_of_each_operation() {
    let mut rig = Rig::new();
    rig.management["paths"]["/api/v3/get-role"]["parameters"] = json!([{
        "name": "tenantId", "in": "query", "required": false, "schema": { "type": "string" },
    }]);
    let import = rig.import();
    assert_eq!(import.only()["at"], "GET /api/v3/get-role query tenantId");
    assert_eq!(import.changed(), [ROLE]);
    let (went, came) = import.lines(ROLE);
    assert_eq!(went, Vec::<String>::new());
    assert!(came.iter().any(|line| line == "        - name: tenantId"), "{came:?}");
    rig.assert_settled();
}
