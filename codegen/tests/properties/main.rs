//! Every spec is either rejected with reasons or results in valid Rust with unique names and types
//! of finite size.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod checks;
mod mistakes;
mod mutated;
mod names;
mod order;
mod random_spec;
mod yaml;

use std::{fs, path::Path};

use genauth_codegen::{api::Api, diagnostics::Diagnostics, document, render::FileSet};
use proptest::{
    prelude::*,
    strategy::ValueTree as _,
    test_runner::{Config, TestRunner},
};
use tempfile::TempDir;

use random_spec::random_spec;
use yaml::Files;

/// More cases have never found more problems.
const CASES: u32 = 150;

fn config() -> Config {
    Config { cases: CASES, failure_persistence: None, ..Config::default() }
}

/// Writes files into a new folder, in this order.
fn folder<'a>(files: impl IntoIterator<Item = (&'a String, &'a String)>) -> TempDir {
    let folder = TempDir::new().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

fn generate(folder: &Path) -> Result<(Api, FileSet), Diagnostics> {
    genauth_codegen::generate(folder)
}

/// Checks that every reason has a pointer and a fix.
fn has_reasons(found: Diagnostics) {
    let found = found.into_sorted();
    assert!(!found.is_empty(), "rejected without a reason");
    for problem in found {
        assert!(problem.location.is_some(), "{problem}");
        assert!(!problem.message.is_empty() && problem.help.len() > 10, "{problem}");
        assert!(problem.pointer.file.extension().is_some_and(|it| it == "yaml"), "{problem}");
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn spec_is_rejected_with_reasons_or_becomes_valid_code(files in random_spec()) {
        match generate(folder(&files.yaml()).path()) {
            Ok((_, files)) => checks::is_valid(&files),
            Err(found) => has_reasons(found),
        }
    }

    #[test]
    fn order_of_files_and_keys_does_not_change_the_outcome(files in random_spec()) {
        let first = generate(folder(&files.yaml()).path());
        let reordered: Files = files.map(order::reversed);
        let second = generate(folder(reordered.yaml().iter().rev()).path());
        match (first, second) {
            (Ok((_, first)), Ok((_, second))) => prop_assert!(first == second),
            (first, second) => prop_assert_eq!(first.is_ok(), second.is_ok()),
        }
    }
}

proptest! {
    #![proptest_config(Config { cases: 400, failure_persistence: None, ..Config::default() })]

    #[test]
    fn unexpected_values_are_reported_without_a_panic(files in mutated::mutated()) {
        let folder = folder(&files);
        if let Err(found) = generate(folder.path()) {
            has_reasons(found);
        }
        if let Ok(document) = document::load(folder.path()) {
            for problem in document::style(&document).into_sorted() {
                assert!(problem.help.len() > 10, "{problem}");
            }
        }
    }
}

#[test]
fn spec_that_uses_every_rule_has_no_findings() {
    let folder = folder(&mutated::unchanged());
    let all = |found: Diagnostics| format!("{:?}", found.into_sorted());
    generate(folder.path()).map_err(all).unwrap();
    let document = document::load(folder.path()).map_err(all).unwrap();
    assert_eq!(document::style(&document).into_sorted(), []);
}

/// Properties of code mean nothing if none is generated.
#[test]
fn enough_random_specs_are_accepted() {
    let mut runner = TestRunner::deterministic();
    let accepted = (0..100).filter(|_| {
        let files = random_spec().new_tree(&mut runner).unwrap().current();
        generate(folder(&files.yaml()).path()).is_ok()
    });
    let accepted = accepted.count();
    assert!(accepted > 10, "only {accepted} of 100");
    assert!(accepted < 100, "every spec is valid");
}
