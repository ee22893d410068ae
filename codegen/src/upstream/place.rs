//! Places in a document: for pointers while it is read, and for lines when there is a problem.

use std::collections::HashMap;
use std::path::Path;
use std::rc::Rc;

use crate::diagnostics::Pointer;

/// The way to a value.
#[derive(Clone, Debug, Default)]
pub(super) struct Place(Option<Rc<(Place, String)>>);

impl Place {
    /// Returns the place of a value inside this one.
    pub(super) fn at(&self, token: impl Into<String>) -> Self {
        Self(Some(Rc::new((self.clone(), token.into()))))
    }

    /// Returns the place several tokens inward.
    pub(super) fn within<'a>(&self, tokens: impl IntoIterator<Item = &'a str>) -> Self {
        tokens.into_iter().fold(self.clone(), |place, token| place.at(token))
    }

    /// Returns the pointer to the value in a file.
    pub(super) fn pointer(&self, file: &Path) -> Pointer {
        let mut tokens = Vec::new();
        let mut place = self;
        while let Some(step) = &place.0 {
            tokens.push(step.1.clone());
            place = &step.0;
        }
        tokens.reverse();
        Pointer { file: file.to_owned(), tokens }
    }
}

/// The positions of all values of a JSON text.
#[derive(Debug, Default)]
pub(super) struct Positions {
    /// Offset of each value, or of its key if it has one.
    values: Vec<usize>,
    /// The child of a value under a token.
    children: HashMap<(usize, String), usize>,
    /// Keys that occur twice: the tokens, the offset of the second and that of the first.
    pub(super) duplicates: Vec<(Vec<String>, usize, usize)>,
}

/// A mapping or a list that is still open.
struct Open {
    value: usize,
    token: Option<String>,
    /// The next index of a list; `None` in a mapping.
    next: Option<usize>,
    /// The key whose value comes next.
    key: Option<(String, usize)>,
}

impl Positions {
    /// Reads a valid JSON text.
    pub(super) fn of(text: &str) -> Self {
        let mut positions = Self::default();
        let mut open: Vec<Open> = Vec::new();
        let bytes = text.as_bytes();
        let mut at = 0;
        while let Some(byte) = bytes.get(at) {
            let start = at;
            at += 1;
            match byte {
                b'{' | b'[' => {
                    let (value, token) = positions.add(&mut open, start);
                    let next = (*byte == b'[').then_some(0);
                    open.push(Open { value, token, next, key: None });
                }
                b'}' | b']' => drop(open.pop()),
                b'"' => {
                    at = end_of_string(bytes, at);
                    match open.last_mut() {
                        Some(parent) if parent.next.is_none() && parent.key.is_none() => {
                            let key = text.get(start..at).unwrap_or_default();
                            let key = serde_json::from_str(key).unwrap_or_default();
                            parent.key = Some((key, start));
                        }
                        _ => drop(positions.add(&mut open, start)),
                    }
                }
                b',' | b':' | b' ' | b'\t' | b'\r' | b'\n' => {}
                _ => {
                    let is_end = |byte: &u8| matches!(byte, b',' | b'}' | b']' | b'\n' | b' ');
                    let rest = bytes.get(at..).unwrap_or_default();
                    at += rest.iter().position(is_end).unwrap_or(rest.len());
                    positions.add(&mut open, start);
                }
            }
        }
        positions
    }

    fn add(&mut self, open: &mut [Open], start: usize) -> (usize, Option<String>) {
        let value = self.values.len();
        let Some(parent) = open.last_mut() else {
            self.values.push(start);
            return (value, None);
        };
        let (token, at) = match (&mut parent.next, parent.key.take()) {
            (Some(next), _) => {
                *next += 1;
                ((*next - 1).to_string(), start)
            }
            (None, key) => key.unwrap_or_default(),
        };
        self.values.push(at);
        let first = *self.children.entry((parent.value, token.clone())).or_insert(value);
        if first != value {
            let first = self.values.get(first).copied().unwrap_or_default();
            let tokens = open.iter().filter_map(|open| open.token.clone()).chain([token.clone()]);
            self.duplicates.push((tokens.collect(), at, first));
        }
        (value, Some(token))
    }

    /// Returns the offset of a value, or of its deepest existing ancestor.
    pub(super) fn offset(&self, tokens: &[String]) -> usize {
        let mut value = 0;
        for token in tokens {
            match self.children.get(&(value, token.clone())) {
                Some(child) => value = *child,
                None => break,
            }
        }
        self.values.get(value).copied().unwrap_or_default()
    }
}

/// Returns the offset after the quotes that close a string.
fn end_of_string(bytes: &[u8], mut at: usize) -> usize {
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::Positions;

    #[test]
    fn values_are_found_by_their_keys_and_indexes() {
        let text = "{\t\"a\\u0062\": [1,\t{ \"c\": \"\\\"}\", \"d\": null }],\r\n \"😀\": {\"e\": -1e3}, \"f\":true}";
        let positions = Positions::of(text);
        let at = |tokens: &[&str]| {
            let tokens: Vec<String> = tokens.iter().map(ToString::to_string).collect();
            &text[positions.offset(&tokens)..]
        };
        assert!(at(&[]).starts_with("{\t"));
        assert!(at(&["ab"]).starts_with("\"a\\u0062\""));
        assert!(at(&["ab", "0"]).starts_with("1,"));
        assert!(at(&["ab", "1", "d"]).starts_with("\"d\": null"));
        assert!(at(&["ab", "1", "missing"]).starts_with("{ \"c\""));
        assert!(at(&["😀", "e"]).starts_with("\"e\": -1e3"));
        assert!(at(&["f"]).starts_with("\"f\""));
        assert!(positions.duplicates.is_empty());
    }

    #[test]
    fn keys_that_occur_twice_are_noted() {
        let positions = Positions::of("{\"a\": {\"b\": 1, \"b\": 2}}");
        assert_eq!(positions.duplicates, [(vec!["a".to_owned(), "b".to_owned()], 15, 7)]);
    }
}
