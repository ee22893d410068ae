//! Attributes of SAML, none of which has a namespace.

use roxmltree::Node;

/// Returns the value of the attribute with this name and no namespace.
///
/// [`Node::attribute`] also finds attributes of this name in any namespace, which are other
/// attributes: an `x:Recipient` is no `Recipient`.
pub(in crate::saml) fn attribute<'a>(node: Node<'a, '_>, name: &str) -> Option<&'a str> {
    node.attributes().find(|it| it.namespace().is_none() && it.name() == name).map(|it| it.value())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_in_a_namespace_are_others() {
        let xml = "<a xmlns:x='urn:x' x:b='1' b='2' x:c='3'/>";
        let document = roxmltree::Document::parse(xml).unwrap();
        assert_eq!(attribute(document.root_element(), "b"), Some("2"));
        assert_eq!(attribute(document.root_element(), "c"), None);
    }
}
