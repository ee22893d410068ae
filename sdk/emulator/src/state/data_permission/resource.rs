//! Data resources: a text, an array of texts, or a tree.

use genauth::management::{
    DataResourceItem, DataResourceStruct, DataResourceTreeStructs, DataResourceType, ExtendField,
};
use serde::{Deserialize, Serialize};

use crate::{clock::Timestamp, failure::Failure};

/// A node of a tree.
pub type Node = DataResourceTreeStructs;

/// Maximum number of levels in a tree.
const MAX_LEVELS: usize = 5;
/// Maximum number of values in an array, and of nodes in the first level of a tree.
const MAX_ITEMS: usize = 50;
/// Maximum number of characters in a text.
const MAX_CHARACTERS: usize = 200;

/// Data protected by permissions.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DataResource {
    /// Its id.
    pub id: String,
    /// The code of its namespace.
    pub namespace: String,
    /// Code, unique in the namespace.
    pub code: String,
    /// Name, unique in the namespace.
    pub name: String,
    /// Type: text, array or tree.
    pub kind: DataResourceType,
    /// The text, the array or the tree, verbatim.
    pub shape: DataResourceStruct,
    /// Available actions.
    pub actions: Vec<String>,
    /// Description.
    pub description: Option<String>,
    /// Additional fields of its nodes.
    pub extend_fields: Option<Vec<ExtendField>>,
    /// Time of the last change.
    pub updated: Timestamp,
}

impl DataResource {
    /// Returns whether it has this code.
    pub fn is(&self, namespace: &str, code: &str) -> bool {
        self.namespace == namespace && self.code == code
    }

    /// Returns the value, if it is a text.
    pub fn text(&self) -> &str {
        if let DataResourceStruct::Text(text) = &self.shape { text } else { "" }
    }

    /// Returns the values, if it is an array.
    pub fn values(&self) -> Vec<String> {
        let DataResourceStruct::List(items) = &self.shape else { return Vec::new() };
        let texts = items.iter().map(|item| match item {
            DataResourceItem::Text(text) => Some(text.clone()),
            _ => None,
        });
        texts.flatten().collect()
    }

    /// Returns the first level, if it is a tree.
    pub fn nodes(&self) -> Vec<&Node> {
        nodes(&self.shape)
    }

    /// Returns whether a node exists at a path. Every resource has the empty path.
    pub fn has(&self, path: &[&str]) -> bool {
        let Some((first, rest)) = path.split_first() else { return true };
        let first = self.nodes().into_iter().find(|node| node.code == *first);
        let found = rest.iter().try_fold(first, |node, code| {
            let node = node?;
            Some(children(node).iter().find(|child| child.code == *code))
        });
        found.flatten().is_some()
    }
}

/// Returns the children of a node.
pub fn children(node: &Node) -> &[Node] {
    node.children.as_deref().unwrap_or_default()
}

fn nodes(shape: &DataResourceStruct) -> Vec<&Node> {
    match shape {
        DataResourceStruct::DataResourceTreeStructs(node) => vec![node],
        DataResourceStruct::List(items) => {
            let nodes = items.iter().map(|item| match item {
                DataResourceItem::DataResourceTreeStructs(node) => Some(node),
                _ => None,
            });
            nodes.flatten().collect()
        }
        _ => Vec::new(),
    }
}

/// Checks that a structure matches the type.
///
/// # Errors
///
/// Returns an error if it is of another type, too large or too deep, or two sibling nodes share a
/// code or name.
pub fn check_shape(kind: &DataResourceType, shape: &DataResourceStruct) -> Result<(), Failure> {
    match (kind, shape) {
        (DataResourceType::String, DataResourceStruct::Text(text)) => {
            if text.chars().count() > MAX_CHARACTERS {
                let problem = format!("must have at most {MAX_CHARACTERS} characters");
                return Err(Failure::field("struct", &problem));
            }
            Ok(())
        }
        (DataResourceType::Array, DataResourceStruct::List(items))
            if items.iter().all(|item| matches!(item, DataResourceItem::Text(_))) =>
        {
            check_count(items.len())
        }
        (DataResourceType::Tree, DataResourceStruct::DataResourceTreeStructs(node)) => {
            check_nodes(&[node], "struct", 1)
        }
        (DataResourceType::Tree, DataResourceStruct::List(items))
            if nodes(shape).len() == items.len() =>
        {
            check_count(items.len())?;
            check_nodes(&nodes(shape), "struct", 1)
        }
        (DataResourceType::String, _) => Err(Failure::field("struct", "must be a string")),
        (DataResourceType::Array, _) => {
            Err(Failure::field("struct", "must be an array of strings"))
        }
        _ => Err(Failure::field("struct", "must be a tree of nodes")),
    }
}

