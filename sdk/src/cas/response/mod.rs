//! Reading validation responses.

mod json;
mod text;
mod xml;

use super::attributes::CasAttributes;
use crate::data::Secret;

pub(super) use json::read as read_json;
pub(super) use text::read as read_text;
pub(super) use xml::read as read_xml;

const MORE_THAN_ONE: &str = "the response has more than one outcome";
const PROXY: &str = "the response has a `proxy` outside of `proxies`";

/// A validation response.
pub(super) enum Validation {
    Success(Success),
    /// The ticket is rejected, with this code.
    Failure(Option<String>),
}

/// The user of a successful validation.
pub(super) struct Success {
    pub(super) user: String,
    pub(super) attributes: CasAttributes,
    pub(super) proxies: Vec<String>,
    pub(super) proxy_granting_ticket_iou: Option<Secret>,
}

/// The content of the elements or members of a success while they are read.
#[derive(Default)]
struct Parts {
    user: Option<String>,
    proxies: Option<Vec<String>>,
    proxy_granting_ticket: Option<String>,
}

impl Parts {
    fn finish(self, attributes: CasAttributes) -> Result<Success, &'static str> {
        let user = self.user.ok_or("the response has no user")?;
        let iou = self.proxy_granting_ticket.unwrap_or_default();
        let iou = Some(iou.trim()).filter(|text| !text.is_empty()).map(Secret::new);
        Ok(Success {
            user: checked_user(user)?,
            attributes,
            proxies: self.proxies.unwrap_or_default(),
            proxy_granting_ticket_iou: iou,
        })
    }
}

/// Sets a part of a response, which must not be there twice.
fn set<T>(slot: &mut Option<T>, value: T, name: &str) -> Result<(), String> {
    match slot.replace(value) {
        None => Ok(()),
        Some(_) => Err(format!("the response repeats `{name}`")),
    }
}

/// Returns a user if no two readers can see different ones.
fn checked_user(user: String) -> Result<String, &'static str> {
    match &*user {
        blank if blank.trim().is_empty() => Err("the user is empty"),
        padded if padded.trim() != padded => Err("the user has white space around it"),
        text if text.contains(char::is_control) => Err("the user contains control characters"),
        text if text.contains(is_invisible) => Err("the user contains invisible characters"),
        // Text that could not be decoded: different users would become the same.
        text if text.contains(char::REPLACEMENT_CHARACTER) => {
            Err("the user contains replacement characters")
        }
        _ => Ok(user),
    }
}

/// Returns whether a character is invisible, or changes the order or the lines of those around it, so
/// that another user is shown. Joiners are not among them: they are part of words in some scripts.
fn is_invisible(letter: char) -> bool {
    matches!(
        letter,
        '\u{200b}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{2069}'
            | '\u{feff}'
    )
}

/// Returns whether this is the name of an outcome. One inside another may be text of a request that
/// the server repeats.
fn is_outcome(name: &str) -> bool {
    matches!(name, "authenticationSuccess" | "authenticationFailure")
}

/// Returns the code of a failure; `None` for other text, which may be anything. A ticket is no code,
/// since it contains a hyphen.
fn code(text: &str) -> Option<String> {
    const LONGEST: usize = 64;

    let text = text.trim();
    let is_code = (1..=LONGEST).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    is_code.then(|| text.to_owned())
}
