//! A YAML file that is edited.

use super::error::EditError;
use super::layout;
use super::node::Node;
use super::parse::parse;
use super::tree::{Child, Tree};
use super::value;

pub(super) type Result<T = ()> = std::result::Result<T, EditError>;

/// A YAML file that is edited in place. What an edit does not concern stays byte for byte: comments,
/// blank lines, quotes, line breaks. A comment belongs to the entry right below it.
///
/// Tokens address a value: keys in maps, indexes in lists, as in a JSON pointer but without
/// escapes. Each edit parses the entry that it changes and compares it with what it should be. A
/// failed edit changes nothing.
#[derive(Clone, Debug)]
pub struct Sheet {
    pub(super) text: String,
    /// What the text has, with positions; kept up to date by each edit.
    pub(super) root: Tree,
    /// Whether an entry can mean something else without the rest of the text.
    pub(super) is_linked: bool,
    /// The line break of the file.
    pub(super) eol: &'static str,
}

impl Sheet {
    /// Reads a text.
    ///
    /// # Errors
    ///
    /// The text is not a single valid YAML document, has a key twice in a map, or uses a form of
    /// YAML that is not supported, such as explicit keys.
    pub fn new(text: String) -> Result<Self> {
        let is_windows = text.contains("\r\n");
        if text.matches('\r').count() != text.matches("\r\n").count() {
            return Err(EditError::new("a carriage return without a line feed is not supported"));
        }
        let parsed = parse(&text)?;
        let eol = if is_windows { "\r\n" } else { "\n" };
        Ok(Self { text, root: parsed.root, is_linked: parsed.is_linked, eol })
    }

    /// Returns the text with all edits so far.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns the text with all edits. [`finish`](Self::finish) parses it once more.
    pub fn into_text(self) -> String {
        self.text
    }

    /// Returns the text with all edits, after parsing it as a whole and comparing it with the
    /// expected values.
    ///
    /// # Errors
    ///
    /// The text does not have the expected values.
    pub fn finish(self) -> Result<String> {
        let parsed = parse(&self.text)?;
        if !value::is_same(&parsed.root, &self.root) {
            return Err(EditError::new("the edited text does not have the expected values"));
        }
        Ok(self.text)
    }

    /// Returns whether a value exists.
    pub fn contains(&self, tokens: &[&str]) -> bool {
        self.resolve(tokens).is_some()
    }

    /// Returns a value.
    pub fn value(&self, tokens: &[&str]) -> Option<Node> {
        self.resolve(tokens).and_then(|path| self.tree(&path)).map(value::node)
    }

    /// Returns the source of an entry or item with its comments, as it is indented in the file.
    pub fn block(&self, tokens: &[&str]) -> Option<&str> {
        let path = self.resolve(tokens)?;
        let (last, parent) = path.split_last()?;
        let parent = self.tree(parent)?;
        let child = parent.children().get(*last)?;
        if parent.is_flow() {
            return self.text.get(child.start..child.value.end);
        }
        let start = layout::head(&self.text, parent.children(), *last);
        self.text.get(start..layout::tail(&self.text, child))
    }

    /// Returns the source of an entry or item without indentation and with plain line breaks, as it
    /// would be in a block.
    pub(super) fn detached(&self, path: &[usize]) -> Option<String> {
        let (last, parent) = path.split_last()?;
        let parent = self.tree(parent)?;
        let child = parent.children().get(*last)?;
        let column = layout::column(&self.text, child.start);
        if parent.is_flow() {
            let source = self.text.get(child.start..child.value.end)?;
            let dash = if parent.is_list() { "- " } else { "" };
            return Some(layout::outdented(&format!("{dash}{source}"), 0));
        }
        let start = layout::head(&self.text, parent.children(), *last);
        let source = self.text.get(start..layout::tail(&self.text, child))?;
        Some(layout::outdented(source, column))
    }

    /// Returns the indexes that lead to a value.
    pub(super) fn resolve(&self, tokens: &[&str]) -> Option<Vec<usize>> {
        let mut tree = &self.root;
        let mut path = Vec::with_capacity(tokens.len());
        for token in tokens {
            let index = tree.find(token)?;
            tree = &tree.children().get(index)?.value;
            path.push(index);
        }
        Some(path)
    }

    /// Returns the value at a path.
    pub(super) fn tree(&self, path: &[usize]) -> Option<&Tree> {
        let mut tree = &self.root;
        for index in path {
            tree = &tree.children().get(*index)?.value;
        }
        Some(tree)
    }

    /// Returns the entry or item at a path.
    pub(super) fn child(&self, path: &[usize]) -> Option<&Child> {
        let (last, parent) = path.split_last()?;
        self.tree(parent)?.children().get(*last)
    }

    /// Returns the keys of the maps on a path.
    pub(super) fn keys(&self, path: &[usize]) -> Vec<&str> {
        let mut tree = &self.root;
        let mut keys = Vec::new();
        for index in path {
            let Some(child) = tree.children().get(*index) else { break };
            if tree.is_map() {
                keys.push(child.key.as_str());
            }
            tree = &child.value;
        }
        keys
    }
}
