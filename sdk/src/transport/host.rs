//! The host of a client: parsed from text, and printed without credentials.

use std::borrow::Cow;

use url::{Host, Url};

use crate::error::{ConfigError, Error};

/// Parses a host as a URL that ends with a slash.
///
/// A host name with a dot may omit the scheme, which is then `https`. Anything else without a
/// scheme is rejected as ambiguous.
pub(super) fn parse_host(host: &str) -> Result<Url, Error> {
    parse(host.trim()).map_err(|problem| ConfigError::new(problem).into())
}

/// Parses the host of WebSocket connections, whose schemes `ws` and `wss` correspond to `http` and
/// `https`.
#[cfg(feature = "event")]
pub(super) fn parse_event_host(host: &str) -> Result<Url, Error> {
    let host = host.trim();
    let host = [("wss://", "https://"), ("ws://", "http://")]
        .into_iter()
        .find_map(|(from, to)| {
            let start = host.get(..from.len())?;
            start
                .eq_ignore_ascii_case(from)
                .then(|| Cow::Owned(format!("{to}{}", &host[from.len()..])))
        })
        .unwrap_or(Cow::Borrowed(host));
    parse(&host).map_err(|problem| ConfigError::new(format!("event host: {problem}")).into())
}

fn parse(host: &str) -> Result<Url, &'static str> {
    if host.trim_matches('/').is_empty() {
        return Err("the host is empty; pass the URL of the application, for instance \
             `https://example.genauth.ai`");
    }
    if host.contains(|it: char| it.is_control() || it.is_whitespace() || it == '\\') {
        return Err("the host is not a valid URL: it contains spaces, backslashes or control \
             characters; remove them");
    }
    // Before anything else, since the URL parser reads the text before `@` as user and password.
    if host.contains('@') {
        return Err("the host contains user info (`user:password@`); remove it, and set \
             credentials through the builder");
    }
    if host.contains(['?', '#']) {
        return Err("the host contains a query (`?`) or a fragment (`#`); remove it");
    }
    let text = match scheme(host) {
        Some(rest) if rest.starts_with('/') || rest.is_empty() => {
            return Err("the host is not a valid URL: no host name follows the scheme; \
                 use `https://example.genauth.ai`");
        }
        Some(_) => Cow::Borrowed(host),
        None if host.contains("://") => {
            return Err("the host is not a valid URL: unsupported scheme; \
                 use `https://example.genauth.ai`");
        }
        None => Cow::Owned(with_scheme(host)?),
    };
    let url = Url::parse(&format!("{}/", text.trim_end_matches('/')))
        .ok()
        .filter(|url| url.has_host() && url.username().is_empty() && url.password().is_none())
        .ok_or("the host is not a valid URL; use a URL such as `https://example.genauth.ai`")?;
    // Paths of operations begin with it, so every call would fail with 404.
    if url.path().trim_end_matches('/').ends_with("/api/v3") {
        return Err("the host contains the path of the API (`/api/v3`); remove it");
    }
    if url.scheme() == "http" && !is_loopback(&url) {
        return Err(
            "the host uses `http`, which exposes tokens to the network; use `https` (`http` is \
             allowed for loopback hosts only)",
        );
    }
    Ok(url)
}

/// Returns the text after the scheme of a URL that the SDK supports.
fn scheme(host: &str) -> Option<&str> {
    ["https://", "http://"].into_iter().find_map(|scheme| {
        let start = host.get(..scheme.len())?;
        start.eq_ignore_ascii_case(scheme).then(|| &host[scheme.len()..])
    })
}

