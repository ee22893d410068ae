//! [`ApiStruct`]: a generated struct as a list of fields under wire names.

use std::fmt;

use super::{Field, Slot, Unset, View};

/// Marks a field whose value must not be shown.
pub(crate) const SECRET: u8 = 1;
/// Marks a required field that names a resource or grants access: never missing, `null` or empty.
pub(crate) const IDENTIFYING: u8 = 2;
/// Marks a required field that [`Unset`] counts.
pub(crate) const REQUIRED: u8 = 4;

/// The names of a struct's fields.
#[derive(Debug)]
pub struct Shape {
    /// Rust name of the type.
    pub name: &'static str,
    /// Names on the wire, in the order of the fields.
    pub wire: &'static [&'static str],
    /// Names in Rust, in the same order.
    pub rust: &'static [&'static str],
    /// Marks per field, in the same order.
    pub marks: &'static [u8],
    /// Other names that fields are also read from, with the wire name of the field.
    pub aliases: &'static [(&'static str, &'static str)],
    /// Fields of several shapes, with the wire name of the field that determines which it is.
    pub siblings: &'static [(&'static str, &'static str)],
}

impl Shape {
    /// Returns the position of the field with this wire name; `guess` is tried first.
    pub(crate) fn position(&self, name: &str, guess: usize) -> Option<usize> {
        if self.wire.get(guess).is_some_and(|wire| *wire == name) {
            return Some(guess);
        }
        self.wire.iter().position(|wire| *wire == name).or_else(|| {
            let (_, wire) = self.aliases.iter().find(|(alias, _)| *alias == name)?;
            self.wire.iter().position(|known| known == wire)
        })
    }

    /// Returns the wire name of the field that determines the shape of the field at this position.
    pub(crate) fn sibling(&self, index: usize) -> Option<&'static str> {
        let wire = self.wire.get(index)?;
        self.siblings.iter().find(|(field, _)| field == wire).map(|(_, sibling)| *sibling)
    }
}

/// An object with described fields.
pub trait ApiStruct {
    /// Creates an empty struct.
    fn blank() -> Self
    where
        Self: Sized;

    /// Returns the names of the fields.
    fn shape(&self) -> &'static Shape;

    /// Shows all fields, in the order of the shape.
    fn fields(&self, visit: &mut dyn FnMut(&[&dyn Field]));

    /// Shows all fields for filling in, in the order of the shape.
    fn fields_mut(&mut self, visit: &mut dyn FnMut(&mut [&mut dyn Field]));

    /// Returns the required fields that were never set.
    fn unset(&self) -> Unset {
        Unset::NONE
    }

    /// Returns the memory that it takes beyond the size of its type, in bytes.
    fn heap_size(&self) -> usize {
        0
    }
}

/// Recursive structs keep themselves on the heap.
impl<T: ApiStruct> ApiStruct for Box<T> {
    fn blank() -> Self {
        Self::new(T::blank())
    }

    fn shape(&self) -> &'static Shape {
        T::shape(self)
    }

    fn fields(&self, visit: &mut dyn FnMut(&[&dyn Field])) {
        T::fields(self, visit);
    }

    fn fields_mut(&mut self, visit: &mut dyn FnMut(&mut [&mut dyn Field])) {
        T::fields_mut(self, visit);
    }

    fn unset(&self) -> Unset {
        T::unset(self)
    }

    fn heap_size(&self) -> usize {
        size_of::<T>()
    }
}

impl<T: ApiStruct> Field for T {
    fn empty() -> Self {
        T::blank()
    }

    fn view(&self) -> View<'_> {
        View::Struct(self)
    }

    fn slot(&mut self) -> Slot<'_> {
        Slot::Struct(self)
    }
}

