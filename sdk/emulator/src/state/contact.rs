//! Contact addresses: an email address or a phone number.

use genauth::authentication::UserDto;
use serde::{Deserialize, Serialize};

use super::{
    outbox::Medium,
    typed::{CALLING_CODE, Phone, email_address, phone_address},
    user::Key,
};
use crate::failure::Failure;

/// An email address or a phone number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Contact {
    /// An email address in lower case.
    Email(String),
    /// A phone number.
    Phone {
        /// The number without spaces, and without the calling code.
        number: String,
        /// The calling code: `+86`.
        calling_code: String,
    },
}

impl Contact {
    /// Creates an email address. `field` is its name in the request.
    ///
    /// # Errors
    ///
    /// Returns an error if it is not a valid email address.
    pub fn email(field: &str, address: &str) -> Result<Self, Failure> {
        let address = email_address(address);
        match address.split_once('@') {
            Some((name, host))
                if !name.is_empty()
                    && !host.is_empty()
                    && !host.contains('@')
                    && !address.contains(char::is_whitespace) =>
            {
                Ok(Self::Email(address))
            }
            _ => Err(Failure::field(field, "must be an email address")),
        }
    }

    /// Creates a phone number, of mainland China unless it has another calling code: in front of
    /// the number, or separate.
    ///
    /// # Errors
    ///
    /// Returns an error if the number is missing, or the two calling codes differ.
    pub fn phone(field: &str, number: &str, calling_code: Option<&str>) -> Result<Self, Failure> {
        let phone = Phone::read(number, calling_code);
        let phone = phone.map_err(|problem| Failure::field(field, problem))?;
        let calling_code = phone.calling_code.unwrap_or_else(|| CALLING_CODE.to_owned());
        Ok(Self::Phone { number: phone.number, calling_code })
    }

    /// Returns the email address of a user.
    pub fn email_of(profile: &UserDto) -> Option<Self> {
        profile.email.as_deref().map(|email| Self::Email(email_address(email)))
    }

    /// Returns the phone number of a user.
    pub fn phone_of(profile: &UserDto) -> Option<Self> {
        let number = profile.phone.as_deref()?;
        Self::phone("phone", number, profile.phone_country_code.as_deref()).ok()
    }

    /// Returns the medium for messages.
    pub fn medium(&self) -> Medium {
        match self {
            Self::Email(_) => Medium::Email,
            Self::Phone { .. } => Medium::Sms,
        }
    }

    /// Returns the address for messages.
    pub fn address(&self) -> String {
        match self {
            Self::Email(address) => address.clone(),
            Self::Phone { number, calling_code } => phone_address(number, Some(calling_code)),
        }
    }

    /// Returns the key that its user is looked up by.
    pub fn key(&self) -> Key<'_> {
        match self {
            Self::Email(address) => Key::Email(address),
            Self::Phone { number, calling_code } => Key::Phone(number, Some(calling_code)),
        }
    }

    /// Sets it in the profile of a user.
    pub fn give(&self, profile: &mut UserDto, is_verified: bool) {
        match self {
            Self::Email(address) => {
                profile.email = Some(address.clone());
                profile.email_verified = is_verified;
            }
            Self::Phone { number, calling_code } => {
                profile.phone = Some(number.clone());
                profile.phone_country_code = Some(calling_code.clone());
                profile.phone_verified = is_verified;
            }
        }
    }
}
