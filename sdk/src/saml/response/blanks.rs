//! Blanks in attributes.

/// Replaces tabs and line ends in the values of attributes by blanks, as XML requires of a parser
/// (XML 1.0, 3.3.3), but the one that signatures are verified with does not.
///
/// Signatures are verified afterwards, so that nothing of an identity depends on what is changed here.
pub(super) fn normalized(xml: &str) -> String {
    let mut out = String::with_capacity(xml.len());
    let mut rest = xml;
    while let Some(start) = rest.find('<') {
        let (text, markup) = rest.split_at(start);
        out.push_str(text);
        let skipped = [("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>")]
            .into_iter()
            .find(|(opening, _)| markup.starts_with(opening));
        let length = match skipped {
            Some((opening, end)) => {
                let content = markup.get(opening.len()..).unwrap_or_default();
                content.find(end).map(|it| opening.len() + it + end.len())
            }
            None => length_of_tag(markup),
        };
        // Without an end, it is not well-formed.
        let Some((markup, after)) = length.and_then(|it| markup.split_at_checked(it)) else {
            rest = markup;
            break;
        };
        if skipped.is_some() {
            out.push_str(markup)
        } else {
            push_tag(&mut out, markup)
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Returns the length of a tag up to its `>`.
fn length_of_tag(markup: &str) -> Option<usize> {
    let mut quote = None;
    let end = markup.find(|it: char| match quote {
        Some(open) => {
            if it == open {
                quote = None;
            }
            false
        }
        None => {
            if it == '"' || it == '\'' {
                quote = Some(it);
            }
            it == '>'
        }
    })?;
    Some(end + 1)
}

/// Adds a tag, its blanks normalized. Blanks between attributes mean the same in any form.
fn push_tag(out: &mut String, tag: &str) {
    let mut letters = tag.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\r' => {
                letters.next_if_eq(&'\n');
                out.push(' ');
            }
            '\t' | '\n' => out.push(' '),
            letter => out.push(letter),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_of_attributes_are_normalized() {
        for (xml, expected) in [
            ("<a b='c\td\ne\rf\r\ng\n\rh'/>", "<a b='c d e f g  h'/>"),
            ("<a\n\tb=\"'>\n\"\r\nc='\">\n'>\n</a\n>", "<a  b=\"'> \" c='\"> '>\n</a >"),
            ("<a b='&#10;&#9;'>\r\n\t</a>", "<a b='&#10;&#9;'>\r\n\t</a>"),
        ] {
            assert_eq!(normalized(xml), expected);
        }
    }

    #[test]
    fn other_text_is_kept() {
        for xml in [
            "",
            "\n<!-- <a b='\n'> -->\n<a/>\n",
            "<?a b='\n'?><a><![CDATA[<a b='\n'>]]>\n</a>",
            "<a b='\n",
            "<!-- \n<a b='\n'>",
            "a\n>b'\n'<",
            "<é>\n</é>\u{2028}",
        ] {
            assert_eq!(normalized(xml), xml);
        }
    }
}
