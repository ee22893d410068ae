//! The program `git`: reads objects of a repository, and nothing else. It runs no hooks and no
//! filters, asks for no passwords, and does not use the network.

use std::{
    io::{self, Write as _},
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

/// A repository, as seen from a directory.
pub(super) struct Git<'a> {
    here: &'a Path,
}

/// Why `git` did not return what was asked for.
#[derive(Debug)]
pub(super) enum Failure {
    /// The program is missing or cannot be started.
    Program(io::Error),
    /// The program reported an error; the first line of it.
    Refused(String),
    /// The repository lacks an object, which only a partial clone does.
    Lacks,
}

/// An entry of a tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// What it is.
    pub kind: EntryKind,
    /// The name of the object.
    pub object: String,
    /// Its name in the tree.
    pub name: String,
}

/// The kind of an entry of a tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum EntryKind {
    /// A regular file.
    File,
    /// A directory.
    Tree,
    /// A symbolic link.
    Link,
    /// A commit of another repository.
    Submodule,
}

impl EntryKind {
    /// Returns why an entry of this kind is not read.
    pub(super) fn refused(self) -> &'static str {
        match self {
            Self::File => "the path is a file",
            Self::Tree => "the path is a directory",
            Self::Link => "symbolic links are not followed",
            Self::Submodule => "the path is a submodule",
        }
    }
}

impl<'a> Git<'a> {
    /// Looks at the repository around a directory, or the one that `GIT_DIR` names.
    pub(super) fn new(here: &'a Path) -> Self {
        Self { here }
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new("git");
        command.current_dir(self.here).stdin(Stdio::null());
        // A partial clone gets missing objects from its remote; older versions of git know only
        // the second of the two ways to prevent it.
        command.env("GIT_NO_LAZY_FETCH", "1").args(["-c", "protocol.allow=never"]);
        command.env("GIT_TERMINAL_PROMPT", "0").env("GIT_OPTIONAL_LOCKS", "0").env("LC_ALL", "C");
        command.args(["-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false"]);
        command.arg("--no-pager").args(words);
        command
    }

    fn run(&self, words: &[&str]) -> Result<Output, Failure> {
        self.command(words).output().map_err(Failure::Program)
    }

    /// Returns what a command prints.
    fn read(&self, words: &[&str]) -> Result<Vec<u8>, Failure> {
        let done = self.run(words)?;
        match done.status.success() {
            true => Ok(done.stdout),
            false => Err(refusal(&done.stderr)),
        }
    }

    /// Returns the one line that a command prints.
    fn line(&self, words: &[&str]) -> Result<String, Failure> {
        let text = String::from_utf8_lossy(&self.read(words)?).into_owned();
        Ok(text.trim_end_matches(['\n', '\r']).to_owned())
    }

    /// Fails if there is no repository.
    pub(super) fn check(&self) -> Result<(), Failure> {
        self.line(&["rev-parse", "--git-dir"]).map(drop)
    }

    /// Returns the name of the object that a revision stands for, if the repository has it.
    pub(super) fn object(&self, revision: &str, kind: &str) -> Result<Option<String>, Failure> {
        // Names of branches and tags never begin with a dash.
        if revision.is_empty() || revision.starts_with('-') || revision.contains('\0') {
            return Ok(None);
        }
        let peeled = format!("{revision}^{{{kind}}}");
        let words = ["rev-parse", "--verify", "--quiet", "--end-of-options", &peeled];
        let done = self.run(&words)?;
        let text = String::from_utf8_lossy(&done.stdout);
        Ok(done.status.success().then(|| text.lines().last().map(str::to_owned)).flatten())
    }

    /// Returns the entries of a tree.
    pub(super) fn entries(&self, tree: &str) -> Result<Vec<Entry>, Failure> {
        let listed = self.read(&["ls-tree", "-z", "--full-tree", tree])?;
        let lines = listed.split(|byte| *byte == 0).filter(|line| !line.is_empty());
        Ok(lines.filter_map(entry).collect())
    }

