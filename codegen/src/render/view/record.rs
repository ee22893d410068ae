//! A record: its fields, what makes one, and its setters.

use serde::Serialize;

use super::item_docs::field_docs;
use super::viewer::{Viewer, literal, plain};
use crate::api::{Discriminator, Field, Page, Type, item};
use crate::render::constructor::takes_required;
use crate::render::docs::{comment, prose};
use crate::render::{ident, layout, names};

#[derive(Debug, Serialize)]
pub(super) struct RecordView {
    fields: Vec<FieldView>,
    new_docs: String,
    /// Whether it counts which required fields are set.
    unset: bool,
    /// Argument of the macro `api_struct!` that describes `new`.
    construction: &'static str,
    signature: String,
    literal: String,
    setters: Vec<SetterView>,
}

#[derive(Debug, Serialize)]
struct FieldView {
    docs: String,
    member: String,
    name: String,
    wire: String,
    /// The note of a deprecated field.
    deprecation: Option<String>,
}

#[derive(Debug, Serialize)]
struct SetterView {
    docs: String,
    signature: String,
    assignment: String,
    /// Position among the required fields, where these are counted.
    position: Option<String>,
    deprecated: bool,
}

impl Viewer<'_> {
    pub(super) fn record(&self, fields: &[&Field]) -> RecordView {
        let required: Vec<&&Field> = fields.iter().filter(|field| field.required).collect();
        let unset = !takes_required(fields);
        let args: Vec<String> = match unset {
            true => Vec::new(),
            false => required.iter().map(|field| self.input(field)).collect(),
        };
        let literal: Vec<String> = fields
            .iter()
            .map(|field| {
                let name = ident::raw(&names::field(field));
                match field.required {
                    true => format!("{name}: {name}.into_field()"),
                    false => format!("{name}: None"),
                }
            })
            .collect();
        let new_docs = match (required.is_empty(), unset) {
            (true, _) => "Creates an empty value; every field is optional.".to_owned(),
            (false, false) => "Creates a value with the required fields set.".to_owned(),
            (false, true) => format!(
                "Creates an empty value. Set the required fields before sending it: {}.",
                required
                    .iter()
                    .map(|field| format!("`{}`", plain(&names::field(field))))
                    .collect::<Vec<_>>()
                    .join(", ")
            ),
        };
        let construction = match (required.is_empty(), unset) {
            (true, _) => " default",
            (false, false) => "",
            (false, true) => " unset",
        };
        let position = |field: &Field| {
            let position = required.iter().position(|it| it.wire == field.wire)?;
            unset.then(|| position.to_string())
        };
        RecordView {
            fields: fields.iter().map(|field| self.field(field, unset)).collect(),
            new_docs: comment(4, &[prose(4, &new_docs)]),
            unset,
            construction,
            signature: layout::list(4, "pub fn new", &args, " -> Self {"),
            literal: match unset {
                true => {
                    let all = "        Self { __unset: crate::data::Unset::ALL";
                    format!("{all}, ..crate::data::ApiStruct::blank() }}")
                }
                false => layout::literal(8, "Self", &literal),
            },
            setters: fields.iter().map(|field| self.setter(field, position(field))).collect(),
        }
    }

    /// Returns the item field of a page and, by role, the pagination fields beside it.
    pub(super) fn page(&self, page: &Page, fields: &[&Field]) -> Vec<String> {
        let items = fields.iter().find(|field| field.wire == page.items);
        let items = items.and_then(|field| {
            let name = ident::raw(&names::field(field));
            Some(format!("{name}: {} [{}]", literal(&field.wire), self.ty(item(&field.ty)?)))
        });
        let others = [("total", &page.total), ("next", &page.next), ("more", &page.more)];
        let others = others.into_iter().filter_map(|(mark, path)| {
            path.as_ref().map(|path| format!("{mark}: {}", literal(path)))
        });
        items.into_iter().chain(others).collect()
    }

    fn field(&self, field: &Field, unset: bool) -> FieldView {
        let name = ident::raw(&names::field(field));
        let ty = self.field_type(field);
        let mut marks = String::new();
        for alias in &field.aliases {
            marks.push_str(&format!(" | {}", literal(alias)));
        }
        if unset && field.required {
            marks.push_str(" required");
        }
        if field.secret {
            marks.push_str(" secret");
        }
        if field.identifying {
            marks.push_str(" identifying");
        }
        if let Some(discriminator) = self.discriminator(&field.ty) {
            marks.push_str(&format!(" => {}", literal(&discriminator.field)));
        }
        FieldView {
            docs: comment(4, &field_docs(field)),
            member: layout::member(4, &format!("pub {name}: {ty}")),
            name,
            wire: format!("{}{marks}", literal(&field.wire)),
            deprecation: field.deprecated.then(|| deprecation(field)),
        }
    }

    /// Returns the discriminator of a field that holds a union or a list of them.
    fn discriminator(&self, ty: &Type) -> Option<&Discriminator> {
        match ty {
            Type::Named(name) => self.api.types.get(name)?.discriminator.as_ref(),
            Type::List(inner) | Type::Nullable(inner) | Type::Boxed(inner) => {
                self.discriminator(inner)
            }
            _ => None,
        }
    }

    /// Returns the type of a field, as it stands in the struct.
    fn field_type(&self, field: &Field) -> String {
        let ty = if field.secret { self.secret(&field.ty) } else { self.ty(&field.ty) };
        if field.required { ty } else { format!("Option<{ty}>") }
    }

    /// Returns the argument that sets a field.
    fn input(&self, field: &Field) -> String {
        let name = ident::raw(&names::field(field));
        format!("{name}: impl IntoField<{}>", self.field_type(field))
    }

    fn setter(&self, field: &Field, position: Option<String>) -> SetterView {
        let name = ident::raw(&names::field(field));
        let args = ["mut self".to_owned(), self.input(field)];
        let head = format!("pub fn {}", ident::raw(&names::setter(field)));
        let plain = plain(&name);
        SetterView {
            docs: comment(4, &[format!("Sets [`{plain}`](#structfield.{plain}).")]),
            signature: layout::list(4, &head, &args, " -> Self {"),
            assignment: layout::assign(8, &format!("self.{name}"), &format!("{name}.into_field()")),
            position,
            deprecated: field.deprecated,
        }
    }
}

/// Returns the note of a deprecated field, as it stands in code.
fn deprecation(field: &Field) -> String {
    literal(&match &field.replaced_by {
        Some(other) => format!("deprecated by the API; use `{}`", ident::snake(other)),
        None => "deprecated by the API".to_owned(),
    })
}
