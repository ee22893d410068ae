//! New entries and items.

use super::apply::Change;
use super::error::EditError;
use super::flow;
use super::layout::{
    blank_above, blank_below, column, head, is_first_on_line, joined, keeps_breaks, tail,
    value_tail,
};
use super::node::{Node, Place};
use super::parse::parse;
use super::set::{comment_lines, missing};
use super::sheet::{Result, Sheet};
use super::tree::{Child, Kind, Tree};
use super::value;
use super::write::{self, Context};

/// A new child as it is written.
struct New {
    child: Child,
    /// Its lines, with comments, without indentation.
    lines: Vec<String>,
    /// The same on one line inside of brackets, if that is possible.
    inline: Option<String>,
    /// Whether it has no quotes and brackets.
    is_plain: bool,
}

impl Sheet {
    /// Adds an entry to a map, with comment lines above it, or an item to a list, where the key has
    /// no meaning. A missing map is added as well.
    ///
    /// # Errors
    ///
    /// The key exists, the neighbor does not, or the edit cannot be verified.
    pub fn insert(
        &mut self,
        parent: &[&str],
        key: &str,
        node: &Node,
        at: Place<'_>,
        comment: Option<&str>,
    ) -> Result {
        let node = &node.normalized();
        let comments = comment_lines(comment);
        let Some(path) = self.resolve(parent) else {
            return self.insert_below(parent, key, node, at, &comments);
        };
        let index = self.index(&path, key, at)?;
        let (is_list, is_empty) = self.kind(&path)?;
        if is_empty && !path.is_empty() {
            let node = Node::Map(vec![(key.to_owned(), node.clone())]);
            if comments.is_empty() {
                return self.set_value(&path, &node);
            }
            return self.as_one(|sheet| {
                sheet.set_value(&path, &node)?;
                sheet.comment_at(&[&path[..], &[0]].concat(), &comments)
            });
        }
        let new = |column: usize, keys: &[&str]| {
            let context = Context::of(keys.iter().copied());
            let mut lines = comments.clone();
            lines.extend(match is_list {
                true => write::item(node, context, column),
                false => write::entry(key, node, context, column),
            });
            let is_flow = comments.is_empty() && !write::has_lines(node);
            let inline = match is_list {
                true => write::inline(node),
                false => write::inline_entry(key, node),
            };
            New {
                child: value::child(if is_list { "" } else { key }, node),
                lines,
                is_plain: !inline.contains(['"', '[', '{']),
                inline: is_flow.then_some(inline),
            }
        };
        self.add(&path, index, at, new)
    }

    /// Adds an entry to a map that is missing.
    fn insert_below(
        &mut self,
        parent: &[&str],
        key: &str,
        node: &Node,
        at: Place<'_>,
        comments: &[String],
    ) -> Result {
        let (last, above) = parent.split_last().ok_or_else(|| missing(parent))?;
        let is_item =
            self.resolve(above).and_then(|path| self.tree(&path)).is_some_and(Tree::is_list);
        if at != Place::End || is_item {
            return Err(missing(parent));
        }
        let node = Node::Map(vec![(key.to_owned(), node.clone())]);
        if comments.is_empty() {
            return self.insert(above, last, &node, Place::End, None);
        }
        self.as_one(|sheet| {
            sheet.insert(above, last, &node, Place::End, None)?;
            let tokens = [parent, &[key]].concat();
            let path = sheet.resolve(&tokens).ok_or_else(|| missing(&tokens))?;
            sheet.comment_at(&path, comments)
        })
    }

