//! Lint of `x-required-when` and `x-present-when`: the other field exists and can have the value.

use std::collections::HashMap;

use serde_json::Value;

use super::Lint;
use super::references::Rooted;
use super::values::Checker;
use crate::diagnostics::Place;
use crate::document::suggest::{ask, closest};
use crate::document::{Module, Operation, Schema};

/// Objects whose fields the conditions in named schemas can refer to, by the names of those.
#[derive(Default)]
pub(super) struct Around<'a> {
    /// The objects that have a field of the schema.
    objects: HashMap<&'a str, Vec<Rooted<'a>>>,
    /// The requests whose payload the schema is.
    requests: HashMap<&'a str, Vec<Rooted<'a>>>,
}

impl<'a> Lint<'a> {
    /// Notes which objects are around the named ones.
    pub(super) fn look_around(&mut self) {
        let document = self.document;
        for module in &document.modules {
            for operation in module.file.paths.values().flat_map(|verbs| verbs.values()) {
                self.note_request(module, operation);
            }
        }
        let modules = document.modules.iter().map(|it| (it.path.as_path(), &it.file));
        let common = (std::path::Path::new(super::references::COMMON), &document.common);
        for (path, file) in modules.chain([common]) {
            for schema in file.components.schemas.values() {
                let Some(object) = self.references.rooted(path, schema) else { continue };
                let parts = std::iter::once(schema).chain(&schema.all_of);
                for property in parts.flat_map(|part| part.properties.values()) {
                    let branches =
                        property.one_of.iter().flat_map(|it| [Some(it), it.items.as_deref()]);
                    let inner = [Some(property), property.items.as_deref()].into_iter();
                    for name in inner.chain(branches).flatten().filter_map(name) {
                        self.around.objects.entry(name).or_default().push(object);
                    }
                }
            }
        }
    }

    fn note_request(&mut self, module: &'a Module, operation: &'a Operation) {
        let body = operation.request_body.iter().flat_map(|body| body.content.values());
        let bodies: Vec<_> = body
            .filter_map(|content| self.references.rooted(&module.path, &content.schema))
            .filter_map(|body| self.references.resolved(body))
            .collect();
        let responses = operation.responses.values().flat_map(|it| it.content.values());
        for content in responses {
            let Some(response) = self.references.rooted(&module.path, &content.schema) else {
                continue;
            };
            // The payload is in an envelope, or is the response.
            let parts = self.references.resolved(response).into_iter().flat_map(|it| {
                it.schema.all_of.iter().filter_map(|part| part.properties.get("data"))
            });
            let payloads = parts.flat_map(|data| [Some(data), data.items.as_deref()]);
            for name in payloads.chain([Some(response.schema)]).flatten().filter_map(name) {
                self.around.requests.entry(name).or_default().extend(&bodies);
            }
        }
    }

    /// The conditions of the fields of an object.
    pub(super) fn conditions(&mut self, schema: &'a Schema, at: &Place) {
        for (name, property) in &schema.properties {
            let conditions = [
                ("x-required-when", &property.required_when),
                ("x-present-when", &property.present_when),
            ];
            for (keyword, condition) in conditions {
                let Some(condition) = condition else { continue };
                let place = at.within(["properties", name, keyword]);
                match condition.as_object().filter(|fields| !fields.is_empty()) {
                    Some(fields) => {
                        for (field, wanted) in fields {
                            // Most conditions are about a field of the same object.
                            let objects = match schema.properties.contains_key(field) {
                                true => {
                                    self.references.rooted(&at.file, schema).into_iter().collect()
                                }
                                false => self.objects_of(schema, at, keyword == "x-present-when"),
                            };
                            self.condition(&objects, field, wanted, &place.at(field));
                        }
                    }
                    None => self.report(
                        "condition",
                        place,
                        format!("`{keyword}` does not name a field and its value"),
                        "write `{ field: value }` or `{ field: [value, value] }`",
                    ),
                }
            }
        }
    }

    /// The objects whose fields a condition can refer to.
    fn objects_of(&self, schema: &'a Schema, at: &Place, in_requests: bool) -> Vec<Rooted<'a>> {
        let own = self.references.rooted(&at.file, schema);
        let mut objects: Vec<Rooted<'a>> = own.into_iter().collect();
        if let [components, schemas, name] = at.steps.as_slice()
            && components == "components"
            && schemas == "schemas"
        {
            let Around { objects: around, requests } = &self.around;
            objects.extend(around.get(name.as_str()).into_iter().flatten());
            let requests = requests.get(name.as_str()).filter(|_| in_requests);
            objects.extend(requests.into_iter().flatten());
        }
        objects
    }

    fn condition(&mut self, objects: &[Rooted<'a>], field: &str, wanted: &Value, place: &Place) {
        let described: Vec<Rooted<'a>> = objects
            .iter()
            .filter_map(|object| object.schema.properties.get(field).map(|it| object.part(it)))
            .collect();
        if described.is_empty() {
            let known = objects.iter().flat_map(|it| it.schema.properties.keys());
            let help = ask(
                closest(field, known.map(String::as_str)),
                "name a field of the same object or of the one around it, or of the request for \
                 `x-present-when`",
            );
            self.report(
                "unknown-field",
                place.clone(),
                format!("there is no field `{field}` beside or around this one"),
                &help,
            );
            return;
        }
        let (values, is_list) = match wanted {
            Value::Array(values) => (values.as_slice(), true),
            value => (std::slice::from_ref(value), false),
        };
        if values.is_empty() {
            self.report(
                "condition",
                place.clone(),
                "the condition has no value and never holds".to_owned(),
                "name at least one value, or remove the condition",
            );
        }
        for (index, value) in values.iter().enumerate() {
            let place = if is_list { place.at(index.to_string()) } else { place.clone() };
            let misfits = described.iter().map(|field| {
                let (misfits, _) = Checker::new(&self.references).misfits(value, *field);
                misfits.into_iter().next()
            });
            // Any of the objects around may be the one that is meant.
            let misfits: Option<Vec<_>> = misfits.collect();
            if let Some(misfit) = misfits.and_then(|misfits| misfits.into_iter().next()) {
                self.report(
                    "unknown-value",
                    place,
                    format!("the field `{field}` never has this value: {}", misfit.message),
                    &misfit.help,
                );
            }
        }
    }
}

/// The name at the end of the reference of a schema.
fn name(schema: &Schema) -> Option<&str> {
    schema.reference.as_deref()?.rsplit('/').next()
}
