//! Two versions of the small spec: `old/spec`, and `spec`, which tests edit.

use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use crate::support::{Run, Workspace, put, texts};

/// The manifest of a workspace with this version number.
pub fn manifest(number: &str) -> String {
    format!("[workspace]\nmembers = []\n\n[workspace.package]\nversion = \"{number}\"\n")
}

/// Creates a workspace with two equal versions, which have version numbers.
pub fn equal(old: &str, new: &str) -> Workspace {
    let workspace = Workspace::small();
    for (file, text) in texts(&workspace.spec()) {
        put(&workspace.root().join("old/spec").join(file), &text);
    }
    put(&workspace.root().join("old/Cargo.toml"), &manifest(old));
    put(&workspace.root().join("Cargo.toml"), &manifest(new));
    workspace
}

/// Removes the operation `resetFactor` and what only it uses.
pub fn remove_operation(workspace: &Workspace) {
    let text = workspace.text(crate::support::MFA);
    let (before, rest) = text.split_once("  /api/v3/reset-factor:\n").unwrap();
    let (_, after) = rest.split_once("components:\n").unwrap();
    let text = format!("{before}components:\n{after}");
    let (text, _) = text.split_once("    ResetFactorDto:\n").unwrap();
    workspace.write(crate::support::MFA, text);
    workspace.keep(crate::support::COMMON, "CommonResponseDto");
}

/// Renames the operation `listUsers` and all that is named after it.
pub fn reword_summary(workspace: &Workspace) {
    workspace.edit(crate::support::USER, "summary: Lists users.", "summary: Lists all users.");
}

/// Runs `diff` and reads the report as JSON.
pub fn json(workspace: &Workspace, words: &[&str]) -> Value {
    let run = run(workspace, words);
    assert_ne!(run.code, Some(2), "{run}");
    serde_json::from_str(&run.out).unwrap_or_else(|error| panic!("{error}: {run}"))
}

fn run(workspace: &Workspace, words: &[&str]) -> Run {
    let words: Vec<&str> =
        ["diff"].iter().chain(words).chain(&["--format", "json"]).copied().collect();
    workspace.run(&words)
}

/// Checks that the versions are unusable, and returns the errors.
pub fn refused(workspace: &Workspace, words: &[&str]) -> String {
    let words: Vec<&str> = ["diff"].iter().chain(words).copied().collect();
    let run = workspace.run(&words);
    assert_eq!((run.code, run.out.as_str()), (Some(2), ""), "{run}");
    assert!(run.err.starts_with("error"), "{run}");
    run.err
}

/// Checks that two versions are equal.
pub fn nothing(workspace: &Workspace, words: &[&str]) {
    let report = json(workspace, words);
    assert_eq!(report["changes"], serde_json::json!([]), "{report:#}");
    assert_eq!(report["bump"]["asked"], "none");
}

/// Writes the bundle of an API, and returns its path.
pub fn bundle(workspace: &Workspace, spec: &str, api: &str, name: &str) -> PathBuf {
    let is_json = name.ends_with(".json");
    let mut words = vec!["--spec", spec, "bundle", api];
    words.extend(is_json.then_some("--json"));
    let run = workspace.run(&words);
    assert_eq!(run.code, Some(0), "{run}");
    let path = workspace.root().join(name);
    fs::write(&path, run.out).unwrap();
    path
}

/// Rewrites a JSON document with sorted keys and escapes for everything outside of ASCII.
pub fn sort_keys(path: &std::path::Path) {
    let value: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let mut text = String::new();
    for letter in value.to_string().chars() {
        match letter.is_ascii() {
            true => text.push(letter),
            false => {
                let mut units = [0; 2];
                for unit in letter.encode_utf16(&mut units) {
                    text.push_str(&format!("\\u{unit:04x}"));
                }
            }
        }
    }
    fs::write(path, text).unwrap();
}
