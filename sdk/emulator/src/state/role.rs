//! Roles and their assignments.

use genauth::{Nullable, management::RoleDto};
use serde::{Deserialize, Serialize};

use super::{State, subject::Subject};
use crate::{clock::Timestamp, failure::Failure};

/// Roles and their assignments, in the order in which they were added.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Roles {
    roles: Vec<Role>,
    assignments: Vec<Assignment>,
}

/// A role of a namespace.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Role {
    /// Its id.
    pub id: String,
    /// The code of its namespace.
    pub namespace: String,
    /// Code, unique in the namespace.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Description.
    pub description: String,
    /// Whether it is enabled.
    pub enabled: bool,
    /// Time from which it is disabled, although `enabled` is set.
    pub disable_time: Option<Timestamp>,
    /// Whether users may apply for it.
    pub open_for_application: Option<bool>,
    /// Time of the last change.
    pub updated: Timestamp,
}

/// Assignment of a role to a subject, possibly for a limited time.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Assignment {
    /// The role.
    pub role_id: String,
    /// Subject of the assignment.
    pub subject: Subject,
    /// Start of validity.
    pub from: Option<Timestamp>,
    /// End of validity.
    pub until: Option<Timestamp>,
    /// Time of the first assignment.
    pub created: Timestamp,
    /// Time of the last assignment.
    pub updated: Timestamp,
}

impl Role {
    /// Returns whether the role is in effect now.
    pub fn works(&self, now: Timestamp) -> bool {
        self.enabled && self.disable_time.is_none_or(|at| now < at)
    }

    /// Returns whether its code or name contains a keyword.
    pub fn matches(&self, keyword: Option<&str>) -> bool {
        keyword.is_none_or(|keyword| self.code.contains(keyword) || self.name.contains(keyword))
    }
}

impl Assignment {
    /// Returns whether it is valid now.
    pub fn holds(&self, now: Timestamp) -> bool {
        self.from.is_none_or(|from| from <= now) && self.until.is_none_or(|until| now < until)
    }
}

impl Roles {
    /// Returns all roles.
    pub fn iter(&self) -> impl Iterator<Item = &Role> {
        self.roles.iter()
    }

    /// Returns the role with this code, if it exists.
    pub fn get(&self, namespace: &str, code: &str) -> Option<&Role> {
        self.roles.iter().find(|role| role.namespace == namespace && role.code == code)
    }

    /// Returns the role with this code.
    ///
    /// # Errors
    ///
    /// Returns an error if it does not exist.
    pub fn find(&self, namespace: &str, code: &str) -> Result<&Role, Failure> {
        let message = || format!("no role `{code}` in the permission space `{namespace}`");
        self.get(namespace, code).ok_or_else(|| Failure::new(404, message()))
    }

    /// Returns the role with this ID.
    pub fn by_id(&self, id: &str) -> Option<&Role> {
        self.roles.iter().find(|role| role.id == id)
    }

    /// Returns the role with this ID, for changes.
    pub fn by_id_mut(&mut self, id: &str) -> Option<&mut Role> {
        self.roles.iter_mut().find(|role| role.id == id)
    }

    /// Returns the reason why a code or a name is not available for a role of a namespace, if it is
    /// not. `except` is the role that may keep them.
    pub fn taken(
        &self,
        namespace: &str,
        code: &str,
        name: Option<&str>,
        except: Option<&str>,
    ) -> Option<String> {
        let others = || {
            let others = self.roles.iter().filter(|role| role.namespace == namespace);
            others.filter(|role| Some(role.id.as_str()) != except)
        };
        if others().any(|role| role.code == code) {
            return Some(format!("role code `{code}` already exists"));
        }
        let name = name.filter(|name| others().any(|role| role.name == *name))?;
        Some(format!("role name `{name}` already exists"))
    }

    /// Adds a role.
    pub fn insert(&mut self, role: Role) {
        self.roles.push(role);
    }

    /// Removes only the role; [`State::delete_role`] also removes the related data.
    fn remove(&mut self, id: &str) {
        self.roles.retain(|role| role.id != id);
        self.assignments.retain(|assignment| assignment.role_id != id);
    }

    /// Assigns a role, or changes the validity of its assignment.
    pub fn assign(&mut self, given: Assignment) {
        let known = self
            .assignments
            .iter_mut()
            .find(|it| it.role_id == given.role_id && it.subject == given.subject);
        match known {
            Some(known) => *known = Assignment { created: known.created, ..given },
            None => self.assignments.push(given),
        }
    }

    /// Revokes a role from a subject.
    pub fn revoke(&mut self, role_id: &str, subject: &Subject) {
        self.assignments.retain(|it| it.role_id != role_id || it.subject != *subject);
    }

