//! `import`: brings the changes of the vendor's documents into the spec.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::folders::Folders;
use super::format::Format;
use super::outcome::Outcome;
use super::report::report_all;
use crate::diagnostics::{Diagnostic, Diagnostics, Pointer};
use crate::document::{self, ApiKind, Reading};
use crate::emit::Transaction;
use crate::facts::{self, Facts, Key, attribute};
use crate::merge::{self, Input, Report, Tombstones};
use crate::upstream::{self, Known, Map, Parsed, Source, Upstream};

/// Options of `import`.
#[derive(Clone, Debug, Default)]
pub struct ImportOptions {
    /// Documents of the vendor, each as `[API=]FILE`.
    pub files: Vec<PathBuf>,
    /// Format of the report.
    pub format: Format,
    /// Writes nothing.
    pub dry_run: bool,
    /// Keeps what the spec says where both sides changed.
    pub keep_ours: bool,
    /// Takes the documents as the state of the last import.
    pub baseline: bool,
}

/// A command that ended early.
enum Ended {
    /// Problems of the spec or of a document.
    Problems(Diagnostics, Outcome),
    /// The report cannot be written.
    Unwritable(io::Error),
}

impl From<Diagnostics> for Ended {
    fn from(found: Diagnostics) -> Self {
        Self::Problems(found, Outcome::Unusable)
    }
}

impl From<Diagnostic> for Ended {
    fn from(diagnostic: Diagnostic) -> Self {
        let mut found = Diagnostics::default();
        found.push(diagnostic);
        Self::from(found)
    }
}

impl From<io::Error> for Ended {
    fn from(error: io::Error) -> Self {
        Self::Unwritable(error)
    }
}

