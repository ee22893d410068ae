//! MFA factors and pending enrollments.

use std::collections::BTreeMap;

use genauth::{authentication::FactorType, management::GetMfaInfoDataDto};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::{
    State,
    expiring::Expiring,
    mfa_token::MfaTokens,
    otp::Otp,
    outbox::Medium,
    typed::{email_address, phone_address},
};
use crate::{clock::Timestamp, failure::Failure};
use genauth::codes::api;

/// Lifetime of an enrollment, in seconds.
pub const LIFETIME: i64 = 60;
/// Number of wrong codes that end an enrollment.
pub const GUESSES: u32 = 5;
/// Time for which an ended enrollment is remembered, in seconds, so that errors can state the
/// reason.
const REMEMBERED: i64 = 3_600;

/// MFA factors, pending enrollments, and the settings of administrators.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Factors {
    /// Factors by user ID, the oldest first.
    enrolled: BTreeMap<String, Vec<Factor>>,
    /// Pending enrollments by token.
    pending: Expiring<Enrollment, 10_000>,
    /// Factors that are disabled in all applications.
    pub turned_off: Vec<FactorType>,
    /// Settings made by administrators, by user ID.
    pub statuses: BTreeMap<String, GetMfaInfoDataDto>,
    /// Tokens of MFA flows.
    pub tokens: MfaTokens,
}

/// A factor that a user has enrolled.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Factor {
    /// Its id.
    pub id: String,
    /// ID of its user.
    pub user_id: String,
    /// Kind of factor, with its details.
    pub kind: FactorKind,
}

/// Kind of factor, with its details.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum FactorKind {
    /// An authenticator app.
    Otp(Otp),
    /// A phone number.
    Sms {
        /// The number.
        number: String,
        /// The calling code.
        calling_code: String,
    },
    /// An email address.
    Email(String),
    /// A face, by the URL of a picture. It is `None` until the enrollment is complete.
    Face(Option<String>),
}

/// A factor whose enrollment is pending.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Enrollment {
    user_id: String,
    kind: FactorKind,
    started: Timestamp,
    wrong_codes: u32,
    done: bool,
}

impl FactorKind {
    /// Returns the type of the factor.
    pub fn factor_type(&self) -> FactorType {
        match self {
            Self::Otp(_) => FactorType::Otp,
            Self::Sms { .. } => FactorType::Sms,
            Self::Email(_) => FactorType::Email,
            Self::Face(_) => FactorType::Face,
        }
    }

    /// Returns the address that codes are sent to.
    pub fn address(&self) -> Option<(Medium, String)> {
        match self {
            Self::Sms { number, calling_code } => {
                Some((Medium::Sms, phone_address(number, Some(calling_code))))
            }
            Self::Email(email) => Some((Medium::Email, email_address(email))),
            Self::Otp(_) | Self::Face(_) => None,
        }
    }

    /// Returns the representation in the API.
    pub fn profile(&self) -> Map<String, Value> {
        let shown = match self {
            Self::Otp(_) => json!({}),
            Self::Sms { number, calling_code } => {
                json!({"phoneNumber": number, "phoneCountryCode": calling_code})
            }
            Self::Email(email) => json!({"email": email}),
            Self::Face(photo) => json!({"photo": photo}),
        };
        shown.as_object().cloned().unwrap_or_default()
    }
}

/// All factor types, in the order in which they are listed.
pub const TYPES: [FactorType; 4] =
    [FactorType::Otp, FactorType::Sms, FactorType::Email, FactorType::Face];

impl Factors {
    /// Returns the factor types that are enabled for the pool.
    pub fn of_pool(&self) -> Vec<FactorType> {
        self.enabled(&TYPES)
    }

    /// Returns which of these factor types are enabled for the pool.
    pub fn enabled(&self, factors: &[FactorType]) -> Vec<FactorType> {
        let enabled = factors.iter().filter(|factor| !self.turned_off.contains(factor));
        enabled.cloned().collect()
    }

