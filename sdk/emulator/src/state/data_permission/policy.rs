//! Data policies: allowed or denied permissions, and their grants.

use serde::{Deserialize, Serialize};

use super::DataResource;
use crate::{clock::Timestamp, state::subject::Subject};

/// A data policy.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Policy {
    /// Its id.
    pub id: String,
    /// Unique name.
    pub name: String,
    /// Description.
    pub description: Option<String>,
    /// Statements.
    pub statements: Vec<Statement>,
    /// Grants to subjects.
    pub grants: Vec<PolicyGrant>,
    /// Creation time.
    pub created: Timestamp,
    /// Time of the last change.
    pub updated: Timestamp,
}

/// A statement of a policy, which allows or denies permissions.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Statement {
    /// Whether it allows the permissions; otherwise it denies them.
    pub allows: bool,
    /// Affected permissions.
    pub permissions: Vec<Permission>,
}

/// An action on a data resource, or on a node and its descendants.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Permission {
    /// The code of the namespace.
    pub namespace: String,
    /// The code of the data resource.
    pub resource: String,
    /// The codes of the nodes down to the target; empty for the whole resource.
    pub path: Vec<String>,
    /// The action; `*` means all actions.
    pub action: String,
}

/// A subject to whom a policy is granted.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PolicyGrant {
    /// Subject of the grant.
    pub subject: Subject,
    /// Name of the subject, as sent in the request that granted the policy.
    pub name: Option<String>,
    /// Time of the grant.
    pub at: Timestamp,
}

impl Permission {
    /// Reads `namespace/resource/action` or `namespace/resource/node/.../action`.
    pub fn parse(text: &str) -> Option<Self> {
        let mut steps: Vec<String> = text.split('/').map(str::to_owned).collect();
        if steps.len() < 3 || steps.iter().any(String::is_empty) {
            return None;
        }
        let action = steps.pop()?;
        let path = steps.split_off(2);
        let resource = steps.pop()?;
        let namespace = steps.pop()?;
        Some(Self { namespace, resource, path, action })
    }

    /// Returns whether it refers to a data resource.
    pub fn is_about(&self, resource: &DataResource) -> bool {
        resource.is(&self.namespace, &self.resource)
    }

    /// Returns whether it covers an action on a resource, or on its node at a path.
    pub fn covers(&self, resource: &DataResource, path: &[&str], action: &str) -> bool {
        self.is_about(resource)
            && (self.action == "*" || self.action == action)
            && path.len() >= self.path.len()
            && self.path.iter().zip(path).all(|(step, segment)| step == segment)
    }
}

impl Policy {
    /// Returns whether any of its statements refers to a data resource.
    pub fn is_about(&self, resource: &DataResource) -> bool {
        let mut permissions = self.statements.iter().flat_map(|it| &it.permissions);
        permissions.any(|permission| permission.is_about(resource))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn permissions_are_paths() {
        let whole = Permission::parse("space/books/read").unwrap();
        assert_eq!((whole.resource.as_str(), whole.action.as_str()), ("books", "read"));
        assert!(whole.path.is_empty());
        let node = Permission::parse("space/tree/a/b/*").unwrap();
        assert_eq!(node.path, ["a", "b"]);
        assert_eq!(node.action, "*");
        for wrong in ["", "space", "space/books", "space//read", "/space/books/read"] {
            assert_eq!(Permission::parse(wrong), None, "{wrong}");
        }
    }
}
