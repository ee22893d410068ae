//! [`local_path`]: the page to show after a sign-in.

use url::Url;

/// Returns `path` if it is a path of this application, otherwise `/`.
///
/// Use it for the page to return to after a sign-in or sign-out, which usually comes from a query
/// parameter: a URL of another site would make the application an open redirector. Check it when it
/// is stored and again when it is used.
///
/// ```
/// use genauth::oidc::local_path;
///
/// assert_eq!(local_path("/orders?page=2&filter=a%2Fb"), "/orders?page=2&filter=a%2Fb");
/// for other in ["https://evil.example", "//evil.example", r"/\evil.example", "/\t/evil.example"] {
///     assert_eq!(local_path(other), "/");
/// }
/// ```
pub fn local_path(path: &str) -> &str {
    const ORIGIN: &str = "https://local.invalid";

    let is_plain = path.starts_with('/')
        && !path.contains(|it: char| it == '\\' || it.is_control())
        && path.len() <= 2_048;
    let resolved = Url::parse(ORIGIN).and_then(|origin| origin.join(path));
    let is_local = resolved.is_ok_and(|url| {
        // A path that begins with two slashes would be read as a host by the next parser.
        url.origin().ascii_serialization() == ORIGIN && !url.path().starts_with("//")
    });
    if is_plain && is_local { path } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_local_paths_are_returned() {
        for path in ["/", "/a?x=1=2&y=%2F", "/a/b#c", "/a//b"] {
            assert_eq!(local_path(path), path);
        }
        for path in [
            "",
            "a",
            r"/\evil.test",
            "//evil.test",
            "/\t/evil.test",
            "https:evil.test",
            "/..//evil.test",
            "/.//evil.test",
            "javascript:alert(1)",
            "\t//evil.test",
            " /a",
            "/a\r\nset-cookie: x",
        ] {
            assert_eq!(local_path(path), "/", "{path:?}");
        }
    }
}
