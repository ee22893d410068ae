//! Reads the access token of a request.

use http::{HeaderMap, header::AUTHORIZATION};

use crate::problem::{Rejection, RejectionKind};

/// Returns the access token of the `Authorization` field (RFC 6750 §2.1). Without one, and with
/// other schemes, the request has no credentials.
///
/// One pass over the field, whatever it contains.
pub(super) fn bearer_token(headers: &HeaderMap) -> Result<Option<&str>, Rejection> {
    let mut fields = headers.get_all(AUTHORIZATION).iter();
    let Some(field) = fields.next() else { return Ok(None) };
    if fields.next().is_some() {
        return Err(invalid("The request has more than one `Authorization` field."));
    }
    let field = field.as_bytes().trim_ascii();
    let scheme_end = field.iter().position(|it| !is_scheme(*it)).unwrap_or(field.len());
    let (scheme, rest) = field.split_at(scheme_end);
    if scheme.is_empty() {
        return Err(invalid("The `Authorization` field does not start with a scheme."));
    }
    if !scheme.eq_ignore_ascii_case(b"bearer") {
        return Ok(None);
    }
    let token = match rest.iter().position(|it| *it != b' ') {
        None => return Err(invalid("The `Authorization` field has no access token.")),
        // The scheme ends with something else than a space.
        Some(0) => return Err(malformed()),
        Some(spaces) => &rest[spaces..],
    };
    let end = token.iter().position(|it| !is_token(*it)).unwrap_or(token.len());
    let is_padding = token[end..].iter().all(|it| *it == b'=');
    match std::str::from_utf8(token) {
        Ok(token) if end > 0 && is_padding => Ok(Some(token)),
        _ => Err(malformed()),
    }
}

/// Returns whether a byte belongs to the name of a scheme (RFC 9110 §5.6.2).
fn is_scheme(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

/// Returns whether a byte belongs to a token, apart from its padding (RFC 9110 §11.2).
fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~+/".contains(&byte)
}

fn invalid(detail: &'static str) -> Rejection {
    Rejection::new(RejectionKind::InvalidRequest, detail)
}

fn malformed() -> Rejection {
    invalid("The `Authorization` field is not `Bearer`, a space and one access token.")
}
