//! Second factors of sign-ins: when they are required, and sign-ins that wait for one.

use genauth::authentication::FactorType;
use serde::{Deserialize, Serialize};

use super::{State, factor::FactorKind, user::SignIn};
use crate::clock::Timestamp;

/// A method of presenting a second factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// A code of an authenticator app.
    Otp,
    /// The recovery code of an authenticator app.
    RecoveryCode,
    /// A code sent by text message.
    Sms,
    /// A code sent by email.
    Email,
}

impl Method {
    /// Returns the type of factor that it uses.
    pub fn factor_type(self) -> FactorType {
        match self {
            Self::Otp | Self::RecoveryCode => FactorType::Otp,
            Self::Sms => FactorType::Sms,
            Self::Email => FactorType::Email,
        }
    }

    /// Returns the method for a factor; `None` for a face.
    pub fn of(kind: &FactorKind) -> Option<Self> {
        match kind {
            FactorKind::Otp(_) => Some(Self::Otp),
            FactorKind::Sms { .. } => Some(Self::Sms),
            FactorKind::Email(_) => Some(Self::Email),
            FactorKind::Face(_) => None,
        }
    }

    /// Returns its name in the claim `amr`. RFC 8176 has no name for a code sent by email; recovery
    /// codes are one-time passwords.
    pub fn amr(self) -> &'static str {
        match self {
            Self::Otp | Self::RecoveryCode => "otp",
            Self::Sms => "sms",
            Self::Email => "email",
        }
    }
}

/// A sign-in whose first factor was verified, and whose second factor is pending.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PendingSignIn {
    /// The user.
    pub user_id: String,
    /// The browser, by the hash of its cookie. Other browsers cannot continue.
    pub browser: String,
    /// Time of the sign-in that the browser had before, if that verified the first factor.
    pub signed_in_at: Option<Timestamp>,
    /// Second factors of that sign-in.
    pub second_factors: Vec<Method>,
    /// Entry for the sign-in history, if the first factor was a password.
    pub attempt: Option<SignIn>,
    /// The current step.
    pub step: Step,
}

/// A step of a sign-in with a second factor.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Step {
    /// The user chooses a factor, to verify or to enroll.
    Choose,
    /// The user enters a code of the factor with this ID.
    Verify(String),
    /// The user enters the recovery code of the authenticator app.
    Recover,
    /// The user enters the address of a factor to enroll.
    Address(Method),
    /// The user enters a code of a factor to enroll.
    Enroll {
        /// The factor.
        kind: FactorKind,
        /// Number of wrong codes.
        wrong_codes: u32,
    },
    /// The user reads the recovery code of the enrolled authenticator app.
    RecoveryCode,
}

impl State {
    /// Returns the factor types that an application accepts as a second factor. If it requires
    /// none, the list is empty.
    pub fn second_factors(&self, app_id: &str) -> Vec<FactorType> {
        let app = self.applications.get(app_id).filter(|app| app.requires_mfa);
        app.map(|app| self.factors.enabled(&app.factors)).unwrap_or_default()
    }

    /// Returns whether an application accepts a sign-in with these second factors.
    pub fn is_sufficient(&self, app_id: &str, presented: &[Method]) -> bool {
        let accepted = self.second_factors(app_id);
        let is_accepted = |method: &Method| accepted.contains(&method.factor_type());
        accepted.is_empty() || presented.iter().any(is_accepted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{demo::APP_ID, state::keys::Keys};

    #[test]
    fn application_decides_which_second_factors_are_sufficient() {
        let mut state = State::new(1, Keys::of_process().unwrap());
        assert!(state.is_sufficient(APP_ID, &[]));
        let app = state.applications.get_mut(APP_ID).unwrap();
        app.requires_mfa = true;
        app.factors = vec![FactorType::Otp];
        assert!(!state.is_sufficient(APP_ID, &[]));
        assert!(!state.is_sufficient(APP_ID, &[Method::Sms, Method::Email]));
        assert!(state.is_sufficient(APP_ID, &[Method::Sms, Method::RecoveryCode]));
        state.factors.turned_off.push(FactorType::Otp);
        assert!(state.is_sufficient(APP_ID, &[]));
    }
}
