//! Reads a text into a tree.

use saphyr_parser::{Event, Parser, ScalarStyle, Span};

use super::error::EditError;
use super::tree::{Child, Kind, Parsed, Tree};

/// The deepest nesting that is read.
const DEEPEST: usize = 100;

/// Reads a text.
pub(super) fn parse(text: &str) -> Result<Parsed, EditError> {
    let mut patched: Option<String> = None;
    loop {
        let source = patched.as_deref().unwrap_or(text);
        let (at, error) = match read(text, source) {
            Ok(parsed) => return Ok(parsed),
            Err(failed) => failed,
        };
        // The parser refuses a bracket that is not indented, on the line after a text in quotes. A
        // space is as good as that line break.
        let line = source.get(..at).unwrap_or_default();
        let before = line.trim_end_matches(' ');
        let start = before.trim_end_matches(['\r', '\n']).len();
        let is_bracket = source.get(at..).is_some_and(|rest| rest.starts_with([']', '}']));
        if !is_bracket || start == before.len() {
            return Err(error);
        }
        let spaces = " ".repeat(before.len() - start);
        let mut copy = source.to_owned();
        copy.replace_range(start..before.len(), &spaces);
        patched = Some(copy);
    }
}

/// Reads a text in a form that the parser accepts; both have the same positions. Returns the
/// position of an error.
fn read(text: &str, source: &str) -> Result<Parsed, (usize, EditError)> {
    let chars = (!text.is_ascii())
        .then(|| text.char_indices().map(|(at, _)| at).chain([text.len()]).collect::<Vec<usize>>());
    let mut builder = Builder {
        text,
        chars,
        open: Vec::new(),
        root: None,
        is_linked: text.starts_with('%') || text.contains("\n%"),
    };
    for next in Parser::new_from_str(source) {
        let (event, span) = next.map_err(|error| {
            let at = builder.offset(error.marker().index());
            (at, at_line(error.marker().line(), "the text is not valid YAML"))
        })?;
        // What is not supported is not at a bracket that could be moved.
        builder.event(event, span).map_err(|error| (usize::MAX, error))?;
    }
    let end = text.len();
    let empty = Kind::Collection { is_list: false, is_flow: false, children: Vec::new() };
    let root = builder.root.unwrap_or(Tree { start: end, end, kind: empty });
    Ok(Parsed { root, is_linked: builder.is_linked })
}

fn at_line(line: usize, message: &str) -> EditError {
    EditError::new(format!("line {line}: {message}"))
}

/// A map or list that is still open.
struct Open {
    tree: Tree,
    /// The key whose value comes next: its text, start and end.
    key: Option<(String, usize, usize)>,
}

struct Builder<'a> {
    text: &'a str,
    /// The position of each character, if they are not all bytes.
    chars: Option<Vec<usize>>,
    open: Vec<Open>,
    root: Option<Tree>,
    is_linked: bool,
}

