//! Writing several files of a folder: all or none, also when the program is killed.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Duration,
};

use genauth_codegen::emit::Transaction;
use tempfile::TempDir;

type Files = BTreeMap<PathBuf, Option<String>>;

const FOLDER: &str = "GENAUTH_TEST_FOLDER";
const ROUND: &str = "GENAUTH_TEST_ROUND";

/// The files of a round: some stay the same, some come and go.
fn files(round: usize) -> Files {
    let text = |name: &str, round: usize| Some(format!("# {name}\nround: {round}\n"));
    let mut files = Files::new();
    for number in 0..40 {
        let name = format!("management/module{number}.yaml");
        files.insert(name.clone().into(), text(&name, round / (1 + number % 3)));
    }
    files.insert(format!("new{round}/added.yaml").into(), text("added", round));
    if let Some(before) = round.checked_sub(1) {
        files.insert(format!("new{before}/added.yaml").into(), None);
    }
    files.insert("upstream/management.json".into(), Some("{\n}\n".repeat(20_000)));
    files
}

fn on_disk(folder: &Path) -> BTreeMap<PathBuf, String> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_owned();
                found.insert(name, fs::read_to_string(&path).unwrap());
            }
        }
    }
    found
}

/// What the files of a round leave on disk.
fn expected(round: usize) -> BTreeMap<PathBuf, String> {
    files(round).into_iter().filter_map(|(path, text)| Some((path, text?))).collect()
}

fn write(folder: &Path, files: &Files) {
    Transaction::start(folder).unwrap().apply(files).unwrap();
}

#[test]
#[ignore = "started by another test, which kills it"]
fn child_process() {
    let Ok(folder) = std::env::var(FOLDER) else { return };
    let round = std::env::var(ROUND).unwrap().parse().unwrap();
    write(Path::new(&folder), &files(round));
}

#[test]
fn killed_run_leaves_all_files_old_or_all_new() {
    let folder = TempDir::new().unwrap();
    write(folder.path(), &files(0));
    let mut round = 0;
    for delay in 0..60 {
        let mut run = Command::new(std::env::current_exe().unwrap());
        run.args(["--exact", "transaction::child_process", "--ignored"]);
        run.env(FOLDER, folder.path()).env(ROUND, (round + 1).to_string());
        let mut run = run.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        // From before the first write to after the last one.
        std::thread::sleep(Duration::from_micros(delay * 500));
        run.kill().unwrap();
        run.wait().unwrap();
        drop(Transaction::start(folder.path()).unwrap());
        let found = on_disk(folder.path());
        if found != expected(round) {
            round += 1;
            assert_eq!(found, expected(round), "after {delay}");
        }
    }
}

/// Leaves the state of a run that was killed after it replaced two files.
fn killed_half_way(folder: &Path) {
    let staging = folder.join(".genauth-codegen");
    let put = |path: PathBuf, text: &str| {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    put(folder.join("a.yaml"), "a: new\n");
    put(folder.join("b.yaml"), "b: old\n");
    put(folder.join("x/c.yaml"), "c: new\n");
    put(staging.join("0.old"), "a: old\n");
    put(staging.join("1.old"), "b: old\n");
    put(staging.join("1.new"), "b: new\n");
    let journal = r#"[
        {"path": "a.yaml", "old": true, "new": true, "digest": "eb8056346ec1ec4f-7"},
        {"path": "b.yaml", "old": true, "new": true, "digest": "0000000000000000-7"},
        {"path": "x/c.yaml", "old": false, "new": true, "digest": "DIGEST-C"}
    ]"#;
    let journal = journal.replace("eb8056346ec1ec4f-7", &digest("a: new\n"));
    put(staging.join("journal.json"), &journal.replace("DIGEST-C", &digest("c: new\n")));
}

/// FNV-1a and the length.
fn digest(text: &str) -> String {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    format!("{:016x}-{}", text.bytes().fold(0xcbf2_9ce4_8422_2325, step), text.len())
}

