//! The texts of a spec. Reads regular files only: links are not followed, and special files, which
//! can block forever, are not opened.

use std::{
    collections::BTreeMap,
    fs,
    io::{self, Read as _},
    path::{Path, PathBuf},
};

use super::api_kind::ApiKind;
use super::parse::foreign;
use crate::diagnostics::{Diagnostic, Diagnostics, Pointer};
use crate::file_kind::{Kind, kind};

/// The number of bytes that are read to recognize the format of a file.
const BEGINNING: u64 = 64 * 1024;

/// Reads every file of the spec in `directory`.
pub(super) fn read_sources(directory: &Path, found: &mut Diagnostics) -> BTreeMap<PathBuf, String> {
    let mut sources = BTreeMap::new();
    let mut read_all = true;
    for folder in std::iter::once(None).chain(ApiKind::names().map(Some)) {
        let at = folder.map_or_else(|| directory.to_owned(), |folder| directory.join(folder));
        // The folder of the spec can be a link, because the caller named it; files inside cannot.
        let entries = match folder.map_or(Ok(Kind::Folder), |_| kind(&at)) {
            Ok(Kind::Missing) => continue,
            Ok(Kind::Folder) => fs::read_dir(&at),
            Ok(other) => {
                unread(folder.unwrap_or_default().into(), &refused(other), found);
                read_all = false;
                continue;
            }
            Err(error) => Err(error),
        };
        match entries {
            Ok(entries) => {
                for path in entries.flatten().map(|entry| entry.path()) {
                    if path.extension().is_some_and(|extension| extension == "yaml") {
                        let relative = path.strip_prefix(directory).unwrap_or(&path).to_owned();
                        match read(&path) {
                            Ok(text) => drop(sources.insert(relative, text)),
                            Err(problem) => {
                                unread(relative, &problem, found);
                                read_all = false;
                            }
                        }
                    }
                }
            }
            Err(error) if folder.is_none() => {
                not_a_spec(directory, &error, found);
                return sources;
            }
            Err(error) => {
                unread(folder.unwrap_or_default().into(), &error.to_string(), found);
                read_all = false;
            }
        }
    }
    if read_all && !sources.contains_key(Path::new("common.yaml")) {
        empty(directory, found);
        // Their problems would concern another format.
        sources.clear();
    }
    sources
}

/// Reads a regular file.
fn read(path: &Path) -> Result<String, String> {
    match kind(path) {
        Ok(Kind::File) => {}
        Ok(other) => return Err(refused(other)),
        Err(error) => return Err(error.to_string()),
    }
    let text = fs::read_to_string(path).map_err(|error| error.to_string())?;
    // Some editors write a byte order mark, which is not part of the text.
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

fn refused(kind: Kind) -> String {
    match kind {
        Kind::Link => "symbolic links are not followed".to_owned(),
        other => format!("the path is {}", other.name()),
    }
}

/// Reports a file that cannot be read, and marks it as left out.
pub(crate) fn unread(path: PathBuf, problem: &str, found: &mut Diagnostics) {
    let pointer = Pointer::file(path);
    found.push(Diagnostic::new(
        "unreadable",
        pointer.clone(),
        format!("the file cannot be read: {problem}"),
        "replace it with a readable UTF-8 file, or move it away",
    ));
    found.mark_left_out(pointer);
}

/// Reports a directory that cannot be read; the path can be a document of another format.
fn not_a_spec(path: &Path, error: &io::Error, found: &mut Diagnostics) {
    let format = beginning(path).and_then(|text| foreign(&text));
    found.push(match format {
        Some(format) => document(path, &format),
        None => Diagnostic::new(
            "unreadable",
            Pointer::file(path),
            format!("the directory cannot be read: {error}"),
            "pass the directory of the spec with `--spec`",
        ),
    });
}

/// Reports a directory without a spec; it can contain a document of another format.
fn empty(directory: &Path, found: &mut Diagnostics) {
    let entries = fs::read_dir(directory).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    paths.sort();
    let is_document = |path: &PathBuf| {
        let extension = path.extension().and_then(|extension| extension.to_str());
        matches!(extension, Some("yaml" | "yml" | "json"))
    };
    let mut documents = paths.into_iter().filter(is_document);
    let document = documents.find_map(|path| {
        let format = foreign(&beginning(&path)?)?;
        Some(self::document(&path, &format))
    });
    found.push(document.unwrap_or_else(|| {
        Diagnostic::new(
            "empty",
            Pointer::file(directory),
            "the directory is not a spec: common.yaml is missing",
            "pass the directory of the spec with `--spec`",
        )
    }));
}

/// Returns the problem of a document of another format in place of a spec.
fn document(path: &Path, format: &str) -> Diagnostic {
    let article = if format.starts_with(['A', 'O']) { "an" } else { "a" };
    let (message, help) = match format.starts_with("OpenAPI") {
        true => (
            format!("the path is {article} {format} document, not the directory of a spec"),
            "pass the directory of a spec with `--spec`; to use this document, write \
             its operations into modules, as spec/README.md describes",
        ),
        false => (
            format!("unsupported {format} document"),
            "convert it to OpenAPI 3.1, write its operations into modules, as spec/README.md \
             describes, and pass their directory with `--spec`",
        ),
    };
    Diagnostic::new("foreign-document", Pointer::file(path), message, help)
}

/// Returns the beginning of a regular file.
fn beginning(path: &Path) -> Option<String> {
    let is_file = kind(path).is_ok_and(|kind| kind == Kind::File);
    let file = is_file.then(|| fs::File::open(path).ok()).flatten()?;
    let mut bytes = Vec::new();
    file.take(BEGINNING).read_to_end(&mut bytes).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}
