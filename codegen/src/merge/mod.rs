//! Merges a new document of the vendor into the spec.
//!
//! Three sides are compared fact by fact: what the last import said (the snapshots in `upstream/`), what
//! the spec says, and what the document says. What only the document changed goes into the spec; what
//! only the spec says stays; where both changed, a person decides. Texts, order, comments and layout of
//! the spec are not compared and stay.
//!
//! ```text
//! snapshots ─┐
//! documents ─┼join→ ─renames→ ─restore→ ─compare→ Plan ─apply→ files
//! spec ──────┘
//! ```

mod apply;
mod compare;
mod decide;
mod deviations;
mod enums;
mod join;
mod locate;
pub mod ours;
mod outcome;
mod renames;
mod replaced;
mod report;
mod restore;
mod steps;
mod theirs;
mod tombstones;
mod unused;
mod wording;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use crate::document::{ApiKind, Document, read_texts};
use crate::facts::{self, Facts, Key};
use crate::upstream::{Map, Upstream};

use apply::{Applier, Edited, Tree};
use compare::{Sides, compare};
use deviations::Deviations;
use join::{Joint, Side, join};
use steps::Step;
use theirs::Theirs;

pub use apply::{Failed, TODO};
pub use outcome::{Described, Finding, FindingKind, Needs, Outcome};
pub use report::Report;
pub use tombstones::Tombstones;

/// What is merged.
#[derive(Clone, Debug)]
pub struct Input<'a> {
    /// The spec.
    pub document: &'a Document,
    /// The facts of the last import, by API.
    pub base: BTreeMap<ApiKind, Facts>,
    /// The documents, at most one of each API.
    pub documents: Vec<Upstream>,
    /// `map.yaml`.
    pub map: &'a Map,
    /// `removed.yaml`.
    pub tombstones: Tombstones,
    /// Whether conflicts are marked in the spec instead of stopping the import.
    pub keeps_ours: bool,
    /// Whether the documents are taken as the last import, and the spec stays as it is.
    pub is_baseline: bool,
}

/// The folder of what imports keep.
pub const FOLDER: &str = "upstream";

/// Returns the file with the facts of the last import of an API.
pub fn snapshot(api: ApiKind) -> PathBuf {
    PathBuf::from(format!("{FOLDER}/{api}.json"))
}

/// Returns the file with what was removed.
pub fn removed() -> PathBuf {
    PathBuf::from(format!("{FOLDER}/removed.yaml"))
}

/// Merges documents into the spec. Nothing is written; the outcome has the new files.
///
/// # Errors
///
/// The place in the spec that cannot be edited. It is then written in a way that the generator cannot
/// edit, and has to be edited by hand.
pub fn merge(mut input: Input<'_>) -> Edited<Outcome> {
    let mut outcome = Outcome { documents: described(&input.documents), ..Outcome::default() };
    let sides: Vec<Side> = ApiKind::ALL.into_iter().map(|api| side(&input, api)).collect();
    for side in &sides {
        let text = facts::write(&side.theirs);
        if !side.theirs.entries.is_empty() {
            outcome.files.insert(snapshot(side.api), Some(text));
        }
    }
    if input.is_baseline {
        return Ok(outcome);
    }
    let Joint { mut base, theirs, clashes } = join(&sides, &input.map.shared);
    outcome.findings.extend(clashes);
    let found = renames::find(&mut base, &theirs);
    let theirs = Theirs::new(theirs, &input.documents);

    let ours = ours::read(input.document);
    outcome.findings.extend(renames::findings(&found, &ours));
    let mut tree = Tree::new(input.document.sources.clone());
    apply::rename(&mut tree, &ours, &found)?;
    let (tree, ours) = reread(tree, ours)?;
    let before = restore::missing(&base, &ours, &theirs, &input.tombstones);
    let mut applier = Applier::new(tree, &base, &ours, &theirs, input.map, &mut input.tombstones);
    let restored = restore::restore(&mut applier, &before)?;
    let tree = applier.tree;
    let (tree, ours) = reread(tree, ours.clone())?;

    let deviations = Deviations::resolve(
        &input.map.deviations,
        &ours.facts,
        &theirs.facts,
        &mut outcome.findings,
    );
    let sides = Sides {
        base: &base,
        ours: &ours,
        theirs: &theirs.facts,
        deviations: &deviations,
        tombstones: &input.tombstones,
        keeps_ours: input.keeps_ours,
    };
    let mut plan = compare(sides);
    restore::remove_rest(&restored, &ours, &theirs.facts, &mut plan);
    restore::relabel(&mut plan.findings, &restored);
    outcome.findings.append(&mut plan.findings);
    if outcome.is_stopped() {
        outcome.files.clear();
    } else {
        let mut applier =
            Applier::new(tree, &base, &ours, &theirs, input.map, &mut input.tombstones);
        applier.run(&plan.steps)?;
        let Applier { tree, mut findings, .. } = applier;
        outcome.findings.append(&mut findings);
        let texts = tree.finish()?;
        if plan.steps.iter().any(Step::unlinks) {
            outcome.findings.extend(unused::found(input.document, &texts));
        }
        outcome.files.extend(texts.into_iter().map(|(path, text)| (path, Some(text))));
        let tombstones = input.tombstones.write().map_err(|problem| Failed {
            file: removed(),
            tokens: Vec::new(),
            problem,
        })?;
        outcome.files.insert(removed(), tombstones);
    }
    outcome.findings = without_repetition(outcome.findings);
    outcome.findings.extend(notes(&input));
    outcome.findings.sort_by(|left, right| (left.kind, &left.key).cmp(&(right.kind, &right.key)));
    Ok(outcome)
}

