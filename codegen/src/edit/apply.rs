//! Changes of the text together with its tree, after verification.

use std::ops::Range;

use super::error::EditError;
use super::flow::Splice;
use super::layout::{is_first_on_line, line_start, value_tail};
use super::parse::parse;
use super::sheet::{Result, Sheet};
use super::tree::{Child, Kind, Tree};
use super::value::{is_same, is_same_child};

/// What an edit changes in the tree.
#[derive(Clone, Debug)]
pub(super) enum Change {
    None,
    /// The value at the path is another one.
    Value(Tree),
    /// The entry at the path has another key.
    Key(String),
    /// There is a new child at the path.
    Insert(Child),
    /// The child at the path is gone.
    Remove,
}

impl Change {
    fn apply(self, root: &mut Tree, path: &[usize]) -> Option<()> {
        let Some((last, parent)) = path.split_last() else {
            if let Self::Value(value) = self {
                *root = value;
            }
            return Some(());
        };
        let mut tree = root;
        for index in parent {
            tree = &mut tree.children_mut()?.get_mut(*index)?.value;
        }
        let children = tree.children_mut()?;
        match self {
            Self::None => {}
            Self::Value(value) => children.get_mut(*last)?.value = value,
            Self::Key(key) => children.get_mut(*last)?.key = key,
            Self::Insert(child) if *last <= children.len() => children.insert(*last, child),
            Self::Remove if *last < children.len() => drop(children.remove(*last)),
            Self::Insert(_) | Self::Remove => return None,
        }
        Some(())
    }

    /// Returns whether the path is that of a child which exists before and after the change.
    fn keeps_child(&self) -> bool {
        matches!(self, Self::None | Self::Value(_) | Self::Key(_))
    }
}

fn mismatch() -> EditError {
    EditError::new("the edit would not have the expected result")
}

fn spliced(text: &str, range: &Range<usize>, by: &str) -> Option<String> {
    let (before, after) = (text.get(..range.start)?, text.get(range.end..)?);
    Some([before, by, after].concat())
}

impl Sheet {
    /// Replaces a part of the text inside of an entry.
    pub(super) fn rewrite(&mut self, path: &[usize], splice: Splice, change: Change) -> Result {
        let (range, by) = splice;
        let Some((region, bounds)) = self.region(path, &range, change.keeps_child()) else {
            return self.rewrite_whole(&range, &by, path, change);
        };
        let expected = || {
            let child = self.child(region)?.clone();
            let mut holder = self.root_of(child);
            let inner: Vec<usize> = [&[0], path.get(region.len()..)?].concat();
            change.clone().apply(&mut holder, &inner)?;
            holder.children_mut()?.pop()
        };
        let inner = range.start - bounds.start..range.end - bounds.start;
        let old = self.text.get(bounds.clone()).unwrap_or_default();
        let new = spliced(old, &inner, &by).ok_or_else(mismatch)?;
        let is_complete = bounds.end == self.text.len() || new.ends_with('\n');
        if self.is_linked || !is_complete {
            return self.rewrite_whole(&range, &by, path, change);
        }
        let expected = expected().ok_or_else(mismatch)?;
        let region = region.to_vec();
        self.graft(&region, bounds, &new, &expected)
    }

    /// Returns a list or map with a single child.
    fn root_of(&self, child: Child) -> Tree {
        let kind = Kind::Collection { is_list: true, is_flow: false, children: vec![child] };
        Tree { start: 0, end: 0, kind }
    }

