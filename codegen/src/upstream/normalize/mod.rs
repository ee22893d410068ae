//! Documents in the terms of facts.

mod content;
mod facets;
mod keywords;
mod names;
mod operations;
mod parameters;
mod reference;
mod schemas;
mod security;
mod shape;
mod structure;
mod unions;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use self::shape::Shape;
use super::map::Map;
use super::node::Node;
use super::parse::Parsed;
use super::place::Place;
use super::source::located;
use super::{Note, Text, Upstream, digest};
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::document::ApiKind;
use crate::facts::{Attributes, Facts, Key, attribute};

/// The most work: schemas, values and hundreds of letters that are read, each as often as something
/// refers to it. The largest of the vendor's documents takes 25,000.
const MOST_WORK: usize = 1_000_000;

/// The most problems that are reported.
const MOST_PROBLEMS: usize = 30;

/// The deepest nesting of schemas, through references into the middle of schemas as well.
const DEEPEST: usize = 64;

/// Turns a document into facts.
///
/// # Errors
///
/// Statements that are contradictory or have no meaning, with their source locations.
pub fn normalize(parsed: &Parsed, map: &Map, api: ApiKind) -> Result<Upstream, Diagnostics> {
    let upstream = Upstream {
        api,
        facts: Facts::default(),
        order: Vec::new(),
        texts: BTreeMap::new(),
        examples: BTreeMap::new(),
        notes: Vec::new(),
        applied: BTreeSet::new(),
    };
    let mut reader = Reader {
        document: parsed,
        map,
        upstream,
        names: BTreeMap::new(),
        named: BTreeMap::new(),
        remarks: BTreeMap::new(),
        found: Diagnostics::default(),
        subject: None,
        work: 0,
        depth: 0,
        problems: 0,
    };
    reader.root();
    reader.schema_names();
    let schemas = reader.named_schemas();
    reader.operations();
    reader.add_schemas(schemas);
    reader.finish()
}

/// The facts read so far, and what is needed to read more.
struct Reader<'a> {
    document: &'a Parsed,
    map: &'a Map,
    upstream: Upstream,
    /// Our name of each schema of the document.
    names: BTreeMap<String, String>,
    /// What the named enums state: where they are used, they count as their values.
    named: BTreeMap<String, Shape>,
    /// Remarks that can apply to many places: their number, and the first place.
    remarks: BTreeMap<String, (usize, Option<Key>)>,
    found: Diagnostics,
    /// The thing that is being read.
    subject: Option<Key>,
    work: usize,
    depth: usize,
    problems: usize,
}

