//! Edits of existing entries: values, keys and comments.

use saphyr_parser::ScalarStyle;
use serde_json::Value;

use super::apply::Change;
use super::error::EditError;
use super::flow::{self, Splice};
use super::layout::{column, is_first_on_line, joined, line_end, line_start, value_tail};
use super::node::{Node, Place};
use super::scalar::{self, WIDTH};
use super::sheet::{Result, Sheet};
use super::tree::{Child, Kind, Tree};
use super::value;
use super::write::{self, Context};

pub(super) fn missing(tokens: &[&str]) -> EditError {
    EditError::new(format!("`/{}` does not exist", tokens.join("/")))
}

impl Sheet {
    /// Replaces a value, or adds it with its key if the key is missing. Missing maps above it are
    /// added as well. A value that is the same already stays as it is written.
    ///
    /// # Errors
    ///
    /// A parent is not a map, or the edit cannot be verified.
    pub fn set(&mut self, tokens: &[&str], node: &Node) -> Result {
        let Some((key, parent)) = tokens.split_last() else {
            return Err(EditError::new("the root cannot be replaced"));
        };
        match self.resolve(tokens) {
            Some(path) => self.set_value(&path, node),
            None if self
                .resolve(parent)
                .and_then(|path| self.tree(&path))
                .is_some_and(Tree::is_list) =>
            {
                Err(missing(tokens))
            }
            None => self.insert(parent, key, node, Place::End, None),
        }
    }

    pub(super) fn set_value(&mut self, path: &[usize], node: &Node) -> Result {
        let node = &node.normalized();
        let current = self.tree(path).ok_or_else(|| missing(&[]))?;
        if value::node(current) == *node {
            return Ok(());
        }
        let Some(child) = self.child(path) else {
            let node = write::inline(node);
            return match current.is_flow() {
                true => Err(EditError::new("the root cannot be replaced")),
                false => self.rewrite(path, (current.start..current.end, node), Change::None),
            };
        };
        let is_in_flow = self.is_in_flow(path);
        let change = Change::Value(value::expected(node));
        if is_in_flow {
            let text = in_style(child, node, true).unwrap_or_else(|| write::inline(node));
            let value = &child.value;
            let is_glued = value.start == child.mark && value.start > child.start;
            let text = if is_glued { format!(" {text}") } else { text };
            let splice = (value.start..value.end, text);
            let is_wide = write::has_lines(node) || !self.fits(&splice);
            if is_wide && self.unfold(path, false)? {
                return self.set_value(path, node);
            }
            return self.rewrite(path, splice, change);
        }
        let splice = self.block_value(path, child, node);
        self.rewrite(path, splice, change)
    }

    /// Writes a value of a block: from the colon or dash to the end of the old value, or of its
    /// line, where its comment may have to move.
    fn block_value(&self, path: &[usize], child: &Child, node: &Node) -> Splice {
        let text = &self.text;
        let old = &child.value;
        let column = column(text, child.start);
        let head = text.get(child.start..child.mark).unwrap_or_default();
        // A map or list in brackets stays in brackets.
        let is_flow = old.is_flow() && !old.children().is_empty() && write::is_short(node);
        let same_style = match is_flow {
            true => Some(write::inline(node)),
            false => in_style(child, node, false),
        };
        let used = column + head.chars().count() + 1;
        let lines = match same_style {
            Some(value) if used + value.chars().count() <= WIDTH => vec![format!("{head} {value}")],
            _ => write::value(head, node, Context::of(self.keys(path)), column),
        };
        let (first, rest) = lines.split_first().map_or(("", &[][..]), |(a, b)| (a.as_str(), b));
        let first = first.get(head.len()..).unwrap_or_default().to_owned();
        // The comment on the line of the key stays there.
        let (end, note) = if old.is_block() {
            let is_complete = text.get(..old.end).is_some_and(|it| it.ends_with('\n'));
            let end = if is_complete { old.end } else { line_end(text, old.end) };
            (end, note(text.get(child.mark..line_end(text, child.mark)).unwrap_or_default()))
        } else if old.is_block_scalar() {
            let end = line_end(text, old.start);
            (old.end, note(text.get(old.start..end).unwrap_or_default()))
        } else if rest.is_empty() {
            return (child.mark..old.end, first);
        } else {
            let end = line_end(text, old.end);
            (end, text.get(old.end..end).unwrap_or_default().trim_end())
        };
        let kept = match () {
            () if note.is_empty() => String::new(),
            () if note.starts_with('#') => format!(" {note}"),
            () => note.to_owned(),
        };
        // The first entry of an item is on the line of its dash.
        let is_item =
            head == "-" && !rest.is_empty() && matches!(node, Node::Map(_) | Node::List(_));
        let mut out = match is_item && !kept.is_empty() {
            true => format!("{kept}{}{}{}", self.eol, " ".repeat(column + 1), first),
            false => format!("{first}{kept}"),
        };
        if !rest.is_empty() {
            out.push_str(self.eol);
            let lines = joined(rest, column, self.eol);
            out.push_str(lines.strip_suffix(self.eol).unwrap_or(&lines));
        }
        let end = if end < old.end { old.end } else { end };
        // A text that keeps its line breaks ends after one.
        if text.get(..end).is_some_and(|before| before.ends_with('\n')) {
            out.push_str(self.eol);
        }
        (child.mark..end, out)
    }

    /// Returns whether a value is inside of brackets.
    pub(super) fn is_in_flow(&self, path: &[usize]) -> bool {
        path.split_last().and_then(|(_, parent)| self.tree(parent)).is_some_and(Tree::is_flow)
    }

