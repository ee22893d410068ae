//! Schemas and properties that are new.

use std::path::Path;

use heck::ToUpperCamelCase as _;
use serde_json::Value;

use crate::edit::{Node, Place};
use crate::facts::{Attributes, Key, attribute};

use crate::merge::compare::parent;
use crate::merge::locate::locate;

use super::super::tombstones::Tombstone;
use super::fields::{name_of, written_type};
use super::homes::{reference, schemas};
use super::markers::{TODO, ask_for_text};
use super::tree::Edited;
use super::types::{Entries, entries, keywords};
use super::{Applier, within};

/// An object in a document: the schema, and the path to an object without a name in it.
pub type Origin = (String, Vec<String>);

impl Applier<'_> {
    /// Adds the schemas that what was added refers to.
    pub(super) fn add_pending(&mut self) -> Edited {
        while !self.pending.is_empty() {
            let (name, origin) = self.pending.remove(0);
            let Some(file) = self.homes.get(&name).cloned() else { continue };
            self.add_schema(&name, &origin, &file)?;
        }
        Ok(())
    }

    /// Adds a schema that no operation uses: to the file that modules share.
    pub(super) fn add_unused_schema(&mut self, name: &str) -> Edited {
        if !self.homes.contains_key(name) {
            self.ensure(name, Path::new(super::homes::COMMON))?;
            self.add_pending()?;
        }
        Ok(())
    }

    /// Writes a schema anew, as another kind of type, and keeps the old text.
    pub(super) fn replace_schema(&mut self, name: &str) -> Edited {
        let key = Key::Schema(name.to_owned());
        let Some((file, tokens)) = self.place(&key)? else { return Ok(()) };
        let text = self.tree.remove_keeping_parent(&file, &tokens)?;
        self.tombstones.add(Tombstone::new(&key, file.clone(), text));
        self.add_schema(name, &(name.to_owned(), Vec::new()), &file)?;
        self.add_pending()
    }

    fn add_schema(&mut self, name: &str, origin: &Origin, file: &Path) -> Edited {
        let key = Key::Schema(origin.0.clone());
        let stated = self.theirs.facts.entries.get(&key).cloned().unwrap_or_default();
        let kind = match origin.1.is_empty() {
            true => stated.get(attribute::KIND).and_then(Value::as_str).unwrap_or("object"),
            false => "object",
        };
        let text = self.theirs.texts.get(&key).filter(|_| origin.1.is_empty());
        let comment = ask_for_text("describe the schema", text).join("\n");
        let todo = ("description", Node::from(TODO));
        let node = match kind {
            "envelope" => self.envelope(&stated, file)?,
            "enum" => {
                let values = stated.get(attribute::VALUES).and_then(Value::as_array);
                super::enums::definition(values.map_or(&[], Vec::as_slice))
            }
            "union" => {
                let mut branches = Vec::new();
                for branch in
                    stated.get(attribute::BRANCHES).and_then(Value::as_array).into_iter().flatten()
                {
                    let ty = branch.as_str().unwrap_or("any");
                    self.ensure_all(ty, file)?;
                    let homes = &self.homes;
                    branches.push(Node::Map(keywords(ty, None, &mut |name| {
                        reference(homes, file, name)
                    })));
                }
                entries([todo, ("oneOf", Node::List(branches))])
            }
            "alias" => {
                let ty = stated.get(attribute::TYPE).and_then(Value::as_str).unwrap_or("any");
                let mut node = self.type_of(&key, ty, stated.get(attribute::VALUES), file)?;
                describe(&mut node);
                node
            }
            _ => {
                let mut node = entries([("type", "object".into()), todo]);
                node.extend(self.page(origin));
                node
            }
        };
        let tokens = within(&schemas(), &[name]);
        self.tree.insert(file, &schemas(), name, &Node::Map(node), Place::End, &comment)?;
        if kind != "object" {
            return Ok(());
        }
        let properties: Vec<Key> = self.theirs.properties(&origin.0, &origin.1);
        let required: Vec<Node> = properties
            .iter()
            .filter(|key| self.theirs.facts.get(key, attribute::REQUIRED).is_some())
            .filter_map(name_of)
            .map(Node::from)
            .collect();
        if !required.is_empty() {
            self.tree.set(file, &within(&tokens, &["required"]), &Node::List(required))?;
        }
        for key in properties {
            self.write_property(&key, file, &within(&tokens, &["properties"]), Place::End)?;
        }
        Ok(())
    }

    /// Proposes what makes an object a page of a list.
    fn page(&self, (schema, path): &Origin) -> Entries {
        let has = |name: &str, ty: &str| {
            let path = path.iter().cloned().chain([name.to_owned()]).collect();
            let key = Key::Property(schema.clone(), path);
            let stated = self.theirs.facts.get(&key, attribute::TYPE).and_then(Value::as_str);
            stated.is_some_and(|it| it.starts_with(ty))
        };
        if !has("list", "array<") || !has("totalCount", "number") && !has("totalCount", "integer") {
            return Vec::new();
        }
        let page = entries([("items", "list".into()), ("total", "totalCount".into())]);
        entries([("x-page", Node::Map(page))])
    }

    /// Returns an envelope around a payload.
    fn envelope(&mut self, stated: &Attributes, file: &Path) -> Edited<Entries> {
        self.ensure("Envelope", file)?;
        let envelope = Node::from(reference(&self.homes, file, "Envelope").as_str());
        let Some(ty) = stated.get(attribute::TYPE).and_then(Value::as_str) else {
            return Ok(entries([("description", TODO.into()), ("$ref", envelope)]));
        };
        self.ensure_all(ty, file)?;
        let homes = &self.homes;
        let mut data = keywords(ty, None, &mut |name| reference(homes, file, name));
        data.insert(
            data.len().min(1),
            ("description".to_owned(), "Payload of the response.".into()),
        );
        let payload = entries([
            ("type", "object".into()),
            ("required", Node::List(vec!["data".into()])),
            ("properties", Node::Map(entries([("data", Node::Map(data))]))),
        ]);
        let parts = vec![Node::Map(entries([("$ref", envelope)])), Node::Map(payload)];
        Ok(entries([("description", TODO.into()), ("allOf", Node::List(parts))]))
    }

    /// Adds a property to a schema that exists.
    pub(super) fn add_property(&mut self, schema: &str, path: &[String]) -> Edited {
        let key = Key::Property(schema.to_owned(), path.to_vec());
        let here = locate(self.ours, &key);
        let Some((file, object)) = self.place(&parent(&here).unwrap_or_else(|| key.clone()))?
        else {
            return Ok(());
        };
        let Key::Property(_, path) = &here else { return Ok(()) };
        let object = match path.iter().rev().skip(1).take_while(|it| *it == "[]").count() {
            0 => object,
            lists => within(&object, &vec!["items"; lists]),
        };
        let neighbor = self.neighbor(&key);
        let place = match &neighbor {
            Some(name)
                if self.tree.value(&file, &within(&object, &["properties", name]))?.is_some() =>
            {
                Place::After(name)
            }
            _ => Place::End,
        };
        self.write_property(&key, &file, &within(&object, &["properties"]), place)?;
        if self.theirs.facts.get(&key, attribute::REQUIRED).is_some()
            && let Some(name) = name_of(&key)
        {
            self.tree.push(&file, &within(&object, &["required"]), &Node::from(name), "")?;
        }
        self.add_pending()
    }

    /// Returns the property before this one in the document.
    fn neighbor(&self, key: &Key) -> Option<String> {
        let Key::Property(schema, path) = key else { return None };
        let outer = path.get(..path.len().saturating_sub(1)).unwrap_or_default();
        let siblings = self.theirs.properties(schema, outer);
        let at = siblings.iter().position(|it| it == key)?;
        name_of(siblings.get(at.checked_sub(1)?)?).map(str::to_owned)
    }

    fn write_property(
        &mut self,
        key: &Key,
        file: &Path,
        properties: &[String],
        place: Place<'_>,
    ) -> Edited {
        let Some(name) = name_of(key).map(str::to_owned) else { return Ok(()) };
        let stated = self.theirs.facts.entries.get(key).cloned().unwrap_or_default();
        let mut node = self.described_type(key, &stated, file)?;
        describe(&mut node);
        add_limits(&mut node, &stated);
        if stated.contains_key(attribute::DEPRECATED) {
            node.extend(entries([("deprecated", true.into())]));
        }
        if let Some(example) = self.example(key, &stated) {
            node.extend(entries([("examples", Node::List(vec![Node::Value(example)]))]));
        }
        let comment = self.request(key, &stated, "describe the field");
        self.tree.insert(file, properties, &name, &Node::Map(node), place, &comment)
    }

    /// Returns the comment above something new.
    pub(super) fn request(&self, key: &Key, stated: &Attributes, request: &str) -> String {
        let ty = stated.get(attribute::TYPE).and_then(Value::as_str).unwrap_or_default();
        let request = match written_type(key, ty) != ty {
            true => format!("{request}; the document says `{ty}`"),
            false => request.to_owned(),
        };
        ask_for_text(&request, self.theirs.texts.get(key)).join("\n")
    }

    /// Returns the keywords of the type of a property or parameter. An object without a name gets one.
    pub(super) fn described_type(
        &mut self,
        key: &Key,
        stated: &Attributes,
        file: &Path,
    ) -> Edited<Entries> {
        let ty = stated.get(attribute::TYPE).and_then(Value::as_str).unwrap_or("any");
        let mut ty = written_type(key, ty);
        if let Key::Property(schema, path) = key
            && !self.theirs.properties(schema, path).is_empty()
            && ty.contains("object")
        {
            let inner = name_of(key).unwrap_or_default().to_upper_camel_case();
            let name = self.free_name(&format!("{schema}{inner}"));
            self.homes.insert(name.clone(), file.to_owned());
            self.pending.push((name.clone(), (schema.clone(), path.clone())));
            ty = ty.replace("object", &format!("ref {name}"));
        }
        self.type_of(key, &ty, stated.get(attribute::VALUES), file)
    }

    /// Returns the keywords of a type, with a named enum for its values.
    pub(super) fn type_of(
        &mut self,
        key: &Key,
        ty: &str,
        values: Option<&Value>,
        file: &Path,
    ) -> Edited<Entries> {
        self.ensure_all(ty, file)?;
        let named = match values.and_then(Value::as_array) {
            Some(values) => Some(self.enum_for(key, values, file)?),
            None => None,
        };
        let homes = &self.homes;
        Ok(keywords(ty, named.as_deref(), &mut |name| reference(homes, file, name)))
    }

    /// Returns a name that no schema has.
    pub(super) fn free_name(&self, wanted: &str) -> String {
        let mut name = wanted.to_owned();
        while self.homes.contains_key(&name)
            || self.theirs.facts.entries.contains_key(&Key::Schema(name.clone()))
        {
            name.push_str("Value");
        }
        name
    }

    /// Returns an example that can be written as it is: short, plain, of the type, and no credential.
    pub(super) fn example(&self, key: &Key, stated: &Attributes) -> Option<Value> {
        let ty = stated.get(attribute::TYPE).and_then(Value::as_str)?;
        let name = name_of(key).unwrap_or_default().to_ascii_lowercase();
        let is_credential = ["token", "secret", "password", "key", "credential", "ticket", "code"]
            .iter()
            .any(|word| name.contains(word));
        if is_credential || stated.contains_key(attribute::VALUES) {
            return None;
        }
        match (written_type(key, ty).as_str(), self.theirs.examples.get(key)?) {
            ("string", Value::String(text)) => {
                let is_plain = text.len() <= 60 && text.is_ascii() && !text.is_empty();
                is_plain.then(|| Value::String(text.clone()))
            }
            ("integer", Value::Number(number)) if number.is_i64() => Some(number.clone().into()),
            ("integer", Value::String(text)) => text.parse::<i64>().ok().map(Value::from),
            ("number", Value::Number(number)) => Some(number.clone().into()),
            ("boolean", Value::Bool(value)) => Some(Value::Bool(*value)),
            _ => None,
        }
    }
}

