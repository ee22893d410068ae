//! Types.

use super::model::{Availability, Home};
use crate::diagnostics::Place;

/// A type with a name.
#[derive(Clone, Debug)]
pub struct TypeDef {
    /// Documented name.
    pub name: String,
    /// What it means.
    pub description: String,
    /// Where it lives.
    pub home: Home,
    /// What it is.
    pub kind: TypeKind,
    /// What makes it one page of a list.
    pub page: Option<Page>,
    /// What tells which branch of a union an object is.
    pub discriminator: Option<Discriminator>,
    /// Where it is described.
    pub place: Place,
}

/// Which fields of an object are what, each by names on the wire with dots between.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The items of the page; a field of the object itself.
    pub items: String,
    /// How many items all pages have together.
    pub total: Option<String>,
    /// What the next page is known by.
    pub next: Option<String>,
    /// Whether there is a next page.
    pub more: Option<String>,
}

/// The field beside a union whose value names the branch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Discriminator {
    /// Wire name of the field.
    pub field: String,
    /// Values, each with the name of the type it stands for.
    pub branches: Vec<(String, String)>,
}

/// What a named type is.
#[derive(Clone, Debug)]
pub enum TypeKind {
    /// An object with described fields.
    Record(Vec<Field>),
    /// An object without described fields.
    Open,
    /// One of several values.
    Choice(Choice),
    /// One of several shapes.
    Union(Vec<Type>),
    /// An envelope around a payload, or around nothing.
    Envelope(Option<Type>),
}

/// The values of an enum.
#[derive(Clone, Debug)]
pub struct Choice {
    /// The values in documented order.
    pub values: Vec<Value>,
}

/// A value of an enum.
#[derive(Clone, Debug)]
pub struct Value {
    /// The value on the wire.
    pub wire: String,
    /// It is a number on the wire.
    pub number: Option<i64>,
    /// What it means.
    pub description: String,
    /// A name for it, where its own makes none.
    pub name: Option<String>,
}

/// A field of an object or a parameter.
#[derive(Clone, Debug)]
pub struct Field {
    /// Name on the wire.
    pub wire: String,
    /// Rust name, where the spec has one.
    pub rust_name: Option<String>,
    /// Its type, without regard to whether it can be left out.
    pub ty: Type,
    /// Cannot be left out.
    pub required: bool,
    /// What it means.
    pub description: String,
    /// What else the description says about its values.
    pub limits: Limits,
    /// Must not be shown.
    pub secret: bool,
    /// Names a resource or grants access: a response without it is invalid.
    pub identifying: bool,
    /// Deprecated.
    pub deprecated: bool,
    /// Name on the wire of the field to use instead.
    pub replaced_by: Option<String>,
    /// A documented value.
    pub example: Option<serde_json::Value>,
    /// Whether only some responses contain it.
    pub conditional: bool,
    /// The other fields and their values with which it is required.
    pub required_when: Vec<(String, Vec<serde_json::Value>)>,
    /// Other names that answers use for it.
    pub aliases: Vec<String>,
    /// Who offers it, where that differs from the operation.
    pub availability: Option<Availability>,
    /// Where it is described.
    pub place: Place,
}

/// What a description says about the values of a field, in the words it uses.
#[derive(Clone, Debug, Default)]
pub struct Limits {
    /// Sentences such as `At most 50 characters.`
    pub sentences: Vec<String>,
    /// The largest number of items of a list, or the largest value of an integer.
    pub most: Option<u32>,
}

/// The type of a value.
#[derive(Clone, Debug, PartialEq)]
pub enum Type {
    /// A string.
    Text,
    /// A number without a fraction.
    Integer,
    /// A number with a fraction.
    Number,
    /// A boolean.
    Boolean,
    /// A string that stands for a point in time.
    Timestamp,
    /// Any JSON value.
    Json,
    /// An object without described fields.
    Object,
    /// A string, a number or a boolean.
    Scalar,
    /// A file.
    File,
    /// A type with a name.
    Named(String),
    /// An array.
    List(Box<Type>),
    /// An object whose keys are data.
    Map(Box<Type>),
    /// A value or an array of them.
    OneOrMany(Box<Type>),
    /// A value or `null`, both of which mean something.
    Nullable(Box<Type>),
    /// A value on the heap, where a type holds itself.
    Boxed(Box<Type>),
}

impl Type {
    /// The named types in it.
    pub fn names(&self) -> Vec<&str> {
        match self {
            Self::Named(name) => vec![name],
            Self::List(inner)
            | Self::Map(inner)
            | Self::OneOrMany(inner)
            | Self::Nullable(inner)
            | Self::Boxed(inner) => inner.names(),
            _ => Vec::new(),
        }
    }
}

impl TypeDef {
    /// The types that its own definition mentions.
    pub fn mentions(&self) -> Vec<&Type> {
        match &self.kind {
            TypeKind::Record(fields) => fields.iter().map(|field| &field.ty).collect(),
            TypeKind::Union(branches) => branches.iter().collect(),
            TypeKind::Envelope(payload) => payload.iter().collect(),
            TypeKind::Open | TypeKind::Choice(_) => Vec::new(),
        }
    }
}