/// Adds `https` to an unambiguous host name.
fn with_scheme(host: &str) -> Result<String, &'static str> {
    const NO_SCHEME: &str = "the host is not a valid URL: missing scheme; \
         use `https://example.genauth.ai` or a plain host name such as `example.genauth.ai`";

    let (authority, path) = host.split_once('/').unwrap_or((host, ""));
    let (name, port) = match authority.rsplit_once(':') {
        Some((name, port)) => (name, Some(port)),
        None => (authority, None),
    };
    let url = Url::parse(&format!("http://{authority}/"));
    if url.is_ok_and(|url| is_loopback(&url)) {
        return Err(
            "the host is a loopback address without a scheme; prefix it with `http://` or \
             `https://`",
        );
    }
    let is_port = |port: &str| port.parse::<u16>().is_ok_and(|port| port > 0);
    let is_label = |label: &str| {
        let inner = |it: char| it.is_ascii_alphanumeric() || it == '-';
        !label.is_empty()
            && label.chars().all(inner)
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let labels: Vec<&str> = name.split('.').collect();
    // The last label of an IPv4 address is a number; top-level domains are not.
    let is_name = labels.len() > 1
        && labels.iter().copied().all(is_label)
        && labels.last().is_some_and(|last| last.contains(|it: char| it.is_ascii_alphabetic()));
    if !is_name || !port.is_none_or(is_port) || path.starts_with('/') {
        return Err(NO_SCHEME);
    }
    Ok(format!("https://{host}"))
}

/// Returns whether a URL refers to this machine, so that `http` is safe and no proxy is needed.
pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => {
            let name = name.strip_suffix('.').unwrap_or(name);
            name == "localhost" || name.ends_with(".localhost")
        }
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => {
            address.is_loopback() || address.to_ipv4_mapped().is_some_and(|it| it.is_loopback())
        }
        None => false,
    }
}

/// Returns the name and port of a URL, for messages.
pub(super) fn name_of(url: &Url) -> String {
    let name = url.host_str().unwrap_or_default();
    match url.port() {
        Some(port) => format!("{name}:{port}"),
        None => name.to_owned(),
    }
}

