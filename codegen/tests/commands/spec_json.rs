//! The spec as JSON, generated if there is an emulator.

use std::{fs, path::PathBuf};

use serde_json::Value;

use crate::support::{MFA, Workspace};

fn with_emulator() -> (Workspace, PathBuf) {
    let workspace = Workspace::small();
    let folder = workspace.root().join("sdk/emulator/src");
    fs::create_dir_all(&folder).unwrap();
    (workspace, folder.join("description.json"))
}

#[test]
fn every_operation_has_a_line_and_every_reference_resolves() {
    let (workspace, file) = with_emulator();
    let run = workspace.generate();
    assert!(run.out.contains("11 files written"), "{run}");
    let text = fs::read_to_string(&file).unwrap();
    let data: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(data["authentication"].as_array().unwrap().len(), 2);
    assert_eq!(data["management"].as_array().unwrap().len(), 1);
    let factor = &data["authentication"][0];
    assert_eq!((&factor["name"], &factor["method"]), (&"getFactor".into(), &"GET".into()));
    let line = text.lines().find(|line| line.contains("\"getFactor\"")).unwrap();
    assert_eq!(&serde_json::from_str::<Value>(line.trim_end_matches(',')).unwrap(), factor);

    let mut open = vec![&data];
    while let Some(value) = open.pop() {
        match value {
            Value::Object(object) => {
                if let Some(Value::String(target)) = object.get("$ref") {
                    let target = target.strip_prefix('#').unwrap();
                    assert!(data.pointer(target).is_some(), "{target}");
                }
                open.extend(object.values());
            }
            Value::Array(items) => open.extend(items),
            _ => {}
        }
    }
}

#[test]
fn only_facts_of_the_spec_change_it() {
    let (workspace, file) = with_emulator();
    workspace.generate();
    let before = fs::read_to_string(&file).unwrap();
    workspace.edit(MFA, "Its kind.", "Of which kind it is.");
    let id = "operationId: getFactor\n";
    workspace.edit(MFA, id, &format!("{id}      x-sdks: [java, node]\n"));
    workspace.generate();
    assert_eq!(fs::read_to_string(&file).unwrap(), before);
    workspace.edit(MFA, "operationId: getFactor", "operationId: findFactor");
    let run = workspace.run(&["check"]);
    assert_eq!(run.code, Some(1), "{run}");
    assert!(run.out.contains("--- a/sdk/emulator/src/description.json\n"), "{run}");
    assert_eq!(fs::read_to_string(&file).unwrap(), before, "check writes nothing");
    workspace.generate();
    assert!(fs::read_to_string(&file).unwrap().contains("findFactor"));
}

#[test]
fn hand_written_spec_json_is_not_overwritten() {
    let (workspace, file) = with_emulator();
    fs::write(&file, "{\"mine\": true}\n").unwrap();
    let run = workspace.run(&["generate"]);
    assert_eq!(run.code, Some(2), "{run}");
    assert!(run.err.contains("description.json") && run.err.contains("in-the-way"), "{run}");
    assert_eq!(fs::read_to_string(&file).unwrap(), "{\"mine\": true}\n");
    assert!(workspace.generated().is_empty(), "nothing is half-written");
}

#[test]
fn out_option_writes_only_code() {
    let (workspace, file) = with_emulator();
    let out = workspace.root().join("elsewhere/src/generated");
    let run = workspace.run(&["generate", "--out", out.to_str().unwrap()]);
    assert_eq!(run.code, Some(0), "{run}");
    assert!(!file.exists());
}
