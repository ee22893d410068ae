//! Keywords: which are known, which facts cannot express, and values that are written in other ways.

use super::super::node::Node;
use super::super::place::Place;
use super::{Reader, is_empty};
use crate::document::{closest, did_you_mean};

/// Extensions of the vendor that state nothing for the spec: samples of code, presentation, and
/// headers and marks that the SDK has of its own.
const PRESENTATION: [&str; 14] = [
    "x-authing-code-samples",
    "x-authing-app-id",
    "x-authing-userpool-id",
    "x-authing-app-tenant-id",
    "x-authing-signin-api",
    "x-authing-token",
    "x-authing-webhook-secret",
    "x-tagGroups",
    "x-displayName",
    "x-logo",
    "x-meta",
    "x-servers",
    "x-enum-varnames",
    "x-example",
];

/// Extensions that are read.
pub(super) const HIDDEN: [&str; 2] = ["x-authing-hidden-from-sdk", "x-hidden"];
pub(super) const VALUE_TEXTS: [&str; 3] =
    ["x-enum-descriptions", "x-enumDescriptions", "x-enum-description"];

/// Keywords of schemas that are read.
const READ: [&str; 31] = [
    "$ref",
    "type",
    "format",
    "title",
    "description",
    "default",
    "example",
    "examples",
    "enum",
    "const",
    "properties",
    "required",
    "items",
    "allOf",
    "oneOf",
    "anyOf",
    "nullable",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "deprecated",
    "additionalProperties",
    "contentMediaType",
    "contentEncoding",
    // Neither has a meaning for a client.
    "uniqueItems",
    "$comment",
];

/// Keywords of schemas that facts cannot express.
const NOT_EXPRESSED: [&str; 31] = [
    "multipleOf",
    "pattern",
    "readOnly",
    "writeOnly",
    "not",
    "minProperties",
    "maxProperties",
    "discriminator",
    "xml",
    "externalDocs",
    "prefixItems",
    "additionalItems",
    "contains",
    "minContains",
    "maxContains",
    "patternProperties",
    "propertyNames",
    "dependentRequired",
    "dependentSchemas",
    "dependencies",
    "if",
    "then",
    "else",
    "unevaluatedProperties",
    "unevaluatedItems",
    "contentSchema",
    "$defs",
    "definitions",
    "$schema",
    "$id",
    "$anchor",
];

impl Reader<'_> {
    /// Adds remarks on keywords of a schema that are not read.
    pub(super) fn keywords(&mut self, node: &Node) {
        for (key, value) in node.entries().into_iter().flatten() {
            if READ.contains(&key.as_str()) {
                continue;
            }
            // `readOnly: false` states nothing.
            if NOT_EXPRESSED.contains(&key.as_str()) {
                if !is_empty(value) && *value != Node::Bool(false) {
                    self.remark(format!("`{key}` is not imported"));
                }
            } else if !self.extension(key) {
                self.unknown(key, READ.iter().chain(&NOT_EXPRESSED), "in a schema");
            }
        }
    }

    /// Adds remarks on keys that are not known.
    pub(super) fn unknown_keys(&mut self, node: &Node, known: &[&str], at: &str) {
        for (key, value) in node.entries().into_iter().flatten() {
            if !known.contains(&key.as_str()) && !self.extension(key) && !is_empty(value) {
                self.unknown(key, known, at);
            }
        }
    }

    fn unknown<'k>(&mut self, key: &str, known: impl IntoIterator<Item = &'k &'k str>, at: &str) {
        let known = known.into_iter().copied();
        let help = did_you_mean(closest(key, known), "it is ignored");
        self.remark(format!("unknown key `{key}` {at}; {help}"));
    }

    /// Returns whether a key is an extension; adds a remark if its meaning is not known.
    fn extension(&mut self, key: &str) -> bool {
        let is_extension = key.starts_with("x-");
        let is_known = [&PRESENTATION[..], &HIDDEN, &VALUE_TEXTS].concat().contains(&key);
        if is_extension && !is_known {
            self.remark(format!("unknown extension `{key}` is ignored"));
        }
        is_extension
    }

    /// Returns a flag. Text that leaves no doubt is accepted.
    pub(super) fn flag(&mut self, node: &Node, key: &str, place: &Place) -> bool {
        let Some(value) = node.get(key) else { return false };
        let read = match value {
            Node::Bool(value) => return *value,
            Node::Text(text) => match text.trim().to_ascii_lowercase().as_str() {
                "true" => Some(true),
                "false" | "" => Some(false),
                _ => None,
            },
            _ => None,
        };
        match read {
            Some(flag) => self.remark(format!("`{key}` is a string and counts as `{flag}`")),
            None => self.wrong(&place.at(key), key, value, "`true` or `false`"),
        }
        read.unwrap_or_default()
    }

    /// Returns whether a thing is left out of the vendor's SDKs.
    pub(super) fn is_hidden(&mut self, node: &Node, place: &Place) -> bool {
        HIDDEN.iter().any(|key| node.get(key).is_some() && self.flag(node, key, place))
    }

    /// Returns a text; numbers and booleans are accepted.
    pub(super) fn text(&mut self, node: &Node, key: &str, place: &Place) -> Option<String> {
        let value = node.get(key)?;
        let text = value.text();
        if text.is_none() && !is_empty(value) {
            self.wrong(&place.at(key), key, value, "a string");
        }
        text.filter(|text| !text.trim().is_empty())
    }

    /// Returns a list of texts; a single text is accepted as a list of one.
    pub(super) fn texts(&mut self, node: &Node, key: &str, place: &Place) -> Vec<String> {
        let value = match node.get(key) {
            None => return Vec::new(),
            Some(value) if is_empty(value) => return Vec::new(),
            Some(value) => value,
        };
        let place = place.at(key);
        let Node::List(items) = value else {
            if let Node::Text(text) = value {
                if key != "type" {
                    self.remark(format!("`{key}` is a string and counts as a list of one"));
                }
                return vec![text.clone()];
            }
            self.wrong(&place, key, value, "a list");
            return Vec::new();
        };
        let mut texts = Vec::new();
        for (index, item) in items.iter().enumerate() {
            match item.text() {
                Some(text) => texts.push(text),
                None => self.wrong(&place.at(index.to_string()), key, item, "a list of strings"),
            }
        }
        texts
    }

    /// Returns the items of a list; nothing if it is missing or states nothing.
    pub(super) fn list<'n>(&mut self, node: &'n Node, key: &str, place: &Place) -> &'n [Node] {
        match node.get(key) {
            Some(Node::List(items)) => items,
            Some(value) if !is_empty(value) => {
                self.wrong(&place.at(key), key, value, "a list");
                &[]
            }
            _ => &[],
        }
    }

    /// Returns a mapping with its entries; nothing if it is missing or states nothing.
    pub(super) fn map_of<'n>(
        &mut self,
        node: &'n Node,
        key: &str,
        place: &Place,
    ) -> impl Iterator<Item = (&'n String, &'n Node)> + use<'n> {
        let value = node.get(key);
        if let Some(value) = value.filter(|it| it.entries().is_none() && !is_empty(it)) {
            self.wrong(&place.at(key), key, value, "a mapping");
        }
        value.and_then(Node::entries).into_iter().flatten()
    }
}
