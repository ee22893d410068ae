//! Named schemas.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::super::node::Node;
use super::super::place::Place;
use super::reference::{schema_name, tokens};
use super::shape::{Property, Shape};
use super::{Reader, is_empty};
use crate::facts::{Attributes, Key, attribute};

/// The fields of an envelope. `data` is its payload.
const ENVELOPE: [&str; 5] = ["statusCode", "message", "apiCode", "requestId", "data"];

/// A named schema of the document.
pub(super) struct Named {
    name: String,
    shape: Shape,
}

impl<'a> Reader<'a> {
    /// Reads all named schemas, in the order of the document.
    pub(super) fn named_schemas(&mut self) -> Vec<Named> {
        let document = self.document;
        let schemas = document.root.get("components").and_then(|it| it.get("schemas"));
        let Some(schemas) = schemas.and_then(Node::entries) else { return Vec::new() };
        let root = Place::default().within(["components", "schemas"]);
        let is_enum = |node: &Node| {
            ["enum", "const"].iter().any(|key| node.get(key).is_some()) || has_only_values(node)
        };
        let mut shapes = BTreeMap::new();
        for (name, node) in schemas.iter().filter(|(_, node)| is_enum(node)) {
            let shape = self.within_schema(name, |reader| reader.schema(node, &root.at(name)));
            if shape.values.is_some() && is_scalar(&shape) {
                let mut named = Shape { ty: shape.ty.clone(), ..Shape::default() };
                named.is_nullable = shape.is_nullable;
                named.values.clone_from(&shape.values);
                named.text.values.clone_from(&shape.text.values);
                self.named.insert(name.clone(), named);
            }
            shapes.insert(name.clone(), shape);
        }
        let edges: BTreeMap<&str, Vec<String>> =
            schemas.iter().map(|(name, node)| (name.as_str(), composed_of(node))).collect();
        for name in self.inner_first(&edges, &root) {
            let Some(node) = schemas.get(&name).filter(|_| !shapes.contains_key(&name)) else {
                continue;
            };
            let place = root.at(&name);
            let shape = self.within_schema(&name, |reader| reader.composed(node, &place, &shapes));
            shapes.insert(name, shape);
        }
        let named = schemas
            .keys()
            .filter_map(|name| Some(Named { name: name.clone(), shape: shapes.remove(name)? }));
        named.collect()
    }

    fn within_schema<T>(&mut self, name: &str, run: impl FnOnce(&mut Self) -> T) -> T {
        let ours = self.names.get(name).cloned().unwrap_or_else(|| name.to_owned());
        self.subject = Some(Key::Schema(ours));
        let result = run(self);
        self.subject = None;
        result
    }

    /// Returns the names so that each schema comes after those that it is composed of; reports schemas
    /// that are composed of themselves.
    fn inner_first(&mut self, edges: &BTreeMap<&str, Vec<String>>, root: &Place) -> Vec<String> {
        let mut ordered = Vec::new();
        let mut done: BTreeSet<&str> = BTreeSet::new();
        for start in edges.keys() {
            // Not a recursion: chains can be as long as the document.
            let mut path: Vec<(&str, usize)> = vec![(start, 0)];
            let mut open: BTreeSet<&str> = BTreeSet::from([*start]);
            while let Some((name, next)) = path.last_mut() {
                let inner = edges.get(name).and_then(|inner| inner.get(*next));
                let name = *name;
                *next += 1;
                let Some(inner) = inner else {
                    if done.insert(name) {
                        ordered.push(name.to_owned());
                    }
                    open.remove(name);
                    path.pop();
                    continue;
                };
                let Some((inner, _)) = edges.get_key_value(inner.as_str()) else { continue };
                if done.contains(inner) {
                    continue;
                }
                if open.insert(inner) {
                    path.push((inner, 0));
                    continue;
                }
                let circle = path.iter().map(|(name, _)| *name).skip_while(|name| name != inner);
                let circle: Vec<&str> = circle.chain([*inner]).collect();
                let shown = match circle.len() {
                    ..=8 => circle.join(" → "),
                    len => format!("{} → … ({len} schemas)", circle[..8].join(" → ")),
                };
                let message = format!("a schema is composed of itself: {shown}");
                let help = "remove one of the references from `allOf`; use a property instead";
                self.fail("circular-schema", &root.at(*inner), message, help);
            }
        }
        ordered
    }

