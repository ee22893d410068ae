//! Data resources, policies and their grants.

mod access;
mod policy;
mod resource;

use serde::{Deserialize, Serialize};

use super::subject::Subject;
use crate::failure::Failure;
pub use access::Access;
pub use policy::{Permission, Policy, PolicyGrant, Statement};
pub use resource::{DataResource, Node, check_code, check_shape};

/// Data resources, policies and their grants, in the order in which they were added.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct DataPermissions {
    resources: Vec<DataResource>,
    policies: Vec<Policy>,
}

impl DataPermissions {
    /// Returns all data resources.
    pub fn resources(&self) -> impl Iterator<Item = &DataResource> {
        self.resources.iter()
    }

    /// Returns the data resource with this code, if it exists.
    pub fn resource(&self, namespace: &str, code: &str) -> Option<&DataResource> {
        self.resources.iter().find(|it| it.is(namespace, code))
    }

    /// Returns the data resource with this code.
    ///
    /// # Errors
    ///
    /// Returns an error if it does not exist.
    pub fn find_resource(&self, namespace: &str, code: &str) -> Result<&DataResource, Failure> {
        let message = || format!("no data resource `{code}` in the permission space `{namespace}`");
        self.resource(namespace, code).ok_or_else(|| Failure::new(404, message()))
    }

    /// Returns a data resource or one of its nodes by path: `resource` or `resource/node/node`.
    pub fn at<'a>(&self, namespace: &str, path: &'a str) -> Option<(&DataResource, Vec<&'a str>)> {
        let mut steps = path.split('/');
        let resource = self.resource(namespace, steps.next()?)?;
        let nodes: Vec<&str> = steps.collect();
        resource.has(&nodes).then_some((resource, nodes))
    }

    /// Returns the reason why a code or a name is not available for a data resource of a namespace,
    /// if it is not. `except` is the code of the resource that may keep them.
    pub fn resource_taken(
        &self,
        namespace: &str,
        code: Option<&str>,
        name: Option<&str>,
        except: Option<&str>,
    ) -> Option<String> {
        let others = || {
            let others = self.resources.iter().filter(|it| it.namespace == namespace);
            others.filter(|it| Some(it.code.as_str()) != except)
        };
        if let Some(code) = code.filter(|code| others().any(|it| it.code == *code)) {
            return Some(format!("data resource code `{code}` already exists"));
        }
        let name = name.filter(|name| others().any(|it| it.name == *name))?;
        Some(format!("data resource name `{name}` already exists"))
    }

    /// Adds a data resource.
    pub fn insert_resource(&mut self, resource: DataResource) {
        self.resources.push(resource);
    }

    /// Returns the data resource with this code, for changes.
    pub fn resource_mut(&mut self, namespace: &str, code: &str) -> Option<&mut DataResource> {
        self.resources.iter_mut().find(|it| it.is(namespace, code))
    }

    /// Removes a data resource, and its permissions from all policies.
    pub fn delete_resource(&mut self, namespace: &str, code: &str) {
        self.resources.retain(|it| !it.is(namespace, code));
        self.drop_permissions(|it| it.namespace == namespace && it.resource == code);
    }

    /// Returns all policies.
    pub fn policies(&self) -> impl Iterator<Item = &Policy> {
        self.policies.iter()
    }

    /// Returns the policy with this ID.
    ///
    /// # Errors
    ///
    /// Returns an error if it does not exist.
    pub fn find_policy(&self, id: &str) -> Result<&Policy, Failure> {
        let policy = self.policies.iter().find(|policy| policy.id == id);
        policy.ok_or_else(|| Failure::not_found("data policy"))
    }

    /// Returns the policy with this ID, for changes.
    pub fn policy_mut(&mut self, id: &str) -> Option<&mut Policy> {
        self.policies.iter_mut().find(|policy| policy.id == id)
    }

    /// Returns the reason why a policy name is not available, if it is not. `except` is the ID of
    /// the policy that may keep it.
    pub fn policy_taken(&self, name: &str, except: Option<&str>) -> Option<String> {
        let mut others = self.policies.iter().filter(|it| Some(it.id.as_str()) != except);
        let taken = others.any(|policy| policy.name == name);
        taken.then(|| format!("data policy name `{name}` already exists"))
    }

    /// Adds a policy.
    pub fn insert_policy(&mut self, policy: Policy) {
        self.policies.push(policy);
    }

    /// Removes a policy.
    pub fn delete_policy(&mut self, id: &str) {
        self.policies.retain(|policy| policy.id != id);
    }

    /// Returns the number of grants of policies about a data resource.
    pub fn authorizations(&self, resource: &DataResource) -> i64 {
        let about = self.policies.iter().filter(|policy| policy.is_about(resource));
        i64::try_from(about.map(|policy| policy.grants.len()).sum::<usize>()).unwrap_or(i64::MAX)
    }

    /// Updates the code of a renamed namespace.
    pub fn rename_namespace(&mut self, from: &str, to: &str) {
        for resource in self.resources.iter_mut().filter(|it| it.namespace == from) {
            resource.namespace = to.to_owned();
        }
        let statements = self.policies.iter_mut().flat_map(|policy| &mut policy.statements);
        let permissions = statements.flat_map(|statement| &mut statement.permissions);
        for permission in permissions.filter(|it| it.namespace == from) {
            permission.namespace = to.to_owned();
        }
    }

    /// Removes the data resources of a namespace, and their permissions from all policies.
    pub fn delete_namespace(&mut self, namespace: &str) {
        self.resources.retain(|it| it.namespace != namespace);
        self.drop_permissions(|it| it.namespace == namespace);
    }

    fn drop_permissions(&mut self, gone: impl Fn(&Permission) -> bool) {
        for policy in &mut self.policies {
            for statement in &mut policy.statements {
                statement.permissions.retain(|it| !gone(it));
            }
            policy.statements.retain(|statement| !statement.permissions.is_empty());
        }
    }

    /// Revokes all policies from a subject.
    pub fn forget(&mut self, subject: &Subject) {
        for policy in &mut self.policies {
            policy.grants.retain(|grant| grant.subject != *subject);
        }
    }

    /// Removes the data of a user.
    pub fn forget_user(&mut self, user_id: &str) {
        self.forget(&Subject::User(user_id.to_owned()));
    }
}
