//! The three-way comparison: what changed since the last import, and what follows for the spec.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::facts::{Attributes, Facts, Key, attribute};

use super::decide::{Decision, FREE_FORM, OBJECT, admits, decide, is_about_fields, refines};
use super::deviations::Deviations;
use super::enums::EnumChanges;
use super::locate::locate;
use super::ours::Ours;
use super::outcome::{Finding, FindingKind, Needs};
use super::replaced::replaced;
use super::steps::Step;
use super::tombstones::Tombstones;
use super::wording::{difference, shown};

/// The three sides, with the same names and addresses.
#[derive(Clone, Copy, Debug)]
pub struct Sides<'a> {
    /// The facts of the last import.
    pub base: &'a Facts,
    /// The facts of the spec.
    pub ours: &'a Ours,
    /// The facts of the documents.
    pub theirs: &'a Facts,
    /// What the spec states otherwise on purpose.
    pub deviations: &'a Deviations<'a>,
    /// What earlier imports have removed.
    pub tombstones: &'a Tombstones,
    /// Whether conflicts are marked in the spec instead of stopping the import.
    pub keeps_ours: bool,
}

/// What an import changes and reports.
#[derive(Debug, Default)]
pub struct Plan {
    /// Changes of the spec.
    pub steps: Vec<Step>,
    /// What is worth knowing.
    pub findings: Vec<Finding>,
}

/// Compares the three sides.
pub fn compare(sides: Sides<'_>) -> Plan {
    let mut comparison = Comparison {
        sides,
        plan: Plan::default(),
        enums: EnumChanges::default(),
        replaced: BTreeSet::new(),
    };
    let keys: BTreeSet<&Key> =
        sides.base.entries.keys().chain(sides.theirs.entries.keys()).collect();
    for key in keys {
        if comparison.is_written_anew(key) {
            continue;
        }
        match (sides.base.entries.get(key), sides.theirs.entries.get(key)) {
            (Some(base), Some(theirs)) => comparison.changed(key, base, theirs),
            (None, Some(theirs)) => comparison.added(key, theirs),
            (Some(_), None) => comparison.removed(key),
            (None, None) => {}
        }
    }
    let Comparison { mut plan, enums, .. } = comparison;
    let replaced = replaced(sides.base, sides.theirs, &plan.steps);
    plan.findings.extend(replaced);
    let is_described = |name: &str, value: &Value| sides.tombstones.has_value(name, value);
    let found = enums.finish(sides.ours, sides.theirs, is_described, &mut plan.steps);
    plan.findings.extend(found);
    plan
}

struct Comparison<'a> {
    sides: Sides<'a>,
    plan: Plan,
    enums: EnumChanges,
    /// Schemas and properties that are another kind of type now, and are written anew.
    replaced: BTreeSet<Key>,
}

/// Attributes that only the vendor's documents have.
const THEIRS_ONLY: [&str; 6] = [
    attribute::TEXT,
    attribute::EXAMPLE,
    attribute::CONTROLLER,
    attribute::TAG,
    attribute::GIVEN,
    attribute::STRUCTURE,
];

