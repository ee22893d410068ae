//! Loading: files into a [`Document`].

use std::{
    collections::{BTreeMap, HashSet},
    path::{Path, PathBuf},
    sync::OnceLock,
};

use indexmap::IndexMap;

use super::errors::Errors;
use super::locate::Index;
use super::openapi::File;
use super::parse::{DEEPEST, parse_all, parse_errors};
use super::sources::{APIS, read_sources};
use super::suggest::{ask, closest};
use crate::diagnostics::{Diagnostic, Diagnostics, Location, Place};

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
    /// The locations in each file, once one of them has been asked for.
    indexes: BTreeMap<PathBuf, OnceLock<Index>>,
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
    /// Where a place is in the text of its file.
    pub fn location_of(&self, place: &Place) -> Option<Location> {
        let text = self.sources.get(&place.file)?;
        let index = self.indexes.get(&place.file)?.get_or_init(|| Index::of(text, DEEPEST));
        index.location(text, &place.steps)
    }
}

/// Reads the spec in `directory`.
///
/// # Errors
///
/// Everything that keeps files from being read as a spec; what is wrong with its content is found by
/// [`lint`](super::lint).
pub fn load(directory: &Path) -> Result<Document, Diagnostics> {
    match read(directory) {
        (Some(document), found) if found.is_empty() => Ok(document),
        (_, found) => Err(found),
    }
}

/// Reads what can be read of the spec in `directory`, with everything that cannot. Without
/// `common.yaml`, which says what else there is, there is nothing to go on with.
pub fn read(directory: &Path) -> (Option<Document>, Diagnostics) {
    let mut found = Diagnostics::default();
    let sources = read_sources(directory, &mut found);
    let paths: Vec<PathBuf> = sources.keys().cloned().collect();
    let mut files = parse_all(&sources, &paths, &mut found);
    for path in paths.iter().filter(|path| !files.contains_key(*path)) {
        if path.as_path() != Path::new("errors.yaml") {
            found.miss(Place::file(path));
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
        true => modules(directory, &common, files, &mut found),
        false => Vec::new(),
    };
    let indexes = sources.keys().map(|path| (path.clone(), OnceLock::new())).collect();
    let document = Document { common, modules, errors, sources, indexes };
    found.locate(|place| document.location_of(place));
    (is_usable.then_some(document), found)
}

/// The modules in the order in which `x-modules` lists them.
fn modules(
    directory: &Path,
    common: &File,
    mut files: IndexMap<PathBuf, File>,
    found: &mut Diagnostics,
) -> Vec<Module> {
    let mut modules = Vec::new();
    let listed_at = |api: &str| Place::file("common.yaml").within(["x-modules", api]);
    for api in common.modules.keys().filter(|api| !APIS.contains(&api.as_str())) {
        found.push(Diagnostic::new(
            "unknown-api",
            listed_at(api),
            format!("unknown API `{api}`"),
            ask(closest(api, APIS), &format!("the APIs are {}", APIS.join(" and "))),
        ));
    }
    for api in APIS {
        let listed = common.modules.get(api).cloned().unwrap_or_default();
        let mut seen = HashSet::new();
        for name in listed {
            let path = Path::new(api).join(format!("{name}.yaml"));
            if !seen.insert(name.clone()) {
                found.push(Diagnostic::new(
                    "duplicate-module",
                    listed_at(api),
                    format!("the module `{name}` is listed twice"),
                    "delete one of the two from the list",
                ));
                continue;
            }
            match files.shift_remove(&path) {
                Some(file) => modules.push(Module { api: api.to_owned(), name, path, file }),
                // It is there, but could not be read; that has been reported.
                None if directory.join(&path).symlink_metadata().is_ok() => {}
                None => {
                    found.push(Diagnostic::new(
                        "missing-module",
                        listed_at(api),
                        format!("the module `{name}` is listed but has no file"),
                        format!("create {}, or delete the name from the list", path.display()),
                    ));
                    found.miss(Place::file(path));
                }
            }
        }
    }
    // A list that cannot be read lists nothing, which is no fault of the files.
    let is_listed = !found.distrusts(&Place::file("common.yaml").at("x-modules"))
        && (found.is_empty() || !common.modules.is_empty());
    for (path, file) in files {
        if is_listed {
            found.push(Diagnostic::new(
                "unlisted-module",
                Place::file(path),
                "the file is not a module of the spec",
                "list it under `x-modules` in common.yaml, or move it away",
            ));
        } else if let (Some(api), Some(name)) = (path.parent(), path.file_stem()) {
            let (api, name) = (api.display().to_string(), name.display().to_string());
            modules.push(Module { api, name, path, file });
        }
    }
    modules
}
