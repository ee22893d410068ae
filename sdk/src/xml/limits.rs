//! [`Limits`]: a bound on the work that a document makes for a parser.

use super::{Problem, ProblemKind as Kind};

/// Limits of a document.
pub(crate) struct Limits {
    /// The most bytes.
    pub(crate) bytes: usize,
    /// The most nested elements.
    pub(crate) depth: usize,
    /// The most elements, with comments, CDATA sections and processing instructions.
    pub(crate) elements: usize,
    /// The most attributes of an element, with declarations of namespaces.
    pub(crate) attributes: usize,
    /// The most declarations of namespaces on an element and those around it. Parsers copy them for
    /// each element that adds one, so the product with the number of elements has to be bounded.
    pub(crate) namespaces: usize,
    /// The most bytes of a declaration of a namespace. The canonical form of a document repeats it on
    /// every element that uses it, so the product with the number of elements has to be bounded.
    pub(crate) declaration: usize,
}

impl Limits {
    /// The limits of a message or of metadata.
    pub(crate) const MESSAGE: Self = Self {
        bytes: 1_000_000,
        depth: 64,
        elements: 20_000,
        attributes: 64,
        namespaces: 256,
        declaration: 256,
    };

    /// Checks the size of a document before it is parsed. Whether it is well-formed is up to the
    /// parser.
    ///
    /// Up to the first error in the syntax, elements and attributes are those that a parser sees;
    /// behind it, a parser sees nothing.
    pub(crate) fn check(&self, xml: &str) -> Result<(), Problem> {
        let too_large = |what: &str, limit: usize| {
            Err(Problem::new(Kind::TooLarge, format!("has more than {limit} {what}")))
        };
        if xml.len() > self.bytes {
            return too_large("bytes", self.bytes);
        }
        let mut rest = xml;
        let mut elements = 0;
        // Declarations of namespaces, by open element.
        let mut open: Vec<usize> = Vec::new();
        while let Some(at) = rest.find('<') {
            let markup = &rest[at..];
            if !markup.starts_with("</") {
                elements += 1;
            }
            if elements > self.elements {
                return too_large("elements and comments", self.elements);
            }
            rest = if let Some(comment) = markup.strip_prefix("<!--") {
                after(comment, "-->")?
            } else if let Some(text) = markup.strip_prefix("<![CDATA[") {
                after(text, "]]>")?
            } else if markup.starts_with("<!DOCTYPE") {
                return Err(Problem::doctype());
            } else if markup.starts_with("<!") {
                return Err(malformed("it has an unknown declaration"));
            } else if let Some(instruction) = markup.strip_prefix("<?") {
                after(instruction, "?>")?
            } else if let Some(end) = markup.strip_prefix("</") {
                open.pop();
                after(end, ">")?
            } else {
                let tag = Tag::read(&markup[1..])?;
                if tag.attributes > self.attributes {
                    return too_large("attributes on one element", self.attributes);
                }
                if open.iter().sum::<usize>() + tag.namespaces > self.namespaces {
                    return too_large("declarations of namespaces in one place", self.namespaces);
                }
                if tag.declaration > self.declaration {
                    return too_large("bytes in the declaration of a namespace", self.declaration);
                }
                if open.len() >= self.depth {
                    return too_large("nested elements", self.depth);
                }
                if !tag.is_empty {
                    open.push(tag.namespaces);
                }
                tag.rest
            };
        }
        Ok(())
    }
}

/// A start tag or the tag of an empty element.
struct Tag<'a> {
    attributes: usize,
    namespaces: usize,
    /// The bytes of the longest declaration of a namespace.
    declaration: usize,
    is_empty: bool,
    /// The text behind the tag.
    rest: &'a str,
}

impl<'a> Tag<'a> {
    /// Reads a tag behind its `<`.
    fn read(text: &'a str) -> Result<Self, Problem> {
        let (mut attributes, mut namespaces, mut declaration) = (0, 0, 0);
        let mut rest = text;
        loop {
            let at = rest.find(['"', '\'', '>']).ok_or_else(unfinished)?;
            let (before, behind) = (&rest[..at], &rest[at + 1..]);
            if rest[at..].starts_with('>') {
                let is_empty = before.ends_with('/');
                return Ok(Self { attributes, namespaces, declaration, is_empty, rest: behind });
            }
            attributes += 1;
            // The name of the attribute ends `before`.
            let name = before
                .rsplit(|it: char| it.is_ascii_whitespace())
                .find(|it| !matches!(*it, "" | "="));
            rest = after(behind, if rest[at..].starts_with('"') { "\"" } else { "'" })?;
            if let Some(name) = name.filter(|it| it.starts_with("xmlns")) {
                namespaces += 1;
                declaration = declaration.max(name.len() + behind.len() - rest.len());
            }
        }
    }
}

/// Returns the text behind the end of a markup.
fn after<'a>(text: &'a str, end: &str) -> Result<&'a str, Problem> {
    text.split_once(end).map(|(_, rest)| rest).ok_or_else(unfinished)
}

