//! A call, as seen by handlers.

use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use crate::{
    api::{Operation, Page, Spec},
    clock::Timestamp,
    failure::Failure,
    state::{State, application::Application, user::User, webhook::Request},
    tokens::{Unusable, read_access_token},
    wire::{File, HttpResponse},
};

/// A call with valid arguments by an authorized application or user.
pub struct Call<'a> {
    /// The emulator state.
    pub state: &'a mut State,
    /// Current time of the virtual clock.
    pub now: Timestamp,
    /// The called operation; `None` for a [`Route`].
    pub operation: Option<&'a Operation>,
    /// The application, the user and the device that make the call.
    pub context: RequestContext,
    /// The address of the server: `http://127.0.0.1:3000`.
    pub host: &'a str,
    /// The requested path; an alias may differ from the path of the operation.
    pub path: &'a str,
    /// The cookies of a browser, verbatim.
    pub cookies: &'a str,
    /// The `authorization` header, verbatim.
    pub authorization: Option<&'a str>,
    /// Files in a multipart form.
    pub files: Vec<File>,
    pub(crate) spec: &'a Spec,
    pub(crate) params: Value,
    pub(crate) body: Value,
}

/// Context of a request, determined from its headers.
#[derive(Clone, Debug, Default)]
pub struct RequestContext {
    /// The application.
    pub app_id: Option<String>,
    /// The user.
    pub user: Option<SignedIn>,
    /// The access key.
    pub access_key: Option<String>,
    /// The IP address.
    pub ip: String,
    /// The user agent.
    pub user_agent: String,
}

/// A user who is signed in.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// The ID of the user.
    pub user_id: String,
    /// The session.
    pub session_id: String,
    /// The application.
    pub app_id: String,
    /// Granted scopes, separated by spaces.
    pub scope: String,
}

impl SignedIn {
    /// Returns the user that an access token belongs to.
    ///
    /// # Errors
    ///
    /// Returns an error if the token is invalid or has expired, or its session has ended.
    pub fn from_token(
        state: &State,
        token: &str,
        app_id: Option<&str>,
        now: Timestamp,
    ) -> Result<Self, Failure> {
        let claims = read_access_token(&state.keys, token, now).map_err(|why| match why {
            Unusable::Expired => Failure::not_signed_in("the access token has expired"),
            Unusable::Forged => {
                Failure::not_signed_in("the access token was not issued by this server")
            }
        })?;
        if app_id.is_some_and(|app_id| app_id != claims.aud) {
            return Err(Failure::not_signed_in("the access token belongs to another application"));
        }
        let session = claims.sid.as_deref().and_then(|id| state.sessions.get(id));
        let (Some(session), false) = (session, state.sessions.is_revoked(&claims.jti)) else {
            return Err(Failure::not_signed_in("the session has ended"));
        };
        Ok(Self {
            user_id: session.user_id.clone(),
            session_id: session.id.clone(),
            app_id: session.app_id.clone(),
            scope: claims.scope,
        })
    }
}

/// The response of a handler.
#[derive(Debug)]
pub enum Response {
    /// A payload: in an envelope or bare, depending on the operation.
    Data(Value),
    /// A payload with an `apiCode`, which a few operations return on success.
    Coded(i64, Value),
    /// Success without a payload.
    Done,
    /// A custom response: a page, a redirect, a picture.
    Http(HttpResponse),
    /// The response to a webhook request that is sent first.
    Webhook(Box<Request>),
}

/// Function that carries out an operation.
pub type Handler = fn(&mut Call<'_>) -> Result<Response, Failure>;

/// Handlers by the documented names of their operations.
pub type Handlers = &'static [(&'static str, Handler)];

/// An endpoint of a protocol that is not an operation of the spec.
#[derive(Debug)]
pub struct Route {
    /// Path, with `{name}` for parameters.
    pub path: &'static str,
    /// Function that responds to `GET`.
    pub get: Handler,
    /// Function that responds to a posted form.
    pub post: Option<Handler>,
}

impl Response {
    /// Creates a response with a payload.
    ///
    /// # Errors
    ///
    /// Returns an error if the payload cannot be serialized to JSON.
    pub fn data(data: &impl Serialize) -> Result<Self, Failure> {
        serde_json::to_value(data)
            .map(Self::Data)
            .map_err(|error| Failure::new(500, format!("cannot serialize the response: {error}")))
    }

    /// Returns the payload, if there is one.
    pub fn payload(&self) -> Option<&Value> {
        match self {
            Self::Data(data) | Self::Coded(_, data) => Some(data),
            _ => None,
        }
    }

    /// Returns the same response with an `apiCode`.
    pub fn code(self, code: i64) -> Self {
        if let Self::Data(data) = self { Self::Coded(code, data) } else { self }
    }
}

impl Call<'_> {
    /// Returns the path and query parameters as the generated `…Params`.
    ///
    /// # Errors
    ///
    /// Returns an error if they do not match the type, although they match the spec.
    pub fn params<T: DeserializeOwned>(&self) -> Result<T, Failure> {
        T::deserialize(&self.params).map_err(|error| Failure::invalid(error.to_string()))
    }

    /// Returns the body as the generated DTO.
    ///
    /// # Errors
    ///
    /// Returns an error if it does not match the type, although it matches the spec.
    pub fn body<T: DeserializeOwned>(&self) -> Result<T, Failure> {
        T::deserialize(&self.body).map_err(|error| Failure::invalid(error.to_string()))
    }

    /// Returns the body, verbatim.
    pub fn raw_body(&self) -> &Value {
        &self.body
    }

    /// Returns the parameters, verbatim.
    pub fn raw_params(&self) -> &Value {
        &self.params
    }

    /// Returns the requested page of a list.
    ///
    /// # Errors
    ///
    /// Returns an error if the page does not exist or is too long.
    pub fn page(&self) -> Result<Page, Failure> {
        let operation =
            self.operation.ok_or_else(|| Failure::new(500, "no operation was called"))?;
        self.spec.page(operation, &self.params, &self.body)
    }

    /// Returns the signed-in user.
    ///
    /// # Errors
    ///
    /// Returns an error if no user is signed in.
    pub fn signed_in(&self) -> Result<&SignedIn, Failure> {
        let user = self.context.user.as_ref();
        user.ok_or_else(|| Failure::not_signed_in("the operation requires a user access token"))
    }

    /// Returns the signed-in user as stored in the pool.
    ///
    /// # Errors
    ///
    /// Returns an error if no user is signed in, or the user was deleted.
    pub fn user(&self) -> Result<&User, Failure> {
        let id = &self.signed_in()?.user_id;
        self.state.users.get(id).ok_or_else(Failure::user_not_found)
    }

    /// Returns the application that makes the call.
    ///
    /// # Errors
    ///
    /// Returns an error if the request names no application.
    pub fn application(&self) -> Result<&Application, Failure> {
        let id = self.context.app_id.as_deref();
        let id = id.ok_or_else(|| Failure::missing("x-authing-app-id"))?;
        self.state.applications.get(id).ok_or_else(|| Failure::not_found("application"))
    }
}
