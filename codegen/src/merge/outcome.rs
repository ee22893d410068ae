//! The result of an import: what changed, what a person has to decide, and the new files.

use std::{collections::BTreeMap, path::PathBuf};

use serde_json::Value;

use crate::document::ApiKind;
use crate::facts::Key;

/// The result of merging documents into the spec.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// What the documents describe.
    pub documents: Vec<Described>,
    /// Everything worth knowing, in the order of reports.
    pub findings: Vec<Finding>,
    /// Files of the spec that change, relative to its directory; `None` removes one.
    pub files: BTreeMap<PathBuf, Option<String>>,
}

/// A document that was imported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Described {
    /// The API.
    pub api: ApiKind,
    /// The file.
    pub path: PathBuf,
    /// The number of operations.
    pub operations: usize,
    /// The number of named schemas.
    pub schemas: usize,
}

/// One change of a document, or one decision that it asks for.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// Its kind.
    pub kind: FindingKind,
    /// What a person has to do.
    pub needs: Needs,
    /// What it is about.
    pub key: Option<Key>,
    /// The attribute, for changes of one.
    pub attribute: Option<String>,
    /// What happened, as a sentence without the key.
    pub message: String,
    /// What the last import said.
    pub base: Option<Value>,
    /// What the spec said before this import.
    pub ours: Option<Value>,
    /// What the document says.
    pub theirs: Option<Value>,
    /// The places that it is seen at, for enums and types.
    pub sites: Vec<Key>,
    /// What to do, as an imperative.
    pub help: Option<String>,
}

/// Kinds of findings, in the order of reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FindingKind {
    /// Both sides changed a fact, each in another way.
    Conflict,
    /// Two operations or schemas with one name, or one schema that the documents describe differently.
    Clash,
    /// An entry of `map.yaml` that does not apply, or no longer.
    Map,
    /// An operation at another address.
    Moved,
    /// An operation or schema with another name.
    Renamed,
    /// A removed and an added operation that may be the same.
    Replaced,
    /// An operation, parameter, schema or property that is new.
    Added,
    /// One that is back, with the texts that it had.
    Restored,
    /// One that is gone, and kept in `removed.yaml`.
    Removed,
    /// A fact that changed, and changes in the spec.
    Changed,
    /// Values of an enum that are new or gone.
    Values,
    /// A fact that the spec states differently from the document that states it for the first time.
    Differs,
    /// A fact that changed to what the spec says already.
    Agreed,
    /// Schemas and modules that nothing uses any more.
    Unused,
    /// A text or an example of the vendor that changed; the spec has its own.
    Text,
    /// A part of the document that could not be taken over.
    Note,
}

/// What a person has to do about a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Needs {
    /// Nothing can be imported before it is decided.
    Decision,
    /// There is a `TODO(import)` in the spec, which keeps lint red.
    Marker,
    /// Nothing.
    Nothing,
}

impl Outcome {
    /// Returns whether a finding stops the import.
    pub fn is_stopped(&self) -> bool {
        self.findings.iter().any(|finding| finding.needs == Needs::Decision)
    }
}

impl Finding {
    /// Creates a finding about a key.
    pub fn new(kind: FindingKind, key: Option<Key>, message: impl Into<String>) -> Self {
        Self {
            kind,
            needs: Needs::Nothing,
            key,
            attribute: None,
            message: message.into(),
            base: None,
            ours: None,
            theirs: None,
            sites: Vec::new(),
            help: None,
        }
    }

    /// Sets what a person has to do.
    #[must_use]
    pub fn needs(self, needs: Needs) -> Self {
        Self { needs, ..self }
    }

    /// Sets the attribute and its three values.
    #[must_use]
    pub fn values(
        self,
        attribute: &str,
        base: Option<&Value>,
        ours: Option<&Value>,
        theirs: Option<&Value>,
    ) -> Self {
        let attribute = Some(attribute.to_owned());
        Self {
            attribute,
            base: base.cloned(),
            ours: ours.cloned(),
            theirs: theirs.cloned(),
            ..self
        }
    }

    /// Sets what to do.
    #[must_use]
    pub fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }
}
