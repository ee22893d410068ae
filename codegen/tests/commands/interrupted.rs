//! `generate` when it fails or is killed: the output is complete afterwards, or after the next run.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Duration,
};

use crate::support::{MFA, Workspace, put, texts};

const MANIFEST: &str = "# before\n# modules: begin\n# modules: end\n# after\n";

/// Creates a workspace with all targets, generated once.
fn complete() -> Workspace {
    let workspace = Workspace::small();
    put(&workspace.root().join("sdk/Cargo.toml"), MANIFEST);
    fs::create_dir_all(workspace.root().join("sdk/emulator/src")).unwrap();
    workspace.generate();
    workspace
}

/// Returns all files except the spec.
fn output(workspace: &Workspace) -> BTreeMap<PathBuf, String> {
    let mut files = texts(workspace.root());
    files.retain(|path, _| !path.starts_with("spec"));
    files
}

/// Makes a change that touches every kind of file, including the manifest and the data of the
/// emulator.
fn change(workspace: &Workspace, round: usize) {
    let module = format!("extra{round}");
    let text = include_str!("../support/user.yaml")
        .replace("listUsers", &format!("list{round}"))
        .replace("list-users", &module)
        .replace("UserDto", &format!("Extra{round}Dto"))
        .replace("UserListRespDto", &format!("Extra{round}RespDto"))
        .replace("user]", &format!("{module}]"))
        .replace("name: user", &format!("name: {module}"));
    workspace.write(&format!("management/{module}.yaml"), &text);
    let common = workspace.text("common.yaml");
    let start = common.find("  management: [").unwrap();
    let end = start + common[start..].find('\n').unwrap();
    if round > 0 {
        workspace.remove(&format!("management/extra{}.yaml", round - 1));
    }
    let listed = format!("  management: [user, {module}]");
    workspace.write("common.yaml", &format!("{}{listed}{}", &common[..start], &common[end..]));
    let text = workspace.text(MFA);
    let start = text.find("          description: Id of this factor").unwrap();
    let end = start + text[start..].find('\n').unwrap();
    let line = format!("          description: Id of this factor, number {round}.");
    workspace.write(MFA, &format!("{}{line}{}", &text[..start], &text[end..]));
}

/// Returns the output of an undisturbed run.
fn expected(workspace: &Workspace) -> BTreeMap<PathBuf, String> {
    let fresh = Workspace::empty();
    for (file, text) in texts(&workspace.spec()) {
        fresh.write(file.to_str().unwrap(), &text);
    }
    put(&fresh.root().join("sdk/Cargo.toml"), MANIFEST);
    fs::create_dir_all(fresh.root().join("sdk/emulator/src")).unwrap();
    fresh.generate();
    output(&fresh)
}

#[test]
fn unwritable_file_leaves_the_output_unchanged() {
    for file in ["sdk/src/generated/mod.rs", "sdk/Cargo.toml", "sdk/emulator/src/description.json"]
    {
        let workspace = complete();
        change(&workspace, 0);
        let path = workspace.root().join(file);
        fs::remove_file(&path).unwrap();
        put(&path.join("note.txt"), "mine");
        let before = output(&workspace);
        let run = workspace.run(&["generate"]);
        assert_eq!(run.code, Some(2), "{run}");
        let problem = run.problem();
        assert_eq!((problem.code.as_str(), problem.file.as_str()), ("unwritable", file), "{run}");
        assert_eq!(output(&workspace), before, "{file}");
    }
}

#[test]
fn every_file_that_is_in_the_way_is_reported_in_one_run() {
    let workspace = complete();
    for file in ["sdk/src/generated/mod.rs", "sdk/src/generated/codes.rs"] {
        fs::write(workspace.root().join(file), "").unwrap();
    }
    let run = workspace.run(&["generate"]);
    assert_eq!(run.code, Some(2), "{run}");
    let problems = run.problems();
    let found: Vec<_> = problems.iter().map(|it| (it.code.as_str(), it.file.as_str())).collect();
    let expected = ["sdk/src/generated/codes.rs", "sdk/src/generated/mod.rs"];
    assert_eq!(found, expected.map(|file| ("in-the-way", file)));
}

