//! What changed is written, what is gone is removed, and files of others stay.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::support::{MFA, Workspace, put, texts};

const MANIFEST: &str = ".genauth-docs";
const PAGE: &str = "authentication/mfa/get-factor.html";

pub(crate) fn site(workspace: &Workspace) -> PathBuf {
    workspace.root().join("site")
}

/// Runs `docs`, which must succeed.
pub(crate) fn docs(workspace: &Workspace) -> String {
    let run = workspace.run(&["docs"]);
    assert_eq!(run.code, Some(0), "{run}");
    run.out
}

fn times(folder: &Path) -> BTreeMap<PathBuf, SystemTime> {
    let paths = texts(folder).into_keys();
    paths
        .map(|path| {
            let time = fs::metadata(folder.join(&path)).unwrap().modified().unwrap();
            (path, time)
        })
        .collect()
}

#[test]
fn second_run_writes_nothing() {
    let workspace = Workspace::small();
    docs(&workspace);
    let before = times(&site(&workspace));
    let out = docs(&workspace);
    assert!(out.contains(" 0 files written, 0 removed,"), "{out}");
    assert_eq!(times(&site(&workspace)), before);
}

#[test]
fn changed_text_changes_its_pages_alone() {
    let workspace = Workspace::small();
    docs(&workspace);
    let before = texts(&site(&workspace));
    workspace.edit(MFA, "description: Id of that factor.", "description: Changed.");
    docs(&workspace);
    let after = texts(&site(&workspace));
    assert_eq!(before.keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>());
    let changed = after.iter().filter(|(path, text)| before[*path] != **text);
    let changed: Vec<&str> = changed.map(|(path, _)| path.to_str().unwrap()).collect();
    let is_expected = |path: &&str| {
        path.contains("reset-factor") || path.contains("ResetFactorDto") || path.ends_with(".json")
    };
    assert!(!changed.is_empty() && changed.iter().all(is_expected), "{changed:?}");
}

#[test]
fn page_of_a_removed_operation_is_removed() {
    let workspace = Workspace::small();
    docs(&workspace);
    assert!(site(&workspace).join(PAGE).is_file());
    workspace.edit(MFA, "operationId: getFactor", "operationId: readFactor");
    workspace.edit(MFA, "Response of `getFactor`", "Response of `readFactor`");
    let out = docs(&workspace);
    assert!(!site(&workspace).join(PAGE).exists(), "{out}");
    assert!(site(&workspace).join("authentication/mfa/read-factor.html").is_file());
    let manifest = fs::read_to_string(site(&workspace).join(MANIFEST)).unwrap();
    assert!(!manifest.contains("get-factor"), "{manifest}");
}

#[test]
fn folder_of_a_removed_module_is_removed() {
    let workspace = Workspace::small();
    docs(&workspace);
    let text = workspace.text("common.yaml").replace("management: [user]", "management: []");
    workspace.write("common.yaml", &text);
    workspace.remove("management/user.yaml");
    let run = workspace.run(&["docs"]);
    assert_eq!(run.code, Some(0), "{run}");
    assert!(!site(&workspace).join("management/user").exists(), "{run}");
}

#[test]
fn files_of_others_stay() {
    let workspace = Workspace::small();
    let own = ["CNAME", "authentication/notes.txt", "authentication/mfa/own.html"];
    docs(&workspace);
    for file in own {
        put(&site(&workspace).join(file), "mine");
    }
    workspace.edit(MFA, "operationId: getFactor", "operationId: readFactor");
    workspace.edit(MFA, "Response of `getFactor`", "Response of `readFactor`");
    docs(&workspace);
    for file in own {
        assert_eq!(fs::read_to_string(site(&workspace).join(file)).unwrap(), "mine", "{file}");
    }
}

#[test]
fn file_of_another_is_not_overwritten() {
    let workspace = Workspace::small();
    put(&site(&workspace).join(PAGE), "mine");
    let run = workspace.run(&["docs"]);
    assert_eq!(run.code, Some(2), "{run}");
    assert!(run.err.contains("get-factor.html") && run.err.contains("--out"), "{run}");
    assert_eq!(texts(&site(&workspace)).len(), 1, "nothing else is written");
    assert_eq!(fs::read_to_string(site(&workspace).join(PAGE)).unwrap(), "mine");
}

