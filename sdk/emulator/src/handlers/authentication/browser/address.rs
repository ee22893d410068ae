//! Addresses that a browser is redirected to.

use url::{Url, form_urlencoded};

use crate::hosts::is_loopback;

/// Checks that a browser may be redirected to an address.
///
/// # Errors
///
/// Returns the problem as a phrase to append to a name.
pub fn check_address(address: &str, listed: &[String]) -> Result<(), &'static str> {
    if address.contains(|it: char| it.is_control() || it.is_whitespace()) {
        return Err("contains characters that are not allowed in a URI");
    }
    let url = Url::parse(address).map_err(|_| "is not an absolute URI")?;
    // The parser corrects these for `https` and `http`; other programs find another host, or none.
    let behind = address.get(url.scheme().len()..).unwrap_or_default();
    let has_host = behind.strip_prefix("://").is_some_and(|it| !it.starts_with(['/', '?', '#']));
    if url.is_special() && (!has_host || address.contains('\\')) {
        return Err("is not an absolute URI");
    }
    if url.fragment().is_some() {
        return Err("must not have a fragment");
    }
    let is_listed = listed.iter().any(|it| it == address);
    match url.scheme() {
        "https" => {}
        // An application on the same machine; elsewhere codes would travel unencrypted.
        "http" if url.host_str().is_some_and(is_loopback) => {}
        "http" => return Err("must use `https`, unless it is a loopback address"),
        // The scheme of a native application (RFC 8252, section 7.1): a reversed domain name.
        // Schemes without a dot belong to browsers: `javascript`, `data`, `blob`, `file`.
        scheme if scheme.contains('.') && is_listed => {}
        scheme if scheme.contains('.') => {
            return Err("uses a custom scheme and is not registered");
        }
        _ => {
            return Err(
                "must use `https`, or a custom scheme with a dot, such as `com.example.app`",
            );
        }
    }
    match listed.is_empty() || is_listed {
        true => Ok(()),
        false => Err("is not registered for the application"),
    }
}

/// Writes pairs as a form.
pub fn form(pairs: &[(&'static str, String)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

/// Appends pairs to the query of an address; the rest stays as the application wrote it.
pub fn with_query(address: &str, pairs: &[(&'static str, String)]) -> String {
    let address = ascii(address);
    if pairs.is_empty() {
        return address;
    }
    let between = if address.contains('?') { '&' } else { '?' };
    format!("{address}{between}{}", form(pairs))
}

/// Returns an address in the form allowed in a header.
pub fn ascii(address: &str) -> String {
    match Url::parse(address) {
        Ok(url) if !address.is_ascii() => url.to_string(),
        _ => address.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn redirect_uris_must_be_web_addresses() {
        let listed = ["https://example.com/callback".to_owned()];
        assert!(check_address("https://example.com/callback", &listed).is_ok());
        assert!(check_address("https://example.com/callback/", &listed).is_err());
        for local in ["http://127.0.0.1:3000/callback", "http://localhost/", "http://[::1]:80/"] {
            assert!(check_address(local, &[]).is_ok(), "{local}");
        }
        let native = "com.example.app:/callback";
        assert!(check_address(native, &[native.to_owned()]).is_ok());
        for bad in [
            "/callback",
            "https://a/#b",
            "https://a/\r\nb",
            "",
            "http://app.example/callback",
            native,
        ] {
            assert!(check_address(bad, &[]).is_err(), "{bad}");
        }
    }

    #[test]
    fn browser_schemes_are_rejected_even_if_registered() {
        for bad in [
            "javascript:alert(1)",
            "JavaScript://app.example/%0aalert(1)",
            "data:text/html,hi",
            "vbscript:x",
            "blob:https://app.example/0b6a8d7e",
            "file:///etc/passwd",
            "filesystem:https://app.example/temporary/x",
            "view-source:https://app.example/",
            "about:blank",
            "ftp://app.example/",
            "myapp://callback",
        ] {
            assert!(check_address(bad, &[]).is_err(), "{bad}");
            assert!(check_address(bad, &[bad.to_owned()]).is_err(), "{bad}");
        }
    }

    #[test]
    fn redirect_uris_are_not_normalized() {
        let pairs = [("a", "b c".to_owned())];
        assert_eq!(with_query("https://example.com", &pairs), "https://example.com?a=b+c");
        assert_eq!(
            with_query("https://example.com/?x=y", &pairs),
            "https://example.com/?x=y&a=b+c"
        );
        assert_eq!(with_query("https://example.com/ü", &[]), "https://example.com/%C3%BC");
    }
}
