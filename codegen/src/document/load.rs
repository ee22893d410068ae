//! Loading: files into a [`Document`].

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use super::errors::Errors;
use super::locate::line_of;
use super::openapi::File;
use super::parse::{parse_all, parse_errors};
use crate::diagnostics::{Diagnostic, Diagnostics, Place};

/// The whole description.
#[derive(Clone, Debug, Default)]
pub struct Document {
    /// What modules share.
    pub common: File,
    /// The modules, API by API in reading order.
    pub modules: Vec<Module>,
    /// The codes in answers.
    pub errors: Errors,
    /// The text of every file, for showing lines of it.
    pub sources: BTreeMap<PathBuf, String>,
}

/// A module of an API.
#[derive(Clone, Debug)]
pub struct Module {
    /// Name of the API, which is the folder.
    pub api: String,
    /// Name of the module, which is the file.
    pub name: String,
    /// The file, relative to the directory of the description.
    pub path: PathBuf,
    /// What is in it.
    pub file: File,
}

impl Document {
    /// The line of a place and its text.
    pub fn line_of(&self, place: &Place) -> Option<(usize, String)> {
        let text = self.sources.get(&place.file)?;
        let line = line_of(text, &place.steps)?;
        Some((line, text.lines().nth(line.checked_sub(1)?)?.trim_end().to_owned()))
    }
}

/// The APIs, which are folders.
const APIS: [&str; 2] = ["authentication", "management"];

/// Reads the description in `directory`.
///
/// # Errors
///
/// Everything that keeps files from being read as a description; what is wrong with its content is
/// found by [`lint`](super::lint).
pub fn load(directory: &Path) -> Result<Document, Diagnostics> {
    let mut diagnostics = Diagnostics::default();
    let mut sources = BTreeMap::new();
    read_sources(directory, &mut sources, &mut diagnostics);

    let common_path = PathBuf::from("common.yaml");
    let paths: Vec<PathBuf> = sources.keys().cloned().collect();
    let mut files = parse_all(&sources, &paths, &mut diagnostics);
    let common = files.shift_remove(&common_path).unwrap_or_default();
    let errors = match sources.get(Path::new("errors.yaml")) {
        Some(text) => parse_errors(text, &mut diagnostics),
        None => Errors::default(),
    };

    let mut modules = Vec::new();
    for api in common.modules.keys().filter(|api| !APIS.contains(&api.as_str())) {
        diagnostics.push(Diagnostic::new(
            "unknown-api",
            Place::file("common.yaml").within(["x-modules", api]),
            format!("there is no API `{api}`"),
            format!("the APIs are {}", APIS.join(" and ")),
        ));
    }
    for api in APIS {
        let listed = common.modules.get(api).cloned().unwrap_or_default();
        for (index, name) in listed.iter().enumerate() {
            let path = Path::new(api).join(format!("{name}.yaml"));
            if listed.iter().take(index).any(|earlier| earlier == name) {
                diagnostics.push(Diagnostic::new(
                    "duplicate-module",
                    Place::file("common.yaml").within(["x-modules", api]),
                    format!("the module `{name}` is listed twice"),
                    "take one of the two out of the list",
                ));
                continue;
            }
            match files.shift_remove(&path) {
                Some(file) => {
                    modules.push(Module { api: api.to_owned(), name: name.clone(), path, file });
                }
                // It is there, but could not be read; that has been reported.
                None if directory.join(&path).exists() => {}
                None => diagnostics.push(Diagnostic::new(
                    "missing-module",
                    Place::file("common.yaml").within(["x-modules", api]),
                    format!("the module `{name}` is listed but has no file"),
                    format!("write {} or take the name out of the list", path.display()),
                )),
            }
        }
    }
    for path in files.keys() {
        diagnostics.push(Diagnostic::new(
            "unlisted-module",
            Place::file(path),
            "the file is no module of the description",
            "list it under x-modules in common.yaml, or move it away",
        ));
    }
    let document = Document { common, modules, errors, sources };
    if diagnostics.is_empty() {
        return Ok(document);
    }
    diagnostics.locate(|place| document.line_of(place));
    Err(diagnostics)
}

fn read_sources(
    directory: &Path,
    sources: &mut BTreeMap<PathBuf, String>,
    diagnostics: &mut Diagnostics,
) {
    for folder in [None, Some(APIS[0]), Some(APIS[1])] {
        let at = folder.map_or_else(|| directory.to_owned(), |folder| directory.join(folder));
        let entries = match fs::read_dir(&at) {
            Ok(entries) => entries,
            Err(_) if folder.is_some() => continue,
            Err(error) => {
                diagnostics.push(Diagnostic::new(
                    "unreadable",
                    Place::file(directory),
                    format!("the directory cannot be read: {error}"),
                    "pass the directory of the description with --spec",
                ));
                return;
            }
        };
        for entry in entries.flatten() {
            let path = entry.path();
            if path.extension().is_none_or(|extension| extension != "yaml") {
                continue;
            }
            let relative = path.strip_prefix(directory).unwrap_or(&path).to_owned();
            match fs::read_to_string(&path) {
                Ok(text) => {
                    sources.insert(relative, text);
                }
                Err(error) => diagnostics.push(Diagnostic::new(
                    "unreadable",
                    Place::file(relative),
                    format!("the file cannot be read: {error}"),
                    "make it a readable file in UTF-8",
                )),
            }
        }
    }
    if diagnostics.is_empty() && !sources.contains_key(Path::new("common.yaml")) {
        diagnostics.push(Diagnostic::new(
            "empty",
            Place::file(directory),
            "there is no description here: common.yaml is missing",
            "pass the directory of the description with --spec",
        ));
    }
}
