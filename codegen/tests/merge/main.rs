//! What a document changes comes into the spec, and nothing else: every fact of the real spec, changed
//! one at a time.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "fails the test")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use genauth_codegen::document::{self, ApiKind, Document, read_texts};
use genauth_codegen::facts::{Attributes, Facts, Key, Location};
use genauth_codegen::merge::{self, FindingKind, Input, Outcome, Tombstones, ours};
use genauth_codegen::upstream::{Map, Upstream};
use serde_json::{Value, json};

/// The spec, and its facts as if they came from documents.
struct Spec {
    document: Document,
    base: BTreeMap<ApiKind, Facts>,
    map: Map,
}

impl Spec {
    fn load() -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec");
        let document = document::load(&folder).expect("the spec is readable");
        let base = split(&ours::read(&document).facts);
        Self { document, base, map: Map::default() }
    }

    fn merge(&self, theirs: &Facts) -> Outcome {
        let documents = split(theirs).into_iter().map(|(api, facts)| Upstream {
            api,
            facts,
            order: Vec::new(),
            texts: BTreeMap::new(),
            examples: BTreeMap::new(),
            notes: Vec::new(),
            applied: BTreeSet::new(),
        });
        let input = Input {
            document: &self.document,
            base: self.base.clone(),
            documents: documents.collect(),
            map: &self.map,
            tombstones: Tombstones::default(),
            keeps_ours: false,
            is_baseline: false,
        };
        merge::merge(input).unwrap_or_else(|failed| panic!("{failed:?}"))
    }

    fn facts(&self) -> Facts {
        ours::read(&self.document).facts
    }

    /// Returns the facts of the spec after an import.
    fn after(&self, outcome: &Outcome) -> Facts {
        let mut texts = self.document.sources.clone();
        for (path, text) in &outcome.files {
            if path.extension().is_some_and(|it| it == "yaml") && !path.starts_with("upstream") {
                texts.insert(path.clone(), text.clone().expect("no file of the spec goes"));
            }
        }
        let reading = read_texts(texts, Default::default());
        assert!(reading.found.is_empty(), "{:?}", reading.found);
        ours::read(&reading.document).facts
    }

    /// Imports changed facts, and expects the spec to state them.
    fn check(&self, theirs: &Facts, kinds: &[FindingKind], context: &str) {
        let outcome = self.merge(theirs);
        let found = outcome.findings.iter().map(|it| it.kind);
        // A field of another type may have been the last that refers to a schema.
        let found: Vec<FindingKind> = found.filter(|it| *it != FindingKind::Unused).collect();
        assert_eq!(found, kinds, "{context}: {:#?}", outcome.findings);
        let after = self.after(&outcome);
        let differing = after.entries.iter().filter(|it| theirs.entries.get(it.0) != Some(it.1));
        let differing: Vec<_> = differing.map(|it| (it, theirs.entries.get(it.0))).collect();
        let missing = theirs.entries.keys().filter(|it| !after.entries.contains_key(it));
        let missing: Vec<_> = missing.collect();
        assert!(
            differing.is_empty() && missing.is_empty(),
            "{context}: {differing:#?} {missing:?}"
        );
        // Again, it changes nothing.
        let again = self.merge(&self.facts());
        assert_eq!(again.findings, []);
    }
}

/// Returns the facts of each API; the schemas are those of the management API.
fn split(facts: &Facts) -> BTreeMap<ApiKind, Facts> {
    let mut apis: BTreeMap<ApiKind, Facts> = BTreeMap::new();
    for (key, attributes) in &facts.entries {
        let api = key.address().map_or(ApiKind::Management, |address| address.api);
        apis.entry(api).or_default().entries.insert(key.clone(), attributes.clone());
    }
    apis
}

/// Returns every `step`th of the keys of a kind.
fn sample(facts: &Facts, step: usize, is: impl Fn(&Key, &Attributes) -> bool) -> Vec<Key> {
    let keys = facts.entries.iter().filter(|(key, of)| is(key, of)).map(|(key, _)| key.clone());
    keys.step_by(step).collect()
}

/// Returns the facts with an attribute set or removed.
fn with(facts: &Facts, key: &Key, name: &str, value: Option<Value>) -> Facts {
    let mut facts = facts.clone();
    let attributes = facts.entries.get_mut(key).expect("the key exists");
    match value {
        Some(value) => drop(attributes.insert(name.to_owned(), value)),
        None => drop(attributes.remove(name)),
    }
    facts
}

#[test]
fn unchanged_facts_change_nothing() {
    let spec = Spec::load();
    let outcome = spec.merge(&spec.facts());
    assert_eq!(outcome.findings, []);
    for (path, text) in &outcome.files {
        if let Some(old) = spec.document.sources.get(path) {
            assert_eq!(Some(old), text.as_ref(), "{}", path.display());
        }
    }
}

