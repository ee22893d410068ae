//! Namespaces, resources and who may do what with them.

mod grant;
mod namespace;

use genauth::management::{ResourceAction, ResourceDto, ResourceType};
use serde::{Deserialize, Serialize};

use super::subject::Subject;
use crate::{clock::Moment, failure::Failure};
pub use grant::{Filter, Grant};
pub use namespace::{DEFAULT, Namespace, Namespaces, SYSTEM, is_built_in};

/// Namespaces, resources and who may do what with them, in the order in which they were added.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Resources {
    /// The namespaces, which roles and data resources share.
    pub namespaces: Namespaces,
    resources: Vec<Resource>,
    grants: Vec<Grant>,
}

/// Something that can be protected.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Resource {
    /// Its id.
    pub id: String,
    /// The code of its namespace.
    pub namespace: String,
    /// Its code, unique in the namespace.
    pub code: String,
    /// Its name.
    pub name: Option<String>,
    /// What it is.
    pub description: Option<String>,
    /// What kind of thing it is.
    pub kind: ResourceType,
    /// What can be done with it. Anything, if it does not say.
    pub actions: Option<Vec<ResourceAction>>,
    /// The address of an API.
    pub api_identifier: Option<String>,
    /// When it was added.
    pub created: Moment,
    /// When it was last changed.
    pub updated: Moment,
}

impl Resource {
    /// As the API shows it.
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

    /// Whether an action, or all actions that a pattern stands for, can be granted.
    pub fn knows_action(&self, action: &str) -> bool {
        let Some(actions) = self.actions.as_ref().filter(|actions| !actions.is_empty()) else {
            return true;
        };
        action == "*" || actions.iter().any(|known| grant::covers(action, &known.name))
    }
}

impl Resources {
    /// All resources.
    pub fn iter(&self) -> impl Iterator<Item = &Resource> {
        self.resources.iter()
    }

    /// The resource with this code, if there is one.
    pub fn get(&self, namespace: &str, code: &str) -> Option<&Resource> {
        self.resources.iter().find(|it| it.namespace == namespace && it.code == code)
    }

    /// The resource with this code.
    ///
    /// # Errors
    ///
    /// There is none.
    pub fn find(&self, namespace: &str, code: &str) -> Result<&Resource, Failure> {
        let message =
            || format!("there is no resource `{code}` in the permission space `{namespace}`");
        self.get(namespace, code).ok_or_else(|| Failure::new(404, message()))
    }

    /// The resource with this code, to change it.
    pub fn get_mut(&mut self, namespace: &str, code: &str) -> Option<&mut Resource> {
        self.resources.iter_mut().find(|it| it.namespace == namespace && it.code == code)
    }

    /// Adds a resource.
    pub fn insert(&mut self, resource: Resource) {
        self.resources.push(resource);
    }

    /// Removes resources and what is granted of them.
    pub fn remove(&mut self, ids: &[String]) {
        self.resources.retain(|it| !ids.contains(&it.id));
        self.grants.retain(|it| !ids.contains(&it.resource_id));
    }

    /// The namespace got another code.
    pub fn rename_namespace(&mut self, from: &str, to: &str) {
        for resource in self.resources.iter_mut().filter(|it| it.namespace == from) {
            resource.namespace = to.to_owned();
        }
    }

    /// Takes all resources from a subject.
    pub fn forget(&mut self, subject: &Subject) {
        self.grants.retain(|it| it.subject != *subject);
    }

    /// Forgets what hangs on a user.
    pub fn forget_user(&mut self, user_id: &str) {
        self.forget(&Subject::User(user_id.to_owned()));
    }
}
