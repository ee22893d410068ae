//! Reads a spec or a bundle from a revision of git. All files come from the revision, none from the
//! work tree.

use std::{
    collections::BTreeMap,
    path::{Component, Path, PathBuf},
};

use super::git::{Entry, EntryKind, Failure, Git};
use super::manifest;
use super::problem::Problem;
use super::source::{Source, Spec};
use crate::diagnostics::Diagnostics;
use crate::document::{self, ApiKind, Reading};

/// The file that makes a directory a spec.
const COMMON: &str = "common.yaml";

/// Reads what `argument` names: `REVISION`, or `REVISION:path`; `None` if there is no such revision.
/// Without a path, the spec is looked for where `spec` is in the work tree, in the folder `spec`,
/// and at the root.
pub(super) fn read(git: &Git<'_>, argument: &str, spec: &Path) -> Result<Option<Source>, Problem> {
    let (name, path) = split(argument);
    let root = match git.object(name, "tree") {
        Ok(Some(root)) => root,
        Ok(None) => {
            return match git.object(name, "commit") {
                Ok(Some(_)) => Err(failed(git, name, Failure::Lacks)),
                Ok(None) => Ok(None),
                Err(failure) => Err(failed(git, name, failure)),
            };
        }
        Err(failure) => return Err(failed(git, name, failure)),
    };
    let revision = Revision { git, argument, name, root };
    let read = match path {
        Some(path) => revision.at(path),
        None => revision.spec(spec),
    };
    match read {
        Ok(source) => source.map(Some),
        Err(failure) => Err(failed(git, name, failure)),
    }
}

/// Returns the name of the revision and the path after the first colon outside of braces, which can
/// contain dates and texts.
fn split(argument: &str) -> (&str, Option<&str>) {
    let mut depth = 0_usize;
    for (at, letter) in argument.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            ':' if depth == 0 && at > 0 => {
                return (argument.get(..at).unwrap_or_default(), argument.get(at + 1..));
            }
            // `:/text` is the newest commit with a text.
            ':' if depth == 0 => return (argument, None),
            _ => {}
        }
    }
    (argument, None)
}

/// Returns the problem of a revision that cannot be read.
pub(super) fn failed(git: &Git<'_>, name: &str, failure: Failure) -> Problem {
    match failure {
        Failure::Program(error) if error.kind() == std::io::ErrorKind::NotFound => Problem::new(
            format!("`{name}` is not a path, and to read it as a revision, `git` is missing"),
            "install git, or pass directories or bundles",
        ),
        Failure::Program(error) => {
            Problem::new(format!("`git` cannot be run: {error}"), "pass directories or bundles")
        }
        Failure::Lacks => lacks(name),
        Failure::Refused(_) if git.is_partial() => lacks(name),
        Failure::Refused(line) => Problem::new(
            format!("the revision `{name}` cannot be read: {line}"),
            "check the repository with `git fsck`, or pass directories or bundles",
        ),
    }
}

fn lacks(name: &str) -> Problem {
    Problem::new(
        format!("the revision `{name}` is incomplete: the repository is a partial clone"),
        "run `git fetch --refetch --no-filter` to get all objects",
    )
}

/// A revision.
struct Revision<'a> {
    git: &'a Git<'a>,
    argument: &'a str,
    name: &'a str,
    root: String,
}

type Read<T> = Result<Result<T, Problem>, Failure>;

