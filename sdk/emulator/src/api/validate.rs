//! Validation of bodies and responses against their schemas.

use std::sync::OnceLock;

use jsonschema::{ValidationError, Validator, error::ValidationErrorKind};
use serde_json::{Value, json};

use super::{BASE, Operation, schema};
use crate::failure::Failure;

/// Name of the field in errors about a whole value.
const BODY: &str = "body";

/// Operations with their own error codes for conditionally required fields.
const OWN_CODES: [&str; 1] = ["enrollFactor"];

impl super::Spec {
    /// Validates the body of a call.
    ///
    /// # Errors
    ///
    /// Returns an error that names the first invalid field.
    pub fn check_body(&self, operation: &Operation, body: &Value) -> Result<(), Failure> {
        let Some(described) = &operation.body else { return Ok(()) };
        // If a documented example breaks a documented rule, it is unclear which one is right.
        let examples = &described.examples;
        if let Some(validator) = self.validator(&operation.body_check, operation, "body") {
            let mut problems = validator.iter_errors(body).peekable();
            if problems.peek().is_some() {
                let violated = examples.iter().flat_map(|example| validator.iter_errors(example));
                let violated: Vec<String> = violated.map(|it| violated_rule(&it)).collect();
                if let Some(problem) = problems.find(|it| !violated.contains(&violated_rule(it))) {
                    let (field, problem) = field_and_problem(&problem);
                    return Err(Failure::field(&field, &problem));
                }
            }
        }
        if OWN_CODES.contains(&operation.name.as_str()) {
            return Ok(());
        }
        let missing = self.missing(&described.schema, body);
        let shown_in_examples =
            || examples.iter().flat_map(|it| self.missing(&described.schema, it));
        match missing.into_iter().find(|it| !shown_in_examples().any(|other| other == *it)) {
            Some((field, problem)) => Err(Failure::field(&field, &problem)),
            None => Ok(()),
        }
    }

    /// Validates the parameter of a call with this index.
    ///
    /// # Errors
    ///
    /// Returns an error that names the parameter, or the invalid item of its list.
    pub fn check_parameter(
        &self,
        operation: &Operation,
        index: usize,
        value: &Value,
    ) -> Result<(), Failure> {
        let Some(parameter) = operation.parameters.get(index) else { return Ok(()) };
        let part = format!("parameters/{index}");
        let validator = self.validator(&parameter.check, operation, &part);
        match validator.and_then(|validator| validator.iter_errors(value).next()) {
            None => Ok(()),
            Some(error) => {
                let (field, problem) = field_and_problem(&error);
                let field = if field == BODY { "" } else { &field };
                Err(Failure::field(&format!("{}{field}", parameter.name), &problem))
            }
        }
    }

    /// Returns the problem with a response, if it is invalid.
    pub fn check_response(&self, operation: &Operation, response: &Value) -> Option<String> {
        let validator = self.validator(&operation.response_check, operation, "answer")?;
        let problem = validator.iter_errors(response).next()?;
        let (field, problem) = field_and_problem(&problem);
        Some(format!("`{field}` {problem}"))
    }

    fn validator<'a>(
        &self,
        kept: &'a OnceLock<Option<Validator>>,
        operation: &Operation,
        part: &str,
    ) -> Option<&'a Validator> {
        let made = kept.get_or_init(|| {
            let pointer = format!("{}/{part}/schema", operation.pointer);
            self.document.pointer(&pointer)?;
            let schema = json!({"$ref": format!("{BASE}#{pointer}")});
            jsonschema::options().with_registry(&self.registry).build(&schema).ok()
        });
        made.as_ref()
    }

    /// Returns the missing fields that are required because of the value of another field in the
    /// same or an enclosing object, each with its condition.
    fn missing(&self, schema: &Value, value: &Value) -> Vec<(String, String)> {
        let mut found = Vec::new();
        self.look_for_missing(schema, value, &Value::Null, &mut Vec::new(), &mut found);
        found
    }

    fn look_for_missing(
        &self,
        schema: &Value,
        value: &Value,
        around: &Value,
        path: &mut Vec<String>,
        found: &mut Vec<(String, String)>,
    ) {
        let Some(object) = value.as_object() else { return };
        // A type can contain itself, but a body is finite.
        for (name, field) in schema::fields(&self.document, schema) {
            path.push(name.clone());
            match object.get(name) {
                None | Some(Value::Null) => {
                    let conditions = field["x-required-when"].as_object();
                    let holds = |(other, wanted): (&String, &Value)| {
                        let given = object.get(other).or_else(|| around.get(other));
                        given.is_some_and(|given| match wanted {
                            Value::Array(wanted) => wanted.contains(given),
                            wanted => wanted == given,
                        })
                    };
                    if conditions.is_some_and(|conditions| conditions.iter().all(holds)) {
                        let condition = field["x-required-when"].to_string();
                        found.push((path.join("."), format!("is required when {condition}")));
                    }
                }
                Some(inner) => self.look_for_missing(field, inner, value, path, found),
            }
            path.pop();
        }
    }
}

/// Returns the JSON pointer of the violated schema rule.
fn violated_rule(error: &ValidationError<'_>) -> String {
    error.evaluation_path().to_string()
}

/// Returns the invalid field and its problem. Values are left out: they may be secrets.
fn field_and_problem(error: &ValidationError<'_>) -> (String, String) {
    let mut field = field_name(error.instance_path().as_str());
    let problem = match error.kind() {
        ValidationErrorKind::Required { property } => {
            if !field.is_empty() {
                field.push('.');
            }
            field.push_str(property.as_str().unwrap_or_default());
            "is required".to_owned()
        }
        ValidationErrorKind::Type { kind } => format!("must be {}", types(kind)),
        ValidationErrorKind::Enum { options } => {
            let options = options.as_array().into_iter().flatten().map(Value::to_string);
            format!("must be one of {}", options.collect::<Vec<_>>().join(", "))
        }
        ValidationErrorKind::MinLength { limit } => {
            format!("must have at least {limit} characters")
        }
        ValidationErrorKind::MaxLength { limit } => format!("must have at most {limit} characters"),
        ValidationErrorKind::MinItems { limit } => format!("must have at least {limit} items"),
        ValidationErrorKind::MaxItems { limit } => format!("must have at most {limit} items"),
        ValidationErrorKind::Minimum { limit } => format!("must be at least {limit}"),
        ValidationErrorKind::Maximum { limit } => format!("must be at most {limit}"),
        other => format!("does not match the spec ({})", other.keyword()),
    };
    (if field.is_empty() { BODY.to_owned() } else { field }, problem)
}

fn types(kind: &jsonschema::error::TypeKind) -> String {
    use jsonschema::error::TypeKind;
    match kind {
        TypeKind::Single(one) => format!("of type {one}"),
        TypeKind::Multiple(many) => {
            let many: Vec<String> = many.iter().map(|kind| kind.to_string()).collect();
            format!("of type {}", many.join(" or "))
        }
    }
}

/// Converts `/list/0/userId` to `list[0].userId`.
fn field_name(pointer: &str) -> String {
    let mut name = String::new();
    for step in pointer.split('/').skip(1) {
        if step.parse::<usize>().is_ok() {
            name.push_str(&format!("[{step}]"));
        } else {
            if !name.is_empty() {
                name.push('.');
            }
            name.push_str(&step.replace("~1", "/").replace("~0", "~"));
        }
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pointers_become_field_names() {
        assert_eq!(field_name("/list/0/userId"), "list[0].userId");
        assert_eq!(field_name(""), "");
    }
}