fn described(documents: &[Upstream]) -> Vec<Described> {
    let count =
        |facts: &Facts, is: fn(&Key) -> bool| facts.entries.keys().filter(|key| is(key)).count();
    let documents = documents.iter().map(|document| Described {
        api: document.api,
        path: PathBuf::new(),
        operations: count(&document.facts, |key| matches!(key, Key::Operation(_))),
        schemas: count(&document.facts, |key| matches!(key, Key::Schema(_))),
    });
    documents.collect()
}

fn side(input: &Input<'_>, api: ApiKind) -> Side {
    let base = input.base.get(&api).cloned().unwrap_or_default();
    let document = input.documents.iter().find(|document| document.api == api);
    let theirs = document.map_or_else(|| base.clone(), |document| document.facts.clone());
    Side { api, base, theirs, is_given: document.is_some() }
}

/// Leaves out that schemas are gone, where another finding says that nothing uses them any more.
fn without_repetition(mut findings: Vec<Finding>) -> Vec<Finding> {
    let is_about_schema = |it: &&Finding, kind| it.kind == kind && it.attribute.is_none();
    let unused = findings.iter().filter(|it| is_about_schema(it, FindingKind::Unused));
    let unused: BTreeSet<Option<Key>> = unused.map(|it| it.key.clone()).collect();
    findings.retain(|it| {
        !(is_about_schema(&it, FindingKind::Note)
            && matches!(it.key, Some(Key::Schema(_)))
            && unused.contains(&it.key))
    });
    findings
}

/// Reads the facts of the spec as it is edited so far; `ours` are those before.
fn reread(tree: Tree, ours: ours::Ours) -> Edited<(Tree, ours::Ours)> {
    if !tree.is_edited() {
        return Ok((tree, ours));
    }
    let texts = tree.finish()?;
    let reading = read_texts(texts.clone(), crate::diagnostics::Diagnostics::default());
    Ok((Tree::new(texts), ours::read(&reading.document)))
}

/// Returns what the documents say beyond facts, and entries of the map that nothing needs.
fn notes(input: &Input<'_>) -> Vec<Finding> {
    let documents: Vec<&Upstream> = input.documents.iter().collect();
    let unused = input.map.unused(&documents).into_iter();
    let unused = unused.map(|note| Finding::new(FindingKind::Map, note.key, note.message));
    let notes = documents.iter().flat_map(|document| document.notes.clone());
    unused
        .chain(notes.map(|note| Finding::new(FindingKind::Note, note.key, note.message)))
        .collect()
}
