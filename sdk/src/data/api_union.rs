//! [`ApiUnion`]: a generated enum as one of several shapes.

use std::borrow::Cow;

use super::{Field, Slot, View};
use crate::json::{Scanner, SyntaxError};

/// The kinds of JSON value that distinguish the branches of a union.
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

/// The keys of an object that is not read yet.
#[derive(Debug)]
pub struct ObjectKeys<'t>(Vec<Cow<'t, str>>);

impl<'t> ObjectKeys<'t> {
    /// Looks ahead: keys whose value is `null` count as missing.
    pub(crate) fn ahead(mut object: Scanner<'t>) -> Result<Self, SyntaxError> {
        let mut keys = Vec::new();
        let mut first = true;
        object.open();
        while let Some(key) = object.key(&mut first)? {
            if object.kind()? != crate::json::Kind::Null {
                keys.push(key);
            }
            object.skip()?;
        }
        Ok(Self(keys))
    }

    /// Returns whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn contains(&self, name: &str) -> bool {
        self.0.iter().any(|key| key == name)
    }
}

/// A value of one of several shapes.
pub trait ApiUnion {
    /// Becomes the branch for values of this kind and returns where to fill it in. Among several
    /// branches for objects, the name that stands beside the union decides, then the keys.
    fn branch(
        &mut self,
        kind: Kind,
        object: Option<&ObjectKeys<'_>>,
        name: Option<&str>,
    ) -> Slot<'_>;

    /// Becomes empty again.
    fn clear(&mut self);
}

/// Scores the match of an object with a branch; returns 0 if they do not match. All required fields
/// must be present; the more fields of the branch the object has, the better.
pub fn closest(branch: &dyn Field, object: &ObjectKeys<'_>) -> usize {
    let structure = match branch.view() {
        View::Struct(structure) => structure,
        // Free-form objects take what no struct fits.
        View::Map(_) | View::Object(_) => return 1,
        _ => return 0,
    };
    let shape = structure.shape();
    let mut known = 0;
    let mut is_complete = true;
    structure.fields(&mut |fields| {
        for (name, field) in shape.wire.iter().zip(fields) {
            match (object.contains(name), field.view()) {
                (true, _) => known += 2,
                (false, View::Absent) => {}
                (false, _) => is_complete = false,
            }
        }
    });
    if is_complete { known } else { 0 }
}

/// Implements [`ApiUnion`] and what follows from it for an enum whose variants each hold one value,
/// with a variant `Other(serde_json::Value)` for shapes that are not described:
/// `api_union! { Type { Text(String): Text, Tree(Node): Object, Role(RoleDto): Object = "role" } }`.
#[allow(unused_macros)]
macro_rules! api_union {
    ($type:ident { $($variant:ident($inner:ty): $kind:ident $(= $($name:literal)|+)?),* $(,)? }) => {
        impl $crate::data::ApiUnion for $type {
            fn branch(
                &mut self,
                kind: $crate::data::Kind,
                object: ::core::option::Option<&$crate::data::ObjectKeys<'_>>,
                name: ::core::option::Option<&str>,
            ) -> $crate::data::Slot<'_> {
                let mut best = 0;
                *self = Self::Other(::serde_json::Value::Null);
                $(
                    if kind == $crate::data::Kind::$kind {
                        let branch = <$inner as $crate::data::Field>::empty();
                        let fit = $crate::data::api_union!(@fit $kind branch object name $($($name)|+)?);
                        if fit > best {
                            best = fit;
                            *self = Self::$variant(branch);
                        } else if fit == best && fit > 0 && object.is_some() {
                            // As good as another: the object does not say what it is.
                            *self = Self::Other(::serde_json::Value::Null);
                        }
                    }
                )*
                let _ = best;
                match self {
                    $(Self::$variant(value) => $crate::data::Field::slot(value),)*
                    Self::Other(value) => $crate::data::Slot::Json(value),
                }
            }

            fn clear(&mut self) {
                *self = <Self as $crate::data::Field>::empty();
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

        /// Shows the branch by its name; secrets are hidden.
        impl ::core::fmt::Debug for $type {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                let name = match self {
                    $(Self::$variant(_) => stringify!($variant),)*
                    Self::Other(_) => "Other",
                };
                f.debug_tuple(name).field(&$crate::data::Field::view(self)).finish()
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

        impl $crate::data::Model for $type {}

        $(
            $crate::data::accept! { [] $inner => $type: |value| <$type>::$variant(value); }
            $crate::data::api_union!(@accept $kind $type $variant $inner);
        )*

        $crate::data::api_struct!(@serde $type);
    };
    (@accept Text $type:ident $variant:ident $inner:ty) => {
        $crate::data::accept! {
            [] &str => $type: |text| <$type>::$variant($crate::data::IntoField::into_field(text));
        }
    };
    (@accept $kind:ident $type:ident $variant:ident $inner:ty) => {};
    (@fit Object $branch:ident $object:ident $name:ident $($expected:literal)|+) => {
        match $name {
            Some($($expected)|+) => usize::MAX,
            _ => $crate::data::api_union!(@fit Object $branch $object $name),
        }
    };
    (@fit Object $branch:ident $object:ident $name:ident) => {
        $object.map_or(1, |object| $crate::data::closest(&$branch, object))
    };
    (@fit $kind:ident $branch:ident $object:ident $name:ident) => {{
        let _ = (&$object, &$name);
        1
    }};
}
pub(crate) use api_union;
