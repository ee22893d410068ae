//! A user of the pool.

use genauth::IntoText;
use genauth::authentication::{Gender, UserDto, UserSourceType, UserStatus, WorkStatus};
use serde::{Deserialize, Serialize};

use super::{
    lock::Lock,
    password::{Hashed, strength},
    typed::{Phone, email_address, phone_address},
};
use crate::{
    clock::Timestamp,
    failure::Failure,
    text::{LONGEST, shorten},
};

/// A user.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct User {
    /// Profile, as represented in the API.
    pub profile: UserDto,
    /// Password, if one is set.
    pub password: Option<Hashed>,
    /// Consecutive wrong passwords.
    pub lock: Lock,
    /// Creation time; IDs do not contain it.
    pub created: Timestamp,
    /// Sequence number that orders users created at the same time.
    pub number: u64,
    /// Last sign-ins, the oldest first.
    pub sign_ins: Vec<SignIn>,
}

/// A past sign-in.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SignIn {
    /// Time.
    pub at: Timestamp,
    /// ID of the application.
    pub app_id: String,
    /// Method: `loginByEmail`, `loginByPhoneCode`.
    pub method: String,
    /// IP address.
    pub ip: String,
    /// User agent.
    pub user_agent: String,
    /// Whether it succeeded.
    pub success: bool,
}

/// Maximum number of remembered sign-ins of a user.
const SIGN_INS: usize = 100;

/// Key to look up a user.
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
    /// Creates a user with only an ID.
    pub fn new(id: impl IntoText, now: Timestamp) -> Self {
        let time = || genauth::Timestamp::from(now.text());
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

    /// Records a sign-in. Beyond the maximum, the oldest one is removed.
    pub fn remember(&mut self, mut sign_in: SignIn) {
        shorten(&mut sign_in.ip, LONGEST);
        shorten(&mut sign_in.user_agent, LONGEST);
        if self.sign_ins.len() >= SIGN_INS {
            self.sign_ins.remove(0);
        }
        self.sign_ins.push(sign_in);
    }

    /// Sets the password, which must have been checked.
    ///
    /// # Errors
    ///
    /// Returns an error if it cannot be hashed.
    pub fn set_password(
        &mut self,
        password: &str,
        salt: [u8; 16],
        now: Timestamp,
    ) -> Result<(), Failure> {
        let hashed = Hashed::new(password, salt);
        self.password = Some(hashed.ok_or_else(|| Failure::new(500, "cannot hash the password"))?);
        self.profile.password_last_set_at = Some(now.text().into());
        self.profile.password_security_level = Some(strength(password));
        self.profile.reset_password_on_next_login = Some(false);
        self.lock.open();
        Ok(())
    }

    /// Returns the ID.
    pub fn id(&self) -> &str {
        &self.profile.user_id
    }

    /// Returns whether the user matches a key.
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

    /// Returns whether the user has this phone. A number without a calling code matches any
    /// country.
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
