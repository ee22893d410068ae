//! [`Cause`]: the root cause of a failure in the HTTP library.

use std::{error::Error as StdError, fmt, io, time::Duration};

/// The root cause of a failure in the HTTP library.
///
/// The library wraps causes several times, and the application chooses the TLS library; causes
/// without a type are recognized by their text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Cause {
    Refused,
    UnknownHost,
    ConnectTimeout(Option<Duration>),
    Timeout,
    /// The certificate of the server is not valid, for this reason.
    Certificate(String),
    NotTls,
    /// The HTTP client was built without TLS.
    NoTls,
    /// The connection was closed or reset, as described.
    CutOff(String),
    /// The server did not process the request (HTTP/2).
    Unprocessed,
    Other(String),
}

impl Cause {
    pub(super) fn of(source: &reqwest::Error, connect_timeout: Option<Duration>) -> Self {
        let chain = || {
            std::iter::successors(source.source(), |error: &&(dyn StdError + 'static)| {
                (**error).source()
            })
        };
        if source.is_dns() {
            return Self::UnknownHost;
        }
        if source.is_timeout() {
            return match source.is_connect() {
                true => Self::ConnectTimeout(connect_timeout),
                false => Self::Timeout,
            };
        }
        if chain().any(is_unprocessed) {
            return Self::Unprocessed;
        }
        let root = chain().last();
        let text = root.map_or_else(|| source.to_string(), ToString::to_string);
        let lower_case: String = chain().map(|error| error.to_string().to_lowercase()).collect();
        let contains = |words: &[&str]| words.iter().any(|word| lower_case.contains(word));
        let has_kind = |kinds: &[io::ErrorKind]| {
            chain().any(|error| {
                error.downcast_ref::<io::Error>().is_some_and(|it| kinds.contains(&it.kind()))
            })
        };
        let text = plain(&text);
        if has_kind(&[io::ErrorKind::ConnectionRefused]) {
            Self::Refused
        } else if contains(&["certificate", "unknownissuer", "badsignature"]) {
            Self::Certificate(problem(&text))
        } else if contains(&["scheme is not http"]) {
            Self::NoTls
        } else if contains(&["corrupt message", "wrong version number", "packet length too long"]) {
            Self::NotTls
        } else if has_kind(&[
            io::ErrorKind::ConnectionReset,
            io::ErrorKind::ConnectionAborted,
            io::ErrorKind::BrokenPipe,
            io::ErrorKind::UnexpectedEof,
        ]) || contains(&[
            "connection closed",
            "end of file",
            "unexpected eof",
            "reading a body",
        ]) {
            Self::CutOff(text)
        } else {
            Self::Other(text)
        }
    }
}

/// Returns the problem of a certificate in plain words.
fn problem(text: &str) -> String {
    let text = text.strip_prefix("invalid peer certificate: ").unwrap_or(text);
    match text {
        "UnknownIssuer" => "its issuer is not trusted (unknown issuer)".to_owned(),
        "BadSignature" => "its signature is not valid".to_owned(),
        text => text.to_owned(),
    }
}

/// Returns whether an HTTP/2 server reports that it did not process the request (RFC 9113 §8.7).
fn is_unprocessed(error: &(dyn StdError + 'static)) -> bool {
    error.downcast_ref::<h2::Error>().is_some_and(|error| {
        let reason = error.reason();
        error.is_remote()
            && (error.is_go_away() && reason == Some(h2::Reason::NO_ERROR)
                || error.is_reset() && reason == Some(h2::Reason::REFUSED_STREAM))
    })
}

/// Returns a cause without addresses and control characters.
fn plain(text: &str) -> String {
    const LONGEST: usize = 200;

    let words = text.split_whitespace().map(|word| match word {
        word if word.contains("://") || word.contains('@') => "…",
        word => word,
    });
    let text = words.collect::<Vec<_>>().join(" ");
    text.chars().filter(|it| !it.is_control()).take(LONGEST).collect()
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused => f.write_str(
                "connection refused; check the host, the port, and that the server is running",
            ),
            Self::UnknownHost => f.write_str("unknown host; check the host name and DNS"),
            Self::ConnectTimeout(limit) => {
                f.write_str("connecting timed out")?;
                if let Some(limit) = limit {
                    write!(f, " (connect timeout of {limit:?})")?;
                }
                f.write_str("; check the host, the network and the proxy")
            }
            Self::Timeout => f.write_str("the timeout of the HTTP client expired; raise it"),
            Self::Certificate(why) => write!(
                f,
                "the certificate of the server is not valid: {why}; check the host, or pass an HTTP \
                 client that trusts its issuer to `http_client`"
            ),
            Self::NotTls => f.write_str(
                "the server does not use TLS on this port; check the port, or use the scheme \
                 `http` for a loopback host",
            ),
            Self::NoTls => f.write_str(
                "the HTTP client has no TLS; enable it, for instance with \
                 the feature `rustls`",
            ),
            Self::CutOff(how) => write!(f, "the connection was lost ({how}); check the network"),
            Self::Unprocessed => {
                f.write_str("the server did not process the request (HTTP/2); retry later")
            }
            Self::Other(text) => write!(f, "{text}; check the host and the network"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn causes_hide_addresses_and_control_characters() {
        let text = "bad\r\nthing\u{1b}[31m at https://user:secret@example.org/?a=b of a@b.c";
        assert_eq!(plain(text), "bad thing[31m at … of …");
        assert_eq!(plain(&"long ".repeat(100)).chars().count(), 200);
    }
}