/// Merges the documents into the spec, or reports why it cannot.
///
/// # Errors
///
/// `out` or `err` cannot be written.
pub fn import(
    folders: &Folders,
    options: &ImportOptions,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> io::Result<Outcome> {
    match run(&folders.spec, options, out) {
        Ok(outcome) => Ok(outcome),
        Err(Ended::Unwritable(error)) => Err(error),
        Err(Ended::Problems(found, outcome)) => {
            let found = found.into_sorted();
            if outcome == Outcome::Findings && options.format == Format::Json {
                out.write_all(refused(&found).as_bytes())?;
            }
            report_all(&found, err)?;
            Ok(outcome)
        }
    }
}

fn run(spec: &Path, options: &ImportOptions, out: &mut dyn Write) -> Result<Outcome, Ended> {
    // First, since it undoes an import that was interrupted.
    let transaction = match options.dry_run {
        true => None,
        false => Some(Transaction::start(spec).map_err(|problem| Ended::from(*problem))?),
    };
    let Reading { document, found, .. } = document::read(spec);
    if !found.is_empty() {
        return Err(document.located(found).into());
    }
    let mut kept = Kept::read(spec)?;
    let ours = merge::ours::read(&document).facts;
    kept.map.known = known(&ours, &kept.base);
    let documents = read_documents(&ours, &kept, &options.files)?;
    let paths: Vec<PathBuf> = documents.iter().map(|(path, _)| path.clone()).collect();
    let mut described: Vec<Facts> =
        documents.iter().map(|(_, document)| document.facts.clone()).collect();
    described.push(ours);
    let input = Input {
        document: &document,
        base: kept.base,
        documents: documents.into_iter().map(|(_, document)| document).collect(),
        map: &kept.map,
        tombstones: kept.tombstones,
        keeps_ours: options.keep_ours,
        is_baseline: options.baseline,
    };
    let mut outcome = merge::merge(input).map_err(|failed| {
        Diagnostic::new(
            "edit",
            Pointer { file: spec.join(&failed.file), tokens: failed.tokens },
            format!("the spec cannot be edited here: {}", failed.problem),
            "write the place in the layout of spec/README.md, then import again",
        )
    })?;
    for (described, path) in outcome.documents.iter_mut().zip(paths) {
        described.path = path;
    }
    outcome.files.retain(|path, text| {
        let old = std::fs::read_to_string(spec.join(path)).ok();
        old != *text
    });
    let theirs: Vec<&Facts> = described.iter().collect();
    let report = Report::new(&outcome, &theirs, options.dry_run);
    let report = match options.format {
        Format::Text => report.text(),
        Format::Markdown => report.markdown(),
        Format::Json => report.json(),
    };
    if !outcome.is_stopped()
        && let Some(mut transaction) = transaction
    {
        transaction.apply(&outcome.files).map_err(|problem| Ended::from(*problem))?;
    }
    out.write_all(report.as_bytes())?;
    Ok(if outcome.is_stopped() { Outcome::Findings } else { Outcome::Fine })
}

/// Returns the JSON report about a document that contradicts itself or the map.
fn refused(found: &[Diagnostic]) -> String {
    let findings = found.iter().map(|problem| {
        merge::Finding::new(merge::FindingKind::Clash, None, &problem.message)
            .needs(merge::Needs::Decision)
            .help(&problem.help)
    });
    let outcome = merge::Outcome { findings: findings.collect(), ..merge::Outcome::default() };
    Report::new(&outcome, &[], true).json()
}

/// What imports keep beside the spec.
struct Kept {
    map: Map,
    base: BTreeMap<ApiKind, Facts>,
    tombstones: Tombstones,
}

impl Kept {
    fn read(spec: &Path) -> Result<Self, Ended> {
        let map = match read(spec, &Path::new(merge::FOLDER).join("map.yaml"))? {
            Some((_, text)) => upstream::load_map(&text)?,
            None => Map::default(),
        };
        let mut base = BTreeMap::new();
        for api in ApiKind::ALL {
            if let Some((path, text)) = read(spec, &merge::snapshot(api))? {
                let facts = facts::read(api, &text).map_err(|(line, problem)| {
                    invalid(path, line, &problem, "restore the file from the history of the spec")
                })?;
                base.insert(api, facts);
            }
        }
        let tombstones = match read(spec, &merge::removed())? {
            Some((path, text)) => Tombstones::read(&text).map_err(|(line, problem)| {
                invalid(path, line, &problem, "correct the entry, or remove it")
            })?,
            None => Tombstones::default(),
        };
        Ok(Self { map, base, tombstones })
    }
}

/// Returns the operations of the spec whose names do not come from the last import.
fn known(
    ours: &Facts,
    base: &BTreeMap<ApiKind, Facts>,
) -> BTreeMap<ApiKind, BTreeMap<String, Known>> {
    let text = |value: &serde_json::Value| value.as_str().map(str::to_owned);
    let mut known: BTreeMap<ApiKind, BTreeMap<String, Known>> = BTreeMap::new();
    for (key, attributes) in &ours.entries {
        let Key::Operation(address) = key else { continue };
        let Some(name) = attributes.get(attribute::ID).and_then(text) else { continue };
        let before = base.get(&address.api).and_then(|base| base.entries.get(key));
        let given = before.and_then(|it| it.get(attribute::GIVEN)).and_then(text);
        if before.is_none() || given.is_some() {
            let known = known.entry(address.api).or_default();
            known.insert(address.to_string(), Known { name, given });
        }
    }
    known
}

/// Reads a file that may be missing.
fn read(spec: &Path, file: &Path) -> Result<Option<(PathBuf, String)>, Ended> {
    let path = spec.join(file);
    match std::fs::read_to_string(&path) {
        Ok(text) => Ok(Some((path, text))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Diagnostic::new(
            "unreadable",
            Pointer::file(path),
            format!("the file cannot be read: {error}"),
            "replace it with a readable UTF-8 file",
        )
        .into()),
    }
}

fn invalid(path: PathBuf, line: usize, problem: &str, help: &str) -> Diagnostic {
    let message = format!("line {line}: {problem}");
    Diagnostic::new("invalid-snapshot", Pointer::file(path), message, help)
}

/// Reads the documents, each of another API.
fn read_documents(
    ours: &Facts,
    kept: &Kept,
    files: &[PathBuf],
) -> Result<Vec<(PathBuf, Upstream)>, Ended> {
    let mut documents: BTreeMap<ApiKind, (PathBuf, Upstream)> = BTreeMap::new();
    let mut read = Vec::new();
    for file in files {
        let (api, path) = split(file);
        let parsed = upstream::parse(&Source::load(&path, api)?)?;
        let api = api.or_else(|| described_api(ours, kept, &parsed));
        read.push((path, parsed, api));
    }
    let known: Vec<ApiKind> = read.iter().filter_map(|(_, _, api)| *api).collect();
    // Of two documents, one describes the API that the other does not.
    let left = ApiKind::ALL.into_iter().find(|api| !known.contains(api));
    let left = left.filter(|_| known.len() == 1 && read.len() == 2);
    for (path, parsed, api) in read {
        let Some(api) = api.or(left) else { return Err(unclear(&path).into()) };
        let normalized = upstream::normalize(&parsed, &kept.map, api)
            .map_err(|found| Ended::Problems(found, Outcome::Findings))?;
        if let Some((other, _)) = documents.get(&api) {
            return Err(Diagnostic::new(
                "document",
                Pointer::file(&path),
                format!("both this document and {} describe the {api} API", other.display()),
                "import one document of each API; `authentication=FILE` sets the API of a document",
            )
            .into());
        }
        documents.insert(api, (path, normalized));
    }
    Ok(documents.into_values().collect())
}

/// Splits `[API=]FILE`. A file whose name begins so is written as `./API=FILE`.
fn split(argument: &Path) -> (Option<ApiKind>, PathBuf) {
    let parts = argument.to_str().and_then(|text| text.split_once('='));
    match parts.map(|(api, path)| (api.parse().ok(), path)) {
        Some((Some(api), path)) => (Some(api), PathBuf::from(path)),
        _ => (None, argument.to_owned()),
    }
}

/// Returns the API that has most of the operations of a document, in the spec or in the last import.
fn described_api(ours: &Facts, kept: &Kept, parsed: &Parsed) -> Option<ApiKind> {
    let addresses = parsed.addresses();
    let count = |api: ApiKind| {
        let is_known = |(method, path): &&(String, String)| {
            let address = facts::Address { api, method: method.clone(), path: path.clone() };
            let key = facts::Key::Operation(address);
            ours.entries.contains_key(&key)
                || kept.base.get(&api).is_some_and(|base| base.entries.contains_key(&key))
        };
        addresses.iter().filter(is_known).count()
    };
    let [first, second] = ApiKind::ALL;
    match count(first).cmp(&count(second)) {
        std::cmp::Ordering::Greater => Some(first),
        std::cmp::Ordering::Less => Some(second),
        std::cmp::Ordering::Equal => None,
    }
}

fn unclear(path: &Path) -> Diagnostic {
    Diagnostic::new(
        "document",
        Pointer::file(path),
        "cannot tell which API the document describes: it has as many known operations of one as \
         of the other",
        format!(
            "name the API: `import authentication={0}` or `import management={0}`",
            path.display()
        ),
    )
}
