//! Removal of entries and items.

use super::apply::Change;
use super::flow;
use super::layout::{head, is_first_on_line, line_start, removal};
use super::node::Node;
use super::set::missing;
use super::sheet::{Result, Sheet};

impl Sheet {
    /// Removes an entry or an item with the comments that belong to it, and returns its text
    /// without indentation. A map or list that becomes empty is removed with its key; an item that
    /// becomes empty stays, as `{}` or `[]`.
    ///
    /// # Errors
    ///
    /// The value does not exist, or the edit cannot be verified.
    pub fn remove(&mut self, tokens: &[&str]) -> Result<String> {
        let mut path = self.resolve(tokens).ok_or_else(|| missing(tokens))?;
        let text = self.detached(&path).ok_or_else(|| missing(tokens))?;
        // What would become empty goes instead.
        while let Some((_, parent)) = path.split_last()
            && let Some((_, above)) = parent.split_last()
            && self.tree(parent).is_some_and(|tree| tree.children().len() == 1)
            && self.tree(above).is_some_and(|tree| tree.is_map())
        {
            path.pop();
        }
        self.remove_at(&path)?;
        Ok(text)
    }

    /// Like [`remove`](Self::remove), but a map or list that becomes empty stays, as `{}` or `[]`.
    ///
    /// # Errors
    ///
    /// The value does not exist, or the edit cannot be verified.
    pub fn remove_keeping_parent(&mut self, tokens: &[&str]) -> Result<String> {
        let path = self.resolve(tokens).ok_or_else(|| missing(tokens))?;
        let text = self.detached(&path).ok_or_else(|| missing(tokens))?;
        self.remove_at(&path)?;
        Ok(text)
    }

    fn remove_at(&mut self, path: &[usize]) -> Result {
        let (index, above) = path.split_last().ok_or_else(|| missing(&[]))?;
        let tree = self.tree(above).ok_or_else(|| missing(&[]))?;
        let siblings = tree.children();
        let child = siblings.get(*index).ok_or_else(|| missing(&[]))?;
        if siblings.len() == 1 && !above.is_empty() {
            let empty = if tree.is_list() { Node::List(Vec::new()) } else { Node::Map(Vec::new()) };
            return self.set_value(above, &empty);
        }
        if tree.is_flow() {
            let splice = flow::remove(&self.text, tree, *index);
            return self.rewrite(path, splice, Change::Remove);
        }
        if !is_first_on_line(&self.text, child.start)
            && let Some(next) = siblings.get(index + 1)
        {
            // Behind the dash of an item: the next entry, or the comment above it, moves there.
            let start = head(&self.text, siblings, index + 1);
            let is_commented = start < line_start(&self.text, next.start);
            let indent = self.text.get(start..next.start).unwrap_or_default();
            let indent = indent.len() - indent.trim_start_matches(' ').len();
            let end = if is_commented { start + indent } else { next.start };
            return self.rewrite(path, (child.start..end, String::new()), Change::Remove);
        }
        let range = removal(&self.text, siblings, *index);
        self.remove_lines(path, range)
    }
}
