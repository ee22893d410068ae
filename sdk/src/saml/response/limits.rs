//! Limits of a message, checked before a tree of it is built.

use crate::error::{Error, SamlError, SamlErrorKind as Kind};

/// The most bytes of a message.
pub(super) const MAX_BYTES: usize = 1_000_000;

/// The most elements within each other.
pub(super) const MAX_DEPTH: usize = 64;

const MAX_ELEMENTS: usize = 20_000;
const MAX_ATTRIBUTES: usize = 64;

fn too_large(what: &str, limit: usize) -> Error {
    SamlError::new(Kind::TooLarge, format!("the message has more than {limit} {what}")).into()
}

/// Checks the limits of a message without allocating.
///
/// Whether it is well-formed is decided by the parser: what this scan takes for a tag or an attribute
/// is only counted.
pub(super) fn check(xml: &str) -> Result<(), Error> {
    if xml.len() > MAX_BYTES {
        return Err(too_large("bytes", MAX_BYTES));
    }
    let mut rest = xml.as_bytes();
    let (mut depth, mut elements) = (0usize, 0usize);
    while let Some(start) = rest.iter().position(|&byte| byte == b'<') {
        rest = rest.get(start + 1..).unwrap_or_default();
        let skipped = [("!--", "-->"), ("![CDATA[", "]]>"), ("?", "?>"), ("!", ">")]
            .into_iter()
            .find(|(opening, _)| rest.starts_with(opening.as_bytes()));
        if let Some((opening, end)) = skipped {
            let content = rest.get(opening.len()..).unwrap_or_default();
            let length = content.windows(end.len()).position(|it| it == end.as_bytes());
            // Without an end, it is not well-formed.
            let Some(length) = length else { break };
            rest = content.get(length + end.len()..).unwrap_or_default();
            continue;
        }
        let tag = Tag::scan(rest);
        if tag.attributes > MAX_ATTRIBUTES {
            return Err(too_large("attributes on one element", MAX_ATTRIBUTES));
        }
        if rest.first() == Some(&b'/') {
            depth = depth.saturating_sub(1);
        } else {
            elements += 1;
            if elements > MAX_ELEMENTS {
                return Err(too_large("elements", MAX_ELEMENTS));
            }
            if depth >= MAX_DEPTH {
                return Err(too_large("elements within each other", MAX_DEPTH));
            }
            depth += usize::from(!tag.is_empty_element);
        }
        rest = rest.get(tag.length..).unwrap_or_default();
    }
    Ok(())
}

/// A tag after its `<`.
struct Tag {
    length: usize,
    attributes: usize,
    is_empty_element: bool,
}

impl Tag {
    fn scan(bytes: &[u8]) -> Self {
        let (mut quote, mut attributes, mut previous) = (None, 0, 0);
        for (index, &byte) in bytes.iter().enumerate() {
            match quote {
                Some(open) if open == byte => quote = None,
                Some(_) => {}
                None if byte == b'"' || byte == b'\'' => {
                    quote = Some(byte);
                    attributes += 1;
                }
                None if byte == b'>' => {
                    let is_empty_element = previous == b'/';
                    return Self { length: index + 1, attributes, is_empty_element };
                }
                None => {}
            }
            previous = byte;
        }
        Self { length: bytes.len(), attributes, is_empty_element: false }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(xml: &str) -> Option<Kind> {
        match check(xml) {
            Ok(()) => None,
            Err(Error::Saml(error)) => Some(error.kind()),
            Err(error) => panic!("{error}"),
        }
    }

    #[test]
    fn depth_is_bounded_and_siblings_are_not_depth() {
        let nested = |n: usize| format!("{}{}", "<a>".repeat(n), "</a>".repeat(n));
        assert_eq!(kind(&nested(MAX_DEPTH)), None);
        assert_eq!(kind(&nested(MAX_DEPTH + 1)), Some(Kind::TooLarge));
        assert_eq!(kind(&format!("<a>{}</a>", "<b c='/>'/>".repeat(1_000))), None);
        assert_eq!(kind(&format!("<a>{}</a>", "<b c='>'></b>".repeat(1_000))), None);
    }

    #[test]
    fn elements_and_attributes_are_bounded() {
        assert_eq!(kind(&format!("<a>{}</a>", "<b/>".repeat(MAX_ELEMENTS))), Some(Kind::TooLarge));
        assert_eq!(kind(&format!("<a>{}</a>", "<b/>".repeat(MAX_ELEMENTS - 1))), None);
        let attributes = |n: usize| (0..n).map(|it| format!(" a{it}='\"'")).collect::<String>();
        assert_eq!(kind(&format!("<a{}/>", attributes(MAX_ATTRIBUTES))), None);
        assert_eq!(kind(&format!("<a{}/>", attributes(MAX_ATTRIBUTES + 1))), Some(Kind::TooLarge));
    }

    #[test]
    fn tags_in_comments_and_cdata_are_not_counted() {
        let inner = "<a>".repeat(MAX_DEPTH * 2);
        assert_eq!(kind(&format!("<a><!--{inner}--><![CDATA[{inner}]]><?p {inner}?></a>")), None);
    }

    #[test]
    fn bytes_are_bounded() {
        assert_eq!(kind(&"x".repeat(MAX_BYTES)), None);
        assert_eq!(kind(&"x".repeat(MAX_BYTES + 1)), Some(Kind::TooLarge));
    }
}
