//! URLs of the application: the service, and the page after a sign-out.

use url::{Url, form_urlencoded};

use super::ticket::TICKET;
use crate::error::{CasError, CasErrorKind, Error};
use crate::written_url::authority;

/// Returns the problem of the URL that tickets are issued for.
pub(super) fn check_service(service: &str) -> Result<(), String> {
    let url = check_url("service", service)?;
    if service.contains('#') {
        return Err("the service contains a fragment (`#`); remove it".to_owned());
    }
    if url.query_pairs().any(|(name, _)| name == TICKET) {
        return Err("the query of the service contains `ticket`, the parameter that the server \
                    adds; rename it"
            .to_owned());
    }
    Ok(())
}

/// Parses an absolute URL, or returns its problem, in which `what` names it.
pub(super) fn check_url(what: &str, text: &str) -> Result<Url, String> {
    if text.contains(|it: char| it.is_control() || it.is_whitespace() || it == '\\') {
        return Err(format!(
            "the {what} contains white space, control characters or backslashes; percent-encode them"
        ));
    }
    let url = Url::parse(text).ok().filter(Url::has_host);
    let (Some(authority), Some(url)) = (authority(text), url) else {
        return Err(format!(
            "the {what} is not an absolute URL; use a URL such as `https://app.example/callback`"
        ));
    };
    // The parser removes user info that is empty.
    if authority.contains('@') {
        return Err(format!("the {what} contains user info (`user:password@`); remove it"));
    }
    Ok(url)
}

/// Returns a query string. Values are encoded once.
pub(super) fn query(pairs: &[(&str, &str)]) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(pairs);
    query.finish()
}

pub(super) fn invalid(message: impl Into<String>) -> Error {
    CasError::new(CasErrorKind::InvalidRequest, message).into()
}
