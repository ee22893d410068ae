//! Source locations of values. Computed once per file and only if the file has a problem, so that
//! runs without problems do not pay for it.

use std::collections::HashMap;

use saphyr_parser::{Event, Marker, Parser, Span, StrInput};

use crate::diagnostics::SourceLocation;

/// The longest part of a line that is shown.
const EXCERPT: usize = 160;

/// Returns the source location of one value of a text that is not a file of a spec.
pub(crate) fn location(text: &str, tokens: &[String]) -> Option<SourceLocation> {
    Index::of(text, super::parse::DEEPEST).location(text, tokens)
}

/// The locations of everything in a text.
#[derive(Clone, Debug, Default)]
pub struct Index {
    /// Start of each line, in bytes.
    lines: Vec<usize>,
    /// Whether a character is a byte.
    is_ascii: bool,
    /// Line and column of each value, or of its key if it has one.
    values: Vec<(usize, usize)>,
    /// The child of a value under a token.
    children: HashMap<(usize, String), usize>,
    /// Keys that occur twice in a mapping.
    pub duplicates: Vec<Duplicate>,
    /// Start of a second document.
    pub second_document: Option<(usize, usize)>,
    /// Position at which the nesting becomes too deep to be read.
    pub too_deep: Option<(usize, usize)>,
}

/// A key that occurs twice in a mapping.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duplicate {
    /// The tokens of the pointer to it.
    pub tokens: Vec<String>,
    /// Line and column.
    pub at: (usize, usize),
    /// The line of its first occurrence.
    pub first: usize,
}

/// A mapping or sequence that is still open.
struct Open {
    value: usize,
    /// The last token of the pointer to it.
    token: Option<String>,
    /// The next index of a sequence; `None` in a mapping.
    next: Option<usize>,
    /// The key whose value comes next, in a mapping.
    key: Option<(String, (usize, usize))>,
}

impl Index {
    /// Reads a text, as far as it is YAML and not nested more than `deepest` levels deep.
    pub fn of(text: &str, deepest: usize) -> Self {
        let starts = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let lines = std::iter::once(0).chain(starts.map(|(at, _)| at + 1)).collect();
        let mut index = Self { lines, is_ascii: text.is_ascii(), ..Self::default() };
        index.read(Parser::new_from_str(text), deepest);
        index
    }

    fn read(&mut self, parser: Parser<'_, StrInput<'_>>, deepest: usize) {
        let mut open: Vec<Open> = Vec::new();
        // Nothing refers into a mapping or sequence that is a key.
        let mut inside_key = 0_usize;
        let mut documents = 0;
        for next in parser {
            let (event, span) = match next {
                Ok(next) => next,
                Err(error) => {
                    // The parser limits nested brackets itself and can reach that limit before it
                    // reports the first bracket.
                    let is_deep = error.info().contains("recursion limit");
                    self.too_deep = is_deep.then(|| position(*error.marker()));
                    return;
                }
            };
            match event {
                Event::DocumentStart(_) => {
                    documents += 1;
                    if documents > 1 {
                        self.second_document = Some(position(span.start));
                        return;
                    }
                }
                Event::MappingStart(..) | Event::SequenceStart(..) if inside_key > 0 => {
                    inside_key += 1;
                    if open.len() + inside_key > deepest {
                        self.too_deep = Some(position(span.start));
                        return;
                    }
                }
                Event::MappingEnd | Event::SequenceEnd if inside_key > 0 => inside_key -= 1,
                Event::MappingStart(..) | Event::SequenceStart(..) => {
                    if open.len() == deepest {
                        self.too_deep = Some(position(span.start));
                        return;
                    }
                    if is_key_next(&open) {
                        inside_key = 1;
                        set_key(&mut open, String::from("[…]"), span);
                        continue;
                    }
                    let is_sequence = matches!(event, Event::SequenceStart(..));
                    let (value, token) = self.value(&mut open, span);
                    let next = is_sequence.then_some(0);
                    open.push(Open { value, token, next, key: None });
                }
                Event::MappingEnd | Event::SequenceEnd => drop(open.pop()),
                Event::Scalar(..) | Event::Alias(_) if inside_key > 0 => {}
                Event::Scalar(text, ..) if is_key_next(&open) => {
                    set_key(&mut open, text.into_owned(), span);
                }
                Event::Alias(_) if is_key_next(&open) => {
                    set_key(&mut open, String::from("*"), span);
                }
                Event::Scalar(..) | Event::Alias(_) => drop(self.value(&mut open, span)),
                Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => {}
            }
        }
    }

    /// Adds a value to the innermost open one.
    fn value(&mut self, open: &mut [Open], span: Span) -> (usize, Option<String>) {
        let value = self.values.len();
        let start = position(span.start);
        let Some(parent) = open.last_mut() else {
            self.values.push(start);
            return (value, None);
        };
        let (token, at) = match (&mut parent.next, parent.key.take()) {
            (Some(next), _) => {
                *next += 1;
                ((*next - 1).to_string(), start)
            }
            (None, Some(key)) => key,
            (None, None) => (String::new(), start),
        };
        self.values.push(at);
        let first = *self.children.entry((parent.value, token.clone())).or_insert(value);
        if first != value {
            let first = self.values.get(first).map_or(0, |first| first.0);
            let tokens = open.iter().filter_map(|open| open.token.clone()).chain([token.clone()]);
            self.duplicates.push(Duplicate { tokens: tokens.collect(), at, first });
        }
        (value, Some(token))
    }

    /// Returns the location of a value, or of its deepest existing ancestor if the value is
    /// missing.
    pub fn location(&self, text: &str, tokens: &[String]) -> Option<SourceLocation> {
        let mut value = 0;
        for token in tokens {
            match self.children.get(&(value, token.clone())) {
                Some(child) => value = *child,
                None => break,
            }
        }
        self.at(text, *self.values.get(value)?)
    }