#[test]
fn folder_in_the_place_of_a_page_is_reported() {
    let workspace = Workspace::small();
    put(&site(&workspace).join(PAGE).join("own.txt"), "mine");
    let run = workspace.run(&["docs"]);
    assert_eq!(run.code, Some(2), "{run}");
    assert!(run.err.contains("get-factor.html"), "{run}");
    assert_eq!(texts(&site(&workspace)).len(), 1, "nothing else is written");
}

#[test]
fn file_in_the_place_of_a_folder_is_reported() {
    let workspace = Workspace::small();
    put(&site(&workspace).join("authentication"), "mine");
    let run = workspace.run(&["docs"]);
    assert_eq!(run.code, Some(2), "{run}");
    assert!(run.err.contains("authentication"), "{run}");
    assert_eq!(fs::read_to_string(site(&workspace).join("authentication")).unwrap(), "mine");
}

#[test]
fn paths_of_the_manifest_do_not_leave_the_folder() {
    let workspace = Workspace::small();
    docs(&workspace);
    let victims = ["victim.txt", "sdk/victim.txt"];
    for victim in victims {
        put(&workspace.root().join(victim), "mine");
    }
    let manifest = site(&workspace).join(MANIFEST);
    let text = fs::read_to_string(&manifest).unwrap();
    let absolute = workspace.root().join("victim.txt");
    let hostile = [
        "../victim.txt",
        "authentication/../../victim.txt",
        "./../sdk/victim.txt",
        "..\\victim.txt",
        absolute.to_str().unwrap(),
        "",
        "/",
        "..",
    ];
    fs::write(&manifest, format!("{text}{}\n", hostile.join("\n"))).unwrap();
    docs(&workspace);
    for victim in victims {
        assert!(workspace.root().join(victim).is_file(), "{victim} is gone");
    }
    assert!(site(&workspace).join(PAGE).is_file());
}

#[cfg(unix)]
#[test]
fn links_to_other_folders_are_not_followed_to_remove_files() {
    let workspace = Workspace::small();
    docs(&workspace);
    put(&workspace.root().join("elsewhere/victim.html"), "mine");
    let link = site(&workspace).join("linked");
    std::os::unix::fs::symlink(workspace.root().join("elsewhere"), &link).unwrap();
    let manifest = site(&workspace).join(MANIFEST);
    let text = fs::read_to_string(&manifest).unwrap();
    fs::write(&manifest, format!("{text}linked/victim.html\n")).unwrap();
    workspace.run(&["docs"]);
    assert!(workspace.root().join("elsewhere/victim.html").is_file());
}

#[test]
fn manifest_that_is_no_text_is_reported() {
    let workspace = Workspace::small();
    docs(&workspace);
    fs::write(site(&workspace).join(MANIFEST), [0xff, 0xfe, 0x00]).unwrap();
    let run = workspace.run(&["docs"]);
    assert_eq!(run.code, Some(2), "{run}");
    assert!(run.err.contains(MANIFEST), "{run}");
}

#[test]
fn lost_page_is_written_again() {
    let workspace = Workspace::small();
    docs(&workspace);
    let before = texts(&site(&workspace));
    fs::remove_file(site(&workspace).join(PAGE)).unwrap();
    put(&site(&workspace).join("index.html"), "changed by hand");
    docs(&workspace);
    assert_eq!(texts(&site(&workspace)), before);
}

#[test]
fn two_sites_of_the_same_spec_are_equal() {
    let (first, second) = (Workspace::small(), Workspace::small());
    docs(&first);
    docs(&second);
    assert_eq!(texts(&site(&first)), texts(&site(&second)));
}

#[test]
fn only_the_folder_of_the_site_changes() {
    let workspace = Workspace::small();
    let before = texts(workspace.root());
    docs(&workspace);
    let mut after = texts(workspace.root());
    after.retain(|path, _| !path.starts_with("site"));
    assert_eq!(after, before);
}

#[test]
fn folder_can_be_chosen() {
    let workspace = Workspace::small();
    let run = workspace.run(&["docs", "--out", "some/where else"]);
    assert_eq!(run.code, Some(0), "{run}");
    assert!(workspace.root().join("some/where else").join(PAGE).is_file());
    assert!(!site(&workspace).exists());
}
