//! Enrollment of factors, for operations and for the sign-in page.

use super::{State, factor::FactorKind, user::User};
use crate::{clock::Timestamp, failure::Failure};
use genauth::codes::api;

/// Channel of passcodes for an enrollment.
const CHANNEL: &str = "CHANNEL_BIND_MFA";

impl State {
    /// Sends a passcode to the address of a factor to enroll, if it has one.
    ///
    /// # Errors
    ///
    /// Returns an error if one was sent less than a minute ago, or the address is not valid.
    pub fn send_enrollment_code(
        &mut self,
        kind: &FactorKind,
        now: Timestamp,
    ) -> Result<(), Failure> {
        match kind.address() {
            Some((medium, address)) => self.send_code(medium, &address, CHANNEL, now),
            None => Ok(()),
        }
    }

    /// Uses up a code of a factor to enroll. A face has none.
    ///
    /// # Errors
    ///
    /// Returns an error if the code is missing (400, 6003 for an authenticator app) or wrong (400;
    /// 6001 or 2001).
    pub fn use_enrollment_code(
        &mut self,
        kind: &mut FactorKind,
        code: Option<&str>,
        now: Timestamp,
    ) -> Result<(), Failure> {
        if let FactorKind::Otp(otp) = kind {
            return otp.use_code(code, now);
        }
        let code = code.ok_or_else(|| Failure::missing("enrollmentData.passCode"))?;
        let (medium, address) = kind.address().ok_or_else(|| Failure::missing("profile"))?;
        self.use_code(medium, &address, &[CHANNEL], code, now)
    }
}

/// Returns whether a failure is that of a wrong code, which counts as a guess.
pub fn is_wrong_code(failure: &Failure) -> bool {
    let wrong_codes = [api::TOTP_CODE_WRONG, api::VERIFY_CODE_WRONG];
    failure.api_code.is_some_and(|code| wrong_codes.contains(&code))
}

impl User {
    /// Returns the account name shown in an authenticator app.
    pub fn account_name(&self) -> &str {
        let it = &self.profile;
        let names = [&it.username, &it.email, &it.phone];
        let name = names.into_iter().flatten().find(|name| !name.trim().is_empty());
        name.map_or(self.id(), String::as_str)
    }
}
