//! Passwords that administrators set.

use genauth::management::PasswordEncryptType;

use crate::{
    call::Call,
    clock::Timestamp,
    failure::Failure,
    state::{
        outbox::{Medium, Message},
        password::check_new,
        typed::{email_address, phone_address},
        user::User,
    },
};

/// Length of a generated password.
const LENGTH: usize = 16;

/// Password for a user.
pub(super) struct NewPassword {
    password: String,
    salt: [u8; 16],
    /// Flag for a generated password, which must be sent to the user.
    is_generated: bool,
}

impl NewPassword {
    /// Returns the password of the request, or else a generated one if requested.
    ///
    /// # Errors
    ///
    /// Returns an error if the password is too short or too long, or not encrypted as declared.
    pub fn of(
        call: &mut Call<'_>,
        given: Option<&str>,
        encryption: Option<&PasswordEncryptType>,
        generate: Option<bool>,
    ) -> Result<Option<Self>, Failure> {
        let password = match given {
            Some(given) => {
                let password = call.state.password_keys.read("password", given, encryption)?;
                check_new("password", &password)?;
                password
            }
            None if generate == Some(true) => call.state.ids.token(LENGTH),
            None => return Ok(None),
        };
        let salt = call.state.ids.bytes();
        Ok(Some(Self { password, salt, is_generated: given.is_none() }))
    }

    /// Sets the password of a user.
    ///
    /// # Errors
    ///
    /// Returns an error if the password cannot be hashed.
    pub fn set(&self, user: &mut User, now: Timestamp) -> Result<(), Failure> {
        user.set_password(&self.password, self.salt, now)
    }

    /// Returns the password for a message: only a generated one is included.
    pub fn generated(password: Option<&Self>) -> String {
        let generated = password.filter(|it| it.is_generated);
        generated.map(|it| it.password.clone()).unwrap_or_default()
    }
}

/// Creates a message for a user about their account, to their own address unless another one is
/// set.
pub(super) fn message(
    user: &User,
    medium: Medium,
    other: Option<&str>,
    channel: &str,
    text: String,
    now: Timestamp,
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
