//! [`CasLogoutRequest`]: single logout.

use std::fmt;

use roxmltree::Node;
use url::form_urlencoded;

use super::ticket::CasTicket;
use super::xml::parse;
use crate::error::{CasError, CasErrorKind, Error};
use crate::xml::plain_text;

/// The parameter of the form.
const PARAMETER: &str = "logoutRequest";
/// The longest form, in bytes. Requests have about 500.
const LONGEST: usize = 64 * 1024;

const PROTOCOL: &str = "urn:oasis:names:tc:SAML:2.0:protocol";
const ASSERTION: &str = "urn:oasis:names:tc:SAML:2.0:assertion";

/// A request of the server to end the session of a user (single logout).
///
/// The server posts it to the service when the session of the user ends. It is not signed, so any
/// client can send one: end only the session that was started with [`ticket`](Self::ticket), never
/// the sessions of [`name_id`](Self::name_id). Respond in the same way if there is no such session.
///
/// ```
/// use std::collections::HashMap;
///
/// use genauth::cas::{CasLogoutRequest, CasTicket};
///
/// /// Handles a POST to the service. `sessions` has the `CasIdentity::ticket` of each session.
/// fn single_logout(body: &str, sessions: &mut HashMap<CasTicket, String>) -> Result<(), genauth::Error> {
///     let request = CasLogoutRequest::from_form(body)?;
///     sessions.remove(request.ticket());
///     Ok(())
/// }
/// ```
///
/// `Debug` shows neither the ticket nor the name of the user.
#[derive(Clone, PartialEq, Eq)]
pub struct CasLogoutRequest {
    ticket: CasTicket,
    name_id: Option<String>,
}

impl CasLogoutRequest {
    /// Reads the body of the form that the server posts: `logoutRequest`, a `LogoutRequest` of SAML
    /// 2.0 with the ticket in its `SessionIndex`.
    ///
    /// # Errors
    ///
    /// [`Error::Cas`] ([`InvalidLogoutRequest`](CasErrorKind::InvalidLogoutRequest)) if the form is
    /// longer than 64 KiB, does not have the parameter exactly once, or its value is not such a
    /// document with exactly one `SessionIndex`, which contains a ticket.
    pub fn from_form(body: &str) -> Result<Self, Error> {
        Self::read(body).map_err(|problem| {
            CasError::new(CasErrorKind::InvalidLogoutRequest, format!("logout request: {problem}"))
                .into()
        })
    }

    fn read(body: &str) -> Result<Self, String> {
        if body.len() > LONGEST {
            return Err(format!("the form is longer than {LONGEST} bytes"));
        }
        let mut values = form_urlencoded::parse(body.as_bytes())
            .filter_map(|(name, value)| (name == PARAMETER).then_some(value));
        let xml = match (values.next(), values.next()) {
            (Some(xml), None) => xml,
            (None, _) => return Err(format!("the form has no parameter `{PARAMETER}`")),
            (Some(_), Some(_)) => return Err(format!("the form repeats `{PARAMETER}`")),
        };
        if xml.contains(char::REPLACEMENT_CHARACTER) {
            return Err("the XML is not valid UTF-8".to_owned());
        }
        let document = parse(xml.trim())?;
        let root = document.root_element();
        if !root.has_tag_name((PROTOCOL, "LogoutRequest")) {
            return Err(format!("the root of the XML is not `LogoutRequest` of `{PROTOCOL}`"));
        }
        let ticket = only(root, PROTOCOL, "SessionIndex")?.ok_or("there is no `SessionIndex`")?;
        let ticket = CasTicket::new(ticket.trim())
            .map_err(|_| "the `SessionIndex` is not a ticket".to_owned())?;
        let name_id = only(root, ASSERTION, "NameID")?;
        let name_id = name_id.filter(|name| !name.trim().is_empty());
        Ok(Self { ticket, name_id })
    }

    /// Returns the ticket that started the session: [`CasIdentity::ticket`](super::CasIdentity).
    pub fn ticket(&self) -> &CasTicket {
        &self.ticket
    }

    /// Returns the name of the user, which is not verified. Some servers omit it, or send a
    /// placeholder such as `@NOT_USED@`.
    pub fn name_id(&self) -> Option<&str> {
        self.name_id.as_deref()
    }
}

/// Returns the text of an element that is there once at most, wherever it is, as a child of the root.
fn only(root: Node<'_, '_>, namespace: &str, name: &str) -> Result<Option<String>, String> {
    let mut found = root.descendants().filter(|node| node.tag_name().name() == name);
    let element = match (found.next(), found.next()) {
        (None, _) => return Ok(None),
        (Some(element), None) => element,
        (Some(_), Some(_)) => return Err(format!("there is more than one `{name}`")),
    };
    if element.parent() != Some(root) {
        return Err(format!("`{name}` is not a child of the root"));
    }
    if element.tag_name().namespace() != Some(namespace) {
        return Err(format!("`{name}` is not in the namespace `{namespace}`"));
    }
    plain_text(element).map(Some).ok_or_else(|| format!("`{name}` contains elements"))
}

impl fmt::Debug for CasLogoutRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CasLogoutRequest").field("ticket", &self.ticket).finish_non_exhaustive()
    }
}
