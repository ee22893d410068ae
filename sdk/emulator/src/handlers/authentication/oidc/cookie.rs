//! The cookie by which a browser is known.

use crate::server::Reply;

/// Its name.
const NAME: &str = "genauth_session";

/// Its value among the cookies of a request.
pub(super) fn value(cookies: &str) -> Option<&str> {
    let pairs = cookies.split(';').filter_map(|pair| pair.trim().split_once('='));
    pairs.into_iter().find(|(name, _)| *name == NAME).map(|(_, value)| value)
}

/// The response with the cookie set, for as long as the browser runs.
pub(super) fn set(reply: Reply, value: &str) -> Reply {
    reply.header("set-cookie", &format!("{NAME}={value}; Path=/; HttpOnly; SameSite=Lax"))
}

/// The response with the cookie taken back.
pub(super) fn clear(reply: Reply) -> Reply {
    reply.header("set-cookie", &format!("{NAME}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"))
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
