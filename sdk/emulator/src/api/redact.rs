//! Redaction of bodies: hides the secrets marked in the spec, and those recognized by name.

use serde_json::Value;

pub use super::secrets::redacted_path;
use super::{Operation, schema, secrets};

/// Returns an undocumented value with its secrets hidden.
pub fn redacted_value(value: &Value) -> Value {
    secrets::without(value)
}

impl super::Spec {
    /// Returns the body of a call with its secrets hidden.
    pub fn redacted(&self, operation: &Operation, body: &Value) -> Value {
        match &operation.body {
            Some(described) => match (body, self.is_list(&described.schema)) {
                (Value::Object(_), _) | (Value::Array(_), true) | (Value::Null, _) => {
                    self.without_secrets(&described.schema, body)
                }
                // A body that does not match the spec could contain anything.
                _ => secrets::HIDDEN.into(),
            },
            None => secrets::without(body),
        }
    }

    /// Returns the parameters of a call with their secrets hidden.
    pub fn redacted_params(&self, operation: &Operation, params: &Value) -> Value {
        let Value::Object(params) = params else { return secrets::without(params) };
        let params = params.iter().map(|(name, value)| {
            let described = operation.parameters.iter().find(|it| it.name == *name);
            let is_secret = match described {
                Some(described) => described.secret || secrets::is_secret(name),
                None => secrets::is_secret_here(name),
            };
            (secrets::name(name), secrets::named(value, is_secret))
        });
        Value::Object(params.collect())
    }

    fn is_list(&self, described: &Value) -> bool {
        schema::resolved(&self.document, described)["type"] == "array"
    }

    fn without_secrets(&self, described: &Value, value: &Value) -> Value {
        match value {
            Value::Object(object) => {
                let fields = schema::fields(&self.document, described);
                if fields.is_empty() {
                    return secrets::without(value);
                }
                let pairs = object.iter().map(|(name, value)| {
                    let field = fields.iter().find(|(field, _)| *field == name).map(|it| it.1);
                    let shown = match field {
                        Some(field) => self.field(field, name, value),
                        None => secrets::named(value, secrets::is_secret_here(name)),
                    };
                    (secrets::name(name), shown)
                });
                Value::Object(pairs.collect())
            }
            Value::Array(items) => {
                let described = schema::resolved(&self.document, described);
                let items = items.iter().map(|it| self.without_secrets(&described["items"], it));
                items.collect()
            }
            other => secrets::without(other),
        }
    }

    fn field(&self, described: &Value, name: &str, value: &Value) -> Value {
        let resolved = schema::resolved(&self.document, described);
        if described["x-secret"] == true || resolved["x-secret"] == true {
            return secrets::HIDDEN.into();
        }
        // Payloads are named after their content, and their fields mark the secrets.
        let is_described = !schema::fields(&self.document, described).is_empty();
        match is_described || value.is_array() && !resolved["items"]["$ref"].is_null() {
            true => self.without_secrets(described, value),
            false if secrets::is_secret(name) => secrets::named(value, true),
            false => self.without_secrets(described, value),
        }
    }
}