#[test]
fn flags_limits_and_defaults_change_where_they_are() {
    let spec = Spec::load();
    let facts = spec.facts();
    let is_field =
        |key: &Key, _: &Attributes| matches!(key, Key::Property(..) | Key::Parameter(..));
    for key in sample(&facts, 1_111, is_field) {
        let is_path = matches!(key, Key::Parameter(_, Location::Path, _));
        for (name, value) in
            [("required", json!(true)), ("deprecated", json!(true)), ("maxLength", json!(77))]
        {
            if is_path && name == "required" {
                continue;
            }
            let value = match facts.get(&key, name) {
                Some(_) if name != "maxLength" => None,
                _ => Some(value),
            };
            let theirs = with(&facts, &key, name, value);
            spec.check(&theirs, &[FindingKind::Changed], &format!("{key} {name}"));
        }
    }
}

#[test]
fn types_change_where_they_are() {
    let spec = Spec::load();
    let facts = spec.facts();
    let is_plain = |key: &Key, of: &Attributes| {
        matches!(key, Key::Property(..) | Key::Parameter(..))
            && !of.contains_key("values")
            && !of.contains_key("format")
    };
    for key in sample(&facts, 1_301, is_plain) {
        for ty in ["boolean", "array<string>", "ref UserDto", "map<ref UserDto>"] {
            if facts.get(&key, "type").is_none_or(|it| it == ty) {
                continue;
            }
            let theirs = with(&facts, &key, "type", Some(json!(ty)));
            spec.check(&theirs, &[FindingKind::Changed], &format!("{key} {ty}"));
        }
    }
}

#[test]
fn operations_are_removed_whole_and_added_whole() {
    let spec = Spec::load();
    let facts = spec.facts();
    for key in sample(&facts, 97, |key, _| matches!(key, Key::Operation(_))) {
        let mut theirs = facts.clone();
        theirs.entries.retain(|it, _| it.address() != key.address());
        let outcome = spec.merge(&theirs);
        let kinds: BTreeSet<_> = outcome.findings.iter().map(|it| it.kind).collect();
        assert!(kinds.contains(&FindingKind::Removed), "{key}");
        let after = spec.after(&outcome);
        assert_eq!(after.entries.get(&key), None);
        assert_eq!(after.entries.len(), theirs.entries.len(), "{key}");

        // The spec without it gets it back.
        let mut texts = spec.document.sources.clone();
        for (path, text) in &outcome.files {
            if !path.starts_with("upstream") {
                texts.insert(path.clone(), text.clone().unwrap());
            }
        }
        let reading = read_texts(texts, Default::default());
        let without =
            Spec { document: reading.document, base: split(&theirs), map: Map::default() };
        let outcome = without.merge(&facts);
        assert!(!outcome.is_stopped(), "{key}: {:#?}", outcome.findings);
        let after = without.after(&outcome);
        for (it, attributes) in &facts.entries {
            assert_eq!(after.entries.get(it), Some(attributes), "{key}: {it}");
        }
    }
}

#[test]
fn fields_and_parameters_are_removed_and_come_back() {
    let spec = Spec::load();
    let facts = spec.facts();
    let is_field =
        |key: &Key, _: &Attributes| matches!(key, Key::Property(..) | Key::Parameter(..));
    for key in sample(&facts, 701, is_field) {
        let mut theirs = facts.clone();
        theirs.entries.remove(&key);
        let outcome = spec.merge(&theirs);
        assert_eq!(outcome.findings.first().map(|it| it.kind), Some(FindingKind::Removed), "{key}");
        assert_eq!(spec.after(&outcome).entries.get(&key), None, "{key}");
    }
}

#[test]
fn values_of_enums_change_once() {
    let spec = Spec::load();
    let facts = spec.facts();
    let is_enum = |key: &Key, of: &Attributes| {
        matches!(key, Key::Schema(_)) && of.get("kind").is_some_and(|kind| kind == "enum")
    };
    let read = ours::read(&spec.document);
    for key in sample(&facts, 19, is_enum) {
        let Key::Schema(name) = &key else { continue };
        let sites = read.enums.iter().filter(|(_, it)| *it == name).map(|(key, _)| key);
        let sites: Vec<&Key> = sites.chain([&key]).collect();
        let mut theirs = facts.clone();
        let mut grown = Vec::new();
        for site in sites {
            let values = theirs.entries.get_mut(site).unwrap().get_mut("values").unwrap();
            let values = values.as_array_mut().unwrap();
            let new = if values[0].is_i64() { json!(987) } else { json!("0012") };
            values.push(new);
            values.sort_by_key(ToString::to_string);
            grown.push(site.clone());
        }
        let outcome = spec.merge(&theirs);
        let kinds: Vec<_> = outcome.findings.iter().map(|it| it.kind).collect();
        assert_eq!(kinds, [FindingKind::Values], "{key}: {:#?}", outcome.findings);
        let after = spec.after(&outcome);
        for site in grown {
            let sorted = |facts: &Facts| {
                let mut values = facts.get(&site, "values").unwrap().as_array().unwrap().clone();
                values.sort_by_key(ToString::to_string);
                values
            };
            assert_eq!(sorted(&after), sorted(&theirs), "{site}");
        }
    }
}