    /// Returns a line and a column with the text around them.
    pub fn at(&self, text: &str, (line, column): (usize, usize)) -> Option<SourceLocation> {
        let start = *self.lines.get(line.checked_sub(1)?)?;
        let end = self.lines.get(line).copied().unwrap_or(text.len());
        let excerpt = excerpt(text.get(start..end)?.trim_end(), column, self.is_ascii);
        Some(SourceLocation { line, column, excerpt })
    }
}

/// Returns a line, or the part around the column if it is long.
fn excerpt(line: &str, column: usize, is_ascii: bool) -> String {
    if line.len() <= EXCERPT {
        return line.to_owned();
    }
    let start = column.saturating_sub(EXCERPT / 2);
    // A long line can have many problems, so it is not scanned for each of them.
    let (shown, is_last) = if is_ascii {
        let end = (start + EXCERPT).min(line.len());
        (line.get(start..end).unwrap_or_default().to_owned(), end == line.len())
    } else {
        let mut rest = line.chars().skip(start);
        (rest.by_ref().take(EXCERPT).collect(), rest.next().is_none())
    };
    let before = if start > 0 { "…" } else { "" };
    let after = if is_last { "" } else { "…" };
    format!("{before}{shown}{after}")
}

fn position(mark: Marker) -> (usize, usize) {
    (mark.line(), mark.col() + 1)
}

/// Returns whether the next value is the key of a mapping.
fn is_key_next(open: &[Open]) -> bool {
    open.last().is_some_and(|open| open.next.is_none() && open.key.is_none())
}

fn set_key(open: &mut [Open], key: String, span: Span) {
    if let Some(open) = open.last_mut() {
        open.key = Some((key, position(span.start)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "\
# a comment
paths:
  /api/v3/get:
    get:
      tags: [user, role]
      parameters:
        - name: first
        - name: second
          schema: { type: string, format: datetime }
      200: { 答: 1, b: 2 }
      tags: []
---
second: 1
";

    fn at(tokens: &[&str]) -> (usize, usize) {
        let tokens: Vec<String> = tokens.iter().map(ToString::to_string).collect();
        let found = Index::of(TEXT, 100).location(TEXT, &tokens).unwrap();
        assert_eq!(TEXT.lines().nth(found.line - 1), Some(found.excerpt.as_str()));
        (found.line, found.column)
    }

    #[test]
    fn keys_items_and_nested_values_are_found() {
        assert_eq!(at(&[]), (2, 1));
        assert_eq!(at(&["paths"]), (2, 1));
        assert_eq!(at(&["paths", "/api/v3/get"]), (3, 3));
        let get = ["paths", "/api/v3/get", "get"];
        assert_eq!(at(&[&get[..], &["tags", "1"]].concat()), (5, 20));
        assert_eq!(at(&[&get[..], &["parameters", "1"]].concat()), (8, 11));
        assert_eq!(at(&[&get[..], &["parameters", "0", "name"]].concat()), (7, 11));
        assert_eq!(at(&[&get[..], &["parameters", "1", "schema", "format"]].concat()), (9, 35));
        assert_eq!(at(&[&get[..], &["200", "b"]].concat()), (10, 20));
    }

    #[test]
    fn missing_value_has_the_location_of_the_closest_value() {
        assert_eq!(at(&["paths", "/api/v3/get", "get", "summary"]), (4, 5));
        assert_eq!(at(&["paths", "/api/v3/get", "get", "tags", "0", "x"]), (5, 14));
    }

    #[test]
    fn duplicates_and_a_second_document_are_noted() {
        let index = Index::of(TEXT, 100);
        let tokens = ["paths", "/api/v3/get", "get", "tags"].map(str::to_owned).to_vec();
        assert_eq!(index.duplicates, [Duplicate { tokens, at: (11, 7), first: 5 }]);
        assert_eq!(index.second_document, Some((12, 1)));
    }

    #[test]
    fn key_that_is_a_mapping_does_not_hide_other_keys() {
        let text = "? { a: [1] }\n: { b: 2 }\n? - x\n: 3\nc:\n  d: 4\n";
        let index = Index::of(text, 100);
        let found = index.location(text, &["c".to_owned(), "d".to_owned()]).unwrap();
        assert_eq!((found.line, found.column), (6, 3));
    }

    #[test]
    fn nesting_that_is_too_deep_is_noted_with_its_line() {
        let text = format!("a:\n  {}", "[".repeat(100_000));
        let index = Index::of(&text, 100);
        assert_eq!(index.too_deep.map(|(line, _)| line), Some(2));
        let index = Index::of(&"{a: ".repeat(50_000), 100);
        assert_eq!(index.too_deep.map(|(line, _)| line), Some(1));
        assert_eq!(Index::of(&"- ".repeat(50_000), 100).too_deep, Some((1, 201)));
        assert_eq!(Index::of(&"? ".repeat(50_000), 100).too_deep, Some((1, 201)));
    }

    #[test]
    fn a_long_line_is_shown_around_the_column() {
        let text = format!("{{ a: {}, b: 1, c: {} }}\n", "x".repeat(1_000), "y".repeat(1_000));
        let found = Index::of(&text, 100).location(&text, &["b".to_owned()]).unwrap();
        assert_eq!((found.line, found.column), (1, 1_008));
        assert!(found.excerpt.starts_with("…xxx") && found.excerpt.ends_with("yyy…"));
        assert!(found.excerpt.contains(" b: 1,") && found.excerpt.chars().count() < 170);
    }
}
