//! [`Union`]: a generated enum as one of several shapes.

use serde_json::{Map, Value};

use super::{Field, Slot, View};

/// The kinds of JSON value that tell the branches of a union apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A string.
    Text,
    /// A number without a fraction.
    Integer,
    /// A number with a fraction.
    Number,
    /// A boolean.
    Boolean,
    /// An array.
    List,
    /// An object.
    Object,
}

/// A value of one of several shapes.
pub trait Union {
    /// Becomes the branch for values of this kind and returns where to fill it in. Among several
    /// branches for objects, the keys decide.
    fn branch(&mut self, kind: Kind, object: Option<&Map<String, Value>>) -> Slot<'_>;
}

/// How well an object fits a branch: the share of the object's keys that a record knows, in
/// thousandths. A branch that takes any object takes it if no record knows a key of it.
pub fn closest(branch: &dyn Field, object: &Map<String, Value>) -> usize {
    let View::Record(record) = branch.view() else { return 0 };
    let shape = record.shape();
    let known = object.keys().filter(|key| shape.wire.contains(&key.as_str())).count();
    known * 1_000 / object.len().max(1)
}

/// Implements [`Union`] and what follows from it for an enum whose variants each hold one value,
/// with a variant `Other(serde_json::Value)` for whatever nobody described:
/// `union! { Type { Text(String): Text, Tree(Node): Object } }`.
#[allow(unused_macros)]
macro_rules! union {
    ($type:ident { $($variant:ident($inner:ty): $kind:ident),* $(,)? }) => {
        impl $crate::data::Union for $type {
            fn branch(
                &mut self,
                kind: $crate::data::Kind,
                object: ::core::option::Option<&::serde_json::Map<String, ::serde_json::Value>>,
            ) -> $crate::data::Slot<'_> {
                let mut best = 0;
                $(
                    if kind == $crate::data::Kind::$kind {
                        let branch = <$inner as $crate::data::Field>::empty();
                        let fit = $crate::data::union!(@fit $kind branch object);
                        if fit > best {
                            best = fit;
                            *self = Self::$variant(branch);
                        }
                    }
                )*
                if best == 0 {
                    *self = Self::Other(::serde_json::Value::Null);
                }
                match self {
                    $(Self::$variant(value) => $crate::data::Field::slot(value),)*
                    Self::Other(value) => $crate::data::Slot::Json(value),
                }
            }
        }

        impl $crate::data::Field for $type {
            fn empty() -> Self {
                Self::Other(::serde_json::Value::Null)
            }

            fn view(&self) -> $crate::data::View<'_> {
                match self {
                    $(Self::$variant(value) => $crate::data::Field::view(value),)*
                    Self::Other(value) => $crate::data::Field::view(value),
                }
            }

            fn slot(&mut self) -> $crate::data::Slot<'_> {
                $crate::data::Slot::Union(self)
            }
        }

        $(
            impl ::core::convert::From<$inner> for $type {
                #[inline]
                fn from(value: $inner) -> Self {
                    Self::$variant(value)
                }
            }
        )*

        $crate::data::record!(@serde $type);
    };
    (@fit Object $branch:ident $object:ident) => {
        $object.map_or(1, |object| 1 + $crate::data::closest(&$branch, object))
    };
    (@fit $kind:ident $branch:ident $object:ident) => {{
        let _ = $object;
        1
    }};
}
pub(crate) use union;
