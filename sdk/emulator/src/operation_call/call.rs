//! A call of an operation by name.

use std::{io, time::Duration};

use genauth::{
    Api,
    http::header::{CONTENT_TYPE, LOCATION},
    reqwest::{Client, redirect::Policy},
};
use serde_json::{Map, Value};
use url::Url;

use super::{
    body::{self, Encoded},
    exchange::Exchange,
    find, identity,
    invalid::InvalidCall,
};
use crate::{
    api::{Location, Operation, Spec, closest, spec},
    emulator::Emulator,
    handlers,
};

/// Time limit of a call. The emulator responds in milliseconds, but delays can be injected.
const TIMEOUT: Duration = Duration::from_secs(60);

/// A call of an operation by its name, with parameters as text and a body as JSON.
///
/// The credentials that the operation requires are added when it is sent: an access token of the
/// user [`demo::USERNAME`](crate::demo::USERNAME), the ID and the secret of the default application,
/// or a token of the default access key and the ID of the user pool. The command
/// `genauth-emulator call` sends such a call.
///
/// ```
/// use genauth_emulator::{Emulator, OperationCall, demo};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let emulator = Emulator::builder().user(demo::USERNAME, demo::SECRET).start().await?;
/// let profile = OperationCall::new("getProfile", None)?.param("withCustomData", "true")?;
/// let exchange = profile.send(&emulator).await?;
/// assert!(exchange.is_success());
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct OperationCall {
    spec: &'static Spec,
    operation: &'static Operation,
    params: Vec<(String, String)>,
    body: Option<Value>,
}

impl OperationCall {
    /// Creates a call of the operation with this name: the documented one (`listUsers`), or that of
    /// the method in the SDK (`list_users`). `api` is required for names that both APIs have.
    ///
    /// # Errors
    ///
    /// Returns an error if no operation has this name, or if both APIs have one.
    pub fn new(name: &str, api: Option<Api>) -> Result<Self, InvalidCall> {
        let spec = spec().map_err(InvalidCall::new)?;
        let operation = find::operation(spec, api, name)?;
        Ok(Self { spec, operation, params: Vec::new(), body: None })
    }

    /// Adds a path or query parameter by its documented name. A repeated name makes a list.
    ///
    /// # Errors
    ///
    /// Returns an error if the operation has no such parameter.
    pub fn param(
        mut self,
        name: impl Into<String>,
        value: impl Into<String>,
    ) -> Result<Self, InvalidCall> {
        let (name, value) = (name.into(), value.into());
        let operation = &self.operation.name;
        let known = &self.operation.parameters;
        let Some(parameter) = known.iter().find(|it| it.name == name) else {
            let names = known.iter().map(|it| it.name.as_str());
            let fix = match (closest(&name, names.clone()), known.is_empty()) {
                (Some(suggestion), _) => format!("did you mean `{suggestion}`?"),
                (None, true) => "it has none".to_owned(),
                (None, false) => format!("it has {}", names.collect::<Vec<_>>().join(", ")),
            };
            let name = name.escape_debug();
            return Err(InvalidCall::new(format!(
                "`{operation}` has no parameter `{name}`; {fix}"
            )));
        };
        let is_repeated = self.params.iter().any(|(there, _)| *there == name);
        if parameter.location == Location::Path && is_repeated {
            return Err(InvalidCall::new(format!("`{name}` is part of the path; set it once")));
        }
        self.params.push((name, value));
        Ok(self)
    }

    /// Sets the request body as JSON. Forms are objects with their fields; the value of a file is
    /// its content.
    ///
    /// # Errors
    ///
    /// Returns an error if the text is not valid JSON, or if the operation has no request body.
    pub fn json(mut self, body: &str) -> Result<Self, InvalidCall> {
        let operation = self.operation;
        let Some(described) = &operation.body else {
            let name = &operation.name;
            let fix = match operation.parameters.is_empty() {
                true => "leave it out",
                false => "use parameters",
            };
            return Err(InvalidCall::new(format!("`{name}` has no request body; {fix}")));
        };
        let body: Value = serde_json::from_str(body).map_err(|error| {
            let (line, column) = (error.line(), error.column());
            let text = error.to_string();
            let reason = text.rsplit_once(" at line ").map_or(text.as_str(), |(reason, _)| reason);
            InvalidCall::new(format!(
                "the request body is not valid JSON at line {line}, column {column}: {reason}"
            ))
        })?;
        body::encode(self.spec, described, &body)?;
        self.body = Some(body);
        Ok(self)
    }

