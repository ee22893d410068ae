//! `docs`: writes the reference site.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

use super::folders::{Folders, workspace};
use super::outcome::Outcome;
use super::report::{report, report_all};
use crate::diagnostics::{Diagnostic, Pointer};
use crate::document::{self, Reading};
use crate::emit;
use crate::pipeline;
use crate::site::{self, Document};

/// The folders of the repository with documents, and the files beside them.
const FOLDERS: [&str; 3] = ["sdk/docs", "sdk/docs/guides", "sdk/docs/protocols"];
const FILES: [&str; 1] = ["CHANGELOG.md"];

/// The options of `docs`.
#[derive(Clone, Debug)]
pub struct DocsOptions {
    /// The folder of the site.
    pub out: PathBuf,
    /// The root of the repository with the documents; `None` for a site without them.
    pub documents: Option<PathBuf>,
}

impl DocsOptions {
    /// Finds the documents of the workspace around `start`; they belong to its spec alone.
    pub fn find(start: &Path, spec: Option<&Path>, out: Option<&Path>) -> Self {
        let out = out.map_or_else(|| start.join("site"), Path::to_owned);
        let documents = spec.is_none().then(|| workspace(start).to_owned());
        Self { out, documents }
    }
}

/// Writes the site and prints a one-line summary.
///
/// # Errors
///
/// `out` or `err` cannot be written.
pub fn docs(
    folders: &Folders,
    options: &DocsOptions,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> io::Result<Outcome> {
    let start = Instant::now();
    let Reading { document, found, is_usable } = document::read(&folders.spec);
    if !is_usable {
        report(&folders.spec, document.located(found), err)?;
        return Ok(Outcome::Unusable);
    }
    let (api, names) = match pipeline::examine(&document, found) {
        Ok(examined) => examined,
        Err(found) => {
            report(&folders.spec, document.located(found), err)?;
            return Ok(Outcome::Unusable);
        }
    };
    let documents = match options.documents.as_deref().map(read_documents).transpose() {
        Ok(documents) => documents.unwrap_or_default(),
        Err(problem) => {
            report_all(&[*problem], err)?;
            return Ok(Outcome::Unusable);
        }
    };
    let site = match site::build(&api, &names, &documents) {
        Ok(site) => site,
        Err(found) => {
            let root = options.documents.as_deref().unwrap_or(&folders.spec);
            report(root, found, err)?;
            return Ok(Outcome::Unusable);
        }
    };
    let done = match emit::write_site(&options.out, &site) {
        Ok(done) => done,
        Err(problem) => {
            report_all(&[*problem], err)?;
            return Ok(Outcome::Unusable);
        }
    };
    let pages = site.keys().filter(|path| path.ends_with(".html")).count();
    let size: usize = site.values().map(Vec::len).sum();
    writeln!(
        out,
        "{pages} pages, {:.1} MB: {} files written, {} removed, {} unchanged in {:.2} s",
        size as f64 / 1e6,
        done.written,
        done.removed,
        done.unchanged,
        start.elapsed().as_secs_f64(),
    )?;
    Ok(Outcome::Fine)
}

/// Reads the documents of a repository, in a fixed order.
fn read_documents(root: &Path) -> Result<Vec<Document>, Box<Diagnostic>> {
    let mut paths: Vec<String> = FILES.iter().map(|it| (*it).to_owned()).collect();
    for folder in FOLDERS {
        let Ok(entries) = fs::read_dir(root.join(folder)) else { continue };
        let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        let names = names.filter(|name| name.ends_with(".md"));
        paths.extend(names.map(|name| format!("{folder}/{name}")));
    }
    paths.sort();
    let mut documents = Vec::new();
    for path in paths {
        match fs::read_to_string(root.join(&path)) {
            Ok(text) => documents.push(Document { path, text }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => {
                return Err(Box::new(Diagnostic::new(
                    "unreadable-document",
                    Pointer::file(root.join(&path)),
                    format!("cannot read this document: {error}"),
                    "make it a readable file in UTF-8",
                )));
            }
        }
    }
    Ok(documents)
}
