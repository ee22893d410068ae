//! [`Request`]: the arguments of a call in the form they are sent.

use std::{borrow::Cow, fmt, time::Duration};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue};
use url::{Url, form_urlencoded};

use super::{ArrayStyle, Endpoint, RetryPolicy};
use crate::data::{Record, UploadFile, View};
use crate::error::{Error, RequestError};
use crate::operation::BodyKind;

/// A request without host and identity.
#[derive(Clone)]
pub(crate) struct Request {
    pub(crate) endpoint: Endpoint,
    pub(crate) timeout: Option<Duration>,
    pub(crate) retry: Option<RetryPolicy>,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Body,
    pub(crate) parameters: Vec<Parameter>,
    problem: Option<String>,
}

/// A path or query parameter as text.
#[derive(Clone)]
pub(crate) struct Parameter {
    pub(crate) name: Cow<'static, str>,
    pub(crate) values: Vec<String>,
    /// Whether there could be any number of values.
    pub(crate) list: bool,
}

/// The body in the form it is sent.
#[derive(Clone)]
pub(crate) enum Body {
    None,
    Json(Bytes),
    Form(String),
    Multipart(Vec<Part>),
}

/// A part of a multipart body.
#[derive(Clone)]
pub(crate) enum Part {
    Text(&'static str, String),
    File(&'static str, UploadFile),
}

impl Request {
    pub(crate) fn new(endpoint: impl Into<Endpoint>) -> Self {
        Self {
            endpoint: endpoint.into(),
            timeout: None,
            retry: None,
            headers: HeaderMap::new(),
            body: Body::None,
            parameters: Vec::new(),
            problem: None,
        }
    }

    pub(crate) fn set_params(&mut self, params: &dyn Record) {
        self.parameters = texts(params);
    }

    pub(crate) fn set_body(&mut self, body: &View<'_>) {
        match (self.endpoint.body(), body) {
            (BodyKind::None, _) => {}
            (BodyKind::Form, View::Record(record)) => {
                let mut form = form_urlencoded::Serializer::new(String::new());
                for parameter in texts(*record) {
                    for value in &parameter.values {
                        form.append_pair(&parameter.name, value);
                    }
                }
                self.body = Body::Form(form.finish());
            }
            (BodyKind::Multipart, View::Record(record)) => {
                self.body = Body::Multipart(parts(*record));
            }
            _ => match serde_json::to_vec(body) {
                Ok(json) => self.body = Body::Json(json.into()),
                Err(error) => self.fail(format!("the body cannot be written as JSON: {error}")),
            },
        }
    }

    pub(crate) fn add_header(&mut self, name: &str, value: &str) {
        match (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(value)) {
            (Ok(name), Ok(value)) => {
                self.headers.append(name, value);
            }
            (Err(_), _) => self.fail(format!("{name:?} is no valid header name")),
            (_, Err(_)) => self.fail(format!("the value of the header {name:?} is not valid")),
        }
    }

    /// The first problem is the one to fix first.
    pub(crate) fn fail(&mut self, problem: String) {
        self.problem.get_or_insert(problem);
    }

    /// The address of the request below `base`.
    pub(crate) fn url(&self, base: &Url, style: ArrayStyle) -> Result<Url, Error> {
        let error = |message: String| {
            Error::from(RequestError { endpoint: self.endpoint.clone(), message })
        };
        if let Some(problem) = &self.problem {
            return Err(error(problem.clone()));
        }
        let mut url = base.clone();
        let mut in_path = Vec::new();
        {
            let mut segments =
                url.path_segments_mut().map_err(|()| error("the host has no path".to_owned()))?;
            segments.pop_if_empty();
            for segment in self.endpoint.path().split('/').skip(1) {
                let name = segment.strip_prefix('{').and_then(|name| name.strip_suffix('}'));
                let Some(name) = name.filter(|_| self.endpoint.has_placeholders()) else {
                    segments.push(segment);
                    continue;
                };
                let value = self.parameters.iter().find(|parameter| parameter.name == name);
                let value = value.and_then(|it| it.values.first()).map_or("", String::as_str);
                // `.` and `..` would change the endpoint, an empty segment would drop it, and
                // tabs and line breaks, which addresses are cleared of, would do so in disguise.
                if matches!(value, "" | "." | "..") || value.contains(char::is_control) {
                    return Err(error(format!(
                        "the path parameter `{name}` must not be empty, `.` or `..` and must not \
                         hold control characters"
                    )));
                }
                segments.push(value);
                in_path.push(name);
            }
        }
        let query = || self.parameters.iter().filter(|it| !in_path.contains(&&*it.name));
        if query().next().is_some() {
            let mut pairs = url.query_pairs_mut();
            for parameter in query() {
                append(&mut pairs, parameter, style);
            }
        }
        Ok(url)
    }

    /// The parameters that are not part of the path.
    #[cfg(feature = "signing")]
    pub(crate) fn query(&self) -> Vec<&Parameter> {
        let path = self.endpoint.path();
        let in_path =
            |name: &str| self.endpoint.has_placeholders() && path.contains(&format!("{{{name}}}"));
        self.parameters.iter().filter(|parameter| !in_path(&parameter.name)).collect()
    }
}

/// Adds a parameter to a query string.
fn append(
    pairs: &mut form_urlencoded::Serializer<'_, url::UrlQuery<'_>>,
    parameter: &Parameter,
    style: ArrayStyle,
) {
    let Parameter { name, values, list } = parameter;
    match style {
        ArrayStyle::Comma if *list => {
            pairs.append_pair(name, &values.join(","));
        }
        ArrayStyle::Brackets if *list => {
            let name = format!("{name}[]");
            pairs.extend_pairs(values.iter().map(|value| (&name, value)));
        }
        _ => {
            pairs.extend_pairs(values.iter().map(|value| (name, value)));
        }
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request").field("operation", &self.endpoint.name()).finish_non_exhaustive()
    }
}

/// The fields of a record as text, the form of query strings and form bodies.
fn texts(record: &dyn Record) -> Vec<Parameter> {
    let shape = record.shape();
    let mut texts = Vec::new();
    record.fields(&mut |fields| {
        for (name, field) in shape.wire.iter().zip(fields) {
            let (values, list) = match field.view() {
                View::List(list) => {
                    let items = (0..list.len()).filter_map(|index| text(&list.item(index)));
                    (items.collect(), true)
                }
                view => (Vec::from_iter(text(&view)), false),
            };
            if !values.is_empty() {
                texts.push(Parameter { name: Cow::Borrowed(name), values, list });
            }
        }
    });
    texts
}

fn text(view: &View<'_>) -> Option<String> {
    match view {
        View::Absent | View::Null | View::File(_) => None,
        View::Text(text) => Some((*text).to_owned()),
        View::Integer(integer) => Some(integer.to_string()),
        View::Number(number) => Some(number.to_string()),
        View::Boolean(boolean) => Some(boolean.to_string()),
        View::Choice(choice) => Some(choice.as_str().to_owned()),
        View::Json(serde_json::Value::String(text)) => Some(text.clone()),
        view => serde_json::to_string(view).ok(),
    }
}

fn parts(record: &dyn Record) -> Vec<Part> {
    let shape = record.shape();
    let mut parts = Vec::new();
    record.fields(&mut |fields| {
        for (name, field) in shape.wire.iter().zip(fields) {
            match field.view() {
                View::File(file) => parts.push(Part::File(name, file.clone())),
                view => parts.extend(text(&view).map(|text| Part::Text(name, text))),
            }
        }
    });
    parts
}
