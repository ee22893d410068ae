//! Comparisons of the guides with the code that is compiled and run.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The mark of code that runs against an emulator.
const MARK: &str = "```rust,no_run,emulator\n";

fn folder(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Returns the files of a folder with this extension, by name without extension.
fn files(path: &str, extension: &str) -> BTreeMap<String, String> {
    let entries = fs::read_dir(folder(path)).unwrap().map(|entry| entry.unwrap().path());
    let files = entries.filter(|path| path.extension().is_some_and(|it| it == extension));
    files
        .map(|path| {
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            // A checkout on Windows may have changed the line ends.
            (name, fs::read_to_string(path).unwrap().replace("\r\n", "\n"))
        })
        .collect()
}

fn guides() -> BTreeMap<String, String> {
    files("../docs/guides", "md")
}

/// Returns the marked blocks of a guide.
fn marked(guide: &str) -> Vec<&str> {
    guide.split(MARK).skip(1).filter_map(|rest| rest.split("```").next()).collect()
}

#[test]
fn marked_code_of_guides_equals_the_files_that_run() {
    let programs = files("tests/guides", "rs");
    let mut shown = Vec::new();
    for (guide, text) in guides() {
        let prefix = guide.replace('-', "_") + "_";
        for block in marked(&text) {
            let mut of_guide = programs.iter().filter(|(name, _)| name.starts_with(&prefix));
            let same = of_guide.find(|(_, code)| code.as_str() == block);
            let (name, _) = same.unwrap_or_else(|| {
                panic!("{guide}.md: no file tests/guides/{prefix}….rs has this code:\n{block}")
            });
            shown.push(name.clone());
        }
    }
    shown.sort();
    let names: Vec<String> = programs.into_keys().collect();
    assert_eq!(
        shown, names,
        "each file in tests/guides is shown once, by the guide it is named for"
    );
}

#[test]
fn every_file_of_marked_code_is_included_in_a_test() {
    let tests: String = files("tests/end_to_end/guides", "rs").into_values().collect();
    for name in files("tests/guides", "rs").into_keys() {
        assert!(
            tests.contains(&format!("\"../../guides/{name}.rs\"")),
            "{name}.rs is not included"
        );
    }
}

#[test]
fn every_guide_is_compiled_as_documentation() {
    let crates = ["../src/lib.rs", "../axum/src/lib.rs"];
    let crates = crates.map(|path| fs::read_to_string(folder(path)).unwrap()).concat();
    for guide in guides().into_keys() {
        let path = format!("docs/guides/{guide}.md\")]");
        assert!(crates.contains(&path), "{guide}.md is not in `mod guides` of a crate");
    }
}
