//! The objects around named schemas: those with a field of the schema, and the requests that it is
//! the payload of.

use std::{collections::HashMap, path::Path};

use super::references::{COMMON, References, Rooted};
use crate::document::{Document, Module, Operation, Schema};

/// The objects around named schemas.
pub(super) struct Around<'a> {
    /// The name of each named schema.
    names: HashMap<*const Schema, &'a str>,
    /// The objects that have a field of the schema, by its name.
    objects: HashMap<&'a str, Vec<Rooted<'a>>>,
    /// The requests whose response has the schema as its payload, by its name.
    requests: HashMap<&'a str, Vec<Rooted<'a>>>,
}

impl<'a> Around<'a> {
    /// Finds the objects around all named schemas.
    pub(super) fn of(document: &'a Document, references: &References<'a>) -> Self {
        let mut around =
            Self { names: HashMap::new(), objects: HashMap::new(), requests: HashMap::new() };
        for module in &document.modules {
            for operation in module.file.paths.values().flat_map(|verbs| verbs.values()) {
                around.add_operation(module, operation, references);
            }
        }
        let modules = document.modules.iter().map(|it| (it.path.as_path(), &it.file));
        for (path, file) in modules.chain([(Path::new(COMMON), &document.common)]) {
            for (name, schema) in &file.components.schemas {
                around.names.insert(std::ptr::from_ref(schema), name);
                if let Some(object) = references.rooted(path, schema) {
                    around.add_object(object);
                }
            }
        }
        around
    }

    /// Returns the objects that have a field of this schema, if it is a named one.
    pub(super) fn objects_of(&self, schema: &Schema) -> &[Rooted<'a>] {
        let name = self.names.get(&std::ptr::from_ref(schema));
        name.and_then(|name| self.objects.get(name)).map_or(&[], Vec::as_slice)
    }

    /// Returns the requests whose response has this schema as its payload, if it is a named one.
    pub(super) fn requests_of(&self, schema: &Schema) -> &[Rooted<'a>] {
        let name = self.names.get(&std::ptr::from_ref(schema));
        name.and_then(|name| self.requests.get(name)).map_or(&[], Vec::as_slice)
    }

    fn add_object(&mut self, object: Rooted<'a>) {
        let parts = std::iter::once(object.schema).chain(&object.schema.all_of);
        for property in parts.flat_map(|part| part.properties.values()) {
            let branches = property.one_of.iter().flat_map(|it| [Some(it), it.items.as_deref()]);
            let inner = [Some(property), property.items.as_deref()].into_iter();
            for name in inner.chain(branches).flatten().filter_map(name) {
                self.objects.entry(name).or_default().push(object);
            }
        }
    }

    fn add_operation(
        &mut self,
        module: &'a Module,
        operation: &'a Operation,
        references: &References<'a>,
    ) {
        let body = operation.request_body.iter().flat_map(|body| body.content.values());
        let bodies: Vec<_> = body
            .filter_map(|content| references.rooted(&module.path, &content.schema))
            .filter_map(|body| references.resolved(body))
            .collect();
        let responses = operation.responses.values().flat_map(|it| it.content.values());
        for content in responses {
            let Some(response) = references.rooted(&module.path, &content.schema) else {
                continue;
            };
            // The payload is in an envelope, or is the response.
            let parts = references.resolved(response).into_iter().flat_map(|it| {
                it.schema.all_of.iter().filter_map(|part| part.properties.get("data"))
            });
            let payloads = parts.flat_map(|data| [Some(data), data.items.as_deref()]);
            for name in payloads.chain([Some(response.schema)]).flatten().filter_map(name) {
                self.requests.entry(name).or_default().extend(&bodies);
            }
        }
    }
}

/// Returns the name at the end of the reference of a schema.
fn name(schema: &Schema) -> Option<&str> {
    schema.reference.as_deref()?.rsplit('/').next()
}
