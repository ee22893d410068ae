//! [`CustomCall`]: a call of an endpoint without a generated method.

use std::{
    borrow::Cow,
    fmt,
    future::IntoFuture,
    ops::{Deref, DerefMut},
    sync::Arc,
};

use http::Method;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use url::form_urlencoded;

use crate::call::{Call, Untyped};
use crate::data::Field as _;
use crate::endpoint::{CustomEndpoint, Endpoint, shown_path};
use crate::error::{DecodeError, Error};
use crate::operation::BodyKind;
use crate::received::Received;
use crate::response::FromResponse;
use crate::transport::{Body, Head, Parameter, Request, RequestContext, open_response};

/// A call of an endpoint without a generated method, created by
/// [`AuthenticationClient::request`](crate::AuthenticationClient::request) or
/// [`ManagementClient::request`](crate::ManagementClient::request).
///
/// It is sent with the client's credentials, headers, limits and retries, and returns the same
/// errors as other calls. `.await` returns the payload as JSON; [`returning`](Self::returning)
/// creates a [`Call`] that returns a type of the SDK or, wrapped in [`Json`], any type that
/// implements
/// `Deserialize`.
///
/// ```no_run
/// # async fn example(admin: genauth::ManagementClient) -> Result<(), genauth::Error> {
/// use genauth::Json;
/// use http::Method;
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Serialize)]
/// #[serde(rename_all = "camelCase")]
/// struct Rename<'a> {
///     user_id: &'a str,
/// }
///
/// #[derive(Deserialize)]
/// struct Renamed {
///     name: String,
/// }
///
/// let renamed = admin
///     .request(Method::POST, "/api/v3/rename-user")
///     .json(&Rename { user_id: "USER_ID" })
///     .returning::<Json<Renamed>>()
///     .await?;
/// println!("{}", renamed.name);
/// # Ok(())
/// # }
/// ```
#[must_use = "calls do nothing unless you `.await` them"]
pub struct CustomCall {
    context: RequestContext,
    endpoint: CustomEndpoint,
    parameters: Vec<Parameter>,
    body: Body,
    problem: Option<String>,
}

impl CustomCall {
    pub(crate) fn new(context: RequestContext, method: Method, path: String) -> Self {
        let problem = problem(&path);
        // Whether other methods are safe to retry is up to the server, so the caller has to say so.
        let retry_safe = method == Method::GET || method == Method::HEAD;
        let endpoint = CustomEndpoint { method, path, retry_safe, body: BodyKind::None };
        Self { context, endpoint, parameters: Vec::new(), body: Body::None, problem }
    }

    /// Adds a query parameter. Repeated names form a list.
    pub fn query(mut self, name: impl Into<String>, value: impl ToString) -> Self {
        let (name, value) = (name.into(), value.to_string());
        match self.parameters.iter_mut().find(|parameter| *parameter.name == name) {
            Some(parameter) => {
                parameter.values.push(value);
                parameter.list = true;
            }
            None => {
                let name = Cow::Owned(name);
                self.parameters.push(Parameter { name, values: vec![value], list: false });
            }
        }
        self
    }

    /// Sets a JSON body.
    pub fn json(mut self, body: &(impl Serialize + ?Sized)) -> Self {
        match serde_json::to_vec(body) {
            Ok(json) => {
                self.endpoint.body = BodyKind::Json;
                self.body = Body::Json(json.into());
            }
            // The message of serde could contain parts of the body.
            Err(_) => self.fail("the body cannot be serialized as JSON"),
        }
        self
    }

    /// Sets a form body.
    pub fn form<N: AsRef<str>, V: AsRef<str>>(
        mut self,
        pairs: impl IntoIterator<Item = (N, V)>,
    ) -> Self {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.extend_pairs(pairs);
        self.endpoint.body = BodyKind::Form;
        self.body = Body::Form(form.finish());
        self
    }

    /// Sets whether the call is safe to retry when its outcome is unknown. By default, `GET` and
    /// `HEAD` are.
    pub fn retry_safe(mut self, retry_safe: bool) -> Self {
        self.endpoint.retry_safe = retry_safe;
        self
    }

    /// Creates a call that returns this type, on which a timeout, headers and a retry policy can be
    /// set.
    pub fn returning<T: FromResponse>(self) -> Call<T> {
        let mut request = Request::new(Endpoint::Custom(Arc::new(self.endpoint)));
        request.parameters = self.parameters;
        request.body = self.body;
        if let Some(problem) = self.problem {
            request.fail(problem);
        }
        Untyped::of(self.context, request).returning()
    }

    /// Sends the call, blocks the thread until the response has arrived, and returns the payload as
    /// JSON.
    ///
    /// # Errors
    ///
    /// [`Error::Blocking`] inside a task of a Tokio runtime; otherwise see [`Error`].
    #[cfg(feature = "blocking")]
    pub fn wait(self) -> Result<Value, Error> {
        self.returning::<Value>().wait()
    }

    fn fail(&mut self, problem: &str) {
        self.problem.get_or_insert_with(|| problem.to_owned());
    }
}

/// Returns the problem of an invalid path.
fn problem(path: &str) -> Option<String> {
    let problem = if !path.starts_with('/') || path.starts_with("//") {
        "begin with one `/`; the host is that of the client"
    } else if path.contains(['?', '#']) {
        "not contain `?` or `#`; add parameters by `query`"
    } else if path.split('/').any(|segment| matches!(segment, "." | "..")) {
        "not contain `.` or `..` between slashes"
    } else if path.contains(char::is_control) {
        "not contain control characters"
    } else {
        return None;
    };
    Some(format!("the path must {problem}"))
}

impl IntoFuture for CustomCall {
    type Output = Result<Value, Error>;
    type IntoFuture = Call<Value>;

    fn into_future(self) -> Call<Value> {
        self.returning()
    }
}

impl fmt::Debug for CustomCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CustomCall")
            .field("method", &self.endpoint.method)
            .field("path", &shown_path(&self.endpoint.path))
            .finish_non_exhaustive()
    }
}

/// A payload of any type that implements `Deserialize`, for [`CustomCall::returning`].
///
/// Such a type is as strict as its `Deserialize` implementation; the lenient decoding of the SDK's
/// own types does not apply to it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Json<T>(pub T);

impl<T> Json<T> {
    /// Returns the payload.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> Deref for Json<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> DerefMut for Json<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.0
    }
}

impl<T: DeserializeOwned + Send + 'static> FromResponse for Json<T> {
    fn read(
        endpoint: &Endpoint,
        received: &Received,
        head: Option<&mut Head>,
    ) -> Result<Self, Error> {
        let mut data = Value::Null;
        let found = open_response(endpoint, received, data.slot())?;
        if let Some(head) = head {
            *head = found;
        }
        serde_json::from_value(data).map(Self).map_err(|error| {
            let reason = reason(&error);
            let message = format!("the payload does not match the requested type: {reason}");
            DecodeError::new(endpoint, received, message).into()
        })
    }
}

/// Returns the message of serde without parts of the payload.
fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    match text.rsplit_once(", expected ") {
        _ if text.starts_with("missing field ") => text,
        Some((_, expected)) => format!("expected {expected}"),
        None => "its fields do not match".to_owned(),
    }
}
