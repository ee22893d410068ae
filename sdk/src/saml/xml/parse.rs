//! [`parse`]: a document of bounded size as a tree.

use roxmltree::{Document, Error as XmlError, ParsingOptions};

use super::limits::check_limits;
use crate::error::{SamlError, SamlErrorKind as Kind};

/// Parses a document that is not signed, or whose signature is not checked.
pub(in crate::saml) fn parse(xml: &str) -> Result<Document<'_>, SamlError> {
    let xml = xml.strip_prefix('\u{feff}').unwrap_or(xml);
    check_limits(xml)?;
    // Comments are nodes, too.
    let options = ParsingOptions { nodes_limit: 100_000, ..ParsingOptions::default() };
    Document::parse_with_options(xml, options).map_err(|error| {
        let (kind, problem) = match &error {
            XmlError::DtdDetected => (Kind::Doctype, "has a document type, which is not allowed"),
            XmlError::NodesLimitReached
            | XmlError::AttributesLimitReached
            | XmlError::NamespacesLimitReached => (Kind::TooLarge, "has too many parts"),
            _ => (Kind::Xml, "is not well-formed XML"),
        };
        SamlError::new(kind, format!("the document {problem}: {error}"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(xml: &str) -> Kind {
        parse(xml).unwrap_err().kind()
    }

    #[test]
    fn documents_that_are_not_well_formed_are_refused() {
        for xml in ["", "a", "<a>", "<a></b>", "<a/><a/>", "<a b='' b=''/>", "<b:a/>", "<a>&b;</a>"]
        {
            assert_eq!(kind(xml), Kind::Xml, "{xml}");
        }
        assert_eq!(kind("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"), Kind::Doctype);
        assert_eq!(kind(&format!("<a>{}</a>", "<!---->".repeat(110_000))), Kind::TooLarge);
    }

    #[test]
    fn one_byte_order_mark_and_a_declaration_are_accepted() {
        let xml = "\u{feff}<?xml version='1.0' encoding='UTF-8'?>\n<a>é</a>";
        assert_eq!(parse(xml).unwrap().root_element().text(), Some("é"));
    }
}
