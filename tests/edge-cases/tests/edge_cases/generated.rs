//! The checked-in code in `src/generated` matches the output of the generator and is formatted.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

const REGENERATE: &str = "regenerate with `cargo run -- generate --spec tests/edge-cases/spec \
                                 --out tests/edge-cases/src/generated \
                                 --manifest tests/edge-cases/Cargo.toml`";

fn here(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Returns the checked-in generated files by relative path.
fn checked_in() -> BTreeMap<PathBuf, String> {
    let root = here("src/generated");
    let mut found = BTreeMap::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let text = fs::read_to_string(&path).unwrap();
                found.insert(path.strip_prefix(&root).unwrap().to_owned(), text);
            }
        }
    }
    found
}

#[test]
fn checked_in_code_matches_the_generator() {
    let (api, files) = genauth_codegen::generate(&here("spec")).unwrap_or_else(|found| {
        let found: Vec<String> = found.into_sorted().iter().map(ToString::to_string).collect();
        panic!("{}", found.join("\n"))
    });
    let checked_in = checked_in();
    let paths = |files: &BTreeMap<PathBuf, String>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(paths(&checked_in), paths(&files), "{REGENERATE}");
    for (path, text) in &files {
        // rustfmt determines the layout.
        let formatted = || genauth_codegen::format::format(path, text).ok();
        let found = checked_in.get(path);
        let is_current = found == Some(text) || found == formatted().as_ref();
        assert!(is_current, "{}: {REGENERATE}", path.display());
    }
    let manifest = fs::read_to_string(here("Cargo.toml")).unwrap();
    let section = genauth_codegen::render::manifest_section(&api);
    assert!(manifest.contains(&section), "Cargo.toml: {REGENERATE}");
}

#[test]
fn checked_in_code_is_formatted() {
    let rustfmt = std::env::var_os("RUSTFMT").unwrap_or_else(|| "rustfmt".into());
    let output = Command::new(rustfmt)
        .args(["--check", "--edition", "2024", "--config-path"])
        .arg(here("../../rustfmt.toml"))
        .arg(here("src/generated/mod.rs"))
        .output()
        .expect("rustfmt is not installed; run `rustup component add rustfmt`");
    assert!(
        output.status.success(),
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}