    /// Adds an item at the end of a list, with comment lines above it. A missing list is added as
    /// well.
    ///
    /// # Errors
    ///
    /// The value is not a list, or the edit cannot be verified.
    pub fn push(&mut self, list: &[&str], node: &Node, comment: Option<&str>) -> Result {
        let path = self.resolve(list);
        let found = path.as_ref().map(|path| self.kind(path)).transpose()?;
        match found {
            Some((true, false)) => self.insert(list, "", node, Place::End, comment),
            Some((false, false)) => Err(EditError::new("the value is not a list")),
            None | Some((_, true)) if comment.is_none() => {
                self.set(list, &Node::List(vec![node.clone()]))
            }
            None | Some((_, true)) => self.as_one(|sheet| {
                sheet.set(list, &Node::List(vec![node.clone()]))?;
                let tokens = [list, &["0"]].concat();
                let path = sheet.resolve(&tokens).ok_or_else(|| missing(&tokens))?;
                sheet.comment_at(&path, &comment_lines(comment))
            }),
        }
    }

    /// Adds an entry or item from a text that [`remove`](Self::remove) returned. In a list the key
    /// has no meaning. A missing map is added as well.
    ///
    /// # Errors
    ///
    /// The text is not one entry with this key, the key exists, the neighbor does not, or the edit
    /// cannot be verified.
    pub fn insert_block(
        &mut self,
        parent: &[&str],
        key: &str,
        block: &str,
        at: Place<'_>,
    ) -> Result {
        let (child, is_item, lines) = read_block(block)?;
        if !is_item && child.key != key {
            return Err(EditError::new(format!("the text has the key `{}`", child.key)));
        }
        let Some(path) = self.resolve(parent) else {
            let empty = if is_item { Node::List(Vec::new()) } else { Node::Map(Vec::new()) };
            return self.as_one(|sheet| {
                sheet.set(parent, &empty)?;
                sheet.insert_block(parent, key, block, at)
            });
        };
        let index = self.index(&path, key, at)?;
        let (is_list, is_empty) = self.kind(&path)?;
        if is_list != is_item && !is_empty {
            return Err(EditError::new("an item cannot be in a map, nor an entry in a list"));
        }
        if is_empty && !path.is_empty() {
            return self.fill(&path, child, is_item, &lines);
        }
        let inline = inline_block(block, &child, &lines);
        let is_plain = inline.as_ref().is_some_and(|text| !text.contains(['"', '[', '{']));
        self.add(&path, index, at, |_, _| New { child, lines, inline, is_plain })
    }

    /// Makes lines the only child of an empty map or list.
    fn fill(&mut self, path: &[usize], child: Child, is_list: bool, lines: &[String]) -> Result {
        if self.is_in_flow(path) {
            return self.in_block(path, |sheet| sheet.fill(path, child, is_list, lines));
        }
        let holder = self.child(path).ok_or_else(|| missing(&[]))?;
        let column = column(&self.text, holder.start) + 2;
        let end = super::layout::line_end(&self.text, holder.value.end);
        let rest = self.text.get(holder.value.end..end).unwrap_or_default();
        let lines = joined(lines, column, self.eol);
        let lines = lines.strip_suffix(self.eol).unwrap_or(&lines);
        let new = format!("{}{}{}", rest.trim_end(), self.eol, lines);
        let splice = (holder.mark..end, new);
        let kind = Kind::Collection { is_list, is_flow: false, children: vec![child] };
        self.rewrite(path, splice, Change::Value(Tree { start: 0, end: 0, kind }))
    }

