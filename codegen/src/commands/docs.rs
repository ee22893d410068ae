//! `docs`: writes the reference site.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

use super::diff::refuse;
use super::folders::{Folders, workspace};
use super::outcome::Outcome;
use super::report::{report, report_all};
use crate::diagnostics::{Diagnostic, Pointer};
use crate::diff::{self, Problem, Report};
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
    /// Versions of the spec, from the oldest to the newest, whose differences join the page of
    /// changes.
    pub since: Vec<String>,
}

impl DocsOptions {
    /// Finds the documents of the workspace around `start`; they belong to its spec alone.
    pub fn find(start: &Path, spec: Option<&Path>, out: Option<&Path>, since: Vec<String>) -> Self {
        let out = out.map_or_else(|| start.join("site"), Path::to_owned);
        let documents = spec.is_none().then(|| workspace(start).to_owned());
        Self { out, documents, since }
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
    let mut documents = match options.documents.as_deref().map(read_documents).transpose() {
        Ok(documents) => documents.unwrap_or_default(),
        Err(problem) => {
            report_all(&[*problem], err)?;
            return Ok(Outcome::Unusable);
        }
    };
    match changes(folders, &options.since) {
        Ok(text) if text.is_empty() => {}
        Ok(text) => add_changes(&mut documents, &text),
        Err(problems) => {
            for problem in problems {
                refuse(problem, err)?;
            }
            return Ok(Outcome::Unusable);
        }
    }
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

/// Returns the differences between each version and the next one, as Markdown, the newest first.
fn changes(folders: &Folders, since: &[String]) -> Result<String, Vec<Problem>> {
    let here = std::env::current_dir().unwrap_or_default();
    let mut text = String::new();
    for (index, old) in since.iter().enumerate().rev() {
        let next = since.get(index + 1).map(String::as_str);
        let pair = diff::read(old, next, &folders.spec, &here)?;
        let entries = Report::of(pair).changelog();
        let entries = if entries.trim().is_empty() { "None.\n" } else { &entries };
        let title = match next {
            Some(next) => format!("{old} to {next}"),
            None => format!("After {old}"),
        };
        text.push_str(&format!("### {title}\n\n{}\n", deeper(entries)));
    }
    Ok(text)
}

/// Adds the differences of the API to the changelog.
fn add_changes(documents: &mut Vec<Document>, text: &str) {
    let section = format!("\n## Changes of the API\n\n{text}");
    match documents.iter_mut().find(|document| document.path == FILES[0]) {
        Some(changelog) => changelog.text.push_str(&section),
        None => {
            let text = format!("# Changelog\n{section}");
            documents.push(Document { path: FILES[0].to_owned(), text });
        }
    }
}

/// Returns Markdown whose headings are below those of the section it goes into.
fn deeper(text: &str) -> String {
    let lines = text.lines().map(|line| match line.strip_prefix("###") {
        Some(rest) => format!("####{}\n", rest.trim_start_matches('#')),
        None => format!("{line}\n"),
    });
    lines.collect()
}
