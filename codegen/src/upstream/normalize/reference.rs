//! References.

use super::super::node::Node;
use super::super::place::Place;
use super::Reader;
use super::shape::Shape;
use crate::document::{closest, did_you_mean};

/// The longest chain of references to references.
const LONGEST_CHAIN: usize = 32;

/// A value that a reference leads to.
pub(super) struct Target<'a> {
    pub node: &'a Node,
    pub place: Place,
}

impl<'a> Reader<'a> {
    /// Returns what the schema that a reference names states.
    pub(super) fn schema_reference(&mut self, reference: &Node, place: &Place) -> Shape {
        let Some(tokens) = self.tokens(reference, place) else { return Shape::default() };
        if let Some(name) = schema_name(&tokens)
            && let Some(ours) = self.names.get(name)
        {
            if let Some(named) = self.named.get(name).cloned() {
                let values = named.values.as_ref().map_or(0, Vec::len);
                self.spend(values, place);
                return named;
            }
            return Shape::of(format!("ref {ours}"));
        }
        let Some(target) = self.target(&tokens, place) else { return Shape::default() };
        self.remark("a reference leads into the middle of a schema, which has no name");
        self.schema(target.node, &target.place)
    }

    /// Follows the references of a parameter, a body, a response or a path item.
    pub(super) fn follow(&mut self, node: &'a Node, place: &Place) -> Option<Target<'a>> {
        let mut target = Target { node, place: place.clone() };
        for _ in 0..LONGEST_CHAIN {
            let Some(reference) = target.node.get("$ref") else { return Some(target) };
            let tokens = self.tokens(reference, &target.place)?;
            target = self.target(&tokens, &target.place)?;
        }
        let message =
            format!("a reference leads to more than {LONGEST_CHAIN} others, or to itself");
        self.fail("limit", place, message, "refer to the value itself");
        None
    }

    /// Returns the value under a pointer.
    fn target(&mut self, tokens: &[String], place: &Place) -> Option<Target<'a>> {
        let mut target = Target { node: &self.document.root, place: Place::default() };
        for (depth, token) in tokens.iter().enumerate() {
            let next = match target.node {
                Node::Map(entries) => entries.get(token),
                Node::List(items) => token.parse().ok().and_then(|at: usize| items.get(at)),
                _ => None,
            };
            let Some(next) = next else {
                if self.problems >= super::MOST_PROBLEMS {
                    return None;
                }
                let keys = target.node.entries().into_iter().flat_map(|it| it.keys());
                // Comparing names with so many others takes too long.
                let is_few = target.node.entries().is_some_and(|it| it.len() < 5_000);
                let keys = keys.filter(|_| is_few);
                let similar = closest(token, keys.map(String::as_str)).map(|similar| {
                    let mut tokens = tokens.to_vec();
                    tokens[depth] = similar.to_owned();
                    format!("#/{}", tokens.join("/"))
                });
                let message = format!("the reference `#/{}` leads to nothing", tokens.join("/"));
                let help = did_you_mean(similar.as_deref(), "define it, or correct the reference");
                self.fail("dangling-reference", &place.at("$ref"), message, help);
                return None;
            };
            target = Target { node: next, place: target.place.at(token) };
        }
        Some(target)
    }

    /// Returns the tokens of a reference into the document.
    fn tokens(&mut self, reference: &Node, place: &Place) -> Option<Vec<String>> {
        let place = place.at("$ref");
        let Node::Text(text) = reference else {
            self.wrong(&place, "$ref", reference, "a string");
            return None;
        };
        if let Some(pointer) = text.trim().strip_prefix("#/") {
            return Some(tokens(pointer));
        }
        let message = format!("the reference `{text}` leads out of the document");
        let help = "bundle the documents into one, or write `#/components/schemas/…`";
        self.fail("external-reference", &place, message, help);
        None
    }
}

/// Returns the tokens of a JSON pointer without its leading slash, in a URI fragment.
pub(super) fn tokens(pointer: &str) -> Vec<String> {
    let token = |it: &str| percent_decoded(it).replace("~1", "/").replace("~0", "~");
    pointer.split('/').map(token).collect()
}

/// Returns the name in a reference to a named schema.
pub(super) fn schema_name(tokens: &[String]) -> Option<&str> {
    match tokens {
        [components, schemas, name] if components == "components" && schemas == "schemas" => {
            Some(name)
        }
        _ => None,
    }
}

/// Decodes `%20` and the like.
fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        let mut ahead = rest.clone();
        let mut digit = || ahead.next().and_then(|it| char::from(it).to_digit(16));
        match (byte, digit(), digit()) {
            (b'%', Some(high), Some(low)) => {
                bytes.extend(u8::try_from(high * 16 + low));
                rest = ahead;
            }
            _ => bytes.push(byte),
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::tokens;

    #[test]
    fn pointers_are_decoded() {
        assert_eq!(tokens("paths/~1a~1%7Bid%7D/x~0y"), ["paths", "/a/{id}", "x~y"]);
        assert_eq!(tokens("components/schemas/100%"), ["components", "schemas", "100%"]);
    }
}
