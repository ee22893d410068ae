//! Passwords that administrators set.

use genauth::management::PasswordEncryptType;

use crate::{
    call::Call,
    clock::Moment,
    failure::Failure,
    state::{
        codes::{email_address, phone_address},
        outbox::{Medium, Message},
        password::check_new,
        user::User,
    },
};

/// How long a generated password is.
const LENGTH: usize = 16;

/// A password for a user.
pub(super) struct New {
    password: String,
    salt: [u8; 16],
    /// Whether the user has to be told.
    is_generated: bool,
}

impl New {
    /// The password that is given, or else one that is generated if that is wanted.
    ///
    /// # Errors
    ///
    /// It is too short or too long, or not encrypted in the way it says.
    pub fn of(
        call: &mut Call<'_>,
        given: Option<&str>,
        encryption: Option<&PasswordEncryptType>,
        generate: Option<bool>,
    ) -> Result<Option<Self>, Failure> {
        let password = match given {
            Some(given) => {
                let password = call.world.password_keys.read("password", given, encryption)?;
                check_new("password", &password)?;
                password
            }
            None if generate == Some(true) => call.world.ids.token(LENGTH),
            None => return Ok(None),
        };
        let salt = call.world.ids.bytes();
        Ok(Some(Self { password, salt, is_generated: given.is_none() }))
    }

    /// Gives it to a user.
    ///
    /// # Errors
    ///
    /// It cannot be hashed.
    pub fn set(&self, user: &mut User, now: Moment) -> Result<(), Failure> {
        user.set_password(&self.password, self.salt, now)
    }

    /// The password in a message about it: only a generated one is told.
    pub fn told(password: Option<&Self>) -> String {
        let told = password.filter(|it| it.is_generated);
        told.map(|it| it.password.clone()).unwrap_or_default()
    }
}

/// A message for a user about their account: to their own address, unless another one is given.
pub(super) fn message(
    user: &User,
    medium: Medium,
    other: Option<&str>,
    channel: &str,
    text: String,
    now: Moment,
) -> Option<Message> {
    let profile = &user.profile;
    let to = match medium {
        Medium::Email => email_address(other.or(profile.email.as_deref())?),
        Medium::Sms => match other {
            Some(phone) => phone_address(phone, None),
            None => phone_address(profile.phone.as_ref()?, profile.phone_country_code.as_deref()),
        },
    };
    Some(Message { medium, to, channel: channel.to_owned(), code: text, sent_at: now })
}
