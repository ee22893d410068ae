//! The attributes of an assertion.

use roxmltree::Node;

use super::{invalid, trimmed};
use crate::error::Error;
use crate::saml::attributes::{Attribute, AttributeValue, Attributes};
use crate::saml::names::{SAML, XSI};
use crate::xml::{all_text, attribute, children};

/// Reads the attributes of all statements, in the order of the document.
pub(super) fn read(statements: &[Node<'_, '_>]) -> Result<Attributes, Error> {
    let mut attributes = Attributes::default();
    for node in statements.iter().flat_map(|it| children(*it, SAML, "Attribute")) {
        let name = attribute(node, "Name").filter(|it| !it.is_empty());
        let name = name.ok_or_else(|| invalid("an attribute has no name"))?;
        let optional = |name| attribute(node, name).map(str::to_owned);
        attributes.add(Attribute {
            name: name.to_owned(),
            name_format: optional("NameFormat"),
            friendly_name: optional("FriendlyName"),
            values: children(node, SAML, "AttributeValue").into_iter().map(value).collect(),
        });
    }
    Ok(attributes)
}

fn value(node: Node<'_, '_>) -> AttributeValue {
    // Blanks around a boolean mean nothing.
    match node.attribute((XSI, "nil")).map(trimmed).as_deref() {
        Some("true" | "1") => AttributeValue::Null,
        // Identity providers wrap some values in elements, for instance in a `NameID`.
        _ => AttributeValue::Text(all_text(node)),
    }
}
