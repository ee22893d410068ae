//! The generated code under `src/generated` is what the generator makes of the description, and
//! what rustfmt makes of that.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

const HOW_TO_REGENERATE: &str = "regenerate with `cargo run -- generate --spec tests/edge-cases/spec \
                                 --out tests/edge-cases/src/generated \
                                 --manifest tests/edge-cases/Cargo.toml`";

fn here(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The generated files that are checked in, by their path in the folder.
fn checked_in() -> BTreeMap<PathBuf, String> {
    let root = here("src/generated");
    let mut found = BTreeMap::new();
    let mut open = vec![root.clone()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let text = fs::read_to_string(&path).unwrap();
                found.insert(path.strip_prefix(&root).unwrap().to_owned(), text);
            }
        }
    }
    found
}

#[test]
fn the_code_is_what_the_generator_makes_of_the_description() {
    let (api, files) = genauth_codegen::generate(&here("spec")).unwrap_or_else(|found| {
        let found: Vec<String> = found.into_sorted().iter().map(ToString::to_string).collect();
        panic!("{}", found.join("\n"))
    });
    let checked_in = checked_in();
    let paths = |files: &BTreeMap<PathBuf, String>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(paths(&checked_in), paths(&files), "{HOW_TO_REGENERATE}");
    for (path, text) in &files {
        // rustfmt decides about the layout.
        let formatted = || genauth_codegen::format::format(path, text).ok();
        let found = checked_in.get(path);
        let is_current = found == Some(text) || found == formatted().as_ref();
        assert!(is_current, "{}: {HOW_TO_REGENERATE}", path.display());
    }
    let manifest = fs::read_to_string(here("Cargo.toml")).unwrap();
    let section = genauth_codegen::render::manifest_section(&api);
    assert!(manifest.contains(&section), "Cargo.toml: {HOW_TO_REGENERATE}");
}

#[test]
fn the_code_is_as_rustfmt_would_write_it() {
    let rustfmt = std::env::var_os("RUSTFMT").unwrap_or_else(|| "rustfmt".into());
    let done = Command::new(rustfmt)
        .args(["--check", "--edition", "2024", "--config-path"])
        .arg(here("../../rustfmt.toml"))
        .arg(here("src/generated/mod.rs"))
        .output()
        .expect("rustfmt is part of the toolchain: `rustup component add rustfmt`");
    assert!(
        done.status.success(),
        "{}{}",
        String::from_utf8_lossy(&done.stdout),
        String::from_utf8_lossy(&done.stderr)
    );
}
