//! Cookies that identify a browser.

use crate::{
    call::Call,
    state::{browser_user::BrowserUser, secret_hash::secret_hash},
    wire::HttpResponse,
};

/// Name of the cookie of a signed-in browser.
const NAME: &str = "genauth_session";
/// Name of the cookie of a browser in which a second factor is pending.
const PENDING: &str = "genauth_mfa";
/// Path of the sign-in pages, which alone receive that cookie.
const PAGES: &str = "/interaction/oidc";

/// Returns the value of the cookie from the `cookie` header of a request.
pub fn value(cookies: &str) -> Option<&str> {
    named(cookies, NAME)
}

fn named<'a>(cookies: &'a str, wanted: &str) -> Option<&'a str> {
    let mut pairs = cookies.split(';').filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, _)| *name == wanted).map(|(_, value)| value)
}

/// Returns whether a request comes from a browser, identified by the hash of a cookie.
pub fn is_from(call: &Call<'_>, browser: &str) -> bool {
    let cookies = [NAME, PENDING].map(|name| named(call.cookies, name));
    cookies.into_iter().flatten().any(|cookie| secret_hash(cookie) == browser)
}

/// Returns the user who is signed in to the browser that sent a request.
pub fn signed_in(call: &Call<'_>) -> Option<BrowserUser> {
    let browser_user = call.state.oidc.browser(value(call.cookies)?, call.now)?;
    call.state.may_sign_in(&browser_user.user_id).then_some(browser_user)
}

/// Sets the cookie in the response, as a session cookie.
pub fn set(response: HttpResponse, value: &str) -> HttpResponse {
    response.header("set-cookie", &format!("{NAME}={value}; Path=/; HttpOnly; SameSite=Lax"))
}

/// Sets the cookie of a browser in which a second factor is pending.
pub fn set_pending(response: HttpResponse, value: &str) -> HttpResponse {
    let cookie = format!("{PENDING}={value}; Path={PAGES}; HttpOnly; SameSite=Lax");
    response.header("set-cookie", &cookie)
}

/// Clears the cookie of a browser in which a second factor was pending, if it has one.
pub fn clear_pending(call: &Call<'_>, response: HttpResponse) -> HttpResponse {
    if named(call.cookies, PENDING).is_none() {
        return response;
    }
    let cookie = format!("{PENDING}=; Path={PAGES}; HttpOnly; SameSite=Lax; Max-Age=0");
    response.header("set-cookie", &cookie)
}

/// Clears the cookie in the response.
pub fn clear(response: HttpResponse) -> HttpResponse {
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
