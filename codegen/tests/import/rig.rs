//! A small spec with documents of a vendor that describe the same, and imports of changed documents.

use std::{collections::BTreeMap, path::PathBuf};

use serde_json::{Value, json};
use similar::{ChangeTag, TextDiff};

use crate::support::{Run, Workspace, put, texts};
use crate::watch::Watch;

pub const COMMON: &str = "common.yaml";
pub const SESSION: &str = "authentication/session.yaml";
pub const ROLE: &str = "management/role.yaml";
pub const USER: &str = "management/user.yaml";
pub const MAP: &str = "upstream/map.yaml";

const FILES: [(&str, &str); 5] = [
    (COMMON, include_str!("spec/common.yaml")),
    (SESSION, include_str!("spec/authentication_session.yaml")),
    (ROLE, include_str!("spec/management_role.yaml")),
    (USER, include_str!("spec/management_user.yaml")),
    (MAP, include_str!("spec/map.yaml")),
];

/// The files of a folder with their texts.
pub type Files = BTreeMap<PathBuf, String>;

/// A workspace with the spec, and the documents.
pub struct Rig {
    pub workspace: Workspace,
    pub authentication: Value,
    pub management: Value,
}

impl Rig {
    /// Creates one before any import.
    pub fn fresh() -> Self {
        let workspace = Workspace::empty();
        for (file, text) in FILES {
            workspace.write(file, text);
        }
        let read = |text: &str| serde_json::from_str(text).unwrap();
        Self {
            workspace,
            authentication: read(include_str!("documents/authentication.json")),
            management: read(include_str!("documents/management.json")),
        }
    }

    /// Creates one whose documents are the state of the last import.
    pub fn new() -> Self {
        let rig = Self::fresh();
        let before = rig.files();
        let run = rig.run(&["--baseline"]);
        assert_eq!(run.code, Some(0), "{run}");
        let mut after = rig.files();
        after.retain(|path, _| !path.starts_with("upstream") || path.ends_with("map.yaml"));
        assert_eq!(after, before, "a baseline leaves the spec as it is");
        rig
    }

    /// Writes both documents, and imports them with these further arguments.
    pub fn run(&self, words: &[&str]) -> Run {
        self.run_texts(&self.authentication.to_string(), &self.management.to_string(), words)
    }

    /// Imports these texts.
    pub fn run_texts(&self, authentication: &str, management: &str, words: &[&str]) -> Run {
        put(&self.workspace.root().join("authentication.json"), authentication);
        put(&self.workspace.root().join("management.json"), management);
        let files = ["authentication.json", "management.json"];
        let words: Vec<&str> = ["import"].iter().chain(words).chain(&files).copied().collect();
        self.workspace.run(&words)
    }

    /// Imports both documents, and returns what happened.
    pub fn import(&self) -> Import {
        self.import_with(&[])
    }

    /// Imports both documents with further arguments, and returns what happened.
    #[track_caller]
    pub fn import_with(&self, words: &[&str]) -> Import {
        let before = self.files();
        let watch = Watch::new(&self.workspace);
        let words: Vec<&str> = ["--report", "json"].iter().chain(words).copied().collect();
        let run = self.run(&words);
        assert_ne!(run.code, Some(2), "{run}");
        let report = serde_json::from_str(&run.out).unwrap_or_else(|_| panic!("{run}"));
        watch.assert_reported(&self.workspace, &report);
        Import { report, before, after: self.files(), run }
    }

    /// Imports a document with a mistake, which must be refused, and returns the output.
    #[track_caller]
    pub fn refused(&self) -> Run {
        let before = self.files();
        let run = self.run(&[]);
        assert!(matches!(run.code, Some(1 | 2)), "{run}");
        assert_eq!(self.files(), before, "nothing is written");
        run
    }

    /// Puts back these files of the spec, and removes all others.
    pub fn reset(&self, files: &Files) {
        for path in self.files().into_keys().filter(|path| !files.contains_key(path)) {
            self.workspace.remove(path.to_str().unwrap());
        }
        for (path, text) in files {
            self.workspace.write(path.to_str().unwrap(), text);
        }
    }

    /// Returns the files of the spec.
    pub fn files(&self) -> Files {
        texts(&self.workspace.spec())
    }

    /// Returns the number of problems that `lint` reports.
    pub fn lint(&self) -> Run {
        self.workspace.run(&["lint"])
    }

    /// Imports the same documents again, which changes nothing.
    #[track_caller]
    pub fn assert_settled(&self) {
        let again = self.import();
        assert_eq!(again.after, again.before, "a second import writes nothing\n{}", again.run);
        let kinds: Vec<_> = again.found().into_iter().filter(|it| it.0 != "map").collect();
        assert_eq!(kinds, [], "{}", again.run);
    }
}

