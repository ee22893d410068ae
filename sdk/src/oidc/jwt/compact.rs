//! [`Compact`]: a token in its compact form (RFC 7515 §7.1), before its signature is verified.

use std::sync::Arc;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Map, Value};

use super::SigningAlgorithm;
use super::claims::ClaimSet;
use super::object::parse_object;
use crate::error::{TokenError, TokenErrorKind as Kind};

/// The longest token that is read, in bytes.
pub(crate) const MAX_LENGTH: usize = 64 * 1024;

/// The longest signature, in bytes: RSA with 8,192 bits.
pub(crate) const MAX_SIGNATURE: usize = 1024;

/// A token in its compact form. Nothing in it is trustworthy before the signature is verified.
pub(crate) struct Compact<'a> {
    /// Header and payload as signed.
    pub(crate) signed: &'a str,
    pub(crate) header: Arc<Header>,
    payload: &'a str,
    signature: &'a str,
}

/// The header of a token.
pub(crate) struct Header {
    /// The header as encoded.
    encoded: String,
    pub(crate) algorithm: SigningAlgorithm,
    pub(crate) key_id: Option<String>,
    /// `typ`, in lower case and without `application/`.
    pub(crate) media_type: Option<String>,
}

fn malformed(problem: impl Into<String>) -> TokenError {
    TokenError::new(Kind::Malformed, problem)
}

/// Returns the three parts of a signed token.
fn parts(token: &str) -> Result<[&str; 3], TokenError> {
    if token.len() > MAX_LENGTH {
        return Err(malformed(format!("it has {} bytes; the limit is {MAX_LENGTH}", token.len())));
    }
    // At most five parts are looked at, whatever the number of dots.
    let mut parts = [""; 5];
    let mut count = 0;
    for part in token.splitn(6, '.') {
        if let Some(slot) = parts.get_mut(count) {
            *slot = part;
        }
        count += 1;
    }
    match count {
        3 => Ok([parts[0], parts[1], parts[2]]),
        5 => Err(TokenError::new(
            Kind::Encrypted,
            "it is encrypted (JWE), which is not supported; turn the encryption of ID tokens off in \
             the console",
        )),
        _ => Err(malformed("it is not a JWT of three parts separated by dots")),
    }
}

fn decode(part: &str, what: &str) -> Result<Vec<u8>, TokenError> {
    let decoded = URL_SAFE_NO_PAD.decode(part);
    decoded.map_err(|_| malformed(format!("its {what} is not valid base64url")))
}

impl Header {
    /// Parses a header, and refuses headers that no check may accept.
    fn parse(encoded: &str) -> Result<Self, TokenError> {
        let members = parse_object(&decode(encoded, "header")?)
            .map_err(|problem| malformed(format!("its header cannot be read: {problem}")))?;
        if members.contains_key("enc") {
            return Err(TokenError::new(
                Kind::Encrypted,
                "it is encrypted (JWE), which is not supported",
            ));
        }
        if members.contains_key("crit") {
            return Err(TokenError::new(
                Kind::CriticalHeader,
                "its header lists critical extensions (`crit`), none of which is supported",
            ));
        }
        // RFC 7797; only allowed together with `crit`.
        if members.get("b64").is_some_and(|it| *it != Value::Bool(true)) {
            return Err(malformed("its payload is not encoded (`b64`), which is not supported"));
        }
        let text = |name: &str| match members.get(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.as_str())),
            Some(_) => Err(malformed(format!("`{name}` in its header is not a string"))),
        };
        let name = text("alg")?.ok_or_else(|| malformed("its header has no `alg`"))?;
        let algorithm = SigningAlgorithm::from_name(name).ok_or_else(|| {
            let shown: String = name.chars().take(20).collect();
            TokenError::new(
                Kind::Algorithm,
                format!("the algorithm {shown:?} is not supported; use RS256"),
            )
        })?;
        // `jwk`, `jku` and `x5u` are ignored: they are chosen by the sender.
        Ok(Self {
            encoded: encoded.to_owned(),
            algorithm,
            key_id: text("kid")?.map(str::to_owned),
            media_type: text("typ")?.map(|it| {
                let lower = it.to_ascii_lowercase();
                lower.strip_prefix("application/").map_or_else(|| lower.clone(), str::to_owned)
            }),
        })
    }
}

impl<'a> Compact<'a> {
    /// Parses the header of a token. `known` is the header of an earlier token, usually the same.
    pub(crate) fn parse(token: &'a str, known: Option<Arc<Header>>) -> Result<Self, TokenError> {
        let [encoded, payload, signature] = parts(token)?;
        let header = match known.filter(|known| known.encoded == encoded) {
            Some(known) => known,
            None => Arc::new(Header::parse(encoded)?),
        };
        let signed = &token[..encoded.len() + 1 + payload.len()];
        Ok(Self { signed, header, payload, signature })
    }

