//! Cookie that identifies a browser.

use crate::{call::Call, state::oidc::BrowserUser, wire::HttpResponse};

/// Name of the cookie.
const NAME: &str = "genauth_session";

/// Returns the value of the cookie from the `cookie` header of a request.
pub(super) fn value(cookies: &str) -> Option<&str> {
    let pairs = cookies.split(';').filter_map(|pair| pair.trim().split_once('='));
    pairs.into_iter().find(|(name, _)| *name == NAME).map(|(_, value)| value)
}

/// Returns the user who is signed in to the browser that sent a request.
pub(super) fn signed_in(call: &Call<'_>) -> Option<BrowserUser> {
    let browser_user = call.state.oidc.browser(value(call.cookies)?, call.now)?;
    call.state.may_sign_in(&browser_user.user_id).then_some(browser_user)
}

/// Sets the cookie in the response, as a session cookie.
pub(super) fn set(response: HttpResponse, value: &str) -> HttpResponse {
    response.header("set-cookie", &format!("{NAME}={value}; Path=/; HttpOnly; SameSite=Lax"))
}

/// Clears the cookie in the response.
pub(super) fn clear(response: HttpResponse) -> HttpResponse {
    response.header("set-cookie", &format!("{NAME}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cookie_is_found_among_others() {
        assert_eq!(value("a=b; genauth_session=abc; c=d"), Some("abc"));
        assert_eq!(value("x_genauth_session=abc"), None);
        assert_eq!(value(""), None);
    }
}