    /// Returns the API of the operation.
    pub fn api(&self) -> Api {
        self.operation.api
    }

    /// Returns the documented name of the operation.
    pub fn operation(&self) -> &str {
        &self.operation.name
    }

    /// Returns whether the operation keeps state. Others return their documented response.
    pub fn keeps_state(&self) -> bool {
        handlers::handler(self.operation).is_some()
    }

    /// Sends the call, and returns the response whether it succeeded or not.
    ///
    /// # Errors
    ///
    /// Returns an error if a parameter of the path is missing, if the operation requires an access
    /// token and there is no user to issue it for, or if the connection is dropped by fault
    /// injection.
    pub async fn send(&self, emulator: &Emulator) -> io::Result<Exchange> {
        let target = self.target()?;
        let url = Url::parse(emulator.host()).and_then(|host| host.join(&target));
        let client = Client::builder().no_proxy().redirect(Policy::none()).timeout(TIMEOUT);
        let client = client.build().map_err(io::Error::other)?;
        let method = self.operation.method.clone();
        let mut request = client
            .request(method.clone(), url.map_err(io::Error::other)?)
            .headers(identity::headers(&emulator.shared, self.operation, &self.params)?);
        if let Some(Encoded { content_type, body }) = self.encoded(emulator)? {
            request = request.header(CONTENT_TYPE, content_type).body(body);
        }
        let response = request.send().await.map_err(io::Error::other)?;
        let header = |name| Some(response.headers().get(name)?.to_str().ok()?.to_owned());
        let (content_type, location) = (header(CONTENT_TYPE), header(LOCATION));
        let status = response.status();
        let body = response.bytes().await.map_err(io::Error::other)?;
        Ok(Exchange { method, target, status, content_type, location, body })
    }

    /// Returns the body with the credentials that belong into it.
    fn encoded(&self, emulator: &Emulator) -> io::Result<Option<Encoded>> {
        let Some(described) = &self.operation.body else { return Ok(None) };
        let is_client = self.operation.security.client_auth;
        let given = self.body.clone();
        let Some(mut body) = given.or_else(|| is_client.then(|| Map::new().into())) else {
            return Ok(None);
        };
        identity::complete(&emulator.shared, self.operation, &mut body);
        body::encode(self.spec, described, &body).map(Some).map_err(invalid)
    }

    /// Returns the path and the query.
    fn target(&self) -> io::Result<String> {
        let mut target = String::new();
        for (index, segment) in self.operation.path.split('/').enumerate() {
            if index > 0 {
                target.push('/');
            }
            match segment.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
                Some(name) => target.push_str(&self.path_segment(name)?),
                None => target.push_str(segment),
            }
        }
        let is_path = |name: &str| {
            let mut path = self.operation.parameters.iter();
            path.any(|it| it.location == Location::Path && it.name == name)
        };
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(self.params.iter().filter(|(name, _)| !is_path(name)));
        let query = query.finish();
        if !query.is_empty() {
            target.push('?');
            target.push_str(&query);
        }
        Ok(target)
    }

    fn path_segment(&self, name: &str) -> io::Result<String> {
        let given = self.params.iter().find(|(there, value)| there == name && !value.is_empty());
        let Some((_, value)) = given else {
            return Err(invalid(InvalidCall::new(format!(
                "the path has the parameter `{name}`; set it with `--param {name}=VALUE`"
            ))));
        };
        // A segment of dots would be resolved away.
        if matches!(value.as_str(), "." | "..") {
            return Err(invalid(InvalidCall::new(format!("`{value}` is not a part of a path"))));
        }
        // A plus sign is literal in a path, but a space in a form.
        Ok(url::form_urlencoded::byte_serialize(value.as_bytes())
            .collect::<String>()
            .replace('+', "%20"))
    }
}

fn invalid(error: InvalidCall) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, error)
}
