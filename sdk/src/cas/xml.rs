//! Reading XML of CAS.

use roxmltree::{Document, Node};

use crate::xml::{self, Limits, elements};

/// The limits of a document; those of the protocol have four levels.
const LIMITS: Limits = Limits { depth: 16, attributes: 16, ..Limits::MESSAGE };

/// Parses a document without a document type. The error repeats nothing of it.
pub(super) fn parse(text: &str) -> Result<Document<'_>, String> {
    check_encoding(text)?;
    xml::parse(text, &LIMITS).map_err(|problem| format!("the XML {}", problem.text))
}

/// Returns the elements in an element. `None` if there is text between them.
pub(super) fn elements_of<'a, 'input>(element: Node<'a, 'input>) -> Option<Vec<Node<'a, 'input>>> {
    let is_blank = |node: Node<'_, '_>| node.text().is_none_or(|text| text.trim().is_empty());
    let is_mixed = element.children().any(|child| child.is_text() && !is_blank(child));
    (!is_mixed).then(|| elements(element))
}

/// Refuses text that is declared to have another encoding than the one it is read in.
fn check_encoding(text: &str) -> Result<(), String> {
    let declared = text
        .trim_start_matches('\u{feff}')
        .strip_prefix("<?xml")
        .filter(|rest| rest.starts_with(char::is_whitespace))
        .and_then(|rest| rest.split_once("?>"))
        .and_then(|(declaration, _)| declaration.split_once("encoding"))
        .map(|(_, rest)| rest.trim_matches(|it: char| it == '=' || it.is_whitespace()))
        .and_then(|value| value.split(['"', '\'']).nth(1));
    match declared {
        Some(name) if !name.eq_ignore_ascii_case("utf-8") && !text.is_ascii() => {
            Err("the XML declares an encoding other than UTF-8".to_owned())
        }
        _ => Ok(()),
    }
}
