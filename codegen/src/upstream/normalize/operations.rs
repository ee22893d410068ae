//! Operations.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::super::node::Node;
use super::super::parse::METHODS;
use super::super::place::Place;
use super::super::{Text, Upstream};
use super::names::split;
use super::{Reader, is_empty};
use crate::facts::{Address, Attributes, Key, attribute};

const OF_OPERATION: [&str; 10] = [
    "operationId",
    "summary",
    "description",
    "tags",
    "deprecated",
    "security",
    "parameters",
    "requestBody",
    "responses",
    "externalDocs",
];
const OF_PATH: [&str; 5] = ["$ref", "summary", "description", "parameters", "servers"];

impl<'a> Reader<'a> {
    /// Adds all operations.
    pub(super) fn operations(&mut self) {
        let document = self.document;
        let root = Place::default();
        // Operations by their address, to see two paths that are the same.
        let mut ids = BTreeMap::new();
        for (path, item) in self.map_of(&document.root, "paths", &root) {
            if !path.starts_with("x-") && self.spend(1, &root) {
                self.path(path, item, &root.within(["paths", path]), &mut ids);
            }
        }
        self.duplicate_names(&ids);
        self.subject = None;
    }

    fn path(
        &mut self,
        path: &str,
        item: &'a Node,
        place: &Place,
        ids: &mut BTreeMap<Address, String>,
    ) {
        if !path.starts_with('/') || path.contains(['?', '#']) {
            let message = format!("`{path}` is not a path");
            let help = "write a path that begins with `/`, without a query";
            return self.fail("bad-path", place, message, help);
        }
        if item.entries().is_none() {
            if !is_empty(item) {
                self.wrong(place, path, item, "a mapping of operations");
            }
            return;
        }
        let Some(shared) = self.follow(item, place) else { return };
        let mut levels = vec![(item, place.clone())];
        if item.get("$ref").is_some() {
            levels.push((shared.node, shared.place));
        }
        for (node, place) in &levels {
            let known: Vec<&str> = OF_PATH.into_iter().chain(METHODS).collect();
            let entries = node.entries().into_iter().flatten();
            for (key, value) in entries {
                let lower = key.to_ascii_lowercase();
                if !METHODS.contains(&lower.as_str()) {
                    self.unknown_key_of_path(key, value, &known);
                    continue;
                }
                let address = Address {
                    api: self.upstream.api,
                    path: path.to_owned(),
                    method: key.to_ascii_uppercase(),
                };
                // What stands beside a reference takes precedence.
                if let Entry::Vacant(entry) = ids.entry(address) {
                    let shared = levels.iter().find(|(it, _)| it.get("parameters").is_some());
                    let shared = shared.map_or((*node, place), |(node, place)| (*node, place));
                    let id = self.operation(entry.key().clone(), value, &place.at(key), shared);
                    entry.insert(id);
                }
            }
        }
    }

    fn unknown_key_of_path(&mut self, key: &str, value: &Node, known: &[&str]) {
        self.subject = None;
        let entry = std::iter::once((key.to_owned(), value.clone())).collect();
        self.unknown_keys(&Node::Map(Box::new(entry)), known, "in a path item");
        if key == "servers" && !is_empty(value) {
            self.remark("`servers` of a path are not imported");
        }
    }

    /// Adds an operation with everything that belongs to it; returns its id in the document.
    fn operation(
        &mut self,
        address: Address,
        node: &'a Node,
        place: &Place,
        shared: (&'a Node, &Place),
    ) -> String {
        let key = Key::Operation(address.clone());
        self.subject = Some(key.clone());
        self.spend(1, place);
        if node.entries().is_none() {
            self.wrong(place, &address.method, node, "an operation");
            return String::new();
        }
        for dropped in ["callbacks", "servers"] {
            if node.get(dropped).is_some_and(|it| !is_empty(it)) {
                self.note(format!("`{dropped}` of an operation are not imported"));
            }
        }
        let known: Vec<&str> = OF_OPERATION.into_iter().chain(["callbacks", "servers"]).collect();
        self.unknown_keys(node, &known, "in an operation");
        let mut attributes = Attributes::new();
        let mut set = |name: &str, value: serde_json::Value| {
            attributes.insert(name.to_owned(), value);
        };
        let id = self.text(node, "operationId", place).map(|id| id.trim().to_owned());
        if let (Some(class), _) = split(id.as_deref().unwrap_or_default()) {
            set(attribute::CONTROLLER, class.into());
        }
        let name = self.operation_name(id.as_deref().unwrap_or_default(), &address);
        if name.is_empty() {
            self.note(format!(
                "the operation has no `operationId`; name `\"{address}\"` in `upstream/map.yaml`"
            ));
        } else {
            set(attribute::ID, name.into());
        }
        // The order of tags is not a fact.
        if let Some(tag) = self.texts(node, "tags", place).into_iter().max() {
            set(attribute::TAG, tag.into());
        }
        if let Some(security) = self.security(node, place) {
            set(attribute::SECURITY, security);
        }
        if self.flag(node, "deprecated", place) {
            set(attribute::DEPRECATED, true.into());
        }
        if self.is_hidden(node, place) {
            set(attribute::HIDDEN, true.into());
        }
        let text = Text {
            summary: self.text(node, "summary", place),
            description: self.text(node, "description", place),
            ..Text::default()
        };
        self.add(key, attributes, text, None);
        self.parameters([shared, (node, place)], &address);
        self.body(node, &address, place);
        self.response(node, &address, place);
        id.unwrap_or_default()
    }
}

impl Upstream {
    /// Returns the number of operations.
    pub fn operations(&self) -> usize {
        self.facts.entries.keys().filter(|key| matches!(key, Key::Operation(_))).count()
    }
}
