//! Operations, parameters, bodies and responses that are new.

use std::path::Path;

use heck::ToSnakeCase as _;
use serde_json::Value;

use crate::edit::{Node, Place};
use crate::facts::{Address, Attributes, Key, attribute};

use super::markers::{TODO, ask_for_text};
use super::schemas::add_limits;
use super::tree::Edited;
use super::types::{Entries, entries};
use super::{Applier, within};

/// Text of a response in an envelope.
const ENVELOPE: &str = "The response; `statusCode` in the body says whether the call succeeded.";

/// Returns the tokens of a path, and the verb.
pub fn tokens(address: &Address) -> (Vec<String>, String) {
    let tokens = vec!["paths".to_owned(), address.path.clone()];
    (tokens, address.method.to_ascii_lowercase())
}

impl Applier<'_> {
    pub(super) fn add_operation(&mut self, address: &Address) -> Edited {
        let key = Key::Operation(address.clone());
        let stated = self.theirs.facts.entries.get(&key).cloned().unwrap_or_default();
        let (module, file) = self.module_for(address, &stated)?;
        let id = text(&stated, attribute::ID);
        let mut node = entries([
            ("operationId", id.as_str().into()),
            ("tags", Node::List(vec![module.as_str().into()])),
            ("summary", TODO.into()),
            ("description", TODO.into()),
            ("x-effect", effect(address, &id).into()),
            ("x-retry-safe", (address.method == "GET").into()),
        ]);
        node.extend(self.pagination(&key));
        let brands = Node::List(vec!["authing".into(), "genauth".into()]);
        node.extend(entries([("x-availability", brands)]));
        for (name, keyword) in
            [(attribute::HIDDEN, "x-hidden"), (attribute::DEPRECATED, "deprecated")]
        {
            if stated.contains_key(name) {
                node.extend(entries([(keyword, true.into())]));
            }
        }
        if let Some(security) = stated.get(attribute::SECURITY) {
            node.extend(entries([("security", self.security(security, &file)?)]));
        }
        node.extend(self.body(address, &file)?);
        node.extend(entries([("responses", self.responses(address, &file)?)]));
        let (path, verb) = tokens(address);
        let request = "describe the operation; check x-effect, x-retry-safe and x-availability";
        let comment = ask_for_text(request, self.theirs.texts.get(&key)).join("\n");
        let node = Node::Map(node);
        let after = if node_has(&node, "requestBody") { "requestBody" } else { "responses" };
        match self.tree.value(&file, &path)? {
            Some(_) => self.tree.insert(&file, &path, &verb, &node, Place::End, &comment)?,
            None => {
                let node = Node::Map(vec![(verb.clone(), node)]);
                let place = self.previous_path(&key, &file)?;
                let place = place.as_deref().map_or(Place::End, Place::After);
                let paths = path.get(..1).unwrap_or_default();
                self.tree.insert(&file, paths, &address.path, &node, place, &comment)?;
            }
        }
        let operation = within(&path, &[&verb]);
        let parameters: Vec<Key> = self.theirs.parameters(&key).into_iter().cloned().collect();
        if !parameters.is_empty() {
            self.tree.insert(
                &file,
                &operation,
                "parameters",
                &Node::List(Vec::new()),
                Place::Before(after),
                "",
            )?;
        }
        for key in parameters {
            self.write_parameter(&key, &file, &operation)?;
        }
        self.add_pending()
    }

    /// Returns the path of the closest operation before this one in the document that is in this file.
    pub(super) fn previous_path(&mut self, key: &Key, file: &Path) -> Edited<Option<String>> {
        let operations = self.theirs.facts.entries.keys().filter(|it| {
            matches!(it, Key::Operation(_))
                && it.address().map(|it| it.api) == key.address().map(|it| it.api)
        });
        let sorted: Vec<Key> = self.theirs.sorted(operations).into_iter().cloned().collect();
        let at = sorted.iter().position(|it| it == key).unwrap_or_default();
        for earlier in sorted.iter().take(at).rev() {
            let Some(address) = earlier.address() else { continue };
            let is_here = self.ours.places.get(earlier).is_none_or(|place| place.file == *file);
            let (path, _) = tokens(address);
            if is_here && self.tree.value(file, &path)?.is_some() {
                return Ok(Some(address.path.clone()));
            }
        }
        Ok(None)
    }

    pub(super) fn add_parameter(&mut self, address: &Address, key: &Key) -> Edited {
        if let Some((file, operation)) = self.place(&Key::Operation(address.clone()))? {
            self.write_parameter(key, &file, &operation)?;
            self.add_pending()?;
        }
        Ok(())
    }

    fn write_parameter(&mut self, key: &Key, file: &Path, operation: &[String]) -> Edited {
        let Key::Parameter(_, location, name) = key else { return Ok(()) };
        let stated = self.theirs.facts.entries.get(key).cloned().unwrap_or_default();
        let mut node =
            entries([("name", name.as_str().into()), ("in", location.to_string().as_str().into())]);
        if stated.contains_key(attribute::REQUIRED) {
            node.extend(entries([("required", true.into())]));
        }
        node.extend(entries([("description", TODO.into())]));
        if stated.contains_key(attribute::DEPRECATED) {
            node.extend(entries([("deprecated", true.into())]));
        }
        let mut schema = self.described_type(key, &stated, file)?;
        add_limits(&mut schema, &stated);
        node.extend(entries([("schema", Node::Map(schema))]));
        if let Some(example) = self.example(key, &stated) {
            node.extend(entries([("example", Node::Value(example))]));
        }
        let comment = self.request(key, &stated, "describe the parameter");
        let list = within(operation, &["parameters"]);
        self.tree.push(file, &list, &Node::Map(node), &comment)
    }

    pub(super) fn add_body(&mut self, address: &Address) -> Edited {
        let Some((file, operation)) = self.place(&Key::Operation(address.clone()))? else {
            return Ok(());
        };
        for (key, node) in self.body(address, &file)? {
            let place = Place::Before("responses");
            self.tree.insert(&file, &operation, &key, &node, place, "")?;
        }
        self.add_pending()
    }

    /// Writes the response as the document has it.
    pub(super) fn write_response(&mut self, address: &Address) -> Edited {
        let Some((file, operation)) = self.place(&Key::Operation(address.clone()))? else {
            return Ok(());
        };
        let responses = self.responses(address, &file)?;
        self.tree.set(&file, &within(&operation, &["responses"]), &responses)?;
        self.add_pending()
    }

    fn body(&mut self, address: &Address, file: &Path) -> Edited<Entries> {
        let key = Key::Body(address.clone());
        let Some(stated) = self.theirs.facts.entries.get(&key).cloned() else {
            return Ok(Vec::new());
        };
        let mut body = Vec::new();
        if stated.contains_key(attribute::REQUIRED) {
            body.extend(entries([("required", true.into())]));
        }
        body.extend(entries([("content", self.content(&key, &stated, file)?)]));
        Ok(entries([("requestBody", Node::Map(body))]))
    }

    fn responses(&mut self, address: &Address, file: &Path) -> Edited<Node> {
        let key = Key::Response(address.clone());
        let stated = self.theirs.facts.entries.get(&key).cloned().unwrap_or_default();
        let status = stated.get(attribute::STATUS).map_or("200".to_owned(), ToString::to_string);
        let mut response = entries([("description", ENVELOPE.into())]);
        if stated.contains_key(attribute::TYPE) {
            response.extend(entries([("content", self.content(&key, &stated, file)?)]));
        } else {
            response = entries([("description", TODO.into())]);
        }
        Ok(Node::Map(vec![(status, Node::Map(response))]))
    }

    /// Returns the content of a body or a response.
    pub(super) fn content(&mut self, key: &Key, stated: &Attributes, file: &Path) -> Edited<Node> {
        let media = match stated.get(attribute::MEDIA).and_then(Value::as_str) {
            Some(media) => media.to_owned(),
            None => "application/json".to_owned(),
        };
        let ty = stated.get(attribute::TYPE).and_then(Value::as_str).unwrap_or("any");
        let schema = self.type_of(key, ty, stated.get(attribute::VALUES), file)?;
        let schema = Node::Map(entries([("schema", Node::Map(schema))]));
        Ok(Node::Map(vec![(media, schema)]))
    }

    /// Returns `security`, and lets the module refer to the schemes.
    pub(super) fn security(&mut self, stated: &Value, file: &Path) -> Edited<Node> {
        let names = stated.as_array().into_iter().flatten().filter_map(Value::as_str);
        let mut set = Vec::new();
        for name in names {
            set.push((name.to_owned(), Node::List(Vec::new())));
            let schemes: Vec<String> =
                ["components", "securitySchemes"].map(str::to_owned).to_vec();
            if self.tree.value(file, &within(&schemes, &[name]))?.is_none() {
                let target = format!("../common.yaml#/components/securitySchemes/{name}");
                let node = Node::Map(entries([("$ref", target.as_str().into())]));
                self.tree.set(file, &within(&schemes, &[name]), &node)?;
            }
        }
        Ok(match set.is_empty() {
            true => Node::List(Vec::new()),
            false => Node::List(vec![Node::Map(set)]),
        })
    }

    /// Proposes the pagination of an operation that takes a page number.
    fn pagination(&self, operation: &Key) -> Entries {
        let has = |name: &str| {
            self.theirs.parameters(operation).iter().any(|key| {
                matches!(key, Key::Parameter(_, crate::facts::Location::Query, it) if it == name)
            })
        };
        if !has("page") || !has("limit") || !self.returns_page(operation) {
            return Vec::new();
        }
        let style = entries([
            ("style", "page".into()),
            ("position", "query.page".into()),
            ("limit", "query.limit".into()),
        ]);
        entries([("x-pagination", Node::Map(style))])
    }
}

