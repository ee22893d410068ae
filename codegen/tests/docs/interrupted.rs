//! `docs` that is killed: the next run completes the site, and removes nothing of others.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::files::{docs, site};
use crate::support::{MFA, Workspace, put, texts};

fn rename(workspace: &Workspace, from: &str, to: &str) {
    let text = workspace.text(MFA).replace(from, to);
    workspace.write(MFA, &text);
}

#[test]
fn killed_run_is_completed_by_the_next_one() {
    for round in 0..12_u64 {
        let workspace = Workspace::small();
        docs(&workspace);
        put(&site(&workspace).join("own.txt"), "mine");
        rename(&workspace, "getFactor", "readFactor");
        let mut child = Command::new(env!("CARGO_BIN_EXE_genauth-codegen"))
            .arg("docs")
            .current_dir(workspace.root())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(round * 4));
        child.kill().unwrap();
        child.wait().unwrap();
        docs(&workspace);
        let expected = Workspace::small();
        rename(&expected, "getFactor", "readFactor");
        docs(&expected);
        let mut found = texts(&site(&workspace));
        assert_eq!(found.remove(Path::new("own.txt")).as_deref(), Some("mine"));
        let expected = texts(&site(&expected));
        assert_eq!(found.keys().collect::<Vec<_>>(), expected.keys().collect::<Vec<_>>());
        assert!(found == expected, "round {round}");
    }
}

#[test]
fn run_that_ended_between_manifest_and_files_is_completed() {
    let workspace = Workspace::small();
    docs(&workspace);
    let expected = texts(&site(&workspace));
    // The manifest is complete, and no page has been written.
    for path in expected.keys().filter(|path| path.as_os_str() != ".genauth-docs") {
        fs::remove_file(site(&workspace).join(path)).unwrap();
    }
    docs(&workspace);
    assert_eq!(texts(&site(&workspace)), expected);
}

#[test]
fn file_that_was_half_written_is_replaced() {
    let workspace = Workspace::small();
    docs(&workspace);
    let expected = texts(&site(&workspace));
    let page = site(&workspace).join("authentication/mfa/get-factor.html");
    put(&page, "<!doctype html><ht");
    put(&page.with_file_name("get-factor.html.partial"), "<!doc");
    docs(&workspace);
    assert_eq!(texts(&site(&workspace)), expected);
}
