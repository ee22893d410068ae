//! A record: its fields, what makes one, and its setters.

use serde::Serialize;

use super::item_docs::field_docs;
use super::viewer::{Viewer, literal, plain};
use crate::api::{Discriminator, Field, Page, Type, item};
use crate::render::docs::comment;
use crate::render::{ident, layout, names};

#[derive(Debug, Serialize)]
pub(super) struct RecordView {
    fields: Vec<FieldView>,
    new_docs: String,
    many: bool,
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
    deprecated: bool,
}

impl Viewer<'_> {
    pub(super) fn record(&self, fields: &[&Field]) -> RecordView {
        let required: Vec<&&Field> = fields.iter().filter(|field| field.required).collect();
        let args: Vec<String> = required
            .iter()
            .map(|field| {
                let name = ident::raw(&names::field(field));
                format!("{name}: impl Into<{}>", self.argument(&field.ty))
            })
            .collect();
        let literal: Vec<String> = fields
            .iter()
            .map(|field| {
                let name = ident::raw(&names::field(field));
                match field.required {
                    true => format!("{name}: {}", into_value(&name, &field.ty)),
                    false => format!("{name}: None"),
                }
            })
            .collect();
        let new_docs = match required.is_empty() {
            true => "Starts with nothing set; every field is optional.",
            false => "Starts with the required fields.",
        };
        RecordView {
            fields: fields.iter().map(|field| self.field(field)).collect(),
            new_docs: comment(4, &[new_docs.to_owned()]),
            many: args.len() > 7,
            signature: layout::list(4, "pub fn new", &args, " -> Self {"),
            literal: layout::literal(8, "Self", &literal),
            setters: fields.iter().map(|field| self.setter(field)).collect(),
        }
    }

    /// The items of a page and, by what they tell, the fields beside them.
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

    fn field(&self, field: &Field) -> FieldView {
        let name = ident::raw(&names::field(field));
        let ty = self.ty(&field.ty);
        let ty = if field.required { ty } else { format!("Option<{ty}>") };
        let mut marks = String::new();
        for alias in &field.aliases {
            marks.push_str(&format!(" | {}", literal(alias)));
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

    /// What tells the branch of a field that holds a union or a list of them.
    fn discriminator(&self, ty: &Type) -> Option<&Discriminator> {
        match ty {
            Type::Named(name) => self.api.types.get(name)?.discriminator.as_ref(),
            Type::List(inner) | Type::Nullable(inner) | Type::Boxed(inner) => {
                self.discriminator(inner)
            }
            _ => None,
        }
    }

    fn setter(&self, field: &Field) -> SetterView {
        let name = ident::raw(&names::field(field));
        let args =
            ["mut self".to_owned(), format!("{name}: impl Into<{}>", self.argument(&field.ty))];
        let head = format!("pub fn {}", ident::raw(&names::setter(field)));
        let value = into_value(&name, &field.ty);
        let value = if field.required { value } else { format!("Some({value})") };
        let plain = plain(&name);
        SetterView {
            docs: comment(4, &[format!("Sets [`{plain}`](#structfield.{plain}).")]),
            signature: layout::list(4, &head, &args, " -> Self {"),
            assignment: layout::assign(8, &format!("self.{name}"), &value),
            deprecated: field.deprecated,
        }
    }
}

/// The note of a deprecated field, as it stands in code.
fn deprecation(field: &Field) -> String {
    literal(&match &field.replaced_by {
        Some(other) => format!("deprecated by the API; use `{}`", ident::snake(other)),
        None => "deprecated by the API".to_owned(),
    })
}

fn into_value(name: &str, ty: &Type) -> String {
    match ty {
        Type::Boxed(_) => format!("Box::new({name}.into())"),
        _ => format!("{name}.into()"),
    }
}
