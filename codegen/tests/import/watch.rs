//! What must hold for every import: nothing of the spec is lost or changed without a finding about it.

use genauth_codegen::document;
use genauth_codegen::facts::Key;
use genauth_codegen::merge::ours::{self, Ours};
use serde_json::Value;

use crate::support::Workspace;

/// The facts of a spec before an import.
pub struct Watch {
    before: Ours,
}

impl Watch {
    pub fn new(workspace: &Workspace) -> Self {
        Self { before: read(workspace) }
    }

    /// Checks that each fact that went or changed is the subject of a finding.
    #[track_caller]
    pub fn assert_reported(&self, workspace: &Workspace, report: &Value) {
        let after = read(workspace);
        let findings = report["findings"].as_array().unwrap();
        for (key, old) in &self.before.facts.entries {
            let new = after.facts.entries.get(key);
            if new == Some(old) {
                continue;
            }
            let is_gone = |name: &str| !after.homes.contains_key(name);
            let names = names(key, &self.before, is_gone);
            let is_about = |finding: &&Value| {
                let text = finding.to_string();
                names.iter().any(|name| text.contains(name.as_str()))
            };
            assert!(
                findings.iter().any(|finding| is_about(&finding)),
                "`{key}` was {old:?} and is {new:?}, without a finding:\n{report:#}"
            );
        }
    }
}

fn read(workspace: &Workspace) -> Ours {
    ours::read(&document::read(&workspace.spec()).document)
}

/// Returns the names by which a finding can be about a thing: its own, that of the operation or the schema
/// that it is a part of, and that of its enum.
fn names(key: &Key, ours: &Ours, is_gone: impl Fn(&str) -> bool) -> Vec<String> {
    let mut names = vec![key.to_string()];
    names.extend(key.address().map(ToString::to_string));
    names.extend(ours.enums.get(key).cloned());
    names.extend(key.schema().filter(|name| is_gone(name)).map(str::to_owned));
    if let Some(Value::String(ty)) = ours.facts.get(key, "type") {
        // The type of the place has another name.
        names.extend(genauth_codegen::facts::references(ty).into_iter().map(str::to_owned));
    }
    names
}
