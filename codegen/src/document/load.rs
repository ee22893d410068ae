//! Loading: reads files into a [`Document`].

use std::{
    collections::{BTreeMap, HashSet},
    path::{Path, PathBuf},
    sync::OnceLock,
};

use indexmap::IndexMap;

use super::api_kind::ApiKind;
use super::errors::Errors;
use super::locate::Index;
use super::openapi::File;
use super::parse::{DEEPEST, parse_all, parse_errors};
use super::sources::read_sources;
use super::suggest::{closest, did_you_mean};
use crate::diagnostics::{Diagnostic, Diagnostics, Pointer, SourceLocation};

/// The spec.
#[derive(Clone, Debug, Default)]
pub struct Document {
    /// The shared file, `common.yaml`.
    pub common: File,
    /// The modules, API by API in reading order.
    pub modules: Vec<Module>,
    /// The codes in responses.
    pub errors: Errors,
    /// The text of every file, to show lines of it.
    pub sources: BTreeMap<PathBuf, String>,
    /// The source locations in each file, computed on first use.
    indexes: BTreeMap<PathBuf, OnceLock<Index>>,
}

/// A module of an API.
#[derive(Clone, Debug)]
pub struct Module {
    /// The API, which is the folder.
    pub api: ApiKind,
    /// The name of the module, which is the file.
    pub name: String,
    /// The file, relative to the directory of the spec.
    pub path: PathBuf,
    /// Its content.
    pub file: File,
}

/// Result of reading a spec.
#[derive(Debug)]
pub struct Reading {
    /// Part of the spec that could be read.
    pub document: Document,
    /// Problems of the part that could not be read, without source locations.
    pub found: Diagnostics,
    /// Whether `common.yaml`, which lists everything else, could be read. Later stages depend on
    /// it.
    pub is_usable: bool,
}

impl Document {
    /// Attaches source locations: the last step before diagnostics are shown.
    #[must_use]
    pub fn located(&self, mut found: Diagnostics) -> Diagnostics {
        found.locate(|pointer| self.location_of(pointer));
        found
    }

    fn location_of(&self, pointer: &Pointer) -> Option<SourceLocation> {
        let text = self.sources.get(&pointer.file)?;
        let index = self.indexes.get(&pointer.file)?.get_or_init(|| Index::of(text, DEEPEST));
        index.location(text, &pointer.tokens)
    }
}

/// Reads the spec in `directory`.
///
/// # Errors
///
/// Everything that keeps files from being read as a spec; problems of their content are found by
/// [`lint`](super::lint).
pub fn load(directory: &Path) -> Result<Document, Diagnostics> {
    let Reading { document, found, .. } = read(directory);
    if found.is_empty() { Ok(document) } else { Err(document.located(found)) }
}

/// Reads as much of the spec in `directory` as possible.
pub fn read(directory: &Path) -> Reading {
    let mut found = Diagnostics::default();
    let sources = read_sources(directory, &mut found);
    read_texts(sources, found)
}

/// Reads as much as possible of a spec whose files have these texts; `found` holds the problems of
/// reading them, and marks the files that are left out.
pub fn read_texts(sources: BTreeMap<PathBuf, String>, mut found: Diagnostics) -> Reading {
    let paths: Vec<PathBuf> = sources.keys().cloned().collect();
    let mut files = parse_all(&sources, &paths, &mut found);
    for path in paths.iter().filter(|path| !files.contains_key(*path)) {
        if path.as_path() != Path::new("errors.yaml") {
            found.mark_left_out(Pointer::file(path));
        }
    }
    let errors = match sources.get(Path::new("errors.yaml")) {
        Some(text) => parse_errors(text, &mut found),
        None => Errors::default(),
    };
    let common = files.shift_remove(Path::new("common.yaml"));
    let is_usable = common.is_some();
    let common = common.unwrap_or_default();
    let modules = match is_usable {
        true => modules(&common, files, &mut found),
        false => Vec::new(),
    };
    let indexes = sources.keys().map(|path| (path.clone(), OnceLock::new())).collect();
    let document = Document { common, modules, errors, sources, indexes };
    Reading { document, found, is_usable }
}

/// Returns the modules in the order in which `x-modules` lists them.
fn modules(
    common: &File,
    mut files: IndexMap<PathBuf, File>,
    found: &mut Diagnostics,
) -> Vec<Module> {
    let mut modules = Vec::new();
    let listed_at = |api: &str| Pointer::file("common.yaml").within(["x-modules", api]);
    let names = ApiKind::names();
    for api in common.modules.keys().filter(|api| !names.contains(&api.as_str())) {
        found.push(Diagnostic::new(
            "unknown-api",
            listed_at(api),
            format!("unknown API `{api}`"),
            did_you_mean(closest(api, names), &format!("use one of: {}", names.join(", "))),
        ));
    }
    // Of the files only: the file of a module that is reported here is left out as well.
    let left_out = found.clone();
    let is_left_out = |path: &Path| {
        let folder = path.parent().unwrap_or(path);
        [path, folder].into_iter().any(|path| left_out.is_unreliable(&Pointer::file(path)))
    };
    for api in ApiKind::ALL {
        let listed = common.modules.get(api.as_str()).cloned().unwrap_or_default();
        let mut seen = HashSet::new();
        for name in listed {
            let path = Path::new(api.as_str()).join(format!("{name}.yaml"));
            if !seen.insert(name.clone()) {
                found.push(Diagnostic::new(
                    "duplicate-module",
                    listed_at(api.as_str()),
                    format!("the module `{name}` is listed twice"),
                    "delete one of them from the list",
                ));
                continue;
            }
            match files.shift_remove(&path) {
                Some(file) => modules.push(Module { api, name, path, file }),
                // The file exists but could not be read, which has been reported.
                None if is_left_out(&path) => {}
                None => {
                    found.push(Diagnostic::new(
                        "missing-module",
                        listed_at(api.as_str()),
                        format!("the module `{name}` is listed but has no file"),
                        format!("create {}, or delete the name from the list", path.display()),
                    ));
                    found.mark_left_out(Pointer::file(path));
                }
            }
        }
    }
    // A list that cannot be read does not show which files are missing.
    let is_listed = !found.is_unreliable(&Pointer::file("common.yaml").at("x-modules"))
        && (found.is_empty() || !common.modules.is_empty());
    for (path, file) in files {
        if is_listed {
            found.push(Diagnostic::new(
                "unlisted-module",
                Pointer::file(path),
                "the file is not listed as a module",
                "list it under `x-modules` in common.yaml, or move it away",
            ));
        } else if let (Some(api), Some(name)) = (path.parent(), path.file_stem())
            && let Ok(api) = api.display().to_string().parse()
        {
            modules.push(Module { api, name: name.display().to_string(), path, file });
        }
    }
    modules
}
