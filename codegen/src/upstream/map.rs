//! `upstream/map.yaml` of the spec: the names that differ between the vendor's documents and the spec.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::Value;

use super::node::Node;
use super::parse::yaml;
use super::place::Place;
use super::source::located;
use super::{Note, Upstream};
use crate::diagnostics::{Diagnostic, Diagnostics, Pointer};
use crate::document::{ApiKind, closest, did_you_mean};
use crate::facts::attribute;

/// The file, relative to the directory of the spec.
pub const MAP: &str = "upstream/map.yaml";

/// Names of the vendor with ours, of each API.
pub type Names = BTreeMap<ApiKind, BTreeMap<String, String>>;

/// The names that differ, and the deviations of the spec.
#[derive(Clone, Debug, Default)]
pub struct Map {
    /// Module of each class of the vendor, or of a `class / tag` where a class has several modules.
    pub modules: Names,
    /// Documented name of each operation id, or of each address, that the rule does not cover.
    pub operations: Names,
    /// Operations of the spec that the last import did not name, by their addresses. Not part of the
    /// file: they keep their names where several operations of a document would get the same one.
    pub known: BTreeMap<ApiKind, BTreeMap<String, Known>>,
    /// Our name of each schema of the vendor that has another one.
    pub schemas: Names,
    /// Our name of each security scheme of the vendor.
    pub security: BTreeMap<String, String>,
    /// Schemas that the documents of both APIs describe differently, of which the spec has the fields
    /// of both.
    pub shared: BTreeSet<String>,
    /// What the spec states otherwise on purpose.
    pub deviations: Vec<Deviation>,
}

/// An operation that has its name from the spec.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// Its documented name.
    pub name: String,
    /// The name by the rule at the last import; `None` if the operation was not in the document.
    pub given: Option<String>,
}

/// A fact that the spec states otherwise on purpose.
#[derive(Clone, Debug, PartialEq)]
pub struct Deviation {
    /// The thing, as its [`Key`](crate::facts::Key) is displayed.
    pub at: String,
    /// The API, if `at` is ambiguous.
    pub api: Option<ApiKind>,
    /// The attribute.
    pub fact: String,
    /// The value in the spec; `null` if it is absent.
    pub ours: Value,
    /// The value in the vendor's documents; `null` if it is absent.
    pub upstream: Value,
    /// The reason.
    pub reason: String,
    /// Where it is in the file.
    pub pointer: Pointer,
}

impl Map {
    /// Returns the module of an operation of this class and last tag.
    pub fn module(&self, api: ApiKind, class: &str, tag: &str) -> Option<&str> {
        let modules = self.modules.get(&api)?;
        let module = modules.get(&format!("{class} / {tag}")).or_else(|| modules.get(class));
        module.map(String::as_str)
    }

    /// Returns the entries that none of these APIs needs any more. Entries of other APIs, and those of
    /// both APIs unless both are given, are not judged.
    pub fn unused(&self, apis: &[&Upstream]) -> Vec<Note> {
        let mut unused = Vec::new();
        let mut judge = |tokens: &[&str], is_applied: bool| {
            if !is_applied {
                let message = format!("`{MAP}`: `{}` applies to nothing", tokens.join(": "));
                unused.push(Note { key: None, message });
            }
        };
        let has_all = ApiKind::ALL.iter().all(|api| apis.iter().any(|it| it.api == *api));
        let applied = |api: Option<ApiKind>, tokens: &[String]| {
            let mut apis = apis.iter().filter(|it| api.is_none_or(|api| it.api == api));
            apis.any(|it| it.applied.contains(tokens))
        };
        for (section, names) in [("operations", &self.operations), ("schemas", &self.schemas)] {
            let mut seen = BTreeSet::new();
            for (api, name) in names.iter().flat_map(|(api, it)| it.keys().map(move |it| (api, it)))
            {
                let is_shared = section == "schemas" && self.is_shared(name);
                if is_shared && (!has_all || !seen.insert(name)) {
                    continue;
                }
                if !apis.iter().any(|it| it.api == *api) {
                    continue;
                }
                let is_applied = ApiKind::ALL.into_iter().any(|it| {
                    let tokens = [section.to_owned(), it.to_string(), name.clone()];
                    (is_shared || it == *api) && applied(Some(it), &tokens)
                });
                // An address that no document has had yet.
                let is_ahead = self.known.get(api).is_some_and(|known| known.contains_key(name));
                judge(&[section, api.as_str(), name], is_applied || is_ahead);
            }
        }
        for name in self.security.keys().filter(|_| has_all) {
            judge(&["security", name], applied(None, &["security".to_owned(), name.clone()]));
        }
        unused
    }

