//! Every mutation of one fact of a document is exactly one finding, and the spec loses nothing else.

use serde_json::{Value, json};

use crate::rig::{Import, Rig, new_operation};

/// A mutated document of the management API, and what was mutated.
struct Mutation {
    name: String,
    document: Value,
}

/// Collects mutations of one document.
struct Mutations {
    document: Value,
    all: Vec<Mutation>,
}

impl Mutations {
    /// Adds a mutation of the value at a pointer.
    fn at(&mut self, pointer: &str, what: &str, mutate: impl FnOnce(&mut Value)) {
        let mut document = self.document.clone();
        mutate(document.pointer_mut(pointer).unwrap());
        self.all.push(Mutation { name: format!("{what} at {pointer}"), document });
    }

    fn set(&mut self, pointer: &str, key: &str, value: Value) {
        self.at(pointer, &format!("{key}: {value}"), |it| it[key] = value);
    }

    fn schemas(&mut self) {
        let schemas = self.document["components"]["schemas"].clone();
        for (name, schema) in schemas.as_object().unwrap() {
            let at = format!("/components/schemas/{name}");
            let properties = schema["properties"].as_object().unwrap();
            if properties.contains_key("statusCode") {
                if properties.contains_key("data") {
                    let reference = json!([{ "$ref": "#/components/schemas/LangUnit" }]);
                    self.set(&format!("{at}/properties/data"), "allOf", reference);
                }
                continue;
            }
            self.set(&format!("{at}/properties"), "added", json!({ "type": "boolean" }));
            for (field, stated) in properties {
                self.flip_required(&at, field);
                self.at(&at, &format!("no {field}"), |schema| {
                    schema["properties"].as_object_mut().unwrap().remove(field);
                    if let Some(required) = schema["required"].as_array_mut() {
                        required.retain(|it| it != field);
                    }
                });
                self.site(&format!("{at}/properties/{field}"), stated);
            }
        }
    }

    fn flip_required(&mut self, at: &str, field: &str) {
        self.at(at, &format!("required {field}"), |schema| {
            let mut required = schema["required"].as_array().cloned().unwrap_or_default();
            let before = required.len();
            required.retain(|it| it != field);
            if required.len() == before {
                required.push(json!(field));
            }
            schema["required"] = Value::Array(required);
        });
    }

    /// Adds mutations of a property or of the schema of a parameter.
    fn site(&mut self, at: &str, stated: &Value) {
        let number = |value: &Value| value.as_i64().map(|it| json!(it + 1));
        for limit in ["minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems"] {
            if let Some(next) = stated.get(limit).and_then(number) {
                self.set(at, limit, next);
            }
        }
        match (stated["type"].as_str(), stated["enum"].as_array()) {
            (_, Some(values)) => {
                let mut more = values.clone();
                more.push(json!("Added"));
                self.set(at, "enum", Value::Array(more));
            }
            (Some("string"), None) => {
                self.set(at, "type", json!("boolean"));
                self.set(at, "default", json!("other"));
                if stated.get("maxLength").is_none() {
                    self.set(at, "maxLength", json!(7));
                }
                if stated.get("format").is_none() {
                    self.set(at, "format", json!("date-time"));
                }
            }
            (Some("number"), None) => self.set(at, "default", json!(3)),
            _ => {}
        }
        if at.starts_with("/components") {
            self.set(at, "description", json!("Another text"));
            self.set(at, "deprecated", json!(true));
        }
    }

    fn operations(&mut self) {
        let paths = self.document["paths"].clone();
        let pairs = paths.as_object().unwrap().iter();
        for (path, verbs) in pairs {
            let parent = format!("/paths/{}", path.replace('/', "~1"));
            for (verb, stated) in verbs.as_object().unwrap() {
                let at = format!("{parent}/{verb}");
                self.at("/paths", &format!("no {path}"), |paths| {
                    paths.as_object_mut().unwrap().remove(path);
                });
                self.at("/paths", &format!("moved {path}"), |paths| {
                    let item = paths.as_object_mut().unwrap().remove(path).unwrap();
                    paths[format!("{path}-moved")] = item;
                });
                self.set(&at, "deprecated", json!(true));
                self.set(&at, "x-authing-hidden-from-sdk", json!(true));
                self.set(&at, "security", json!([]));
                self.set(&at, "summary", json!("Another text"));
                let id = format!("{}Again", stated["operationId"].as_str().unwrap());
                self.set(&at, "operationId", json!(id));
                if stated.get("requestBody").is_some() {
                    self.set(&format!("{at}/requestBody"), "required", json!(false));
                    self.at(&at, "no body", |it| {
                        it.as_object_mut().unwrap().remove("requestBody");
                    });
                }
                self.at(&format!("{at}/responses"), "status", |it| {
                    let only = it.as_object().unwrap().values().next().unwrap().clone();
                    *it = json!({ "201": only });
                });
                self.at(&format!("{at}/parameters"), "added", |it| {
                    let added = json!({
                        "name": "added", "in": "query", "required": false,
                        "description": "Added", "schema": { "type": "string" },
                    });
                    it.as_array_mut().unwrap().push(added);
                });
                for (index, parameter) in
                    stated["parameters"].as_array().unwrap().iter().enumerate()
                {
                    let at = format!("{at}/parameters");
                    self.at(&at, &format!("no {index}"), |it| {
                        it.as_array_mut().unwrap().remove(index);
                    });
                    let at = format!("{at}/{index}");
                    self.at(&at, "required", |it| {
                        it["required"] = json!(!it["required"].as_bool().unwrap());
                    });
                    self.set(&at, "description", json!("Another text"));
                    // Limits can also stand beside the schema.
                    if parameter.get("maxLength").is_none() {
                        self.site(&format!("{at}/schema"), &parameter["schema"]);
                    }
                }
            }
        }
        self.set(
            "/paths",
            "/api/v3/added",
            json!({ "get": new_operation("RoleController_added", "Roles/API", None, "RoleSingleRespDto") }),
        );
    }
}

/// Returns the findings without those that follow: what nothing uses any more, and entries of the map
/// that do not apply.
fn genuine(import: &Import) -> Vec<(&str, &str)> {
    import.found().into_iter().filter(|it| it.0 != "unused" && it.0 != "map").collect()
}

#[test]
fn every_mutation_of_one_fact_is_one_finding() {
    let start = Rig::new();
    let files = start.files();
    let mut mutations = Mutations { document: start.management.clone(), all: Vec::new() };
    mutations.schemas();
    mutations.operations();
    assert!(mutations.all.len() > 200, "{}", mutations.all.len());
    let mut wrong = Vec::new();
    let mut rig = start;
    for Mutation { name, document } in mutations.all {
        rig.reset(&files);
        rig.management = document;
        let run = rig.run(&["--report", "json", "--dry-run"]);
        if run.code == Some(2) {
            wrong.push(format!("{name}: refused: {}", run.err.lines().next().unwrap_or_default()));
            continue;
        }
        let import = rig.import();
        let found = genuine(&import);
        if found.len() != 1 {
            wrong.push(format!("{name}: {found:?}"));
            continue;
        }
        let edits = ["added", "removed", "moved", "renamed", "changed", "values"];
        let is_written = !import.changed().is_empty();
        if edits.contains(&found[0].0) != is_written {
            wrong.push(format!("{name}: {found:?} changes {:?}", import.changed()));
        }
        if !import.report["stopped"].as_bool().unwrap() {
            let again = rig.import();
            if again.after != again.before || !genuine(&again).is_empty() {
                wrong.push(format!("{name}: a second import: {:?}", again.found()));
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}