#[test]
fn interrupted_run_is_undone() {
    let folder = TempDir::new().unwrap();
    killed_half_way(folder.path());
    let transaction = Transaction::start(folder.path()).unwrap();
    assert!(transaction.recovered);
    let found: Vec<_> = on_disk(folder.path()).into_iter().collect();
    let expected = [("a.yaml", "a: old\n"), ("b.yaml", "b: old\n")];
    assert_eq!(found, expected.map(|(path, text)| (PathBuf::from(path), text.to_owned())));
}

#[test]
fn file_edited_since_an_interrupted_run_is_kept() {
    let folder = TempDir::new().unwrap();
    killed_half_way(folder.path());
    fs::write(folder.path().join("a.yaml"), "a: mine\n").unwrap();
    let problem = Transaction::start(folder.path()).unwrap_err();
    assert_eq!(problem.code, "in-the-way");
    assert_eq!(fs::read_to_string(folder.path().join("a.yaml")).unwrap(), "a: mine\n");
}

#[test]
fn same_texts_write_nothing() {
    let folder = TempDir::new().unwrap();
    write(folder.path(), &files(1));
    let modified = |path: &str| fs::metadata(folder.path().join(path)).unwrap().modified().unwrap();
    let before = modified("management/module0.yaml");
    let changed = Transaction::start(folder.path()).unwrap().apply(&files(1)).unwrap();
    assert_eq!(changed, Vec::<PathBuf>::new());
    assert_eq!(modified("management/module0.yaml"), before);
}

#[test]
fn failure_restores_the_files() {
    let folder = TempDir::new().unwrap();
    write(folder.path(), &files(0));
    let before = on_disk(folder.path());
    let mut files = files(1);
    // A file where a folder should be.
    files.insert("upstream/management.json/inside.yaml".into(), Some("a: 1\n".to_owned()));
    let problem = Transaction::start(folder.path()).unwrap().apply(&files).unwrap_err();
    assert_eq!((problem.code, problem.help.as_str()), ("unwritable", "make this path writable"));
    assert_eq!(on_disk(folder.path()), before);
}

#[test]
fn paths_lead_to_files_in_the_folder() {
    let folder = TempDir::new().unwrap();
    let inner = folder.path().join("spec");
    fs::create_dir_all(&inner).unwrap();
    for path in ["../outside.yaml", "/tmp/outside.yaml", "a/../../b", "", ".genauth-codegen/0.new"]
    {
        let files = Files::from([(path.into(), Some(String::new()))]);
        let problem = Transaction::start(&inner).unwrap().apply(&files).unwrap_err();
        assert_eq!(problem.code, "unwritable", "{path}");
    }
    assert_eq!(on_disk(folder.path()), BTreeMap::new());
}

#[cfg(unix)]
#[test]
fn links_are_not_followed() {
    use std::os::unix::fs::symlink;
    let folder = TempDir::new().unwrap();
    let (spec, other) = (folder.path().join("spec"), folder.path().join("other"));
    fs::create_dir_all(&spec).unwrap();
    fs::create_dir_all(&other).unwrap();
    fs::write(other.join("a.yaml"), "mine").unwrap();
    symlink(&other, spec.join("management")).unwrap();
    symlink(other.join("a.yaml"), spec.join("a.yaml")).unwrap();
    for path in ["management/a.yaml", "a.yaml"] {
        let files = Files::from([(path.into(), Some(String::new()))]);
        let problem = Transaction::start(&spec).unwrap().apply(&files).unwrap_err();
        assert_eq!(problem.code, "in-the-way", "{path}");
        assert!(!problem.help.contains("--out"), "{problem}");
    }
    symlink(&spec, folder.path().join("link")).unwrap();
    assert!(Transaction::start(&folder.path().join("link/")).is_err());
    assert_eq!(fs::read_to_string(other.join("a.yaml")).unwrap(), "mine");
}
