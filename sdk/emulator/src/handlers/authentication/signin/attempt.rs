//! Sign-in attempts, from the request to the tokens.

use genauth::codes::api;

use crate::{
    call::Call,
    failure::Failure,
    state::{State, user::SignIn},
    tokens::{Grant, TokenSet, issue},
};

/// Scopes granted if the request asks for none.
const DEFAULT_SCOPE: &str = "openid profile";

/// Returns the requested scope.
///
/// # Errors
///
/// Returns an error if the scope does not contain `openid`.
pub(super) fn scope(requested: Option<&str>) -> Result<&str, Failure> {
    let scope = requested.map(str::trim).filter(|scope| !scope.is_empty()).unwrap_or(DEFAULT_SCOPE);
    match scope.split(' ').any(|it| it == "openid") {
        true => Ok(scope),
        false => Err(Failure::field("options.scope", "must include `openid`")),
    }
}

/// Sign-in attempt.
pub(super) struct Attempt(SignIn);

impl Attempt {
    /// Begins an attempt. `ip` is the IP address of the user, if the request contains one.
    pub fn new(call: &Call<'_>, method: &str, ip: Option<&str>) -> Result<Self, Failure> {
        Ok(Self(SignIn {
            at: call.now,
            app_id: call.application()?.id.clone(),
            method: method.to_owned(),
            ip: ip.unwrap_or(&call.context.ip).to_owned(),
            user_agent: call.context.user_agent.clone(),
            success: false,
        }))
    }

    /// Returns the entry for the sign-in history.
    pub fn record(&self) -> &SignIn {
        &self.0
    }

    /// Records the successful sign-in and issues tokens.
    pub fn succeed(
        self,
        call: &mut Call<'_>,
        user_id: &str,
        scope: &str,
    ) -> Result<TokenSet, Failure> {
        let sign_in = self.0;
        call.state.record_sign_in(user_id, sign_in.clone());
        let grant = Grant {
            user_id,
            app_id: &sign_in.app_id,
            scope,
            nonce: None,
            with_refresh: scope.split(' ').any(|it| it == "offline_access"),
            ip: &sign_in.ip,
            user_agent: &sign_in.user_agent,
            host: call.host,
        };
        issue(call.state, &grant, call.now)
    }
}

/// Checks that a user may sign in.
///
/// # Errors
///
/// Returns an error if the account is not active, is not a member of the tenant, or needs a new
/// password first.
pub(in crate::handlers::authentication) fn check(
    state: &State,
    user_id: &str,
    tenant: Option<&str>,
) -> Result<(), Failure> {
    let user = state.users.get(user_id).ok_or_else(Failure::user_not_found)?;
    user.may_sign_in(tenant)?;
    if user.profile.reset_password_on_next_login != Some(true) {
        return Ok(());
    }
    let code = match user.profile.logins_count.unwrap_or(0) {
        0 => api::FIRST_LOGIN_RESET_PASSWORD,
        _ => api::FORCE_RESET_PASSWORD,
    };
    Err(Failure::forbidden("the user must set a new password first").code(code))
}

/// Checks that an application requires no second factor of a user: an operation cannot verify one.
///
/// # Errors
///
/// Returns an error with the input for an MFA flow if it does (403, 1636).
pub(in crate::handlers::authentication) fn check_single_factor(
    call: &mut Call<'_>,
    user_id: &str,
    app_id: &str,
) -> Result<(), Failure> {
    if call.state.is_sufficient(app_id, &[]) {
        return Ok(());
    }
    let data = call.state.mfa_trigger_data(app_id, user_id, call.now)?;
    let data = serde_json::to_value(data)
        .map_err(|error| Failure::new(500, format!("cannot serialize the response: {error}")))?;
    let message = "the application requires a second factor; sign in on the sign-in page";
    Err(Failure::forbidden(message).code(api::APPLICATION_MFA_REQUIRED).data(data))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        clock::Timestamp,
        state::{keys::Keys, user::User},
    };

    #[test]
    fn required_password_change_blocks_sign_in() {
        let mut state = State::new(1, Keys::of_process().unwrap());
        let mut user = User::new("USER_ID", Timestamp(0));
        user.profile.reset_password_on_next_login = Some(true);
        state.users.insert(user).unwrap();
        let code = |state: &State| check(state, "USER_ID", None).unwrap_err().api_code;
        assert_eq!(code(&state), Some(api::FIRST_LOGIN_RESET_PASSWORD));
        if let Some(mut user) = state.users.get_mut("USER_ID") {
            user.profile.logins_count = Some(1);
        }
        assert_eq!(code(&state), Some(api::FORCE_RESET_PASSWORD));
        state.set_password("USER_ID", "passw0rd", Timestamp(0)).unwrap();
        assert!(check(&state, "USER_ID", None).is_ok());
    }
}
