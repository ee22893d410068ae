//! The facts of both APIs as one: operations have addresses of their own, schemas share their names.

use std::collections::{BTreeMap, BTreeSet};

use crate::document::ApiKind;
use crate::facts::{Attributes, Facts, Key, Location, attribute};

use super::outcome::{Finding, FindingKind, Needs};

/// What the last import and the documents say about one API.
#[derive(Clone, Debug)]
pub struct Side {
    /// The API.
    pub api: ApiKind,
    /// The facts of the last import.
    pub base: Facts,
    /// The facts of the document, or those of the last import if there is none.
    pub theirs: Facts,
    /// Whether there is a document.
    pub is_given: bool,
}

/// The facts of both APIs.
#[derive(Clone, Debug, Default)]
pub struct Joint {
    /// The facts of the last import.
    pub base: Facts,
    /// The facts of the documents.
    pub theirs: Facts,
    /// Schemas that the documents describe differently, and what cannot be joined.
    pub clashes: Vec<Finding>,
}

/// Everything that a document states about a schema.
type Group = BTreeMap<Key, Attributes>;

/// Joins the facts of the APIs. `shared` names schemas that the documents may describe differently: the
/// spec then has the fields of both.
pub fn join(sides: &[Side], shared: &BTreeSet<String>) -> Joint {
    let mut joint = Joint::default();
    let operations = |facts: &Facts| {
        let entries = facts.entries.clone().into_iter();
        let is_joined = |key: &Key| key.schema().is_none() && !is_header(key);
        entries.filter(|(key, _)| is_joined(key)).collect::<Vec<_>>()
    };
    for side in sides {
        joint.clashes.extend(headers(side));
        joint.base.entries.extend(operations(&side.base));
        joint.theirs.entries.extend(operations(&side.theirs));
    }
    let all = sides.iter().flat_map(|side| side.base.schemas().chain(side.theirs.schemas()));
    for name in all.map(str::to_owned).collect::<BTreeSet<_>>() {
        let group = |facts: &Facts| -> Group {
            facts.of_schema(&name).map(|(key, of)| (key.clone(), of.clone())).collect()
        };
        // A document that is not given has no say: what the other changed, it may have changed as well.
        let has_say = |side: &&Side| {
            let others = sides.iter().filter(|it| it.is_given && it.api != side.api);
            let mut others = others.filter(|it| has_schema(&it.theirs, &name));
            side.is_given || others.next().is_none() || shared.contains(&name)
        };
        let groups: Vec<(ApiKind, Group, Group)> = sides
            .iter()
            .filter(has_say)
            .map(|side| (side.api, group(&side.base), group(&side.theirs)))
            .filter(|(_, base, theirs)| !base.is_empty() || !theirs.is_empty())
            .collect();
        let (base, theirs) = joined(&name, &groups, shared, &mut joint.clashes);
        joint.base.entries.extend(base);
        joint.theirs.entries.extend(theirs);
    }
    joint
}

fn has_schema(facts: &Facts, name: &str) -> bool {
    facts.entries.contains_key(&Key::Schema(name.to_owned()))
}

fn is_header(key: &Key) -> bool {
    matches!(key, Key::Parameter(_, Location::Header, _))
}

/// Returns the header parameters that changed. The spec has none: headers are up to the client.
fn headers(side: &Side) -> Vec<Finding> {
    let keys = side.base.entries.keys().chain(side.theirs.entries.keys());
    let keys: BTreeSet<&Key> = keys.filter(|key| is_header(key)).collect();
    let changed = keys
        .into_iter()
        .filter(|key| side.base.entries.get(*key) != side.theirs.entries.get(*key))
        .map(|key| {
            let message = "changed, and is not imported: headers are up to the client";
            Finding::new(FindingKind::Note, Some(key.clone()), message)
        });
    changed.collect()
}

/// Returns what was said about a schema and what is said now.
fn joined(
    name: &str,
    groups: &[(ApiKind, Group, Group)],
    shared: &BTreeSet<String>,
    clashes: &mut Vec<Finding>,
) -> (Group, Group) {
    let present: Vec<_> = groups.iter().filter(|(_, _, theirs)| !theirs.is_empty()).collect();
    let is_same = |left: &Group, right: &Group| stated(left) == stated(right);
    match *present.as_slice() {
        [] => (groups.first().map(|it| it.1.clone()).unwrap_or_default(), Group::new()),
        [(_, base, theirs)] => (base.clone(), theirs.clone()),
        [(_, base, theirs), (_, other_base, other)] if is_same(theirs, other) => {
            // The document that says something new decides what has changed.
            let is_news = |base: &Group| !base.is_empty() && !is_same(base, theirs);
            let is_silent = base == theirs && !other_base.is_empty();
            match is_news(other_base) || base.is_empty() || is_silent {
                true => (other_base.clone(), other.clone()),
                false => (base.clone(), theirs.clone()),
            }
        }
        [(_, base, theirs), (_, other_base, other)] if shared.contains(name) => {
            (combined(base, other_base), combined(theirs, other))
        }
        [(_, base, theirs), (_, other_base, other)]
            if is_same(base, theirs) && is_same(other_base, other) =>
        {
            (base.clone(), base.clone())
        }
        [(api, base, theirs), (other_api, _, other), ..] => {
            clashes.push(clash(name, (*api, theirs), (*other_api, other)));
            (base.clone(), base.clone())
        }
    }
}

/// Returns the facts of a group without what only the vendor's documents have.
fn stated(group: &Group) -> Group {
    let mut group = group.clone();
    for attributes in group.values_mut() {
        attributes.retain(|name, _| name != attribute::TEXT && name != attribute::EXAMPLE);
    }
    group
}

/// Returns the properties of both; those that one of them lacks or does not require are optional.
fn combined(left: &Group, right: &Group) -> Group {
    let mut both = left.clone();
    for (key, attributes) in right {
        both.entry(key.clone()).or_insert_with(|| attributes.clone());
    }
    let is_required = |group: &Group, key: &Key| {
        group.get(key).is_some_and(|attributes| attributes.contains_key(attribute::REQUIRED))
    };
    for (key, attributes) in &mut both {
        if !is_required(left, key) || !is_required(right, key) {
            attributes.remove(attribute::REQUIRED);
        }
    }
    both
}

fn clash(name: &str, left: (ApiKind, &Group), right: (ApiKind, &Group)) -> Finding {
    let (first, second) = (stated(left.1), stated(right.1));
    let keys: BTreeSet<&Key> = first.keys().chain(second.keys()).collect();
    let mut differing = Vec::new();
    for key in keys.into_iter().filter(|key| first.get(*key) != second.get(*key)) {
        let shown = |of: Option<&Attributes>| match of {
            Some(attributes) => serde_json::to_string(attributes).unwrap_or_default(),
            None => "nothing".to_owned(),
        };
        differing.push(format!(
            "`{key}`: {} has {}, {} has {}",
            left.0,
            shown(first.get(key)),
            right.0,
            shown(second.get(key))
        ));
    }
    let message =
        format!("the documents describe one schema differently: {}", differing.join("; "));
    let (api, other) = (left.0, right.0);
    Finding::new(FindingKind::Clash, Some(Key::Schema(name.to_owned())), message)
        .needs(Needs::Decision)
        .help(format!(
            "in map.yaml, either give one of them a name of its own, `schemas: {{ {other}: {{ \
             {name}: NewName }} }}`, or let the spec have the fields of both, `shared: [{name}]`; \
             the {api} API keeps its name in either case"
        ))
}
