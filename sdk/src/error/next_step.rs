//! [`NextStep`]: what a sign-in asks for before it is over.

/// What a sign-in asks for before it is over. The server says so by an answer that is a failure for
/// the call, and a step for the person who signs in; [`Error::next_step`](crate::Error::next_step)
/// tells them apart from other failures.
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
///             println!("ask for a second factor");
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
    /// 1635: a second factor, as the user's own settings ask.
    VerifyPersonalMfa,
    /// 1636: a second factor, as the application asks; perhaps one has to be enrolled first.
    VerifyApplicationMfa,
    /// 1639: a new password, at the first sign-in.
    SetFirstPassword,
    /// 2058: a new password, because the old one may not be used any longer.
    ResetPassword,
    /// 1640: an existing account to bind the external identity to.
    BindExistingAccount,
    /// 1641: an account to bind the external identity to, an existing one or a new one.
    BindAccount,
    /// 1642: information that the profile lacks.
    CompleteProfile,
    /// 1643: the account is locked, and the user can unlock it.
    UnlockAccount,
    /// 1699: the steps were broken off, and the sign-in begins again.
    SignInAgain,
}

impl NextStep {
    /// The step that this `apiCode` asks for.
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
    fn every_code_that_asks_for_a_step_is_one_of_them() {
        let mut steps = HashSet::new();
        for code in api::ALL {
            let step = NextStep::of_api_code(code.number);
            assert_eq!(step.is_some(), code.step, "{}", code.name);
            steps.extend(step);
        }
        assert_eq!(steps.len(), api::ALL.iter().filter(|code| code.step).count());
    }
}
