//! [`Tree`]: a message as parsed, which signatures are verified on.
//!
//! Nothing of an identity is read from it.

use std::borrow::Cow;

use uppsala::{Document, Element, NodeId, NodeKind, parser::Parser};

use crate::error::{Error, SamlError, SamlErrorKind as Kind};
use crate::xml::Limits;

/// The tree of a message.
pub(super) struct Tree<'a> {
    document: Document<'a>,
    root: NodeId,
}

impl<'a> Tree<'a> {
    /// Parses a message, within limits, without document types and processing instructions.
    pub(super) fn parse(xml: &'a str) -> Result<Self, Error> {
        Limits::MESSAGE.check(xml).map_err(SamlError::from)?;
        // One mark is removed with the encoding, and the parser would remove another.
        if xml.starts_with('\u{feff}') {
            let problem = "the message has two byte order marks";
            return Err(SamlError::new(Kind::Xml, problem).into());
        }
        let parser = Parser::new().with_forbid_dtd(true).with_forbid_entities(true);
        let parser =
            parser.with_max_depth(u32::try_from(Limits::MESSAGE.depth).unwrap_or(u32::MAX));
        // Messages of the parser repeat parts of the document.
        let document = parser
            .parse(xml)
            .map_err(|_| SamlError::new(Kind::Xml, "the message is not well-formed XML"))?;
        if let Some(declaration) = &document.xml_declaration {
            let encoding = declaration.encoding.as_deref().unwrap_or("UTF-8");
            if declaration.version != "1.0" || !encoding.eq_ignore_ascii_case("UTF-8") {
                let problem = "the message is not XML 1.0 in UTF-8";
                return Err(SamlError::new(Kind::Encoding, problem).into());
            }
        }
        let Some(root) = document.document_element() else {
            return Err(SamlError::new(Kind::Xml, "the message has no element").into());
        };
        let tree = Self { document, root };
        tree.check_nodes()?;
        Ok(tree)
    }

