//! The users of the pool.

use std::collections::BTreeMap;

use genauth::{
    Timestamp,
    authentication::{Gender, UserDto, UserSourceType, UserStatus, WorkStatus},
};
use serde::{Deserialize, Serialize};

use super::{
    codes::{email_address, phone_address},
    lock::Lock,
    password::Hashed,
    typed::Phone,
};
use crate::{clock::Moment, failure::Failure};

/// The users of the pool, by id.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Users(BTreeMap<String, User>);

/// A user.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct User {
    /// What the API shows.
    pub profile: UserDto,
    /// The password, if there is one.
    pub password: Option<Hashed>,
    /// Wrong passwords in a row.
    pub lock: Lock,
    /// When the user was added; ids do not tell.
    pub created: Moment,
    /// Who came first of those that were added at one time.
    pub number: u64,
    /// Sign-ins, the oldest first.
    pub sign_ins: Vec<SignIn>,
}

/// A sign-in of the past.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SignIn {
    /// When.
    pub at: Moment,
    /// Into which application.
    pub app_id: String,
    /// By what: `loginByEmail`, `loginByPhoneCode`.
    pub method: String,
    /// From where.
    pub ip: String,
    /// With what.
    pub user_agent: String,
    /// Whether it succeeded.
    pub success: bool,
}

/// How a user is looked up.
#[derive(Clone, Copy, Debug)]
pub enum Key<'a> {
    /// By id.
    Id(&'a str),
    /// By the id in another system.
    External(&'a str),
    /// By phone, with the calling code if it is another one than `+86`.
    Phone(&'a str, Option<&'a str>),
    /// By email address.
    Email(&'a str),
    /// By username.
    Username(&'a str),
    /// By username, email address or phone.
    Account(&'a str),
}

impl User {
    /// A user without anything but an id.
    pub fn new(id: impl Into<String>, now: Moment) -> Self {
        let time = || Timestamp::from(now.text());
        let profile = UserDto::new(
            id,
            time(),
            time(),
            UserStatus::Activated,
            WorkStatus::Active,
            Gender::U,
            false,
            false,
            UserSourceType::Register,
        );
        Self {
            profile,
            password: None,
            lock: Lock::default(),
            created: now,
            number: 0,
            sign_ins: Vec::new(),
        }
    }

    /// The id.
    pub fn id(&self) -> &str {
        &self.profile.user_id
    }

    /// Whether the user is the one that is looked up.
    pub fn is(&self, key: Key<'_>) -> bool {
        let user = &self.profile;
        match key {
            Key::Id(id) => user.user_id == id,
            Key::External(id) => user.external_id.as_deref() == Some(id),
            Key::Email(email) => {
                user.email.as_deref().is_some_and(|it| email_address(it) == email_address(email))
            }
            Key::Username(name) => user.username.as_deref() == Some(name),
            Key::Phone(number, code) => user.phone.as_deref().is_some_and(|it| {
                phone_address(it, user.phone_country_code.as_deref()) == phone_address(number, code)
            }),
            Key::Account(account) => {
                self.is(Key::Username(account))
                    || self.is(Key::Email(account))
                    || self.has_phone(account)
            }
        }
    }

    /// Whether the user has this phone. The country of a number without calling code is not known,
    /// so that any will do.
    pub fn has_phone(&self, typed: &str) -> bool {
        let Some(own) = self.profile.phone.as_deref() else { return false };
        let own = Phone::read(own, self.profile.phone_country_code.as_deref());
        match (own, Phone::read(typed, None)) {
            (Ok(own), Ok(given)) if given.calling_code.is_some() => {
                own.address() == given.address()
            }
            (Ok(own), Ok(given)) => own.number == given.number,
            _ => false,
        }
    }
}

impl Users {
    /// The user with this id.
    pub fn get(&self, id: &str) -> Option<&User> {
        self.0.get(id)
    }

    /// The user with this id, to change them.
    pub fn get_mut(&mut self, id: &str) -> Option<&mut User> {
        self.0.get_mut(id)
    }

    /// All of them, in the order in which they were added.
    pub fn iter(&self) -> impl Iterator<Item = &User> {
        let mut all: Vec<&User> = self.0.values().collect();
        all.sort_by_key(|user| (user.created, user.number));
        all.into_iter()
    }

    /// The user that is looked up.
    pub fn find(&self, key: Key<'_>) -> Option<&User> {
        match key {
            Key::Id(id) => self.0.get(id),
            key => self.0.values().find(|user| user.is(key)),
        }
    }

    /// Adds a user.
    ///
    /// # Errors
    ///
    /// Another user has the same username, email address, phone or external id.
    pub fn insert(&mut self, mut user: User) -> Result<(), Failure> {
        self.check_unique(&user)?;
        user.number = self.0.values().map(|user| user.number).max().unwrap_or(0) + 1;
        self.0.insert(user.id().to_owned(), user);
        Ok(())
    }

    /// Replaces the profile of a user, if no other one has the same names.
    ///
    /// # Errors
    ///
    /// There is no such user, or another one has the same username, email address, phone or
    /// external id.
    pub fn update(
        &mut self,
        id: &str,
        now: Moment,
        change: impl FnOnce(&mut UserDto),
    ) -> Result<&User, Failure> {
        let mut user = self.0.get(id).cloned().ok_or_else(Failure::user_not_found)?;
        change(&mut user.profile);
        user.profile.user_id = id.to_owned();
        user.profile.updated_at = now.text().into();
        self.check_unique(&user)?;
        self.0.insert(id.to_owned(), user);
        self.0.get(id).ok_or_else(Failure::user_not_found)
    }

    /// Removes a user alone; [`World::delete_user`](super::World::delete_user) removes what hangs on
    /// them as well.
    pub fn remove(&mut self, id: &str) -> Option<User> {
        self.0.remove(id)
    }

    /// Whether nobody else has the names of a user.
    ///
    /// # Errors
    ///
    /// Another user has the same username, email address, phone or external id (409).
    pub fn check_unique(&self, user: &User) -> Result<(), Failure> {
        let it = &user.profile;
        let keys = [
            ("username", it.username.as_deref().map(Key::Username)),
            ("email", it.email.as_deref().map(Key::Email)),
            (
                "phone",
                it.phone
                    .as_deref()
                    .map(|phone| Key::Phone(phone, it.phone_country_code.as_deref())),
            ),
            ("externalId", it.external_id.as_deref().map(Key::External)),
        ];
        for (field, key) in keys {
            let Some(key) = key else { continue };
            if self.0.values().any(|other| other.id() != user.id() && other.is(key)) {
                return Err(Failure::conflict(format!("another user has this `{field}`")));
            }
        }
        Ok(())
    }
}
