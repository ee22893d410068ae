//! The Rust sample of every operation compiles.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;
use std::{env, fs};

use genauth_site_tests::repository;
use serde_json::Value;

use crate::support::site;

const LABEL: &str = "aria-label=\"Rust\"";
const MAIN: &str = "#[tokio::main]\nasync fn main() -> Result<(), genauth::Error> {";

/// Returns the programs of all pages of operations, by address.
fn programs() -> Vec<(String, String)> {
    let is_operation = |address: &str| {
        address.starts_with("authentication/") || address.starts_with("management/")
    };
    let pages =
        site().html().filter(|(address, html)| is_operation(address) && html.contains(LABEL));
    let programs = pages.map(|(address, _)| {
        let page = site().page(address);
        let blocks = page.named("pre").into_iter();
        let mut blocks = blocks.filter(|pre| pre.attribute("aria-label") == Some("Rust"));
        (address.to_owned(), blocks.next().unwrap().text())
    });
    programs.collect()
}

/// The libraries that programs use.
type Libraries = [(&'static str, PathBuf); 2];

/// Returns the libraries that this test has most likely been built with: the newest ones before it.
fn newest_libraries() -> Option<Libraries> {
    let test = env::current_exe().unwrap();
    let built = modified(&test);
    let files = fs::read_dir(test.parent().unwrap()).unwrap();
    let files: Vec<PathBuf> = files.map(|file| file.unwrap().path()).collect();
    let library = |name: &'static str| {
        let prefix = format!("lib{name}-");
        let is_library = |file: &&PathBuf| {
            let file_name = file.file_name().unwrap().to_string_lossy();
            file_name.starts_with(&prefix) && file_name.ends_with(".rlib")
        };
        let files = files.iter().filter(is_library).filter(|file| modified(file) <= built);
        Some((name, files.max_by_key(|file| modified(file))?.clone()))
    };
    Some([library("genauth")?, library("serde_json")?])
}

fn modified(file: &Path) -> SystemTime {
    fs::metadata(file).unwrap().modified().unwrap()
}

/// Returns the libraries that Cargo builds for this package alone. After tests of the whole workspace, it
/// compiles the SDK again, with fewer features.
fn own_libraries() -> Libraries {
    let done = Command::new(env!("CARGO"))
        .args(["test", "--no-run", "--offline", "--locked", "--quiet"])
        .args(["--package", "genauth-site-tests", "--message-format=json"])
        .current_dir(repository())
        .output()
        .unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let output = String::from_utf8(done.stdout).unwrap();
    let messages = output.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let messages: Vec<Value> = messages.collect();
    let library = |name: &'static str| {
        let message = messages.iter().find(|it| it["target"]["name"] == name);
        let files = message.and_then(|it| it["filenames"].as_array()).into_iter().flatten();
        let mut files = files.filter_map(Value::as_str).filter(|file| file.ends_with(".rlib"));
        (name, PathBuf::from(files.next().unwrap_or_else(|| panic!("no library of {name}"))))
    };
    ["genauth", "serde_json"].map(library)
}

/// Compiles `lib.rs` of a folder, and returns the first errors if there are any.
fn compile(folder: &Path, libraries: &Libraries) -> Result<(), String> {
    let mut rustc = Command::new("rustc");
    rustc.args(["--edition", "2024", "--crate-type", "lib", "--crate-name", "programs"]);
    rustc.args(["--emit", "metadata", "-D", "warnings", "lib.rs"]);
    for (name, library) in libraries {
        rustc.arg("--extern").arg(format!("{name}={}", library.display()));
        rustc.arg("-L").arg(format!("dependency={}", library.parent().unwrap().display()));
    }
    let done = rustc.current_dir(folder).output().unwrap();
    if done.status.success() {
        return Ok(());
    }
    let errors = String::from_utf8_lossy(&done.stderr);
    Err(errors.lines().take(60).map(|line| format!("{line}\n")).collect())
}

#[test]
fn programs_of_all_operations_compile() {
    let programs = programs();
    assert!(programs.len() > 600, "{} programs", programs.len());
    let mut source = String::from("#![allow(deprecated)]\n");
    for (index, (address, program)) in programs.iter().enumerate() {
        assert_eq!(program.matches(MAIN).count(), 1, "{address}: {program}");
        let function = MAIN.replace("#[tokio::main]\nasync fn", "pub async fn");
        let program = program.replace(MAIN, &function);
        source.push_str(&format!("// {address}\npub mod program_{index} {{\n{program}}}\n"));
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("programs");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("lib.rs"), source).unwrap();
    let newest = newest_libraries().map(|libraries| compile(&folder, &libraries));
    if !matches!(newest, Some(Ok(()))) {
        let done = compile(&folder, &own_libraries());
        assert!(done.is_ok(), "{}/lib.rs: {}", folder.display(), done.unwrap_err());
    }
}
