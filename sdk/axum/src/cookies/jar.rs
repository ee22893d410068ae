//! [`Cookies`]: names and attributes of the cookies of an application.

use std::time::Duration;

use cookie::{Cookie, SameSite};
use http::{HeaderMap, HeaderValue, header};

use crate::error::BuildError;
use crate::origin::PublicUrl;

/// The longest `set-cookie` that browsers accept, with name and attributes (RFC 6265 §6.1).
pub(crate) const MAX_BYTES: usize = 4_095;

/// Names and attributes of the cookies of an application.
#[derive(Clone, Debug)]
pub(crate) struct Cookies {
    name: String,
    path: String,
    is_secure: bool,
}

/// The sites whose requests carry a cookie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sites {
    /// Requests of the application's own site, and links to it (`SameSite=Lax`).
    Own,
    /// All requests (`SameSite=None`), among them forms that the provider's page posts.
    All,
}

/// The time for which a browser keeps a cookie.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Lifetime {
    For(Duration),
    /// Until the browser is closed.
    Browser,
    /// It is removed.
    Gone,
}

impl Cookies {
    pub(crate) fn new(name: &str, public: &PublicUrl) -> Result<Self, BuildError> {
        let is_valid = |it: u8| it.is_ascii_alphanumeric() || matches!(it, b'-' | b'_');
        if name.is_empty() || name.len() > 40 || !name.bytes().all(is_valid) {
            return Err(BuildError::new(
                "`cookie_name` is not valid; use up to 40 letters, digits, `-` and `_`",
            ));
        }
        // With these prefixes, browsers refuse cookies that another host or a plain `http` page
        // sets.
        let prefix = match (public.is_secure(), public.has_prefix()) {
            (true, false) => "__Host-",
            (true, true) => "__Secure-",
            (false, _) => "",
        };
        Ok(Self {
            name: format!("{prefix}{name}"),
            path: public.cookie_path().to_owned(),
            is_secure: public.is_secure(),
        })
    }

    /// Returns the name of the session cookie.
    pub(crate) fn session(&self) -> &str {
        &self.name
    }

    /// Returns the beginning of the names of cookies of sign-ins in progress.
    pub(crate) fn sign_in(&self) -> String {
        format!("{}-sign-in-", self.name)
    }

    /// Returns the value of `set-cookie`; `None` if the cookie is not valid.
    pub(crate) fn set(
        &self,
        name: &str,
        value: &str,
        sites: Sites,
        lifetime: Lifetime,
    ) -> Option<HeaderValue> {
        let same_site = match sites {
            Sites::Own => SameSite::Lax,
            Sites::All => SameSite::None,
        };
        let mut cookie = Cookie::build((name, value))
            .path(&self.path)
            .http_only(true)
            .same_site(same_site)
            .secure(self.is_secure)
            .build();
        match lifetime {
            Lifetime::For(time) => {
                cookie.set_max_age(time::Duration::try_from(time).unwrap_or(time::Duration::MAX));
            }
            Lifetime::Browser => {}
            Lifetime::Gone => {
                cookie.set_max_age(time::Duration::ZERO);
                // For clients that do not know `max-age`.
                cookie.set_expires(time::OffsetDateTime::UNIX_EPOCH);
            }
        }
        let text = cookie.to_string();
        if text.len() > MAX_BYTES {
            return None;
        }
        let mut value = HeaderValue::try_from(text).ok()?;
        value.set_sensitive(true);
        Some(value)
    }

    /// Returns the number of bytes that a value in a cookie with this name can have.
    pub(crate) fn room(&self, name: &str) -> usize {
        // `; HttpOnly; SameSite=None; Secure; Path=…; Max-Age=…` and `=`.
        const ATTRIBUTES: usize = 100;
        MAX_BYTES.saturating_sub(name.len() + self.path.len() + ATTRIBUTES)
    }
}

/// Returns the cookies of a request: names and values. Those that are not UTF-8 are not of this
/// application, and do not hide the others.
pub(crate) fn read(headers: &HeaderMap) -> impl Iterator<Item = (&str, &str)> {
    let lines = headers.get_all(header::COOKIE).iter();
    lines
        .flat_map(|line| line.as_bytes().split(|byte| *byte == b';'))
        .filter_map(|pair| std::str::from_utf8(pair).ok()?.trim().split_once('='))
        .map(|(name, value)| (name.trim(), value.trim().trim_matches('"')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cookies_of_others_do_not_hide_the_own_one() {
        let mut headers = HeaderMap::new();
        for line in [b"a=\xff; b=\xc3\xa9; c; d=\"1\" ;e=x=y".as_slice(), b"f=2"] {
            headers.append(header::COOKIE, HeaderValue::from_bytes(line).unwrap());
        }
        let cookies: Vec<_> = read(&headers).collect();
        assert_eq!(cookies, [("b", "\u{e9}"), ("d", "1"), ("e", "x=y"), ("f", "2")]);
    }

    #[test]
    fn cookies_that_browsers_refuse_are_not_set() {
        let public = PublicUrl::parse("https://app.test").unwrap();
        let cookies = Cookies::new("a", &public).unwrap();
        let room = cookies.room("__Host-a");
        for lifetime in [Lifetime::For(Duration::MAX), Lifetime::Browser, Lifetime::Gone] {
            let set = |length| cookies.set("__Host-a", &"x".repeat(length), Sites::All, lifetime);
            assert!(set(room).is_some() || matches!(lifetime, Lifetime::Gone));
            assert!(set(MAX_BYTES).is_none());
        }
        for name in ["", "a b", "a;b", "a=b", "\u{e4}"] {
            assert!(Cookies::new(name, &public).is_err(), "{name}");
        }
    }
}
