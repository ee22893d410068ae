//! Passwords that administrators set.

use genauth::management::PasswordEncryptType;

use crate::{
    call::Call,
    failure::Failure,
    state::{
        codes::{email_address, phone_address},
        outbox::{Medium, Message},
        password::Hashed,
        user::User,
    },
};

/// How long a generated password is.
const LENGTH: usize = 16;

/// A password for a user.
pub(super) struct New {
    hashed: Hashed,
    /// What the user is told, if it was generated.
    generated: Option<String>,
}

impl New {
    /// The password that is given, or else one that is generated if that is wanted.
    ///
    /// # Errors
    ///
    /// It is encrypted in a way that the emulator does not know.
    pub fn of(
        call: &mut Call<'_>,
        given: Option<&str>,
        encrypted: Option<&PasswordEncryptType>,
        generate: Option<bool>,
    ) -> Result<Option<Self>, Failure> {
        if given.is_some() && encrypted.is_some_and(|it| *it != PasswordEncryptType::None) {
            return Err(Failure::rule("passwords are taken as they are here, not encrypted"));
        }
        let generated = match given {
            None if generate == Some(true) => Some(call.world.ids.token(LENGTH)),
            _ => None,
        };
        let Some(password) = given.or(generated.as_deref()) else { return Ok(None) };
        let hashed = Hashed::new(password, call.world.ids.bytes());
        let hashed = hashed.ok_or_else(|| Failure::new(500, "the password cannot be hashed"))?;
        Ok(Some(Self { hashed, generated }))
    }

    /// Gives it to a user.
    pub fn set(&self, user: &mut User, now: crate::clock::Moment) {
        user.password = Some(self.hashed.clone());
        user.profile.password_last_set_at = Some(now.text().into());
    }

    /// The password in a message about it: only a generated one is told.
    pub fn told(password: Option<&Self>) -> String {
        password.and_then(|it| it.generated.clone()).unwrap_or_default()
    }
}

/// A message for a user about their account: to their own address, unless another one is given.
pub(super) fn message(
    user: &User,
    medium: Medium,
    other: Option<&str>,
    channel: &str,
    text: String,
    now: crate::clock::Moment,
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