/// Adds the request for a description, after the type.
fn describe(node: &mut Entries) {
    let kind =
        node.iter().take_while(|(key, _)| ["$ref", "type", "format"].contains(&key.as_str()));
    node.insert(kind.count(), ("description".to_owned(), TODO.into()));
}

/// Adds default, format and limits. Those of the items of a list go to the items.
pub fn add_limits(node: &mut Entries, stated: &Attributes) {
    let names = [attribute::FORMAT, attribute::DEFAULT].into_iter().chain(attribute::LIMITS);
    for name in names {
        let Some(value) = stated.get(name) else { continue };
        let value = Node::from(value.clone());
        match is_of_items(name).then(|| items(node)).flatten() {
            Some(items) => items.push((name.to_owned(), value)),
            None => node.push((name.to_owned(), value)),
        }
    }
}

/// Returns whether an attribute of a list is about its items.
pub fn is_of_items(name: &str) -> bool {
    name == attribute::FORMAT
        || attribute::LIMITS.contains(&name) && !["minItems", "maxItems"].contains(&name)
}

/// Returns the innermost items of a list.
fn items(node: &mut Entries) -> Option<&mut Entries> {
    let (_, inner) = node.iter_mut().find(|(key, _)| key == "items")?;
    let Node::Map(inner) = inner else { return None };
    match inner.iter().any(|(key, _)| key == "items") {
        true => items(inner),
        false => Some(inner),
    }
}
