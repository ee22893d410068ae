//! Texts, flags, defaults, formats and limits of schemas.

use serde_json::Value;

use super::super::Text;
use super::super::node::Node;
use super::super::place::Place;
use super::Reader;
use super::keywords::VALUE_TEXTS;
use super::shape::Shape;
use crate::facts::attribute;

impl Reader<'_> {
    /// Reads what a schema states apart from its type.
    pub(super) fn annotations(&mut self, node: &Node, place: &Place) -> Shape {
        let mut shape = Shape {
            is_nullable: self.flag(node, "nullable", place),
            is_deprecated: self.flag(node, "deprecated", place),
            is_hidden: self.is_hidden(node, place),
            text: Text {
                summary: self.text(node, "title", place),
                description: self.text(node, "description", place),
                values: Default::default(),
            },
            example: example(node),
            ..Shape::default()
        };
        if let Some(default) = node.get("default") {
            shape.set(attribute::DEFAULT, default.value());
        }
        let bytes = shape.text.description.as_ref().map_or(0, String::len);
        self.spend(bytes / 100, place);
        shape
    }

    /// Reads format and limits.
    pub(super) fn facets(
        &mut self,
        node: &Node,
        place: &Place,
        kinds: &[String],
        shape: &mut Shape,
    ) {
        let is_number = kinds.iter().any(|kind| matches!(kind.as_str(), "integer" | "number"));
        let is_integer = kinds.iter().any(|kind| kind == "integer");
        for name in attribute::LIMITS {
            if let Some(limit) = self.limit(node, name, place) {
                shape.set(name, limit);
            }
        }
        for (exclusive, name, step) in
            [("exclusiveMinimum", "minimum", 1), ("exclusiveMaximum", "maximum", -1)]
        {
            let limit = match node.get(exclusive) {
                None | Some(Node::Bool(false)) => continue,
                // The form of OpenAPI 3.0 changes the limit beside it.
                Some(Node::Bool(true)) => shape.facets.get(name).cloned(),
                Some(_) => self.limit(node, exclusive, place),
            };
            let Some(limit) = limit else { continue };
            match limit.as_i64().filter(|_| is_integer).and_then(|it| it.checked_add(step)) {
                Some(limit) => drop(shape.facets.insert(name, limit.into())),
                None => {
                    shape.facets.insert(name, limit);
                    self.remark(format!("`{exclusive}` counts as `{name}`"));
                }
            }
        }
        let encoding = self.text(node, "contentEncoding", place);
        let base64 = encoding.filter(|it| it == "base64").map(|_| "byte".to_owned());
        let format = self.text(node, "format", place).or(base64).filter(|_| !is_number);
        if let Some(format) = format.filter(|format| format != "binary") {
            shape.set(attribute::FORMAT, format.into());
        }
    }

    /// Reads a limit. Numbers in quotes are accepted.
    fn limit(&mut self, node: &Node, key: &str, place: &Place) -> Option<Value> {
        let value = node.get(key)?;
        let number = match value {
            Node::Number(_) => value.value(),
            Node::Text(text) => match serde_json::from_str(text.trim()) {
                Ok(number @ Value::Number(_)) => {
                    self.remark(format!("`{key}` is a string and counts as a number"));
                    number
                }
                _ => Value::Null,
            },
            _ => Value::Null,
        };
        let is_count = key.ends_with("Length") || key.ends_with("Items");
        if !number.is_number() || is_count && number.as_u64().is_none() {
            self.wrong(&place.at(key), key, value, if is_count { "a count" } else { "a number" });
            return None;
        }
        Some(number)
    }

    /// Reads the texts of enum values.
    pub(super) fn value_texts(&mut self, node: &Node, values: &[Node], shape: &mut Shape) {
        let texts = &mut shape.text.values;
        match VALUE_TEXTS.iter().find_map(|key| node.get(key)) {
            Some(Node::Map(entries)) => texts.extend(
                entries.iter().filter_map(|(value, text)| Some((value.clone(), text.text()?))),
            ),
            Some(Node::List(items)) => texts.extend(
                values
                    .iter()
                    .zip(items)
                    .filter_map(|(value, it)| Some((value.text()?, it.text()?))),
            ),
            _ => {}
        }
    }
}

/// Returns the texts of values that a description lists one a line, as in ``- `user_id`: …``.
pub(super) fn listed(description: &str, values: &[Value]) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for line in description.lines() {
        let line = line.trim().trim_start_matches(['-', '*', ' ']);
        let (value, text) = match line.strip_prefix('`').and_then(|it| it.split_once('`')) {
            Some((value, rest)) => match rest.trim_start().strip_prefix([':', '：']) {
                Some(text) => (value, text),
                None => continue,
            },
            None => match line.split_once([':', '：']) {
                Some((value, text)) => (value.trim(), text),
                None => continue,
            },
        };
        let is_value = values.iter().any(|it| match it {
            Value::String(text) => text == value,
            other => {
                let written = other.to_string();
                written == value
            }
        });
        if is_value && !text.trim().is_empty() {
            found.push((value.to_owned(), text.trim().to_owned()));
        }
    }
    found
}

/// Returns the example of a schema, a parameter or a content.
pub(super) fn example(node: &Node) -> Option<Value> {
    if let Some(example) = node.get("example") {
        return Some(example.value());
    }
    match node.get("examples")? {
        Node::List(items) => items.first().map(Node::value),
        Node::Map(entries) => {
            let values: Vec<Value> = entries
                .values()
                .map(|example| example.get("value").unwrap_or(example).value())
                .collect();
            match values.as_slice() {
                [] => None,
                [only] => Some(only.clone()),
                _ => Some(Value::Array(values)),
            }
        }
        _ => None,
    }
}
