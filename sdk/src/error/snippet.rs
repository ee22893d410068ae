//! The printable part of a response that cannot be decoded.

/// The longest snippet, in characters.
const LONGEST: usize = 120;
/// The number of bytes that are inspected. Style sheets of error pages can be long.
const LOOKED_AT: usize = 16 * 1024;

/// Returns the beginning of a response without possible secrets.
///
/// For JSON, the structure without values; for pages and text, plain words only. Tokens, codes,
/// addresses and ids contain digits or punctuation.
pub(super) fn snippet(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(body.get(..LOOKED_AT).unwrap_or(body));
    let text = text.trim_start_matches(|it: char| it == '\u{feff}' || it.is_whitespace());
    let shown = match text.chars().next() {
        None => return String::new(),
        Some('{' | '[') => structure(text),
        Some('<') => words(&untagged(text)),
        Some(_) => words(text),
    };
    let mut short: String = shown.chars().take(LONGEST).collect();
    if short.len() < shown.len() {
        short.push('…');
    }
    short
}

/// Returns the field names and short numbers of JSON, which may be truncated.
fn structure(json: &str) -> String {
    let mut shown = String::new();
    let mut rest = json;
    while let Some(next) = rest.chars().next() {
        match next {
            '"' => {
                let (text, after) = quoted(rest);
                match after.trim_start().starts_with(':') {
                    true => shown.push_str(&format!("\"{}\"", name(text).unwrap_or("…"))),
                    false => shown.push_str("\"…\""),
                }
                rest = after;
                continue;
            }
            it if it.is_whitespace() => {}
            '{' | '}' | '[' | ']' | ':' | ',' => shown.push(next),
            _ => {
                let end = rest.find(['{', '}', '[', ']', ':', ',', '"']).unwrap_or(rest.len());
                shown.push_str(word(rest[..end].trim()).unwrap_or("…"));
                rest = &rest[end..];
                continue;
            }
        }
        rest = &rest[next.len_utf8()..];
    }
    shown
}

/// Returns the text between a quotation mark and the next, and what follows.
fn quoted(text: &str) -> (&str, &str) {
    let inner = &text[1..];
    let mut escaped = false;
    for (index, letter) in inner.char_indices() {
        match letter {
            '"' if !escaped => return (&inner[..index], &inner[index + 1..]),
            _ => escaped = letter == '\\' && !escaped,
        }
    }
    (inner, "")
}

/// Returns the visible text of a page.
fn untagged(page: &str) -> String {
    let mut text = String::new();
    let mut rest = page;
    while let Some(begin) = rest.find('<') {
        text.push_str(&rest[..begin]);
        text.push(' ');
        let tag = &rest[begin..];
        let hidden = ["script", "style", "!--"]
            .into_iter()
            .find(|name| tag.get(1..=name.len()).is_some_and(|it| it.eq_ignore_ascii_case(name)));
        let end = match hidden {
            Some("!--") => tag.find("-->").map(|end| end + 3),
            Some(name) => {
                let close = format!("</{name}");
                tag.to_ascii_lowercase().find(&close).map(|end| end + close.len())
            }
            None => tag.find('>').map(|end| end + 1),
        };
        rest = end.map_or("", |end| &tag[end..]);
        // The end tag of what was left out.
        if hidden.is_some_and(|name| name != "!--") {
            rest = rest.split_once('>').map_or("", |(_, after)| after);
        }
    }
    text.push_str(rest);
    text
}

/// Returns the words of a text; runs of anything else become one `…`.
fn words(text: &str) -> String {
    let mut shown: Vec<&str> = Vec::new();
    for part in text.split_whitespace() {
        let part = word(part).unwrap_or("…");
        if !(part == "…" && shown.last() == Some(&"…")) {
            shown.push(part);
        }
        // Enough for the longest snippet.
        if shown.len() > LONGEST {
            break;
        }
    }
    shown.join(" ")
}

/// Returns a word or a number of up to three digits, with surrounding punctuation; `None` for
/// anything that could be a token, a code or an address.
fn word(text: &str) -> Option<&str> {
    const SIGNS: [char; 9] = ['.', ',', ';', ':', '!', '?', '(', ')', '\''];
    let bare = text.trim_matches(SIGNS);
    let rest = bare.get(bare.chars().next().map_or(0, char::len_utf8)..).unwrap_or_default();
    // `Word`, `word` or `WORD`; tokens mix the two.
    let is_even =
        rest.chars().all(|it| !it.is_uppercase()) || bare.chars().all(|it| !it.is_lowercase());
    let is_word = is_even && bare.chars().count() <= 16 && bare.chars().all(char::is_alphabetic);
    let is_number = bare.len() <= 3 && bare.chars().all(|it| it.is_ascii_digit());
    (is_word || is_number).then_some(text)
}

/// Returns the name of a field; `None` for anything that could be an id.
fn name(text: &str) -> Option<&str> {
    let is_name = text.len() <= 32 && text.chars().all(|it| it.is_ascii_alphabetic() || it == '_');
    is_name.then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        snippet(text.as_bytes())
    }

    #[test]
    fn html_is_shown_as_plain_words() {
        let page = "<!DOCTYPE html>\n<html><head><title>502 Bad Gateway</title>\
                    <style>body { margin: 0 }</style><script>let a = '<b>';</script></head>\
                    <body><!-- <p>build 1234567 --><h1>502 Bad Gateway</h1><hr>nginx/1.25.3</body>";
        assert_eq!(shown(page), "502 Bad Gateway 502 Bad Gateway …");
        assert_eq!(shown("<html><script>never closed"), "");
        assert_eq!(shown("<b"), "");
    }

    #[test]
    fn json_shows_its_structure() {
        assert_eq!(
            shown(
                r#"{ "statusCode": 200, "data": {"access_token": "abc", "n": 123456, "on": true,"#
            ),
            r#"{"statusCode":200,"data":{"access_token":"…","n":…,"on":true,"#
        );
        assert_eq!(shown(r#"{"a\"b":"c\"d","cut": "of"#), r#"{"…":"…","cut":"…""#);
        assert_eq!(shown(r#"[{"6f1ed002ab55":"#), r#"[{"…":"#);
    }

    #[test]
    fn tokens_codes_and_addresses_are_left_out() {
        for text in ["test-secret", "123456", "a@example.com", "eyJhbGciOi", "https://a.example/x"]
        {
            let shown = shown(&format!("your code is {text} today"));
            assert_eq!(shown, "your code is … today", "{text}");
        }
        let text = "upstream connect error or disconnect/reset before headers. retried: 3 key=test";
        assert_eq!(shown(text), "upstream connect error or … before headers. retried: 3 …");
    }

    #[test]
    fn snippets_have_a_maximum_length() {
        assert!(snippet(&[0xff; 100_000]).chars().count() <= LONGEST + 1);
        assert!(shown(&"word ".repeat(10_000)).chars().count() <= LONGEST + 1);
        assert!(shown(&"[".repeat(10_000)).chars().count() <= LONGEST + 1);
        assert_eq!(shown(" \u{feff}\n"), "");
    }
}