impl Revision<'_> {
    /// Reads the directory of a spec, a workspace around it, or a bundle.
    fn at(&self, path: &str) -> Read<Source> {
        let absolute = match path.starts_with("./") || path.starts_with("../") {
            true => format!("{}{path}", self.git.prefix()),
            false => path.to_owned(),
        };
        let found = match normal(Path::new(&absolute)) {
            Some(parts) => self.entry(&parts)?.map(|entry| (parts, entry)),
            None => None,
        };
        let Some((parts, entry)) = found else {
            return Ok(Err(Problem::new(
                format!("the revision `{}` has no path `{path}`", self.name),
                "name a path that it has, from the root of the repository",
            )));
        };
        match entry.kind {
            EntryKind::Tree => {}
            EntryKind::File => {
                let content = self.git.contents(&[entry.object])?.pop().unwrap_or_default();
                let text = String::from_utf8_lossy(&content);
                let bundle = super::bundle::recognize(self.argument, path, &text);
                return Ok(bundle.map(|bundle| Source::Bundles(vec![bundle])));
            }
            other => {
                return Ok(Err(Problem::new(
                    format!("`{}` cannot be read: {}", self.argument, other.refused()),
                    "name a directory or a file",
                )));
            }
        }
        let inside: Vec<String> = parts.iter().cloned().chain([String::from("spec")]).collect();
        for parts in [&parts, &inside] {
            if let Some(tree) = self.tree_of_spec(parts)? {
                return self.read(parts, &tree);
            }
        }
        Ok(Err(Problem::new(
            format!("`{}` is not a spec: {COMMON} is missing", self.argument),
            "name the directory of the spec",
        )))
    }

    /// Reads the spec.
    fn spec(&self, spec: &Path) -> Read<Source> {
        let known = self.git.top().and_then(|top| {
            let (top, spec) = (top.canonicalize().ok()?, spec.canonicalize().ok()?);
            normal(spec.strip_prefix(top).ok()?)
        });
        for parts in known.into_iter().chain([vec![String::from("spec")], Vec::new()]) {
            if let Some(tree) = self.tree_of_spec(&parts)? {
                return self.read(&parts, &tree);
            }
        }
        Ok(Err(Problem::new(
            format!("the revision `{}` has no spec: spec/{COMMON} is missing", self.name),
            format!("name its directory: `{}:path/to/spec`", self.name),
        )))
    }

    /// Returns the entry at a path, if there is one; links in the path are not followed.
    fn entry(&self, parts: &[String]) -> Result<Option<Entry>, Failure> {
        let root = Entry { kind: EntryKind::Tree, object: self.root.clone(), name: String::new() };
        let mut here = root;
        for part in parts {
            if here.kind != EntryKind::Tree {
                return Ok(None);
            }
            let mut entries = self.git.entries(&here.object)?.into_iter();
            match entries.find(|entry| entry.name == *part) {
                Some(entry) => here = entry,
                None => return Ok(None),
            }
        }
        Ok(Some(here))
    }

    /// Returns the tree at a path if it has the file that makes it a spec.
    fn tree_of_spec(&self, parts: &[String]) -> Result<Option<Vec<Entry>>, Failure> {
        match self.entry(parts)? {
            Some(entry) if entry.kind == EntryKind::Tree => {
                let entries = self.git.entries(&entry.object)?;
                Ok(entries.iter().any(|entry| entry.name == COMMON).then_some(entries))
            }
            _ => Ok(None),
        }
    }

    /// Reads the spec in a tree.
    fn read(&self, parts: &[String], tree: &[Entry]) -> Read<Source> {
        let mut found = Diagnostics::default();
        let mut wanted: Vec<(PathBuf, String)> = Vec::new();
        self.want(Path::new(""), tree, &mut wanted, &mut found);
        for api in ApiKind::names() {
            let Some(entry) = tree.iter().find(|entry| entry.name == api) else { continue };
            match entry.kind {
                EntryKind::Tree => {
                    let entries = self.git.entries(&entry.object)?;
                    self.want(Path::new(api), &entries, &mut wanted, &mut found);
                }
                other => document::unread(api.into(), other.refused(), &mut found),
            }
        }
        let objects: Vec<String> = wanted.iter().map(|(_, object)| object.clone()).collect();
        let mut texts = BTreeMap::new();
        for ((path, _), content) in wanted.into_iter().zip(self.git.contents(&objects)?) {
            match String::from_utf8(content) {
                Ok(text) => {
                    let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
                    texts.insert(path, text);
                }
                Err(_) => document::unread(path, "it is not valid UTF-8", &mut found),
            }
        }
        let base = match parts.is_empty() {
            true => format!("{}:", self.name),
            false => format!("{}:{}/", self.name, parts.join("/")),
        };
        let number = self.number(parts)?;
        let Reading { document, found, .. } = document::read_texts(texts, found);
        Ok(match found.is_empty() {
            true => {
                let label = self.argument.to_owned();
                Ok(Source::Spec(Box::new(Spec { label, base, document, number })))
            }
            false => Err(Problem::spec(self.argument, &base, document.located(found))),
        })
    }

    /// Adds the files of a folder of the spec.
    fn want(
        &self,
        folder: &Path,
        entries: &[Entry],
        wanted: &mut Vec<(PathBuf, String)>,
        found: &mut Diagnostics,
    ) {
        for entry in entries {
            let path = folder.join(&entry.name);
            if path.extension().is_none_or(|extension| extension != "yaml") {
                continue;
            }
            match entry.kind {
                EntryKind::File => wanted.push((path, entry.object.clone())),
                other => document::unread(path, other.refused(), found),
            }
        }
    }

    /// Returns the version number in the manifest beside the spec.
    fn number(&self, parts: &[String]) -> Result<Option<(u64, u64, u64)>, Failure> {
        let Some((_, around)) = parts.split_last() else { return Ok(None) };
        let path: Vec<String> = around.iter().cloned().chain(["Cargo.toml".to_owned()]).collect();
        match self.entry(&path)? {
            Some(entry) if entry.kind == EntryKind::File => {
                let content = self.git.contents(&[entry.object])?.pop().unwrap_or_default();
                Ok(manifest::number(&String::from_utf8_lossy(&content)))
            }
            _ => Ok(None),
        }
    }
}

/// Returns the parts of a path below the root of a repository; `None` if it leaves it.
fn normal(path: &Path) -> Option<Vec<String>> {
    let mut parts = Vec::new();
    for component in path.components() {
        match component {
            Component::Normal(part) => parts.push(part.to_str()?.to_owned()),
            Component::CurDir => {}
            Component::ParentDir => drop(parts.pop()?),
            Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    Some(parts)
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn colons_in_braces_belong_to_the_revision() {
        for (argument, parts) in [
            ("v1", ("v1", None)),
            ("HEAD~1:a/spec", ("HEAD~1", Some("a/spec"))),
            ("HEAD:", ("HEAD", Some(""))),
            ("HEAD@{2026-01-01 10:00}:spec", ("HEAD@{2026-01-01 10:00}", Some("spec"))),
            ("HEAD^{/fix: it}", ("HEAD^{/fix: it}", None)),
            (":/fix: it", (":/fix: it", None)),
        ] {
            assert_eq!(split(argument), parts, "{argument}");
        }
    }
}
