//! Attributes that change.

use std::path::Path;

use serde_json::Value;

use crate::edit::{Node, Place};
use crate::facts::{Key, attribute};

use super::schemas::is_of_items;
use super::tree::Edited;
use super::types::{Entries, KEYWORDS};
use super::{Applier, object_of, within};

impl Applier<'_> {
    /// Sets an attribute of something that the spec has, or removes it.
    pub(super) fn set_attribute(&mut self, key: &Key, name: &str, value: Option<&Value>) -> Edited {
        let Some((file, tokens)) = self.place(key)? else { return Ok(()) };
        match (key, name) {
            (_, attribute::TYPE | attribute::VALUES) => self.set_type(key, &file, &tokens)?,
            (Key::Body(address) | Key::Response(address), attribute::MEDIA | attribute::STATUS) => {
                match key {
                    Key::Response(_) => self.write_response(address)?,
                    _ => self.rename_media(key, &file, &tokens, value)?,
                }
            }
            (Key::Property(..), attribute::REQUIRED) => {
                let (object, property) = object_of(&tokens);
                let list = within(object, &["required"]);
                match value {
                    Some(_) => self.tree.push(&file, &list, &Node::from(property), "")?,
                    None => self.remove_from_list(&file, &list, property)?,
                }
            }
            (Key::Operation(_), attribute::SECURITY) => {
                let node = match value {
                    Some(value) => Some(self.security(value, &file)?),
                    None => None,
                };
                self.put(&file, &tokens, "security", node)?;
            }
            (_, name) => {
                if name == attribute::ID {
                    self.keep_sdk_names(&file, &tokens)?;
                }
                let keyword = match name {
                    attribute::ID => "operationId",
                    attribute::HIDDEN => "x-hidden",
                    other => other,
                };
                let is_outside = [attribute::REQUIRED, attribute::DEPRECATED].contains(&name);
                let mut at = match key {
                    Key::Parameter(..) if !is_outside => within(&tokens, &["schema"]),
                    _ => tokens,
                };
                while is_of_items(name)
                    && self.tree.value(&file, &within(&at, &["items"]))?.is_some()
                {
                    at.push("items".to_owned());
                }
                self.put(&file, &at, keyword, value.cloned().map(Node::from))?;
            }
        }
        self.add_pending()
    }

    /// Writes an entry, or removes it.
    fn put(&mut self, file: &Path, at: &[String], keyword: &str, node: Option<Node>) -> Edited {
        let tokens = within(at, &[keyword]);
        match node {
            Some(node) => self.tree.set(file, &tokens, &node),
            None if self.tree.value(file, &tokens)?.is_some() => {
                self.tree.remove_keeping_parent(file, &tokens).map(drop)
            }
            None => Ok(()),
        }
    }

    /// Gives something the type that the document has.
    fn set_type(&mut self, key: &Key, file: &Path, tokens: &[String]) -> Edited {
        let stated = self.theirs.facts.entries.get(key).cloned().unwrap_or_default();
        match key {
            Key::Parameter(..) => {
                let keywords = self.described_type(key, &stated, file)?;
                self.write_type(file, &within(tokens, &["schema"]), keywords)
            }
            Key::Property(..) => {
                let keywords = self.described_type(key, &stated, file)?;
                self.write_type(file, tokens, keywords)
            }
            Key::Body(_) => {
                let content = self.content(key, &stated, file)?;
                self.write_content(file, &within(tokens, &["content"]), content)
            }
            Key::Response(address) => match self.response_content(key, file, tokens)? {
                Some(at) if stated.contains_key(attribute::TYPE) => {
                    let content = self.content(key, &stated, file)?;
                    self.write_content(file, &at, content)
                }
                _ => self.write_response(address),
            },
            Key::Schema(_) => {
                let ty = stated.get(attribute::TYPE).and_then(Value::as_str).unwrap_or("any");
                let keywords = self.type_of(key, ty, stated.get(attribute::VALUES), file)?;
                let data = within(tokens, &["allOf", "1", "properties", "data"]);
                match self.tree.value(file, &data)?.is_some() {
                    true => self.write_type(file, &data, keywords),
                    false if self.tree.value(file, &within(tokens, &["allOf"]))?.is_none() => {
                        self.write_type(file, tokens, keywords)
                    }
                    false => Ok(()),
                }
            }
            Key::Operation(_) => Ok(()),
        }
    }

    /// Returns the place of the content of a response: the response itself may be given by its
    /// operation or by its status.
    fn response_content(
        &mut self,
        key: &Key,
        file: &Path,
        tokens: &[String],
    ) -> Edited<Option<Vec<String>>> {
        let status = self.ours.facts.get(key, attribute::STATUS);
        let status = status.map_or("200".to_owned(), ToString::to_string);
        for at in [
            within(tokens, &["content"]),
            within(tokens, &[&status, "content"]),
            within(tokens, &["responses", &status, "content"]),
        ] {
            if self.tree.value(file, &at)?.is_some() {
                return Ok(Some(at));
            }
        }
        Ok(None)
    }

    /// Replaces the schema of a content and keeps its examples.
    fn write_content(&mut self, file: &Path, at: &[String], content: Node) -> Edited {
        let Node::Map(mut medias) = content else { return Ok(()) };
        let Some((media, new)) = medias.pop() else { return Ok(()) };
        let schema = super::entry(&new, "schema").cloned().unwrap_or(Node::Map(Vec::new()));
        let at = within(at, &[&media, "schema"]);
        self.tree.set(file, &at, &schema)
    }

    fn rename_media(
        &mut self,
        key: &Key,
        file: &Path,
        tokens: &[String],
        value: Option<&Value>,
    ) -> Edited {
        let old = self.ours.facts.get(key, attribute::MEDIA).and_then(Value::as_str);
        match (old, value.and_then(Value::as_str)) {
            (Some(old), Some(new)) => {
                self.tree.rename(file, &within(tokens, &["content", old]), new)
            }
            _ => Ok(()),
        }
    }

    /// Replaces the keywords of a type among other keywords.
    fn write_type(&mut self, file: &Path, at: &[String], keywords: Entries) -> Edited {
        let mut previous: Option<String> = None;
        for (keyword, node) in &keywords {
            let tokens = within(at, &[keyword]);
            match (self.tree.value(file, &tokens)?, &previous) {
                (Some(_), _) => self.tree.set(file, &tokens, node)?,
                (None, Some(previous)) => {
                    self.tree.insert(file, at, keyword, node, Place::After(previous), "")?;
                }
                (None, None) => match self.first(file, at)? {
                    Some(first) => {
                        self.tree.insert(file, at, keyword, node, Place::Before(&first), "")?;
                    }
                    None => self.tree.set(file, &tokens, node)?,
                },
            }
            previous = Some(keyword.clone());
        }
        for keyword in KEYWORDS {
            let tokens = within(at, &[keyword]);
            let is_new = keywords.iter().any(|(it, _)| it == keyword);
            if !is_new && self.tree.value(file, &tokens)?.is_some() {
                self.tree.remove_keeping_parent(file, &tokens)?;
            }
        }
        Ok(())
    }

    /// Returns the first key of a map.
    fn first(&mut self, file: &Path, at: &[String]) -> Edited<Option<String>> {
        Ok(match self.tree.value(file, at)? {
            Some(Node::Map(entries)) => entries.first().map(|(key, _)| key.clone()),
            _ => None,
        })
    }
}
