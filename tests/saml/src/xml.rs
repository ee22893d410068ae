//! Elements in the form of exclusive canonicalization.

/// The namespace of SAML assertions.
pub const ASSERTION_NS: &str = "urn:oasis:names:tc:SAML:2.0:assertion";
/// The namespace of SAML messages.
pub const PROTOCOL_NS: &str = "urn:oasis:names:tc:SAML:2.0:protocol";
/// The namespace of signatures.
pub const DS: &str = "http://www.w3.org/2000/09/xmldsig#";

/// Returns an element: namespace declarations as given, then the attributes that are present, sorted.
///
/// The content is XML, and the values of attributes are escaped by the caller.
#[must_use]
pub fn element(
    name: &str,
    namespaces: &[(&str, &str)],
    attributes: &[(&str, &Option<String>)],
    content: &str,
) -> String {
    let mut attributes: Vec<_> =
        attributes.iter().filter_map(|(name, value)| Some((*name, value.as_deref()?))).collect();
    attributes.sort_unstable();
    let mut start = name.to_owned();
    for (prefix, uri) in namespaces {
        start += &format!(" xmlns:{prefix}=\"{uri}\"");
    }
    for (name, value) in attributes {
        start += &format!(" {name}=\"{value}\"");
    }
    format!("<{start}>{content}</{name}>")
}

/// Returns text as the content of an element.
#[must_use]
pub fn text(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    text.replace('\r', "&#xD;")
}

/// Returns text as the value of an attribute.
#[must_use]
pub fn attribute_text(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
    text.replace('\t', "&#x9;").replace('\n', "&#xA;").replace('\r', "&#xD;")
}
