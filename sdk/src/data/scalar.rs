//! [`Scalar`]: a field whose documentation contradicts itself about its type.

use std::fmt;

use serde_json::Value;

use super::{ApiUnion, Field, Kind, ObjectKeys, Slot, View, api_struct};

/// A string, a number or a boolean: the type of a field for which the documentation names one type
/// and shows another. The value is kept as it came; the accessors read it either way.
///
/// ```
/// use genauth::Scalar;
///
/// assert_eq!(Scalar::from("true").as_bool(), Some(true));
/// assert_eq!(Scalar::from("7200").as_i64(), Some(7200));
/// assert_eq!(Scalar::from(7200).to_string(), "7200");
/// ```
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub enum Scalar {
    /// A string.
    Text(String),
    /// A number without a fraction.
    Integer(i64),
    /// A number with a fraction.
    Number(f64),
    /// A boolean.
    Boolean(bool),
    /// A value of a kind that nothing documents.
    Other(Value),
}

impl Scalar {
    /// Returns the string, if it is one.
    pub fn as_str(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// Returns the integer, also one written as a string.
    pub fn as_i64(&self) -> Option<i64> {
        match self {
            Self::Text(text) => text.trim().parse().ok(),
            Self::Integer(integer) => Some(*integer),
            _ => None,
        }
    }

    /// Returns the boolean, also one written as a string.
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Text(text) => text.trim().parse().ok(),
            Self::Boolean(boolean) => Some(*boolean),
            _ => None,
        }
    }
}

/// Shows the value; free-form values with what looks like a secret hidden.
impl fmt::Debug for Scalar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.view().fmt(f)
    }
}

impl fmt::Display for Scalar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.pad(text),
            Self::Integer(integer) => integer.fmt(f),
            Self::Number(number) => number.fmt(f),
            Self::Boolean(boolean) => boolean.fmt(f),
            Self::Other(value) => value.fmt(f),
        }
    }
}

impl ApiUnion for Scalar {
    fn branch(
        &mut self,
        kind: Kind,
        _object: Option<&ObjectKeys<'_>>,
        _name: Option<&str>,
    ) -> Slot<'_> {
        *self = match kind {
            Kind::Text => Self::Text(String::new()),
            Kind::Integer => Self::Integer(0),
            Kind::Number => Self::Number(0.0),
            Kind::Boolean => Self::Boolean(false),
            Kind::List | Kind::Object => Self::Other(Value::Null),
        };
        match self {
            Self::Text(text) => text.slot(),
            Self::Integer(integer) => integer.slot(),
            Self::Number(number) => number.slot(),
            Self::Boolean(boolean) => boolean.slot(),
            Self::Other(value) => value.slot(),
        }
    }

    fn clear(&mut self) {
        *self = Self::empty();
    }
}

impl Field for Scalar {
    fn empty() -> Self {
        Self::Other(Value::Null)
    }

    fn view(&self) -> View<'_> {
        match self {
            Self::Text(text) => text.view(),
            Self::Integer(integer) => integer.view(),
            Self::Number(number) => number.view(),
            Self::Boolean(boolean) => boolean.view(),
            Self::Other(value) => value.view(),
        }
    }

    fn slot(&mut self) -> Slot<'_> {
        Slot::Union(self)
    }
}

macro_rules! scalar_from {
    ($($type:ty => $variant:ident),*) => {$(
        impl From<$type> for Scalar {
            fn from(value: $type) -> Self {
                Self::$variant(value.into())
            }
        }
    )*};
}

scalar_from! {
    &str => Text, String => Text, i32 => Integer, u32 => Integer, i64 => Integer,
    f64 => Number, bool => Boolean
}

api_struct!(@serde Scalar);
