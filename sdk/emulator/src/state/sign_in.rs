//! Signing in: password checks, account status, and sign-in history.

use genauth::{authentication::UserStatus, codes::api};

use super::{
    State,
    happened::Incident,
    user::{Key, SignIn, User},
    user_agent,
};
use crate::{clock::Timestamp, failure::Failure};

impl State {
    /// Sets the password of a user, which must have been checked.
    ///
    /// # Errors
    ///
    /// Returns an error if the user does not exist, or the password cannot be hashed.
    pub fn set_password(
        &mut self,
        user_id: &str,
        password: &str,
        now: Timestamp,
    ) -> Result<(), Failure> {
        let salt = self.ids.bytes();
        let mut user = self.users.get_mut(user_id).ok_or_else(Failure::user_not_found)?;
        user.set_password(password, salt, now)?;
        user.profile.updated_at = now.text().into();
        Ok(())
    }

    /// Checks the password of a user. Wrong attempts are counted, and lock the account.
    ///
    /// # Errors
    ///
    /// Returns an error if the account is locked (403, 2005), or the password is wrong (403, 2006).
    pub fn check_password(
        &mut self,
        user_id: &str,
        password: &str,
        now: Timestamp,
    ) -> Result<(), Failure> {
        let mut user = self.users.get_mut(user_id).ok_or_else(Failure::user_not_found)?;
        user.lock.check(now)?;
        if user.password.as_ref().is_some_and(|kept| kept.is(password)) {
            user.lock.open();
            return Ok(());
        }
        user.lock.count_wrong_password(now);
        Err(Failure::forbidden("the password is wrong").code(api::PASSWORD_WRONG))
    }

    /// Returns the user who signs in with a password. A wrong attempt is recorded.
    ///
    /// # Errors
    ///
    /// Returns an error if the user does not exist or the password is wrong (403, 2333), or the
    /// account is locked (403, 2005).
    pub fn find_by_password(
        &mut self,
        key: Key<'_>,
        password: &str,
        attempt: &SignIn,
    ) -> Result<String, Failure> {
        let incorrect = || {
            Failure::forbidden("the account does not exist, or the password is wrong")
                .code(api::USERNAME_OR_PASSWORD_WRONG)
        };
        let id = self.users.find(key).map(|user| user.id().to_owned()).ok_or_else(incorrect)?;
        let checked = self.check_password(&id, password, attempt.at);
        if let (Err(_), Some(mut user)) = (&checked, self.users.get_mut(&id)) {
            user.remember(SignIn { success: false, ..attempt.clone() });
            self.happened.add(Incident::SignIn { user_id: id.clone(), success: false });
        }
        match checked {
            Ok(()) => Ok(id),
            Err(failure) if failure.api_code == Some(api::PASSWORD_WRONG) => Err(incorrect()),
            Err(failure) => Err(failure),
        }
    }

    /// Records a sign-in of a user.
    pub fn record_sign_in(&mut self, user_id: &str, sign_in: SignIn) {
        let Some(mut user) = self.users.get_mut(user_id) else { return };
        let profile = &mut user.profile;
        profile.logins_count = Some(profile.logins_count.unwrap_or(0) + 1);
        profile.last_login = Some(sign_in.at.text().into());
        profile.last_ip = Some(sign_in.ip.clone());
        profile.last_login_app = Some(sign_in.app_id.clone());
        profile.browser = Some(sign_in.user_agent.clone());
        profile.device = user_agent::system(&sign_in.user_agent).map(str::to_owned);
        user.remember(SignIn { success: true, ..sign_in });
        self.happened.add(Incident::SignIn { user_id: user_id.to_owned(), success: true });
    }
}

impl User {
    /// Checks that the account status allows the user to sign in, to a tenant if given.
    ///
    /// # Errors
    ///
    /// Returns an error if it does not (403, 2120008).
    pub fn may_sign_in(&self, tenant: Option<&str>) -> Result<(), Failure> {
        let refused = |message: &str| {
            Err(Failure::forbidden(message).code(api::USER_DISABLED_OR_NOT_TENANT_MEMBER))
        };
        let it = &self.profile;
        if it.status != UserStatus::Activated {
            return refused("the account is not active");
        }
        let is_member = |tenant: &str| {
            it.tenant_id.as_deref() == Some(tenant)
                || it.tenant_ids.iter().flatten().any(|id| id == tenant)
        };
        if tenant.is_some_and(|tenant| !is_member(tenant)) {
            return refused("the user is not a member of the tenant");
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::{
        keys::Keys,
        lock::{ATTEMPTS, PAUSE},
        proof::Purpose,
    };

    #[test]
    fn only_active_users_sign_in_and_only_to_their_tenants() {
        let mut user = User::new("USER_ID", Timestamp(0));
        assert!(user.may_sign_in(None).is_ok());
        assert!(user.may_sign_in(Some("TENANT_ID")).is_err());
        user.profile.tenant_ids = Some(vec!["TENANT_ID".to_owned()]);
        assert!(user.may_sign_in(Some("TENANT_ID")).is_ok());
        for status in [
            UserStatus::Suspended,
            UserStatus::Resigned,
            UserStatus::Archived,
            UserStatus::Deactivated,
        ] {
            user.profile.status = status;
            let refused = user.may_sign_in(None).unwrap_err();
            assert_eq!(refused.api_code, Some(api::USER_DISABLED_OR_NOT_TENANT_MEMBER));
        }
    }

    #[test]
    fn saved_state_keeps_passwords_locks_and_proofs() {
        let mut state = State::new(1, Keys::of_process().unwrap());
        state.users.insert(User::new("USER_ID", Timestamp(0))).unwrap();
        state.set_password("USER_ID", "passw0rd", Timestamp(0)).unwrap();
        for _ in 0..ATTEMPTS {
            assert!(state.check_password("USER_ID", "wrong", Timestamp(0)).is_err());
        }
        let purpose = Purpose::ResetPassword;
        let token = state.proofs.issue(&mut state.ids, "USER_ID", purpose.clone(), Timestamp(0));
        let saved = serde_json::to_string(&state).unwrap();
        assert!(!saved.contains("passw0rd") && !saved.contains(&token));
        let mut state: State = serde_json::from_str(&saved).unwrap();
        let locked = state.check_password("USER_ID", "passw0rd", Timestamp(0)).unwrap_err();
        assert_eq!(locked.api_code, Some(api::USER_LOCKED));
        assert!(
            state.check_password("USER_ID", "passw0rd", Timestamp(0).plus_seconds(PAUSE)).is_ok()
        );
        assert_eq!(state.proofs.get(&token, Timestamp(0)), Ok(("USER_ID".to_owned(), purpose)));
        state.delete_user("USER_ID");
        assert!(state.proofs.get(&token, Timestamp(0)).is_err());
    }

    #[test]
    fn user_without_a_password_cannot_sign_in_by_password() {
        let mut state = State::new(1, Keys::of_process().unwrap());
        state.users.insert(User::new("USER_ID", Timestamp(0))).unwrap();
        let refused = state.check_password("USER_ID", "", Timestamp(0)).unwrap_err();
        assert_eq!(refused.api_code, Some(api::PASSWORD_WRONG));
    }
}
