//! Alternatives: `oneOf` and `anyOf`.

use super::super::node::Node;
use super::super::place::Place;
use super::Reader;
use super::shape::{Shape, one_of, sorted};

impl Reader<'_> {
    /// Reads `oneOf` and `anyOf`. Returns whether they state a type.
    pub(super) fn branches(&mut self, node: &Node, place: &Place, shape: &mut Shape) -> bool {
        let mut branches = Vec::new();
        let mut are_values = true;
        for key in ["oneOf", "anyOf"] {
            for (index, branch) in self.list(node, key, place).iter().enumerate() {
                if is_null(branch) {
                    shape.is_nullable = true;
                    continue;
                }
                are_values &= branch.get("const").is_some();
                branches.push(self.schema(branch, &place.at(key).at(index.to_string())));
            }
        }
        if branches.len() > 1 && are_values {
            for branch in &branches {
                let values = branch.values.iter().flatten();
                let text = branch.text.description.as_ref().or(branch.text.summary.as_ref());
                for value in values.clone() {
                    let name = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                    shape.text.values.extend(text.map(|text| (name, text.clone())));
                }
            }
            let types = branches.iter().filter_map(|branch| branch.ty.clone()).collect();
            let values = branches.iter().flat_map(|branch| branch.values.iter().flatten().cloned());
            shape.values = Some(sorted(values.collect()));
            shape.ty = Some(one_of(types));
            return true;
        }
        match branches.len() {
            0 => {
                return shape.is_nullable && {
                    shape.ty = Some("any".to_owned());
                    true
                };
            }
            1 => shape.join(branches.remove(0)),
            _ => self.union(branches, place, shape),
        }
        true
    }

    fn union(&mut self, mut branches: Vec<Shape>, place: &Place, shape: &mut Shape) {
        let is_list = |it: &Shape| it.ty.as_deref().is_some_and(|ty| ty.starts_with("array<"));
        branches.sort_by_key(|branch| (is_list(branch), branch.notation()));
        let mut types: Vec<String> = branches.iter().map(Shape::notation).collect();
        // Facts have the limits of the first branch: of one item, where one or many are valid.
        if let Some(first) = branches.first() {
            shape.absorb(first);
        }
        if branches.iter().any(|branch| !branch.properties.is_empty()) {
            self.remark("a union has objects without a name");
        }
        let mut properties: Vec<_> =
            branches.into_iter().flat_map(|branch| branch.properties).collect();
        if !self.spend(properties.len(), place) {
            return;
        }
        for property in &mut properties {
            property.is_required = false;
        }
        shape.join(Shape { properties, ..Shape::default() });
        types.sort();
        shape.ty = Some(one_of(types.clone()));
        shape.branches = Some(types);
    }
}

/// Returns whether a schema allows only `null`.
fn is_null(node: &Node) -> bool {
    let is_null = |node: &Node| match node {
        Node::Text(text) => text == "null",
        other => *other == Node::Null,
    };
    let Some(entries) = node.entries() else { return false };
    let of = |key: &str| entries.get(key);
    match (of("type"), of("enum"), of("const")) {
        (Some(Node::List(kinds)), ..) => matches!(kinds.as_slice(), [kind] if is_null(kind)),
        (Some(kind), ..) => is_null(kind),
        (None, Some(Node::List(values)), _) => matches!(values.as_slice(), [Node::Null]),
        (None, None, Some(Node::Null)) => true,
        _ => false,
    }
}
