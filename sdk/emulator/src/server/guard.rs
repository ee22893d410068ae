//! Protection against web pages. Browsers send requests to loopback for any page they show, and a
//! page can point its own host name to loopback (DNS rebinding): without a check of the origin,
//! every page could read the outbox and move the clock.

use http::{HeaderMap, Method, header, request::Parts, uri::Authority};

use crate::{failure::Failure, hosts::Hosts, wire::CONTROL_PREFIX};

/// Checks that a request is allowed.
///
/// # Errors
///
/// Returns an error if it names another host than loopback, or a page of another origin sends it to
/// a control endpoint (403), or it writes to a control endpoint and is not JSON (415).
pub(super) fn check(hosts: &Hosts, request: &Parts) -> Result<(), Failure> {
    let host = host(hosts, request)?;
    match request.uri.path().starts_with(CONTROL_PREFIX) {
        true => same_origin(&host, &request.headers).and_then(|()| is_json(request)),
        false => Ok(()),
    }
}

fn refused(http_status: u16, message: &str) -> Failure {
    Failure { http_status, ..Failure::new(i64::from(http_status), message) }
}

/// Returns the allowed host that a request names, in the header and in the target.
fn host(hosts: &Hosts, request: &Parts) -> Result<Authority, Failure> {
    let mut given = request.headers.get_all(header::HOST).iter();
    let (first, second) = (given.next(), given.next());
    let named = first.and_then(|host| host.to_str().ok()?.parse::<Authority>().ok());
    let target = request.uri.authority().cloned();
    let is_allowed = |host: &Authority| !host.as_str().contains('@') && hosts.has(host.host());
    match (named, second) {
        (Some(named), None) if is_allowed(&named) && target.as_ref().is_none_or(is_allowed) => {
            Ok(named)
        }
        _ => Err(refused(
            403,
            "`Host` must be a loopback name or address, such as `localhost`; allow other hosts with \
             `--allow-host`",
        )),
    }
}

/// Rejects requests of another origin. Programs send no `Origin` and no `Sec-Fetch-Site`; pages
/// that the emulator serves have its origin.
fn same_origin(host: &Authority, headers: &HeaderMap) -> Result<(), Failure> {
    let is_own = |origin: &http::HeaderValue| {
        let origin = origin.to_str().unwrap_or_default();
        let own = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
        own.is_some_and(|own| own.eq_ignore_ascii_case(host.as_str()))
    };
    let is_same_site = |site: &http::HeaderValue| *site == "same-origin" || *site == "none";
    match headers.get_all(header::ORIGIN).iter().all(is_own)
        && headers.get_all("sec-fetch-site").iter().all(is_same_site)
    {
        true => Ok(()),
        false => Err(refused(403, "pages of other origins cannot control the emulator")),
    }
}

/// Requires JSON, which the form of a web page cannot send.
fn is_json(request: &Parts) -> Result<(), Failure> {
    let is_write = request.method != Method::GET && request.method != Method::HEAD;
    let is_empty = || {
        let length = request.headers.get(header::CONTENT_LENGTH);
        length.is_none_or(|length| *length == "0")
            && !request.headers.contains_key(header::TRANSFER_ENCODING)
    };
    let kind = request.headers.get(header::CONTENT_TYPE);
    let is_json = match kind {
        None => is_empty(),
        Some(kind) => {
            let kind = kind.to_str().unwrap_or_default().split(';').next().unwrap_or_default();
            kind.trim().eq_ignore_ascii_case("application/json")
        }
    };
    match is_write && !is_json {
        true => Err(refused(415, "send JSON, with the header `Content-Type: application/json`")),
        false => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(method: &str, target: &str, headers: &[(&str, &str)]) -> Option<u16> {
        let mut request = http::Request::builder().method(method).uri(target);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let hosts = Hosts::new(["Emulator.test".to_owned()]);
        let (parts, ()) = request.body(()).unwrap().into_parts();
        check(&hosts, &parts).err().map(|failure| failure.http_status)
    }

    #[test]
    fn only_loopback_and_allowed_hosts_are_served() {
        for host in [
            "localhost",
            "LOCALHOST:4400",
            "app.localhost:80",
            "localhost.",
            "127.0.0.1:4400",
            "127.8.8.8",
            "[::1]:4400",
            "[::ffff:127.0.0.1]",
            "emulator.TEST:4400",
        ] {
            assert_eq!(status("GET", "/api/v3/get-profile", &[("host", host)]), None, "{host}");
        }
        for host in [
            "evil.example",
            "evil.example:4400",
            "localhost.evil.example",
            "127.0.0.1.evil.example",
            "localhost@evil.example",
            "evil@localhost",
            "evillocalhost",
            "0.0.0.0",
            "192.168.1.1",
            "[::]",
            "",
            "local host",
        ] {
            assert_eq!(status("GET", "/oidc/me", &[("host", host)]), Some(403), "{host}");
        }
        let twice = [("host", "localhost"), ("host", "evil.example")];
        assert_eq!(status("GET", "/_emulator/outbox", &twice), Some(403));
        assert_eq!(status("GET", "/_emulator/outbox", &[]), Some(403));
        let other_target = status("GET", "http://evil.example/oidc/me", &[("host", "localhost")]);
        assert_eq!(other_target, Some(403));
    }

    #[test]
    fn pages_of_other_origins_cannot_use_control_endpoints() {
        let host = ("host", "localhost:4400");
        for (name, value) in [
            ("origin", "https://evil.example"),
            ("origin", "null"),
            ("origin", "http://localhost:3000"),
            ("origin", "http://127.0.0.1:4400"),
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
        ] {
            for method in ["GET", "POST", "DELETE"] {
                let sent = [host, (name, value)];
                assert_eq!(status(method, "/_emulator/outbox", &sent), Some(403), "{value}");
            }
            // A browser application calls the API from its own origin.
            assert_eq!(status("POST", "/api/v3/signin", &[host, (name, value)]), None);
        }
        for own in [("origin", "http://localhost:4400"), ("sec-fetch-site", "none")] {
            assert_eq!(status("GET", "/_emulator/outbox", &[host, own]), None);
        }
    }

    #[test]
    fn writes_to_control_endpoints_require_json() {
        let host = ("host", "localhost");
        let post = |headers: &[(&str, &str)]| {
            let headers = [&[host], headers].concat();
            status("POST", "/_emulator/reset", &headers)
        };
        assert_eq!(post(&[]), None);
        assert_eq!(post(&[("content-type", "application/json; charset=utf-8")]), None);
        for kind in
            ["text/plain", "application/x-www-form-urlencoded", "text/plain;application/json"]
        {
            assert_eq!(post(&[("content-type", kind)]), Some(415), "{kind}");
        }
        assert_eq!(post(&[("content-length", "2")]), Some(415));
        assert_eq!(post(&[("transfer-encoding", "chunked")]), Some(415));
    }
}
