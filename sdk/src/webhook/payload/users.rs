//! Events about users.

use serde_json::{Map, Value};

use super::{FromData, field, payload};
use crate::data::Secret;
use crate::webhook::record::{Record, User, UserReference};

payload! {
    /// Data of `refresh-token`: tokens were refreshed.
    TokenRefreshed {
        /// The user.
        user: User = "user",
        /// The new ID token.
        next_id_token: Option<Secret> = "nextIdToken",
        /// The new access token.
        next_access_token: Option<Secret> = "nextAccessToken",
        /// The refresh token that was used.
        current_refresh_token: Option<Secret> = "currRefreshToken",
        /// The refresh token to use next; the same one without rotation.
        next_refresh_token: Option<Secret> = "nextRefreshToken",
    }

    /// Data of `mfa:verified`: a second factor was verified, successfully or not.
    MfaVerified {
        /// The id of the user.
        user_id: String = "userId",
        /// Whether the verification succeeded.
        is_valid: bool = "isValid",
        /// The kind of factor: `OTP`, `FACE`, `SMS` or `EMAIL`.
        factor: String = "type",
    }

    /// Data of `user:updated`.
    UserUpdated {
        /// The user.
        user: User = "user",
        /// The changed fields, with their new values.
        updates: Record = "updates",
    }

    /// Data of `user:udv-changed`: custom data of a user was changed.
    UserCustomDataChanged {
        /// The user.
        user: User = "user",
        /// The value.
        value: Option<Value> = "udv",
        /// The definition of the field.
        definition: Option<Value> = "udf",
    }

    /// Data of `user:deleted`.
    UsersDeleted {
        /// The users; their ids alone in user pools with a custom database.
        users: Vec<UserReference> = "users",
    }

    /// Data of `user:password-update-remind`: a user has to change the password soon.
    PasswordUpdateReminder {
        /// The user pool.
        user_pool: Option<Record> = "userpool" | "userPool",
        /// The user.
        user: User = "user",
    }

    /// Data of `user:email-verified`.
    EmailVerified {
        /// The id of the user.
        user_id: String = "userId",
        /// The email address.
        email: String = "email",
    }

    /// Data of `kick`: users were signed out of an application.
    UsersSignedOut {
        /// The users.
        users: Vec<UserReference> = "users",
        /// The application.
        application: Option<Record> = "application",
    }

    /// Data of `user:link-account`: an account of an identity provider was linked to a user.
    AccountLinked {
        /// The user.
        user: User = "user",
        /// The identity provider.
        identity_provider: Option<Record> = "extIdp",
        /// The identity at the provider.
        identity: Option<Record> = "identity",
    }
}

/// Data of `user:password-changed`. The documentation describes it with the user, and shows it with
/// the id alone.
///
/// `Debug` output hides the fields.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct PasswordChanged {
    /// The id of the user.
    pub user_id: String,
    /// The user, if included.
    pub user: Option<User>,
}

impl FromData for PasswordChanged {
    fn from_data(value: &Value) -> Option<Self> {
        let data = value.as_object()?;
        let user: Option<User> = field(data, &["user"])?;
        let user_id: Option<String> = field(data, &["userId"])?;
        match (user_id, user) {
            (Some(user_id), user) => Some(Self { user_id, user }),
            (None, Some(user)) => Some(Self { user_id: user.id().to_owned(), user: Some(user) }),
            (None, None) => {
                let user = User::from_data(value)?;
                Some(Self { user_id: user.id().to_owned(), user: Some(user) })
            }
        }
    }
}

impl std::fmt::Debug for PasswordChanged {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PasswordChanged").finish_non_exhaustive()
    }
}

/// Data of `user:register-whitelist-added` and `user:register-whitelist-deleted`.
///
/// `Debug` output hides the fields.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct RegistrationWhitelistChanged {
    /// The phone numbers.
    pub phones: Vec<String>,
    /// The email addresses.
    pub emails: Vec<String>,
    /// The user names.
    pub usernames: Vec<String>,
}

impl FromData for RegistrationWhitelistChanged {
    fn from_data(value: &Value) -> Option<Self> {
        let data = value.as_object()?;
        let list = |name| field::<Option<Vec<String>>>(data, &[name]);
        let (phones, emails, usernames) = (list("phones")?, list("emails")?, list("usernames")?);
        if phones.is_none() && emails.is_none() && usernames.is_none() {
            return None;
        }
        Some(Self {
            phones: phones.unwrap_or_default(),
            emails: emails.unwrap_or_default(),
            usernames: usernames.unwrap_or_default(),
        })
    }
}

impl std::fmt::Debug for RegistrationWhitelistChanged {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RegistrationWhitelistChanged").finish_non_exhaustive()
    }
}

/// Reads the user of an event, which is the data itself or its field `user`.
pub(in crate::webhook) fn user(value: &Value) -> Option<User> {
    let data: &Map<String, Value> = value.as_object()?;
    match data.get("user") {
        Some(user @ Value::Object(_)) => User::from_data(user),
        _ => User::from_data(value),
    }
}
