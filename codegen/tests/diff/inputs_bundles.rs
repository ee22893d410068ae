//! Bundles state less than directories, which is not a difference.

use std::fs;

use genauth_codegen::diff;

use crate::support::{COMMON, MFA, Workspace};
use crate::versions::{bundle, equal, json, nothing, refused, reword_summary, sort_keys};

/// Checks that two versions have the same model: no rule can find a difference.
fn same_model(workspace: &Workspace, old: &str, new: &str) {
    let pair = diff::read(old, Some(new), &workspace.spec(), workspace.root()).unwrap();
    assert_eq!(format!("{:?}", pair.old.api), format!("{:?}", pair.new.api));
    assert_eq!(pair.old.states, pair.new.states);
}

const CODES: &str = "statusCodes: []\napiCodes:\n  - code: 1\n    name: gone\n    \
                     description: The user is gone.\n    returnedBy: [management/user]\n";

#[test]
fn d20_directory_and_bundle_with_sorted_keys_are_equal() {
    let workspace = equal("0.1.0", "0.1.0");
    workspace.write("errors.yaml", CODES);
    workspace.edit(MFA, "description: Id of that factor.", "description: Id 🔑 of it.");
    for api in ["authentication", "management"] {
        sort_keys(&bundle(&workspace, "spec", api, &format!("{api}.json")));
        let name = format!("{api}.json");
        for words in [["spec", &name], [&name, "spec"], [&name, &name]] {
            nothing(&workspace, &words);
            same_model(&workspace, words[0], words[1]);
        }
    }
    for both in ["authentication.json,management.json", "management.json, authentication.json"] {
        nothing(&workspace, &["spec", both]);
        same_model(&workspace, "spec", both);
        let first = workspace.run(&["diff", "spec", both]);
        let second = workspace.run(&["diff", "spec", both]);
        assert_eq!((first.out, first.err), (second.out, second.err));
    }
}

#[test]
fn d20_real_spec_and_its_bundles_are_equal() {
    let workspace = Workspace::real();
    for (api, extension) in [("authentication", "yaml"), ("management", "json")] {
        bundle(&workspace, "spec", api, &format!("{api}.{extension}"));
    }
    same_model(&workspace, "spec", "authentication.yaml,management.json");
    sort_keys(&workspace.root().join("management.json"));
    same_model(&workspace, "authentication.yaml,management.json", "spec");
    nothing(&workspace, &["spec", "authentication.yaml,management.json"]);
}

#[test]
fn d20_bundle_that_keeps_its_order_states_it() {
    let workspace = equal("0.1.0", "0.1.0");
    let path = bundle(&workspace, "spec", "management", "management.json");
    let order = || {
        let pair = diff::read("old", Some("management.json"), &workspace.spec(), workspace.root());
        let pair = pair.unwrap();
        assert_eq!(pair.old.states, pair.new.states);
        pair.new.states.order
    };
    assert!(order());
    sort_keys(&path);
    assert!(!order());
}

#[test]
fn d20_schema_in_another_file_is_no_difference_for_bundles() {
    let workspace = equal("0.1.0", "0.1.0");
    bundle(&workspace, "spec", "authentication", "old.yaml");
    let text = workspace.text(MFA);
    let (before, rest) = text.split_once("    ResetFactorDto:\n").unwrap();
    let moved = format!("    ResetFactorDto:\n{rest}");
    let from = "\"#/components/schemas/ResetFactorDto\"";
    let to = "\"../common.yaml#/components/schemas/ResetFactorDto\"";
    workspace.write(MFA, &before.replace(from, to));
    workspace.write(COMMON, &format!("{}{moved}", workspace.text(COMMON)));
    nothing(&workspace, &["old.yaml", "spec"]);
    same_model(&workspace, "old.yaml", "spec");
}

#[test]
fn differences_are_found_in_bundles_and_lead_to_their_files() {
    let workspace = equal("0.1.0", "0.1.0");
    bundle(&workspace, "old/spec", "management", "management.json");
    reword_summary(&workspace);
    let report = json(&workspace, &["management.json", "spec"]);
    assert_eq!(report["changes"].as_array().unwrap().len(), 1, "{report:#}");
    assert_eq!(report["changes"][0]["file"], "management/user.yaml");
    assert_eq!(
        report["notes"][0],
        "the API `authentication` is not compared: only one version has it"
    );
    let report = json(&workspace, &["spec", "management.json"]);
    assert_eq!(report["changes"][0]["file"], "management.json");
    let pointer = report["changes"][0]["pointer"].as_str().unwrap();
    assert!(pointer.starts_with("#/paths/~1api~1v3~1list-users/get"), "{pointer}");
}

#[test]
fn bundles_that_do_not_fit_are_refused() {
    let workspace = equal("0.1.0", "0.1.0");
    bundle(&workspace, "spec", "management", "management.json");
    bundle(&workspace, "spec", "authentication", "authentication.json");
    workspace.edit(COMMON, "description: What happened.", "description: What happened then.");
    bundle(&workspace, "spec", "authentication", "later.json");
    for (old, part) in [
        ("management.json,management.json", "has two bundles of the API `management`"),
        ("management.json,later.json", "define the schema `Envelope` differently"),
        ("management.json,spec", "is not a bundle"),
        ("management.json,gone.json", "`gone.json` is neither a path nor a revision"),
    ] {
        let error = refused(&workspace, &[old, "spec"]);
        assert!(error.contains(part), "{error}");
    }
    let error = refused(&workspace, &["management.json", "authentication.json"]);
    assert!(error.contains("have no API in common"), "{error}");
}

#[test]
fn problems_in_a_bundle_have_its_lines() {
    let workspace = equal("0.1.0", "0.1.0");
    let path = bundle(&workspace, "spec", "management", "management.json");
    let text = fs::read_to_string(&path).unwrap();
    assert_eq!(text.matches("\"x-retry-safe\"").count(), 1);
    fs::write(&path, text.replace("\"x-retry-safe\"", "\"x-retrysafe\"")).unwrap();
    let run = workspace.run(&["diff", "management.json", "spec"]);
    assert_eq!((run.code, run.out.as_str()), (Some(2), ""), "{run}");
    let problem = run.problem();
    assert_eq!(problem.file, "management.json");
    let line = text.lines().position(|line| line.contains("x-retry-safe")).unwrap() + 1;
    assert_eq!(problem.line, Some(line), "{run}");
    for text in ["{\"openapi\": \"3.1.0\",", "openapi: [", "\u{0}"] {
        fs::write(&path, text).unwrap();
        refused(&workspace, &["management.json", "spec"]);
    }
}
