//! A copy of the spec of the SDK.

use std::path::Path;

use crate::support::Workspace;

use super::bundle::{bundle, is_self_contained, operations};
use super::check::changed_lines;

const MFA: &str = "authentication/mfa.yaml";

#[test]
fn spec_has_no_problems() {
    let run = Workspace::real().run(&["lint"]);
    assert_eq!(run.code, Some(0), "{run}");
}

#[test]
fn output_is_deterministic() {
    let (first, second) = (Workspace::real(), Workspace::real());
    first.generate();
    second.generate();
    let (first, second) = (first.generated(), second.generated());
    assert!(first.len() > 50, "{} files", first.len());
    assert_eq!(first.keys().collect::<Vec<_>>(), second.keys().collect::<Vec<_>>());
    for (path, text) in &first {
        assert!(second.get(path) == Some(text), "{}", path.display());
    }
}

#[test]
fn every_generated_file_is_valid_rust() {
    let workspace = Workspace::real();
    workspace.generate();
    for (path, text) in workspace.generated() {
        syn::parse_file(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    }
}

#[test]
fn changed_description_changes_only_the_doc_comment() {
    let workspace = Workspace::real();
    workspace.generate();
    let text = workspace.text(MFA);
    let start = text.find("operationId: enrollFactor\n").unwrap();
    let from = start + text[start..].find("      description: >-\n").unwrap();
    let to = from + text[from..].find("      x-effect").unwrap();
    let new = "      description: Has nothing more to say.\n";
    workspace.write(MFA, &format!("{}{new}{}", &text[..from], &text[to..]));

    let run = workspace.run(&["check"]);
    assert_eq!(run.code, Some(1), "{run}");
    assert_eq!(run.out.matches("--- a/").count(), 1, "{run}");
    assert!(run.out.contains(&format!(
        "--- a/{}",
        Path::new("sdk/src/generated/authentication/mfa.rs").display()
    )));
    let changed = changed_lines(&run.out);
    let (added, removed): (Vec<&str>, Vec<&str>) =
        changed.iter().partition(|line| line.starts_with('+'));
    assert_eq!(added, ["+    /// Has nothing more to say."]);
    assert!(
        !removed.is_empty() && removed.iter().all(|line| line.starts_with("-    /// ")),
        "{run}"
    );
}

#[test]
fn bundles_hold_every_operation() {
    let workspace = Workspace::real();
    let spec = genauth_codegen::document::load(&workspace.spec()).unwrap();
    for api in ["authentication", "management"] {
        let modules = spec.modules.iter().filter(|module| module.api.as_str() == api);
        let verbs = modules.flat_map(|module| module.file.paths.values());
        let count: usize = verbs.map(|verbs| verbs.len()).sum();
        assert!(count > 100, "{api}: {count}");
        let document = bundle(&workspace, api);
        let mut names = operations(&document);
        assert_eq!(names.len(), count, "{api}");
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count, "{api}");
        is_self_contained(&document);
    }
}
