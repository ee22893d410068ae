//! Namespaces ("permission spaces") of roles, resources and data resources.

use serde::{Deserialize, Serialize};

use crate::{failure::Failure, state::State};

/// Default namespace.
pub const DEFAULT: &str = "default";
/// The namespace of administrator roles.
pub const SYSTEM: &str = "system";

/// Namespaces, in the order in which they were added.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Namespaces {
    namespaces: Vec<Namespace>,
    next_id: i64,
}

/// A namespace.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Namespace {
    /// Its id.
    pub id: i64,
    /// Unique code.
    pub code: String,
    /// Its name.
    pub name: Option<String>,
    /// Description.
    pub description: Option<String>,
}

impl Default for Namespaces {
    fn default() -> Self {
        let mut namespaces = Self { namespaces: Vec::new(), next_id: 1 };
        namespaces.insert(DEFAULT, Some("Default".to_owned()), None);
        namespaces.insert(SYSTEM, Some("System".to_owned()), None);
        namespaces
    }
}

impl Namespaces {
    /// Returns all namespaces.
    pub fn iter(&self) -> impl Iterator<Item = &Namespace> {
        self.namespaces.iter()
    }

    /// Returns the namespace with this code.
    ///
    /// # Errors
    ///
    /// Returns an error if it does not exist.
    pub fn find(&self, code: &str) -> Result<&Namespace, Failure> {
        let found = self.namespaces.iter().find(|it| it.code == code);
        found.ok_or_else(|| Failure::new(404, format!("no permission space `{code}`")))
    }

    /// Adds a namespace.
    pub fn insert(&mut self, code: &str, name: Option<String>, description: Option<String>) {
        let (id, code) = (self.next_id, code.to_owned());
        self.next_id += 1;
        self.namespaces.push(Namespace { id, code, name, description });
    }

    /// Changes a namespace, except for its code.
    pub fn update(&mut self, code: &str, name: Option<String>, description: Option<String>) {
        for namespace in self.namespaces.iter_mut().filter(|it| it.code == code) {
            namespace.name = name.clone().or(namespace.name.take());
            namespace.description = description.clone().or(namespace.description.take());
        }
    }
}

/// Returns whether a namespace is built in and cannot be removed.
pub fn is_built_in(code: &str) -> bool {
    matches!(code, DEFAULT | SYSTEM)
}

impl State {
    /// Checks that a namespace exists. The ID of an application is the code of its own namespace.
    ///
    /// # Errors
    ///
    /// Returns an error if it does not exist.
    pub fn check_namespace(&self, code: &str) -> Result<(), Failure> {
        if self.applications.get(code).is_some() {
            return Ok(());
        }
        self.resources.namespaces.find(code).map(|_| ())
    }

    /// Returns the name of a namespace; its code if it has none.
    pub fn namespace_name(&self, code: &str) -> String {
        let namespace = self.resources.namespaces.find(code).ok();
        let application = || self.applications.get(code).map(|it| it.name.clone());
        let name = namespace.and_then(|it| it.name.clone()).or_else(application);
        name.unwrap_or_else(|| code.to_owned())
    }

    /// Returns the ID of a namespace; 0 for that of an application.
    pub fn namespace_id(&self, code: &str) -> i64 {
        self.resources.namespaces.find(code).map_or(0, |it| it.id)
    }

    /// Returns the reason why a code or a name is not available for a namespace, if it is not.
    /// `except` is the code of the namespace that may keep them.
    pub fn namespace_taken(
        &self,
        code: Option<&str>,
        name: Option<&str>,
        except: Option<&str>,
    ) -> Option<String> {
        let others =
            || self.resources.namespaces.iter().filter(|it| Some(it.code.as_str()) != except);
        if let Some(code) = code
            && (others().any(|it| it.code == code) || self.applications.get(code).is_some())
        {
            return Some(format!("permission namespace code `{code}` already exists"));
        }
        let name = name.filter(|name| others().any(|it| it.name.as_deref() == Some(name)))?;
        Some(format!("permission namespace name `{name}` already exists"))
    }

    /// Changes the code of a namespace, wherever it is referenced.
    pub fn rename_namespace(&mut self, from: &str, to: &str) {
        let namespaces = &mut self.resources.namespaces.namespaces;
        for namespace in namespaces.iter_mut().filter(|it| it.code == from) {
            namespace.code = to.to_owned();
        }
        self.roles.rename_namespace(from, to);
        self.resources.rename_namespace(from, to);
        self.data_permissions.rename_namespace(from, to);
    }

    /// Checks that a namespace exists and may be deleted.
    ///
    /// # Errors
    ///
    /// Returns an error if it does not exist, or is built in.
    pub fn check_deletable(&self, code: &str) -> Result<(), Failure> {
        self.resources.namespaces.find(code)?;
        match is_built_in(code) {
            true => Err(Failure::rule(format!("cannot delete the permission space `{code}`"))),
            false => Ok(()),
        }
    }

    /// Removes a namespace and its contents.
    pub fn delete_namespace(&mut self, code: &str) {
        self.resources.namespaces.namespaces.retain(|it| it.code != code);
        let roles = self.roles.iter().filter(|role| role.namespace == code);
        for id in roles.map(|role| role.id.clone()).collect::<Vec<_>>() {
            self.delete_role(&id);
        }
        let resources = self.resources.iter().filter(|it| it.namespace == code);
        let resources: Vec<String> = resources.map(|it| it.id.clone()).collect();
        self.resources.remove(&resources);
        self.data_permissions.delete_namespace(code);
    }
}