impl Builder<'_> {
    fn offset(&self, index: usize) -> usize {
        let offset = match &self.chars {
            Some(chars) => chars.get(index).copied().unwrap_or(self.text.len()),
            None => index,
        };
        offset.min(self.text.len())
    }

    fn refuse<T>(&self, at: usize, message: &str) -> Result<T, EditError> {
        let before = self.text.get(..at).unwrap_or_default();
        Err(at_line(before.matches('\n').count() + 1, message))
    }

    fn event(&mut self, event: Event<'_>, span: Span) -> Result<(), EditError> {
        let (start, end) = (self.offset(span.start.index()), self.offset(span.end.index()));
        match event {
            Event::DocumentStart(_) if self.root.is_some() => {
                self.refuse(start, "a second document is not supported")
            }
            Event::Scalar(text, style, anchor, tag) => {
                self.is_linked |= anchor > 0 || tag.is_some();
                let is_quoted =
                    matches!(style, ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted);
                let end = self.quote_end(start).filter(|_| is_quoted).unwrap_or(end);
                let kind = Kind::Scalar { text: text.into_owned(), style };
                self.value(Tree { start, end, kind })
            }
            Event::Alias(_) => {
                self.is_linked = true;
                let name = self.text.get(start..end).unwrap_or_default().to_owned();
                self.value(Tree { start, end, kind: Kind::Alias(name) })
            }
            Event::SequenceStart(anchor, tag) => {
                self.is_linked |= anchor > 0 || tag.is_some();
                self.start(start, true)
            }
            Event::MappingStart(anchor, tag) => {
                self.is_linked |= anchor > 0 || tag.is_some();
                self.start(start, false)
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let Some(Open { mut tree, .. }) = self.open.pop() else { return Ok(()) };
                let last = tree.children().last().map(|last| last.value.end);
                tree.end = match last {
                    Some(end) if tree.is_block() => end,
                    _ => self.closing(last.unwrap_or(tree.start + 1)) + 1,
                };
                if tree.is_flow() && !self.before(tree.end).ends_with([']', '}']) {
                    return self.refuse(start, "this form of a map or list is not supported");
                }
                self.value(tree)
            }
            _ => Ok(()),
        }
    }

    /// Returns the end of a text in quotes. The span of the event can include what is behind it.
    fn quote_end(&self, start: usize) -> Option<usize> {
        let start = self.bare(start);
        let quote = self.after(start).chars().next().filter(|first| ['"', '\''].contains(first))?;
        let mut chars = self.after(start).char_indices().skip(1).peekable();
        while let Some((at, char)) = chars.next() {
            if char == '\\' && quote == '"' {
                chars.next();
            } else if char == quote {
                let is_doubled = quote == '\'' && chars.peek().is_some_and(|it| it.1 == quote);
                if !is_doubled {
                    return Some(start + at + 1);
                }
                chars.next();
            }
        }
        None
    }

    /// Returns the position of the bracket after the last child. The span of the event is not always
    /// that of the bracket.
    fn closing(&self, at: usize) -> usize {
        let at = at + blank(self.after(at));
        match self.after(at).strip_prefix(',') {
            Some(rest) => at + 1 + blank(rest),
            None => at,
        }
    }

    fn before(&self, at: usize) -> &str {
        self.text.get(..at).unwrap_or_default()
    }

    fn after(&self, at: usize) -> &str {
        self.text.get(at..).unwrap_or_default()
    }

    fn start(&mut self, mut start: usize, is_list: bool) -> Result<(), EditError> {
        if self.open.len() >= DEEPEST {
            return self.refuse(start, "the nesting is too deep");
        }
        let is_key = self.open.last().is_some_and(|it| it.tree.is_map() && it.key.is_none());
        if is_key {
            return self.refuse(start, "keys that are maps or lists are not supported");
        }
        if is_list
            && let Some((_, _, key_end)) = self.open.last().and_then(|open| open.key.as_ref())
        {
            // The span of a list that is not indented begins at its first item.
            let colon = self.after(*key_end).find(':').map_or(0, |colon| key_end + colon + 1);
            start = self.bare(colon + blank(self.after(colon)));
        }
        let bracket = if is_list { '[' } else { '{' };
        // A collection in brackets begins at them, not at its tag or anchor.
        let bare = self.bare(start);
        let is_flow = self.after(bare).starts_with(bracket);
        let is_in_flow = self.open.last().is_some_and(|it| it.tree.is_flow());
        if is_in_flow && !is_flow {
            return self.refuse(start, "maps in a flow list need braces");
        }
        if is_flow {
            start = bare;
        }
        let kind = Kind::Collection { is_list, is_flow, children: Vec::new() };
        self.open.push(Open { tree: Tree { start, end: start, kind }, key: None });
        Ok(())
    }

    /// Returns the position after tags and anchors.
    fn bare(&self, mut at: usize) -> usize {
        while self.after(at).starts_with(['&', '!']) {
            let rest = self.after(at);
            at += rest.find([' ', '\t', '\n', '\r']).unwrap_or(rest.len());
            at += blank(self.after(at));
        }
        at
    }

    /// Adds a complete value, or a key, to the innermost open collection.
    fn value(&mut self, mut tree: Tree) -> Result<(), EditError> {
        let Some(mut open) = self.open.pop() else {
            if tree.is_block_scalar() {
                self.fix_block_scalar(0, &mut tree)?;
            }
            self.root = Some(tree);
            return Ok(());
        };
        if open.tree.is_map() && open.key.is_none() {
            open.key = Some(self.key(tree)?);
        } else {
            let child = self.child(&mut open, tree)?;
            if let Some(children) = open.tree.children_mut() {
                children.push(child);
            }
        }
        self.open.push(open);
        Ok(())
    }

    fn key(&self, tree: Tree) -> Result<(String, usize, usize), EditError> {
        let Tree { start, end, kind } = tree;
        let Kind::Scalar { text, style } = kind else {
            return self.refuse(start, "keys that are references are not supported");
        };
        let source = self.text.get(start..end).unwrap_or_default();
        let is_single = !source.is_empty()
            && !source.contains(['\n', '\r'])
            && (style != ScalarStyle::Plain || source == text);
        let is_explicit = self.before(start).trim_end_matches([' ', '\t']).ends_with('?');
        if !is_single || is_explicit {
            return self.refuse(start, "this form of a key is not supported");
        }
        Ok((text, start, end))
    }

    fn child(&self, open: &mut Open, mut value: Tree) -> Result<Child, EditError> {
        let (key, start, key_end, mark) = if let Some((key, start, key_end)) = open.key.take() {
            let rest = self.after(key_end);
            let colon = rest.trim_start_matches([' ', '\t']);
            if !colon.starts_with(':') {
                return self.refuse(start, "a key without a colon is not supported");
            }
            if open.tree.children().iter().any(|child| child.key == key) {
                return self.refuse(start, &format!("the key `{key}` occurs twice"));
            }
            (key, start, key_end, key_end + rest.len() - colon.len() + 1)
        } else if open.tree.is_flow() {
            (String::new(), value.start, value.start, value.start)
        } else {
            let from = match open.tree.children().last() {
                Some(last) => last.value.end,
                None => open.tree.start,
            };
            let dash = from + blank(self.after(from));
            if !self.after(dash).starts_with('-') {
                return self.refuse(dash, "this form of a list is not supported");
            }
            (String::new(), dash, dash, dash + 1)
        };
        if value.is_block_scalar() {
            self.fix_block_scalar(mark, &mut value)?;
        } else if let Kind::Scalar { text, style: ScalarStyle::Plain } = &mut value.kind {
            let source = self.text.get(value.start..value.end).unwrap_or_default();
            if source.is_empty() {
                text.clear();
                (value.start, value.end) = (mark, mark);
            }
        }
        // Tags and anchors belong to the value.
        if self.is_linked && !value.is_block() && !open.tree.is_flow() {
            let first = mark + blank(self.after(mark));
            value.start = value.start.min(first.max(mark));
        }
        if value.start < mark || value.end < value.start {
            return self.refuse(start, "this form of a value is not supported");
        }
        Ok(Child { key, start, key_end, mark, value })
    }

    /// Sets the start of a block scalar to its header and its end to the end of its last line.
    fn fix_block_scalar(&self, mark: usize, value: &mut Tree) -> Result<(), EditError> {
        let at = self.bare(mark + blank(self.after(mark)));
        if !self.after(at).starts_with(['|', '>']) || at > value.end {
            return self.refuse(mark, "this form of a text is not supported");
        }
        let first = at + self.after(at).find('\n').unwrap_or(self.after(at).len());
        value.start = at;
        let content = self.text.get(first..value.end.max(first)).unwrap_or_default();
        let Kind::Scalar { text, .. } = &value.kind else { return Ok(()) };
        // Trailing blank lines belong to some texts.
        let without = text.strip_suffix('\n').unwrap_or(text);
        let kept = if without.ends_with(['\n', ' ', '\t']) || without.is_empty() && text != without
        {
            content.rfind('\n').map_or(content.len(), |at| at + 1)
        } else {
            let trimmed = content.trim_end_matches([' ', '\t', '\n', '\r']);
            let rest = content.get(trimmed.len()..).unwrap_or_default();
            trimmed.len() + rest.find(['\n', '\r']).unwrap_or(rest.len())
        };
        value.end = first + kept;
        Ok(())
    }
}

/// Returns the length of the white space and the comments at the start of a text.
pub(super) fn blank(text: &str) -> usize {
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches([' ', '\t', '\n', '\r', '\u{feff}']);
        if !rest.starts_with('#') {
            return text.len() - rest.len();
        }
        rest = rest.find('\n').and_then(|at| rest.get(at..)).unwrap_or_default();
    }
}
