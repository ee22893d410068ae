//! What an argument names: a directory, a bundle or two, or a revision of git.

use std::{fs, path::Path};

use super::bundle::{self, Bundle};
use super::git::{Failure, Git};
use super::problem::Problem;
use super::{manifest, revision};
use crate::document::{self, ApiKind, Document, Reading, closest};

/// A version, as far as it has been read.
pub(super) enum Source {
    /// A directory, or one of a revision.
    Spec(Box<Spec>),
    /// Bundles, each of another API.
    Bundles(Vec<Bundle>),
}

/// A spec.
pub(super) struct Spec {
    /// The argument.
    pub label: String,
    /// The beginning of the paths of its files.
    pub base: String,
    /// Its content.
    pub document: Document,
    /// The version number of the crates.
    pub number: Option<(u64, u64, u64)>,
}

/// Where arguments are looked for.
pub(super) struct Arguments<'a> {
    /// The working directory.
    pub here: &'a Path,
    /// The directory of the spec of the workspace.
    pub spec: &'a Path,
}

const INPUTS: &str = "a directory, a bundle, or a revision of git";

impl Arguments<'_> {
    /// Reads what an argument names. A path that exists wins over a revision of the same name.
    pub(super) fn read(&self, argument: &str) -> Result<Source, Problem> {
        if let Some(source) = self.path(argument)? {
            return Ok(source);
        }
        let parts: Vec<&str> = argument.split(',').map(str::trim).collect();
        // Names of revisions can contain commas; `REVISION:a.json,REVISION:b.json` are two.
        let is_list = |part: &&str| self.here.join(part).exists() || part.contains(':');
        if parts.len() > 1 && parts.iter().all(is_list) {
            return self.bundles(argument, &parts);
        }
        if let Some(source) = revision::read(&self.git(), argument, self.spec)? {
            return Ok(source);
        }
        match parts.len() {
            1 => Err(self.neither(argument)),
            _ => self.bundles(argument, &parts),
        }
    }

    fn git(&self) -> Git<'_> {
        Git::new(self.here)
    }

    /// Reads a path, if it exists.
    fn path(&self, argument: &str) -> Result<Option<Source>, Problem> {
        if argument.is_empty() {
            return Ok(None);
        }
        let path = self.here.join(argument);
        match fs::metadata(&path) {
            Ok(found) if found.is_file() => {
                let text = fs::read(&path).map_err(|error| unreadable(argument, &error))?;
                let text = String::from_utf8_lossy(&text);
                let bundle = bundle::recognize(argument, argument, &text)?;
                Ok(Some(Source::Bundles(vec![bundle])))
            }
            Ok(found) if found.is_dir() => {
                let has_spec = |path: &Path| path.join("common.yaml").symlink_metadata().is_ok();
                let inside = path.join("spec");
                let name = argument.trim_end_matches('/');
                match !has_spec(&path) && inside.is_dir() {
                    true => directory(argument, &format!("{name}/spec/"), &inside).map(Some),
                    false => directory(argument, &format!("{name}/"), &path).map(Some),
                }
            }
            Ok(_) => Err(Problem::new(
                format!("`{argument}` cannot be read: it is neither a file nor a directory"),
                format!("pass {INPUTS}"),
            )),
            Err(error) if path.symlink_metadata().is_ok() => Err(unreadable(argument, &error)),
            Err(_) => Ok(None),
        }
    }

    /// Reads the spec of the workspace.
    pub(super) fn workspace(&self) -> Result<Source, Problem> {
        let shown = self.spec.strip_prefix(self.here).unwrap_or(self.spec).display().to_string();
        directory(&shown, &format!("{shown}/"), self.spec)
    }

    /// Reads bundles that are joined by commas.
    fn bundles(&self, argument: &str, parts: &[&str]) -> Result<Source, Problem> {
        let mut bundles: Vec<Bundle> = Vec::new();
        for part in parts {
            let source = match self.path(part)? {
                Some(source) => Some(source),
                None => revision::read(&self.git(), part, self.spec)?,
            };
            match source {
                Some(Source::Bundles(read)) => bundles.extend(read),
                Some(Source::Spec(_)) => {
                    return Err(Problem::new(
                        format!("`{part}` in `{argument}` is not a bundle"),
                        "join bundles of the two APIs by a comma; pass a directory alone",
                    ));
                }
                None => return Err(self.neither(part)),
            }
        }
        for api in ApiKind::ALL {
            if bundles.iter().filter(|bundle| bundle.api == api).count() > 1 {
                return Err(Problem::new(
                    format!("`{argument}` has two bundles of the API `{api}`"),
                    "pass one bundle of each API",
                ));
            }
        }
        bundles.sort_by_key(|bundle| bundle.api);
        Ok(Source::Bundles(bundles))
    }

    /// Returns the problem of an argument that is neither a path nor a revision.
    fn neither(&self, argument: &str) -> Problem {
        let git = self.git();
        let message = format!("`{argument}` is neither a path nor a revision of git");
        match git.check() {
            Ok(()) => {}
            Err(Failure::Refused(line)) => {
                return Problem::new(
                    format!("{message}: the path does not exist, and git reports `{line}`"),
                    format!("pass {INPUTS}"),
                );
            }
            Err(failure) => return revision::failed(&git, argument, failure),
        }
        let name = argument.split(':').next().unwrap_or(argument);
        let start = name.split(['~', '^', '@']).next().unwrap_or(name);
        let is_known = |name: &str| matches!(git.object(name, "commit"), Ok(Some(_)));
        if git.is_shallow() {
            let fetch = match is_known(start) {
                true => String::from("git fetch --unshallow"),
                false if is_hash(start) => format!("git fetch --depth=1 origin {start}"),
                false => format!("git fetch --depth=1 origin tag {start}"),
            };
            let others = match is_known(start) || is_hash(start) {
                true => "",
                false => "; `git fetch --unshallow` gets all commits",
            };
            return Problem::new(
                format!("{message}; the repository is a shallow clone, which lacks older commits"),
                format!("run `{fetch}` to get the revision{others}"),
            );
        }
        if is_known(start) && start != name {
            return Problem::new(
                format!("{message}: `{start}` exists, but has no such ancestor"),
                format!("pass {INPUTS}"),
            );
        }
        let names = git.names();
        let near = closest(start, names.iter().map(String::as_str)).or_else(|| {
            let mut near = names.iter().filter(|it| it.contains(start) && !start.is_empty());
            near.next().filter(|_| near.next().is_none()).map(String::as_str)
        });
        let help = match (near, git.has_remote()) {
            (Some(near), _) => format!("did you mean `{near}`?"),
            (None, true) => {
                format!("pass {INPUTS}; `git fetch --tags` gets the tags of the remote")
            }
            (None, false) => format!("pass {INPUTS}"),
        };
        Problem::new(message, help)
    }
}

fn is_hash(name: &str) -> bool {
    name.len() >= 7 && name.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn unreadable(argument: &str, error: &std::io::Error) -> Problem {
    Problem::new(format!("`{argument}` cannot be read: {error}"), format!("pass {INPUTS}"))
}

/// Reads the spec in a directory.
fn directory(label: &str, base: &str, path: &Path) -> Result<Source, Problem> {
    let Reading { document, found, .. } = document::read(path);
    if !found.is_empty() {
        return Err(Problem::spec(label, base, document.located(found)));
    }
    let around = path.canonicalize().ok();
    let manifest = around.as_deref().and_then(Path::parent).map(|path| path.join("Cargo.toml"));
    let manifest = manifest.and_then(|path| fs::read_to_string(path).ok());
    Ok(Source::Spec(Box::new(Spec {
        label: label.to_owned(),
        base: base.to_owned(),
        document,
        number: manifest.and_then(|text| manifest::number(&text)),
    })))
}
