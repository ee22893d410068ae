//! [`Cursor`]: the position of a page in a list, and its parameter in a request.

use std::{borrow::Cow, error::Error as StdError, fmt, str::FromStr};

use serde_json::Value;

use crate::transport::{Body, Parameter, Request, splice};

/// The position of a page in a list, from which pagination can be resumed.
///
/// A cursor can be stored as text:
///
/// ```
/// use genauth::Cursor;
///
/// let stored = Cursor::Page(3).to_string();
/// assert_eq!(stored, "page:3");
/// assert_eq!(stored.parse(), Ok(Cursor::Page(3)));
/// assert!("page three".parse::<Cursor>().is_err());
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Cursor {
    /// The number of the page, from 1.
    Page(u64),
    /// The index of the first item of the page.
    Index(u64),
    /// The identifier that the server assigned to the page; empty for the first page. The server
    /// decides how long an identifier remains valid.
    Scroll(String),
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Page(number) => write!(f, "page:{number}"),
            Self::Index(index) => write!(f, "index:{index}"),
            Self::Scroll(id) => write!(f, "scroll:{id}"),
        }
    }
}

impl FromStr for Cursor {
    type Err = CursorError;

    fn from_str(text: &str) -> Result<Self, CursorError> {
        let number = |digits: &str| digits.parse::<u64>().map_err(|_| CursorError(()));
        match text.split_once(':') {
            Some(("page", digits)) => match number(digits)? {
                0 => Err(CursorError(())),
                number => Ok(Self::Page(number)),
            },
            Some(("index", digits)) => number(digits).map(Self::Index),
            Some(("scroll", id)) => Ok(Self::Scroll(id.to_owned())),
            _ => Err(CursorError(())),
        }
    }
}

/// Error returned when text is not a valid [`Cursor`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CursorError(());

impl fmt::Display for CursorError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "invalid cursor; use `page:3`, `index:40` or `scroll:…`, with pages counted from 1",
        )
    }
}

impl StdError for CursorError {}

/// Returns the value at a location of a request (`query.page`, `body.options.page`) as text.
pub(super) fn read_parameter(request: &Request, location: &str) -> Option<String> {
    match location.split_once('.')? {
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

/// Sets the value at a location of a request; with `text`, it is a string in a JSON body.
pub(super) fn write_parameter(
    request: &mut Request,
    location: &'static str,
    value: &str,
    text: bool,
) {
    match location.split_once('.') {
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
        assert_eq!(read_parameter(&request, "query.page").as_deref(), Some("3"));
        write_parameter(&mut request, "query.page", "4", false);
        write_parameter(&mut request, "query.start", "9", false);
        let sent: Vec<_> =
            request.parameters.iter().map(|it| (&*it.name, &*it.values[0])).collect();
        assert_eq!(sent, [("page", "4"), ("limit", "7"), ("start", "9")]);
    }

    #[test]
    fn a_page_replaces_the_one_in_the_body_and_nothing_else() {
        let before = json!({"keywords": "a", "options": {"pagination": {"page": 3, "limit": 7}}});
        let mut request = with_body(&before);
        assert_eq!(read_parameter(&request, DEEP).as_deref(), Some("3"));
        write_parameter(&mut request, DEEP, "4", false);
        let after = json!({"keywords": "a", "options": {"pagination": {"page": 4, "limit": 7}}});
        assert_eq!(body(&request), after);
    }

    #[test]
    fn missing_parent_objects_are_created() {
        let expected = json!({"options": {"pagination": {"page": 2}}});
        for before in [json!({}), json!({"options": null}), json!({"options": {}})] {
            let mut request = with_body(&before);
            assert_eq!(read_parameter(&request, DEEP), None);
            write_parameter(&mut request, DEEP, "2", false);
            assert_eq!(body(&request), expected, "{before}");
        }
        let mut request = Request::new(&LIST);
        write_parameter(&mut request, DEEP, "2", false);
        assert_eq!(body(&request), expected);
    }

    #[test]
    fn a_page_documented_as_a_string_stays_a_string() {
        let mut request = with_body(&json!({"page": "3"}));
        assert_eq!(read_parameter(&request, "body.page").as_deref(), Some("3"));
        write_parameter(&mut request, "body.page", "4", true);
        assert_eq!(body(&request), json!({"page": "4"}));
    }

    #[test]
    fn a_cursor_survives_a_round_trip_as_text() {
        let scroll = |id: &str| Cursor::Scroll(id.to_owned());
        for cursor in [Cursor::Page(3), Cursor::Index(0), scroll(""), scroll("a:b c=")] {
            assert_eq!(cursor.to_string().parse(), Ok(cursor));
        }
    }

    #[test]
    fn invalid_text_is_rejected() {
        for text in ["", "3", "page", "page:", "page:0", "page:-1", "index:x", "line:3"] {
            assert!(text.parse::<Cursor>().is_err(), "{text}");
        }
    }
}
