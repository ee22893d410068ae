//! Data policies: what is allowed or denied, and whom they are given to.

use serde::{Deserialize, Serialize};

use super::DataResource;
use crate::{clock::Moment, state::subject::Subject};

/// A data policy.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Policy {
    /// Its id.
    pub id: String,
    /// Its name, unique.
    pub name: String,
    /// What it is for.
    pub description: Option<String>,
    /// What it says.
    pub statements: Vec<Statement>,
    /// Whom it is given to.
    pub grants: Vec<PolicyGrant>,
    /// When it was added.
    pub created: Moment,
    /// When it was last changed.
    pub updated: Moment,
}

/// What a policy allows or denies.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Statement {
    /// Whether it allows; it denies otherwise.
    pub allows: bool,
    /// What.
    pub permissions: Vec<Permission>,
}

/// An action on a data resource, or on a node and all below it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Permission {
    /// The code of the namespace.
    pub namespace: String,
    /// The code of the data resource.
    pub resource: String,
    /// The codes of the nodes down to the one that is meant; none for the whole resource.
    pub path: Vec<String>,
    /// The action; `*` is all of them.
    pub action: String,
}

/// A subject to whom a policy is granted.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PolicyGrant {
    /// Who.
    pub subject: Subject,
    /// What they are called, as the call said that gave it to them.
    pub name: Option<String>,
    /// Since when.
    pub at: Moment,
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

    /// Whether it is about a data resource.
    pub fn is_about(&self, resource: &DataResource) -> bool {
        resource.is(&self.namespace, &self.resource)
    }

    /// Whether it is about an action on a resource, or on the node of it at a path.
    pub fn covers(&self, resource: &DataResource, path: &[&str], action: &str) -> bool {
        self.is_about(resource)
            && (self.action == "*" || self.action == action)
            && path.len() >= self.path.len()
            && self.path.iter().zip(path).all(|(step, asked)| step == asked)
    }
}

impl Policy {
    /// Whether it says anything about a data resource.
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