    /// Checks what holds for all nodes.
    fn check_nodes(&self) -> Result<(), Error> {
        for id in self.document.descendants(self.document.root()) {
            match self.document.node_kind(id) {
                // Canonicalization keeps them, but readers skip them: two views of one text.
                Some(NodeKind::ProcessingInstruction(_)) => {
                    return Err(SamlError::new(
                        Kind::ProcessingInstruction,
                        "the message has a processing instruction",
                    )
                    .into());
                }
                Some(NodeKind::Element(element)) => {
                    let mut names = vec![&element.name];
                    names.extend(element.attributes.iter().map(|it| &it.name));
                    // The parser takes `x:` and `:x` for names without a prefix.
                    if names.iter().any(|it| it.local_name.contains(':')) {
                        let problem = "the message has a name without one of its two parts";
                        return Err(SamlError::new(Kind::Xml, problem).into());
                    }
                    let declarations = &element.namespace_declarations;
                    // XML allows it for the default namespace only, and parsers differ.
                    if declarations.iter().any(|(prefix, uri)| !prefix.is_empty() && uri.is_empty())
                    {
                        let problem = "the message has a prefix without a namespace";
                        return Err(SamlError::new(Kind::Xml, problem).into());
                    }
                    let relative = |uri: &str| !uri.is_empty() && !is_absolute(uri);
                    if declarations.iter().any(|(_, uri)| relative(uri)) {
                        return Err(SamlError::new(
                            Kind::Canonicalization,
                            "the message has a namespace that is relative or not a URI",
                        )
                        .into());
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Returns the document element.
    pub(super) fn root(&self) -> NodeId {
        self.root
    }

    /// Returns the document, to canonicalize it.
    pub(super) fn document(&self) -> &Document<'a> {
        &self.document
    }

    /// Returns the elements within an element, in the order of the document, with itself.
    pub(super) fn elements(&self, id: NodeId) -> impl Iterator<Item = NodeId> + use<'_, 'a> {
        let within = self.document.descendants(id).into_iter();
        std::iter::once(id).chain(within).filter(|id| self.document.element(*id).is_some())
    }

    /// Returns the elements directly in an element.
    pub(super) fn children(&self, id: NodeId) -> impl Iterator<Item = NodeId> + use<'_, 'a> {
        self.document.children_iter(id).filter(|id| self.document.element(*id).is_some())
    }

    /// Returns the elements of a name directly in an element.
    pub(super) fn children_of(&self, id: NodeId, namespace: &str, name: &str) -> Vec<NodeId> {
        self.children(id).filter(|id| self.is(*id, namespace, name)).collect()
    }

    /// Returns whether an element has a name.
    pub(super) fn is(&self, id: NodeId, namespace: &str, name: &str) -> bool {
        self.document.element(id).is_some_and(|it| it.name.matches(Some(namespace), name))
    }

    /// Returns whether an element is in a namespace.
    pub(super) fn is_in(&self, id: NodeId, namespace: &str) -> bool {
        let uri = self.document.element(id).and_then(|it| it.name.namespace_uri.as_deref());
        uri == Some(namespace)
    }

    /// Returns an attribute without a namespace.
    pub(super) fn attribute(&self, id: NodeId, name: &str) -> Option<&str> {
        let attributes = &self.element(id)?.attributes;
        let found = attributes.iter().find(|it| it.name.matches(None, name));
        found.map(|it| &*it.value)
    }

    pub(super) fn element(&self, id: NodeId) -> Option<&Element<'a>> {
        self.document.element(id)
    }

    pub(super) fn parent(&self, id: NodeId) -> Option<NodeId> {
        self.document.parent(id)
    }

    /// Returns the text of an element without elements; `None` if it has any.
    pub(super) fn text(&self, id: NodeId) -> Option<Cow<'_, str>> {
        let mut text = Cow::Borrowed("");
        for child in self.document.children_iter(id) {
            match self.document.node_kind(child) {
                Some(NodeKind::Text(part) | NodeKind::CData(part)) => text += &**part,
                Some(NodeKind::Element(_)) => return None,
                _ => {}
            }
        }
        Some(text)
    }

    /// Returns whether an element contains nothing but elements and plain text.
    pub(super) fn is_plain(&self, id: NodeId) -> bool {
        self.document.descendants(id).into_iter().all(|id| {
            matches!(self.document.node_kind(id), Some(NodeKind::Element(_) | NodeKind::Text(_)))
        })
    }

    /// Returns whether an element contains text besides blanks, outside of its elements.
    pub(super) fn has_loose_text(&self, id: NodeId) -> bool {
        self.document.children_iter(id).any(|id| match self.document.node_kind(id) {
            Some(NodeKind::Text(text) | NodeKind::CData(text)) => !text.trim().is_empty(),
            _ => false,
        })
    }
}

/// Returns whether a text is a URI with a scheme (RFC 3986 §3).
fn is_absolute(uri: &str) -> bool {
    let Some((scheme, rest)) = uri.split_once(':') else { return false };
    scheme.starts_with(|it: char| it.is_ascii_alphabetic())
        && scheme.chars().all(|it| it.is_ascii_alphanumeric() || "+-.".contains(it))
        && rest.chars().all(|it| it.is_ascii_alphanumeric() || "-._~:/?#@!$&'()*+,;=%".contains(it))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(xml: &str) -> Option<Kind> {
        match Tree::parse(xml) {
            Ok(_) => None,
            Err(Error::Saml(error)) => Some(error.kind()),
            Err(error) => panic!("{error}"),
        }
    }

    #[test]
    fn document_types_instructions_and_other_encodings_are_refused() {
        assert_eq!(kind("<?xml version='1.0' encoding='utf-8'?><a/>"), None);
        assert_eq!(kind("<?xml version='1.1'?><a/>"), Some(Kind::Encoding));
        assert_eq!(kind("<?xml version='1.0' encoding='UTF-16'?><a/>"), Some(Kind::Encoding));
        assert_eq!(kind("<!DOCTYPE a><a/>"), Some(Kind::Doctype));
        assert_eq!(kind("<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>"), Some(Kind::Doctype));
        assert_eq!(kind("<a>&e;</a>"), Some(Kind::Xml));
        for instruction in ["<?p?><a/>", "<a><?p x?></a>", "<a/><?p?>"] {
            assert_eq!(kind(instruction), Some(Kind::ProcessingInstruction), "{instruction}");
        }
    }

    #[test]
    fn namespaces_have_to_be_absolute() {
        assert_eq!(kind("<a xmlns='urn:x'><b xmlns=''/></a>"), None);
        for xmlns in ["x", "./x", "1:x", ":x", "#x", " urn:x"] {
            let xml = format!("<a xmlns:p='{xmlns}'/>");
            assert_eq!(kind(&xml), Some(Kind::Canonicalization), "{xml}");
        }
    }

    #[test]
    fn malformed_messages_are_refused() {
        for xml in ["", "x", "<a>", "<a></b>", "<a/><a/>", "<p:a/>", "<a b='1' b='2'/>"] {
            assert_eq!(kind(xml), Some(Kind::Xml), "{xml}");
        }
        let twice = "<a xmlns:p='urn:x' xmlns:q='urn:x' p:ID='1' q:ID='2'/>";
        assert_eq!(kind(twice), Some(Kind::Xml));
    }

    #[test]
    fn text_is_whole() {
        let tree = Tree::parse("<a>x<!-- c -->y<![CDATA[<z>]]>&#13;</a>").unwrap();
        assert_eq!(tree.text(tree.root()).as_deref(), Some("xy<z>\r"));
        let tree = Tree::parse("<a>x<b/></a>").unwrap();
        assert_eq!(tree.text(tree.root()), None);
    }
}
