//! A user of the pool.

use genauth::IntoText;
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
use crate::{
    clock::Moment,
    text::{LONGEST, shorten},
};

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
    /// The last sign-ins, the oldest first.
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

/// So many sign-ins of a user are remembered.
const SIGN_INS: usize = 100;

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
    pub fn new(id: impl IntoText, now: Moment) -> Self {
        let time = || Timestamp::from(now.text());
        let profile = UserDto::new()
            .user_id(id)
            .created_at(time())
            .updated_at(time())
            .status(UserStatus::Activated)
            .work_status(WorkStatus::Active)
            .gender(Gender::U)
            .email_verified(false)
            .phone_verified(false)
            .user_source_type(UserSourceType::Register);
        Self {
            profile,
            password: None,
            lock: Lock::default(),
            created: now,
            number: 0,
            sign_ins: Vec::new(),
        }
    }

    /// Remembers a sign-in. The oldest one goes where there are many.
    pub fn remember(&mut self, mut sign_in: SignIn) {
        shorten(&mut sign_in.ip, LONGEST);
        shorten(&mut sign_in.user_agent, LONGEST);
        if self.sign_ins.len() >= SIGN_INS {
            self.sign_ins.remove(0);
        }
        self.sign_ins.push(sign_in);
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