fn check_count(count: usize) -> Result<(), Failure> {
    if (1..=MAX_ITEMS).contains(&count) {
        return Ok(());
    }
    Err(Failure::field("struct", &format!("must have 1 to {MAX_ITEMS} items")))
}

fn check_nodes(nodes: &[&Node], field: &str, level: usize) -> Result<(), Failure> {
    if level > MAX_LEVELS {
        let problem = format!("has too many levels; the maximum is {MAX_LEVELS}");
        return Err(Failure::field(field, &problem));
    }
    for (at, node) in nodes.iter().enumerate() {
        check_code(&format!("{field}.code"), &node.code)?;
        let before = nodes.get(..at).unwrap_or_default();
        if before.iter().any(|other| other.code == node.code) {
            let problem = format!("has two nodes with the code `{}`", node.code);
            return Err(Failure::field(field, &problem));
        }
        if before.iter().any(|other| other.name == node.name) {
            let problem = format!("has two nodes with the name `{}`", node.name);
            return Err(Failure::field(field, &problem));
        }
        let below: Vec<&Node> = children(node).iter().collect();
        if !below.is_empty() {
            check_nodes(&below, &format!("{field}.children"), level + 1)?;
        }
    }
    Ok(())
}

/// Checks that a code is valid as a path segment.
///
/// # Errors
///
/// Returns an error if it is empty, contains a slash, or is `*`.
pub fn check_code(field: &str, code: &str) -> Result<(), Failure> {
    if code.is_empty() || code.contains('/') || code == "*" {
        return Err(Failure::field(field, "must be a string without `/`, and not `*`"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn check(kind: DataResourceType, shape: Value) -> Result<(), String> {
        let shape = serde_json::from_value(shape).unwrap();
        check_shape(&kind, &shape).map_err(|failure| failure.message)
    }

    fn deep(levels: usize) -> Value {
        let leaf = json!({"code": "leaf", "name": "leaf"});
        (1..levels)
            .fold(leaf, |below, _| json!({"code": "node", "name": "node", "children": [below]}))
    }

    #[test]
    fn resource_struct_must_match_its_type() {
        assert!(check(DataResourceType::String, json!("/api/books")).is_ok());
        assert!(check(DataResourceType::String, json!(["a"])).is_err());
        assert!(check(DataResourceType::Array, json!(["a", "b"])).is_ok());
        assert!(check(DataResourceType::Array, json!([])).is_err());
        assert!(check(DataResourceType::Array, json!([deep(1)])).is_err());
        assert!(check(DataResourceType::Tree, deep(1)).is_ok());
        assert!(check(DataResourceType::Tree, json!([deep(2)])).is_ok());
        assert!(check(DataResourceType::Tree, json!("a")).is_err());
    }

    #[test]
    fn trees_have_five_levels_at_most() {
        assert!(check(DataResourceType::Tree, deep(5)).is_ok());
        let refused = check(DataResourceType::Tree, deep(6)).unwrap_err();
        assert!(refused.contains("the maximum is 5"), "{refused}");
    }

    #[test]
    fn sibling_nodes_have_distinct_codes_and_names() {
        let node = |code: &str, name: &str| json!({"code": code, "name": name});
        let tree = |nodes: [Value; 2]| check(DataResourceType::Tree, json!(nodes));
        assert!(tree([node("a", "A"), node("b", "B")]).is_ok());
        assert!(tree([node("a", "A"), node("a", "B")]).is_err());
        assert!(tree([node("a", "A"), node("b", "A")]).is_err());
        assert!(tree([node("a/b", "A"), node("b", "B")]).is_err());
        let same_below = json!({"code": "a", "name": "A", "children": [node("a", "A")]});
        assert!(check(DataResourceType::Tree, same_below).is_ok());
    }
}
