//! Random specs: each change of a fact is found, and no change of the layout is.

use std::path::PathBuf;

use genauth_codegen::diff::{Kind, States, Version, compare};
use genauth_codegen::render::names::Names;
use genauth_codegen::{document, lower, passes};
use proptest::prelude::*;
use proptest::sample::Index;
use serde_yaml::{Mapping, Value};
use tempfile::TempDir;

use crate::order::reversed;
use crate::random_spec::random_spec;
use crate::support::put;
use crate::yaml::Files;

/// Returns the version of a random spec, which may be invalid. A change may leave something unused.
fn version(files: &Files, must_be_clean: bool) -> Option<Version> {
    let folder = TempDir::new().unwrap();
    for (file, text) in files.yaml() {
        put(&folder.path().join(PathBuf::from(file)), &text);
    }
    let document = document::load(folder.path()).ok()?;
    if must_be_clean && !document::lint(&document).is_empty() {
        return None;
    }
    let (mut api, mut found) = lower::lower(&document);
    passes::run(&mut api, &mut found);
    let names = Names::of(&api).ok().filter(|_| found.is_empty())?;
    let label = "random".to_owned();
    Some(Version { label, document, api, names, number: None, states: States::ALL })
}

/// Replaces the facts of a spec one after the other, until `left` are passed.
struct Mutation {
    left: usize,
    done: bool,
}

impl Mutation {
    /// Returns whether it is the turn of the next fact.
    fn turn(&mut self) -> bool {
        let turn = !self.done && self.left == 0;
        self.done |= turn;
        self.left = self.left.saturating_sub(1);
        turn
    }

    fn file(&mut self, mut file: Value) -> Value {
        for path in entries(file.get_mut("paths")) {
            for operation in entries(Some(path)) {
                self.operation(operation);
            }
        }
        if let Some(components) = file.get_mut("components") {
            let schemas = components.get_mut("schemas").and_then(Value::as_mapping_mut);
            for (name, schema) in schemas.into_iter().flatten() {
                // The type of the envelope is hand-written.
                if name.as_str() != Some("Envelope") {
                    self.schema(schema);
                }
            }
        }
        file
    }

    fn operation(&mut self, operation: &mut Value) {
        let Value::Mapping(keywords) = operation else { return };
        for (keyword, value) in [
            ("x-retry-safe", Value::from(false)),
            ("x-effect", "send".into()),
            ("x-client-auth", true.into()),
            ("deprecated", true.into()),
            ("x-hidden", true.into()),
            ("summary", "Does another thing.".into()),
            ("description", "Another text.".into()),
            ("operationId", "anotherName".into()),
            ("x-availability", Value::Sequence(vec!["authing".into()])),
        ] {
            if self.turn() {
                keywords.insert(keyword.into(), value);
            }
        }
        if let Some(Value::Sequence(parameters)) = keywords.get_mut("parameters") {
            for parameter in parameters.iter_mut() {
                if self.turn() {
                    insert(parameter, "description", "Another text.".into());
                }
                if parameter.get("in").and_then(Value::as_str) == Some("query") && self.turn() {
                    insert(parameter, "required", true.into());
                }
            }
            if self.turn() {
                let new = "{ name: oneMore, in: query, schema: { type: boolean } }";
                parameters.push(serde_yaml::from_str(new).unwrap());
            }
        }
        if keywords.contains_key("requestBody") && self.turn() {
            keywords.remove("requestBody");
        }
    }

    fn schema(&mut self, schema: &mut Value) {
        if self.turn() {
            insert(schema, "description", "Another text.".into());
        }
        if let Some(Value::Sequence(values)) = schema.get_mut("enum")
            && self.turn()
        {
            values.push("one more".into());
        }
        let first = schema.get("properties").and_then(Value::as_mapping);
        let Some(first) = first.and_then(|it| it.keys().next()).cloned() else { return };
        let is_required = |required: &Vec<Value>| required.contains(&first);
        if let Some(Value::Sequence(required)) = schema.get_mut("required")
            && self.turn()
        {
            match is_required(required) {
                true => required.retain(|name| *name != first),
                false => required.push(first.clone()),
            }
        }
        let Some(Value::Mapping(properties)) = schema.get_mut("properties") else { return };
        for property in properties.values_mut() {
            for (keyword, value) in [
                ("description", Value::from("Another text.")),
                ("x-rust-name", "another_name".into()),
                ("default", 99.into()),
                ("x-unit", "parsecs".into()),
                ("x-aliases", Value::Sequence(vec!["another alias".into()])),
            ] {
                if self.turn() {
                    insert(property, keyword, value);
                }
            }
        }
        if self.turn() {
            properties.insert("oneMore".into(), serde_yaml::from_str("{ type: boolean }").unwrap());
        }
        if properties.len() > 1 && self.turn() {
            properties.shift_remove(&first);
            if let Some(Value::Sequence(required)) = schema.get_mut("required") {
                required.retain(|name| *name != first);
            }
        }
    }
}

fn entries(mapping: Option<&mut Value>) -> impl Iterator<Item = &mut Value> {
    mapping.and_then(Value::as_mapping_mut).into_iter().flat_map(Mapping::values_mut)
}

fn insert(value: &mut Value, keyword: &str, to: Value) {
    if let Value::Mapping(keywords) = value {
        keywords.insert(keyword.into(), to);
    }
}

/// Returns the spec with one fact changed.
fn mutated(files: &Files, at: &Index) -> Files {
    let mut counting = Mutation { left: usize::MAX, done: false };
    let _ = files.clone().map(|file| counting.file(file));
    let count = usize::MAX - counting.left;
    let mut mutation = Mutation { left: at.index(count.max(1)), done: false };
    files.clone().map(|file| mutation.file(file))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn changed_fact_is_found_and_layout_is_not(files in random_spec(), at: Index) {
        let Some(old) = version(&files, true) else { return Ok(()) };
        prop_assert_eq!(compare(&old, &old), []);
        if let Some(laid_out) = version(&files.clone().map(reversed), true) {
            prop_assert_eq!(compare(&old, &laid_out), []);
        }
        let changed = mutated(&files, &at);
        let Some(new) = version(&changed, false) else { return Ok(()) };
        prop_assume!(files.yaml() != changed.yaml());
        let (there, back) = (compare(&old, &new), compare(&new, &old));
        prop_assert!(!there.is_empty(), "{:?}", difference(&files, &changed));
        prop_assert_eq!(&there, &compare(&old, &new));
        let count = |changes: &[genauth_codegen::diff::Change], kind| {
            changes.iter().filter(|it| it.kind == kind).count()
        };
        prop_assert_eq!(count(&there, Kind::Added), count(&back, Kind::Removed));
        prop_assert_eq!(count(&there, Kind::Removed), count(&back, Kind::Added));
    }
}

/// Returns the lines that differ.
fn difference(old: &Files, new: &Files) -> Vec<String> {
    let lines = |files: &Files| -> Vec<String> {
        files.yaml().values().flat_map(|text| text.lines()).map(str::to_owned).collect()
    };
    let (old, new) = (lines(old), lines(new));
    let gained = new.iter().filter(|line| !old.contains(line)).map(|line| format!("+{line}"));
    let lost = old.iter().filter(|line| !new.contains(line)).map(|line| format!("-{line}"));
    gained.chain(lost).collect()
}
