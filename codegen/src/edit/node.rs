//! Values to write.

use serde_json::Value;

/// A value to write. Maps keep the order of their entries.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    /// A string, a number, a boolean or null. An array or object is treated like a [`Node::List`] or
    /// [`Node::Map`].
    Value(Value),
    /// A list.
    List(Vec<Node>),
    /// A map.
    Map(Vec<(String, Node)>),
}

/// The position of a new entry in its map or list. Items of lists are named by their index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place<'a> {
    /// After all others.
    End,
    /// Right after the entry with this key.
    After(&'a str),
    /// Right before the entry with this key and its comments.
    Before(&'a str),
}

impl Node {
    /// Returns the value with arrays and objects as lists and maps.
    pub(super) fn normalized(&self) -> Self {
        match self {
            Self::Value(value) => Self::from(value.clone()),
            Self::List(items) => Self::List(items.iter().map(Self::normalized).collect()),
            Self::Map(entries) => {
                let entries = entries.iter().map(|(key, node)| (key.clone(), node.normalized()));
                Self::Map(entries.collect())
            }
        }
    }
}

impl From<Value> for Node {
    fn from(value: Value) -> Self {
        match value {
            Value::Array(items) => Self::List(items.into_iter().map(Self::from).collect()),
            Value::Object(entries) => {
                Self::Map(entries.into_iter().map(|(key, it)| (key, Self::from(it))).collect())
            }
            scalar => Self::Value(scalar),
        }
    }
}

impl From<&str> for Node {
    fn from(text: &str) -> Self {
        Self::Value(text.into())
    }
}

impl From<bool> for Node {
    fn from(value: bool) -> Self {
        Self::Value(value.into())
    }
}

impl From<i64> for Node {
    fn from(value: i64) -> Self {
        Self::Value(value.into())
    }
}