#[test]
fn generated_code_of_a_nested_output_directory_is_not_removed() {
    let workspace = complete();
    let before = workspace.generated();
    let run = workspace.run(&["generate", "--out", "sdk/src"]);
    assert_eq!(run.code, Some(0), "{run}");
    assert_eq!(workspace.generated(), before);
    let run = workspace.run(&["generate", "--out", "."]);
    assert_eq!(run.code, Some(0), "{run}");
    assert_eq!(workspace.generated(), before);
}

/// An immutable file, where the system supports it.
#[cfg(target_os = "linux")]
struct Immutable(PathBuf);

#[cfg(target_os = "linux")]
impl Immutable {
    fn new(path: &Path) -> Option<Self> {
        let done = Command::new("chattr").arg("+i").arg(path).stderr(Stdio::null()).status();
        done.is_ok_and(|status| status.success()).then(|| Self(path.to_owned()))
    }
}

#[cfg(target_os = "linux")]
impl Drop for Immutable {
    fn drop(&mut self) {
        let _ = Command::new("chattr").arg("-i").arg(&self.0).status();
    }
}

#[cfg(target_os = "linux")]
#[test]
fn immutable_file_leaves_the_output_unchanged() {
    for file in ["sdk/src/generated/management/mod.rs", "sdk/emulator/src/description.json"] {
        let workspace = complete();
        change(&workspace, 0);
        let before = output(&workspace);
        let Some(lock) = Immutable::new(&workspace.root().join(file)) else { return };
        let run = workspace.run(&["generate"]);
        drop(lock);
        assert_eq!(run.code, Some(2), "{run}");
        assert_eq!(
            (run.problem().code.as_str(), run.problem().file.as_str()),
            ("unwritable", file)
        );
        assert_eq!(output(&workspace), before, "{file}");
        workspace.generate();
        assert_eq!(output(&workspace), expected(&workspace));
    }
}

#[test]
fn killed_run_is_repaired_by_the_next_one() {
    let workspace = complete();
    let program = env!("CARGO_BIN_EXE_genauth-codegen");
    for round in 0..60 {
        change(&workspace, round);
        let mut run = Command::new(program);
        run.current_dir(workspace.root()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut run = run.spawn().unwrap();
        // From before the first write to after the last one.
        std::thread::sleep(Duration::from_millis(u64::try_from(round).unwrap()));
        run.kill().unwrap();
        run.wait().unwrap();
        // The hand-written part of the manifest never disappears.
        let manifest = fs::read_to_string(workspace.root().join("sdk/Cargo.toml")).unwrap();
        assert!(manifest.starts_with("# before\n") && manifest.ends_with("# after\n"));
        workspace.generate();
        assert_eq!(output(&workspace), expected(&workspace), "round {round}");
    }
}

/// Creates the state of a run that was killed after it replaced the first files.
fn killed_half_way(workspace: &Workspace) -> BTreeMap<PathBuf, String> {
    let before = output(workspace);
    let out = workspace.out();
    let staging = out.join(".genauth-codegen");
    put(&staging.join("0.old"), &before[Path::new("sdk/src/generated/codes.rs")]);
    put(&out.join("codes.rs"), "// @generated by genauth-codegen: half of a run\n");
    put(&out.join("management/new.rs"), "// @generated by genauth-codegen: half of a run\n");
    put(&staging.join("2.new"), "// @generated by genauth-codegen: not moved yet\n");
    put(&staging.join("2.old"), &before[Path::new("sdk/src/generated/mod.rs")]);
    put(&workspace.root().join("sdk/.genauth-codegen/3.old"), MANIFEST);
    let journal = r#"[
        {"target": "code", "path": "codes.rs", "old": true, "new": true},
        {"target": "code", "path": "management/new.rs", "old": false, "new": true},
        {"target": "code", "path": "mod.rs", "old": true, "new": true},
        {"target": "manifest", "path": "Cargo.toml", "old": true, "new": true}
    ]"#;
    put(&staging.join("journal.json"), journal);
    before
}