fn unfinished() -> Problem {
    malformed("it ends in a tag or a comment")
}

fn malformed(problem: &str) -> Problem {
    Problem::new(Kind::Malformed, format!("is not well-formed: {problem}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONGEST: usize = Limits::MESSAGE.bytes;
    const DEEPEST: usize = Limits::MESSAGE.depth;
    const MOST_ELEMENTS: usize = Limits::MESSAGE.elements;
    const MOST_ATTRIBUTES: usize = Limits::MESSAGE.attributes;

    fn kind(xml: &str) -> Option<Kind> {
        Limits::MESSAGE.check(xml).err().map(|problem| problem.kind)
    }

    fn nested(depth: usize, attributes: &str) -> String {
        format!("<a{attributes}>").repeat(depth) + &"</a>".repeat(depth)
    }

    #[test]
    fn the_largest_documents_are_accepted_and_larger_ones_are_refused() {
        let text = "a".repeat(LONGEST - "<a></a>".len());
        assert_eq!(kind(&format!("<a>{text}</a>")), None);
        assert_eq!(kind(&format!("<a>{text} </a>")), Some(Kind::TooLarge));
        assert_eq!(kind(&nested(DEEPEST, "")), None);
        assert_eq!(kind(&nested(DEEPEST + 1, "")), Some(Kind::TooLarge));
        assert_eq!(kind(&nested(100_000, "")), Some(Kind::TooLarge));
        for part in ["<b/>", "<!---->", "a<!-- b -->", "<![CDATA[]]>", "<?b?>"] {
            let mixed = |count: usize| format!("<a>{}</a>", part.repeat(count - 1));
            assert_eq!(kind(&mixed(MOST_ELEMENTS)), None, "{part}");
            assert_eq!(kind(&mixed(MOST_ELEMENTS + 1)), Some(Kind::TooLarge), "{part}");
        }
        let wide = |count: usize| {
            let attributes: Vec<String> = (0..count).map(|it| format!("a{it} = '>'")).collect();
            format!("<a {}/>", attributes.join("\n"))
        };
        assert_eq!(kind(&wide(MOST_ATTRIBUTES)), None);
        assert_eq!(kind(&wide(MOST_ATTRIBUTES + 1)), Some(Kind::TooLarge));
        assert_eq!(kind(&wide(50_000)), Some(Kind::TooLarge));
    }

    #[test]
    fn namespaces_in_scope_are_bounded() {
        let four = r#" xmlns="a" xmlns:b='b' xmlns:c = "c" xmlns:d="d" "#;
        assert_eq!(kind(&nested(64, four)), None);
        assert_eq!(kind(&nested(64, &format!("{four} xmlns:e=''"))), Some(Kind::TooLarge));
        // Those of siblings are not in scope.
        let siblings = format!("<a>{}</a>", "<b xmlns='a' xmlns:c='c'>a</b>".repeat(10_000));
        assert_eq!(kind(&siblings), None);
        // Another name.
        assert_eq!(kind(&nested(64, " a='xmlns' b='xmlns:b' c='' d='' e='xmlns='")), None);
    }

    #[test]
    fn declarations_of_namespaces_are_bounded() {
        let longest = "x".repeat(Limits::MESSAGE.declaration - "xmlns:a=\"".len());
        for (open, close) in [("<a xmlns:a=\"", "\"/>"), ("<a b='' xmlns:a = '", "' c=''>")] {
            assert_eq!(kind(&format!("{open}{longest}{close}")), None);
            assert_eq!(kind(&format!("{open}{longest}xxx{close}")), Some(Kind::TooLarge));
        }
        // Other attributes are not repeated.
        assert_eq!(kind(&format!("<a b='{longest}{longest}'/>")), None);
    }

    #[test]
    fn markup_is_not_read_in_text() {
        for text in ["<!-- <a> <!DOCTYPE -->", "<![CDATA[ <a <!DOCTYPE ]]>", "<?a <a ?>"] {
            assert_eq!(kind(&format!("<a>{}</a>", text.repeat(70))), None, "{text}");
        }
        assert_eq!(kind("<a b='<!DOCTYPE' c=\"'>\"></a>"), None);
    }

    #[test]
    fn document_types_and_unfinished_markup_are_refused() {
        for xml in ["<!DOCTYPE a><a/>", "<a><!DOCTYPE", " <!-- --> <!DOCTYPE a [<!ENTITY b 'c'>]>"]
        {
            assert_eq!(kind(xml), Some(Kind::Doctype), "{xml}");
        }
        for xml in [
            "<!doctype a>",
            "<!ENTITY b 'c'>",
            "<!-<a/>",
            "<",
            "<a",
            "<a b='",
            "<a b='>",
            "<!--",
            "<![CDATA[",
            "<?",
            "</a",
            "é<é",
        ] {
            assert_eq!(kind(xml), Some(Kind::Malformed), "{xml}");
        }
    }
}
