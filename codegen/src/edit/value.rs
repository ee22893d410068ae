//! Comparison of what a text has with what it should have.

use saphyr_parser::ScalarStyle;
use serde_json::{Number, Value};

use super::node::Node;
use super::scalar;
use super::tree::{Child, Kind, Tree};

/// Returns the tree of a value, without positions.
pub(super) fn expected(node: &Node) -> Tree {
    let kind = match node {
        Node::Value(value) => {
            let (text, style) = match value {
                Value::String(text) => (text.clone(), ScalarStyle::DoubleQuoted),
                other => (scalar::inline(other, true), ScalarStyle::Plain),
            };
            Kind::Scalar { text, style }
        }
        Node::List(items) => {
            let children = items.iter().map(|node| child("", node)).collect();
            Kind::Collection { is_list: true, is_flow: false, children }
        }
        Node::Map(entries) => {
            let children = entries.iter().map(|(key, node)| child(key, node)).collect();
            Kind::Collection { is_list: false, is_flow: false, children }
        }
    };
    Tree { start: 0, end: 0, kind }
}

/// Returns the tree of an entry or item, without positions.
pub(super) fn child(key: &str, node: &Node) -> Child {
    Child { key: key.to_owned(), start: 0, key_end: 0, mark: 0, value: expected(node) }
}

/// Returns whether two values are the same, however they are written.
pub(super) fn is_same(left: &Tree, right: &Tree) -> bool {
    match (&left.kind, &right.kind) {
        (Kind::Scalar { text: left, style: a }, Kind::Scalar { text: right, style: b }) => {
            left == right && is_string(left, *a) == is_string(right, *b)
        }
        (Kind::Alias(left), Kind::Alias(right)) => left == right,
        (
            Kind::Collection { is_list: a, children: left, .. },
            Kind::Collection { is_list: b, children: right, .. },
        ) => {
            let is_same = |(left, right)| is_same_child(left, right);
            a == b && left.len() == right.len() && left.iter().zip(right).all(is_same)
        }
        _ => false,
    }
}

pub(super) fn is_same_child(left: &Child, right: &Child) -> bool {
    left.key == right.key && is_same(&left.value, &right.value)
}

/// Returns whether a scalar is a string to every reader.
fn is_string(text: &str, style: ScalarStyle) -> bool {
    style != ScalarStyle::Plain || !scalar::is_other_type(text)
}

/// Returns a value as it is read.
pub(super) fn node(tree: &Tree) -> Node {
    match &tree.kind {
        Kind::Scalar { text, style } if is_string(text, *style) => {
            Node::Value(text.as_str().into())
        }
        Kind::Scalar { text, .. } => Node::Value(plain(text)),
        Kind::Alias(name) => Node::Value(name.as_str().into()),
        Kind::Collection { is_list: true, children, .. } => {
            Node::List(children.iter().map(|child| node(&child.value)).collect())
        }
        Kind::Collection { children, .. } => {
            Node::Map(children.iter().map(|it| (it.key.clone(), node(&it.value))).collect())
        }
    }
}

/// Reads a plain scalar by the rules of YAML 1.2, like the loader of the spec.
fn plain(text: &str) -> Value {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Value::Null,
        "true" | "True" | "TRUE" => return true.into(),
        "false" | "False" | "FALSE" => return false.into(),
        _ => {}
    }
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let is_number = digits.starts_with(|char: char| char.is_ascii_digit() || char == '.')
        && text.chars().all(|char| char.is_ascii_digit() || "+-.eE".contains(char));
    let has_zeros = digits.len() > 1 && digits.starts_with('0') && !digits.starts_with("0.");
    if !is_number || has_zeros {
        return text.into();
    }
    let positive = text.strip_prefix('+').unwrap_or(text);
    let integer = positive.parse::<i64>().map(Number::from);
    let integer = integer.or_else(|_| positive.parse::<u64>().map(Number::from)).ok();
    let number = integer.or_else(|| positive.parse().ok().and_then(Number::from_f64));
    number.map_or_else(|| text.into(), Value::Number)
}
