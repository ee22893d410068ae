//! YAML texts as trees of values. Reports syntax errors with a fix, and reads on after mistakes
//! that leave no doubt about the rest.

use std::fmt;

use serde::{
    Deserialize,
    de::{Deserializer, MapAccess, SeqAccess, Visitor},
};
use serde_yaml::{Mapping, Value};

use super::super::locate::Index;
use crate::diagnostics::{Diagnostic, Diagnostics, Pointer};

/// The maximum nesting of values; the spec needs about twenty levels.
pub const DEEPEST: usize = 100;

/// Files with more brackets are checked before parsing: the parser is slow on brackets that are
/// never closed.
const MANY_BRACKETS: usize = 5_000;

/// Reads a text. Returns `None` if nothing usable is left.
pub(crate) fn read(root: &Pointer, text: &str, found: &mut Diagnostics) -> Option<Value> {
    if may_be_deep(text)
        && let Some(at) = Index::of(text, DEEPEST).too_deep
    {
        report_depth(root, text, at, found);
        return None;
    }
    let error = match serde_yaml::from_str::<Value>(text) {
        Ok(value) => return Some(value),
        Err(error) => error,
    };
    let index = Index::of(text, DEEPEST);
    if let Some(at) = index.too_deep {
        report_depth(root, text, at, found);
        return None;
    }
    let explained = !index.duplicates.is_empty() || index.second_document.is_some();
    for duplicate in &index.duplicates {
        let pointer =
            duplicate.tokens.iter().fold(root.clone(), |pointer, token| pointer.at(token));
        let key = pointer.tokens.last().cloned().unwrap_or_default();
        let mut diagnostic = Diagnostic::new(
            "broken-yaml",
            pointer,
            format!("duplicate key `{key}`: first used in line {}", duplicate.first),
            "remove or rename one of them",
        );
        diagnostic.location = index.at(text, duplicate.at);
        found.push(diagnostic);
    }
    if let Some(at) = index.second_document {
        let mut diagnostic = Diagnostic::new(
            "broken-yaml",
            root.clone(),
            "a second YAML document begins here; a file of the spec is one document",
            "delete the `---`, or move what follows to a file of its own",
        );
        diagnostic.location = index.at(text, at);
        found.push(diagnostic);
        found.mark_partial();
    }
    // The first document, with the first of several values of one key. What it lacks is taken from
    // the next documents: they are parts of the file.
    let mut documents = serde_yaml::Deserializer::from_str(text);
    match documents.next().map(Loose::deserialize) {
        Some(Ok(Loose(mut value))) if explained => {
            if let Value::Mapping(first) = &mut value {
                for next in documents.map_while(|next| Loose::deserialize(next).ok()) {
                    let Loose(Value::Mapping(more)) = next else { continue };
                    for (key, value) in more {
                        if !first.contains_key(&key) {
                            first.insert(key, value);
                        }
                    }
                }
            }
            Some(value)
        }
        Some(Err(error)) => {
            found.push(broken(root, text, &index, &error));
            None
        }
        _ => {
            if !explained {
                found.push(broken(root, text, &index, &error));
            }
            None
        }
    }
}

