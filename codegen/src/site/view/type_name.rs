//! Names of types in words.

use serde::Serialize;

use super::viewer::Viewer;
use crate::api::Type;

/// A part of the name of a type.
#[derive(Debug, Serialize)]
pub(super) struct Part {
    text: String,
    href: Option<String>,
}

impl Viewer<'_> {
    /// Returns the name of a type in words, with links.
    pub(super) fn ty(&self, ty: &Type) -> Vec<Part> {
        let mut parts = Vec::new();
        self.type_parts(ty, &mut parts);
        parts
    }

    /// Returns the name of a type in words.
    pub(super) fn ty_text(&self, ty: &Type) -> String {
        self.ty(ty).into_iter().map(|part| part.text).collect()
    }

    fn type_parts(&self, ty: &Type, parts: &mut Vec<Part>) {
        let mut text = |text: &str| parts.push(Part { text: text.to_owned(), href: None });
        match ty {
            Type::Text | Type::Secret => text("string"),
            Type::Integer => text("integer"),
            Type::Number => text("number"),
            Type::Boolean => text("boolean"),
            Type::Timestamp => text("string (date and time)"),
            Type::Json => text("any JSON value"),
            Type::Object => text("object"),
            Type::Scalar => text("string, number or boolean"),
            Type::File => text("file"),
            Type::Named(name) => parts.push(Part {
                text: name.clone(),
                href: self.addresses.of_type(name).map(str::to_owned),
            }),
            Type::List(inner) => {
                text("array of ");
                self.type_parts(inner, parts);
            }
            Type::Map(inner) => {
                text("map of string to ");
                self.type_parts(inner, parts);
            }
            Type::OneOrMany(inner) => {
                self.type_parts(inner, parts);
                parts.push(Part { text: " or an array of them".to_owned(), href: None });
            }
            Type::Nullable(inner) => {
                self.type_parts(inner, parts);
                parts.push(Part { text: " or null".to_owned(), href: None });
            }
            Type::Boxed(inner) => self.type_parts(inner, parts),
        }
    }
}
