//! Who can be given something: a role, a resource, a data policy.

use genauth::management::{SubjectType, TargetType};
use serde::{Deserialize, Serialize};

use super::World;
use crate::{clock::Moment, failure::Failure};

/// Who can be given something. A role is known by its id here, so that it can change its code.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "kind", content = "id", rename_all = "snake_case")]
pub enum Subject {
    /// A user, by id.
    User(String),
    /// A role, by id.
    Role(String),
    /// A group, by code.
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

    /// The id or code.
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
            TargetType::Group => Subject::Group(id.to_owned()),
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
            Subject::User(id) if self.users.get(id).is_none() => Err(Failure::user_not_found()),
            Subject::Role(id) if self.roles.by_id(id).is_none() => Err(Failure::not_found("role")),
            _ => Ok(()),
        }
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
            Subject::Group(_) | Subject::Department(_) => None,
        }
    }

    /// What a target is called where targets are listed: the code of a role, what it is anyway
    /// otherwise.
    pub fn target_identifier(&self, subject: &Subject) -> String {
        match subject {
            Subject::Role(id) => self.roles.by_id(id).map_or(id, |role| &role.code).clone(),
            subject => subject.id().to_owned(),
        }
    }

    /// Everything that a user counts as: themselves, their groups, their departments and those above
    /// them, and the roles that these have now.
    pub fn subjects_of(&self, user_id: &str, now: Moment) -> Vec<Subject> {
        let groups = self.groups.of_user(user_id);
        let departments = self.organizations.of_user(user_id);
        let roles = self.roles.of_user(user_id, &groups, &departments, now);
        let roles = roles.into_iter().map(|role| Subject::Role(role.id.clone()));
        let mut subjects = vec![Subject::User(user_id.to_owned())];
        subjects.extend(roles);
        subjects.extend(groups.into_iter().map(Subject::Group));
        subjects.extend(departments.into_iter().map(Subject::Department));
        subjects
    }

    /// Takes everything from a subject that is going to be deleted. Users have
    /// [`delete_user`](Self::delete_user).
    pub fn forget_subject(&mut self, subject: &Subject) {
        self.roles.forget(subject);
        self.resources.forget(subject);
        self.data_permissions.forget(subject);
    }
}
