//! URLs that other programs get as they were written.

/// Returns the authority of an `http` or `https` URL as it is written; `None` without one, and for other
/// schemes.
///
/// The URL parser skips further slashes and takes backslashes for slashes, so `https:///app.example` has
/// a host for it. Other programs find another host, or none.
pub(crate) fn authority(text: &str) -> Option<&str> {
    let rest = ["https://", "http://"].iter().find_map(|scheme| {
        let (start, rest) = text.split_at_checked(scheme.len())?;
        start.eq_ignore_ascii_case(scheme).then_some(rest)
    })?;
    let authority = rest.split(['/', '?', '#']).next()?;
    (!authority.is_empty() && !text.contains('\\')).then_some(authority)
}

#[cfg(test)]
mod tests {
    use super::authority;

    #[test]
    fn hosts_that_programs_disagree_about_are_none() {
        assert_eq!(authority("HTTPS://app.example:8443?a#b"), Some("app.example:8443"));
        assert_eq!(authority("http://@[::1]/"), Some("@[::1]"));
        for text in [
            "https:///app.example",
            "https:app.example",
            "https:/app.example",
            "https://?a",
            "https://app.example\\@other.example",
            "https:\\\\app.example",
            "app:/callback",
            "",
        ] {
            assert_eq!(authority(text), None, "{text}");
        }
    }
}