    /// Returns whether the lines of a replacement are not too long.
    pub(super) fn fits(&self, splice: &Splice) -> bool {
        let (range, by) = splice;
        let before = self.text.get(line_start(&self.text, range.start)..range.start);
        let after = self.text.get(range.end..line_end(&self.text, range.end));
        let lines = [before.unwrap_or_default(), by, after.unwrap_or_default()].concat();
        lines.lines().all(|line| line.chars().count() <= WIDTH)
    }

    /// Writes the outermost map or list in brackets on a path, or at it, over several lines.
    /// Returns whether there was something to do.
    pub(super) fn unfold(&mut self, path: &[usize], wraps: bool) -> Result<bool> {
        let mut tree = &self.root;
        for (depth, index) in path.iter().enumerate() {
            if tree.is_flow() {
                return Ok(false);
            }
            let Some(child) = tree.children().get(*index) else { break };
            tree = &child.value;
            if tree.is_flow() && !tree.children().is_empty() {
                let splice = flow::spread(&self.text, child, wraps, self.eol);
                if self.text.get(splice.0.clone()) == Some(splice.1.as_str()) {
                    return Ok(false);
                }
                let path = path.get(..=depth).unwrap_or_default();
                return self.rewrite(path, splice, Change::None).map(|()| true);
            }
        }
        Ok(false)
    }

    /// Gives an entry another key.
    ///
    /// # Errors
    ///
    /// The entry does not exist, the new key does, or the edit cannot be verified.
    pub fn rename(&mut self, tokens: &[&str], new_key: &str) -> Result {
        let path = self.resolve(tokens).ok_or_else(|| missing(tokens))?;
        let (Some((_, parent)), Some(child)) = (path.split_last(), self.child(&path)) else {
            return Err(missing(tokens));
        };
        let parent = self.tree(parent).filter(|parent| parent.is_map());
        let Some(parent) = parent else {
            return Err(EditError::new("an item of a list has no key"));
        };
        if child.key == new_key {
            return Ok(());
        }
        if parent.find(new_key).is_some() {
            return Err(EditError::new(format!("the key `{new_key}` exists")));
        }
        let is_flow = parent.is_flow();
        let splice = (child.start..child.key_end, scalar::key(new_key, is_flow));
        if is_flow && !self.fits(&splice) && self.unfold(&path, false)? {
            return self.rename(tokens, new_key);
        }
        self.rewrite(&path, splice, Change::Key(new_key.to_owned()))
    }

    /// Adds comment lines right above an entry or item.
    ///
    /// # Errors
    ///
    /// The entry does not exist, or the edit cannot be verified.
    pub fn comment(&mut self, tokens: &[&str], lines: &[String]) -> Result {
        let path = self.resolve(tokens).ok_or_else(|| missing(tokens))?;
        self.comment_at(&path, &comment_lines(lines.iter().map(String::as_str)))
    }

    pub(super) fn comment_at(&mut self, path: &[usize], lines: &[String]) -> Result {
        if lines.is_empty() {
            return Ok(());
        }
        if self.is_in_flow(path) {
            return self.in_block(path, |sheet| sheet.comment_at(path, lines));
        }
        let child = self.child(path).ok_or_else(|| missing(&[]))?;
        let column = column(&self.text, child.start);
        let comments = joined(lines, column, self.eol);
        let start = line_start(&self.text, child.start);
        if !is_first_on_line(&self.text, child.start) {
            // Behind the dash of an item.
            let comments = format!("{}{}", comments.trim_start(), " ".repeat(column));
            return self.rewrite(path, (child.start..child.start, comments), Change::None);
        }
        let end = value_tail(&self.text, &child.value);
        let new = [&comments, self.text.get(start..end).unwrap_or_default()].concat();
        let expected = child.clone();
        self.graft(path, start..end, &new, &expected)
    }

    /// Writes all maps and lists in brackets around a value over several lines, and then makes an
    /// edit.
    pub(super) fn in_block<T>(
        &mut self,
        path: &[usize],
        edit: impl FnOnce(&mut Self) -> Result<T>,
    ) -> Result<T> {
        self.as_one(|sheet| {
            while sheet.is_in_flow(path) {
                if !sheet.unfold(path, false)? {
                    return Err(EditError::new("the map or list in brackets has to stay so"));
                }
            }
            edit(sheet)
        })
    }

    /// Makes several edits or none.
    pub(super) fn as_one<T>(&mut self, edit: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        let saved = self.clone();
        let done = edit(self);
        if done.is_err() {
            *self = saved;
        }
        done
    }
}

/// Returns the comment at the end of a line.
fn note(line: &str) -> &str {
    let start = if line.starts_with('#') { Some(0) } else { line.find(" #").map(|at| at + 1) };
    start.and_then(|at| line.get(at..)).unwrap_or_default().trim_end()
}

/// Returns the lines of a comment, each with its sign.
pub(super) fn comment_lines<'a>(lines: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let line = |line: &str| match line.trim_end() {
        "" => "#".to_owned(),
        line if line.starts_with('#') => line.to_owned(),
        line => format!("# {line}"),
    };
    lines.into_iter().flat_map(|text| text.split(['\n', '\r', '\u{85}'])).map(line).collect()
}

/// Writes a text in the quotes of the old one.
fn in_style(child: &Child, node: &Node, in_flow: bool) -> Option<String> {
    let Node::Value(Value::String(text)) = node else { return None };
    let Kind::Scalar { style, .. } = &child.value.kind else { return None };
    if text.contains('\n') {
        return None;
    }
    match style {
        ScalarStyle::DoubleQuoted => Some(scalar::quoted(text)),
        ScalarStyle::SingleQuoted => scalar::single_quoted(text),
        _ => Some(scalar::inline(&Value::String(text.clone()), in_flow)),
    }
}
