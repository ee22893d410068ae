//! Types: what a schema states about the values that are valid.

use serde_json::Value;

use super::super::node::{Entries, Node};
use super::super::place::Place;
use super::shape::{Property, Shape, one_of, sorted};
use super::{DEEPEST, Reader, is_empty};
use crate::document::{closest, did_you_mean};

/// The kinds of value; `file` is one of Swagger 2 that documents keep using.
const KINDS: [&str; 8] =
    ["string", "integer", "number", "boolean", "array", "object", "null", "file"];

impl Reader<'_> {
    /// Reads a schema.
    pub(super) fn schema(&mut self, node: &Node, place: &Place) -> Shape {
        if !self.spend(1, place) {
            return Shape::default();
        }
        if self.depth >= DEEPEST {
            let message = format!("schemas are nested more than {DEEPEST} levels deep");
            let help = "give inner schemas a name, and refer to them by it";
            self.fail("limit", place, message, help);
            return Shape::default();
        }
        self.depth += 1;
        let shape = self.schema_here(node, place);
        self.depth -= 1;
        shape
    }

    fn schema_here(&mut self, node: &Node, place: &Place) -> Shape {
        let entries = match node {
            Node::Map(entries) => entries,
            Node::Null | Node::Bool(true) => return Shape::default(),
            Node::Bool(false) => {
                self.remark("a schema that no value fits counts as any value");
                return Shape::default();
            }
            other => {
                self.wrong(place, "schema", other, "a schema, such as `{ type: string }`");
                return Shape::default();
            }
        };
        self.keywords(node);
        let mut shape = self.annotations(node, place);
        if let Some(reference) = node.get("$ref") {
            let target = self.schema_reference(reference, place);
            self.beside_reference(entries, node, place, &mut shape);
            shape.join(target);
            return shape;
        }
        let structure = self.structure(node, place);
        shape.join(structure);
        let parts = self.parts(node, place);
        self.combined(shape, parts)
    }

    /// Reads the parts of `allOf`.
    fn parts(&mut self, node: &Node, place: &Place) -> Vec<Shape> {
        let all_of = self.list(node, "allOf", place);
        let place = place.at("allOf");
        let parts = all_of.iter().enumerate();
        parts.map(|(index, part)| self.schema(part, &place.at(index.to_string()))).collect()
    }

    /// Adds what stands beside a reference.
    fn beside_reference(
        &mut self,
        entries: &Entries,
        node: &Node,
        place: &Place,
        shape: &mut Shape,
    ) {
        let kinds = self.kinds(node, place);
        shape.is_nullable |= kinds.iter().any(|kind| kind == "null");
        self.facets(node, place, &kinds, shape);
        for key in ["allOf", "oneOf", "anyOf", "properties", "items", "enum", "const"] {
            if entries.get(key).is_some_and(|value| !is_empty(value)) {
                self.remark(format!("`{key}` beside a reference is ignored"));
            }
        }
    }

    /// Combines what a schema states itself with the parts of its `allOf`.
    pub(super) fn combined(&mut self, mut shape: Shape, parts: Vec<Shape>) -> Shape {
        let (bare, mut types): (Vec<Shape>, Vec<Shape>) =
            parts.into_iter().partition(Shape::is_bare);
        for part in bare {
            shape.join(part);
        }
        let repeats_object = shape.ty.as_deref() == Some("object") && shape.properties.is_empty();
        if repeats_object && !types.is_empty() {
            shape.ty = None;
        }
        if !shape.is_bare() && !types.is_empty() {
            let Shape { ty, values, properties, branches, .. } = &mut shape;
            let own = Shape {
                ty: ty.take(),
                values: values.take(),
                properties: std::mem::take(properties),
                branches: branches.take(),
                ..Shape::default()
            };
            types.insert(0, own);
        }
        let mut notations: Vec<String> = types.iter().filter_map(|it| it.ty.clone()).collect();
        notations.sort();
        notations.dedup();
        for part in types {
            shape.join(part);
        }
        if notations.len() > 1 {
            self.remark("a combination of schemas (`allOf`) has no name");
            shape.ty = Some(format!("allOf<{}>", notations.join(", ")));
            shape.branches = None;
        }
        shape
    }

    /// Reads type, values, branches, properties and items.
    fn structure(&mut self, node: &Node, place: &Place) -> Shape {
        let kinds = self.kinds(node, place);
        let mut shape =
            Shape { is_nullable: kinds.iter().any(|kind| kind == "null"), ..Shape::default() };
        self.facets(node, place, &kinds, &mut shape);
        self.values(node, place, &kinds, &mut shape);
        let has_branches = ["oneOf", "anyOf"].iter().any(|key| node.get(key).is_some());
        if has_branches && self.branches(node, place, &mut shape) {
            if node.get("properties").is_some_and(|it| !is_empty(it)) {
                self.remark("properties beside `oneOf` or `anyOf` count as those of an object");
                self.properties(node, place, &mut shape);
            }
            return shape;
        }
        let mut types = Vec::new();
        for kind in kinds.iter().filter(|kind| *kind != "null") {
            types.push(match kind.as_str() {
                "string" if is_file(node) => "file".to_owned(),
                "array" => self.array(node, place, &mut shape),
                "object" => self.object(node, place, &mut shape),
                kind => kind.to_owned(),
            });
        }
        let states = |key: &str| node.get(key).is_some_and(|it| !is_empty(it));
        if kinds.is_empty() {
            if states("properties") || node.get("additionalProperties").is_some() {
                types.push(self.object(node, place, &mut shape));
            } else if node.get("items").is_some() {
                types.push(self.array(node, place, &mut shape));
            } else if let Some(values) = &shape.values {
                types.push(kind_of(values));
            }
        } else if types.is_empty() {
            types.push("any".to_owned());
        } else if states("properties") && !kinds.iter().any(|kind| kind == "object") {
            self.remark("`properties` of a value that is not an object are ignored");
        }
        shape.ty = (!types.is_empty()).then(|| one_of(types));
        shape
    }

    /// Returns the kinds of value under `type`.
    fn kinds(&mut self, node: &Node, place: &Place) -> Vec<String> {
        let mut kinds = Vec::new();
        for kind in self.texts(node, "type", place) {
            let lower = kind.trim().to_ascii_lowercase();
            if !KINDS.contains(&lower.as_str()) {
                let message = format!("unknown type `{kind}`");
                let help = did_you_mean(
                    closest(&lower, KINDS),
                    "write a type of OpenAPI: string, integer, number, boolean, array or object",
                );
                self.fail("unknown-type", &place.at("type"), message, help);
                continue;
            }
            if lower != kind {
                self.remark(format!("the type `{kind}` counts as `{lower}`"));
            }
            if !kinds.contains(&lower) {
                kinds.push(lower);
            }
        }
        // `type: null` without quotes in YAML.
        if kinds.is_empty() && node.entries().is_some_and(|it| it.get("type") == Some(&Node::Null))
        {
            kinds.push("null".to_owned());
        }
        kinds
    }

    /// Reads `enum` and `const`.
    fn values(&mut self, node: &Node, place: &Place, kinds: &[String], shape: &mut Shape) {
        let single;
        let values = match (node.get("enum"), node.get("const")) {
            (Some(Node::List(values)), _) => values.as_slice(),
            (Some(value), _) => {
                return self.wrong(&place.at("enum"), "enum", value, "a list of values");
            }
            (None, Some(value)) => {
                single = [value.clone()];
                &single
            }
            (None, None) => return,
        };
        self.spend(values.len(), place);
        shape.is_nullable |= values.contains(&Node::Null);
        if let Some(value) = values.iter().find(|it| matches!(it, Node::List(_) | Node::Map(_))) {
            return self.wrong(&place.at("enum"), "enum", value, "strings or numbers");
        }
        let is_text = kinds.iter().any(|kind| kind == "string")
            && !kinds.iter().any(|kind| matches!(kind.as_str(), "integer" | "number" | "boolean"));
        let mut all = Vec::new();
        for value in values {
            match value {
                Node::Bool(_) | Node::Number(_) if is_text => {
                    self.remark("enum values of a string are not strings, and count as strings");
                    all.extend(value.text().map(Value::String));
                }
                value => all.push(value.value()),
            }
        }
        self.value_texts(node, values, shape);
        let all = sorted(all);
        shape.values = (!all.is_empty()).then_some(all);
    }

    fn array(&mut self, node: &Node, place: &Place, shape: &mut Shape) -> String {
        let items = match node.get("items") {
            None => {
                self.remark("the type of the items of a list is missing");
                return "array<any>".to_owned();
            }
            Some(items @ Node::List(_)) => {
                if !is_empty(items) {
                    self.remark("items with a type each count as any value");
                }
                return "array<any>".to_owned();
            }
            Some(items) => items,
        };
        let mut items = self.inside("[]", |reader| reader.schema(items, &place.at("items")));
        shape.absorb(&items);
        shape.enclose("[]", std::mem::take(&mut items.properties));
        let notation = items.notation();
        shape.text.join(items.text);
        format!("array<{notation}>")
    }

    fn object(&mut self, node: &Node, place: &Place, shape: &mut Shape) -> String {
        self.properties(node, place, shape);
        let place = place.at("additionalProperties");
        let has_properties = node.get("properties").is_some_and(|it| !is_empty(it));
        match node.get("additionalProperties") {
            Some(Node::Bool(false)) => self.remark("`additionalProperties: false` is not imported"),
            Some(Node::Map(entries)) if has_properties => {
                if !entries.is_empty() {
                    self.remark("the type of further properties of an object is not imported");
                }
            }
            Some(values @ Node::Map(_)) => {
                let mut values = self.inside("{}", |reader| reader.schema(values, &place));
                shape.absorb(&values);
                shape.enclose("{}", std::mem::take(&mut values.properties));
                let notation = values.notation();
                shape.text.join(values.text);
                return format!("map<{notation}>");
            }
            None | Some(Node::Bool(true)) => {}
            Some(other) => {
                self.wrong(&place, "additionalProperties", other, "a schema, `true` or `false`");
            }
        }
        "object".to_owned()
    }

    fn properties(&mut self, node: &Node, place: &Place, shape: &mut Shape) {
        let required = match node.get("required") {
            // The form of an old draft, at the property itself.
            Some(Node::Bool(_) | Node::Text(_)) if node.get("properties").is_none() => Vec::new(),
            _ => self.texts(node, "required", place),
        };
        let properties: Vec<_> = self.map_of(node, "properties", place).collect();
        let place = place.at("properties");
        for (name, property) in &properties {
            let mut inner = self.inside(name, |reader| reader.schema(property, &place.at(*name)));
            let nested = std::mem::take(&mut inner.properties);
            let is_required =
                required.contains(name) || self.own_required(property, &place.at(*name));
            let path = vec![(*name).clone()];
            shape.properties.push(Property { path, is_required, shape: inner });
            shape.enclose(name, nested);
        }
        for name in &required {
            if !properties.iter().any(|(known, _)| *known == name) {
                let known = properties.iter().map(|(name, _)| name.as_str());
                let help = did_you_mean(closest(name, known), "it is ignored");
                self.note(format!("`required` names `{name}`, which is not a property; {help}"));
            }
        }
    }

    /// Returns whether a property states `required: true` itself, as in an old draft.
    fn own_required(&mut self, property: &Node, place: &Place) -> bool {
        let is_flag = match property.get("required") {
            Some(Node::Bool(_)) => true,
            Some(Node::Text(text)) => {
                property.get("properties").is_none() && matches!(text.as_str(), "true" | "false")
            }
            _ => false,
        };
        is_flag && self.flag(property, "required", place) && {
            self.remark("`required: true` at a property counts for the object around it");
            true
        }
    }
}

/// Returns whether a string is the content of a file.
fn is_file(node: &Node) -> bool {
    matches!(node.get("format"), Some(Node::Text(format)) if format == "binary")
        || node.get("contentMediaType").is_some() && node.get("contentEncoding").is_none()
}

/// Returns the type of enum values.
fn kind_of(values: &[Value]) -> String {
    let kind = |value: &Value| match value {
        Value::String(_) => "string",
        Value::Bool(_) => "boolean",
        value if value.is_i64() || value.is_u64() => "integer",
        _ => "number",
    };
    one_of(values.iter().map(|value| kind(value).to_owned()).collect())
}