impl Reader<'_> {
    /// Reads what stands at the top of the document.
    fn root(&mut self) {
        const KNOWN: [&str; 9] = [
            "openapi",
            "info",
            "tags",
            "servers",
            "components",
            "paths",
            "security",
            "jsonSchemaDialect",
            "externalDocs",
        ];
        const PARTS: [&str; 10] = [
            "schemas",
            "responses",
            "parameters",
            "examples",
            "requestBodies",
            "headers",
            "securitySchemes",
            "links",
            "callbacks",
            "pathItems",
        ];
        let root = &self.document.root;
        self.unknown_keys(root, &KNOWN, "at the top of the document");
        if let Some(info) = root.get("info").filter(|info| info.entries().is_some()) {
            let known = [
                "title",
                "version",
                "description",
                "summary",
                "contact",
                "license",
                "termsOfService",
            ];
            self.unknown_keys(info, &known, "in `info`");
        }
        let Some(components) = root.get("components") else { return };
        let place = Place::default().at("components");
        if components.entries().is_none() && !is_empty(components) {
            return self.wrong(&place, "components", components, "a mapping");
        }
        self.unknown_keys(components, &PARTS, "in `components`");
    }

    /// Adds an entry with its texts and its example.
    fn add(&mut self, key: Key, mut attributes: Attributes, text: Text, example: Option<Value>) {
        let letters = text.description.as_ref().map_or(0, String::len)
            + example.as_ref().and_then(Value::as_str).map_or(0, str::len);
        if !self.spend(1 + letters / 20, &Place::default()) {
            return;
        }
        if !text.is_empty() {
            attributes.insert(attribute::TEXT.to_owned(), digest::text(&text).into());
        }
        if let Some(example) = &example {
            attributes.insert(attribute::EXAMPLE.to_owned(), digest::value(example).into());
        }
        let mut text = text;
        let values = attributes.get(attribute::VALUES).and_then(Value::as_array);
        if let (Some(values), Some(description), true) =
            (values, &text.description, text.values.is_empty())
        {
            text.values.extend(facets::listed(description, values));
        }
        if !text.is_empty() {
            self.upstream.texts.insert(key.clone(), text);
        }
        if let Some(example) = example {
            self.upstream.examples.insert(key.clone(), example);
        }
        self.upstream.order.push(key.clone());
        self.upstream.facts.entries.insert(key, attributes);
    }

    /// Counts work. Returns whether more is allowed.
    fn spend(&mut self, work: usize, place: &Place) -> bool {
        if self.work > MOST_WORK {
            return false;
        }
        self.work += work;
        if self.work > MOST_WORK {
            let message = format!(
                "the document describes more than {MOST_WORK} things after its references are \
                 followed"
            );
            let help = "check that the file is an OpenAPI document; give parts a name that repeat";
            self.fail("limit", place, message, help);
        }
        self.work <= MOST_WORK
    }

    /// Reports a problem.
    fn fail(
        &mut self,
        code: &'static str,
        place: &Place,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.problems += 1;
        if self.problems > MOST_PROBLEMS {
            return;
        }
        let pointer = place.pointer(&self.document.path);
        self.found.push(Diagnostic::new(code, pointer, message, help));
    }

    /// Reports a value of the wrong type.
    fn wrong(&mut self, place: &Place, name: &str, node: &Node, expected: &str) {
        let message = format!("`{name}` is {}", node.kind());
        self.fail("bad-value", place, message, format!("write {expected}"));
    }

    /// Adds a note about the thing that is being read.
    fn note(&mut self, message: impl Into<String>) {
        let note = Note { key: self.subject.clone(), message: message.into() };
        self.upstream.notes.push(note);
    }

    /// Adds a remark that can apply to many places.
    fn remark(&mut self, message: impl Into<String>) {
        let subject = &self.subject;
        let remark = self.remarks.entry(message.into()).or_insert_with(|| (0, subject.clone()));
        remark.0 += 1;
    }

    /// Runs something inside a property, items (`[]`) or values (`{}`) of the thing that is being
    /// read.
    fn inside<T>(&mut self, token: &str, run: impl FnOnce(&mut Self) -> T) -> T {
        let outer = self.subject.clone();
        self.subject = match self.subject.take() {
            Some(Key::Schema(name)) => Some(Key::Property(name, vec![token.to_owned()])),
            Some(Key::Property(name, mut path)) => {
                path.push(token.to_owned());
                Some(Key::Property(name, path))
            }
            other => other,
        };
        let result = run(self);
        self.subject = outer;
        result
    }

    /// Returns the result, or the problems.
    fn finish(mut self) -> Result<Upstream, Diagnostics> {
        let Parsed { text, is_json, .. } = self.document;
        if !self.found.is_empty() {
            return Err(located(self.found, text, *is_json));
        }
        for (message, (count, first)) in self.remarks {
            let (key, message) = match (count, first) {
                (1, first) => (first, message),
                (_, Some(first)) => (None, format!("{message}: {count} places, first `{first}`")),
                (_, None) => (None, format!("{message}: {count} places")),
            };
            self.upstream.notes.push(Note { key, message });
        }
        self.upstream.notes.sort();
        self.upstream.notes.dedup();
        Ok(self.upstream)
    }
}

/// Returns whether a value states nothing.
fn is_empty(node: &Node) -> bool {
    match node {
        Node::Null => true,
        Node::List(items) => items.is_empty(),
        Node::Map(entries) => entries.is_empty(),
        Node::Text(text) => text.trim().is_empty(),
        Node::Bool(_) | Node::Number(_) => false,
    }
}
