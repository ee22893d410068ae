//! [`Request`]: the encoded arguments of a call.

use std::{fmt, time::Duration};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue};
use url::{Url, form_urlencoded};

use super::encode::{Objects, Parameter, parts, texts};
use super::limits;
use super::multipart::{Part, is_media_type};
use crate::config::{ArrayStyle, RetryPolicy, header_value::is_framing};
use crate::data::{ApiStruct, View, missing};
use crate::endpoint::Endpoint;
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
    /// The whole URL, for endpoints outside of the host of the client.
    pub(crate) target: Option<Box<Url>>,
    /// Limits the length of the response further than the client does.
    pub(crate) max_response_bytes: Option<usize>,
    problem: Option<String>,
}

/// The encoded body.
#[derive(Clone)]
pub(crate) enum Body {
    None,
    Json(Bytes),
    Form(String),
    Multipart(Vec<Part>),
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
            target: None,
            max_response_bytes: None,
            problem: None,
        }
    }

    pub(crate) fn set_params(&mut self, params: &dyn ApiStruct) {
        self.check_arguments("query", &View::Struct(params));
        self.parameters = texts(params, Objects::Exploded);
    }

    pub(crate) fn set_body(&mut self, body: &View<'_>) {
        self.check_arguments("body", body);
        match (self.endpoint.body(), body) {
            (BodyKind::None, _) => {}
            (BodyKind::Form, View::Struct(structure)) => {
                let mut form = form_urlencoded::Serializer::new(String::new());
                for parameter in texts(*structure, Objects::Json) {
                    for value in &parameter.values {
                        form.append_pair(&parameter.name, value);
                    }
                }
                self.body = Body::Form(form.finish());
            }
            (BodyKind::Multipart, View::Struct(structure)) => {
                let parts = parts(*structure);
                for part in &parts {
                    if let Part::File(name, file) = part
                        && !is_media_type(file.media_type())
                    {
                        self.fail(format!(
                            "the media type {:?} of the file `{name}` is not valid; use \
                             `type/subtype`, for instance `image/png`",
                            file.media_type()
                        ));
                    }
                }
                self.body = Body::Multipart(parts);
            }
            _ => match serde_json::to_vec(body) {
                Ok(json) => self.body = Body::Json(json.into()),
                Err(error) => self.fail(format!("the body cannot be encoded as JSON: {error}")),
            },
        }
    }

    pub(crate) fn add_header(&mut self, name: &str, value: &str) {
        match (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(value)) {
            (Ok(name), _) if is_framing(&name) => {
                self.fail(format!("the header {name:?} depends on the body; remove it"));
            }
            (Ok(name), Ok(mut value)) => {
                // The value may be a credential.
                value.set_sensitive(true);
                self.headers.append(name, value);
            }
            (Err(_), _) => self
                .fail(format!("{name:?} is not a valid header name; use letters, digits and `-`")),
            (_, Err(_)) => self.fail(format!(
                "the value of the header {name:?} is not valid; remove control characters"
            )),
        }
    }

    /// Rejects missing required fields and values beyond a documented limit, before the server
    /// does.
    fn check_arguments(&mut self, location: &str, view: &View<'_>) {
        match missing(view).as_slice() {
            [] => {}
            [field] => self.fail(format!(
                "the required field `{field}` is not set; call the setter of that name"
            )),
            fields => self.fail(format!(
                "required fields are not set: `{}`; call the setters of these names",
                fields.join("`, `")
            )),
        }
        if let Endpoint::Described(operation) = self.endpoint
            && let Some(problem) = limits::exceeded(operation.limits, location, view)
        {
            self.fail(problem);
        }
    }

    /// Returns the largest number of bytes that a response may have; `of_client` is the limit of the
    /// client.
    pub(super) fn response_limit(&self, of_client: usize) -> usize {
        self.max_response_bytes.map_or(of_client, |limit| limit.min(of_client))
    }

    /// Records a problem; the first one is reported.
    pub(crate) fn fail(&mut self, problem: String) {
        self.problem.get_or_insert(problem);
    }

    /// Returns the URL of the request below `base`.
    pub(crate) fn url(&self, base: &Url, style: ArrayStyle) -> Result<Url, Error> {
        let error = |message: String| {
            Error::from(RequestError { endpoint: self.endpoint.clone(), message })
        };
        if let Some(problem) = &self.problem {
            return Err(error(problem.clone()));
        }
        if let Some(target) = &self.target {
            return Ok(Url::clone(target));
        }
        let mut url = base.clone();
        let mut in_path = Vec::new();
        {
            let mut segments = url.path_segments_mut().map_err(|()| {
                error("the host cannot have a path; use an `https` URL".to_owned())
            })?;
            segments.pop_if_empty();
            for segment in self.endpoint.path().split('/').skip(1) {
                let name = segment.strip_prefix('{').and_then(|name| name.strip_suffix('}'));
                let Some(name) = name.filter(|_| self.endpoint.has_placeholders()) else {
                    segments.push(segment);
                    continue;
                };
                let value = self.parameters.iter().find(|parameter| parameter.name == name);
                if value.is_some_and(|it| it.values.len() > 1) {
                    return Err(error(format!(
                        "the path parameter `{name}` has several values; pass one"
                    )));
                }
                let value = value.and_then(|it| it.values.first()).map_or("", String::as_str);
                // `.` and `..` would change the endpoint, an empty segment would drop it, and the
                // URL parser removes tabs and line breaks, which could hide them.
                if matches!(value, "" | "." | "..") || value.contains(char::is_control) {
                    return Err(error(format!(
                        "the path parameter `{name}` is empty, `.`, `..` or contains control \
                         characters; pass an id"
                    )));
                }
                segments.push(value);
                in_path.push(name);
            }
        }
        let query = self.parameters.iter().filter(|it| !in_path.contains(&&*it.name));
        let query = query_string(query, style);
        if !query.is_empty() {
            url.set_query(Some(&query));
        }
        Ok(url)
    }

    /// Returns the parameters that are not part of the path.
    #[cfg(feature = "signing")]
    pub(crate) fn query(&self) -> Vec<&Parameter> {
        let path = self.endpoint.path();
        let in_path =
            |name: &str| self.endpoint.has_placeholders() && path.contains(&format!("{{{name}}}"));
        self.parameters.iter().filter(|parameter| !in_path(&parameter.name)).collect()
    }
}

/// Encodes parameters as a query string. Names and values are escaped.
fn query_string<'a>(parameters: impl Iterator<Item = &'a Parameter>, style: ArrayStyle) -> String {
    let escaped = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let mut pairs = Vec::new();
    for Parameter { name, values, list } in parameters {
        let values = values.iter().map(|value| escaped(value));
        match style {
            ArrayStyle::Comma if *list => {
                let values: Vec<String> = values.collect();
                pairs.push(format!("{}={}", escaped(name), values.join(",")));
            }
            style => {
                let brackets = if style == ArrayStyle::Brackets && *list { "%5B%5D" } else { "" };
                let name = escaped(name);
                pairs.extend(values.map(|value| format!("{name}{brackets}={value}")));
            }
        }
    }
    pairs.join("&")
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request").field("operation", &self.endpoint.name()).finish_non_exhaustive()
    }
}