    /// Returns the assignments of a role, including those that are not valid now.
    pub fn assignments(&self, role_id: &str) -> impl Iterator<Item = &Assignment> {
        self.assignments.iter().filter(move |it| it.role_id == role_id)
    }

    /// Returns the current roles of any of these subjects.
    pub fn of(&self, subjects: &[Subject], now: Timestamp) -> Vec<&Role> {
        let held = |role: &Role| {
            let mut assignments = self.assignments(&role.id);
            assignments.any(|it| it.holds(now) && subjects.contains(&it.subject))
        };
        self.roles.iter().filter(|role| role.works(now) && held(role)).collect()
    }

    /// Updates the code of a renamed namespace.
    pub fn rename_namespace(&mut self, from: &str, to: &str) {
        for role in self.roles.iter_mut().filter(|role| role.namespace == from) {
            role.namespace = to.to_owned();
        }
    }

    /// Revokes all roles from a subject.
    pub fn forget(&mut self, subject: &Subject) {
        self.assignments.retain(|it| it.subject != *subject);
    }

    /// Removes the data of a user.
    pub fn forget_user(&mut self, user_id: &str) {
        self.forget(&Subject::User(user_id.to_owned()));
    }
}

impl State {
    /// Returns the current roles of a user, including those of groups and departments.
    pub fn roles_of(&self, user_id: &str, now: Timestamp) -> Vec<&Role> {
        self.roles.of(&self.membership(user_id), now)
    }

    /// Returns a role as represented in the API.
    pub fn role_view(&self, role: &Role, now: Timestamp) -> RoleDto {
        let mut view = RoleDto::new()
            .id(role.id.as_str())
            .code(role.code.as_str())
            .name(role.name.as_str())
            .description(role.description.as_str())
            .namespace(role.namespace.as_str())
            .namespace_name(self.namespace_name(&role.namespace))
            .status(if role.works(now) { "ENABLE" } else { "DISABLE" })
            .disable_time(Nullable::from(role.disable_time.map(|at| at.0)));
        view.enable_permission_apply = role.open_for_application;
        view
    }

    /// Removes a role and the related data.
    pub fn delete_role(&mut self, id: &str) {
        self.roles.remove(id);
        self.forget_subject(&Subject::Role(id.to_owned()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn role(id: &str) -> Role {
        Role {
            id: id.to_owned(),
            namespace: "default".to_owned(),
            code: id.to_owned(),
            name: id.to_owned(),
            description: String::new(),
            enabled: true,
            disable_time: None,
            open_for_application: None,
            updated: Timestamp(0),
        }
    }

    fn assigned(role_id: &str, subject: Subject) -> Assignment {
        let role_id = role_id.to_owned();
        let (created, updated) = (Timestamp(0), Timestamp(0));
        Assignment { role_id, subject, from: None, until: None, created, updated }
    }

    fn codes(roles: &[&Role]) -> Vec<String> {
        roles.iter().map(|role| role.code.clone()).collect()
    }

    fn user() -> Subject {
        Subject::User("USER".to_owned())
    }

    #[test]
    fn a_user_has_the_roles_of_their_groups_and_departments() {
        let group = Subject::Group("GROUP".to_owned());
        let department = Subject::Department("ROOT".to_owned());
        let mut roles = Roles::default();
        for id in ["own", "group", "department", "other"] {
            roles.insert(role(id));
        }
        roles.assign(assigned("own", user()));
        roles.assign(assigned("group", group.clone()));
        roles.assign(assigned("department", department.clone()));
        // A group that happens to have the ID of the user is not the user.
        roles.assign(assigned("other", Subject::Group("USER".to_owned())));
        let all = [user(), group.clone(), department];
        assert_eq!(codes(&roles.of(&all, Timestamp(1))), ["own", "group", "department"]);
        assert_eq!(codes(&roles.of(&[user()], Timestamp(1))), ["own"]);
        roles.forget_user("USER");
        assert_eq!(codes(&roles.of(&[user(), group], Timestamp(1))), ["group"]);
    }

    #[test]
    fn role_assignment_includes_its_start_and_excludes_its_end() {
        let mut roles = Roles::default();
        roles.insert(role("night"));
        let (from, until) = (Some(Timestamp(10)), Some(Timestamp(20)));
        roles.assign(Assignment { from, until, ..assigned("night", user()) });
        let held = |at: i64| !roles.of(&[user()], Timestamp(at)).is_empty();
        assert_eq!([9, 10, 19, 20].map(held), [false, true, true, false]);
    }

    #[test]
    fn disabled_role_has_no_holders() {
        let mut roles = Roles::default();
        roles.insert(Role { disable_time: Some(Timestamp(10)), ..role("brief") });
        roles.assign(assigned("brief", user()));
        assert_eq!(roles.of(&[user()], Timestamp(9)).len(), 1);
        assert!(roles.of(&[user()], Timestamp(10)).is_empty());
    }
}