/// A schema of a document.
pub fn schema<'a>(document: &'a mut Value, name: &str) -> &'a mut Value {
    &mut document["components"]["schemas"][name]
}

/// A property of a schema of a document.
pub fn property<'a>(document: &'a mut Value, of: &str, name: &str) -> &'a mut Value {
    &mut schema(document, of)["properties"][name]
}

/// An operation of a document.
pub fn operation<'a>(document: &'a mut Value, path: &str, verb: &str) -> &'a mut Value {
    &mut document["paths"][path][verb]
}

/// A parameter of an operation of a document.
pub fn parameter<'a>(document: &'a mut Value, path: &str, name: &str) -> &'a mut Value {
    let all = document["paths"][path]["get"]["parameters"].as_array_mut().unwrap();
    all.iter_mut().find(|parameter| parameter["name"] == name).unwrap()
}

/// Removes a key of an object.
#[track_caller]
pub fn remove(value: &mut Value, key: &str) -> Value {
    value.as_object_mut().unwrap().remove(key).unwrap_or_else(|| panic!("no `{key}`"))
}

/// An operation like those of the documents.
pub fn new_operation(id: &str, tag: &str, body: Option<&str>, response: &str) -> Value {
    let content = |name: &str| {
        let reference = format!("#/components/schemas/{name}");
        json!({ "application/json": { "schema": { "$ref": reference } } })
    };
    let mut operation = json!({
        "operationId": id,
        "summary": format!("Vendor's summary of {id}"),
        "description": format!("Vendor's description of {id}"),
        "parameters": [],
        "responses": { "200": { "description": "", "content": content(response) } },
        "tags": [tag],
        "security": [{ "x-authing-userpool-id": [] }, { "bearer": [] }],
    });
    if let Some(body) = body {
        operation["requestBody"] = json!({ "required": true, "content": content(body) });
    }
    operation
}

/// A finished import.
pub struct Import {
    pub run: Run,
    pub report: Value,
    pub before: Files,
    pub after: Files,
}

impl Import {
    /// Returns kind and place of each finding.
    pub fn found(&self) -> Vec<(&str, &str)> {
        let findings = self.report["findings"].as_array().unwrap();
        findings
            .iter()
            .map(|it| (it["kind"].as_str().unwrap(), it["at"].as_str().unwrap_or_default()))
            .collect()
    }

    /// Returns the only finding.
    #[track_caller]
    pub fn only(&self) -> &Value {
        match self.report["findings"].as_array().unwrap().as_slice() {
            [finding] => finding,
            other => panic!("{} findings instead of one:\n{}", other.len(), self.run),
        }
    }

    /// Returns the finding of a kind at a place.
    #[track_caller]
    pub fn finding(&self, kind: &str, at: &str) -> &Value {
        let mut findings = self.report["findings"].as_array().unwrap().iter();
        let found = findings.find(|it| it["kind"] == kind && it["at"] == at);
        found.unwrap_or_else(|| panic!("no `{kind}` at `{at}`:\n{}", self.run))
    }

    /// Returns the files of the spec that changed, without the snapshots.
    pub fn changed(&self) -> Vec<&str> {
        let paths = self.before.keys().chain(self.after.keys());
        let mut changed: Vec<&str> = paths
            .filter(|path| self.before.get(*path) != self.after.get(*path))
            .filter_map(|path| path.to_str())
            .filter(|path| !path.starts_with("upstream/") || !path.ends_with(".json"))
            .collect();
        changed.sort_unstable();
        changed.dedup();
        changed
    }

    /// Returns the lines that went and those that came, in one file.
    pub fn lines(&self, file: &str) -> (Vec<String>, Vec<String>) {
        let text = |files: &Files| files.get(&PathBuf::from(file)).cloned().unwrap_or_default();
        let (before, after) = (text(&self.before), text(&self.after));
        let mut lines = (Vec::new(), Vec::new());
        for change in TextDiff::from_lines(&before, &after).iter_all_changes() {
            let line = change.value().trim_end_matches('\n').to_owned();
            match change.tag() {
                ChangeTag::Delete => lines.0.push(line),
                ChangeTag::Insert => lines.1.push(line),
                ChangeTag::Equal => {}
            }
        }
        lines
    }

    /// Checks that exactly these lines of the spec went and came, in one file.
    #[track_caller]
    pub fn assert_lines(&self, file: &str, old: &[&str], new: &[&str]) {
        assert_eq!(self.changed(), [file], "{}", self.run);
        let (went, came) = self.lines(file);
        assert_eq!((went, came), (owned(old), owned(new)), "{}", self.run);
    }
}

fn owned(lines: &[&str]) -> Vec<String> {
    lines.iter().map(|line| (*line).to_owned()).collect()
}
