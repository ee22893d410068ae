//! What sign-outs of all protocols do.

use super::{address::check_address, cookie};
use crate::call::Call;

/// Checks that a browser may return to an address after a sign-out: an application, or the one that is
/// named, has it among its post-logout redirect URIs. `name` is that of the parameter.
///
/// # Errors
///
/// Returns the problem.
pub fn check_return(
    call: &Call<'_>,
    app_id: Option<&str>,
    name: &str,
    address: &str,
) -> Result<(), String> {
    let mut apps = call.state.applications.iter();
    let is_allowed = apps.any(|app| {
        app_id.is_none_or(|app_id| app.id == app_id)
            && check_address(address, &app.logout_redirect_uris).is_ok()
    });
    match is_allowed {
        true => Ok(()),
        false => {
            Err(format!("`{name}` is not a registered post-logout redirect URI of the application"))
        }
    }
}

/// Ends the sessions that began in the calling browser.
pub fn end_sessions(call: &mut Call<'_>) {
    let here = cookie::value(call.cookies);
    if let Some(user) = here.and_then(|cookie| call.state.oidc.browser(cookie, call.now)) {
        call.state.sign_out_browser(&user.browser);
    }
}
