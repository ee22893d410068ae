//! A call, as handlers see it.

use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use crate::{
    api::{Description, Operation, Page},
    clock::Moment,
    failure::Failure,
    server::{File, Reply},
    state::{World, application::Application, user::User},
};

/// A call whose arguments fit the description and whose caller may make it.
pub struct Call<'a> {
    /// Everything there is.
    pub world: &'a mut World,
    /// What time it is.
    pub now: Moment,
    /// What is called.
    pub operation: &'a Operation,
    /// Who calls.
    pub caller: Caller,
    /// The address of the server: `http://127.0.0.1:3000`.
    pub host: &'a str,
    /// The path that was called; where it is an alias, another one than the operation's.
    pub path: &'a str,
    /// The cookies of a browser, as they came.
    pub cookies: &'a str,
    /// The `authorization` header, verbatim.
    pub authorization: Option<&'a str>,
    /// Files that came in a form.
    pub files: Vec<File>,
    pub(crate) description: &'a Description,
    pub(crate) params: Value,
    pub(crate) body: Value,
}

/// Who calls.
#[derive(Clone, Debug, Default)]
pub struct Caller {
    /// The application.
    pub app_id: Option<String>,
    /// The user.
    pub user: Option<SignedIn>,
    /// The access key.
    pub access_key: Option<String>,
    /// From where.
    pub ip: String,
    /// With what.
    pub user_agent: String,
}

/// A user who is signed in.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// Who.
    pub user_id: String,
    /// The session.
    pub session_id: String,
    /// The application.
    pub app_id: String,
    /// What was granted, with spaces between.
    pub scope: String,
}

/// The response of a handler.
#[derive(Debug)]
pub enum Answer {
    /// A payload: in an envelope or bare, as the operation has it.
    Data(Value),
    /// A payload with an `apiCode`: a few operations have one though they succeed.
    Coded(i64, Value),
    /// Nothing but success.
    Done,
    /// Something of its own: a page, a redirect, a picture.
    Reply(Reply),
}

/// Carries out an operation.
pub type Handler = fn(&mut Call<'_>) -> Result<Answer, Failure>;

impl Answer {
    /// A payload.
    ///
    /// # Errors
    ///
    /// It cannot be written as JSON.
    pub fn data(data: &impl Serialize) -> Result<Self, Failure> {
        serde_json::to_value(data)
            .map(Self::Data)
            .map_err(|error| Failure::new(500, format!("the answer cannot be written: {error}")))
    }

    /// The same response with an `apiCode`.
    pub fn code(self, code: i64) -> Self {
        if let Self::Data(data) = self { Self::Coded(code, data) } else { self }
    }
}

impl Call<'_> {
    /// Path and query parameters: the generated `…Params`.
    ///
    /// # Errors
    ///
    /// They are none of this type, though they fit the description.
    pub fn params<T: DeserializeOwned>(&self) -> Result<T, Failure> {
        T::deserialize(&self.params).map_err(|error| Failure::invalid(error.to_string()))
    }

    /// The body: the generated DTO.
    ///
    /// # Errors
    ///
    /// It is none of this type, though it fits the description.
    pub fn body<T: DeserializeOwned>(&self) -> Result<T, Failure> {
        T::deserialize(&self.body).map_err(|error| Failure::invalid(error.to_string()))
    }

    /// The body, verbatim.
    pub fn raw_body(&self) -> &Value {
        &self.body
    }

    /// The parameters as they came.
    pub fn raw_params(&self) -> &Value {
        &self.params
    }

    /// The page of a list that is asked for.
    ///
    /// # Errors
    ///
    /// There is no such page, or it is too long.
    pub fn page(&self) -> Result<Page, Failure> {
        self.description.page(self.operation, &self.params, &self.body)
    }

    /// The user who calls.
    ///
    /// # Errors
    ///
    /// No user is signed in.
    pub fn signed_in(&self) -> Result<&SignedIn, Failure> {
        let user = self.caller.user.as_ref();
        user.ok_or_else(|| Failure::not_signed_in("the call needs the access token of a user"))
    }

    /// The user who calls, as the pool has them.
    ///
    /// # Errors
    ///
    /// No user is signed in, or the user was deleted.
    pub fn user(&self) -> Result<&User, Failure> {
        let id = &self.signed_in()?.user_id;
        self.world.users.get(id).ok_or_else(Failure::user_not_found)
    }

    /// The application that calls.
    ///
    /// # Errors
    ///
    /// None is named.
    pub fn application(&self) -> Result<&Application, Failure> {
        let id = self.caller.app_id.as_deref();
        let id = id.ok_or_else(|| Failure::missing("x-authing-app-id"))?;
        self.world.applications.get(id).ok_or_else(|| Failure::not_found("application"))
    }
}