    /// Returns the factors of a user, in the order in which they were enrolled.
    pub fn of_user<'a>(&'a self, user_id: &str) -> impl Iterator<Item = &'a Factor> {
        self.enrolled.get(user_id).into_iter().flatten()
    }

    /// Returns a factor of a user.
    ///
    /// # Errors
    ///
    /// Returns an error if the user has no factor with this ID.
    pub fn get(&self, user_id: &str, id: &str) -> Result<&Factor, Failure> {
        let found = self.of_user(user_id).find(|factor| factor.id == id);
        found.ok_or_else(|| Failure::not_found("factor of the user"))
    }

    /// Returns whether a user has a factor of a type.
    pub fn has(&self, user_id: &str, factor_type: &FactorType) -> bool {
        self.of_user(user_id).any(|factor| factor.kind.factor_type() == *factor_type)
    }

    /// Returns the authenticator app of a user.
    pub fn otp(&self, user_id: &str) -> Option<&Otp> {
        self.of_user(user_id).find_map(|factor| match &factor.kind {
            FactorKind::Otp(otp) => Some(otp),
            _ => None,
        })
    }

    /// Returns the authenticator app of a user, to verify its codes.
    pub fn otp_mut(&mut self, user_id: &str) -> Option<&mut Otp> {
        let factors = self.enrolled.get_mut(user_id)?;
        factors.iter_mut().find_map(|factor| match &mut factor.kind {
            FactorKind::Otp(otp) => Some(otp),
            _ => None,
        })
    }

    /// Checks that a user can enroll this factor in addition to the existing ones.
    ///
    /// # Errors
    ///
    /// Returns an error if the user already has an authenticator app, a face (1706), this phone or
    /// this address.
    pub fn check_new(&self, user_id: &str, kind: &FactorKind) -> Result<(), Failure> {
        let taken = self.of_user(user_id).any(|factor| {
            factor.kind.factor_type() == kind.factor_type()
                && factor.kind.address() == kind.address()
        });
        match taken {
            false => Ok(()),
            true if matches!(kind, FactorKind::Face(_)) => {
                Err(Failure::conflict("the user has already enrolled a face")
                    .code(api::FACE_ALREADY_BOUND))
            }
            true => Err(Failure::conflict("the user has already enrolled this factor")),
        }
    }

    /// Removes a factor of a user.
    ///
    /// # Errors
    ///
    /// Returns an error if the user has no factor with this ID.
    pub fn remove(&mut self, user_id: &str, id: &str) -> Result<(), Failure> {
        self.get(user_id, id)?;
        if let Some(factors) = self.enrolled.get_mut(user_id) {
            factors.retain(|factor| factor.id != id);
        }
        Ok(())
    }

    /// Starts an enrollment.
    pub fn start(&mut self, token: String, user_id: &str, kind: FactorKind, now: Timestamp) {
        let user_id = user_id.to_owned();
        let enrollment = Enrollment { user_id, kind, started: now, wrong_codes: 0, done: false };
        self.pending.insert(&token, enrollment, now.plus_seconds(REMEMBERED), now);
    }

    /// Returns a pending enrollment.
    ///
    /// # Errors
    ///
    /// Returns an error if the token is not valid for this user and type, or the enrollment has
    /// ended.
    pub fn pending(
        &self,
        token: &str,
        user_id: &str,
        factor_type: &FactorType,
        now: Timestamp,
    ) -> Result<&FactorKind, Failure> {
        let refused = |problem: &str| {
            Failure::invalid(format!("the enrollment token {problem}; start the enrollment again"))
        };
        let enrollment = self.pending.get(token).filter(|enrollment| enrollment.user_id == user_id);
        let enrollment = enrollment.ok_or_else(|| refused("does not belong to this user"))?;
        if enrollment.kind.factor_type() != *factor_type {
            let wanted = enrollment.kind.factor_type();
            let problem =
                format!("differs from `{wanted}`, the factor type of the enrollment token");
            return Err(Failure::field("factorType", &problem));
        }
        match enrollment {
            enrollment if enrollment.done => Err(refused("has been used")),
            enrollment if enrollment.wrong_codes >= GUESSES => {
                Err(refused("was used with too many wrong codes"))
            }
            enrollment if now.seconds_since(enrollment.started) >= LIFETIME => {
                Err(refused("has expired"))
            }
            enrollment => Ok(&enrollment.kind),
        }
    }

    /// Counts a wrong code.
    pub fn count_wrong_code(&mut self, token: &str) {
        if let Some(enrollment) = self.pending.get_mut(token) {
            enrollment.wrong_codes += 1;
        }
    }

    /// Completes an enrollment.
    pub fn finish(&mut self, token: &str, factor: Factor) {
        if let Some(enrollment) = self.pending.get_mut(token) {
            enrollment.done = true;
        }
        self.add(factor);
    }

    /// Adds a factor of a user.
    pub fn add(&mut self, factor: Factor) {
        self.enrolled.entry(factor.user_id.clone()).or_default().push(factor);
    }

    /// Removes the data of a user.
    pub fn forget_user(&mut self, user_id: &str) {
        self.enrolled.remove(user_id);
        self.pending.retain(|enrollment| enrollment.user_id != user_id);
        self.statuses.remove(user_id);
        self.tokens.forget_user(user_id);
    }
}

impl State {
    /// Sets an authenticator app that was in use elsewhere for a user, replacing the existing one.
    pub fn set_otp(&mut self, user_id: &str, otp: Otp) {
        let id = self.ids.object_id();
        let is_otp = |factor: &Factor| matches!(factor.kind, FactorKind::Otp(_));
        let enrolled = self.factors.enrolled.entry(user_id.to_owned()).or_default();
        enrolled.retain(|factor| !is_otp(factor));
        enrolled.push(Factor { id, user_id: user_id.to_owned(), kind: FactorKind::Otp(otp) });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::{
        keys::Keys,
        scan::{Kind, Scan},
    };

    #[test]
    fn factors_are_saved_and_deleted_with_the_user() {
        let mut state = State::new(1, Keys::of_process().unwrap());
        let now = Timestamp(59_000);
        state.set_otp("bob", Otp::import("GEZDGNBVGY3TQOJQ", None).unwrap());
        state.factors.start("token".to_owned(), "bob", FactorKind::Email(String::new()), now);
        let token = state.mfa_token("bob", now);
        let mut scan = Scan::new(Kind::Push, "APP_ID", "openid", now);
        scan.user_id = Some("bob".to_owned());
        state.scans.begin("code".to_owned(), scan);

        let kept = serde_json::to_string(&state).unwrap();
        let mut state: State = serde_json::from_str(&kept).unwrap();
        assert_eq!(state.factors.otp("bob").unwrap().secret(), "GEZDGNBVGY3TQOJQ");
        assert!(state.factors.pending("token", "bob", &FactorType::Email, now).is_ok());
        assert!(state.factors.tokens.get(&token, now).is_some());
        assert!(state.scans.get(Kind::Push, "code").is_ok());

        state.delete_user("bob");
        assert!(state.factors.otp("bob").is_none());
        assert!(state.factors.pending("token", "bob", &FactorType::Email, now).is_err());
        assert!(state.factors.tokens.get(&token, now).is_none());
        assert!(state.scans.get(Kind::Push, "code").is_err());
    }
}
