//! Lint of `x-required-when` and `x-present-when`: the other field exists and can have the value.

use serde_json::Value;

use super::linter::Linter;
use super::references::Rooted;
use super::values::Checker;
use crate::diagnostics::Pointer;
use crate::document::Schema;
use crate::document::suggest::{closest, did_you_mean};

impl<'a> Linter<'a> {
    /// Checks the conditions of the fields of an object.
    pub(super) fn conditions(&mut self, schema: &'a Schema, at: &Pointer) {
        for (name, property) in &schema.properties {
            let conditions = [
                ("x-required-when", &property.required_when),
                ("x-present-when", &property.present_when),
            ];
            for (keyword, condition) in conditions {
                let Some(condition) = condition else { continue };
                let pointer = at.within(["properties", name, keyword]);
                if keyword == "x-required-when" && schema.required.contains(name) {
                    self.report(
                        "condition",
                        pointer.clone(),
                        format!("`{name}` is always required, so the condition has no effect"),
                        "remove the condition, or remove the name from `required`",
                    );
                }
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
                            self.condition(&objects, field, wanted, &pointer.at(field));
                        }
                    }
                    None => self.report(
                        "condition",
                        pointer,
                        format!("`{keyword}` is not a condition"),
                        "write `{ field: value }` or `{ field: [value, value] }`",
                    ),
                }
            }
        }
    }

    /// Returns the objects whose fields a condition can refer to.
    fn objects_of(&self, schema: &'a Schema, at: &Pointer, in_requests: bool) -> Vec<Rooted<'a>> {
        let mut objects: Vec<Rooted<'a>> =
            self.references.rooted(&at.file, schema).into_iter().collect();
        objects.extend(self.around.objects_of(schema));
        if in_requests {
            objects.extend(self.around.requests_of(schema));
        }
        objects
    }

    fn condition(
        &mut self,
        objects: &[Rooted<'a>],
        field: &str,
        wanted: &Value,
        pointer: &Pointer,
    ) {
        let described: Vec<Rooted<'a>> = objects
            .iter()
            .filter_map(|object| object.schema.properties.get(field).map(|it| object.part(it)))
            .collect();
        if described.is_empty() {
            let known = objects.iter().flat_map(|it| it.schema.properties.keys());
            let help = did_you_mean(
                closest(field, known.map(String::as_str)),
                "name a field of the same object, of an enclosing one, or of the request for \
                 `x-present-when`",
            );
            self.report(
                "unknown-field",
                pointer.clone(),
                format!("unknown field `{field}` in a condition"),
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
                pointer.clone(),
                "the condition lists no value and never holds".to_owned(),
                "name at least one value, or remove the condition",
            );
        }
        for (index, value) in values.iter().enumerate() {
            let pointer = if is_list { pointer.at(index.to_string()) } else { pointer.clone() };
            let misfits = described.iter().map(|field| {
                let (misfits, _) = Checker::new(&self.references).misfits(value, *field);
                misfits.into_iter().next()
            });
            // The condition can refer to any of the enclosing objects.
            let misfits: Option<Vec<_>> = misfits.collect();
            if let Some(misfit) = misfits.and_then(|misfits| misfits.into_iter().next()) {
                self.report(
                    "unknown-value",
                    pointer,
                    format!("the field `{field}` cannot have this value: {}", misfit.message),
                    &misfit.help,
                );
            }
        }
    }
}
