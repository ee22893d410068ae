//! A YAML file that is edited.

use super::error::EditError;
use super::node::{Node, Place};

type Result<T = ()> = std::result::Result<T, EditError>;

/// A YAML file that is edited in place. What an edit does not concern stays byte for byte.
///
/// Tokens address a value: keys in maps, indexes in lists, as in a JSON pointer but without
/// escapes. A failed edit changes nothing.
#[derive(Clone, Debug)]
pub struct Sheet {
    text: String,
}

impl Sheet {
    /// Reads a text.
    ///
    /// # Errors
    ///
    /// The text is not a single valid YAML document, or a map has a key twice.
    pub fn new(text: String) -> Result<Self> {
        Ok(Self { text })
    }

    /// Returns the text with all edits so far.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns the text with all edits, without another check.
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
        Ok(self.text)
    }

    /// Returns whether a value exists.
    pub fn contains(&self, tokens: &[&str]) -> bool {
        self.value(tokens).is_some()
    }

    /// Returns a value.
    pub fn value(&self, _tokens: &[&str]) -> Option<Node> {
        None
    }

    /// Replaces a value, or adds it with its key if the key is missing. Missing maps above it are
    /// added as well.
    ///
    /// # Errors
    ///
    /// A parent is not a map, or the edit cannot be verified.
    pub fn set(&mut self, _tokens: &[&str], _node: &Node) -> Result {
        Err(EditError::new("not supported yet"))
    }

    /// Adds an entry to a map, or an item to a list, with comment lines above it. A missing map is
    /// added as well.
    ///
    /// # Errors
    ///
    /// The key exists, the neighbor does not, or the edit cannot be verified.
    pub fn insert(
        &mut self,
        _parent: &[&str],
        _key: &str,
        _node: &Node,
        _at: Place<'_>,
        _comment: Option<&str>,
    ) -> Result {
        Err(EditError::new("not supported yet"))
    }

    /// Adds an item at the end of a list, with comment lines above it. A missing list is added as
    /// well.
    ///
    /// # Errors
    ///
    /// The value is not a list, or the edit cannot be verified.
    pub fn push(&mut self, _list: &[&str], _node: &Node, _comment: Option<&str>) -> Result {
        Err(EditError::new("not supported yet"))
    }

    /// Removes an entry or an item with the comments that belong to it, and returns its text
    /// without indentation. A map or list that becomes empty is removed with its key.
    ///
    /// # Errors
    ///
    /// The value does not exist, or the edit cannot be verified.
    pub fn remove(&mut self, _tokens: &[&str]) -> Result<String> {
        Err(EditError::new("not supported yet"))
    }

    /// Like [`remove`](Self::remove), but a map or list that becomes empty stays, as `{}` or `[]`.
    ///
    /// # Errors
    ///
    /// The value does not exist, or the edit cannot be verified.
    pub fn remove_keeping_parent(&mut self, _tokens: &[&str]) -> Result<String> {
        Err(EditError::new("not supported yet"))
    }

    /// Gives an entry another key.
    ///
    /// # Errors
    ///
    /// The entry does not exist, the new key does, or the edit cannot be verified.
    pub fn rename(&mut self, _tokens: &[&str], _new_key: &str) -> Result {
        Err(EditError::new("not supported yet"))
    }

    /// Replaces an entry or item, with its comments, by a text that [`remove`](Self::remove)
    /// returned.
    ///
    /// # Errors
    ///
    /// The entry does not exist, the text is not one entry with the same key, or the edit cannot be
    /// verified.
    pub fn replace_text(&mut self, _tokens: &[&str], _block: &str) -> Result {
        Err(EditError::new("not supported yet"))
    }

    /// Adds an entry or item from a text that [`remove`](Self::remove) returned. In a list the key
    /// has no meaning.
    ///
    /// # Errors
    ///
    /// The text is not one entry with this key, the key exists, the neighbor does not, or the edit
    /// cannot be verified.
    pub fn insert_block(
        &mut self,
        _parent: &[&str],
        _key: &str,
        _block: &str,
        _at: Place<'_>,
    ) -> Result {
        Err(EditError::new("not supported yet"))
    }

    /// Adds comment lines right above an entry or item.
    ///
    /// # Errors
    ///
    /// The entry does not exist, or the edit cannot be verified.
    pub fn comment(&mut self, _tokens: &[&str], _lines: &[String]) -> Result {
        Err(EditError::new("not supported yet"))
    }

    /// Returns the source of an entry or item with its comments.
    pub fn block(&self, _tokens: &[&str]) -> Option<&str> {
        None
    }
}
