//! A struct: its fields, with their arguments and setters.

use serde::Serialize;

use super::item_docs::field_docs;
use super::viewer::{Viewer, plain};
use crate::api::{Discriminator, Field, Page, Type, item};
use crate::render::constructor::takes_required;
use crate::render::docs::prose;
use crate::render::{ident, names};

#[derive(Debug, Serialize)]
pub(super) struct StructView {
    fields: Vec<FieldView>,
    new_docs: String,
    all_optional: bool,
    /// Whether `new` takes no arguments, and the struct counts which required fields are set.
    unset: bool,
    /// The roles of the fields, if it is a page of a list.
    page: Option<PageView>,
}

#[derive(Debug, Serialize)]
struct FieldView {
    docs: String,
    name: String,
    /// The name without the mark of a raw identifier.
    plain_name: String,
    setter: String,
    /// The type in the struct.
    ty: String,
    wire: String,
    aliases: Vec<String>,
    required: bool,
    /// Whether it is one of the required fields that are counted, at `position`.
    counted: bool,
    position: Option<usize>,
    secret: bool,
    identifying: bool,
    /// Wire name of the field whose value selects the branch of a union.
    discriminator: Option<String>,
    deprecated: bool,
    /// The field to use instead of a deprecated one.
    replacement: Option<String>,
}

/// The roles of the fields of a page, by their names on the wire.
#[derive(Debug, Serialize)]
struct PageView {
    items: String,
    items_wire: String,
    /// Type of an item.
    item: String,
    total: Option<String>,
    next: Option<String>,
    more: Option<String>,
}

impl Viewer<'_> {
    pub(super) fn struct_view(&self, fields: &[&Field], page: Option<&Page>) -> StructView {
        let required: Vec<&&Field> = fields.iter().filter(|field| field.required).collect();
        let unset = !takes_required(fields);
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
        let position = |field: &Field| {
            let position = required.iter().position(|it| it.wire == field.wire);
            position.filter(|_| unset)
        };
        StructView {
            fields: fields.iter().map(|it| self.field(it, fields, position(it))).collect(),
            new_docs: prose(4, &new_docs),
            all_optional: required.is_empty(),
            unset,
            page: page.and_then(|page| self.page(page, fields)),
        }
    }

    /// Returns the roles of the fields of a page; `None` if its items are not a list.
    fn page(&self, page: &Page, fields: &[&Field]) -> Option<PageView> {
        let items = fields.iter().find(|field| field.wire == page.items)?;
        Some(PageView {
            items: ident::raw(&names::field(items)),
            items_wire: items.wire.clone(),
            item: self.ty(item(&items.ty)?),
            total: page.total.clone(),
            next: page.next.clone(),
            more: page.more.clone(),
        })
    }

    fn field(&self, field: &Field, siblings: &[&Field], position: Option<usize>) -> FieldView {
        let name = ident::raw(&names::field(field));
        let replacement = siblings.iter().find(|it| Some(&it.wire) == field.replaced_by.as_ref());
        FieldView {
            docs: field_docs(field),
            plain_name: plain(&name).to_owned(),
            name,
            setter: ident::raw(&names::setter(field)),
            ty: self.field_type(field),
            wire: field.wire.clone(),
            aliases: field.aliases.clone(),
            required: field.required,
            counted: position.is_some(),
            position,
            secret: field.secret,
            identifying: field.identifying,
            discriminator: self.discriminator(&field.ty).map(|it| it.field.clone()),
            deprecated: field.deprecated,
            replacement: replacement.map(|other| names::field(other)),
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
}
