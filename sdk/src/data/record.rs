//! [`Record`]: a generated struct as a list of fields under wire names.

use std::fmt;

use super::{Field, View};

/// Marks a field whose value must not be shown.
pub(crate) const SECRET: u8 = 1;
/// Marks a field whose documented type and documented value disagree: a value of another type is
/// read as absent instead of failing the whole answer.
pub(crate) const LENIENT: u8 = 2;

/// The names of a record's fields.
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
    /// Other wire names that a field is also read from, with its position.
    pub aliases: &'static [(&'static str, usize)],
}

impl Shape {
    /// The position of the field with this wire name. Answers mostly list fields in one order, so
    /// the search starts at `hint`, just after the field found last.
    pub(crate) fn position(&self, name: &str, hint: usize) -> Option<usize> {
        let (before, after) = self.wire.split_at(hint.min(self.wire.len()));
        let found = after.iter().position(|wire| *wire == name).map(|index| index + before.len());
        found.or_else(|| before.iter().position(|wire| *wire == name)).or_else(|| {
            self.aliases.iter().find(|(alias, _)| *alias == name).map(|(_, index)| *index)
        })
    }
}

/// An object with described fields.
pub trait Record {
    /// The names of the fields.
    fn shape(&self) -> &'static Shape;

    /// Shows all fields, in the order of the shape.
    fn fields(&self, visit: &mut dyn FnMut(&[&dyn Field]));

    /// Shows all fields for filling in, in the order of the shape.
    fn fields_mut(&mut self, visit: &mut dyn FnMut(&mut [&mut dyn Field]));
}

/// Shows each field of a record that has a value, with wire name and marks.
pub(crate) fn each_present(record: &dyn Record, visit: &mut dyn FnMut(usize, View<'_>)) {
    record.fields(&mut |fields| {
        for (index, field) in fields.iter().enumerate() {
            let view = field.view();
            if !matches!(view, View::Absent) {
                visit(index, view);
            }
        }
    });
}

/// Copies every field of a record, one shape on both sides.
pub(crate) fn equal(left: &dyn Record, right: &dyn Record) -> bool {
    if !std::ptr::eq(left.shape(), right.shape()) {
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

/// Writes a record for people: the fields that have a value, secrets hidden.
pub(crate) fn debug(record: &dyn Record, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let shape = record.shape();
    let mut out = f.debug_struct(shape.name);
    each_present(record, &mut |index, view| {
        let name = shape.rust.get(index).copied().unwrap_or_default();
        if shape.marks.get(index).is_some_and(|marks| marks & SECRET != 0) {
            out.field(name, &format_args!("<hidden>"));
        } else {
            out.field(name, &view);
        }
    });
    out.finish()
}

/// Implements [`Record`] and what follows from it for a struct:
/// `record! { Type { field: "wireName", other: "otherName" | "alias" secret } }`.
macro_rules! record {
    ($type:ident { $($field:ident: $wire:literal $(| $alias:literal)* $($mark:ident)*),* $(,)? }) => {
        impl $crate::data::Record for $type {
            fn shape(&self) -> &'static $crate::data::Shape {
                #[allow(non_camel_case_types, dead_code)]
                enum Index { $($field),* }
                static SHAPE: $crate::data::Shape = $crate::data::Shape {
                    name: stringify!($type),
                    wire: &[$($wire),*],
                    rust: &[$(stringify!($field)),*],
                    marks: &[$($crate::data::record!(@marks $($mark)*)),*],
                    aliases: &[$($(($alias, Index::$field as usize),)*)*],
                };
                &SHAPE
            }

            fn fields(&self, visit: &mut dyn FnMut(&[&dyn $crate::data::Field])) {
                visit(&[$(&self.$field),*]);
            }

            fn fields_mut(&mut self, visit: &mut dyn FnMut(&mut [&mut dyn $crate::data::Field])) {
                visit(&mut [$(&mut self.$field),*]);
            }
        }

        impl $crate::data::Field for $type {
            fn empty() -> Self {
                Self { $($field: $crate::data::Field::empty()),* }
            }

            fn view(&self) -> $crate::data::View<'_> {
                $crate::data::View::Record(self)
            }

            fn slot(&mut self) -> $crate::data::Slot<'_> {
                $crate::data::Slot::Record(self)
            }
        }

        impl ::core::fmt::Debug for $type {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Debug::fmt(&$crate::data::Field::view(self), f)
            }
        }

        impl ::core::cmp::PartialEq for $type {
            fn eq(&self, other: &Self) -> bool {
                $crate::data::Field::view(self) == $crate::data::Field::view(other)
            }
        }

        $crate::data::record!(@serde $type);
    };
    (@serde $type:ident) => {
        impl ::serde::Serialize for $type {
            fn serialize<S: ::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                ::serde::Serialize::serialize(&$crate::data::Field::view(self), serializer)
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $type {
            fn deserialize<D: ::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                let mut value = <Self as $crate::data::Field>::empty();
                $crate::data::read($crate::data::Field::slot(&mut value), deserializer)?;
                Ok(value)
            }
        }
    };
    (@marks) => { 0 };
    (@marks secret) => { $crate::data::SECRET };
    (@marks lenient) => { 2 };
    (@marks secret lenient) => { 3 };
}
pub(crate) use record;
