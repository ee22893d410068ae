//! [`Exclusions`]: paths that need no credentials.

/// Paths that need no credentials, with everything below them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Exclusions(Vec<String>);

impl Exclusions {
    /// Adds a path. `/` is the root alone, since everything is below it. An empty path, for instance
    /// of a setting that is absent, is none.
    pub(crate) fn add(&mut self, path: &str) {
        if !path.is_empty() {
            self.0.push(path.trim_matches('/').to_owned());
        }
    }

    /// Returns whether a path, as in the request line, is excluded. Whole segments are compared,
    /// byte by byte, as routers do.
    pub(crate) fn contains(&self, path: &str) -> bool {
        let Some(path) = path.strip_prefix('/') else { return false };
        if self.0.is_empty() || is_ambiguous(path) {
            return false;
        }
        self.0.iter().any(|excluded| match path.strip_prefix(excluded.as_str()) {
            Some("") => true,
            Some(rest) => !excluded.is_empty() && rest.starts_with('/'),
            None => false,
        })
    }
}

/// Returns whether a server behind this one could read other segments in a path (without its first
/// slash): empty segments, dot segments, also with parameters (`..;`), and separators, dots and
/// percent signs that are encoded.
fn is_ambiguous(path: &str) -> bool {
    // An empty last segment is a slash at the end.
    let inner = path.strip_suffix('/').unwrap_or(path);
    let is_dots = |segment: &str| {
        let name = segment.split_once(';').map_or(segment, |(name, _)| name);
        name.bytes().all(|it| it == b'.')
    };
    let has_dots = !inner.is_empty() && inner.split('/').any(is_dots);
    has_dots || path.contains('\\') || path.split('%').skip(1).any(is_ambiguous_code)
}

/// Returns whether the text after a percent sign starts with the code of `%`, `.`, `/`, `;`, `\` or a
/// control character, with a byte that starts such codes in invalid UTF-8, or with none.
fn is_ambiguous_code(text: &str) -> bool {
    let Some(code) = text.get(..2) else { return true };
    let is_code = |it: &str| code.eq_ignore_ascii_case(it);
    ["25", "2e", "2f", "3b", "5c", "7f", "c0", "c1"].into_iter().any(is_code)
        || code.starts_with(['0', '1'])
        || !code.bytes().all(|it| it.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn excluded(paths: &[&str]) -> Exclusions {
        let mut exclusions = Exclusions::default();
        paths.iter().for_each(|it| exclusions.add(it));
        exclusions
    }

    #[test]
    fn whole_segments_are_excluded() {
        let exclusions = excluded(&["/public", "/docs/v1/"]);
        for path in ["/public", "/public/", "/public/a", "/public/a.b", "/public/a/", "/docs/v1"] {
            assert!(exclusions.contains(path), "{path}");
        }
        for path in ["/", "", "*", "/publicity", "/Public", "/admin", "/docs", "/docs/v", "public"]
        {
            assert!(!exclusions.contains(path), "{path}");
        }
    }

    #[test]
    fn ambiguous_paths_are_never_excluded() {
        let exclusions = excluded(&["/public", "/", "/public/../admin", "/public//x"]);
        for path in [
            "/public/../admin",
            "/public/./a",
            "/public/..",
            "/public/...",
            "/public%2f..%2fadmin",
            "/public/%2e%2E/admin",
            "/public/.%2e/admin",
            "/public/..%2Fadmin",
            "/public/%5c../admin",
            "/public/\\../admin",
            "/public/%252e%252e/admin",
            "/public/%00",
            "/public/..%3b/admin",
            "/public/..%3Bx=y/admin",
            "/public/..%09/admin",
            "/public/..%0d%0a/admin",
            "/public/..%7F/admin",
            "/public/..;/admin",
            "/public/..;x=y/admin",
            "/public/%c0%ae%c0%ae/admin",
            "/public/%C0%AF",
            "/public/%zz",
            "/public/%2",
            "/public/%",
            "/public//admin",
            "/public//",
            "//public",
            "//admin",
            "//",
        ] {
            assert!(!exclusions.contains(path), "{path}");
        }
    }

    #[test]
    fn the_root_does_not_exclude_everything() {
        let exclusions = excluded(&["/"]);
        assert!(exclusions.contains("/"));
        assert!(!exclusions.contains("/admin"));
        assert!(!excluded(&[""]).contains("/"));
        assert!(!Exclusions::default().contains("/"));
    }
}