impl Comparison<'_> {
    /// Returns whether a property is inside of something that is written anew.
    fn is_written_anew(&self, key: &Key) -> bool {
        matches!(key, Key::Property(..))
            && parent(key)
                .is_some_and(|outer| self.replaced.contains(&outer) || self.is_written_anew(&outer))
    }

    fn found(&mut self, kind: FindingKind, key: &Key, message: &str) {
        self.plan.findings.push(Finding::new(kind, Some(key.clone()), message));
    }

    /// Something that the document describes for the first time.
    fn added(&mut self, key: &Key, theirs: &Attributes) {
        let Sides { base, ours, .. } = self.sides;
        let parent = parent(key);
        if let Some(parent) = &parent
            && !ours.facts.entries.contains_key(&locate(ours, parent))
        {
            // It comes with its parent, which is new, or does not come: the spec has no such parent.
            if base.entries.contains_key(parent) {
                self.found(
                    FindingKind::Note,
                    key,
                    "is new, but belongs to something that the spec does not have",
                );
            }
            return;
        }
        if matches!(key, Key::Property(..)) && !self.is_same_kind(key) {
            self.found(
                FindingKind::Note,
                key,
                "is new, but the spec has another kind of type here",
            );
            return;
        }
        let Some(stated) = ours.facts.entries.get(&locate(ours, key)) else {
            let finding = Finding::new(FindingKind::Added, Some(key.clone()), "is new");
            self.plan.findings.push(finding.needs(Needs::Marker));
            self.plan.steps.push(Step::Add(key.clone()));
            return;
        };
        let differing: Vec<&str> = names(stated, theirs)
            .filter(|name| {
                let (ours, theirs) = (stated.get(*name), theirs.get(*name));
                !is_about_fields(name, ours, theirs)
                    && !refines(name, ours, theirs)
                    && !admits(name, ours, theirs)
            })
            .filter(|name| {
                let (ours, theirs) = (stated.get(*name), theirs.get(*name));
                !self.sides.deviations.settles(key, name, ours, theirs)
            })
            .collect();
        // What agrees inside of something that is new, too, goes without saying.
        let is_part = parent.is_some_and(|parent| !base.entries.contains_key(&parent));
        if differing.is_empty() && !is_part {
            self.found(FindingKind::Agreed, key, "is documented now, as the spec has it");
        }
        for name in differing {
            let finding = Finding::new(
                FindingKind::Differs,
                Some(key.clone()),
                format!("`{name}` is documented for the first time, and the spec says otherwise"),
            );
            let (ours, theirs) = (stated.get(name), theirs.get(name));
            self.plan.findings.push(finding.values(name, None, ours, theirs).needs(Needs::Marker));
            self.mark(key, &difference(name, None, ours, theirs));
        }
    }

    /// Returns whether a property is one of the same kind of schema in the spec and in the document.
    fn is_same_kind(&self, key: &Key) -> bool {
        let kind = |facts: &Facts, name: &str| {
            let kind = facts.get(&Key::Schema(name.to_owned()), attribute::KIND)?.as_str()?;
            Some(if kind == FREE_FORM { OBJECT } else { kind }.to_owned())
        };
        let here = locate(self.sides.ours, key);
        match (key.schema(), here.schema()) {
            (Some(theirs), Some(ours)) if theirs == ours => {
                kind(self.sides.theirs, theirs) == kind(&self.sides.ours.facts, ours)
            }
            _ => true,
        }
    }

    /// Something that the document no longer describes.
    fn removed(&mut self, key: &Key) {
        let Sides { ours, theirs, .. } = self.sides;
        let has = ours.facts.entries.contains_key(&locate(ours, key));
        let is_whole = parent(key).is_none_or(|parent| theirs.entries.contains_key(&parent));
        if matches!(key, Key::Schema(_)) {
            let message = match has {
                true => "is gone from the document; the spec keeps it",
                false => "is gone from the document; the spec does not have it",
            };
            return self.found(FindingKind::Note, key, message);
        }
        if !is_whole || !has {
            return;
        }
        if self.sides.deviations.protects(key) {
            let finding = Finding::new(
                FindingKind::Conflict,
                Some(key.clone()),
                "is gone from the document, and map.yaml has a deviation for it",
            );
            let help = "remove the deviation to let it go, or remove the operation from the spec";
            self.conflict(key, finding.help(help), "is gone from the document");
            return;
        }
        if matches!(key, Key::Response(_)) {
            self.found(FindingKind::Changed, key, "is no longer described");
            self.mark(key, "the document no longer describes the response");
            return;
        }
        self.found(FindingKind::Removed, key, "is gone");
        self.plan.steps.push(Step::Remove(key.clone()));
    }

    /// Something that the document described before.
    fn changed(&mut self, key: &Key, base: &Attributes, theirs: &Attributes) {
        for name in names(base, theirs).chain(THEIRS_ONLY) {
            let (old, new) = (base.get(name), theirs.get(name));
            if decide(old, None, new) != Decision::Same && !is_about_fields(name, old, new) {
                self.attribute(key, name, old, new);
            }
        }
    }

    fn attribute(&mut self, key: &Key, name: &str, base: Option<&Value>, theirs: Option<&Value>) {
        let message = match name {
            attribute::TEXT => Some((FindingKind::Text, "has another text")),
            attribute::EXAMPLE => Some((FindingKind::Text, "has another example")),
            attribute::TAG => Some((FindingKind::Note, "is listed under another tag")),
            attribute::CONTROLLER => Some((FindingKind::Note, "is served by another class")),
            attribute::GIVEN => Some((FindingKind::Note, "has another `operationId`")),
            _ => None,
        };
        if let Some((kind, message)) = message {
            let mut finding = Finding::new(kind, Some(key.clone()), message);
            finding.attribute = Some(name.to_owned());
            if kind == FindingKind::Note {
                finding = finding.values(name, base, None, theirs);
            }
            self.plan.findings.push(finding);
            return;
        }
        let Sides { ours, .. } = self.sides;
        let Some(stated) = ours.facts.entries.get(&locate(ours, key)) else {
            let finding = Finding::new(
                FindingKind::Note,
                Some(key.clone()),
                format!("`{name}` changed, and the spec does not have it"),
            );
            self.plan.findings.push(finding.values(name, base, None, theirs));
            return;
        };
        if name == attribute::STRUCTURE {
            let message = "the properties of an object without a name changed; edit them by hand";
            let finding = Finding::new(FindingKind::Changed, Some(key.clone()), message);
            self.plan.findings.push(finding.values(name, base, None, theirs).needs(Needs::Marker));
            let (old, new) = (shown(base), shown(theirs));
            return self.mark(
                key,
                &format!("the object without a name was {old} and is {new}; edit its properties"),
            );
        }
        let stated = stated.get(name);
        if name == attribute::VALUES
            && let (Some(Value::Array(base)), Some(Value::Array(theirs))) = (base, theirs)
            && stated.is_some()
            && self.enums.add(key, base, theirs, ours)
        {
            return;
        }
        let decision = match decide(base, stated, theirs) {
            // What the document names only now, or what the spec admits besides other things.
            Decision::Conflict
                if admits(name, stated, theirs)
                    || base.is_none() && refines(name, stated, theirs) =>
            {
                Decision::Agreed
            }
            other => other,
        };
        let finding = |kind, message: String| {
            Finding::new(kind, Some(key.clone()), message).values(name, base, stated, theirs)
        };
        match decision {
            Decision::Same => {}
            Decision::Agreed => {
                let message = match stated == theirs {
                    true => format!("`{name}` changed to what the spec says already"),
                    false => format!("`{name}` changed to what the spec admits already"),
                };
                self.plan.findings.push(finding(FindingKind::Agreed, message));
            }
            Decision::Take => {
                let asks = match (key, name) {
                    (_, attribute::TYPE | attribute::BRANCHES) | (Key::Schema(_), _) => {
                        Needs::Marker
                    }
                    _ => Needs::Nothing,
                };
                let message = format!("`{name}` changed");
                self.plan.findings.push(finding(FindingKind::Changed, message).needs(asks));
                self.take(key, name, base, theirs);
            }
            Decision::Conflict if self.sides.deviations.settles(key, name, stated, theirs) => {}
            Decision::Conflict => {
                let message = format!("`{name}` changed, and the spec says something else");
                let finding = finding(FindingKind::Conflict, message);
                let help = "make the spec say what the document says, or enter a deviation into \
                            map.yaml; `--keep-ours` imports the rest and marks the place";
                let mark = difference(name, base, stated, theirs);
                self.conflict(key, finding.help(help), &mark);
            }
        }
    }

    /// Lets the spec say what the document says, as far as that can be written without a person.
    fn take(&mut self, key: &Key, name: &str, base: Option<&Value>, theirs: Option<&Value>) {
        if let (Key::Schema(schema), attribute::KIND) = (key, name) {
            self.replaced.insert(key.clone());
            self.plan.steps.push(Step::Replace(schema.clone()));
            return;
        }
        let is_written = match key {
            Key::Schema(_) if self.replaced.contains(key) => return,
            Key::Schema(_) => name == attribute::TYPE,
            _ => true,
        };
        if is_written {
            self.plan.steps.push(Step::Set {
                key: key.clone(),
                attribute: name.to_owned(),
                value: theirs.cloned(),
            });
        }
        if name == attribute::TYPE {
            self.replaced.insert(key.clone());
            let (old, new) = (shown(base), shown(theirs));
            self.mark(
                key,
                &format!("the type was {old} and is {new}; read the text and the examples again"),
            );
        } else if !is_written {
            self.mark(key, &difference(name, base, base, theirs));
        }
    }

    fn conflict(&mut self, key: &Key, finding: Finding, mark: &str) {
        let is_marked = self.sides.keeps_ours;
        let needs = if is_marked { Needs::Marker } else { Needs::Decision };
        self.plan.findings.push(finding.needs(needs));
        if is_marked {
            self.mark(key, mark);
        }
    }

    fn mark(&mut self, key: &Key, text: &str) {
        self.plan.steps.push(Step::Mark { key: key.clone(), text: text.to_owned() });
    }
}

/// Returns the names of attributes that both sides can state.
fn names<'a>(left: &'a Attributes, right: &'a Attributes) -> impl Iterator<Item = &'a str> {
    let names: BTreeSet<&str> = left.keys().chain(right.keys()).map(String::as_str).collect();
    names.into_iter().filter(|name| !THEIRS_ONLY.contains(name))
}

/// Returns the thing that something is a part of.
pub fn parent(key: &Key) -> Option<Key> {
    match key {
        Key::Operation(_) | Key::Schema(_) => None,
        Key::Parameter(address, ..) | Key::Body(address) | Key::Response(address) => {
            Some(Key::Operation(address.clone()))
        }
        Key::Property(schema, path) => {
            let mut outer = path.clone();
            outer.pop();
            while outer.last().is_some_and(|name| name == "[]" || name == "{}") {
                outer.pop();
            }
            Some(match outer.is_empty() {
                true => Key::Schema(schema.clone()),
                false => Key::Property(schema.clone(), outer),
            })
        }
    }
}
