//! Objects in the data of events.

use std::fmt;

use serde_json::{Map, Value};

use crate::data::Timestamp;

/// An object in the data of an event, such as a role or an application, whose fields are not
/// documented. `Debug` output hides all of it.
#[derive(Clone, PartialEq)]
pub struct Record(Map<String, Value>);

impl Record {
    pub(super) fn new(fields: Map<String, Value>) -> Self {
        Self(fields)
    }

    /// Returns a field.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// Returns all fields. They can contain secrets.
    pub fn as_map(&self) -> &Map<String, Value> {
        &self.0
    }

    /// Returns a field of text.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.get(name).and_then(Value::as_str)
    }

    /// Returns the id: `id`, or `_id`.
    pub fn id(&self) -> Option<&str> {
        self.text("id").or_else(|| self.text("_id"))
    }

    /// Returns the code, as roles, groups, departments and resources have one.
    pub fn code(&self) -> Option<&str> {
        self.text("code")
    }

    /// Returns the name.
    pub fn name(&self) -> Option<&str> {
        self.text("name")
    }
}

impl fmt::Debug for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Record").finish_non_exhaustive()
    }
}

/// The user of an event. `Debug` output hides all of it.
///
/// Users in webhooks have other fields than `UserDto` of the API: `id` instead of `userId`, and also
/// password hashes and tokens, which are among [`fields`](Self::fields).
#[derive(Clone, PartialEq)]
pub struct User {
    id: String,
    fields: Record,
}

impl User {
    /// Creates a user of an object with an id.
    pub(super) fn new(fields: Map<String, Value>) -> Option<Self> {
        let fields = Record::new(fields);
        let id = fields.id().or_else(|| fields.text("userId")).filter(|id| !id.is_empty())?;
        Some(Self { id: id.to_owned(), fields })
    }

    /// Returns the id of the user.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Returns the user name.
    pub fn username(&self) -> Option<&str> {
        self.fields.text("username")
    }

    /// Returns the email address.
    pub fn email(&self) -> Option<&str> {
        self.fields.text("email")
    }

    /// Returns the phone number.
    pub fn phone(&self) -> Option<&str> {
        self.fields.text("phone")
    }

    /// Returns the name.
    pub fn name(&self) -> Option<&str> {
        self.fields.name()
    }

    /// Returns the nickname.
    pub fn nickname(&self) -> Option<&str> {
        self.fields.text("nickname")
    }

    /// Returns the URL of the picture.
    pub fn photo(&self) -> Option<&str> {
        self.fields.text("photo")
    }

    /// Returns the id of the user in the application's own database.
    pub fn external_id(&self) -> Option<&str> {
        self.fields.text("externalId")
    }

    /// Returns the user pool.
    pub fn user_pool_id(&self) -> Option<&str> {
        self.fields.text("userPoolId")
    }

    /// Returns the state of the account, such as `Activated`.
    pub fn status(&self) -> Option<&str> {
        self.fields.text("status")
    }

    /// Returns the time of the registration.
    pub fn created_at(&self) -> Option<Timestamp> {
        self.fields.text("createdAt").map(Timestamp::from)
    }

    /// Returns the time of the last sign-in.
    pub fn last_login(&self) -> Option<Timestamp> {
        self.fields.text("lastLogin").map(Timestamp::from)
    }

    /// Returns all fields.
    pub fn fields(&self) -> &Record {
        &self.fields
    }
}

impl fmt::Debug for User {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("User").finish_non_exhaustive()
    }
}

/// A user of an event that names several: an object, or the id alone, for instance of user pools
/// with a custom database.
#[derive(Clone, PartialEq)]
pub enum UserReference {
    /// The id of the user.
    Id(String),
    /// The user.
    User(User),
}

impl UserReference {
    /// Returns the id of the user.
    pub fn id(&self) -> &str {
        match self {
            Self::Id(id) => id,
            Self::User(user) => user.id(),
        }
    }
}

impl fmt::Debug for UserReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UserReference").finish_non_exhaustive()
    }
}
