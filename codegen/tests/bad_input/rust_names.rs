//! Rust names, search terms and replacements.

use std::path::Path;

use crate::support::{MFA, Workspace};
use crate::{field_has, finds};

const RESET: &str = "operationId: resetFactor\n";
const AT: &str = "#/paths/~1api~1v3~1reset-factor/post";

/// Checks that the operation `resetFactor` with this line has exactly one problem there.
#[track_caller]
fn operation_has(line: &str, code: &str, pointer: &str) {
    let edit = format!("{RESET}      {line}\n");
    finds(
        (MFA, RESET, &edit),
        code,
        &["operationId: resetFactor", line],
        &format!("{AT}{pointer}"),
    );
}

/// Returns the generated module.
fn generated(workspace: &Workspace) -> String {
    workspace.generate();
    workspace.generated().remove(Path::new("authentication/mfa.rs")).unwrap()
}

#[test]
fn a_rust_name_is_snake_case() {
    operation_has("x-rust-name: removeFactor", "bad-name", "/x-rust-name");
    operation_has("x-rust-name: remove-factor", "bad-name", "/x-rust-name");
    field_has(&["type: string", "x-rust-name: More"], "bad-name", "x-rust-name", "/x-rust-name");
}

#[test]
fn a_rust_name_differs_from_the_mechanical_one() {
    operation_has("x-rust-name: reset_factor", "needless-exception", "/x-rust-name");
}

#[test]
fn a_search_term_is_plain() {
    operation_has("x-search-terms: [Disable MFA]", "search-term", "/x-search-terms/0");
}

#[test]
fn a_search_term_adds_to_the_name() {
    operation_has("x-search-terms: [reset factor]", "search-term", "/x-search-terms/0");
    operation_has("x-search-terms: [no mfa, no mfa]", "search-term", "/x-search-terms/1");
}

#[test]
fn a_replacement_exists_and_replaces_something_deprecated() {
    operation_has("x-replaced-by: getFactor", "unknown-value", "/x-replaced-by");
    let edit = format!("{RESET}      deprecated: true\n      x-replaced-by: getFactors\n");
    let line = ["operationId: resetFactor", "x-replaced-by"];
    finds((MFA, RESET, &edit), "unknown-value", &line, &format!("{AT}/x-replaced-by"));
}

#[test]
fn the_note_of_a_deprecated_operation_names_its_replacement() {
    let workspace = Workspace::small();
    let edit = format!("{RESET}      deprecated: true\n      x-replaced-by: getFactor\n");
    workspace.edit(MFA, RESET, &edit);
    let module = generated(&workspace);
    assert!(module.contains("note = \"deprecated by the API; use `get_factor`\""), "{module}");
}

#[test]
fn a_rust_name_names_method_parameters_and_constant() {
    let workspace = Workspace::small();
    let id = "operationId: getFactor\n";
    workspace.edit(MFA, id, &format!("{id}      x-rust-name: read_one\n"));
    let module = generated(&workspace);
    let alias = "#[doc(alias = \"getFactor\")]";
    for part in ["pub fn read_one(", "ReadOneParams", "static READ_ONE", alias] {
        assert!(module.contains(part), "{part}: {module}");
    }
}
