//! Reports of a comparison: text, Markdown, JSON, and an entry for the changelog.

mod changelog;
mod escape;
mod json;
mod markdown;
mod summary;
mod text;

use super::change::{Change, Class, Subject};
use super::inputs::Pair;
use super::rules::{self, Bump};
use crate::diagnostics::Pointer;

/// The result of a comparison. Its texts depend on the two versions only.
#[derive(Debug)]
pub struct Report {
    old: Side,
    new: Side,
    notes: Vec<String>,
    entries: Vec<Entry>,
    bump: Bump,
    is_enough: bool,
    /// Whether entries have been left out by [`only_asking`](Self::only_asking).
    is_check: bool,
}

/// A version number: major, minor, patch.
type Number = (u64, u64, u64);

/// A version.
#[derive(Debug)]
struct Side {
    label: String,
    number: Option<Number>,
}

/// A change, its place in the files that were read, and the heading it is under.
#[derive(Debug)]
struct Entry {
    change: Change,
    place: Pointer,
    group: Group,
}

/// A heading, in the order in which headings are shown.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Group {
    /// A module and its operations: its position, its name, and the paths of operations that share
    /// a change.
    Module(usize, String, Option<(String, String)>),
    Types,
    Codes,
}

impl Report {
    /// Compares two versions.
    pub fn of(pair: Pair) -> Self {
        let Pair { old, new, old_places, new_places, notes } = pair;
        let changes = rules::compare(&old, &new);
        let bump = rules::bump(&changes, old.number);
        let is_enough = rules::is_enough(bump, old.number, new.number);
        let modules: Vec<_> = new.api.modules.iter().chain(&old.api.modules).collect();
        let group_of = |change: &Change| {
            let is_of = |module: &&crate::api::Module| match &change.subject {
                Subject::Module(api, name) => module.id.api == *api && module.id.name == *name,
                Subject::Operation(api, name) => {
                    let mut operations = module.operations.iter();
                    module.id.api == *api && operations.any(|it| it.name == *name)
                }
                Subject::Type(_) | Subject::Codes => false,
            };
            match (&change.subject, modules.iter().position(is_of)) {
                (_, Some(at)) => {
                    let id = modules.get(at).map(|module| &module.id);
                    let name = id.map(|id| format!("{}/{}", id.api, id.name));
                    let paths = text::common_path(change);
                    let paths = paths.map(|(old, new)| (old.to_owned(), new.to_owned()));
                    Group::Module(at, name.unwrap_or_default(), paths)
                }
                (Subject::Module(api, _) | Subject::Operation(api, _), None) => {
                    Group::Module(modules.len(), api.to_string(), None)
                }
                (Subject::Type(_), None) => Group::Types,
                (Subject::Codes, None) => Group::Codes,
            }
        };
        let entry = |change: Change| {
            let is_old = change.kind == super::Kind::Removed;
            let places = if is_old { &old_places } else { &new_places };
            Entry { place: places.place(&change.pointer), group: group_of(&change), change }
        };
        let mut entries: Vec<Entry> = changes.into_iter().map(entry).collect();
        // Stable: the order under a heading is that of the comparison.
        entries.sort_by(|left, right| {
            let key = |entry: &Entry| (entry.change.class, entry.group.clone());
            key(left).cmp(&key(right))
        });
        let old = Side { label: old.label, number: old.number };
        let new = Side { label: new.label, number: new.number };
        Self { old, new, notes, entries, bump, is_enough, is_check: false }
    }

    /// Leaves out what does not ask for a higher version number than the new version has.
    #[must_use]
    pub fn only_asking(mut self) -> Self {
        let (old, new) = (self.old.number, self.new.number);
        self.entries.retain(|entry| {
            let bump = rules::bump(std::slice::from_ref(&entry.change), old);
            !rules::is_enough(bump, old, new)
        });
        self.is_check = true;
        self
    }

    /// Returns whether something breaks without a sufficient version number.
    pub fn breaks(&self) -> bool {
        !self.is_enough && self.count(Class::Breaking) > 0
    }

    /// Returns the parts that were not compared.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// Returns the number of changes of a class.
    fn count(&self, class: Class) -> usize {
        self.entries.iter().filter(|entry| entry.change.class == class).count()
    }

    /// Returns the changes of a class by their headings.
    fn groups(&self, class: Class) -> Vec<(&Group, Vec<&Change>)> {
        let mut groups: Vec<(&Group, Vec<&Change>)> = Vec::new();
        for entry in self.entries.iter().filter(|entry| entry.change.class == class) {
            match groups.last_mut() {
                Some((group, changes)) if **group == entry.group => changes.push(&entry.change),
                _ => groups.push((&entry.group, vec![&entry.change])),
            }
        }
        groups
    }
}

/// The classes, most severe first.
const CLASSES: [Class; 4] = [Class::Breaking, Class::Behavior, Class::Additive, Class::Docs];

impl Class {
    /// Returns the name in reports.
    fn name(self) -> &'static str {
        match self {
            Self::Breaking => "breaking",
            Self::Behavior => "behavior",
            Self::Additive => "additive",
            Self::Docs => "docs",
        }
    }

    /// Returns the heading in reports.
    fn heading(self) -> &'static str {
        match self {
            Self::Breaking => "Breaking",
            Self::Behavior => "Behavior",
            Self::Additive => "Additive",
            Self::Docs => "Docs",
        }
    }
}

impl Group {
    /// Returns the heading.
    fn heading(&self) -> String {
        match self {
            Self::Module(_, name, None) => name.clone(),
            Self::Module(_, name, Some((old, new))) => format!("{name}: {old} → {new}"),
            Self::Types => "types".to_owned(),
            Self::Codes => "codes".to_owned(),
        }
    }
}
