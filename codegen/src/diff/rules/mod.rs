//! Stand-in until the rules are here.

mod bump;

pub use bump::{Bump, bump, is_enough};

use super::{Change, Class, Kind, Subject, Version};

/// Compares.
pub fn compare(old: &Version, new: &Version) -> Vec<Change> {
    let operations = |version: &Version| -> std::collections::BTreeMap<
        (crate::document::ApiKind, String),
        crate::api::Operation,
    > {
        version
            .api
            .modules
            .iter()
            .flat_map(|m| m.operations.iter().map(|o| ((m.id.api, o.name.clone()), o.clone())))
            .collect()
    };
    let (before, after) = (operations(old), operations(new));
    let mut changes = Vec::new();
    let mut push = |rule,
                    class,
                    kind,
                    key: &(crate::document::ApiKind, String),
                    message: &str,
                    values: Option<(&str, &str)>,
                    at: &crate::api::Operation| {
        let client = match key.0 {
            crate::document::ApiKind::Management => "ManagementClient",
            _ => "AuthenticationClient",
        };
        changes.push(Change {
            rule,
            class,
            kind,
            subject: Subject::Operation(key.0, key.1.clone()),
            at: format!("{client}::{}", crate::render::names::method(at)),
            message: message.to_owned(),
            old: values.map(|v| v.0.to_owned()),
            new: values.map(|v| v.1.to_owned()),
            uses: vec![],
            note: None,
            same_wire: false,
            pointer: at.pointer.clone(),
        });
    };
    for (key, operation) in &before {
        match after.get(key) {
            None => push(
                "operation-removed",
                Class::Breaking,
                Kind::Removed,
                key,
                "the method is gone",
                None,
                operation,
            ),
            Some(now) if now.summary != operation.summary => push(
                "operation-text",
                Class::Docs,
                Kind::Changed,
                key,
                "the text changed",
                Some((&operation.summary, &now.summary)),
                now,
            ),
            Some(_) => {}
        }
    }
    for (key, operation) in after.iter().filter(|(key, _)| !before.contains_key(key)) {
        push("operation-added", Class::Additive, Kind::Added, key, "a new method", None, operation);
    }
    changes
}