    /// Returns the contents of files.
    pub(super) fn contents(&self, objects: &[String]) -> Result<Vec<Vec<u8>>, Failure> {
        let mut command = self.command(&["cat-file", "--batch"]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().map_err(Failure::Program)?;
        let input = child.stdin.take();
        let done = std::thread::scope(|scope| {
            // Both pipes are limited: one thread writes while the other reads.
            scope.spawn(move || {
                let Some(mut input) = input else { return };
                for object in objects {
                    if writeln!(input, "{object}").is_err() {
                        return;
                    }
                }
            });
            child.wait_with_output()
        });
        let done = done.map_err(Failure::Program)?;
        let mut rest = done.stdout.as_slice();
        let mut contents = Vec::new();
        for _ in objects {
            match next(&mut rest) {
                Some(content) => contents.push(content),
                None if done.status.success() => return Err(Failure::Lacks),
                None => return Err(refusal(&done.stderr)),
            }
        }
        Ok(contents)
    }

    /// Returns the folder of the work tree; bare repositories have none.
    pub(super) fn top(&self) -> Option<PathBuf> {
        self.line(&["rev-parse", "--show-toplevel"]).ok().map(PathBuf::from)
    }

    /// Returns the path of the working directory below the work tree: empty, or with a slash at
    /// its end.
    pub(super) fn prefix(&self) -> String {
        self.line(&["rev-parse", "--show-prefix"]).unwrap_or_default()
    }

    /// Returns whether the repository lacks older commits.
    pub(super) fn is_shallow(&self) -> bool {
        self.line(&["rev-parse", "--is-shallow-repository"]).is_ok_and(|answer| answer == "true")
    }

    /// Returns whether the repository lacks objects that a remote has promised.
    pub(super) fn is_partial(&self) -> bool {
        self.line(&["config", "--get-regexp", r"^remote\..*\.promisor$"]).is_ok()
    }

    /// Returns whether the repository has a remote.
    pub(super) fn has_remote(&self) -> bool {
        self.line(&["remote"]).is_ok_and(|remotes| !remotes.is_empty())
    }

    /// Returns the names of tags and branches.
    pub(super) fn names(&self) -> Vec<String> {
        let words = ["for-each-ref", "--format=%(refname:short)", "refs/tags", "refs/heads"];
        let listed = self.line(&words).unwrap_or_default();
        listed.lines().map(str::to_owned).collect()
    }
}

/// Reads an entry: `100644 blob 8ab686ea	common.yaml`.
fn entry(line: &[u8]) -> Option<Entry> {
    let text = String::from_utf8_lossy(line);
    let (facts, name) = text.split_once('\t')?;
    let mut facts = facts.split(' ');
    let (mode, _, object) = (facts.next()?, facts.next()?, facts.next()?);
    let kind = match mode {
        "040000" => EntryKind::Tree,
        "120000" => EntryKind::Link,
        "160000" => EntryKind::Submodule,
        _ => EntryKind::File,
    };
    Some(Entry { kind, object: object.to_owned(), name: name.to_owned() })
}

/// Reads the next object of `cat-file --batch`: a line with its name, type and size, and its
/// content; `None` if it is missing.
fn next(rest: &mut &[u8]) -> Option<Vec<u8>> {
    let end = rest.iter().position(|byte| *byte == b'\n')?;
    let head = std::str::from_utf8(rest.get(..end)?).ok()?;
    let size: usize = head.split(' ').nth(2)?.parse().ok()?;
    let content = rest.get(end + 1..end + 1 + size)?.to_vec();
    *rest = rest.get(end + size + 2..)?;
    Some(content)
}

fn refusal(error: &[u8]) -> Failure {
    let text = String::from_utf8_lossy(error);
    let line = text.lines().find(|line| !line.trim().is_empty()).unwrap_or("it failed");
    let line = line.trim().trim_start_matches("fatal: ").trim_start_matches("error: ");
    Failure::Refused(line.to_owned())
}
