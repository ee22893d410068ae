//! Examples of bodies and fields in the spec.

use genauth_codegen::diagnostics::Pointer;
use genauth_codegen::document::{Content, Document, File, Schema};
use serde_json::Value;

/// A body in the spec.
#[derive(Clone, Debug)]
pub struct DocumentedBody {
    /// The operation.
    pub operation: String,
    /// JSON pointer of the body.
    pub place: Pointer,
    /// Documented name of its type; `None` for a type without a name.
    pub type_name: Option<String>,
    /// The body itself.
    pub value: Value,
}

/// Returns every documented body of every operation, requests before responses.
pub fn documented_bodies(document: &Document) -> Vec<DocumentedBody> {
    let mut bodies = Vec::new();
    for module in &document.modules {
        for (path, verbs) in &module.file.paths {
            for (verb, operation) in verbs {
                let place = Pointer::file(&module.path).within(["paths", path, verb]);
                let mut add = |content: &Content, place: Pointer| {
                    bodies.extend(content.examples.iter().map(|(name, example)| DocumentedBody {
                        operation: operation.id.clone(),
                        place: place.within(["examples", name, "value"]),
                        type_name: content.schema.reference.as_deref().map(name_of),
                        value: example.value.clone(),
                    }));
                };
                for (media, content) in operation.request_body.iter().flat_map(|it| &it.content) {
                    add(content, place.within(["requestBody", "content", media]));
                }
                for (status, response) in &operation.responses {
                    for (media, content) in &response.content {
                        add(content, place.within(["responses", status, "content", media]));
                    }
                }
            }
        }
    }
    bodies
}

/// A value of a field in the spec.
#[derive(Clone, Debug)]
pub struct DocumentedValue {
    /// JSON pointer of the value.
    pub place: Pointer,
    /// Documented name of the type that the field belongs to.
    pub type_name: String,
    /// Wire name of the field.
    pub field: String,
    /// The value itself.
    pub value: Value,
}

/// Returns every documented value of every field of every named type.
pub fn documented_values(document: &Document) -> Vec<DocumentedValue> {
    let mut values = Vec::new();
    let common = (Pointer::file("common.yaml"), &document.common);
    let modules = document.modules.iter().map(|it| (Pointer::file(&it.path), &it.file));
    for (root, file) in std::iter::once(common).chain(modules) {
        fields_of(file, &root, &mut values);
    }
    values
}

fn fields_of(file: &File, root: &Pointer, values: &mut Vec<DocumentedValue>) {
    for (type_name, schema) in &file.components.schemas {
        let place = root.within(["components", "schemas", type_name]);
        for (field, property) in &schema.properties {
            let place = place.within(["properties", field, "examples"]);
            values.extend(shown(property).map(|(index, value)| DocumentedValue {
                place: place.at(index.to_string()),
                type_name: type_name.clone(),
                field: field.clone(),
                value: value.clone(),
            }));
        }
    }
}

fn shown(property: &Schema) -> impl Iterator<Item = (usize, &Value)> {
    property.examples.iter().enumerate()
}

fn name_of(reference: &str) -> String {
    reference.rsplit('/').next().unwrap_or(reference).to_owned()
}
