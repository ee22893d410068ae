//! The modules of new operations.

use std::collections::BTreeMap;
use std::path::PathBuf;

use heck::ToSnakeCase as _;
use serde_json::Value;

use crate::document::ApiKind;
use crate::edit::Node;
use crate::facts::{Address, Attributes, Key, attribute};
use crate::merge::outcome::{Finding, FindingKind, Needs};

use super::Applier;
use super::homes::COMMON;
use super::markers::{TODO, marker};
use super::tree::Edited;

/// Parts of the names of classes that say nothing about the module.
const EMPTY: [&str; 6] = ["controller", "management", "v2", "v3", "api", "admin"];

impl Applier<'_> {
    /// Returns the module of a new operation and its file: as `map.yaml` says, else where the other
    /// operations of the class are, else a module named after the class, which is created if needed.
    pub(super) fn module_for(
        &mut self,
        address: &Address,
        stated: &Attributes,
    ) -> Edited<(String, PathBuf)> {
        let text = |name| stated.get(name).and_then(Value::as_str).unwrap_or_default();
        let (class, tag) = (text(attribute::CONTROLLER), text(attribute::TAG));
        let api = address.api;
        if let Some(module) = self.map.module(api, class, tag) {
            let module = module.to_owned();
            let file = self.open(api, &module, class)?;
            return Ok((module, file));
        }
        let module = match self.siblings(api, class, tag) {
            Some(module) => module,
            None => {
                let name = if class.is_empty() { tag } else { class };
                let snake = name.to_snake_case();
                let words: Vec<&str> =
                    snake.split('_').filter(|word| !EMPTY.contains(word)).collect();
                let name: String = words
                    .join("_")
                    .chars()
                    .filter(|it| it.is_ascii_alphanumeric() || *it == '_')
                    .collect();
                match name.chars().next() {
                    Some(first) if first.is_ascii_lowercase() => name,
                    _ => "other".to_owned(),
                }
            }
        };
        let file = self.open(api, &module, class)?;
        let message = format!("has no module in map.yaml, and goes to `{module}`");
        let help =
            format!("enter `{class}: {module}` under `modules` of map.yaml, or another module");
        self.findings.push(
            Finding::new(FindingKind::Note, Some(Key::Operation(address.clone())), message)
                .needs(Needs::Marker)
                .help(help),
        );
        Ok((module, file))
    }

    /// Returns the module that has most of the operations of a class, or else of a tag.
    fn siblings(&self, api: ApiKind, class: &str, tag: &str) -> Option<String> {
        for (name, value) in [(attribute::CONTROLLER, class), (attribute::TAG, tag)] {
            let mut modules: BTreeMap<&str, usize> = BTreeMap::new();
            for (key, attributes) in &self.theirs.facts.entries {
                if let Key::Operation(address) = key
                    && address.api == api
                    && !value.is_empty()
                    && attributes.get(name).is_some_and(|it| it == value)
                    && let Some((_, module)) = self.ours.modules.get(address)
                {
                    *modules.entry(module).or_default() += 1;
                }
            }
            if let Some((module, _)) = modules.into_iter().max_by_key(|(_, count)| *count) {
                return Some(module.to_owned());
            }
        }
        None
    }

    /// Returns the file of a module, which is created if it is missing.
    fn open(&mut self, api: ApiKind, module: &str, class: &str) -> Edited<PathBuf> {
        let file = PathBuf::from(format!("{api}/{module}.yaml"));
        if self.tree.has(&file) {
            return Ok(file);
        }
        let comment = marker(&format!(
            "the class `{class}` is new: choose the module of its operations, and describe it"
        ));
        let comment: String = comment.iter().map(|line| format!("# {line}\n")).collect();
        self.tree.create(
            &file,
            format!(
                "openapi: \"3.1.0\"\n{comment}info:\n  title: {TODO}\n  version: \"3.0.0\"\n  \
                 description: {TODO}\n\ntags:\n  - name: {module}\n    description: {TODO}\n\n\
                 paths: {{}}\n"
            ),
        );
        let list: Vec<String> = vec!["x-modules".to_owned(), api.to_string()];
        self.tree.push(COMMON.as_ref(), &list, &Node::from(module), "")?;
        Ok(file)
    }
}
