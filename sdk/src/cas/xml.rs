//! Reading XML: limits, parsing, text of elements.

use roxmltree::{Document, Node, ParsingOptions};

/// Nesting beyond this is refused; documents of the protocol have four levels.
const MAX_DEPTH: usize = 16;
const MAX_ELEMENTS: usize = 20_000;
/// The most attributes of an element, including declarations of namespaces.
const MAX_ATTRIBUTES: usize = 16;

/// Parses a document without a document type. The error repeats nothing of it.
pub(super) fn parse(text: &str) -> Result<Document<'_>, String> {
    // The parser accepts a byte order mark, too, but is not the only reader of the text here.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    check_encoding(text)?;
    check_limits(text)?;
    let options = ParsingOptions { allow_dtd: false, ..ParsingOptions::default() };
    Document::parse_with_options(text, options).map_err(|error| {
        let position = error.pos();
        format!("invalid XML at line {}, column {}", position.row, position.col)
    })
}

/// Returns the text of an element: all text of its children, whatever comments, processing
/// instructions and CDATA sections divide it. `None` if it contains elements.
pub(super) fn text_of(element: Node<'_, '_>) -> Option<String> {
    let mut text = String::new();
    for child in element.children() {
        if child.is_element() {
            return None;
        }
        if child.is_text() {
            text.push_str(child.text().unwrap_or_default());
        }
    }
    Some(text)
}

/// Returns the elements in an element. `None` if there is text between them.
pub(super) fn elements_of<'a, 'input>(
    element: Node<'a, 'input>,
) -> Option<impl Iterator<Item = Node<'a, 'input>>> {
    let is_blank = |node: Node<'_, '_>| node.text().is_none_or(|text| text.trim().is_empty());
    let is_mixed = element.children().any(|child| child.is_text() && !is_blank(child));
    (!is_mixed).then(|| element.children().filter(Node::is_element))
}

/// Refuses text that is declared to have another encoding than the one it is read in.
fn check_encoding(text: &str) -> Result<(), String> {
    let declared = text
        .strip_prefix("<?xml")
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

/// Refuses documents that take a parser much time or memory.
///
/// The parser compares the attributes of an element with each other, and copies the namespaces of an
/// element that declares some. Nothing here decides what the document means: text that is not XML may
/// pass.
fn check_limits(text: &str) -> Result<(), String> {
    let (mut depth, mut elements) = (0_usize, 0_usize);
    let mut rest = text;
    while let Some(start) = rest.find('<') {
        let markup = rest.get(start..).unwrap_or_default();
        let skipped = |end: &str| markup.split_once(end).map_or("", |(_, after)| after);
        rest = if markup.starts_with("<!--") {
            markup.get(4..).and_then(|it| it.split_once("-->")).map_or("", |(_, after)| after)
        } else if markup.starts_with("<![CDATA[") {
            skipped("]]>")
        } else if markup.starts_with("<!") {
            return Err("the XML contains a document type".to_owned());
        } else if markup.starts_with("<?") {
            skipped("?>")
        } else if markup.starts_with("</") {
            depth = depth.saturating_sub(1);
            skipped(">")
        } else {
            let (tag, after) = start_tag(markup);
            elements += 1;
            if !tag.is_empty {
                depth += 1;
            }
            if depth > MAX_DEPTH || elements > MAX_ELEMENTS || tag.attributes > MAX_ATTRIBUTES {
                return Err(format!(
                    "the XML has more than {MAX_DEPTH} levels, {MAX_ELEMENTS} elements, or \
                     {MAX_ATTRIBUTES} attributes in an element"
                ));
            }
            after
        };
    }
    Ok(())
}

struct StartTag {
    attributes: usize,
    /// Whether it is an element without content (`<a/>`).
    is_empty: bool,
}

/// Reads a start tag; returns it with the text after it.
fn start_tag(markup: &str) -> (StartTag, &str) {
    let mut tag = StartTag { attributes: 0, is_empty: false };
    let mut quote = None;
    for (index, byte) in markup.bytes().enumerate() {
        match (quote, byte) {
            (Some(open), byte) if open == byte => quote = None,
            (Some(_), _) => continue,
            (None, b'"' | b'\'') => quote = Some(byte),
            (None, b'=') => tag.attributes += 1,
            (None, b'>') => return (tag, markup.get(index + 1..).unwrap_or_default()),
            (None, _) => {}
        }
        tag.is_empty = byte == b'/';
    }
    (tag, "")
}
