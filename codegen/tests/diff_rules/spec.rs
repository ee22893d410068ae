//! Versions of a spec: the real one with edits, and small ones.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use genauth_codegen::diff::{Change, Class, States, Version, compare};
use genauth_codegen::render::names::Names;
use genauth_codegen::{document, lower, passes};
use tempfile::TempDir;

use crate::support::{put, texts};

/// Files of a spec with their texts.
pub type Files = BTreeMap<PathBuf, String>;

/// Returns the files of the real spec.
pub fn real() -> &'static Files {
    static FILES: OnceLock<Files> = OnceLock::new();
    FILES.get_or_init(|| texts(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec")))
}

fn real_version() -> &'static Version {
    static VERSION: OnceLock<Version> = OnceLock::new();
    VERSION.get_or_init(|| version(real()))
}

/// Returns the version of these files, which must have a model.
pub fn version(files: &Files) -> Version {
    let folder = TempDir::new().unwrap();
    for (file, text) in files {
        put(&folder.path().join(file), text);
    }
    let document =
        document::load(folder.path()).unwrap_or_else(|found| panic!("{:#?}", found.into_sorted()));
    let (mut api, mut found) = lower::lower(&document);
    passes::run(&mut api, &mut found);
    assert!(found.is_empty(), "{:#?}", found.into_sorted());
    let names = Names::of(&api).unwrap_or_else(|found| panic!("{:#?}", found.into_sorted()));
    let label = "test".to_owned();
    Version { label, document, api, names, number: None, states: States::ALL }
}

/// Files of a spec that are being edited.
pub struct Edited {
    files: Files,
}

/// Begins to edit the real spec.
pub fn edit_real() -> Edited {
    Edited { files: real().clone() }
}

impl Edited {
    /// Replaces a text that a file contains once.
    pub fn replace(mut self, file: &str, from: &str, to: &str) -> Self {
        let text = self.files.get_mut(Path::new(file)).unwrap();
        assert_eq!(text.matches(from).count(), 1, "`{from}` in {file}");
        *text = text.replacen(from, to, 1);
        self
    }

    /// Replaces a text everywhere.
    pub fn replace_all(mut self, from: &str, to: &str) -> Self {
        for text in self.files.values_mut() {
            *text = text.replace(from, to);
        }
        self
    }

    /// Replaces a text that the part of a file from `start` on contains.
    pub fn replace_in(mut self, file: &str, start: &str, from: &str, to: &str) -> Self {
        let text = self.files.get_mut(Path::new(file)).unwrap();
        let at = text.find(start).unwrap_or_else(|| panic!("`{start}` in {file}"));
        let (before, after) = text.split_at(at);
        assert!(after.contains(from), "`{from}` behind `{start}` in {file}");
        *text = format!("{before}{}", after.replacen(from, to, 1));
        self
    }

    /// Removes the part of a file from `start` to `end`, which stays.
    pub fn cut(mut self, file: &str, start: &str, end: &str) -> (Self, String) {
        let text = self.files.get_mut(Path::new(file)).unwrap();
        let at = text.find(start).unwrap_or_else(|| panic!("`{start}` in {file}"));
        let rest = text.get(at..).unwrap();
        let length = rest.find(end).unwrap_or(rest.len());
        let removed = text.get(at..at + length).unwrap().to_owned();
        text.replace_range(at..at + length, "");
        (self, removed)
    }

    /// Adds a text at the end of a file.
    pub fn append(mut self, file: &str, more: &str) -> Self {
        let text = self.files.entry(PathBuf::from(file)).or_default();
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
        text.push_str(more);
        self
    }

    pub fn files(self) -> Files {
        self.files
    }

    /// Returns the changes from the spec as it was.
    pub fn changes(&self) -> Vec<Change> {
        let new = version(&self.files);
        compare(real_version(), &new)
    }
}

/// Returns the only change.
pub fn only(changes: Vec<Change>) -> Change {
    assert_eq!(changes.len(), 1, "{changes:#?}");
    changes.into_iter().next().unwrap()
}

/// Returns the rule, the class and the message of each change.
pub fn told(changes: &[Change]) -> Vec<(&str, Class, &str)> {
    changes.iter().map(|it| (it.rule, it.class, it.message.as_str())).collect()
}

const HEAD: &str =
    "openapi: \"3.1.0\"\ninfo: { title: A file, version: \"1\", description: A file. }\n";

const ENVELOPE: &str = "components:
  schemas:
    Envelope:
      type: object
      properties: { statusCode: { type: integer, format: int64 } }
";

/// Returns a spec of one module with an operation that sends `SendDto` and returns `GetDto`, and
/// with these schemas.
pub fn schemas(schemas: &str) -> Files {
    module("", schemas)
}

/// Returns the same with more operations.
pub fn module(paths: &str, schemas: &str) -> Files {
    let file = format!(
        "{HEAD}tags: [{{ name: user }}]
paths:
  /send:
    post:
{}
      requestBody: {{ content: {{ application/json: {{ schema: {} }} }} }}
      responses: {{ \"200\": {{ content: {{ application/json: {{ schema: {} }} }} }} }}
{paths}
components:
  schemas:
{schemas}",
        operation("send"),
        reference("SendDto"),
        reference("GetDto"),
    );
    let listed = "x-modules: { management: [user] }\n";
    let common = format!("{HEAD}{listed}{ENVELOPE}");
    [("common.yaml", common), ("management/user.yaml", file)]
        .map(|(file, text)| (PathBuf::from(file), text))
        .into()
}

/// Returns the keywords that every operation has.
pub fn operation(name: &str) -> String {
    format!("      operationId: {name}\n      x-effect: read\n      x-retry-safe: true")
}

/// Returns a reference to a schema of the module.
pub fn reference(name: &str) -> String {
    format!("{{ $ref: \"#/components/schemas/{name}\" }}")
}

/// Returns an object as a schema; a field that begins with `!` is required.
pub fn object(name: &str, fields: &[(&str, &str)]) -> String {
    let wire = |field: &str| field.trim_start_matches('!').to_owned();
    let required: Vec<String> =
        fields.iter().filter(|(name, _)| name.starts_with('!')).map(|it| wire(it.0)).collect();
    let properties: Vec<String> =
        fields.iter().map(|(name, schema)| format!("        {}: {schema}\n", wire(name))).collect();
    format!(
        "    {name}:\n      type: object\n      required: [{}]\n      properties:\n{}",
        required.join(", "),
        properties.concat()
    )
}

/// Returns an enum as a schema.
pub fn values(name: &str, values: &str) -> String {
    format!("    {name}:\n      type: string\n      enum: [{values}]\n")
}

/// Returns the changes between two specs.
pub fn compared(old: &Files, new: &Files) -> Vec<Change> {
    compare(&version(old), &version(new))
}