/// Shows each field of a struct that has a value, with wire name and marks.
pub(crate) fn each_present(structure: &dyn ApiStruct, visit: &mut dyn FnMut(usize, View<'_>)) {
    structure.fields(&mut |fields| {
        for (index, field) in fields.iter().enumerate() {
            let view = field.view();
            if !matches!(view, View::Absent) {
                visit(index, view);
            }
        }
    });
}

/// Compares two structs of one shape.
pub(crate) fn equal_structs(left: &dyn ApiStruct, right: &dyn ApiStruct) -> bool {
    if left.shape().name != right.shape().name {
        return false;
    }
    let mut same = true;
    left.fields(&mut |left| {
        right.fields(&mut |right| {
            same = left.iter().zip(right).all(|(left, right)| left.view() == right.view());
        });
    });
    same
}

/// Returns whether fields of a struct identify it, or a struct that is always part of it.
pub(crate) fn is_identified(structure: &dyn ApiStruct) -> bool {
    if structure.shape().marks.iter().any(|marks| marks & IDENTIFYING != 0) {
        return true;
    }
    let mut found = false;
    structure.fields(&mut |fields| {
        found = fields.iter().any(|field| match field.view() {
            View::Struct(part) => is_identified(part),
            _ => false,
        });
    });
    found
}

/// Returns whether a slot may stay empty: not a required struct with fields that identify it.
pub(crate) fn may_be_absent(slot: &Slot<'_>) -> bool {
    match slot {
        Slot::Struct(structure) => !is_identified(&**structure),
        _ => true,
    }
}

/// Writes the debug output of a struct: the fields that have a value, secrets hidden.
pub(crate) fn debug_struct(structure: &dyn ApiStruct, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let shape = structure.shape();
    let mut out = f.debug_struct(shape.name);
    each_present(structure, &mut |index, view| {
        let name = shape.rust.get(index).copied().unwrap_or_default().trim_start_matches("r#");
        if shape.marks.get(index).is_some_and(|marks| marks & SECRET != 0) {
            out.field(name, &format_args!("<hidden>"));
        } else {
            out.field(name, &view);
        }
    });
    out.finish()
}

/// Implements [`ApiStruct`] and what follows from it for a struct:
/// `api_struct! { Type { field: "wireName", other: "otherName" | "alias" secret, any: "any" => "kind" } }`.
///
/// After the fields, `default` is for a type whose `new` takes no arguments because nothing is
/// required, and `unset` for one that counts its required fields in a field `__unset`.
macro_rules! api_struct {
    ($type:ident { $($field:ident: $wire:literal $(| $alias:literal)* $($mark:ident)* $(=> $sibling:literal)?),* $(,)? } $($kind:ident)?) => {
        impl $crate::data::ApiStruct for $type {
            #[inline]
            fn blank() -> Self {
                $crate::data::api_struct!(@blank $($kind)? { $($field),* })
            }

            #[inline]
            fn shape(&self) -> &'static $crate::data::Shape {
                &$crate::data::Shape {
                    name: stringify!($type),
                    wire: &[$($wire),*],
                    rust: &[$(stringify!($field)),*],
                    marks: &[$(0 $(| $crate::data::api_struct!(@mark $mark))*),*],
                    aliases: &[$($(($alias, $wire),)*)*],
                    siblings: &[$($(($wire, $sibling),)?)*],
                }
            }

            #[inline]
            fn fields(&self, visit: &mut dyn FnMut(&[&dyn $crate::data::Field])) {
                visit(&[$(&self.$field),*]);
            }

            #[inline]
            fn fields_mut(&mut self, visit: &mut dyn FnMut(&mut [&mut dyn $crate::data::Field])) {
                visit(&mut [$(&mut self.$field),*]);
            }

            $crate::data::api_struct!(@unset $($kind)?);
        }

        $crate::data::api_struct!(@default $type $($kind)?);

        impl $crate::data::Model for $type {}

        impl ::core::fmt::Debug for $type {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::data::debug_struct(self, f)
            }
        }

        impl ::core::cmp::PartialEq for $type {
            #[inline]
            fn eq(&self, other: &Self) -> bool {
                $crate::data::equal_structs(self, other)
            }
        }

        $crate::data::api_struct!(@serde $type);
    };
    (@serde $type:ident) => {
        impl ::serde::Serialize for $type {
            #[inline]
            fn serialize<S: ::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                $crate::data::write(self, serializer)
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $type {
            #[inline]
            fn deserialize<D: ::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::data::read(deserializer)
            }
        }
    };
    (@blank unset { $($field:ident),* }) => {
        Self { $($field: $crate::data::Field::empty(),)* __unset: $crate::data::Unset::NONE }
    };
    (@blank $($kind:ident)? { $($field:ident),* }) => {
        Self { $($field: $crate::data::Field::empty()),* }
    };
    (@unset unset) => {
        #[inline]
        fn unset(&self) -> $crate::data::Unset {
            self.__unset
        }
    };
    (@unset $($kind:ident)?) => {};
    (@default $type:ident default) => {
        impl ::core::default::Default for $type {
            #[inline]
            fn default() -> Self {
                Self::new()
            }
        }
    };
    (@default $type:ident $($kind:ident)?) => {};
    (@mark required) => { $crate::data::REQUIRED };
    (@mark secret) => { $crate::data::SECRET };
    (@mark identifying) => { $crate::data::IDENTIFYING };
}
pub(crate) use api_struct;