    /// Decodes the claims.
    pub(crate) fn claims(&self) -> Result<Map<String, Value>, TokenError> {
        /// Enough for the claims of a usual token, which then need no memory of their own.
        const USUAL: usize = 2 * 1024;

        let mut buffer = [0; USUAL];
        let parsed = if self.payload.len() <= USUAL {
            let length = URL_SAFE_NO_PAD
                .decode_slice(self.payload, &mut buffer)
                .map_err(|_| malformed("its payload is not valid base64url"))?;
            parse_object(&buffer[..length])
        } else {
            parse_object(&decode(self.payload, "payload")?)
        };
        parsed.map_err(|problem| malformed(format!("its claims cannot be read: {problem}")))
    }

    /// Decodes the signature into `buffer`.
    pub(crate) fn signature<'b>(
        &self,
        buffer: &'b mut [u8; MAX_SIGNATURE],
    ) -> Result<&'b [u8], TokenError> {
        let length = URL_SAFE_NO_PAD.decode_slice(self.signature, buffer);
        match length {
            Ok(length) => Ok(&buffer[..length]),
            Err(_) => Err(malformed("its signature is too long or not valid base64url")),
        }
    }
}

/// Returns the claims of a token without verifying its signature: for tokens that were verified when
/// they were issued, and for hints.
pub(crate) fn unverified_claims(token: &str) -> Option<ClaimSet> {
    let payload = URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?).ok()?;
    parse_object(&payload).ok().map(ClaimSet)
}

/// Returns whether a token has the form of a JWT or a JWE rather than being opaque.
pub(crate) fn is_jwt(token: &str) -> bool {
    let dots = token.bytes().take(MAX_LENGTH + 1).filter(|it| *it == b'.').count();
    matches!(dots, 2 | 4) && token.starts_with("ey")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(header: &str) -> String {
        format!("{}.e30.c2ln", URL_SAFE_NO_PAD.encode(header))
    }

    fn kind(token: &str) -> Kind {
        Compact::parse(token, None).map(|_| ()).expect_err("it is refused").kind()
    }

    #[test]
    fn headers_that_cannot_be_accepted_are_refused() {
        for (header, expected) in [
            (r#"{"alg":"none"}"#, Kind::Algorithm),
            (r#"{"alg":"rs256"}"#, Kind::Algorithm),
            (r#"{"alg":"RSA1_5"}"#, Kind::Algorithm),
            (r#"{"alg":""}"#, Kind::Algorithm),
            (r#"{}"#, Kind::Malformed),
            (r#"{"alg":5}"#, Kind::Malformed),
            (r#"{"alg":"RS256","alg":"HS256"}"#, Kind::Malformed),
            (r#"{"alg":"RS256","kid":7}"#, Kind::Malformed),
            (r#"{"alg":"RS256","typ":[]}"#, Kind::Malformed),
            (r#"{"alg":"RS256","b64":false}"#, Kind::Malformed),
            (r#"{"alg":"RS256","crit":["exp"]}"#, Kind::CriticalHeader),
            (r#"{"alg":"RS256","crit":null}"#, Kind::CriticalHeader),
            (r#"{"alg":"dir","enc":"A128GCM"}"#, Kind::Encrypted),
            ("[]", Kind::Malformed),
        ] {
            assert_eq!(kind(&token(header)), expected, "{header}");
        }
    }

    #[test]
    fn other_text_is_refused() {
        let many = ".".repeat(200_000);
        let dots = ".".repeat(60_000);
        for text in ["", "a", "a.b", "a.b.c", "a.b.c.d", "a.b.c.d.e.f", "!.e30.x", &many, &dots] {
            assert_eq!(kind(text), Kind::Malformed, "{} bytes", text.len());
        }
        assert_eq!(kind("a.b.c.d.e"), Kind::Encrypted);
        assert_eq!(kind(&token(r#"{"alg":"none"}"#).replace("ey", "=ey")), Kind::Malformed);
    }

    #[test]
    fn a_type_is_normalized() {
        for (typ, expected) in
            [("AT+JWT", "at+jwt"), ("application/at+jwt", "at+jwt"), ("JWT", "jwt")]
        {
            let token = token(&format!(r#"{{"alg":"RS256","typ":"{typ}"}}"#));
            let compact = Compact::parse(&token, None).expect("it is a token");
            assert_eq!(compact.header.media_type.as_deref(), Some(expected));
        }
    }
}
