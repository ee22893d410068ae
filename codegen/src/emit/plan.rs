//! The difference between the output and what the targets hold.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use super::inspect::{self, Problem};
use super::manifest;
use super::targets::{Target, TargetFile, Targets, code_folders, is_ours};
use crate::diagnostics::Diagnostic;
use crate::file_kind::{Kind, kind};
use crate::render::FileSet;

/// Output of a run.
#[derive(Debug)]
pub struct Output<'a> {
    /// The generated code, by path in its directory.
    pub code: &'a FileSet,
    /// The section of the manifest with the features, if the manifest has such a section.
    pub features: &'a str,
    /// The spec as JSON.
    pub spec_json: Option<&'a str>,
}

/// The difference between the output and what the targets hold.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// The files to write, with their old text if there is one and their new text.
    pub write: BTreeMap<TargetFile, (Option<String>, String)>,
    /// The generated files whose module is gone, with their text.
    pub remove: BTreeMap<TargetFile, String>,
    /// The number of files that are up to date.
    pub unchanged: usize,
}

impl Changes {
    /// Returns whether everything is up to date.
    pub fn is_empty(&self) -> bool {
        self.write.is_empty() && self.remove.is_empty()
    }
}

/// Compares the output with what the targets hold.
///
/// # Errors
///
/// All files that cannot be read or are in the way.
pub fn plan(output: &Output<'_>, targets: &Targets) -> Result<Changes, Vec<Diagnostic>> {
    let mut planner = Planner { targets, changes: Changes::default(), found: Vec::new() };
    planner.code(output.code);
    planner.manifest(output.features);
    if let (Some(path), Some(text)) = (targets.single(Target::SpecJson), output.spec_json) {
        planner.file(Target::SpecJson, path.file_name().unwrap_or_default().as_ref(), text);
    }
    match planner.found.is_empty() {
        true => Ok(planner.changes),
        false => Err(planner.found.into_iter().map(|problem| *problem).collect()),
    }
}

struct Planner<'a> {
    targets: &'a Targets,
    changes: Changes,
    found: Vec<Problem>,
}

impl Planner<'_> {
    fn code(&mut self, files: &FileSet) {
        let root = self.targets.code();
        let folders = files.keys().filter_map(|path| path.parent());
        let folders: BTreeSet<PathBuf> = folders.map(|path| root.join(path)).collect();
        let folders = std::iter::once(root).chain(folders.iter().map(PathBuf::as_path));
        for folder in folders {
            if let Err(problem) = inspect::folder(folder) {
                // The folders inside have the same problem.
                self.found.push(problem);
                if folder == root {
                    return;
                }
            }
        }
        if self.found.is_empty() {
            for (path, text) in files {
                self.file(Target::Code, path, text);
            }
            self.leftovers(files);
        }
    }

    /// Finds generated files whose module is gone.
    fn leftovers(&mut self, files: &FileSet) {
        let root = self.targets.code();
        for folder in [""].into_iter().chain(code_folders()).map(|folder| root.join(folder)) {
            let is_folder = kind(&folder).is_ok_and(|kind| kind == Kind::Folder);
            let Some(entries) = is_folder.then(|| fs::read_dir(&folder).ok()).flatten() else {
                continue;
            };
            for path in entries.flatten().map(|entry| entry.path()) {
                let Ok(relative) = path.strip_prefix(root) else { continue };
                let is_rust = path.extension().is_some_and(|extension| extension == "rs");
                if !is_rust || files.contains_key(relative) {
                    continue;
                }
                let text = inspect::read(&path).ok().flatten();
                if let Some(text) = text.filter(|text| is_ours(Target::Code, text)) {
                    let text = String::from_utf8_lossy(&text).into_owned();
                    let file = TargetFile { target: Target::Code, path: relative.to_owned() };
                    self.changes.remove.insert(file, text);
                }
            }
        }
    }

    fn manifest(&mut self, features: &str) {
        let Some(path) = self.targets.single(Target::Manifest) else { return };
        match manifest::update(path, features) {
            Ok(Some((old, new))) if old != new => {
                let path = path.file_name().unwrap_or_default().into();
                let file = TargetFile { target: Target::Manifest, path };
                self.changes.write.insert(file, (Some(old), new));
            }
            Ok(Some(_)) => self.changes.unchanged += 1,
            Ok(None) => {}
            Err(problem) => self.found.push(problem),
        }
    }

    /// Compares a file with the text it should have.
    fn file(&mut self, target: Target, relative: &Path, text: &str) {
        let file = TargetFile { target, path: relative.to_owned() };
        let Some(path) = self.targets.path_of(&file) else { return };
        let old = match inspect::read(&path) {
            Ok(Some(old)) if old == text.as_bytes() => {
                self.changes.unchanged += 1;
                return;
            }
            Ok(Some(old)) if is_ours(target, &old) => {
                Some(String::from_utf8_lossy(&old).into_owned())
            }
            Ok(Some(_)) => return self.found.push(inspect::foreign(&path)),
            Ok(None) => None,
            Err(problem) => return self.found.push(problem),
        };
        self.changes.write.insert(file, (old, text.to_owned()));
    }
}
