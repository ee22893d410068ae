//! Recognizes Markdown other than `code` in texts.

/// Returns the first markup other than `code`, and the fix.
pub(super) fn markup(text: &str) -> Option<(&'static str, &'static str)> {
    if text.contains("``") {
        return Some(("more than one backtick in a row", "write code in single backticks"));
    }
    if text.matches('`').count() % 2 == 1 {
        return Some(("an unclosed backtick", "add the missing backtick, or remove it"));
    }
    // Markup inside of code does not count; one letter replaces the code.
    let plain: String = text
        .split('`')
        .enumerate()
        .map(|(index, part)| if index % 2 == 0 { part } else { "c" })
        .collect();
    let plain = plain.as_str();
    if plain.lines().any(is_block) {
        return Some((
            "a heading, a list, a quotation or a table",
            "write sentences; lists of values belong to `enum` or `x-documented-values`",
        ));
    }
    if plain.contains("](") || plain.contains("][") || plain.contains("![") {
        return Some(("a link or an image", "name the thing in words, without a link"));
    }
    if ["*", "_", "~~"].iter().any(|mark| is_emphasized(plain, mark)) {
        return Some(("emphasis", "remove the marks; write wire names and values in backticks"));
    }
    if has_tag(plain) {
        return Some(("an HTML tag or a link", "write it in backticks, or remove it"));
    }
    if ["http://", "https://", "www."].iter().any(|start| plain.contains(start)) {
        return Some(("a link", "name the thing in words, or write an address as code"));
    }
    if has_entity(plain) {
        return Some(("an HTML entity", "write the character itself"));
    }
    None
}

/// Returns whether a text contains a character reference of HTML, such as `&nbsp;`.
fn has_entity(text: &str) -> bool {
    text.split('&').skip(1).any(|rest| {
        let name = rest.split(';').next().unwrap_or_default();
        let is_name = |it: char| it.is_ascii_alphanumeric() || it == '#';
        name.len() < rest.len() && name.len() > 1 && name.len() < 10 && name.chars().all(is_name)
    })
}

/// Returns whether a line begins a Markdown block other than a paragraph.
fn is_block(line: &str) -> bool {
    let line = line.trim_start();
    let is_mark = |rest: &str| rest.is_empty() || rest.starts_with([' ', '\t']);
    let heading = line.trim_start_matches('#');
    let digits = line.trim_start_matches(|it: char| it.is_ascii_digit());
    let numbered = digits.strip_prefix(['.', ')']).filter(|_| digits.len() < line.len());
    heading.len() < line.len() && is_mark(heading)
        || line.strip_prefix(['-', '*', '+']).is_some_and(is_mark)
        || numbered.is_some_and(|rest| rest.starts_with([' ', '\t']))
        || line.starts_with('>')
        || line.starts_with('|')
        || ["---", "***", "___", "===", "~~~"].iter().any(|rule| line.starts_with(rule))
}

/// Returns whether marks enclose a text directly.
fn is_emphasized(text: &str, mark: &str) -> bool {
    let is_word = |letter: Option<char>| letter.is_some_and(char::is_alphanumeric);
    let is_gap = |letter: Option<char>| letter.is_none_or(char::is_whitespace);
    let mut is_open = false;
    for (at, _) in text.match_indices(mark) {
        let before = text[..at].chars().next_back();
        let after = text[at + mark.len()..].chars().next();
        // An underscore inside of a word is part of the word.
        let [may_open, may_close] = match mark {
            "_" => [!is_word(before), !is_word(after)],
            _ => [true, true],
        };
        if is_open && may_close && !is_gap(before) {
            return true;
        }
        is_open |= may_open && !is_gap(after);
    }
    false
}

fn has_tag(text: &str) -> bool {
    text.split('<').skip(1).any(|rest| {
        rest.starts_with(|it: char| it.is_ascii_alphabetic() || it == '/' || it == '!')
            && rest.contains('>')
    })
}

#[cfg(test)]
mod tests {
    use super::markup;

    #[test]
    fn code_and_ordinary_punctuation_are_not_markup() {
        for text in [
            "Takes `a*b*`, `<b>`, `[x](y)` and `_id_`.",
            "At most 5 * 6 * 7, as in user_id or a_b_c.",
            "Between 1 < 2 and 3 > 2 [see above] (and below).",
            "2023 was a year.\nNumber #1.",
            "-1 means none.",
            "Users & groups; roles.",
            "Begins with `https://`, as in `https://a.b`.",
            "",
        ] {
            assert!(markup(text).is_none(), "{text}");
        }
    }

    #[test]
    fn markup_is_recognized() {
        for text in [
            "An *important* field.",
            "A **bold** word.",
            "An _old_ field.",
            "~~Gone~~.",
            "See [the page](https://example.com).",
            "![An image](a.png)",
            "# Heading",
            "First:\n- one\n- two",
            "1. First",
            "> Quoted",
            "| a | b |",
            "Text<br>more",
            "<https://example.com>",
            "```json```",
            "An `unclosed code.",
            "Above\n---",
            "First&nbsp;second",
            "It&#39;s",
            "See https://example.com/a.",
        ] {
            assert!(markup(text).is_some(), "{text}");
        }
    }
}
