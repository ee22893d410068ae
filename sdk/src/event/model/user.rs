//! [`UserEvent`]: an event about a user.

use std::{fmt, ops::Deref};

use super::RawEvent;
use super::texts::Texts;

/// An event about a user, with the fields of the user that the message contains.
///
/// The API documents no payload. Fields are therefore found under the names that its other parts
/// use; everything else is in [`data`](RawEvent::data).
#[derive(Clone, PartialEq, Eq)]
pub struct UserEvent {
    raw: RawEvent,
    fields: Box<Fields>,
}

#[derive(Clone, Default, PartialEq, Eq)]
struct Fields {
    user_id: Option<String>,
    username: Option<String>,
    name: Option<String>,
    nickname: Option<String>,
    email: Option<String>,
    phone: Option<String>,
    external_id: Option<String>,
    user_pool_id: Option<String>,
    app_id: Option<String>,
}

impl UserEvent {
    pub(in crate::event) fn new(raw: RawEvent) -> Self {
        let data = raw.object();
        let texts = Texts::of(&data, "user");
        let fields = Box::new(Fields {
            user_id: texts.find(&["userId", "id", "_id", "sub"]),
            username: texts.find(&["username", "userName", "preferred_username"]),
            name: texts.find(&["name"]),
            nickname: texts.find(&["nickname"]),
            email: texts.find(&["email"]),
            phone: texts.find(&["phone", "phoneNumber", "phone_number"]),
            external_id: texts.find(&["externalId", "external_id"]),
            user_pool_id: texts.find(&["userPoolId", "userpoolId", "user_pool_id"]),
            app_id: texts.find(&["appId", "app_id"]),
        });
        Self { raw, fields }
    }

    /// Returns the id of the user.
    pub fn user_id(&self) -> Option<&str> {
        self.fields.user_id.as_deref()
    }

    /// Returns the username.
    pub fn username(&self) -> Option<&str> {
        self.fields.username.as_deref()
    }

    /// Returns the name of the user.
    pub fn name(&self) -> Option<&str> {
        self.fields.name.as_deref()
    }

    /// Returns the nickname of the user.
    pub fn nickname(&self) -> Option<&str> {
        self.fields.nickname.as_deref()
    }

    /// Returns the email address of the user.
    pub fn email(&self) -> Option<&str> {
        self.fields.email.as_deref()
    }

    /// Returns the phone number of the user.
    pub fn phone(&self) -> Option<&str> {
        self.fields.phone.as_deref()
    }

    /// Returns the id of the user in the application's own system.
    pub fn external_id(&self) -> Option<&str> {
        self.fields.external_id.as_deref()
    }

    /// Returns the id of the user pool.
    pub fn user_pool_id(&self) -> Option<&str> {
        self.fields.user_pool_id.as_deref()
    }

    /// Returns the id of the application.
    pub fn app_id(&self) -> Option<&str> {
        self.fields.app_id.as_deref()
    }
}

impl Deref for UserEvent {
    type Target = RawEvent;

    fn deref(&self) -> &RawEvent {
        &self.raw
    }
}

/// Omits personal data.
impl fmt::Debug for UserEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UserEvent")
            .field("code", &self.raw.code)
            .field("user_id", &self.fields.user_id)
            .finish_non_exhaustive()
    }
}
