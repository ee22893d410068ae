//! Responses of operations that keep no state: the documented ones, or composed by type.

use serde_json::{Map, Value, json};

use super::{Operation, schema};

/// Nesting depth from which optional fields are left out, so that recursive types end.
const MAX_DEPTH: usize = 6;

impl super::Spec {
    /// Returns a complete response of an operation that matches its schema.
    pub fn sample(&self, operation: &Operation) -> Value {
        let documented = operation.response.examples.iter();
        let mut documented =
            documented.filter(|example| self.check_response(operation, example).is_none());
        let success = documented
            .find(|example| !operation.response.enveloped || example["statusCode"] == json!(200));
        match success {
            Some(example) => example.clone(),
            None => self.compose(&operation.response.schema, 0),
        }
    }

    /// Returns a value that matches a schema.
    pub fn compose(&self, described: &Value, depth: usize) -> Value {
        if let Some(example) = described["examples"].as_array().and_then(|all| all.first()) {
            return example.clone();
        }
        let schema = schema::resolved(&self.document, described);
        for key in ["examples", "enum"] {
            if let Some(value) = schema[key].as_array().and_then(|all| all.first()) {
                return value.clone();
            }
        }
        if let Some(value) = schema.get("default") {
            return value.clone();
        }
        if let Some(first) = schema["oneOf"].as_array().and_then(|all| all.first()) {
            return self.compose(first, depth + 1);
        }
        let kind = match &schema["type"] {
            Value::String(kind) => kind.as_str(),
            Value::Array(kinds) => kinds.first().and_then(Value::as_str).unwrap_or_default(),
            _ if schema.get("allOf").is_some() || schema.get("properties").is_some() => "object",
            _ => "",
        };
        match kind {
            "object" => self.compose_object(schema, depth),
            "array" if depth > MAX_DEPTH && schema.get("minItems").is_none() => json!([]),
            "array" => json!([self.compose(&schema["items"], depth + 1)]),
            "integer" => schema.get("minimum").cloned().unwrap_or(json!(1)),
            "number" => json!(1.5),
            "boolean" => json!(true),
            "string" => compose_text(schema),
            _ => json!({}),
        }
    }

    fn compose_object(&self, schema: &Value, depth: usize) -> Value {
        let required = schema::required(&self.document, schema);
        let mut object = Map::new();
        for (name, field) in schema::fields(&self.document, schema) {
            let is_required = required.contains(&name.as_str());
            if !is_required && depth > MAX_DEPTH {
                continue;
            }
            let value = match (name.as_str(), depth) {
                ("statusCode", 0) => json!(200),
                ("apiCode", 0) => continue,
                _ => self.compose(field, depth + 1),
            };
            object.insert(name.clone(), value);
        }
        if let (true, Some(values)) = (object.is_empty(), schema.get("additionalProperties"))
            && values.is_object()
        {
            object.insert("key".into(), self.compose(values, depth + 1));
        }
        Value::Object(object)
    }
}

fn compose_text(schema: &Value) -> Value {
    match schema["format"].as_str() {
        Some("date-time") => return json!("2022-07-03T02:20:30.000Z"),
        Some("date") => return json!("2022-07-03"),
        _ => {}
    }
    let least = schema["minLength"].as_u64().and_then(|length| usize::try_from(length).ok());
    json!("text".repeat(least.unwrap_or(0) / 4 + 1))
}

#[cfg(test)]
mod tests {
    use crate::api::{Media, spec};

    #[test]
    fn every_sample_matches_the_spec() {
        let spec = spec().unwrap();
        for operation in spec.operations() {
            if operation.response.media.is_none() {
                continue;
            }
            let sample = spec.sample(operation);
            let problem = spec.check_response(operation, &sample);
            assert_eq!(problem, None, "{:?} {}", operation.api, operation.name);
        }
    }

    #[test]
    fn every_documented_body_is_accepted() {
        let spec = spec().unwrap();
        for operation in spec.operations() {
            let Some(body) = operation.body.as_ref().filter(|it| it.media == Media::Json) else {
                continue;
            };
            for example in &body.examples {
                let checked = spec.check_body(operation, example);
                assert_eq!(checked, Ok(()), "{:?} {}", operation.api, operation.name);
            }
        }
    }
}
