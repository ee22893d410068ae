//! Identifiers that users are looked up by.

use super::{
    typed::{Phone, email_address, phone_address, ungrouped},
    user::{Key, User},
};

/// Identifier of a user, normalized for comparison.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Identifier {
    /// In lower case; a lookup compares the exact case.
    Username(String),
    /// An email address in lower case.
    Email(String),
    /// A phone with its calling code.
    Phone(String),
    /// A phone without its calling code.
    Number(String),
    /// The ID in another system, in lower case.
    External(String),
    /// The ID at an identity source.
    Identity(String),
}

impl Identifier {
    /// Creates the identifier of a phone number, ignoring its calling code.
    pub fn number(text: &str) -> Self {
        Self::Number(Phone::read(text, None).map_or_else(|_| ungrouped(text), |it| it.number))
    }

    /// Returns the identifiers of a user.
    pub fn of(user: &User) -> Vec<Self> {
        let user = &user.profile;
        let mut names = Vec::new();
        names.extend(user.username.as_deref().map(|name| Self::Username(name.to_lowercase())));
        names.extend(user.email.as_deref().map(|email| Self::Email(email_address(email))));
        if let Some(phone) = &user.phone {
            let address = phone_address(phone, user.phone_country_code.as_deref());
            names.extend([Self::Phone(address), Self::number(phone)]);
        }
        names.extend(user.external_id.as_deref().map(|id| Self::External(id.to_lowercase())));
        let identities = user.identities.iter().flatten();
        names.extend(identities.map(|it| Self::Identity(it.user_id_in_idp.clone())));
        names
    }

    /// Returns the identifiers that a key can match.
    pub fn of_key(key: Key<'_>) -> Vec<Self> {
        match key {
            Key::Id(_) => Vec::new(),
            Key::External(id) => vec![Self::External(id.to_lowercase())],
            Key::Phone(number, code) => vec![Self::Phone(phone_address(number, code))],
            Key::Email(email) => vec![Self::Email(email_address(email))],
            Key::Username(name) => vec![Self::Username(name.to_lowercase())],
            Key::Account(account) => vec![
                Self::Username(account.to_lowercase()),
                Self::Email(email_address(account)),
                Self::Phone(phone_address(account, None)),
                Self::number(account),
            ],
        }
    }
}
