//! Namespaces, resources and their grants.

mod grant;
mod namespace;

use genauth::management::{ResourceAction, ResourceDto, ResourceType};
use serde::{Deserialize, Serialize};

use super::subject::Subject;
use crate::{clock::Timestamp, failure::Failure};
pub use grant::{Filter, Grant};
pub use namespace::{DEFAULT, Namespace, Namespaces, SYSTEM, is_built_in};

/// Namespaces, resources and their grants, in the order in which they were added.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Resources {
    /// The namespaces, which are shared with roles and data resources.
    pub namespaces: Namespaces,
    resources: Vec<Resource>,
    grants: Vec<Grant>,
}

/// A resource that can be protected.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Resource {
    /// Its id.
    pub id: String,
    /// The code of its namespace.
    pub namespace: String,
    /// Code, unique in the namespace.
    pub code: String,
    /// Its name.
    pub name: Option<String>,
    /// Description.
    pub description: Option<String>,
    /// Type.
    pub kind: ResourceType,
    /// Available actions; any if `None`.
    pub actions: Option<Vec<ResourceAction>>,
    /// The address of an API.
    pub api_identifier: Option<String>,
    /// Creation time.
    pub created: Timestamp,
    /// Time of the last change.
    pub updated: Timestamp,
}

impl Resource {
    /// Returns the representation in the API.
    pub fn view(&self) -> ResourceDto {
        let mut view = ResourceDto::new(self.code.as_str(), self.kind.clone())
            .namespace(self.namespace.as_str())
            .linked_to_tenant(false);
        view.name = self.name.clone();
        view.description = self.description.clone();
        view.actions = self.actions.clone();
        view.api_identifier = self.api_identifier.clone();
        view
    }

    /// Returns whether an action, or all actions that a pattern matches, can be granted.
    pub fn knows_action(&self, action: &str) -> bool {
        let Some(actions) = self.actions.as_ref().filter(|actions| !actions.is_empty()) else {
            return true;
        };
        action == "*" || actions.iter().any(|known| grant::covers(action, &known.name))
    }
}

impl Resources {
    /// Returns all resources.
    pub fn iter(&self) -> impl Iterator<Item = &Resource> {
        self.resources.iter()
    }

    /// Returns the resource with this code, if it exists.
    pub fn get(&self, namespace: &str, code: &str) -> Option<&Resource> {
        self.resources.iter().find(|it| it.namespace == namespace && it.code == code)
    }

    /// Returns the resource with this code.
    ///
    /// # Errors
    ///
    /// Returns an error if it does not exist.
    pub fn find(&self, namespace: &str, code: &str) -> Result<&Resource, Failure> {
        let message = || format!("no resource `{code}` in the permission space `{namespace}`");
        self.get(namespace, code).ok_or_else(|| Failure::new(404, message()))
    }

    /// Returns the resource with this code, for changes.
    pub fn get_mut(&mut self, namespace: &str, code: &str) -> Option<&mut Resource> {
        self.resources.iter_mut().find(|it| it.namespace == namespace && it.code == code)
    }

    /// Adds a resource.
    pub fn insert(&mut self, resource: Resource) {
        self.resources.push(resource);
    }

    /// Removes resources and their grants.
    pub fn remove(&mut self, ids: &[String]) {
        self.resources.retain(|it| !ids.contains(&it.id));
        self.grants.retain(|it| !ids.contains(&it.resource_id));
    }

    /// Updates the code of a renamed namespace.
    pub fn rename_namespace(&mut self, from: &str, to: &str) {
        for resource in self.resources.iter_mut().filter(|it| it.namespace == from) {
            resource.namespace = to.to_owned();
        }
    }

    /// Revokes all resources from a subject.
    pub fn forget(&mut self, subject: &Subject) {
        self.grants.retain(|it| it.subject != *subject);
    }

    /// Removes the data of a user.
    pub fn forget_user(&mut self, user_id: &str) {
        self.forget(&Subject::User(user_id.to_owned()));
    }
}
