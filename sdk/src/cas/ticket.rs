//! [`CasTicket`]: the ticket of a callback.

use std::{
    fmt,
    hash::{Hash, Hasher},
};

use url::form_urlencoded;

use crate::data::Secret;
use crate::error::{CasError, CasErrorKind as Kind, Error};

/// The parameter that the server adds to the service.
pub(super) const TICKET: &str = "ticket";

/// The longest ticket; the standard recommends 256 characters at most (CAS 3.0 §3.1.1).
const LONGEST: usize = 256;

/// The ticket of a callback: the proof of a sign-in, valid once and for a short time.
///
/// `Debug` does not show it.
///
/// ```
/// use genauth::cas::CasTicket;
///
/// let ticket = CasTicket::from_callback("https://app.example/cas/callback?ticket=ST-1-TICKET")?;
/// assert_eq!(ticket.expose(), "ST-1-TICKET");
/// assert_eq!(format!("{ticket:?}"), "CasTicket(<hidden>)");
/// # Ok::<(), genauth::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct CasTicket(Secret);

impl CasTicket {
    /// Creates a ticket from its text.
    ///
    /// # Errors
    ///
    /// [`Error::Cas`]: [`MissingTicket`](Kind::MissingTicket) if the text is empty,
    /// [`InvalidTicket`](Kind::InvalidTicket) if it is not a ticket: `ST-` or `PT-`, and then
    /// letters, digits and the characters `-`, `.` and `_`, 256 characters at most.
    pub fn new(text: impl Into<Secret>) -> Result<Self, Error> {
        let secret = text.into();
        let text = secret.expose();
        let problem = match text {
            "" => return Err(missing("the ticket is empty")),
            text if text.len() > LONGEST => "the ticket is longer than 256 characters",
            text if !text.bytes().all(is_of_ticket) => {
                "the ticket contains characters other than letters, digits, `-`, `.` and `_`"
            }
            text => match text.strip_prefix("ST-").or(text.strip_prefix("PT-")) {
                Some("") => "nothing follows the prefix of the ticket",
                Some(_) => return Ok(Self(secret)),
                None => "the ticket does not start with `ST-` or `PT-`",
            },
        };
        Err(CasError::new(Kind::InvalidTicket, problem).into())
    }

    /// Returns the ticket of a callback: its URL, absolute or relative, or the query of it.
    ///
    /// # Errors
    ///
    /// [`Error::Cas`]: [`MissingTicket`](Kind::MissingTicket) if there is no parameter `ticket`, an
    /// empty one or several, [`InvalidTicket`](Kind::InvalidTicket) if it is not a ticket.
    pub fn from_callback(callback: &str) -> Result<Self, Error> {
        let query = query_of(callback);
        let mut tickets = form_urlencoded::parse(query.as_bytes())
            .filter_map(|(name, value)| (name == TICKET).then_some(value));
        match (tickets.next(), tickets.next()) {
            (Some(ticket), None) => Self::new(ticket.into_owned()),
            (None, _) => Err(missing(
                "the callback has no parameter `ticket`; pass its URL with the query, or start a \
                 sign-in",
            )),
            (Some(_), Some(_)) => Err(missing("the callback repeats the parameter `ticket`")),
        }
    }

    /// Returns the text, for instance as the key of a session. Do not log it.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }

    /// Returns whether it is a proxy ticket: an application obtained it on behalf of the user.
    pub fn is_proxy(&self) -> bool {
        self.expose().starts_with("PT-")
    }
}

impl Hash for CasTicket {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.expose().hash(state);
    }
}

impl fmt::Debug for CasTicket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CasTicket(<hidden>)")
    }
}

/// Removes the parameter `ticket` from a URL and leaves the rest as it is.
pub(super) fn without_ticket(url: &str) -> String {
    let (url, fragment) = url.split_at(url.find('#').unwrap_or(url.len()));
    let Some((path, query)) = url.split_once('?') else { return format!("{url}{fragment}") };
    let is_ticket = |pair: &&str| {
        form_urlencoded::parse(pair.as_bytes()).next().is_some_and(|(name, _)| name == TICKET)
    };
    let kept: Vec<&str> = query.split('&').filter(|pair| !is_ticket(pair)).collect();
    match kept.as_slice() {
        [] => format!("{path}{fragment}"),
        kept => format!("{path}?{}{fragment}", kept.join("&")),
    }
}

/// Returns the query of a URL without its fragment, or text that is a query itself.
fn query_of(callback: &str) -> &str {
    let callback = callback.split('#').next().unwrap_or_default();
    let is_absolute = ["https://", "http://"].iter().any(|scheme| {
        callback.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    });
    match callback.split_once('?') {
        Some((_, query)) if is_absolute || callback.starts_with(['/', '?']) => query,
        None if is_absolute || callback.starts_with('/') => "",
        _ => callback,
    }
}

fn is_of_ticket(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_')
}

fn missing(message: &str) -> Error {
    CasError::new(Kind::MissingTicket, message).into()
}
