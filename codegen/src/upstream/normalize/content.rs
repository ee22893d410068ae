//! Bodies and responses.

use super::super::Text;
use super::super::node::Node;
use super::super::place::Place;
use super::facets::example;
use super::{Reader, is_empty};
use crate::facts::{Address, Attributes, Key, attribute};

/// Media types in the order in which one of several is taken.
const MEDIA: [&str; 3] =
    ["application/json", "application/x-www-form-urlencoded", "multipart/form-data"];

impl<'a> Reader<'a> {
    /// Adds the body of an operation.
    pub(super) fn body(&mut self, operation: &'a Node, address: &Address, place: &Place) {
        let Some(body) = operation.get("requestBody") else { return };
        let place = place.at("requestBody");
        let key = Key::Body(address.clone());
        self.subject = Some(key.clone());
        if body.entries().is_none() {
            if !is_empty(body) {
                self.wrong(&place, "requestBody", body, "a mapping with `content`");
            }
            return;
        }
        let Some(target) = self.follow(body, &place) else { return };
        if is_empty(target.node) {
            return;
        }
        self.unknown_keys(target.node, &["description", "content", "required"], "in a body");
        let is_required = self.flag(target.node, "required", &target.place);
        self.content(key, target.node, &target.place, |attributes| {
            if is_required {
                attributes.insert(attribute::REQUIRED.to_owned(), true.into());
            }
        });
    }

    /// Adds the successful response of an operation.
    pub(super) fn response(&mut self, operation: &'a Node, address: &Address, place: &Place) {
        let all: Vec<_> = self.map_of(operation, "responses", place).collect();
        let place = place.at("responses");
        let key = Key::Response(address.clone());
        self.subject = Some(key.clone());
        let mut statuses = Vec::new();
        for (name, response) in all {
            if name.starts_with("x-") {
                continue;
            }
            match status(name) {
                Some(status) => statuses.push((status, name, response)),
                None => {
                    let message = format!("`{name}` is not an HTTP status");
                    let help = "write a number, `2XX` or `default`";
                    self.fail("bad-value", &place.at(name), message, help);
                }
            }
        }
        // `default` describes errors beside a success.
        let rank = |status: u16| match status {
            200..300 => 0,
            0 => 1,
            300..400 => 2,
            _ => 3,
        };
        let redirects = statuses.iter().any(|(status, ..)| (300..400).contains(status));
        let rank = |status| if redirects && status == 0 { 3 } else { rank(status) };
        statuses.sort_by_key(|(status, ..)| (rank(*status), *status));
        let Some((status, name, response)) = statuses.first().copied() else { return };
        for (other, ..) in statuses.iter().skip(1) {
            if rank(*other) == rank(status) && rank(status) < 3 {
                self.note(format!("the response with status {other} is not imported"));
            } else {
                self.remark("responses of errors are not imported");
            }
        }
        let Some(target) = self.follow(response, &place.at(name)) else { return };
        let known = ["description", "content", "headers", "links"];
        self.unknown_keys(target.node, &known, "in a response");
        for key in ["headers", "links"] {
            if target.node.get(key).is_some_and(|it| !is_empty(it)) {
                self.remark(format!("`{key}` of a response are not imported"));
            }
        }
        if target.node.entries().is_none() && !is_empty(target.node) {
            return self.wrong(&target.place, name, target.node, "a mapping with `description`");
        }
        let status = if status == 0 { 200 } else { status };
        self.content(key, target.node, &target.place, |attributes| {
            attributes.insert(attribute::STATUS.to_owned(), status.into());
        });
    }

    /// Adds media type and type of a body or a response.
    fn content(
        &mut self,
        key: Key,
        node: &'a Node,
        place: &Place,
        more: impl FnOnce(&mut Attributes),
    ) {
        let mut attributes = Attributes::new();
        more(&mut attributes);
        let description = self.text(node, "description", place);
        let mut text = Text { description, ..Text::default() };
        let mut all: Vec<_> = self.map_of(node, "content", place).collect();
        let rank = |media: &str| MEDIA.iter().position(|it| *it == media).unwrap_or(MEDIA.len());
        all.sort_by_cached_key(|(name, _)| {
            let media = media(name);
            (rank(&media), media)
        });
        for (name, _) in all.iter().skip(1) {
            self.note(format!("the content of type `{name}` is not imported"));
        }
        let mut found = None;
        if let Some((name, content)) = all.first() {
            let place = place.at("content").at(*name);
            if content.entries().is_none() && !is_empty(content) {
                return self.wrong(&place, name, content, "a mapping with `schema`");
            }
            let known = ["schema", "example", "examples"];
            self.unknown_keys(content, &known, "in a content");
            let shape = match content.get("schema") {
                Some(schema) => self.schema(schema, &place.at("schema")),
                None => Default::default(),
            };
            attributes.insert(attribute::MEDIA.to_owned(), media(name).into());
            attributes.insert(attribute::TYPE.to_owned(), shape.notation().into());
            self.inexpressible(&shape, "the content");
            if !shape.properties.is_empty() {
                let names: Vec<String> =
                    shape.properties.iter().map(|it| it.path.join(".")).collect();
                let names = names.join(", ");
                self.note(format!("an object without a name, with the properties {names}"));
            }
            if let Some(structure) = shape.structure() {
                attributes.insert(attribute::STRUCTURE.to_owned(), structure);
            }
            found = example(content).or(shape.example);
            text.join(shape.text);
        }
        self.add(key, attributes, text, found);
    }
}

/// Returns a media type without parameters, such as the character set.
fn media(name: &str) -> String {
    name.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// Returns an HTTP status; 0 for `default`.
fn status(name: &str) -> Option<u16> {
    let name = name.trim().to_ascii_lowercase();
    match name.strip_suffix("xx") {
        _ if name == "default" => Some(0),
        Some(class) => class.parse().ok().filter(|it| (1..6).contains(it)).map(|it: u16| it * 100),
        None => name.parse().ok().filter(|status| (100..600).contains(status)),
    }
}