/// Returns whether the nesting of a text has to be checked. A rough count that includes brackets in
/// quotes.
pub(crate) fn may_be_deep(text: &str) -> bool {
    let (mut depth, mut opened) = (0_usize, 0_usize);
    for byte in text.bytes() {
        match byte {
            b'[' | b'{' => {
                depth += 1;
                opened += 1;
                if depth > DEEPEST || opened > MANY_BRACKETS {
                    return true;
                }
            }
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    false
}

fn report_depth(root: &Pointer, text: &str, at: (usize, usize), found: &mut Diagnostics) {
    let mut diagnostic = Diagnostic::new(
        "too-deep",
        root.clone(),
        format!("values are nested more than {DEEPEST} levels deep"),
        "close a bracket that is open, or give inner schemas a name and refer to them",
    );
    diagnostic.location = Index::of(text, DEEPEST).at(text, at);
    found.push(diagnostic);
}

fn broken(root: &Pointer, text: &str, index: &Index, error: &serde_yaml::Error) -> Diagnostic {
    let message = error.to_string();
    // The location is shown separately.
    let problem = match message.split_once(" at line ") {
        Some((problem, rest)) => {
            let context = rest.split_once(", ").map_or("", |(_, context)| context);
            let comma = if context.is_empty() { "" } else { ", " };
            format!("{problem}{comma}{context}")
        }
        None => message,
    };
    let lines: Vec<&str> = text.lines().collect();
    let (mut at, help) = match error.location() {
        None => ((1, 1), "correct the file"),
        Some(at) => {
            let line = lines.get(at.line() - 1).copied().unwrap_or_default();
            match open_quotes(&lines, at.line()) {
                Some(start) => (start, "close the quotes that open here"),
                None => ((at.line(), at.column()), fix(&problem, line, at.column())),
            }
        }
    };
    // What is missing at the end of the file is missing after the last line with content.
    let last = lines.iter().rposition(|line| !line.trim().is_empty()).map_or(1, |last| last + 1);
    if at.0 > last {
        at = (last, 1);
    }
    let message = format!("invalid YAML: {problem}");
    let mut diagnostic = Diagnostic::new("broken-yaml", root.clone(), message, help);
    diagnostic.location = index.at(text, at);
    diagnostic
}

/// Returns the position of quotes that should close on the same line. The parser only fails at the
/// later line on which they close by accident.
fn open_quotes(lines: &[&str], broken: usize) -> Option<(usize, usize)> {
    let mut opened: Option<(usize, usize, char)> = None;
    for (index, line) in lines.iter().take(broken).enumerate() {
        // Quotes begin a value: after a key, a dash, a bracket or a comma.
        let mut may_open = true;
        let mut before = ' ';
        let mut letters = line.chars().enumerate().peekable();
        while let Some((column, letter)) = letters.next() {
            match opened {
                Some((_, _, quote)) if letter == quote => {
                    // Two single quotes stand for one.
                    if quote == '\'' && letters.next_if(|(_, next)| *next == quote).is_some() {
                        continue;
                    }
                    let rest: String = letters.clone().map(|(_, letter)| letter).collect();
                    let rest = rest.trim_start();
                    let is_end = rest.is_empty() || rest.starts_with([',', ']', '}', '#', ':']);
                    let start = opened.take().filter(|(start, ..)| *start <= index);
                    if let (false, Some((start, column, _))) = (is_end, start) {
                        return (index + 1 == broken).then_some((start, column));
                    }
                    may_open = false;
                }
                Some((_, _, '"')) if letter == '\\' => drop(letters.next()),
                Some(_) => {}
                None if letter == '#' && before.is_whitespace() => break,
                None if may_open && matches!(letter, '"' | '\'') => {
                    opened = Some((index + 1, column + 1, letter));
                }
                None => {
                    let is_before_value = match letter {
                        '[' | '{' | ',' => true,
                        ' ' => may_open || matches!(before, ':' | '-'),
                        '-' => before.is_whitespace() && may_open,
                        _ => false,
                    };
                    may_open = is_before_value;
                }
            }
            before = letter;
        }
    }
    // Quotes that are never closed reach the end of the file.
    opened.filter(|_| broken >= lines.len()).map(|(line, column, _)| (line, column))
}

/// Returns the fix for a problem on a line.
fn fix(problem: &str, line: &str, column: usize) -> &'static str {
    let indent = &line[..line.len() - line.trim_start().len()];
    let before: String = line.chars().take(column.saturating_sub(1)).collect();
    let starts = line.chars().nth(column.saturating_sub(1));
    let has = |text: &str| problem.contains(text);
    if has("as u128") || has("as i128") {
        return "put the number in quotes: it has more digits than a number can have";
    }
    if indent.contains('\t') || (starts == Some('\t') && before.trim().is_empty()) {
        return "indent the line with spaces; YAML does not allow tabs there";
    }
    if starts == Some('\t') {
        return "replace the tab by a space";
    }
    if has("mapping values are not allowed") {
        // A second `: ` on the line is part of a text; otherwise the indentation is wrong.
        return match before.contains(": ") {
            true => "put the text in quotes: it contains `: `",
            false => {
                "indent the line like the lines it belongs to, or write a text of several \
                 lines under `>-`"
            }
        };
    }
    if has("found character that cannot start any token") {
        return "put the text in quotes: it begins with a character that YAML reserves";
    }
    if has("escape") {
        return "write `\\\\` for a backslash, or put the text in single quotes";
    }
    if has("quoted scalar") {
        return "close the quotes";
    }
    if has("did not find expected ',' or") || has("flow") {
        return "close the bracket, separate entries by commas, and put texts with brackets or \
                commas in quotes";
    }
    if has("alias") || has("anchor") {
        return "put the text in quotes: it begins with `*` or `&`; the spec uses neither aliases \
                nor anchors";
    }
    if has("tag") {
        return "put the text in quotes: it begins with `!`; the spec uses no tags";
    }
    if has("control characters") || has("BOM") || has("UTF") {
        return "delete the invisible character";
    }
    if has("could not find expected ':'") {
        return "write `key: value`, with a space after the colon, and indent the following lines of a \
                text like its first line";
    }
    if has("block") || has("expected key") || has("indentation") || has("sequence entries") {
        return "indent the line like the lines it belongs to";
    }
    "correct this line, or the one before it"
}

/// A value whose mappings keep the first of several values of one key.
struct Loose(Value);

impl<'de> Deserialize<'de> for Loose {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(LooseVisitor).map(Self)
    }
}

struct LooseVisitor;

impl<'de> Visitor<'de> for LooseVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value without a tag")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        Loose::deserialize(deserializer).map(|Loose(value)| value)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(Loose(value)) = items.next_element()? {
            values.push(value);
        }
        Ok(Value::Sequence(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut mapping = Mapping::new();
        while let Some((Loose(key), Loose(value))) = entries.next_entry()? {
            if !mapping.contains_key(&key) {
                mapping.insert(key, value);
            }
        }
        Ok(Value::Mapping(mapping))
    }
}
