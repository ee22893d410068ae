//! [`NextStep`]: the next step of an incomplete sign-in.

/// The next step of an incomplete sign-in. The server reports it as a failure of the call;
/// [`Error::next_step`](crate::Error::next_step) distinguishes it from other failures.
///
/// Sign-in operations, such as `sign_in_by_credentials` and the `sign_in_by_…` flows, end here: they
/// cannot verify or enroll a second factor, set the first password or complete the profile. The hosted
/// login page can: redirect the browser to it (OpenID Connect, the module `oidc`).
///
/// ```no_run
/// # #[cfg(feature = "authentication-signin")] {
/// # use genauth::authentication::{SignInConnection, SigninByCredentialsDto};
/// # async fn example(app: genauth::AuthenticationClient) -> Result<(), genauth::Error> {
/// use genauth::NextStep;
///
/// # let credentials = SigninByCredentialsDto::new(SignInConnection::Password);
/// match app.sign_in_by_credentials(credentials).await {
///     Ok(_tokens) => println!("signed in"),
///     Err(error) => match error.next_step() {
///         Some(NextStep::VerifyPersonalMfa | NextStep::VerifyApplicationMfa) => {
///             println!("redirect the browser to the hosted login page");
///         }
///         Some(step) => println!("continue with {step:?}"),
///         None => return Err(error),
///     },
/// }
/// # Ok(())
/// # }
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum NextStep {
    /// 1635: a second factor, required by the user's settings. Sign the user in by redirect.
    VerifyPersonalMfa,
    /// 1636: a second factor, required by the application; it may have to be enrolled first. Sign the
    /// user in by redirect.
    VerifyApplicationMfa,
    /// 1639: a new password, at the first sign-in.
    SetFirstPassword,
    /// 2058: a new password, because the old one is no longer allowed.
    ResetPassword,
    /// 1640: an existing account to bind the external identity to.
    BindExistingAccount,
    /// 1641: an account to bind the external identity to, an existing one or a new one.
    BindAccount,
    /// 1642: missing information in the profile.
    CompleteProfile,
    /// 1643: the account is locked, and the user can unlock it.
    UnlockAccount,
    /// 1699: the steps were aborted; start the sign-in again.
    SignInAgain,
}

impl NextStep {
    /// Returns the step that this `apiCode` requires.
    pub fn of_api_code(api_code: i64) -> Option<Self> {
        use crate::codes::api;

        Some(match api_code {
            api::PERSONAL_MFA_REQUIRED => Self::VerifyPersonalMfa,
            api::APPLICATION_MFA_REQUIRED => Self::VerifyApplicationMfa,
            api::FIRST_LOGIN_RESET_PASSWORD => Self::SetFirstPassword,
            api::FORCE_RESET_PASSWORD => Self::ResetPassword,
            api::IDENTITY_BINDING_EXISTING_ONLY => Self::BindExistingAccount,
            api::IDENTITY_BINDING_EXISTING_OR_NEW => Self::BindAccount,
            api::COMPLETE_USER_INFO => Self::CompleteProfile,
            api::SELF_UNLOCK => Self::UnlockAccount,
            api::POST_AUTH_FLOW_ABORTED => Self::SignInAgain,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::codes::api;

    #[test]
    fn every_step_code_has_a_next_step() {
        let mut steps = HashSet::new();
        for code in api::ALL {
            let step = NextStep::of_api_code(code.number);
            assert_eq!(step.is_some(), code.step, "{}", code.name);
            steps.extend(step);
        }
        assert_eq!(steps.len(), api::ALL.iter().filter(|code| code.step).count());
    }
}
