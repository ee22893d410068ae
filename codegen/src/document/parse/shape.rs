//! The nesting of the parts of a spec: which keyword holds which part. The types in `openapi`
//! define the keywords of each part.

use serde::de::DeserializeOwned;
use serde_yaml::{Mapping, Value};

use super::super::openapi::{
    Content, Example, Header, Operation, Page, Pagination, Parameter, RequestBody, Response, Schema,
};
use crate::diagnostics::Pointer;

/// A kind of part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Operation,
    Parameter,
    Body,
    Response,
    Header,
    Content,
    Example,
    Schema,
    Page,
    Pagination,
}

/// The number of parts that a keyword holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Holds {
    /// One.
    One,
    /// A list.
    List,
    /// A mapping from names.
    Named,
}

/// A value that does not fit its type.
pub(super) struct Misfit {
    /// The tokens of the pointer to the value.
    pub tokens: Vec<String>,
    /// The message of serde.
    pub message: String,
}

impl Shape {
    /// Returns the keywords that hold other parts.
    pub fn parts(self) -> &'static [(&'static str, Holds, Self)] {
        use Holds::{List, Named, One};
        match self {
            Self::Operation => &[
                ("parameters", List, Self::Parameter),
                ("requestBody", One, Self::Body),
                ("responses", Named, Self::Response),
                ("x-pagination", One, Self::Pagination),
            ],
            Self::Parameter | Self::Header => &[("schema", One, Self::Schema)],
            Self::Body => &[("content", Named, Self::Content)],
            Self::Response => {
                &[("headers", Named, Self::Header), ("content", Named, Self::Content)]
            }
            Self::Content => &[("schema", One, Self::Schema), ("examples", Named, Self::Example)],
            Self::Schema => &[
                ("properties", Named, Self::Schema),
                ("items", One, Self::Schema),
                ("additionalProperties", One, Self::Schema),
                ("oneOf", List, Self::Schema),
                ("allOf", List, Self::Schema),
                ("x-page", One, Self::Page),
            ],
            Self::Example | Self::Page | Self::Pagination => &[],
        }
    }

    /// Checks that a value is a part of this kind.
    pub fn fits(self, value: &Value) -> Result<(), Misfit> {
        match self {
            Self::Operation => fits::<Operation>(value),
            Self::Parameter => fits::<Parameter>(value),
            Self::Body => fits::<RequestBody>(value),
            Self::Response => fits::<Response>(value),
            Self::Header => fits::<Header>(value),
            Self::Content => fits::<Content>(value),
            Self::Example => fits::<Example>(value),
            Self::Schema => fits::<Schema>(value),
            Self::Page => fits::<Page>(value),
            Self::Pagination => fits::<Pagination>(value),
        }
    }

    /// Returns a harmless replacement for a part that cannot be read.
    pub fn blank(self) -> Value {
        let empty = || Value::Mapping(Mapping::new());
        let parts: Vec<(&str, Value)> = match self {
            Self::Parameter => {
                vec![("name", "?".into()), ("in", "query".into()), ("schema", empty())]
            }
            Self::Content | Self::Header => vec![("schema", empty())],
            Self::Body => vec![("content", empty())],
            Self::Example => vec![("value", Value::Null)],
            _ => Vec::new(),
        };
        Value::Mapping(parts.into_iter().map(|(key, value)| (key.into(), value)).collect())
    }
}

/// Returns a harmless value for a keyword that is missing or cannot be read.
pub(super) fn stand_in(keyword: &str) -> Option<Value> {
    Some(match keyword {
        "x-effect" => "read".into(),
        "x-retry-safe" => false.into(),
        "in" => "query".into(),
        "schema" | "responses" | "content" => Value::Mapping(Mapping::new()),
        "value" => Value::Null,
        _ => return None,
    })
}

/// Checks that a value fits a type; returns the location of the misfit otherwise.
pub(super) fn fits<T: DeserializeOwned>(value: &Value) -> Result<(), Misfit> {
    let error = match serde_path_to_error::deserialize::<_, T>(value) {
        Ok(_) => return Ok(()),
        Err(error) => error,
    };
    let mut tokens = Vec::new();
    for segment in error.path() {
        use serde_path_to_error::Segment;
        match segment {
            Segment::Seq { index } => tokens.push(index.to_string()),
            Segment::Map { key } => tokens.push(key.clone()),
            Segment::Enum { .. } | Segment::Unknown => {}
        }
    }
    Err(Misfit { tokens, message: error.inner().to_string() })
}

/// Returns the value that a pointer leads to.
pub(super) fn at<'a>(value: &'a mut Value, tokens: &[String]) -> Option<&'a mut Value> {
    let mut here = value;
    for token in tokens {
        here = match here {
            Value::Mapping(mapping) => mapping.get_mut(token.as_str())?,
            Value::Sequence(items) => items.get_mut(token.parse::<usize>().ok()?)?,
            _ => return None,
        };
    }
    Some(here)
}

/// Returns the pointer to a value inside another one.
pub(super) fn inside(pointer: &Pointer, tokens: &[String]) -> Pointer {
    pointer.within(tokens.iter().map(String::as_str))
}
