//! [`parse`]: a document of bounded size as a tree.

use roxmltree::{Document, Error, ParsingOptions};

use super::{Limits, Problem, ProblemKind as Kind};

/// Comments and texts are nodes, too.
const MOST_NODES: u32 = 100_000;

/// Parses a document within limits, without a document type.
pub(crate) fn parse<'a>(xml: &'a str, limits: &Limits) -> Result<Document<'a>, Problem> {
    let xml = xml.strip_prefix('\u{feff}').unwrap_or(xml);
    // The parser would remove another.
    if xml.starts_with('\u{feff}') {
        return Err(Problem::new(Kind::Malformed, "has two byte order marks"));
    }
    limits.check(xml)?;
    let options = ParsingOptions { nodes_limit: MOST_NODES, ..ParsingOptions::default() };
    Document::parse_with_options(xml, options).map_err(|error| match &error {
        Error::DtdDetected => Problem::doctype(),
        Error::NodesLimitReached
        | Error::AttributesLimitReached
        | Error::NamespacesLimitReached => Problem::new(Kind::TooLarge, "has too many parts"),
        // Messages of the parser repeat names.
        error => {
            let at = error.pos();
            let text = format!("is not well-formed at line {}, column {}", at.row, at.col);
            Problem::new(Kind::Malformed, text)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(xml: &str) -> Result<Document<'_>, Problem> {
        super::parse(xml, &Limits::MESSAGE)
    }

    fn kind(xml: &str) -> Kind {
        parse(xml).unwrap_err().kind
    }

    #[test]
    fn documents_that_are_not_well_formed_are_refused() {
        for xml in ["", "a", "<a>", "<a></b>", "<a/><a/>", "<a b='' b=''/>", "<b:a/>", "<a>&b;</a>"]
        {
            assert_eq!(kind(xml), Kind::Malformed, "{xml}");
        }
        assert_eq!(kind("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"), Kind::Doctype);
        assert_eq!(kind(&format!("<a>{}</a>", "<!---->".repeat(110_000))), Kind::TooLarge);
    }

    #[test]
    fn one_byte_order_mark_and_a_declaration_are_accepted() {
        let xml = "\u{feff}<?xml version='1.0' encoding='UTF-8'?>\n<a>é</a>";
        assert_eq!(parse(xml).unwrap().root_element().text(), Some("é"));
        assert_eq!(kind(&format!("\u{feff}{xml}")), Kind::Malformed);
    }
}