    /// Returns whether a rename of a schema applies to both APIs.
    fn is_shared(&self, name: &str) -> bool {
        let mut all = ApiKind::ALL.iter().map(|api| self.schemas.get(api)?.get(name));
        let first = all.next().flatten();
        first.is_some() && all.all(|it| it == first)
    }
}

/// Reads `upstream/map.yaml`.
///
/// # Errors
///
/// Everything that is not an entry of the map, with its source location.
pub fn load_map(text: &str) -> Result<Map, Diagnostics> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let root = yaml(Path::new(MAP), text)?;
    let mut reader = Reader::default();
    let mut map = Map::default();
    reader.read(&root, &mut map);
    if reader.0.is_empty() { Ok(map) } else { Err(located(reader.0, text, false)) }
}

/// The problems found so far.
#[derive(Default)]
struct Reader(Diagnostics);

impl Reader {
    fn read(&mut self, root: &Node, map: &mut Map) {
        const KNOWN: [&str; 6] =
            ["modules", "operations", "schemas", "security", "shared", "deviations"];
        let place = Place::default();
        for (key, node) in self.entries(root, &place) {
            let place = place.at(key);
            match key.as_str() {
                "modules" => map.modules = self.of_apis(node, &place, is_module, "a module"),
                "operations" => {
                    map.operations = self.of_apis(node, &place, is_method, "a name in camelCase");
                }
                "schemas" => map.schemas = self.schemas(node, &place),
                "security" => {
                    map.security = self.names(node, &place, is_schema, "a security scheme");
                }
                "shared" => map.shared = self.list(node, &place),
                "deviations" => map.deviations = self.deviations(node, &place),
                _ => self.unknown(key, &KNOWN, &place),
            }
        }
    }

    /// Reads names below the API that they belong to.
    fn of_apis(
        &mut self,
        node: &Node,
        place: &Place,
        is_valid: fn(&str) -> bool,
        expected: &str,
    ) -> Names {
        let mut names = Names::new();
        for (key, node) in self.entries(node, place) {
            let place = place.at(key);
            match key.parse() {
                Ok(api) => drop(names.insert(api, self.names(node, &place, is_valid, expected))),
                Err(_) => self.unknown(key, &ApiKind::names(), &place),
            }
        }
        names
    }

    /// Reads names of schemas: of both APIs, and those below an API of this one only.
    fn schemas(&mut self, node: &Node, place: &Place) -> Names {
        let mut names = Names::new();
        for (key, node) in self.entries(node, place) {
            let place = place.at(key);
            if node.entries().is_none() {
                if let Some(ours) = self.name(node, &place, is_schema, "a name of a schema") {
                    for api in ApiKind::ALL {
                        let names = names.entry(api).or_default();
                        names.entry(key.clone()).or_insert_with(|| ours.clone());
                    }
                }
            } else if let Ok(api) = key.parse() {
                let own = self.names(node, &place, is_schema, "a name of a schema");
                names.entry(api).or_default().extend(own);
            } else {
                self.unknown(key, &ApiKind::names(), &place);
            }
        }
        names
    }

    fn names(
        &mut self,
        node: &Node,
        place: &Place,
        is_valid: fn(&str) -> bool,
        expected: &str,
    ) -> BTreeMap<String, String> {
        let mut names = BTreeMap::new();
        for (key, node) in self.entries(node, place) {
            if let Some(name) = self.name(node, &place.at(key), is_valid, expected) {
                names.insert(key.clone(), name);
            }
        }
        names
    }

    fn name(
        &mut self,
        node: &Node,
        place: &Place,
        is_valid: fn(&str) -> bool,
        expected: &str,
    ) -> Option<String> {
        match node {
            Node::Text(name) if is_valid(name) => Some(name.clone()),
            other => {
                let shown = other.text().unwrap_or_else(|| other.kind().to_owned());
                self.fail(
                    place,
                    format!("`{shown}` is not {expected}"),
                    format!("write {expected}"),
                );
                None
            }
        }
    }

