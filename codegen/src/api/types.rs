//! Types.

use super::ids::{Availability, Home};
use crate::diagnostics::Pointer;

/// A type with a name.
#[derive(Clone, Debug)]
pub struct TypeDef {
    /// Documented name.
    pub name: String,
    /// Description.
    pub description: String,
    /// The module that defines it.
    pub home: Home,
    /// Its kind, with its parts.
    pub kind: TypeKind,
    /// The roles of its fields, if it is a page of a list.
    pub page: Option<Page>,
    /// The discriminator, if it is a union.
    pub discriminator: Option<Discriminator>,
    /// Its definition in the spec.
    pub pointer: Pointer,
}

/// The roles of the fields of a page; wire names with dots lead into objects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The items of the page; a field of the object itself.
    pub items: String,
    /// The number of items of all pages.
    pub total: Option<String>,
    /// The cursor of the next page.
    pub next: Option<String>,
    /// Whether another page follows.
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

/// The kind of a named type.
#[derive(Clone, Debug)]
pub enum TypeKind {
    /// A struct: an object with documented fields.
    Struct(Vec<Field>),
    /// A free-form object.
    FreeForm,
    /// An enum.
    Enum(Enum),
    /// A union.
    Union(Vec<Type>),
    /// An envelope, with or without a payload.
    Envelope(Option<Type>),
}

/// The values of an enum.
#[derive(Clone, Debug)]
pub struct Enum {
    /// The values in documented order.
    pub values: Vec<Value>,
}

/// A value of an enum.
#[derive(Clone, Debug)]
pub struct Value {
    /// The value on the wire.
    pub wire: String,
    /// The number, if the value is one on the wire.
    pub number: Option<i64>,
    /// Description.
    pub description: String,
    /// Its Rust name, if the spec sets one.
    pub name: Option<String>,
}

/// A field of an object or a parameter.
#[derive(Clone, Debug)]
pub struct Field {
    /// Name on the wire.
    pub wire: String,
    /// Rust name, where the spec has one.
    pub rust_name: Option<String>,
    /// Its type, regardless of whether it is required.
    pub ty: Type,
    /// Required.
    pub required: bool,
    /// Description.
    pub description: String,
    /// The limits of its values.
    pub limits: Limits,
    /// A secret.
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
    /// Other names in responses.
    pub aliases: Vec<String>,
    /// The brands that offer it, where that differs from the operation.
    pub availability: Option<Availability>,
    /// Its definition in the spec.
    pub pointer: Pointer,
}

/// The limits of the values of a field.
#[derive(Clone, Debug, Default)]
pub struct Limits {
    /// The value that the server assumes for an absent field.
    pub default: Option<serde_json::Value>,
    /// The unit of a number, in words.
    pub unit: Option<String>,
    /// Sentences such as `At most 50 characters.`, but for the default.
    pub sentences: Vec<String>,
    /// The largest number of items of a list, or the largest value of an integer.
    pub most: Option<u32>,
}

/// The type of a value.
#[derive(Clone, Debug, PartialEq)]
pub enum Type {
    /// A string.
    Text,
    /// A string that `Debug` output hides.
    Secret,
    /// A number without a fraction.
    Integer,
    /// A number with a fraction.
    Number,
    /// A boolean.
    Boolean,
    /// A timestamp as a string.
    Timestamp,
    /// Any JSON value.
    Json,
    /// A free-form object.
    Object,
    /// A string, a number or a boolean.
    Scalar,
    /// A file.
    File,
    /// A type with a name.
    Named(String),
    /// An array.
    List(Box<Type>),
    /// A map.
    Map(Box<Type>),
    /// A value or an array of them.
    OneOrMany(Box<Type>),
    /// A value or a meaningful `null`.
    Nullable(Box<Type>),
    /// A boxed value, where a type contains itself.
    Boxed(Box<Type>),
}

impl Type {
    /// Returns the named types in it.
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
    /// Returns the types in its definition.
    pub fn mentions(&self) -> Vec<&Type> {
        match &self.kind {
            TypeKind::Struct(fields) => fields.iter().map(|field| &field.ty).collect(),
            TypeKind::Union(branches) => branches.iter().collect(),
            TypeKind::Envelope(payload) => payload.iter().collect(),
            TypeKind::FreeForm | TypeKind::Enum(_) => Vec::new(),
        }
    }
}

/// Returns the type of the items of a list.
pub fn item(list: &Type) -> Option<&Type> {
    match list {
        Type::List(item) | Type::OneOrMany(item) => Some(item),
        Type::Nullable(inner) => item(inner),
        _ => None,
    }
}
