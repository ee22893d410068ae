//! Lint of lines: their length, and white space at their ends.

use std::collections::BTreeMap;

use saphyr_parser::{Event, Parser};

use crate::diagnostics::{Diagnostic, Diagnostics, Pointer};
use crate::document::Document;

/// The maximum number of characters of a line.
const LONGEST: usize = 100;

pub(super) fn check(document: &Document, found: &mut Diagnostics) {
    for (file, text) in &document.sources {
        let long: BTreeMap<usize, usize> = text
            .lines()
            .enumerate()
            .filter(|(_, line)| line.len() > LONGEST)
            .map(|(index, line)| (index + 1, line, line.trim_end().chars().count()))
            .filter(|(_, line, length)| *length > LONGEST && can_be_folded(line))
            .map(|(number, _, length)| (number, length))
            .collect();
        let spaced = text.lines().enumerate().filter(|(_, line)| line.ends_with([' ', '\t']));
        let spaced = spaced.map(|(index, _)| index + 1);
        let spaced: Vec<usize> = spaced.filter(|number| !long.contains_key(number)).collect();
        if !spaced.is_empty() {
            for (number, tokens) in pointers(text, spaced) {
                found.push(Diagnostic::new(
                    "trailing-space",
                    Pointer { file: file.clone(), tokens },
                    format!("line {number} ends with white space"),
                    "remove the white space at its end",
                ));
            }
        }
        if long.is_empty() {
            continue;
        }
        for (number, tokens) in pointers(text, long.keys().copied().collect()) {
            let length = long.get(&number).copied().unwrap_or_default();
            found.push(Diagnostic::new(
                "long-line",
                Pointer { file: file.clone(), tokens },
                format!("line {number} has {length} characters, but at most {LONGEST} are allowed"),
                "fold the text with `>-`, or write one entry of a list or object per line",
            ));
        }
    }
}

/// Returns whether a line could be shorter: data without spaces, such as a data URL, cannot.
fn can_be_folded(line: &str) -> bool {
    let mut rest = line.trim();
    while let Some(item) = rest.strip_prefix("- ").or_else(|| rest.strip_prefix("# ")) {
        rest = item.trim_start();
    }
    let key =
        |key: &str| !key.contains(['"', '\'', '{', '[']) && !key.contains(char::is_whitespace);
    if let Some((_, value)) = rest.split_once(": ").filter(|(name, _)| key(name)) {
        rest = value.trim_start();
    }
    rest.starts_with(['[', '{']) || rest.contains(char::is_whitespace)
}

/// Returns the pointers to the values on these lines, in order.
pub(super) fn pointers(text: &str, wanted: Vec<usize>) -> Vec<(usize, Vec<String>)> {
    let mut search = Search { wanted, next: 0, last: Vec::new(), found: Vec::new() };
    let mut open: Vec<Open> = Vec::new();
    let mut tokens: Vec<String> = Vec::new();
    let mut parser = Parser::new_from_str(text);
    while let Some(Ok((event, span))) = parser.next_event() {
        let line = span.start.line();
        let (is_value, opened) = match &event {
            Event::Scalar(..) | Event::Alias(..) => (true, None),
            Event::MappingStart(..) => (true, Some(Open::Mapping { has_key: false })),
            Event::SequenceStart(..) => (true, Some(Open::Sequence { next: 0 })),
            Event::MappingEnd | Event::SequenceEnd => {
                open.pop();
                (false, None)
            }
            _ => continue,
        };
        if is_value {
            match open.last_mut() {
                Some(Open::Mapping { has_key: false }) => {
                    let key = match &event {
                        Event::Scalar(text, ..) => text.to_string(),
                        _ => String::new(),
                    };
                    tokens.push(key);
                    search.at(line, &tokens);
                    if let (Some(Open::Mapping { has_key }), None) = (open.last_mut(), &opened) {
                        *has_key = true;
                        continue;
                    }
                }
                Some(Open::Sequence { next }) => {
                    tokens.push(next.to_string());
                    *next += 1;
                    search.at(line, &tokens);
                }
                // The value of a key, which has been noted. A block begins where its content does.
                _ => {}
            }
        }
        match opened {
            Some(opened) => open.push(opened),
            // The value is complete.
            None => {
                if let Some(parent) = open.last_mut() {
                    tokens.pop();
                    if let Open::Mapping { has_key } = parent {
                        *has_key = false;
                    }
                }
            }
        }
    }
    search.at(usize::MAX, &[]);
    search.found
}

/// A mapping or a sequence that is not complete.
enum Open {
    Mapping { has_key: bool },
    Sequence { next: usize },
}

struct Search {
    wanted: Vec<usize>,
    next: usize,
    last: Vec<String>,
    found: Vec<(usize, Vec<String>)>,
}

impl Search {
    /// Records that a value begins on a line. Lines before it belong to the value before.
    fn at(&mut self, line: usize, tokens: &[String]) {
        while let Some(wanted) = self.wanted.get(self.next).filter(|wanted| **wanted <= line) {
            let tokens = if *wanted == line { tokens.to_vec() } else { self.last.clone() };
            self.found.push((*wanted, tokens));
            self.next += 1;
        }
        if self.next < self.wanted.len() {
            self.last = tokens.to_vec();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{can_be_folded, pointers};

    #[test]
    fn data_without_spaces_cannot_be_folded() {
        assert!(!can_be_folded("      qrCode: data:image/png;base64,AAAA"));
        assert!(!can_be_folded("  - \"https://example.com/a?b=c\""));
        assert!(!can_be_folded("  # https://example.com/a"));
        assert!(can_be_folded("  - [a,b,c]"));
        assert!(can_be_folded("  description: Two words."));
        assert!(can_be_folded("  # two words"));
    }

    #[test]
    fn line_has_the_pointer_of_its_value() {
        let text = "\
a:
  b: 1
  c:
    - first
    - { d: 2, e: [3] }
  f: >-
    some
    text
# note
g: 4
";
        let found = pointers(text, vec![2, 4, 5, 7, 9, 10]);
        let found: Vec<_> = found.iter().map(|(line, tokens)| (*line, tokens.join("/"))).collect();
        let expected = [(2, "a/b"), (4, "a/c/0"), (5, "a/c/1"), (7, "a/f"), (9, "a/f"), (10, "g")];
        assert_eq!(found, expected.map(|(line, tokens)| (line, tokens.to_owned())));
    }
}
