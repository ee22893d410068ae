//! Where in a request the page goes: reading what the caller set there, and setting another.

use std::borrow::Cow;

use serde_json::Value;

use crate::transport::{Body, Parameter, Request, splice};

/// What stands at a place of a request as text, if anything does.
pub(super) fn read(request: &Request, place: &str) -> Option<String> {
    match place.split_once('.')? {
        ("query", name) => {
            let mut parameters = request.parameters.iter();
            parameters.find(|parameter| parameter.name == name)?.values.first().cloned()
        }
        (_, path) => {
            let Body::Json(json) = &request.body else { return None };
            match serde_json::from_str(splice::get(json, path)?).ok()? {
                Value::String(text) => Some(text),
                Value::Number(number) => Some(number.to_string()),
                _ => None,
            }
        }
    }
}

/// Puts a value at a place of a request; `text` says that it is a string in a body.
pub(super) fn write(request: &mut Request, place: &'static str, value: &str, text: bool) {
    match place.split_once('.') {
        Some(("query", name)) => {
            let values = vec![value.to_owned()];
            match request.parameters.iter_mut().find(|parameter| parameter.name == name) {
                Some(parameter) => parameter.values = values,
                None => {
                    let name = Cow::Borrowed(name);
                    request.parameters.push(Parameter { name, values, list: false });
                }
            }
        }
        Some((_, path)) => {
            let before: &[u8] = match &request.body {
                Body::Json(json) => json,
                _ => b"",
            };
            let value = match value.parse::<u64>() {
                Ok(number) if !text => number.to_string(),
                _ => splice::quoted(value),
            };
            request.body = Body::Json(splice::set(before, path, &value).into());
        }
        None => {}
    }
}

#[cfg(test)]
mod tests {
    use http::Method;
    use serde_json::json;

    use super::*;
    use crate::operation::{Api, BodyKind, Effect, Operation, Security};

    static LIST: Operation = Operation {
        name: "list",
        api: Api::Management,
        module: "user",
        method: Method::POST,
        path: "/api/v3/list",
        pagination: None,
        effect: Effect::Read,
        retry_safe: true,
        security: Security::NONE,
        client_auth: false,
        body: BodyKind::Json,
        limits: &[],
        deprecated: false,
    };

    const DEEP: &str = "body.options.pagination.page";

    fn with_body(body: &Value) -> Request {
        let mut request = Request::new(&LIST);
        request.body = Body::Json(body.to_string().into());
        request
    }

    fn body(request: &Request) -> Value {
        let Body::Json(json) = &request.body else { return Value::Null };
        serde_json::from_slice(json).unwrap_or_default()
    }

    #[test]
    fn a_page_replaces_the_one_in_the_query_and_nothing_else() {
        let mut request = Request::new(&LIST);
        let parameter = |name: &'static str, value: &str| Parameter {
            name: Cow::Borrowed(name),
            values: vec![value.to_owned()],
            list: false,
        };
        request.parameters = vec![parameter("page", "3"), parameter("limit", "7")];
        assert_eq!(read(&request, "query.page").as_deref(), Some("3"));
        write(&mut request, "query.page", "4", false);
        write(&mut request, "query.start", "9", false);
        let sent: Vec<_> =
            request.parameters.iter().map(|it| (&*it.name, &*it.values[0])).collect();
        assert_eq!(sent, [("page", "4"), ("limit", "7"), ("start", "9")]);
    }

    #[test]
    fn a_page_replaces_the_one_in_the_body_and_nothing_else() {
        let before = json!({"keywords": "a", "options": {"pagination": {"page": 3, "limit": 7}}});
        let mut request = with_body(&before);
        assert_eq!(read(&request, DEEP).as_deref(), Some("3"));
        write(&mut request, DEEP, "4", false);
        let after = json!({"keywords": "a", "options": {"pagination": {"page": 4, "limit": 7}}});
        assert_eq!(body(&request), after);
    }

    #[test]
    fn objects_that_are_missing_on_the_way_are_made() {
        let expected = json!({"options": {"pagination": {"page": 2}}});
        for before in [json!({}), json!({"options": null}), json!({"options": {}})] {
            let mut request = with_body(&before);
            assert_eq!(read(&request, DEEP), None);
            write(&mut request, DEEP, "2", false);
            assert_eq!(body(&request), expected, "{before}");
        }
        let mut request = Request::new(&LIST);
        write(&mut request, DEEP, "2", false);
        assert_eq!(body(&request), expected);
    }

    #[test]
    fn a_page_that_is_documented_as_a_string_stays_one() {
        let mut request = with_body(&json!({"page": "3"}));
        assert_eq!(read(&request, "body.page").as_deref(), Some("3"));
        write(&mut request, "body.page", "4", true);
        assert_eq!(body(&request), json!({"page": "4"}));
    }
}
