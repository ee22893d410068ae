//! Elements and attributes by their full names.

use roxmltree::Node;

/// Returns whether a node is an element of this name.
pub(crate) fn is(node: Node<'_, '_>, namespace: &str, name: &str) -> bool {
    node.is_element() && node.has_tag_name((namespace, name))
}

/// Returns the elements of this name directly in another.
pub(crate) fn children<'a, 'input>(
    node: Node<'a, 'input>,
    namespace: &str,
    name: &str,
) -> Vec<Node<'a, 'input>> {
    node.children().filter(|it| is(*it, namespace, name)).collect()
}

/// Returns the attribute of this name without a namespace.
///
/// `Node::attribute` also returns one of another namespace, as `x:ID` for `ID`.
pub(crate) fn attribute<'a>(node: Node<'a, '_>, name: &str) -> Option<&'a str> {
    let mut attributes = node.attributes();
    let own = attributes.find(|it| it.namespace().is_none() && it.name() == name);
    own.map(|it| it.value())
}

/// Returns the text of an element, whole although comments divide it.
pub(crate) fn text(node: Node<'_, '_>) -> String {
    node.children().filter(Node::is_text).filter_map(|it| it.text()).collect()
}

/// Returns the elements directly in another.
pub(crate) fn elements<'a, 'input>(node: Node<'a, 'input>) -> Vec<Node<'a, 'input>> {
    node.children().filter(Node::is_element).collect()
}

/// Returns the text of an element, whole; `None` if it contains elements.
pub(crate) fn plain_text(node: Node<'_, '_>) -> Option<String> {
    let has_elements = node.children().any(|it| it.is_element());
    if has_elements { None } else { Some(text(node)) }
}

/// Returns all text in an element and in its elements, in the order of the document.
pub(crate) fn all_text(node: Node<'_, '_>) -> String {
    node.descendants().filter(Node::is_text).filter_map(|it| it.text()).collect()
}

#[cfg(test)]
mod tests {
    use roxmltree::Document;

    use super::*;

    #[test]
    fn attributes_of_other_namespaces_are_not_returned() {
        let parse = |attributes: &str| {
            let xml = format!("<a xmlns:x='x' {attributes}/>");
            let document = Document::parse(&xml).unwrap();
            attribute(document.root_element(), "ID").map(str::to_owned)
        };
        for attributes in ["ID='1'", "x:ID='2' ID='1'", "ID='1' x:ID='2' xml:ID='3'"] {
            assert_eq!(parse(attributes).as_deref(), Some("1"), "{attributes}");
        }
        for attributes in ["", "x:ID='2'", "xml:ID='2'", "id='2'", "Id='2'"] {
            assert_eq!(parse(attributes), None, "{attributes}");
        }
    }

    #[test]
    fn elements_have_a_namespace_and_whole_texts() {
        let xml =
            "<a xmlns:x='x'><x:b>1<!-- 2 -->3<?d?><![CDATA[5]]><x:b>6</x:b></x:b><b>7</b></a>";
        let document = Document::parse(xml).unwrap();
        let texts: Vec<String> =
            children(document.root_element(), "x", "b").into_iter().map(text).collect();
        assert_eq!(texts, ["135"]);
        let root = document.root_element();
        assert_eq!(elements(root).len(), 2);
        assert_eq!(all_text(root), "13567");
        assert_eq!(plain_text(root), None);
        assert_eq!(plain_text(elements(root)[1]).as_deref(), Some("7"));
    }
}
