//! Conversion of parameters to the types in the spec.

use serde_json::{Map, Value};

use super::{Body, Location, Media, Operation, Parameter, schema};
use crate::failure::Failure;

impl super::Spec {
    /// Returns the parameters of a call. Unknown ones are ignored, as servers do.
    ///
    /// # Errors
    ///
    /// Returns an error if a parameter is missing, does not have its type, or exceeds its limits.
    pub fn params(
        &self,
        operation: &Operation,
        path: Map<String, Value>,
        query: &str,
    ) -> Result<Value, Failure> {
        let given = pairs(query);
        let mut params = Map::new();
        for (index, parameter) in operation.parameters.iter().enumerate() {
            let value = match parameter.location {
                Location::Path => path.get(&parameter.name).cloned(),
                Location::Query => self.query_value(parameter, &given)?,
            };
            match value {
                Some(value) => {
                    self.check_parameter(operation, index, &value)?;
                    params.insert(parameter.name.clone(), value);
                }
                None if parameter.required => return Err(Failure::missing(&parameter.name)),
                None => {}
            }
        }
        Ok(Value::Object(params))
    }

    /// Converts the fields of a form from text to their types. Invalid values are left unchanged,
    /// for the schema validation to report.
    pub fn typed_form(&self, body: &Body, value: Value) -> Value {
        let (Media::Form | Media::Multipart, Value::Object(mut form)) = (body.media, value.clone())
        else {
            return value;
        };
        for (name, field) in schema::fields(&self.document, &body.schema) {
            let Some(Value::String(text)) = form.get(name) else { continue };
            let field = schema::resolved(&self.document, field);
            if let Ok(typed) = typed(name, field, text) {
                form.insert(name.clone(), typed);
            }
        }
        Value::Object(form)
    }

    fn query_value(
        &self,
        parameter: &Parameter,
        given: &[(String, &str)],
    ) -> Result<Option<Value>, Failure> {
        let schema = schema::resolved(&self.document, &parameter.schema);
        let listed = format!("{}[]", parameter.name);
        let given = given.iter().filter(|(name, _)| *name == parameter.name || *name == listed);
        let given: Vec<&(String, &str)> = given.collect();
        let Some((_, last)) = given.last() else { return Ok(None) };
        if schema["type"] == "array" {
            // One pair per item, or all items in one pair without brackets, separated by commas. A
            // comma inside an item is percent-encoded then (RFC 6570).
            let texts: Vec<&str> = match given.as_slice() {
                [(name, one)] if *name == parameter.name => one.split(',').collect(),
                many => many.iter().map(|(_, value)| *value).collect(),
            };
            let item = schema::resolved(&self.document, &schema["items"]);
            let items = texts.iter().map(|text| typed(&parameter.name, item, &decoded(text)));
            return Ok(Some(items.collect::<Result<_, _>>()?));
        }
        typed(&parameter.name, schema, &decoded(last)).map(Some)
    }
}

/// Returns the pairs of a query: names, and values that are still encoded.
fn pairs(query: &str) -> Vec<(String, &str)> {
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    let split = pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    split.map(|(name, value)| (decoded(name), value)).collect()
}

/// Decodes a name or a value of a form.
fn decoded(text: &str) -> String {
    let form = format!("v={}", text.replace('&', "%26"));
    let mut pairs = url::form_urlencoded::parse(form.as_bytes());
    pairs.next().map(|(_, value)| value.into_owned()).unwrap_or_default()
}

/// Converts a text to a value of a type.
fn typed(name: &str, schema: &Value, text: &str) -> Result<Value, Failure> {
    let kinds: Vec<&str> = match &schema["type"] {
        Value::String(kind) => vec![kind],
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    let is = |kind: &str| kinds.contains(&kind);
    let number = || text.parse::<f64>().ok().filter(|number| number.is_finite());
    let value = if is("integer") && text.parse::<i64>().is_ok() {
        text.parse::<i64>().map_or(Value::Null, Value::from)
    } else if is("number") && number().is_some() {
        number().map_or(Value::Null, Value::from)
    } else if is("boolean") && matches!(text, "true" | "false" | "1" | "0") {
        matches!(text, "true" | "1").into()
    } else if is("string") || kinds.is_empty() {
        text.into()
    } else if is("object") {
        serde_json::from_str(text).map_err(|_| Failure::field(name, "must be a JSON object"))?
    } else {
        return Err(Failure::field(name, &format!("must be of type {}", kinds.join(" or "))));
    };
    Ok(value)
}

#[cfg(test)]
mod tests {
    use genauth::Api;
    use serde_json::json;

    use super::*;
    use crate::api::spec;

    fn params(operation: &str, query: &str) -> Result<Value, Failure> {
        let spec = spec().unwrap();
        let operation = spec.operation(Api::Management, operation).unwrap();
        spec.params(operation, Map::new(), query)
    }

    #[test]
    fn strings_are_converted_to_their_types() {
        let read = params("listGroups", "page=2&limit=20&keywords=a%20b&unknown=1").unwrap();
        assert_eq!(read, json!({"page": 2, "limit": 20, "keywords": "a b"}));
    }

    #[test]
    fn lists_have_three_formats() {
        for query in ["userIds[]=a&userIds[]=b", "userIds=a&userIds=b", "userIds=a,b"] {
            let read = params("getUserBatch", query).unwrap();
            assert_eq!(read, json!({"userIds": ["a", "b"]}), "{query}");
        }
    }

    #[test]
    fn commas_separate_items_only_in_the_comma_format() {
        for (query, expected) in [
            ("userIds[]=a,b", json!(["a,b"])),
            ("userIds%5B%5D=a%2Cb&userIds%5B%5D=c", json!(["a,b", "c"])),
            ("userIds=a,b&userIds=c", json!(["a,b", "c"])),
            ("userIds=a%2Cb,c", json!(["a,b", "c"])),
            ("userIds=a%2Cb", json!(["a,b"])),
            ("userIds=a+b,c%2Bd", json!(["a b", "c+d"])),
        ] {
            let read = params("getUserBatch", query).unwrap();
            assert_eq!(read, json!({"userIds": expected}), "{query}");
        }
        let read = params("listGroups", "keywords=a,b%2Cc").unwrap();
        assert_eq!(read, json!({"keywords": "a,b,c"}));
    }

    #[test]
    fn missing_and_invalid_parameters_are_named() {
        let missing = params("getGroup", "").unwrap_err();
        assert_eq!(missing.message, "`code` is required");
        let wrong = params("listGroups", "page=two").unwrap_err();
        assert!(wrong.message.starts_with("`page` must be of type"), "{}", wrong.message);
    }

    #[test]
    fn limits_of_lists_and_items_are_enforced() {
        let message = |operation, query: &str| params(operation, query).unwrap_err().message;
        let ids = "userIds[]=a&".repeat(51);
        assert_eq!(message("getUserBatch", &ids), "`userIds` must have at most 50 items");
        let kind = message("getUser", "userId=a&userIdType=name");
        assert!(kind.starts_with("`userIdType` must be one of \"user_id\""), "{kind}");
        let status = message("listUsersLegacy", "status=Asleep");
        assert!(status.starts_with("`status"), "{status}");
        assert_eq!(message("listGroups", "limit=51"), "`limit` must be at most 50");
        let code = format!("roleCode={}", "a".repeat(51));
        let code = message("listRoleAssignments", &code);
        assert_eq!(code, "`roleCode` must have at most 50 characters");
    }
}
