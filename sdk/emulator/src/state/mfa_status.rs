//! MFA status of a user: the input for an MFA flow.

use genauth::{
    authentication::FactorType,
    management::{ApplicationMfaDto, GetMfaInfoDataDto},
};

use super::{State, factor::FactorKind};
use crate::{clock::Timestamp, failure::Failure};

impl State {
    /// Returns the status that was set for a user, or else the one of their enrolled factors.
    ///
    /// # Errors
    ///
    /// Returns an error if the user does not exist.
    pub fn mfa_status(
        &mut self,
        user_id: &str,
        now: Timestamp,
    ) -> Result<GetMfaInfoDataDto, Failure> {
        if let Some(set) = self.factors.statuses.get(user_id) {
            return Ok(set.clone());
        }
        let token = self.mfa_token(user_id, now);
        let factors = &self.factors;
        let mut status = GetMfaInfoDataDto::new(token, policies(&factors.of_pool()));
        for factor in factors.of_user(user_id) {
            match &factor.kind {
                FactorKind::Sms { number, calling_code } => {
                    status.mfa_phone.get_or_insert_with(|| number.clone());
                    status.mfa_phone_country_code.get_or_insert_with(|| calling_code.clone());
                }
                FactorKind::Email(email) => {
                    status.mfa_email.get_or_insert_with(|| email.clone());
                }
                FactorKind::Otp(_) | FactorKind::Face(_) => {}
            }
        }
        let user = self.users.get(user_id).ok_or_else(Failure::user_not_found)?;
        let it = &user.profile;
        status.nickname.clone_from(&it.nickname);
        status.username.clone_from(&it.username);
        status.phone.clone_from(&it.phone);
        status.phone_country_code.clone_from(&it.phone_country_code);
        status.face_mfa_enabled = Some(factors.has(user_id, &FactorType::Face));
        status.totp_mfa_enabled = Some(factors.has(user_id, &FactorType::Otp));
        Ok(status)
    }

    /// Returns the status of a user with the factors of an application.
    ///
    /// # Errors
    ///
    /// Returns an error if the application or the user does not exist.
    pub fn mfa_trigger_data(
        &mut self,
        app_id: &str,
        user_id: &str,
        now: Timestamp,
    ) -> Result<GetMfaInfoDataDto, Failure> {
        let app = self.applications.get(app_id);
        let app = app.ok_or_else(|| Failure::not_found("application"))?;
        let of_app = self.factors.enabled(&app.factors);
        Ok(self.mfa_status(user_id, now)?.application_mfa(policies(&of_app)))
    }
}

fn policies(factors: &[FactorType]) -> Vec<ApplicationMfaDto> {
    let sorted = (0_i64..).zip(factors);
    sorted.map(|(sort, factor)| ApplicationMfaDto::new(factor.to_string(), 1_i64, sort)).collect()
}
