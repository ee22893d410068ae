//! Security of operations.

use std::collections::BTreeSet;

use serde_json::Value;

use super::super::node::Node;
use super::super::place::Place;
use super::{Reader, is_empty};

impl Reader<'_> {
    /// Returns the security schemes of an operation, or of the whole document. Alternatives count as
    /// one set: the vendor lists the parts of one set as alternatives.
    pub(super) fn security(&mut self, operation: &Node, place: &Place) -> Option<Value> {
        let document = self.document;
        let (node, place) = match operation.entries()?.get("security") {
            Some(node) => (node, place.at("security")),
            None => (document.root.get("security")?, Place::default().at("security")),
        };
        let single;
        let sets = match node {
            Node::Null => &[][..],
            Node::List(sets) => sets,
            Node::Map(_) if !is_empty(node) => {
                self.remark("`security` is a mapping and counts as a list of one");
                single = [node.clone()];
                &single
            }
            _ if is_empty(node) => &[],
            other => {
                self.wrong(&place, "security", other, "a list, such as `[{ bearer: [] }]`");
                return None;
            }
        };
        let mut names = BTreeSet::new();
        let mut is_optional = false;
        for (index, set) in sets.iter().enumerate() {
            let place = place.at(index.to_string());
            let Some(set) = set.entries() else {
                if let Some(name) = set.text() {
                    self.remark("a security scheme is a string and counts as `{ scheme: [] }`");
                    names.insert(self.scheme(&name));
                } else if *set != Node::Null {
                    self.wrong(&place, "security", set, "a mapping, such as `{ bearer: [] }`");
                }
                continue;
            };
            is_optional |= set.is_empty();
            for (name, scopes) in set {
                if !is_empty(scopes) {
                    self.remark(format!("scopes of the security scheme `{name}` are not imported"));
                }
                names.insert(self.scheme(name));
            }
        }
        if is_optional && !names.is_empty() {
            self.note("security is optional; decide whether a call without a token is useful");
        }
        Some(names.into_iter().map(Value::String).collect())
    }

    /// Returns our name of a security scheme.
    fn scheme(&mut self, name: &str) -> String {
        let components = self.document.root.get("components");
        let schemes = components.and_then(|it| it.get("securitySchemes"));
        if schemes.is_none_or(|schemes| schemes.get(name).is_none()) {
            self.remark(format!("the security scheme `{name}` is not defined"));
        }
        match self.map.security.get(name) {
            Some(ours) => {
                let tokens = vec!["security".to_owned(), name.to_owned()];
                self.upstream.applied.insert(tokens);
                ours.clone()
            }
            None => {
                self.remark(format!("`upstream/map.yaml` has no security scheme `{name}`"));
                name.to_owned()
            }
        }
    }
}