#[test]
fn interrupted_run_is_undone_even_if_the_spec_is_invalid() {
    let workspace = complete();
    let mut before = killed_half_way(&workspace);
    workspace.write(MFA, "openapi: [\n");
    let run = workspace.run(&["generate"]);
    assert_eq!(run.code, Some(2), "{run}");
    assert!(run.err.starts_with("note: undid an interrupted run\n"), "{run}");
    before.insert("sdk/Cargo.toml".into(), MANIFEST.to_owned());
    assert_eq!(output(&workspace), before);
}

#[test]
fn leftovers_of_a_run_killed_before_replacing_are_removed() {
    let workspace = complete();
    let before = output(&workspace);
    for folder in ["sdk/src/generated", "sdk", "sdk/emulator/src"] {
        put(&workspace.root().join(folder).join(".genauth-codegen/0.new"), "half a te");
        put(&workspace.root().join(folder).join(".genauth-codegen/12.old"), "");
    }
    put(&workspace.out().join(".genauth-codegen/journal.new"), "[{");
    let run = workspace.generate();
    assert_eq!(run.err, "");
    assert_eq!(output(&workspace), before);
    assert!(!workspace.out().join(".genauth-codegen").exists());
}

#[test]
fn journal_cannot_point_outside_of_the_output() {
    let workspace = complete();
    let staging = workspace.out().join(".genauth-codegen");
    put(
        &workspace.root().join("sdk/src/mine.rs"),
        "// @generated by genauth-codegen, but not here\n",
    );
    put(&staging.join("0.old"), "// evil\n");
    let paths = ["../mine.rs", "/etc/hostname", "a/b/mine.rs", "mine.txt", "elsewhere/mine.rs"];
    for path in paths {
        let journal =
            format!(r#"[{{"target": "code", "path": "{path}", "old": false, "new": true}}]"#);
        put(&staging.join("journal.json"), &journal);
        workspace.generate();
        assert!(workspace.root().join("sdk/src/mine.rs").exists());
    }
}

#[test]
fn other_files_in_the_staging_folder_stay() {
    let workspace = complete();
    let note = workspace.out().join(".genauth-codegen/note.txt");
    put(&note, "mine");
    let run = workspace.run(&["generate"]);
    assert_eq!(run.code, Some(2), "{run}");
    assert_eq!(run.problem().code, "in-the-way");
    assert_eq!(fs::read_to_string(note).unwrap(), "mine");
}

#[test]
fn file_that_replaced_a_half_written_one_stays() {
    let workspace = complete();
    killed_half_way(&workspace);
    let mine = workspace.out().join("codes.rs");
    put(&mine, "// mine\n");
    let run = workspace.run(&["generate"]);
    assert_eq!(run.code, Some(2), "{run}");
    assert_eq!(run.problem().file, "sdk/src/generated/codes.rs");
    assert_eq!(fs::read_to_string(mine).unwrap(), "// mine\n");
}

#[test]
fn concurrent_runs_do_not_interfere() {
    let workspace = complete();
    change(&workspace, 0);
    let program = env!("CARGO_BIN_EXE_genauth-codegen");
    let started: Vec<_> = (0..6)
        .map(|_| {
            let mut run = Command::new(program);
            run.current_dir(workspace.root()).stdout(Stdio::null()).spawn().unwrap()
        })
        .collect();
    for mut run in started {
        assert!(run.wait().unwrap().success());
    }
    assert_eq!(output(&workspace), expected(&workspace));
}