    /// Reads a schema that can be composed of named ones: all their properties are its own.
    fn composed(
        &mut self,
        node: &'a Node,
        place: &Place,
        shapes: &BTreeMap<String, Shape>,
    ) -> Shape {
        let shape = self.schema(node, place);
        let is_combination = shape.ty.as_deref().is_some_and(|ty| ty.starts_with("allOf<"));
        if !is_combination {
            return shape;
        }
        let mut whole = Shape { ty: Some("object".to_owned()), ..shape.clone() };
        // Properties in the order of the parts, with those of references in between.
        let own = std::mem::take(&mut whole.properties);
        let mut parts: Vec<Vec<Property>> = Vec::new();
        for reference in composed_of(node) {
            match shapes.get(&reference) {
                Some(part) if part.ty.as_deref() == Some("object") => {
                    let properties = part.properties.clone();
                    // Joining compares each property with those before it.
                    let before = own.len() + parts.iter().map(Vec::len).sum::<usize>();
                    if !self.spend(properties.len() * (1 + (before + properties.len()) / 10), place)
                    {
                        return Shape::default();
                    }
                    parts.push(properties);
                }
                _ => return shape,
            }
        }
        let combination = "a combination of schemas (`allOf`) has no name".to_owned();
        if let Some((count, _)) = self.remarks.get_mut(&combination) {
            *count -= 1;
            if *count == 0 {
                self.remarks.remove(&combination);
            }
        }
        for property in parts.into_iter().flatten().chain(own) {
            join_property(&mut whole.properties, property);
        }
        whole
    }

    /// Adds the facts of all named schemas.
    pub(super) fn add_schemas(&mut self, schemas: Vec<Named>) {
        let envelopes: BTreeMap<String, Option<Property>> = schemas
            .iter()
            .filter_map(|it| {
                let name = self.names.get(&it.name)?;
                Some((format!("ref {name}"), payload(&it.shape)?.cloned()))
            })
            .collect();
        for Named { name, shape } in schemas {
            let name = self.names.get(&name).cloned().unwrap_or(name);
            let key = Key::Schema(name.clone());
            self.subject = Some(key.clone());
            let payload = match payload(&shape) {
                Some(payload) => Some(payload.cloned()),
                None => shape.ty.as_ref().and_then(|ty| envelopes.get(ty)).cloned(),
            };
            match payload {
                Some(payload) => self.add_envelope(key, shape, payload),
                None => self.add_schema(key, &name, shape),
            }
            self.subject = None;
        }
    }

    fn add_envelope(&mut self, key: Key, shape: Shape, payload: Option<Property>) {
        let mut attributes = kind("envelope");
        if let Some(structure) = payload_structure(&shape) {
            attributes.insert(attribute::STRUCTURE.to_owned(), structure);
        }
        let mut text = shape.text;
        let mut example = shape.example;
        if let Some(Property { shape: payload, .. }) = payload {
            attributes.insert(attribute::TYPE.to_owned(), payload.notation().into());
            self.inexpressible(&payload, "the payload");
            text.join(payload.text);
            example = example.or(payload.example);
        }
        if shape.properties.iter().any(|property| property.path.len() > 1) {
            self.note("the payload is an object without a name; its properties are not imported");
        }
        self.add(key, attributes, text, example);
    }

    fn add_schema(&mut self, key: Key, name: &str, mut shape: Shape) {
        let properties = std::mem::take(&mut shape.properties);
        let is_object = properties.iter().any(|property| property.path.len() == 1);
        let has = |name: &str| properties.iter().any(|it| it.path == [name]);
        if has("statusCode") && has("message") {
            self.note("has the fields of an envelope and others; decide which it is");
        }
        let ty = shape.ty.as_deref().unwrap_or("any");
        let mut attributes = if shape.values.is_some() && is_scalar(&shape) {
            let mut attributes = kind("enum");
            let values = Value::from(shape.values.take().unwrap_or_default());
            attributes.insert(attribute::VALUES.to_owned(), values);
            // Where an enum is used, `null` is part of the type.
            shape.is_nullable = false;
            attributes
        } else if let Some(branches) = shape.branches.take() {
            let mut attributes = kind("union");
            attributes.insert(attribute::BRANCHES.to_owned(), Value::from(branches));
            attributes
        } else if is_object {
            kind("object")
        } else if !shape.is_nullable && (ty == "object" || ty.starts_with("map<")) {
            if ty != "object" {
                self.note(format!("a map with a name counts as a free-form object, not as `{ty}`"));
            }
            kind("free-form")
        } else {
            let mut attributes = kind("alias");
            attributes.insert(attribute::TYPE.to_owned(), shape.notation().into());
            shape.is_nullable = false;
            attributes
        };
        self.inexpressible(&shape, "the schema");
        if shape.is_nullable {
            self.note("`null` is valid instead of the named schema; say so where it is used");
        }
        if shape.is_deprecated || shape.is_hidden {
            self.note("a named schema is deprecated or hidden; say so where it is used");
        }
        let example = shape.example.take();
        let text = std::mem::take(&mut shape.text);
        attributes.retain(|_, value| *value != Value::Null);
        self.add(key, attributes, text, example);
        for Property { path, is_required, shape } in properties {
            let mut attributes = shape.attributes();
            if is_required {
                attributes.insert(attribute::REQUIRED.to_owned(), true.into());
            }
            self.add(Key::Property(name.to_owned(), path), attributes, shape.text, shape.example);
        }
    }

