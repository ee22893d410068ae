//! Bodies without what must not be shown.

use serde_json::Value;

use super::{Operation, schema};

/// Fields that are secret where the description leaves open which ones there are.
const SECRETS: [&str; 8] = [
    "password",
    "passCode",
    "code",
    "code_verifier",
    "client_secret",
    "access_token",
    "id_token",
    "refresh_token",
];

/// Stands where a secret was.
const HIDDEN: &str = "[hidden]";

impl super::Description {
    /// The body of a call with its secrets hidden.
    pub fn redacted(&self, operation: &Operation, body: &Value) -> Value {
        match &operation.body {
            Some(described) => self.without_secrets(&described.schema, body),
            None => body.clone(),
        }
    }

    /// The parameters of a call with their secrets hidden.
    pub fn redacted_params(&self, operation: &Operation, params: &Value) -> Value {
        let mut params = params.clone();
        for (name, value) in params.as_object_mut().into_iter().flatten() {
            let described = operation.parameters.iter().find(|it| it.name == *name);
            let open = || SECRETS.contains(&name.as_str());
            if described.map_or_else(open, |it| it.secret) {
                *value = HIDDEN.into();
            }
        }
        params
    }

    fn without_secrets(&self, described: &Value, value: &Value) -> Value {
        match value {
            Value::Object(object) => {
                let fields = schema::fields(&self.written, described);
                let pairs = object.iter().map(|(name, value)| {
                    let field = fields.iter().find(|(field, _)| *field == name).map(|it| it.1);
                    let shown = match field {
                        Some(field) if field["x-secret"] == true => HIDDEN.into(),
                        Some(field) => self.without_secrets(field, value),
                        None if SECRETS.contains(&name.as_str()) => HIDDEN.into(),
                        None => value.clone(),
                    };
                    (name.clone(), shown)
                });
                Value::Object(pairs.collect())
            }
            Value::Array(items) => {
                let described = schema::resolved(&self.written, described);
                let items = items.iter().map(|it| self.without_secrets(&described["items"], it));
                items.collect()
            }
            other => other.clone(),
        }
    }
}
