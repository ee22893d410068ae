//! The methods among which a user can choose.

use crate::state::{
    State,
    factor::{Factor, FactorKind},
    second_factor::Method,
};

/// Value of the choice to enter a recovery code.
pub(super) const RECOVERY_CODE: &str = "recovery_code";
/// Value of the choice to return to the list of methods.
pub(super) const ANOTHER: &str = "another";

/// The methods that the sign-in page offers to a user.
#[derive(Debug, Default)]
pub(super) struct Options {
    /// Factors to verify.
    pub verify: Vec<Factor>,
    /// Methods whose factors the user can enroll.
    pub enroll: Vec<Method>,
    /// Whether the user has a recovery code.
    pub recover: bool,
}

impl Options {
    /// Returns the options of a user in an application.
    pub fn of(state: &State, app_id: &str, user_id: &str) -> Self {
        let accepted = state.second_factors(app_id);
        let is_accepted = |factor: &&Factor| accepted.contains(&factor.kind.factor_type());
        let enrolled: Vec<&Factor> = state.factors.of_user(user_id).filter(is_accepted).collect();
        if enrolled.is_empty() {
            let mut enroll = vec![Method::Otp, Method::Sms, Method::Email];
            enroll.retain(|method| accepted.contains(&method.factor_type()));
            return Self { enroll, ..Self::default() };
        }
        // A user with a factor cannot enroll another one here: a password alone must not suffice.
        let verify = enrolled.into_iter().filter(|factor| Method::of(&factor.kind).is_some());
        let verify: Vec<Factor> = verify.cloned().collect();
        let recover = verify.iter().any(|factor| match &factor.kind {
            FactorKind::Otp(otp) => otp.recovery_code().is_some(),
            _ => false,
        });
        Self { verify, enroll: Vec::new(), recover }
    }

    /// Returns the choices, each with its label.
    pub fn choices(&self) -> Vec<(String, String)> {
        let verify = self.verify.iter().map(|factor| (factor.id.clone(), label(&factor.kind)));
        let enroll = self.enroll.iter().map(|method| {
            let label = match method {
                Method::Otp | Method::RecoveryCode => "Set up an authenticator app",
                Method::Sms => "Set up codes by text message",
                Method::Email => "Set up codes by email",
            };
            (value(*method).to_owned(), label.to_owned())
        });
        verify.chain(enroll).collect()
    }

    /// Returns the method to enroll with this value.
    pub fn to_enroll(&self, chosen: &str) -> Option<Method> {
        self.enroll.iter().copied().find(|method| value(*method) == chosen)
    }
}

fn value(method: Method) -> &'static str {
    match method {
        Method::Otp => "otp",
        Method::Sms => "sms",
        Method::Email => "email",
        Method::RecoveryCode => RECOVERY_CODE,
    }
}

fn label(kind: &FactorKind) -> String {
    match kind {
        FactorKind::Otp(_) => "Authenticator app".to_owned(),
        FactorKind::Sms { number, .. } => format!("Text message to {}", masked(number)),
        FactorKind::Email(email) => format!("Email to {}", masked(email)),
        FactorKind::Face(_) => "Face".to_owned(),
    }
}

/// Returns an address in part: enough for the user to recognize it, but not for others who know only
/// the password.
pub(super) fn masked(address: &str) -> String {
    if let Some((name, host)) = address.split_once('@') {
        let first: String = name.chars().take(1).collect();
        return format!("{first}***@{host}");
    }
    let hidden = address.chars().count().saturating_sub(4);
    let last: String = address.chars().skip(hidden).collect();
    format!("***{last}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_masked() {
        assert_eq!(masked("test@example.com"), "t***@example.com");
        assert_eq!(masked("188xxxx8888"), "***8888");
        assert_eq!(masked("+86188xxxx8888"), "***8888");
    }
}