    /// Replaces an entry or item, with its comments, by a text that [`remove`](Self::remove)
    /// returned.
    ///
    /// # Errors
    ///
    /// The entry does not exist, the text is not one entry with the same key, or the edit cannot be
    /// verified.
    pub fn replace_text(&mut self, tokens: &[&str], block: &str) -> Result {
        let path = self.resolve(tokens).ok_or_else(|| missing(tokens))?;
        let (index, above) = path.split_last().ok_or_else(|| missing(tokens))?;
        let (key, parent) = tokens.split_last().ok_or_else(|| missing(tokens))?;
        let (new, is_item, lines) = read_block(block)?;
        let siblings = self.tree(above).ok_or_else(|| missing(parent))?;
        let child = self.child(&path).ok_or_else(|| missing(tokens))?;
        if is_item != siblings.is_list() || new.key != child.key {
            return Err(EditError::new("the text is not an entry with the same key"));
        }
        if siblings.is_block() && is_first_on_line(&self.text, child.start) {
            let column = column(&self.text, child.start);
            let range = head(&self.text, siblings.children(), *index)..tail(&self.text, child);
            let mut lines = joined(lines, column, self.eol);
            if range.end == self.text.len() && !self.text.ends_with('\n') {
                lines.truncate(lines.len() - self.eol.len());
            }
            return self.graft(&path, range, &lines, &new);
        }
        let before = index.checked_sub(1).and_then(|before| siblings.children().get(before));
        let neighbor = match before {
            Some(_) if is_item => (index - 1).to_string(),
            Some(before) => before.key.clone(),
            None if is_item => "0".to_owned(),
            None => siblings.children().get(1).map(|next| next.key.clone()).unwrap_or_default(),
        };
        let is_first = before.is_none();
        let is_only = siblings.children().len() == 1;
        self.as_one(|sheet| {
            sheet.remove_keeping_parent(tokens)?;
            let at = match () {
                () if is_only => Place::End,
                () if is_first => Place::Before(&neighbor),
                () => Place::After(&neighbor),
            };
            sheet.insert_block(parent, key, block, at)
        })
    }

    /// Returns whether a value is a list, and whether it has no children.
    fn kind(&self, path: &[usize]) -> Result<(bool, bool)> {
        let tree = self.tree(path).ok_or_else(|| missing(&[]))?;
        match &tree.kind {
            Kind::Collection { is_list, children, .. } => Ok((*is_list, children.is_empty())),
            Kind::Scalar { .. } if value::node(tree) == Node::Value(serde_json::Value::Null) => {
                Ok((false, true))
            }
            _ => Err(EditError::new("the parent is not a map or a list")),
        }
    }

    /// Returns the index of a new child.
    fn index(&self, path: &[usize], key: &str, at: Place<'_>) -> Result<usize> {
        let tree = self.tree(path).ok_or_else(|| missing(&[]))?;
        if tree.is_map() && tree.find(key).is_some() {
            return Err(EditError::new(format!("the key `{key}` exists")));
        }
        let find = |key: &str| {
            let message = format!("there is no neighbor `{key}`");
            tree.find(key).ok_or_else(|| EditError::new(message))
        };
        match at {
            Place::End => Ok(tree.children().len()),
            Place::After(key) => find(key).map(|index| index + 1),
            Place::Before(key) => find(key),
        }
    }

    /// Adds a child to a map or list that is not empty, or to an empty file.
    fn add(
        &mut self,
        path: &[usize],
        index: usize,
        at: Place<'_>,
        new: impl FnOnce(usize, &[&str]) -> New + Clone,
    ) -> Result {
        let tree = self.tree(path).ok_or_else(|| missing(&[]))?;
        let inside = [path, &[index]].concat();
        if tree.is_flow() {
            let New { child, inline, is_plain, .. } = new.clone()(0, &[]);
            let Some(element) = inline else {
                return self.in_block(&inside, |sheet| sheet.add(path, index, at, new));
            };
            let splice = flow::insert(&self.text, tree, index, &element, self.eol);
            let source = self.text.get(tree.start..tree.end).unwrap_or_default();
            let is_wrapped = source.contains('\n') && flow::is_wrapped(&self.text, tree);
            let is_wide = !self.fits(&splice) || (is_wrapped && !is_plain);
            if is_wide && self.unfold(&inside, is_plain)? {
                return self.add(path, index, at, new);
            }
            return self.rewrite(&inside, splice, Change::Insert(child));
        }
        let text = &self.text;
        let siblings = tree.children();
        let column = siblings.first().map_or(0, |first| column(text, first.start));
        let New { child, lines, .. } = new(column, &self.keys(path));
        let lines = joined(lines, column, self.eol);
        let next = siblings.get(index);
        if let Some(next) = next.filter(|next| !is_first_on_line(text, next.start)) {
            // Behind the dash of an item.
            let lines = format!("{}{}", lines.trim_start(), " ".repeat(column));
            let splice = (next.start..next.start, lines);
            return self.rewrite(&inside, splice, Change::Insert(child));
        }
        let is_before = matches!(at, Place::Before(_));
        let gap = if self.has_gap(path, siblings, index, is_before) { self.eol } else { "" };
        if is_before {
            let at = head(text, siblings, index);
            // A blank line can be part of the text above it.
            return self
                .add_lines(&inside, at, &format!("{lines}{gap}"), &child)
                .or_else(|_| self.add_lines(&inside, at, &lines, &child));
        }
        let last = index.checked_sub(1).and_then(|before| siblings.get(before));
        let at = last.map_or(text.len(), |last| tail(text, last));
        if at == text.len() && !text.is_empty() && !text.ends_with('\n') {
            let lines = lines.strip_suffix(self.eol).unwrap_or(&lines);
            let lines = format!("{}{gap}{lines}", self.eol);
            return self.add_lines(&inside, at, &lines, &child);
        }
        self.add_lines(&inside, at, &format!("{gap}{lines}"), &child)
    }

