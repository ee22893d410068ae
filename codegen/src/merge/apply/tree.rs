//! The files of the spec while they are edited.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::edit::{EditError, Node, Place, Sheet};

/// An edit that cannot be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failed {
    /// The file.
    pub file: PathBuf,
    /// Where in it: tokens of a JSON pointer.
    pub tokens: Vec<String>,
    /// The problem.
    pub problem: String,
}

/// The files of the spec.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    sources: BTreeMap<PathBuf, String>,
    sheets: BTreeMap<PathBuf, Sheet>,
    created: BTreeSet<PathBuf>,
}

/// A result of edits.
pub type Edited<T = ()> = Result<T, Failed>;

impl Tree {
    /// Takes the texts of the files.
    pub fn new(sources: BTreeMap<PathBuf, String>) -> Self {
        Self { sources, ..Self::default() }
    }

    /// Returns the file.
    pub fn sheet(&mut self, file: &Path) -> Edited<&mut Sheet> {
        if !self.sheets.contains_key(file) {
            let text = self.sources.get(file).cloned().unwrap_or_default();
            let sheet = Sheet::new(text).map_err(|error| failed(file, &[], &error))?;
            self.sheets.insert(file.to_owned(), sheet);
        }
        match self.sheets.get_mut(file) {
            Some(sheet) => Ok(sheet),
            None => Err(Failed {
                file: file.to_owned(),
                tokens: Vec::new(),
                problem: "the file is missing".to_owned(),
            }),
        }
    }

    /// Creates a file.
    pub fn create(&mut self, file: &Path, text: String) {
        self.sources.insert(file.to_owned(), text);
        self.created.insert(file.to_owned());
    }

    /// Returns whether there is such a file.
    pub fn has(&self, file: &Path) -> bool {
        self.sources.contains_key(file)
    }

    /// Returns a value.
    pub fn value(&mut self, file: &Path, tokens: &[String]) -> Edited<Option<Node>> {
        Ok(self.sheet(file)?.value(&refs(tokens)))
    }

    /// Replaces a value, or adds it.
    pub fn set(&mut self, file: &Path, tokens: &[String], node: &Node) -> Edited {
        self.edit(file, tokens, |sheet, tokens| sheet.set(tokens, node))
    }

    /// Adds an entry.
    pub fn insert(
        &mut self,
        file: &Path,
        parent: &[String],
        key: &str,
        node: &Node,
        at: Place<'_>,
        comment: &str,
    ) -> Edited {
        let comment = Some(comment).filter(|comment| !comment.is_empty());
        self.edit(file, parent, |sheet, parent| sheet.insert(parent, key, node, at, comment))
    }

    /// Adds an item.
    pub fn push(&mut self, file: &Path, list: &[String], node: &Node, comment: &str) -> Edited {
        let comment = Some(comment).filter(|comment| !comment.is_empty());
        self.edit(file, list, |sheet, list| sheet.push(list, node, comment))
    }

    /// Removes an entry or item, with what becomes empty, and returns its text.
    pub fn remove(&mut self, file: &Path, tokens: &[String]) -> Edited<String> {
        self.edit(file, tokens, Sheet::remove)
    }

    /// Removes an entry or item; a map or list that becomes empty stays.
    pub fn remove_keeping_parent(&mut self, file: &Path, tokens: &[String]) -> Edited<String> {
        self.edit(file, tokens, Sheet::remove_keeping_parent)
    }

    /// Gives an entry another key.
    pub fn rename(&mut self, file: &Path, tokens: &[String], key: &str) -> Edited {
        self.edit(file, tokens, |sheet, tokens| sheet.rename(tokens, key))
    }

    /// Puts back a text that was removed.
    pub fn insert_block(
        &mut self,
        file: &Path,
        parent: &[String],
        key: &str,
        block: &str,
        at: Place<'_>,
    ) -> Edited {
        self.edit(file, parent, |sheet, parent| sheet.insert_block(parent, key, block, at))
    }

    /// Adds comment lines above an entry or item.
    pub fn comment(&mut self, file: &Path, tokens: &[String], lines: &[String]) -> Edited {
        self.edit(file, tokens, |sheet, tokens| sheet.comment(tokens, lines))
    }

    fn edit<T>(
        &mut self,
        file: &Path,
        tokens: &[String],
        edit: impl FnOnce(&mut Sheet, &[&str]) -> Result<T, EditError>,
    ) -> Edited<T> {
        let sheet = self.sheet(file)?;
        edit(sheet, &refs(tokens)).map_err(|error| failed(file, tokens, &error))
    }

    /// Returns whether a file has been created or edited.
    pub fn is_edited(&self) -> bool {
        let is_changed = |(file, sheet): (&PathBuf, &Sheet)| {
            self.sources.get(file).is_none_or(|it| it != sheet.text())
        };
        !self.created.is_empty() || self.sheets.iter().any(is_changed)
    }

    /// Returns the names of all files.
    pub fn files(&self) -> Vec<PathBuf> {
        self.sources.keys().cloned().collect()
    }

    /// Returns the texts of all files, after checking the edited ones as a whole.
    pub fn finish(self) -> Edited<BTreeMap<PathBuf, String>> {
        let mut sources = self.sources;
        for (file, sheet) in self.sheets {
            let text = sheet.finish().map_err(|error| failed(&file, &[], &error))?;
            sources.insert(file, text);
        }
        Ok(sources)
    }
}

fn refs(tokens: &[String]) -> Vec<&str> {
    tokens.iter().map(String::as_str).collect()
}

fn failed(file: &Path, tokens: &[String], error: &EditError) -> Failed {
    Failed { file: file.to_owned(), tokens: tokens.to_vec(), problem: error.to_string() }
}
