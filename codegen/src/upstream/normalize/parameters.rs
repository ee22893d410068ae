//! Parameters.

use indexmap::IndexMap;

use super::super::node::{Entries, Node};
use super::super::place::Place;
use super::facets::example;
use super::{Reader, is_empty};
use crate::document::{closest, did_you_mean};
use crate::facts::{Address, Key, Location, attribute};

/// Keywords of schemas that documents also have beside the schema of a parameter.
const BESIDE_SCHEMA: [&str; 18] = [
    "type",
    "format",
    "enum",
    "const",
    "default",
    "nullable",
    "items",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "pattern",
    "title",
    "uniqueItems",
];

/// Keywords of parameters that say how it is serialized, with their usual values.
const SERIALIZATION: [(&str, &[&str]); 4] = [
    ("style", &["form", "simple"]),
    ("explode", &[]),
    ("allowReserved", &["false"]),
    ("allowEmptyValue", &["false", "true"]),
];

/// Headers that OpenAPI says to ignore.
const IGNORED_HEADERS: [&str; 3] = ["accept", "content-type", "authorization"];

/// Location and name, and the parameter with its place.
type Parameters<'a> = IndexMap<(Location, String), (&'a Node, Place)>;

impl<'a> Reader<'a> {
    /// Adds the parameters of an operation; those of its path item apply unless it has its own.
    pub(super) fn parameters(&mut self, levels: [(&'a Node, &Place); 2], address: &Address) {
        let mut all: Parameters<'a> = IndexMap::new();
        for (node, place) in levels {
            let own = self.level(node, place, address);
            for (key, parameter) in own {
                all.insert(key, parameter);
            }
        }
        for ((location, name), (node, place)) in all {
            self.parameter(Key::Parameter(address.clone(), location, name), node, &place);
        }
        for name in placeholders(&address.path) {
            let key = Key::Parameter(address.clone(), Location::Path, name.to_owned());
            if !self.upstream.facts.entries.contains_key(&key) {
                self.subject = Some(Key::Operation(address.clone()));
                self.note(format!("the path has `{{{name}}}`, which is not a parameter"));
            }
        }
    }

    /// Returns the parameters of a path item or of an operation.
    fn level(&mut self, node: &'a Node, place: &Place, address: &Address) -> Parameters<'a> {
        let place = place.at("parameters");
        let listed: Vec<(String, &'a Node)> = match node.get("parameters") {
            None => return Parameters::new(),
            Some(list) if is_empty(list) => return Parameters::new(),
            Some(Node::List(items)) => {
                items.iter().enumerate().map(|(index, item)| (index.to_string(), item)).collect()
            }
            Some(Node::Map(entries)) if entries.values().all(|it| it.get("in").is_some()) => {
                self.remark("`parameters` is a mapping and counts as a list");
                entries.iter().map(|(name, item)| (name.clone(), item)).collect()
            }
            Some(other) => {
                self.wrong(&place, "parameters", other, "a list");
                return Parameters::new();
            }
        };
        let mut parameters = Parameters::new();
        for (token, item) in listed {
            let Some(target) = self.follow(item, &place.at(token)) else { continue };
            if is_empty(target.node) {
                continue;
            }
            if target.node.entries().is_none() {
                self.wrong(&target.place, "parameter", target.node, "a mapping with `name`");
                continue;
            }
            let Some(name) = self.text(target.node, "name", &target.place) else {
                let help = "name the parameter";
                self.fail("bad-value", &target.place, "a parameter has no `name`", help);
                continue;
            };
            let Some(location) = self.location(&target.place, target.node, &name, address) else {
                continue;
            };
            let is_ignored = location == Location::Header
                && IGNORED_HEADERS.contains(&name.to_ascii_lowercase().as_str());
            if is_ignored {
                self.remark(format!("the header `{name}` is not a parameter"));
                continue;
            }
            let key = (location, name);
            match parameters.get(&key) {
                Some((first, _)) if *first != target.node => {
                    let (location, name) = key;
                    let message = format!("two parameters are called `{name}` in the {location}");
                    let help = "remove one of them, after comparing what they state";
                    self.fail("duplicate-parameter", &target.place, message, help);
                }
                Some(_) => {}
                None => drop(parameters.insert(key, (target.node, target.place))),
            }
        }
        parameters
    }

    /// Returns the location of a parameter.
    fn location(
        &mut self,
        place: &Place,
        node: &Node,
        name: &str,
        address: &Address,
    ) -> Option<Location> {
        const KNOWN: [&str; 4] = ["path", "query", "header", "cookie"];
        let Some(text) = self.text(node, "in", place) else {
            if placeholders(&address.path).any(|it| it == name) {
                self.remark("a parameter without `in` is in the path");
                return Some(Location::Path);
            }
            let message = format!("the parameter `{name}` has no `in`");
            self.fail("bad-value", place, message, "add `in: query` or another location");
            return None;
        };
        let lower = text.trim().to_ascii_lowercase();
        match lower.as_str() {
            "path" => Some(Location::Path),
            "query" => Some(Location::Query),
            "header" => Some(Location::Header),
            "cookie" => {
                self.subject = Some(Key::Operation(address.clone()));
                self.note(format!("the cookie `{name}` is not imported"));
                None
            }
            "body" | "formdata" => {
                let message = format!("the parameter `{name}` is in the {text}, as in Swagger 2");
                self.fail("bad-value", &place.at("in"), message, "write a `requestBody` instead");
                None
            }
            _ => {
                let message = format!("a parameter cannot be in `{text}`");
                let help = did_you_mean(closest(&lower, KNOWN), "write `path` or `query`");
                self.fail("bad-value", &place.at("in"), message, help);
                None
            }
        }
    }

    fn parameter(&mut self, key: Key, node: &'a Node, place: &Place) {
        self.subject = Some(key.clone());
        self.parameter_keys(node);
        let is_path = matches!(key, Key::Parameter(_, Location::Path, _));
        let is_required = self.flag(node, "required", place) || is_path;
        let (schema, at) = self.parameter_schema(node, place);
        let beside: Vec<(&String, &Node)> = node.entries().into_iter().flatten().collect();
        let beside = beside
            .into_iter()
            .filter(|(key, value)| BESIDE_SCHEMA.contains(&key.as_str()) && **value != Node::Null);
        let beside: Vec<_> = beside.collect();
        let mut shape = if beside.is_empty() {
            schema.map(|schema| self.schema(schema, &at)).unwrap_or_default()
        } else {
            // Keywords of the schema itself take precedence.
            let mut entries = match schema {
                Some(Node::Map(entries)) => (**entries).clone(),
                _ => Entries::new(),
            };
            if !self.spend(entries.len(), place) {
                return;
            }
            for (key, value) in beside {
                if entries.get(key).is_some_and(|it| it != value) {
                    self.note(format!("`{key}` beside the schema differs from that inside"));
                }
                entries.entry(key.clone()).or_insert_with(|| value.clone());
            }
            self.schema(&Node::Map(Box::new(entries)), &at)
        };
        shape.is_deprecated |= self.flag(node, "deprecated", place);
        shape.is_hidden |= self.is_hidden(node, place);
        if !shape.properties.is_empty() {
            let names: Vec<String> = shape.properties.iter().map(|it| it.path.join(".")).collect();
            self.note(format!(
                "an object without a name, with the properties {}",
                names.join(", ")
            ));
        }
        let mut attributes = shape.attributes();
        if is_required {
            attributes.insert(attribute::REQUIRED.to_owned(), true.into());
        }
        if let Some(description) = self.text(node, "description", place) {
            let inner = shape.text.description.replace(description);
            // Descriptions of the schema are usually the same.
            shape.text.description = match (shape.text.description.take(), inner) {
                (Some(outer), Some(inner)) if outer != inner => Some(format!("{outer}\n\n{inner}")),
                (outer, _) => outer,
            };
        }
        let example = example(node).or(shape.example.take());
        self.add(key, attributes, shape.text, example);
    }

    /// Returns the schema of a parameter.
    fn parameter_schema(&mut self, node: &'a Node, place: &Place) -> (Option<&'a Node>, Place) {
        if let Some(schema) = node.get("schema") {
            return (Some(schema), place.at("schema"));
        }
        let content: Vec<_> = self.map_of(node, "content", place).collect();
        let Some((media, content)) = content.first() else { return (None, place.clone()) };
        self.note(format!("the parameter is sent as `{media}`, which is not imported"));
        (content.get("schema"), place.within(["content", media, "schema"]))
    }

    fn parameter_keys(&mut self, node: &Node) {
        let mut known = vec![
            "$ref",
            "name",
            "in",
            "description",
            "required",
            "deprecated",
            "schema",
            "content",
            "example",
            "examples",
        ];
        known.extend(BESIDE_SCHEMA);
        for (key, usual) in SERIALIZATION {
            known.push(key);
            let value = node.get(key).and_then(Node::text);
            if let Some(value) = value.filter(|it| !usual.is_empty() && !usual.contains(&&**it)) {
                self.remark(format!("`{key}: {value}` of a parameter is not imported"));
            }
        }
        if node.get("explode") == Some(&Node::Bool(false)) {
            self.remark("`explode: false` of a parameter is not imported");
        }
        self.unknown_keys(node, &known, "in a parameter");
    }
}

/// Returns the names of the placeholders of a path.
fn placeholders(path: &str) -> impl Iterator<Item = &str> {
    path.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name)
}
