//! [`Scanner`]: a position in JSON text.

use std::borrow::Cow;

use super::string;
use super::syntax_error::SyntaxError;

/// The kind of the next value, known from its first byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Null,
    Boolean(bool),
    Number,
    Text,
    List,
    Object,
}

/// A position in JSON text. Copies are cheap, so that a value can be looked at before it is read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scanner<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Scanner<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        Self { text, at: 0 }
    }

    pub(crate) fn error(&self, reason: &'static str) -> SyntaxError {
        SyntaxError { offset: self.at.min(self.text.len()), reason }
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip_whitespace(&mut self) {
        while matches!(self.byte(), Some(b' ' | b'\n' | b'\r' | b'\t')) {
            self.at += 1;
        }
    }

    /// Returns the kind of the next value. The value itself is still to be read.
    pub(crate) fn kind(&mut self) -> Result<Kind, SyntaxError> {
        self.skip_whitespace();
        Ok(match self.byte() {
            Some(b'"') => Kind::Text,
            Some(b'{') => Kind::Object,
            Some(b'[') => Kind::List,
            Some(b'-' | b'0'..=b'9') => Kind::Number,
            Some(b't') => Kind::Boolean(true),
            Some(b'f') => Kind::Boolean(false),
            Some(b'n') => Kind::Null,
            Some(_) => return Err(self.error("expected a JSON value")),
            None => return Err(self.error("unexpected end")),
        })
    }

    /// Reads `null`, `true` or `false`.
    pub(crate) fn literal(&mut self) -> Result<(), SyntaxError> {
        let word = match self.byte() {
            Some(b't') => "true",
            Some(b'f') => "false",
            _ => "null",
        };
        let rest = self.text.get(self.at..).unwrap_or_default();
        if !rest.starts_with(word) {
            return Err(self.error(match word.starts_with(rest) {
                true => "unexpected end",
                false => "expected a JSON value",
            }));
        }
        self.at += word.len();
        self.end_of_word()
    }

    /// Words and numbers end at a sign: `truex` and `1x` are invalid JSON.
    fn end_of_word(&self) -> Result<(), SyntaxError> {
        match self.byte() {
            Some(byte) if byte.is_ascii_alphanumeric() || byte == b'_' => {
                Err(self.error("expected `,`, `}` or `]`"))
            }
            _ => Ok(()),
        }
    }

    /// Reads a number; returns it as it is written.
    pub(crate) fn number(&mut self) -> Result<&'t str, SyntaxError> {
        let start = self.at;
        if self.byte() == Some(b'-') {
            self.at += 1;
        }
        let leading = self.at;
        self.digits()?;
        if self.at > leading + 1 && self.text.as_bytes().get(leading) == Some(&b'0') {
            self.at = leading;
            return Err(self.error("leading zero in a number"));
        }
        if self.byte() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.byte(), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.byte(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            self.digits()?;
        }
        self.end_of_word()?;
        Ok(self.text.get(start..self.at).unwrap_or_default())
    }

    fn digits(&mut self) -> Result<(), SyntaxError> {
        let start = self.at;
        while self.byte().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        match self.at > start {
            true => Ok(()),
            false if self.at >= self.text.len() => Err(self.error("unexpected end")),
            false => Err(self.error("expected a digit")),
        }
    }

    /// Reads a string. It is borrowed from the text unless it has escapes.
    pub(crate) fn string(&mut self) -> Result<Cow<'t, str>, SyntaxError> {
        let (string, end) = string::read(self.text, self.at)?;
        self.at = end;
        Ok(string)
    }

    /// Begins an object or an array.
    pub(crate) fn open(&mut self) {
        self.at += 1;
    }

    /// Reads the next key of an object and the colon after it; `None` at the end of the object.
    pub(crate) fn key(&mut self, first: &mut bool) -> Result<Option<Cow<'t, str>>, SyntaxError> {
        if !self.next(b'}', first)? {
            return Ok(None);
        }
        if self.byte() != Some(b'"') {
            return Err(match self.byte() {
                Some(_) => self.error("expected a key in quotes"),
                None => self.error("unexpected end"),
            });
        }
        let key = self.string()?;
        self.skip_whitespace();
        match self.byte() {
            Some(b':') => self.at += 1,
            Some(_) => return Err(self.error("expected `:`")),
            None => return Err(self.error("unexpected end")),
        }
        Ok(Some(key))
    }

    /// Moves to the next item of an array; `false` at the end of the array.
    pub(crate) fn item(&mut self, first: &mut bool) -> Result<bool, SyntaxError> {
        self.next(b']', first)
    }

    fn next(&mut self, end: u8, first: &mut bool) -> Result<bool, SyntaxError> {
        self.skip_whitespace();
        match self.byte() {
            Some(byte) if byte == end => {
                self.at += 1;
                return Ok(false);
            }
            Some(b',') if !*first => {
                self.at += 1;
                self.skip_whitespace();
                if self.byte() == Some(end) {
                    return Err(self.error("trailing comma"));
                }
            }
            Some(_) if *first => {}
            Some(_) => return Err(self.error("expected `,` or the end of the list or object")),
            None => return Err(self.error("unexpected end")),
        }
        *first = false;
        Ok(true)
    }

    /// Skips one value, however deep, without recursion.
    pub(crate) fn skip(&mut self) -> Result<(), SyntaxError> {
        self.skip_with(|_| {})
    }

    /// Skips one value, however deep, and passes the keys of all objects in it.
    pub(crate) fn skip_with(&mut self, mut key: impl FnMut(&str)) -> Result<(), SyntaxError> {
        // One bit a level would do; a byte keeps this readable.
        let mut open: Vec<(u8, bool)> = Vec::new();
        loop {
            match self.kind()? {
                Kind::Text => string::skip(self.text, self.at).map(|end| self.at = end)?,
                Kind::Number => self.number().map(|_| ())?,
                Kind::Null | Kind::Boolean(_) => self.literal()?,
                Kind::List => {
                    self.open();
                    open.push((b']', true));
                }
                Kind::Object => {
                    self.open();
                    open.push((b'}', true));
                }
            }
            loop {
                let Some((end, first)) = open.last_mut() else { return Ok(()) };
                let more = match *end {
                    b'}' => self.key(first)?.inspect(|name| key(name)).is_some(),
                    _ => self.item(first)?,
                };
                if more {
                    break;
                }
                open.pop();
            }
        }
    }

    /// Skips one value; returns it as it is written.
    #[cfg(any(feature = "event", feature = "webhook"))]
    pub(crate) fn skip_text(&mut self) -> Result<&'t str, SyntaxError> {
        self.skip_whitespace();
        let start = self.at;
        self.skip()?;
        Ok(self.text.get(start..self.at).unwrap_or_default())
    }

    /// Makes sure that nothing but whitespace is left.
    pub(crate) fn end(&mut self) -> Result<(), SyntaxError> {
        self.skip_whitespace();
        match self.byte() {
            None => Ok(()),
            Some(_) => Err(self.error("trailing characters")),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use proptest::prelude::*;

    use super::super::value;
    use super::*;

    fn skips(text: &str) -> Result<(), SyntaxError> {
        let mut scanner = Scanner::new(text);
        scanner.skip()?;
        scanner.end()
    }

    #[test]
    fn invalid_json_is_rejected_with_its_position() {
        for (text, expected) in [
            ("", "unexpected end at line 1 column 1"),
            ("{\"a\":1,\n\"b\":}", "expected a JSON value at line 2 column 5"),
            ("[1,]", "trailing comma at line 1 column 4"),
            ("[1 2]", "expected `,` or the end of the list or object at line 1 column 4"),
            ("01", "leading zero in a number at line 1 column 1"),
            ("1.", "unexpected end at line 1 column 3"),
            ("-x", "expected a digit at line 1 column 2"),
            ("truex", "expected `,`, `}` or `]` at line 1 column 5"),
            ("nul", "unexpected end at line 1 column 1"),
            ("{a:1}", "expected a key in quotes at line 1 column 2"),
            ("{\"a\" 1}", "expected `:` at line 1 column 6"),
            ("[1", "unexpected end at line 1 column 3"),
            ("1 1", "trailing characters at line 1 column 3"),
        ] {
            assert_eq!(skips(text).unwrap_err().describe(text), expected, "{text}");
        }
    }

    #[test]
    fn a_number_keeps_every_digit() {
        for text in ["0", "-0", "12345678901234567890123", "1.10", "-1e5", "2.5E-3"] {
            assert_eq!(Scanner::new(text).number(), Ok(text));
        }
    }

    #[test]
    fn any_depth_is_skipped_without_recursion() {
        let text = format!("{}1{}", "[{\"a\":".repeat(100_000), "}]".repeat(100_000));
        skips(&text).unwrap();
    }

    proptest! {
        /// Whatever `serde_json` accepts is accepted, and read as the same value.
        #[test]
        fn the_scanner_agrees_with_serde_json(text in "[\\[\\]{},:\"0-9a-z.\\\\ \\-+]{0,24}") {
            let expected = serde_json::from_str::<serde_json::Value>(&text);
            prop_assert_eq!(skips(&text).is_ok(), expected.is_ok(), "{}", text);
            let mut scanner = Scanner::new(&text);
            let read = value(&mut scanner, 0, &mut |_| true);
            if let Ok(expected) = expected {
                prop_assert_eq!(read.ok(), Some(expected));
            }
        }
    }
}