impl Applier<'_> {
    /// Returns whether a payload looks like a page of a list.
    fn returns_page(&self, operation: &Key) -> bool {
        let Some(address) = operation.address() else { return false };
        let facts = &self.theirs.facts;
        let named = |key: &Key| {
            let ty = facts.get(key, attribute::TYPE).and_then(Value::as_str)?;
            Some(Key::Schema(ty.strip_prefix("ref ")?.to_owned()))
        };
        let payload = named(&Key::Response(address.clone())).and_then(|envelope| named(&envelope));
        let schema = payload.as_ref().and_then(Key::schema).unwrap_or_default();
        ["list", "totalCount"].iter().all(|name| {
            let key = Key::Property(schema.to_owned(), vec![(*name).to_owned()]);
            facts.entries.contains_key(&key)
        })
    }
}

/// Proposes the effect of an operation.
fn effect(address: &Address, id: &str) -> &'static str {
    let name = id.to_snake_case();
    let first = name.split('_').next().unwrap_or_default();
    let has = |words: &[&str]| name.split('_').any(|word| words.contains(&word));
    match first {
        "send" => "send",
        "get" | "list" | "search" | "check" | "query" | "has" | "is" | "export" | "preview" => {
            "read"
        }
        "sign" | "signin" | "signup" | "login" | "logout" => "session",
        _ if has(&["signin", "signup", "login", "logout", "token"]) => "session",
        _ if address.method == "GET" => "read",
        _ => "write",
    }
}

fn text(stated: &Attributes, name: &str) -> String {
    stated.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn node_has(node: &Node, key: &str) -> bool {
    super::entry(node, key).is_some()
}
