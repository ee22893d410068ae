//! [`OtpAuthUri`]: the `otpauth:` URI that configures an authenticator app.

use std::{error::Error as StdError, fmt, str::FromStr, time::Duration};

use crate::Secret;

/// The content of an `otpauth://totp/…` URI.
///
/// Parsing is as lenient as authenticator apps are: case-insensitive, with unknown parameters
/// ignored and defaults for missing ones.
///
/// ```
/// use genauth::flows::{OtpAlgorithm, OtpAuthUri};
///
/// let uri: OtpAuthUri = "otpauth://totp/Example:bob?secret=JBSWY3DP&issuer=Example".parse()?;
/// assert_eq!(uri.issuer(), Some("Example"));
/// assert_eq!(uri.account(), "bob");
/// assert_eq!(uri.secret().expose(), "JBSWY3DP");
/// assert_eq!((uri.algorithm(), uri.digits()), (&OtpAlgorithm::Sha1, 6));
/// assert_eq!(uri.period().as_secs(), 30);
/// # Ok::<(), genauth::flows::OtpAuthUriError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtpAuthUri {
    issuer: Option<String>,
    account: String,
    secret: Secret,
    algorithm: OtpAlgorithm,
    digits: u8,
    period: Duration,
}

/// The hash algorithm of passcodes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum OtpAlgorithm {
    /// HMAC with SHA-1, the default.
    Sha1,
    /// HMAC with SHA-256.
    Sha256,
    /// HMAC with SHA-512.
    Sha512,
    /// Another algorithm, named as in the URI.
    Other(String),
}

/// Error returned when text is not a valid `otpauth://totp/…` URI. Does not contain the text, which
/// holds a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtpAuthUriError {
    problem: &'static str,
}

impl OtpAuthUri {
    /// Returns the issuer, which is the name of the user pool: the parameter `issuer`, or the
    /// prefix of the account.
    pub fn issuer(&self) -> Option<&str> {
        self.issuer.as_deref()
    }

    /// Returns the name of the account; may be empty.
    pub fn account(&self) -> &str {
        &self.account
    }

    /// Returns the secret of the passcodes, in base32, verbatim.
    pub fn secret(&self) -> &Secret {
        &self.secret
    }

    /// Returns the hash algorithm; SHA-1 by default.
    pub fn algorithm(&self) -> &OtpAlgorithm {
        &self.algorithm
    }

    /// Returns the number of digits of a passcode; 6 by default.
    pub fn digits(&self) -> u8 {
        self.digits
    }

    /// Returns the period of a passcode; 30 seconds by default.
    pub fn period(&self) -> Duration {
        self.period
    }
}

impl FromStr for OtpAuthUri {
    type Err = OtpAuthUriError;

    fn from_str(text: &str) -> Result<Self, OtpAuthUriError> {
        let rest = strip_prefix_ignoring_case(text.trim(), "otpauth://");
        let rest = rest.ok_or(OtpAuthUriError { problem: "missing prefix `otpauth://`" })?;
        let rest = rest.split_once('#').map_or(rest, |(rest, _)| rest);
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (kind, label) = path.split_once('/').unwrap_or((path, ""));
        if !kind.eq_ignore_ascii_case("totp") {
            return Err(OtpAuthUriError { problem: "the type is not `totp`" });
        }
        let label = percent_decoded(label);
        let (prefix, account) = match label.split_once(':') {
            Some((prefix, account)) => (Some(prefix), account),
            None => (None, &*label),
        };
        let mut uri = Self {
            issuer: prefix.and_then(filled),
            account: account.trim().to_owned(),
            secret: Secret::new(""),
            algorithm: OtpAlgorithm::Sha1,
            digits: 6,
            period: Duration::from_secs(30),
        };
        for parameter in query.split('&') {
            let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
            // Not a form: a plus is a plus (RFC 3986).
            let (name, value) = (percent_decoded(name), percent_decoded(value));
            uri.set(&name.to_ascii_lowercase(), &value)?;
        }
        match uri.secret.is_blank() {
            true => Err(OtpAuthUriError { problem: "missing parameter `secret`" }),
            false => Ok(uri),
        }
    }
}

impl OtpAuthUri {
    fn set(&mut self, name: &str, value: &str) -> Result<(), OtpAuthUriError> {
        let value = value.trim();
        match name {
            "secret" => self.secret = Secret::new(value),
            "issuer" => self.issuer = filled(value).or(self.issuer.take()),
            "algorithm" => self.algorithm = OtpAlgorithm::named(value),
            "digits" if !value.is_empty() => {
                let digits = value.parse().ok().filter(|digits| (1..=10).contains(digits));
                self.digits = digits
                    .ok_or(OtpAuthUriError { problem: "`digits` is not between 1 and 10" })?;
            }
            "period" if !value.is_empty() => {
                let seconds: Option<u32> = value.parse().ok().filter(|seconds| *seconds > 0);
                let seconds = seconds.ok_or(OtpAuthUriError {
                    problem: "`period` is not a positive number of seconds",
                })?;
                self.period = Duration::from_secs(seconds.into());
            }
            _ => {}
        }
        Ok(())
    }
}

impl OtpAlgorithm {
    /// Returns the algorithm with this name; `SHA1`, `SHA-1` and `HmacSHA1` are one.
    fn named(name: &str) -> Self {
        let plain = name.to_ascii_uppercase().replace('-', "");
        match plain.strip_prefix("HMAC").unwrap_or(&plain) {
            "" | "SHA1" => Self::Sha1,
            "SHA256" => Self::Sha256,
            "SHA512" => Self::Sha512,
            _ => Self::Other(name.to_owned()),
        }
    }
}

impl fmt::Display for OtpAlgorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Sha1 => "SHA1",
            Self::Sha256 => "SHA256",
            Self::Sha512 => "SHA512",
            Self::Other(name) => name,
        })
    }
}

impl fmt::Display for OtpAuthUriError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "invalid URI of an authenticator app: {}; expected `otpauth://totp/…`",
            self.problem
        )
    }
}

impl StdError for OtpAuthUriError {}

fn filled(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

fn strip_prefix_ignoring_case<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let (head, rest) = text.split_at_checked(prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then_some(rest)
}

/// Decodes percent-encoding. Invalid escapes stay, and invalid UTF-8 becomes replacement
/// characters.
fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let code = after.get(..2).filter(|_| *first == b'%');
        let digits = code.filter(|code| code.iter().all(u8::is_ascii_hexdigit));
        let digits = digits.and_then(|digits| std::str::from_utf8(digits).ok());
        match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
