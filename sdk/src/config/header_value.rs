//! Header values from text: validated, ASCII only, or hidden from debug output.

use http::{HeaderName, HeaderValue, header};

use crate::error::{ConfigError, Error};

/// Returns whether a header determines where the body ends. A wrong value lets a request end inside
/// another.
pub(crate) fn is_framing(name: &HeaderName) -> bool {
    *name == header::CONTENT_LENGTH || *name == header::TRANSFER_ENCODING
}

/// Returns a header value that is not blank; `what` names the text in an error.
pub(crate) fn required(what: &str, text: &str) -> Result<HeaderValue, Error> {
    if text.trim().is_empty() {
        return Err(ConfigError::new(format!("{what} is empty")).into());
    }
    ascii(text).ok_or_else(|| invalid(what))
}

/// Returns a header value in ASCII; servers decode anything else in different ways.
pub(crate) fn ascii(text: &str) -> Option<HeaderValue> {
    HeaderValue::from_str(text).ok().filter(|_| text.is_ascii())
}

/// Checks that a header can hold text at least in ISO 8859-1; `what` names the text in an error.
pub(crate) fn check_latin(what: &str, text: &str) -> Result<(), Error> {
    match text.chars().all(|it| u32::from(it) <= 0xff && !it.is_control()) {
        true => Ok(()),
        false => Err(invalid(what)),
    }
}

/// Returns any header value; `what` names the text in an error.
pub(crate) fn any(what: &str, text: &str) -> Result<HeaderValue, Error> {
    HeaderValue::from_str(text).map_err(|_| invalid(what))
}

/// Returns a header value that debug output hides.
pub(crate) fn sensitive(text: &str) -> Option<HeaderValue> {
    let mut value = HeaderValue::from_str(text).ok()?;
    value.set_sensitive(true);
    Some(value)
}

fn invalid(what: &str) -> Error {
    ConfigError::new(format!(
        "{what} contains characters that a header cannot hold; remove control characters and \
         characters outside of ASCII"
    ))
    .into()
}
