//! [`PublicUrl`]: the address of the application as browsers see it.

use std::net::IpAddr;

use genauth::oidc::local_path;
use http::{HeaderMap, HeaderName, HeaderValue, header};
use url::{Host, Url};

use crate::error::BuildError;

/// The origin of the application and the path prefix under which it is published.
///
/// Redirects are built from it alone: headers of a request, such as `host` and `x-forwarded-host`,
/// are chosen by its sender.
#[derive(Clone, Debug)]
pub(crate) struct PublicUrl {
    origin: String,
    /// Empty, or a path without a slash at its end.
    prefix: String,
    is_secure: bool,
}

impl PublicUrl {
    pub(crate) fn parse(text: &str) -> Result<Self, BuildError> {
        let invalid = |problem: &str| {
            BuildError::new(format!(
                "`public_url` {problem}; use a URL such as `https://app.example` or \
                 `https://app.example/base`"
            ))
        };
        let url = Url::parse(text).map_err(|_| invalid("is not a valid URL"))?;
        let is_secure = match url.scheme() {
            "https" => true,
            "http" if is_loopback(&url) => false,
            "http" => {
                return Err(invalid(
                    "is a plain `http` URL, which serves for loopback alone: cookies would not be \
                     protected",
                ));
            }
            _ => return Err(invalid("is not an `https` URL")),
        };
        if !url.username().is_empty() || url.password().is_some() {
            return Err(invalid("contains credentials"));
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(invalid("has a query or a fragment"));
        }
        let prefix = url.path().trim_end_matches('/');
        // The path becomes an attribute of cookies.
        if prefix.contains(';') || (!prefix.is_empty() && local_path(prefix) != prefix) {
            return Err(invalid("has a path that is not valid as a prefix"));
        }
        Ok(Self {
            origin: url.origin().ascii_serialization(),
            prefix: prefix.to_owned(),
            is_secure,
        })
    }

    pub(crate) fn origin(&self) -> &str {
        &self.origin
    }

    pub(crate) fn is_secure(&self) -> bool {
        self.is_secure
    }

    pub(crate) fn has_prefix(&self) -> bool {
        !self.prefix.is_empty()
    }

    /// Returns the path of cookies.
    pub(crate) fn cookie_path(&self) -> &str {
        if self.has_prefix() { &self.prefix } else { "/" }
    }

    /// Returns the path of a page as browsers see it.
    pub(crate) fn path(&self, path: &str) -> String {
        format!("{}{path}", self.prefix)
    }

    /// Returns the URL of a page.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{}{path}", self.origin, self.prefix)
    }

    /// Returns the path and query of a request as browsers see them. A proxy may have removed the
    /// prefix.
    pub(crate) fn visible(&self, path_and_query: &str) -> String {
        let rest = path_and_query.strip_prefix(&self.prefix);
        let has_prefix = rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']));
        if has_prefix { path_and_query.to_owned() } else { self.path(path_and_query) }
    }

    /// Returns where a request comes from.
    pub(crate) fn source_of(&self, headers: &HeaderMap) -> Source {
        const SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
        let of = |name: &HeaderName, is_own: &dyn Fn(&HeaderValue) -> bool| {
            let mut values = headers.get_all(name).iter();
            match (values.next(), values.next()) {
                (None, _) => Source::Unknown,
                (Some(value), None) if is_own(value) => Source::Own,
                _ => Source::Foreign,
            }
        };
        // `none`: the user entered the address.
        let site = of(&SITE, &|value| value == "same-origin" || value == "none");
        let origin = of(&header::ORIGIN, &|value| value == self.origin.as_str());
        match (site, origin) {
            (Source::Foreign, _) | (_, Source::Foreign) => Source::Foreign,
            (Source::Unknown, Source::Unknown) => Source::Unknown,
            _ => Source::Own,
        }
    }

    /// Returns whether the header `origin` is present and that of the application.
    pub(crate) fn is_own_origin(&self, headers: &HeaderMap) -> bool {
        let mut values = headers.get_all(header::ORIGIN).iter();
        let first = values.next();
        first.is_some_and(|value| value == self.origin.as_str()) && values.next().is_none()
    }
}

/// The page from which a browser sent a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// A page of the application.
    Own,
    /// A page of another origin, also one of the same site.
    Foreign,
    /// The browser does not send `sec-fetch-site` and `origin`, or the client is not a browser.
    Unknown,
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => IpAddr::V4(address).is_loopback(),
        Some(Host::Ipv6(address)) => IpAddr::V6(address).is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_are_built_from_origin_and_prefix() {
        let url = PublicUrl::parse("https://app.test:443/base/").unwrap();
        assert_eq!(url.url("/auth/callback"), "https://app.test/base/auth/callback");
        assert_eq!(url.cookie_path(), "/base");
        let root = PublicUrl::parse("http://127.0.0.1:3000").unwrap();
        assert_eq!(root.url("/a"), "http://127.0.0.1:3000/a");
        assert_eq!(root.cookie_path(), "/");
    }

    #[test]
    fn a_prefix_is_added_unless_the_request_has_it() {
        let url = PublicUrl::parse("https://app.test/base").unwrap();
        for (seen, visible) in [
            ("/profile?x=1", "/base/profile?x=1"),
            ("/base/profile", "/base/profile"),
            ("/base", "/base"),
            ("/base?x=1", "/base?x=1"),
            ("/basement", "/base/basement"),
        ] {
            assert_eq!(url.visible(seen), visible);
        }
    }

    #[test]
    fn unusable_urls_are_rejected() {
        for text in [
            "app.test",
            "http://app.test",
            "ftp://app.test",
            "https://user@app.test",
            "https://app.test/?x=1",
            "https://app.test/#x",
            "https://app.test/a;b",
            "https://app.test//a",
        ] {
            assert!(PublicUrl::parse(text).is_err(), "{text}");
        }
        for text in ["http://localhost:3000", "http://[::1]:3000", "http://127.0.0.2"] {
            assert!(PublicUrl::parse(text).is_ok(), "{text}");
        }
    }

    #[test]
    fn the_source_of_a_request_is_read_from_its_headers() {
        let url = PublicUrl::parse("https://app.test").unwrap();
        let own = ("origin", "https://app.test");
        for (headers, source) in [
            (vec![], Source::Unknown),
            (vec![own], Source::Own),
            (vec![("origin", "null")], Source::Foreign),
            (vec![("origin", "https://app.test.evil.test")], Source::Foreign),
            (vec![own, ("sec-fetch-site", "cross-site")], Source::Foreign),
            (vec![own, own], Source::Foreign),
            (vec![("sec-fetch-site", "same-origin")], Source::Own),
            (vec![("sec-fetch-site", "same-site")], Source::Foreign),
        ] {
            let mut map = HeaderMap::new();
            for (name, value) in &headers {
                map.append(*name, HeaderValue::from_static(value));
            }
            assert_eq!(url.source_of(&map), source, "{headers:?}");
        }
    }
}