    fn list(&mut self, node: &Node, place: &Place) -> BTreeSet<String> {
        let items = self.items(node, place, "shared").iter().enumerate();
        let names = items.filter_map(|(index, item)| {
            self.name(item, &place.at(index.to_string()), is_schema, "a name of a schema")
        });
        names.collect()
    }

    fn items<'n>(&mut self, node: &'n Node, place: &Place, key: &str) -> &'n [Node] {
        match node {
            Node::List(items) => items,
            Node::Null => &[],
            other => {
                self.fail(place, format!("`{key}` is {}", other.kind()), "write a list");
                &[]
            }
        }
    }

    fn deviations(&mut self, node: &Node, place: &Place) -> Vec<Deviation> {
        let items = self.items(node, place, "deviations").iter().enumerate();
        items.filter_map(|(index, it)| self.deviation(it, &place.at(index.to_string()))).collect()
    }

    fn deviation(&mut self, node: &Node, place: &Place) -> Option<Deviation> {
        const KNOWN: [&str; 6] = ["at", "api", "fact", "ours", "upstream", "reason"];
        for (key, _) in self.entries(node, place) {
            if !KNOWN.contains(&key.as_str()) {
                self.unknown(key, &KNOWN, &place.at(key));
            }
        }
        let mut text = |key: &str| match node.get(key) {
            Some(Node::Text(text)) if !text.trim().is_empty() => Some(text.clone()),
            _ => {
                let message = format!("the deviation has no `{key}`");
                self.fail(&place.at(key), message, format!("add `{key}: …`"));
                None
            }
        };
        let (at, fact, reason) = (text("at"), text("fact"), text("reason"));
        if let Some(fact) = fact.as_deref().filter(|fact| !attribute::is_known(fact)) {
            self.unknown(fact, &attribute::all(), &place.at("fact"));
        }
        let api = match node.get("api").map(|api| (api, api.text().unwrap_or_default())) {
            None => None,
            Some((_, name)) => match name.parse() {
                Ok(api) => Some(api),
                Err(_) => {
                    self.unknown(&name, &ApiKind::names(), &place.at("api"));
                    None
                }
            },
        };
        let value = |key: &str| node.get(key).map_or(Value::Null, Node::value);
        let (ours, upstream) = (value("ours"), value("upstream"));
        if ours == upstream {
            let message = "`ours` and `upstream` are equal, so there is no deviation";
            self.fail(place, message.to_owned(), "remove the deviation, or correct a value");
        }
        let pointer = place.pointer(Path::new(MAP));
        Some(Deviation { at: at?, api, fact: fact?, ours, upstream, reason: reason?, pointer })
    }

    /// Returns the entries of a mapping; nothing if it states nothing.
    fn entries<'n>(
        &mut self,
        node: &'n Node,
        place: &Place,
    ) -> impl Iterator<Item = (&'n String, &'n Node)> + use<'n> {
        if node.entries().is_none() && *node != Node::Null {
            self.fail(
                place,
                format!("expected a mapping, found {}", node.kind()),
                "write a mapping",
            );
        }
        node.entries().into_iter().flatten()
    }

    fn unknown(&mut self, key: &str, known: &[&str], place: &Place) {
        let help = format!("use one of: {}", known.join(", "));
        let help = did_you_mean(closest(key, known.iter().copied()), &help);
        self.fail(place, format!("unknown key `{key}`"), help);
    }

    fn fail(&mut self, place: &Place, message: String, help: impl Into<String>) {
        let pointer = place.pointer(Path::new(MAP));
        self.0.push(Diagnostic::new("bad-map", pointer, message, help));
    }
}

/// Modules are files and Cargo features.
fn is_module(name: &str) -> bool {
    let is_letter = |it: char| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '_';
    name.starts_with(|it: char| it.is_ascii_lowercase()) && name.chars().all(is_letter)
}

fn is_method(name: &str) -> bool {
    name.starts_with(|it: char| it.is_ascii_lowercase())
        && name.chars().all(|it| it.is_ascii_alphanumeric() || it == '_')
}

/// The characters that OpenAPI allows in names of components.
fn is_schema(name: &str) -> bool {
    let is_letter = |it: char| it.is_ascii_alphanumeric() || matches!(it, '.' | '-' | '_');
    !name.is_empty() && name.chars().all(is_letter)
}
