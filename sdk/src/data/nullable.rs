//! [`Nullable`]: a field for which `null` means something.

use super::{Field, Optional, Slot, View, read};

/// A value or `null`, where the API distinguishes `null` from a missing field: the end of a role
/// assignment is `null` for "never" and absent for "unchanged".
///
/// An optional field has the type `Option<Nullable<T>>`; its setter takes either a `T` or
/// [`Nullable::Null`].
///
/// ```
/// use genauth::Nullable;
///
/// let never: Nullable<i64> = Nullable::Null;
/// let then: Nullable<i64> = 1_669_114_748_050.into();
/// assert_eq!(never.value(), None);
/// assert_eq!(then.value(), Some(&1_669_114_748_050));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Nullable<T> {
    /// JSON `null`.
    Null,
    /// A value.
    Value(T),
}

impl<T> Nullable<T> {
    /// Returns the value, or `None` for `null`.
    pub const fn value(&self) -> Option<&T> {
        match self {
            Self::Null => None,
            Self::Value(value) => Some(value),
        }
    }

    /// Returns the value, or `None` for `null`.
    pub fn into_value(self) -> Option<T> {
        match self {
            Self::Null => None,
            Self::Value(value) => Some(value),
        }
    }
}

impl<T> From<T> for Nullable<T> {
    fn from(value: T) -> Self {
        Self::Value(value)
    }
}

impl From<&str> for Nullable<String> {
    fn from(value: &str) -> Self {
        Self::Value(value.to_owned())
    }
}

impl<T> From<Option<T>> for Nullable<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Self::Value)
    }
}

impl<T: Field> Field for Nullable<T> {
    fn empty() -> Self {
        Self::Null
    }

    fn view(&self) -> View<'_> {
        self.value().map_or(View::Null, T::view)
    }

    fn slot(&mut self) -> Slot<'_> {
        Slot::Optional(self)
    }

    fn holds_null() -> bool {
        true
    }
}

impl<T: Field> Optional for Nullable<T> {
    fn clear(&mut self) {
        *self = Self::Null;
    }

    fn fill(&mut self) -> Slot<'_> {
        *self = Self::Value(T::empty());
        match self {
            Self::Null => Slot::Skip,
            Self::Value(value) => value.slot(),
        }
    }

    fn set_null(&mut self) {
        *self = Self::Null;
    }
}

impl<T: Field> serde::Serialize for Nullable<T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.view().serialize(serializer)
    }
}

impl<'de, T: Field> serde::Deserialize<'de> for Nullable<T> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read(deserializer)
    }
}
