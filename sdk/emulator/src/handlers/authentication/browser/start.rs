//! Start of a sign-in: the user whom a browser already knows, and the first page for others.

use super::{cookie, pages, second_factor};
use crate::{
    call::Call,
    failure::Failure,
    state::{
        browser_user::BrowserUser,
        interaction::SignInRequest,
        second_factor::{PendingSignIn, Step},
    },
    wire::HttpResponse,
};

/// The user of a browser.
#[derive(Debug)]
pub enum Known {
    /// A user whose sign-in is sufficient for the application.
    Sufficient(BrowserUser),
    /// A user who must present a second factor.
    FirstFactor(BrowserUser),
    /// No user, or one whose sign-in is not accepted.
    NoUser,
}

/// Returns the user who is signed in to the calling browser, if the request accepts that sign-in.
pub fn known(call: &Call<'_>, app_id: &str, is_accepted: impl Fn(&BrowserUser) -> bool) -> Known {
    match cookie::signed_in(call).filter(is_accepted) {
        Some(user) if call.state.is_sufficient(app_id, &user.second_factors) => {
            Known::Sufficient(user)
        }
        Some(user) => Known::FirstFactor(user),
        None => Known::NoUser,
    }
}

/// Redirects to the page of the next step: sign-in, second factor, or consent.
///
/// # Errors
///
/// Returns an error if the emulator fails.
pub fn ask(
    call: &mut Call<'_>,
    request: SignInRequest,
    known: Known,
) -> Result<HttpResponse, Failure> {
    let key = call.state.ids.token(32);
    match known {
        Known::NoUser => call.state.oidc.wait(&key, request, None, call.now),
        Known::Sufficient(user) => call.state.oidc.wait(&key, request, Some(user), call.now),
        Known::FirstFactor(user) => {
            let mut pending = PendingSignIn {
                user_id: user.user_id,
                browser: user.browser,
                signed_in_at: Some(user.at),
                second_factors: user.second_factors,
                attempt: None,
                step: Step::Choose,
            };
            match second_factor::begin(call, request.app_id(), &mut pending) {
                Err(failure) if failure.status_code >= 500 => return Err(failure),
                // The page offers to send another code.
                Ok(()) | Err(_) => {}
            }
            call.state.oidc.wait(&key, request, None, call.now);
            call.state.oidc.set_pending(&key, Some(pending));
        }
    }
    Ok(HttpResponse::redirect(&format!("{}{}", call.host, pages::address(&key))))
}
