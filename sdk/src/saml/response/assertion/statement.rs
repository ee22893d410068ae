//! [`Statement`]: when and how the user was authenticated.

use std::time::SystemTime;

use roxmltree::Node;

use super::{at_most_one, invalid, time, trimmed};
use crate::error::Error;
use crate::saml::names::SAML;
use crate::xml::{attribute, children, plain_text};

/// The authentication statements of an assertion.
pub(in crate::saml::response) struct Statement {
    pub(in crate::saml::response) authenticated_at: SystemTime,
    pub(in crate::saml::response) session_index: Option<String>,
    /// The earliest end of a session.
    pub(in crate::saml::response) session_expires_at: Option<SystemTime>,
    pub(in crate::saml::response) authn_context: Option<String>,
}

impl Statement {
    /// Reads the statements; the first one says what is not a time limit.
    pub(super) fn read(nodes: &[Node<'_, '_>]) -> Result<Self, Error> {
        let Some(&first) = nodes.first() else {
            return Err(invalid("the assertion does not say when the user was authenticated"));
        };
        let mut session_expires_at: Option<SystemTime> = None;
        for node in nodes {
            time::required(*node, "AuthnInstant")?;
            let end = time::optional(*node, "SessionNotOnOrAfter")?;
            session_expires_at = match (session_expires_at, end) {
                (Some(known), Some(end)) => Some(known.min(end)),
                (known, end) => known.or(end),
            };
        }
        let context = at_most_one(first, "AuthnContext")?;
        let class = context.and_then(|it| {
            let classes = children(it, SAML, "AuthnContextClassRef");
            classes.first().copied().and_then(plain_text)
        });
        Ok(Self {
            authenticated_at: time::required(first, "AuthnInstant")?,
            session_index: attribute(first, "SessionIndex").map(str::to_owned),
            session_expires_at,
            authn_context: class.map(|it| trimmed(&it)),
        })
    }
}
