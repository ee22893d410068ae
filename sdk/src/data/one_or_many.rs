//! [`OneOrMany`]: a field that is a single value or a list.

use super::{ApiUnion, Field, Kind, ObjectKeys, Slot, View, read};

/// One value or a list of them: the type of a field for which the documentation names one and shows
/// the other. It is sent in the form in which it was set.
///
/// ```
/// use genauth::OneOrMany;
///
/// let one: OneOrMany<String> = "department-1".into();
/// let many: OneOrMany<String> = vec!["department-1".to_owned()].into();
/// assert_eq!(one.as_slice(), many.as_slice());
/// ```
#[derive(Clone, Debug, PartialEq)]
pub enum OneOrMany<T> {
    /// A single value.
    One(T),
    /// A list.
    Many(Vec<T>),
}

impl<T> OneOrMany<T> {
    /// Returns the values in either form.
    pub fn as_slice(&self) -> &[T] {
        match self {
            Self::One(value) => std::slice::from_ref(value),
            Self::Many(values) => values,
        }
    }
}

impl<T> From<T> for OneOrMany<T> {
    fn from(value: T) -> Self {
        Self::One(value)
    }
}

impl<T> From<Vec<T>> for OneOrMany<T> {
    fn from(values: Vec<T>) -> Self {
        Self::Many(values)
    }
}

impl From<&str> for OneOrMany<String> {
    fn from(value: &str) -> Self {
        Self::One(value.to_owned())
    }
}

impl<T: Field> ApiUnion for OneOrMany<T> {
    fn branch(
        &mut self,
        kind: Kind,
        object: Option<&ObjectKeys<'_>>,
        _name: Option<&str>,
    ) -> Slot<'_> {
        // `{}` stands for an empty list, never for an item with nothing in it.
        let is_empty = object.is_some_and(ObjectKeys::is_empty);
        *self = match kind {
            Kind::List => Self::Many(Vec::new()),
            Kind::Object if is_empty => Self::Many(Vec::new()),
            _ => Self::One(T::empty()),
        };
        match self {
            Self::One(value) => value.slot(),
            Self::Many(values) => values.slot(),
        }
    }

    fn clear(&mut self) {
        *self = Self::empty();
    }
}

impl<T: Field> Field for OneOrMany<T> {
    fn empty() -> Self {
        Self::Many(Vec::new())
    }

    fn view(&self) -> View<'_> {
        match self {
            Self::One(value) => value.view(),
            Self::Many(values) => values.view(),
        }
    }

    fn slot(&mut self) -> Slot<'_> {
        Slot::Union(self)
    }
}

impl<T: Field> serde::Serialize for OneOrMany<T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.view().serialize(serializer)
    }
}

impl<'de, T: Field> serde::Deserialize<'de> for OneOrMany<T> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read(deserializer)
    }
}