    /// Returns the innermost entry that has lines of its own and contains a part of the text.
    fn region<'a>(
        &self,
        path: &'a [usize],
        range: &Range<usize>,
        keeps_child: bool,
    ) -> Option<(&'a [usize], Range<usize>)> {
        let longest = if keeps_child { path.len() } else { path.len().saturating_sub(1) };
        let mut tree = &self.root;
        let mut found = None;
        for (depth, index) in path.iter().enumerate().take(longest) {
            let child = tree.children().get(*index)?;
            if !tree.is_block() {
                break;
            }
            let bounds = line_start(&self.text, child.start)..value_tail(&self.text, &child.value);
            let is_inside = bounds.start <= range.start && range.end <= bounds.end;
            if is_inside && is_first_on_line(&self.text, child.start) {
                found = Some((path.get(..=depth)?, bounds));
            }
            tree = &child.value;
        }
        found
    }

    /// Replaces whole lines that have an entry by others.
    pub(super) fn graft(
        &mut self,
        path: &[usize],
        range: Range<usize>,
        new: &str,
        expected: &Child,
    ) -> Result {
        if self.is_linked {
            let (index, parent) = path.split_last().ok_or_else(mismatch)?;
            let mut root = self.root.clone();
            Change::Remove.apply(&mut root, path).ok_or_else(mismatch)?;
            let at = [parent, &[*index]].concat();
            Change::Insert(expected.clone()).apply(&mut root, &at).ok_or_else(mismatch)?;
            return self.replace_whole(&range, new, &root);
        }
        let child = self.verified(path, new, expected, range.start)?;
        let text = spliced(&self.text, &range, new).ok_or_else(mismatch)?;
        let by = new.len().cast_signed() - range.len().cast_signed();
        self.root.shift(range.end, by);
        // Its positions, which were moved with the others, are replaced.
        self.child_mut(path, |children, index| {
            if let Some(old) = children.get_mut(index) {
                *old = child;
            }
        });
        self.text = text;
        Ok(())
    }

    /// Adds whole lines that have a new child.
    pub(super) fn add_lines(
        &mut self,
        path: &[usize],
        at: usize,
        new: &str,
        expected: &Child,
    ) -> Result {
        let is_after_break = at == 0 || self.text.get(..at).is_some_and(|it| it.ends_with('\n'));
        if self.is_linked || !is_after_break || path.len() == 1 && self.root.children().is_empty() {
            return self.rewrite_whole(&(at..at), new, path, Change::Insert(expected.clone()));
        }
        let child = self.verified(path, new, expected, at)?;
        let text = spliced(&self.text, &(at..at), new).ok_or_else(mismatch)?;
        self.root.shift(at, new.len().cast_signed());
        self.child_mut(path, |children, index| {
            if index <= children.len() {
                children.insert(index, child);
            }
        });
        self.text = text;
        Ok(())
    }

    /// Removes whole lines that have a child.
    pub(super) fn remove_lines(&mut self, path: &[usize], range: Range<usize>) -> Result {
        let is_last = range.end == self.text.len() && !self.text.ends_with('\n');
        if self.is_linked || is_last || path.len() == 1 {
            return self.rewrite_whole(&range, "", path, Change::Remove);
        }
        let text = spliced(&self.text, &range, "").ok_or_else(mismatch)?;
        self.child_mut(path, |children, index| {
            if index < children.len() {
                children.remove(index);
            }
        });
        self.root.shift(range.end, -range.len().cast_signed());
        self.update_bounds(path);
        self.text = text;
        Ok(())
    }

    /// Parses lines, compares their only entry with the expected one, and returns it with its
    /// positions in the text.
    fn verified(&self, path: &[usize], new: &str, expected: &Child, at: usize) -> Result<Child> {
        let parsed = parse(new)?;
        let parent = path.split_last().and_then(|(_, parent)| self.tree(parent));
        let is_list = parent.is_some_and(Tree::is_list);
        let mut root = parsed.root;
        let is_alike = root.is_block() && root.is_list() == is_list && !parsed.is_linked;
        let child = root.children_mut().filter(|children| children.len() == 1);
        let child = child.and_then(Vec::pop).filter(|child| is_same_child(child, expected));
        let mut child = child.filter(|_| is_alike).ok_or_else(mismatch)?;
        let by = at.cast_signed();
        for position in [&mut child.start, &mut child.key_end, &mut child.mark] {
            *position += at;
        }
        child.value.shift(0, by);
        Ok(child)
    }

    fn child_mut(&mut self, path: &[usize], change: impl FnOnce(&mut Vec<Child>, usize)) {
        let Some((last, parent)) = path.split_last() else { return };
        let mut tree = &mut self.root;
        for index in parent {
            let child = tree.children_mut().and_then(|children| children.get_mut(*index));
            let Some(child) = child else { return };
            tree = &mut child.value;
        }
        if let Some(children) = tree.children_mut() {
            change(children, *last);
        }
        self.update_bounds(path);
    }

    /// Updates where the blocks around a child begin and end.
    fn update_bounds(&mut self, path: &[usize]) {
        fn update(tree: &mut Tree, path: &[usize]) {
            let is_block = tree.is_block();
            let Some(children) = tree.children_mut() else { return };
            if let Some((index, rest)) = path.split_first()
                && let Some(child) = children.get_mut(*index)
                && !rest.is_empty()
            {
                update(&mut child.value, rest);
            }
            let bounds = children.first().zip(children.last());
            if let Some((start, end)) = bounds.map(|(first, last)| (first.start, last.value.end))
                && is_block
            {
                (tree.start, tree.end) = (start, end);
            }
        }
        update(&mut self.root, path);
    }

    /// Replaces a part of the text, and parses all of it.
    fn rewrite_whole(
        &mut self,
        range: &Range<usize>,
        by: &str,
        path: &[usize],
        change: Change,
    ) -> Result {
        let mut root = self.root.clone();
        change.apply(&mut root, path).ok_or_else(mismatch)?;
        self.replace_whole(range, by, &root)
    }

    fn replace_whole(&mut self, range: &Range<usize>, by: &str, expected: &Tree) -> Result {
        let text = spliced(&self.text, range, by).ok_or_else(mismatch)?;
        let parsed = parse(&text)?;
        if !is_same(&parsed.root, expected) {
            return Err(mismatch());
        }
        self.root = parsed.root;
        self.is_linked = parsed.is_linked;
        self.text = text;
        Ok(())
    }
}
