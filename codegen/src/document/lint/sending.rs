//! Lint of requests: OpenAPI defines how to serialize everything in them.

use super::linter::Linter;
use super::references::Rooted;
use super::values::kinds;
use crate::diagnostics::Pointer;
use crate::document::{Content, Operation, Parameter, ParameterLocation, Schema};

/// The facts of a value that matter for its serialization outside of JSON.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Plain,
    File,
    List,
    Object,
}

/// Methods whose requests have no body.
const WITHOUT_BODY: [&str; 2] = ["get", "delete"];

impl<'a> Linter<'a> {
    pub(super) fn request(
        &mut self,
        verb: &str,
        operation: &'a Operation,
        at: &Pointer,
        name: &str,
    ) {
        let Some(body) = &operation.request_body else { return };
        if WITHOUT_BODY.contains(&verb) {
            self.report(
                "body-of-get",
                at.at("requestBody"),
                format!(
                    "{name} has a body, which the method {} does not allow",
                    verb.to_uppercase()
                ),
                "use query parameters, or correct the method",
            );
        }
        if !body.required {
            self.report(
                "required",
                at.at("requestBody"),
                format!("the body of {name} is not `required`, but the SDK always sends it"),
                "add `required: true`; describe what a caller can leave out as optional fields",
            );
        }
        let pointer = at.within(["requestBody", "content"]);
        if body.content.len() != 1 {
            self.report(
                "media-types",
                pointer.clone(),
                format!("{name} has a body in {} media types", body.content.len()),
                "keep only the media type that the SDK sends",
            );
        }
        for (media, content) in &body.content {
            match media.as_str() {
                "multipart/form-data" => self.fields(content, &pointer.at(media), true),
                "application/x-www-form-urlencoded" => {
                    self.fields(content, &pointer.at(media), false);
                }
                // Lowering reports other media types.
                _ => {}
            }
        }
    }

    /// Checks the fields of a form.
    fn fields(&mut self, content: &'a Content, at: &Pointer, is_multipart: bool) {
        let at = at.at("schema");
        let Some(rooted) = self.references.rooted(&at.file, &content.schema) else { return };
        let Some(form) = self.references.resolved(rooted) else { return };
        if kind(form.schema) != Kind::Object || !form.schema.one_of.is_empty() {
            self.unsendable(
                &at,
                "a form that is not an object",
                "describe an object with a field for each part",
            );
            return;
        }
        for (name, property) in &form.schema.properties {
            let field = form.part(property);
            let problem = match (self.kinds_of(field).as_slice(), is_multipart) {
                (kinds, false) if kinds.contains(&Kind::File) => Some((
                    "a file in a form that is not multipart",
                    "use the media type `multipart/form-data`",
                )),
                (kinds, _) if kinds.contains(&Kind::List) => {
                    let items = self.items_of(field);
                    let is_nested = items.contains(&Kind::List)
                        || !is_multipart
                            && (items.contains(&Kind::Object) || items.contains(&Kind::File));
                    is_nested.then_some((
                        "a list of lists or objects in a form",
                        "describe a list of plain values, or send JSON",
                    ))
                }
                _ => None,
            };
            if let Some((what, help)) = problem {
                self.unsendable(&at, &format!("the field `{name}`: {what}"), help);
            }
        }
    }

    /// Checks the type of a parameter.
    pub(super) fn parameter_type(&mut self, parameter: &'a Parameter, at: &Pointer) {
        let in_path = parameter.location == ParameterLocation::Path;
        let style = if in_path { "simple" } else { "form" };
        if parameter.style.as_deref().is_some_and(|it| it != style) {
            self.unsendable(
                &at.at("style"),
                "a parameter in this style",
                &format!("write `style: {style}`, or leave it out"),
            );
        }
        if !in_path && parameter.explode == Some(false) {
            self.unsendable(
                &at.at("explode"),
                "a list in one parameter",
                "write `explode: true`, or leave it out; callers choose another form with \
                 `ArrayStyle`",
            );
        }
        let at = at.at("schema");
        let Some(field) = self.references.rooted(&at.file, &parameter.schema) else { return };
        let kinds = self.kinds_of(field);
        if kinds.contains(&Kind::File) {
            self.unsendable(&at, "a file in a parameter", "move it to a multipart body");
        } else if in_path && (kinds.contains(&Kind::List) || kinds.contains(&Kind::Object)) {
            self.unsendable(&at, "a list or an object in the path", "describe a plain value");
        } else if self.items_of(field).iter().any(|it| *it != Kind::Plain) {
            self.unsendable(
                &at,
                "a list of lists or objects in the query",
                "describe a list of plain values, or move it to the body",
            );
        } else if self.has_nested_fields(field) {
            self.unsendable(
                &at,
                "an object in the query whose fields are lists or objects",
                "describe each field as a parameter, or move the object to the body",
            );
        }
    }

    fn unsendable(&mut self, at: &Pointer, what: &str, help: &str) {
        let message = format!("unsupported in requests: {what}");
        self.report("unsendable", at.clone(), message, help);
    }

    fn kinds_of(&self, field: Rooted<'a>) -> Vec<Kind> {
        self.references.alternatives(field).iter().map(|it| kind(it.schema)).collect()
    }

    /// Returns the kinds of the items, if the value is a list.
    fn items_of(&self, field: Rooted<'a>) -> Vec<Kind> {
        let alternatives = self.references.alternatives(field);
        let items = alternatives.iter().filter(|it| kind(it.schema) == Kind::List);
        let items = items.filter_map(|it| it.schema.items.as_deref().map(|of| it.part(of)));
        items.flat_map(|items| self.kinds_of(items)).collect()
    }

    fn has_nested_fields(&self, field: Rooted<'a>) -> bool {
        let parts = self
            .references
            .alternatives(field)
            .into_iter()
            .flat_map(|it| self.references.parts_of(it));
        let mut fields = parts
            .flat_map(|part| part.schema.properties.values().map(move |field| part.part(field)));
        fields.any(|field| self.kinds_of(field).iter().any(|kind| *kind != Kind::Plain))
    }
}

fn kind(schema: &Schema) -> Kind {
    let has = |kind: &str| kinds(schema).iter().any(|it| it == kind);
    if has("array") {
        Kind::List
    } else if has("object") || !schema.properties.is_empty() || !schema.all_of.is_empty() {
        Kind::Object
    } else if schema.content_media_type.is_some() {
        Kind::File
    } else {
        Kind::Plain
    }
}