    /// Returns whether a blank line separates a new child of a block from its neighbor.
    fn has_gap(&self, path: &[usize], siblings: &[Child], index: usize, is_before: bool) -> bool {
        let text = &self.text;
        let before = index.checked_sub(1).and_then(|before| siblings.get(before));
        if !is_before && before.is_some_and(|before| keeps_breaks(text, &before.value)) {
            return false;
        }
        let gap_above = |index: usize| {
            let before = index.checked_sub(1).and_then(|before| siblings.get(before));
            let bound = before.map_or(0, |before| value_tail(text, &before.value));
            blank_above(text, head(text, siblings, index), bound) > 0
        };
        if siblings.len() < 2 {
            let keys = self.keys(path);
            return !siblings.is_empty()
                && matches!(keys[..], ["paths"] | ["components", "schemas"]);
        }
        match index {
            0 => gap_above(1),
            _ if index == siblings.len() => gap_above(index - 1),
            _ if is_before => gap_above(index),
            _ => siblings
                .get(index - 1)
                .is_some_and(|before| blank_below(text, tail(text, before)).0 > 0),
        }
    }
}

/// Reads the text of one entry or item.
fn read_block(block: &str) -> Result<(Child, bool, Vec<String>)> {
    let parsed = parse(block)?;
    let is_list = parsed.root.is_list();
    let Kind::Collection { is_flow: false, children, .. } = parsed.root.kind else {
        return Err(EditError::new("the text is not an entry"));
    };
    let [child] = <[Child; 1]>::try_from(children)
        .map_err(|_| EditError::new("the text is not a single entry"))?;
    Ok((child, is_list, block.lines().map(str::to_owned).collect()))
}

/// Returns the text of an entry inside of brackets, if it is on one line.
fn inline_block(block: &str, child: &Child, lines: &[String]) -> Option<String> {
    let value = &child.value;
    let source = block.get(value.start..value.end).filter(|source| !source.is_empty())?;
    let is_complete = block.get(value.end..).is_some_and(|rest| rest.trim().is_empty());
    if lines.len() > 1 || !is_complete || value.is_block() {
        return None;
    }
    let is_safe = value.is_flow()
        || source.starts_with(['"', '\''])
        || !source.contains([',', '[', ']', '{', '}', ':', '?']);
    let text = if is_safe { source.to_owned() } else { write::inline(&value::node(value)) };
    if child.mark == child.start + 1 && child.key.is_empty() {
        return Some(text);
    }
    let key = block.get(child.start..child.key_end)?;
    let is_key_safe = key.starts_with(['"', '\'']) || !key.contains([',', '[', ']', '{', '}']);
    is_key_safe.then(|| format!("{key}: {text}"))
}