/// Returns a host without user info, query and fragment, which may contain secrets.
pub(crate) fn shown_host(host: &str) -> Cow<'_, str> {
    let end = host.find(['?', '#']);
    let (kept, cut) = match end {
        // An `@` further on still belongs to the user info that a careless parser would see.
        Some(_) if host.contains('@') => (host, false),
        Some(end) => (&host[..end], true),
        None => (host, false),
    };
    match kept.rfind('@') {
        Some(at) => {
            let start = kept.find("://").filter(|start| *start < at).map_or(0, |start| start + 3);
            let after = kept[at..].split(['?', '#']).next().unwrap_or_default();
            Cow::Owned(format!("{}…{after}", &kept[..start]))
        }
        None if cut => Cow::Owned(format!("{kept}…")),
        None => Cow::Borrowed(kept),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_normalized() {
        for (given, expected) in [
            ("https://example.genauth.ai", "https://example.genauth.ai/"),
            ("https://example.genauth.ai/", "https://example.genauth.ai/"),
            ("HTTPS://EXAMPLE.GENAUTH.AI//", "https://example.genauth.ai/"),
            ("example.genauth.ai", "https://example.genauth.ai/"),
            ("example.genauth.ai:8443", "https://example.genauth.ai:8443/"),
            ("example.genauth.ai:8443/gateway/", "https://example.genauth.ai:8443/gateway/"),
            ("xn--fsq.xn--0zwm56d", "https://xn--fsq.xn--0zwm56d/"),
            (" http://127.0.0.1:3000 ", "http://127.0.0.1:3000/"),
            ("http://[::1]:3000", "http://[::1]:3000/"),
            ("http://localhost:3000", "http://localhost:3000/"),
            ("http://app.localhost.:3000", "http://app.localhost.:3000/"),
            ("https://localhost:3000", "https://localhost:3000/"),
            ("https://10.0.0.1", "https://10.0.0.1/"),
            ("https://intranet", "https://intranet/"),
            ("https://example.org/gateway", "https://example.org/gateway/"),
        ] {
            assert_eq!(parse_host(given).unwrap().as_str(), expected);
        }
    }

    #[test]
    fn invalid_and_ambiguous_hosts_are_rejected() {
        for given in [
            "",
            "  ",
            "/",
            "ftp://example.org",
            "https://example.org/api/v3",
            "example.org/gateway/api/v3/",
            "https://",
            "https:///example.org",
            "https:/example.org",
            "https:example.org",
            "http:/127.0.0.1",
            "//example.org",
            "https://user:password@example.org",
            "user:password@example.org",
            "password@example.org",
            "https://example.org?x=password",
            "https://example.org#password",
            "example.org?x=password",
            "http://example.org",
            "http://0.0.0.0",
            "https://h\n.evil",
            "https://h.evil\u{0}",
            "https://ex ample.org",
            "https://example.org\\@evil",
            "https:\\\\example.org",
            "example.org\\path",
            "localhost",
            "localhost:3000",
            "app.localhost",
            "127.0.0.1:3000",
            "[::1]:3000",
            "::1",
            "10.0.0.1",
            "intranet",
            "intranet:8080",
            "example.org:",
            "example.org:port",
            "example.org:0",
            "example.org:99999",
            "example..org",
            "-example.org",
            ".example.org",
            "example.org//evil.example",
            "javascript:alert(1)",
            "例子.公司",
        ] {
            let error = parse_host(given).unwrap_err();
            assert!(matches!(error, Error::Config(_)), "{given}: {error}");
            assert!(!error.to_string().contains("password@e"), "{error}");
            assert!(!error.to_string().contains("x=password"), "{error}");
        }
        for (given, problem) in [
            ("localhost:3000", "a loopback address without a scheme; prefix it with `http://`"),
            ("intranet", "missing scheme; use `https://example.genauth.ai`"),
            ("ftp://example.org", "unsupported scheme; use `https://example.genauth.ai`"),
            ("https://example.org/api/v3", "the path of the API (`/api/v3`); remove it"),
        ] {
            let error = parse_host(given).unwrap_err().to_string();
            assert!(error.contains(problem), "{given}: {error}");
        }
    }

    #[cfg(feature = "event")]
    #[test]
    fn event_hosts_have_the_schemes_of_websocket_or_http() {
        for (given, expected) in [
            ("wss://openevent.genauth.ai", "https://openevent.genauth.ai/"),
            ("WSS://events.example.org:8443/gateway", "https://events.example.org:8443/gateway/"),
            ("https://events.example.org", "https://events.example.org/"),
            ("events.example.org", "https://events.example.org/"),
            ("ws://127.0.0.1:3000", "http://127.0.0.1:3000/"),
        ] {
            assert_eq!(parse_event_host(given).unwrap().as_str(), expected);
        }
        for given in [
            "ws://events.example.org",
            "ws://localhost.example.org",
            "ws://192.168.0.1",
            "wss://user:sentinel@events.example.org",
            "wss://events.example.org/#sentinel",
            "wss://events.example.org/api/v3",
            "wss:///sentinel",
            "wss://",
            "wss:events.example.org",
            "ftp://example.org",
            "",
            "wss://a?b=sentinel",
        ] {
            let error = parse_event_host(given).unwrap_err().to_string();
            assert!(error.contains("event host: "), "{given}: {error}");
            assert!(!error.contains("sentinel"), "{error}");
        }
    }

    #[test]
    fn user_info_and_queries_are_not_shown() {
        for (given, expected) in [
            ("https://example.org/a", "https://example.org/a"),
            ("https://user:secret@example.org/a", "https://…@example.org/a"),
            ("https://user:sec/ret@example.org", "https://…@example.org"),
            ("https://user:sec@ret@example.org", "https://…@example.org"),
            ("https://user:s?cr#t@example.org", "https://…@example.org"),
            ("user:secret@example.org", "…@example.org"),
            ("https://user:secret@example.org?token=secret", "https://…@example.org"),
            ("https://example.org?token=secret", "https://example.org…"),
            ("https://example.org#secret", "https://example.org…"),
        ] {
            assert_eq!(shown_host(given), expected);
        }
    }
}