    /// Adds a note on what facts cannot express at a named schema, a body or a response.
    pub(super) fn inexpressible(&mut self, shape: &Shape, subject: &str) {
        if !shape.facets.is_empty() {
            let facets: Vec<String> =
                shape.facets.iter().map(|(name, value)| format!("`{name}: {value}`")).collect();
            self.note(format!("{subject} has {}, which is not imported", facets.join(", ")));
        }
        if let Some(values) = &shape.values {
            let count = values.len();
            self.note(format!("{subject} has {count} enum values without a name"));
        }
    }
}

fn join_property(properties: &mut Vec<Property>, property: Property) {
    match properties.iter_mut().find(|it| it.path == property.path) {
        Some(known) => {
            // The later part is the more specific one.
            let first = std::mem::replace(&mut known.shape, property.shape);
            let text = std::mem::take(&mut known.shape.text);
            known.shape.text = if text.is_empty() { first.text.clone() } else { text };
            let texts = known.shape.text.clone();
            known.shape.join(first);
            known.shape.text = texts;
            known.is_required |= property.is_required;
        }
        None => properties.push(property),
    }
}

fn kind(kind: &str) -> Attributes {
    Attributes::from([(attribute::KIND.to_owned(), kind.into())])
}

/// Returns whether a type is neither a list nor a map.
fn is_scalar(shape: &Shape) -> bool {
    shape.ty.as_deref().is_some_and(|ty| !ty.contains("array<") && !ty.contains("map<"))
}

/// Returns the payload of an envelope; `None` if the schema is not an envelope.
fn payload(shape: &Shape) -> Option<Option<&Property>> {
    let outer = || shape.properties.iter().filter(|property| property.path.len() == 1);
    let get = |name: &str| outer().find(|property| property.path[0] == name);
    let is_envelope = shape.ty.as_deref() == Some("object")
        && outer().all(|property| ENVELOPE.contains(&property.path[0].as_str()))
        && get("statusCode")
            .is_some_and(|it| matches!(it.shape.ty.as_deref(), Some("number" | "integer")))
        && get("message").is_some_and(|it| it.shape.ty.as_deref() == Some("string"));
    is_envelope.then(|| get("data"))
}

/// Returns what the type of a payload does not express.
fn payload_structure(shape: &Shape) -> Option<Value> {
    let (data, mut rest) = (payload(shape)??, Vec::new());
    for property in shape.properties.iter().filter(|it| it.path.len() > 1) {
        let mut property = property.clone();
        if property.path.remove(0) == "data" {
            rest.push(property);
        }
    }
    Shape { properties: rest, ..data.shape.clone() }.structure()
}

/// Returns the named schemas that a schema is composed of: its reference and those in its `allOf`.
fn composed_of(node: &Node) -> Vec<String> {
    let mut names = Vec::new();
    let mut open = vec![node];
    while let Some(node) = open.pop() {
        if let Some(Node::Text(reference)) = node.get("$ref") {
            let tokens = reference.trim().strip_prefix("#/").map(tokens).unwrap_or_default();
            names.extend(schema_name(&tokens).map(str::to_owned));
        } else if let Some(Node::List(parts)) = node.get("allOf") {
            open.extend(parts.iter().rev());
        }
    }
    names
}

/// Returns whether all branches of a union are single values, as enums are written with texts.
fn has_only_values(node: &Node) -> bool {
    let branches = node.get("oneOf").or_else(|| node.get("anyOf"));
    matches!(branches, Some(Node::List(branches))
        if branches.len() > 1 && branches.iter().all(|it| it.get("const").is_some()))
        && node.get("properties").is_none_or(is_empty)
}
