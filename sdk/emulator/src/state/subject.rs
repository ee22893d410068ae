//! Who can be given something: a role, a resource, a data policy.

use genauth::management::{SubjectType, TargetType};
use serde::{Deserialize, Serialize};

use super::{World, group::Group};
use crate::{clock::Moment, failure::Failure};

/// Who can be given something. Roles and groups are known by their ids here, so that they can change
/// their codes.
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
    /// As targets of grants call it.
    pub fn target_type(&self) -> TargetType {
        match self {
            Self::User(_) => TargetType::User,
            Self::Role(_) => TargetType::Role,
            Self::Group(_) => TargetType::Group,
            Self::Department(_) => TargetType::Department,
        }
    }

    /// As data policies call it.
    pub fn subject_type(&self) -> SubjectType {
        match self {
            Self::User(_) => SubjectType::User,
            Self::Role(_) => SubjectType::Role,
            Self::Group(_) => SubjectType::Group,
            Self::Department(_) => SubjectType::Org,
        }
    }

    /// The id.
    pub fn id(&self) -> &str {
        match self {
            Self::User(id) | Self::Role(id) | Self::Group(id) | Self::Department(id) => id,
        }
    }
}

impl World {
    /// The target of a grant: a user or department by id, a group by code, a role by its code in a
    /// namespace.
    ///
    /// # Errors
    ///
    /// There is no such target.
    pub fn target(&self, kind: &TargetType, id: &str, namespace: &str) -> Result<Subject, Failure> {
        let subject = match kind {
            TargetType::User => Subject::User(id.to_owned()),
            TargetType::Role => Subject::Role(self.roles.find(namespace, id)?.id.clone()),
            TargetType::Group => Subject::Group(self.groups.get(id)?.id.clone()),
            TargetType::Department => Subject::Department(id.to_owned()),
            _ => return Err(Failure::field("targetType", "is none of those that are documented")),
        };
        self.check_subject(&subject).map(|()| subject)
    }

    /// The subject of a data policy, by id.
    ///
    /// # Errors
    ///
    /// There is no such subject.
    pub fn policy_subject(&self, kind: &SubjectType, id: &str) -> Result<Subject, Failure> {
        let subject = match kind {
            SubjectType::User => Subject::User(id.to_owned()),
            SubjectType::Role => Subject::Role(id.to_owned()),
            SubjectType::Group => Subject::Group(id.to_owned()),
            SubjectType::Org => Subject::Department(id.to_owned()),
            _ => return Err(Failure::field("type", "is none of those that are documented")),
        };
        self.check_subject(&subject).map(|()| subject)
    }

    /// Whether there is such a subject.
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

    /// The name of a subject, for people.
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

    /// The code of a role or group or department that has one, the id of others.
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

    /// What a target is called where targets are listed: by id, or by code if it is a role or a group.
    pub fn target_identifier(&self, subject: &Subject) -> String {
        match subject {
            Subject::Department(id) => id.clone(),
            subject => self.subject_code(subject),
        }
    }

    /// Everything that a user counts as: themselves, their groups, their departments and those above
    /// them, and the roles that these have now.
    pub fn subjects_of(&self, user_id: &str, now: Moment) -> Vec<Subject> {
        let roles = self.roles_of(user_id, now).into_iter();
        let roles = roles.map(|role| Subject::Role(role.id.clone()));
        self.membership(user_id).into_iter().chain(roles).collect()
    }

    /// The same without roles.
    pub(super) fn membership(&self, user_id: &str) -> Vec<Subject> {
        let groups = self.groups.with_user(user_id).map(|group| Subject::Group(group.id.clone()));
        let departments = self.organizations.of_user(user_id).into_iter().map(Subject::Department);
        let user = Subject::User(user_id.to_owned());
        std::iter::once(user).chain(groups).chain(departments).collect()
    }

    /// Removes a group and what it was given.
    pub fn delete_group(&mut self, code: &str) {
        if let Ok(group) = self.groups.get(code) {
            self.forget_subject(&Subject::Group(group.id.clone()));
            self.groups.remove(code);
        }
    }

    /// Removes a department and everything below it, and what these were given.
    pub fn delete_department(&mut self, id: &str) {
        let tree = self.organizations.tree(id);
        let ids: Vec<String> = tree.into_iter().map(|department| department.id.clone()).collect();
        ids.into_iter().for_each(|id| self.forget_subject(&Subject::Department(id)));
        self.organizations.remove(id);
    }

    /// Takes everything from a subject that goes.
    pub(super) fn forget_subject(&mut self, subject: &Subject) {
        self.roles.forget(subject);
        self.resources.forget(subject);
        self.data_permissions.forget(subject);
    }
}
