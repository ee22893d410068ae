//! The status of a response.

use uppsala::NodeId;

use super::tree::Tree;
use crate::error::{Error, SamlError, SamlErrorKind as Kind, SamlStatus};
use crate::saml::names::{SAMLP, SUCCESS};

/// The most characters of a message of the identity provider.
const MAX_MESSAGE: usize = 200;

/// Checks that a response reports a success.
pub(super) fn check(tree: &Tree<'_>, response: NodeId) -> Result<(), Error> {
    let missing = || SamlError::new(Kind::MissingStatus, "the response has no single status code");
    let &[status] = &*tree.children_of(response, SAMLP, "Status") else {
        return Err(missing().into());
    };
    let &[code] = &*tree.children_of(status, SAMLP, "StatusCode") else {
        return Err(missing().into());
    };
    let value = tree.attribute(code, "Value").ok_or_else(missing)?;
    if value == SUCCESS {
        return Ok(());
    }
    let second = tree.children_of(code, SAMLP, "StatusCode").first().copied();
    let second = second.and_then(|it| tree.attribute(it, "Value"));
    let message = tree.children_of(status, SAMLP, "StatusMessage").first().copied();
    let message = message.and_then(|it| tree.text(it)).map(|it| cut(&it));
    let last = |uri: &str| cut(uri.rsplit(':').next().unwrap_or(uri));
    let codes = match second {
        Some(second) => format!("{} ({})", last(value), last(second)),
        None => last(value),
    };
    let problem = match &message {
        Some(message) => format!("the identity provider reports {codes}: {message}"),
        None => format!("the identity provider reports {codes}"),
    };
    let status = SamlStatus::new(cut(value), second.map(cut), message);
    Err(SamlError::new(Kind::Status, problem).with_status(status).into())
}

/// Returns the start of a text without control characters.
fn cut(text: &str) -> String {
    text.trim().chars().filter(|it| !it.is_control()).take(MAX_MESSAGE).collect()
}
