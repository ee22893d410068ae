//! Subjects of a role, a resource, or a data policy.

use genauth::management::{SubjectType, TargetType};
use serde::{Deserialize, Serialize};

use super::{State, group::Group};
use crate::{clock::Timestamp, failure::Failure};

/// Subject of a role, a resource, or a data policy. Roles and groups are identified by ID here, so
/// that their codes can change.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "kind", content = "id", rename_all = "snake_case")]
pub enum Subject {
    /// A user, by id.
    User(String),
    /// A role, by id.
    Role(String),
    /// A group, by id.
    Group(String),
    /// A department, by id.
    Department(String),
}

impl Subject {
    /// Returns the target type for grants.
    pub fn target_type(&self) -> TargetType {
        match self {
            Self::User(_) => TargetType::User,
            Self::Role(_) => TargetType::Role,
            Self::Group(_) => TargetType::Group,
            Self::Department(_) => TargetType::Department,
        }
    }

    /// Returns the subject type for data policies.
    pub fn subject_type(&self) -> SubjectType {
        match self {
            Self::User(_) => SubjectType::User,
            Self::Role(_) => SubjectType::Role,
            Self::Group(_) => SubjectType::Group,
            Self::Department(_) => SubjectType::Org,
        }
    }

    /// Returns the ID.
    pub fn id(&self) -> &str {
        match self {
            Self::User(id) | Self::Role(id) | Self::Group(id) | Self::Department(id) => id,
        }
    }
}

impl State {
    /// Returns the target of a grant: a user or department by ID, a group by code, a role by its
    /// code in a namespace.
    ///
    /// # Errors
    ///
    /// Returns an error if the target does not exist.
    pub fn target(&self, kind: &TargetType, id: &str, namespace: &str) -> Result<Subject, Failure> {
        let subject = match kind {
            TargetType::User => Subject::User(id.to_owned()),
            TargetType::Role => Subject::Role(self.roles.find(namespace, id)?.id.clone()),
            TargetType::Group => Subject::Group(self.groups.get(id)?.id.clone()),
            TargetType::Department => Subject::Department(id.to_owned()),
            _ => return Err(Failure::field("targetType", "is not a documented value")),
        };
        self.check_subject(&subject).map(|()| subject)
    }

    /// Returns the subject of a data policy, by ID.
    ///
    /// # Errors
    ///
    /// Returns an error if the subject does not exist.
    pub fn policy_subject(&self, kind: &SubjectType, id: &str) -> Result<Subject, Failure> {
        let subject = match kind {
            SubjectType::User => Subject::User(id.to_owned()),
            SubjectType::Role => Subject::Role(id.to_owned()),
            SubjectType::Group => Subject::Group(id.to_owned()),
            SubjectType::Org => Subject::Department(id.to_owned()),
            _ => return Err(Failure::field("type", "is not a documented value")),
        };
        self.check_subject(&subject).map(|()| subject)
    }

    /// Checks that a subject exists.
    fn check_subject(&self, subject: &Subject) -> Result<(), Failure> {
        match subject {
            Subject::User(id) => self.users.get(id).map(|_| ()).ok_or_else(Failure::user_not_found),
            Subject::Role(id) => {
                self.roles.by_id(id).map(|_| ()).ok_or_else(|| Failure::not_found("role"))
            }
            Subject::Group(id) => {
                self.group(id).map(|_| ()).ok_or_else(|| Failure::not_found("group"))
            }
            Subject::Department(id) => self.organizations.get(id).map(|_| ()),
        }
    }

    fn group(&self, id: &str) -> Option<&Group> {
        self.groups.iter().find(|group| group.id == id)
    }

    /// Returns the display name of a subject.
    pub fn subject_name(&self, subject: &Subject) -> Option<String> {
        match subject {
            Subject::User(id) => {
                let user = &self.users.get(id)?.profile;
                let names = [&user.name, &user.nickname, &user.username, &user.email, &user.phone];
                names.into_iter().flatten().next().cloned()
            }
            Subject::Role(id) => self.roles.by_id(id).map(|role| role.name.clone()),
            Subject::Group(id) => self.group(id).map(|group| group.name.clone()),
            Subject::Department(id) => self.organizations.get(id).ok().map(|it| it.name.clone()),
        }
    }

    /// Returns the code of a subject that has one, otherwise its ID.
    pub fn subject_code(&self, subject: &Subject) -> String {
        let code = match subject {
            Subject::User(_) => None,
            Subject::Role(id) => self.roles.by_id(id).map(|role| role.code.clone()),
            Subject::Group(id) => self.group(id).map(|group| group.code.clone()),
            Subject::Department(id) => {
                self.organizations.get(id).ok().and_then(|it| it.code.clone())
            }
        };
        code.unwrap_or_else(|| subject.id().to_owned())
    }

    /// Returns the identifier of a target in lists: the code of a role or a group, the ID of
    /// others.
    pub fn target_identifier(&self, subject: &Subject) -> String {
        match subject {
            Subject::Department(id) => id.clone(),
            subject => self.subject_code(subject),
        }
    }

    /// Returns all subjects that apply to a user: themselves, their groups, their departments with
    /// ancestors, and the current roles of all of these.
    pub fn subjects_of(&self, user_id: &str, now: Timestamp) -> Vec<Subject> {
        let roles = self.roles_of(user_id, now).into_iter();
        let roles = roles.map(|role| Subject::Role(role.id.clone()));
        self.membership(user_id).into_iter().chain(roles).collect()
    }

    /// Returns the same subjects without roles.
    pub(super) fn membership(&self, user_id: &str) -> Vec<Subject> {
        let groups = self.groups.with_user(user_id).map(|group| Subject::Group(group.id.clone()));
        let departments = self.organizations.of_user(user_id).into_iter().map(Subject::Department);
        let user = Subject::User(user_id.to_owned());
        std::iter::once(user).chain(groups).chain(departments).collect()
    }

    /// Removes a group and its grants.
    pub fn delete_group(&mut self, code: &str) {
        if let Ok(group) = self.groups.get(code) {
            self.forget_subject(&Subject::Group(group.id.clone()));
            self.groups.remove(code);
        }
    }

    /// Removes a department, its descendants, and their grants.
    pub fn delete_department(&mut self, id: &str) {
        let tree = self.organizations.tree(id);
        let ids: Vec<String> = tree.into_iter().map(|department| department.id.clone()).collect();
        ids.into_iter().for_each(|id| self.forget_subject(&Subject::Department(id)));
        self.organizations.remove(id);
    }

    /// Revokes everything from a removed subject.
    pub(super) fn forget_subject(&mut self, subject: &Subject) {
        self.roles.forget(subject);
        self.resources.forget(subject);
        self.data_permissions.forget(subject);
    }
}
