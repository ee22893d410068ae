//! Groups of users.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{clock::Timestamp, failure::Failure};

/// Groups of users, the oldest first.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Groups(Vec<Group>);

/// A group.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Group {
    /// Its id.
    pub id: String,
    /// Unique code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Description.
    pub description: String,
    /// Its type: `static`, `dynamic`.
    pub kind: String,
    /// Custom fields.
    pub custom_data: Map<String, Value>,
    /// Creation time.
    pub created: Timestamp,
    /// IDs of its members, in the order in which they joined.
    pub members: Vec<String>,
}

impl Groups {
    /// Returns the groups of a user, the oldest first.
    pub fn with_user<'a>(&'a self, user_id: &'a str) -> impl Iterator<Item = &'a Group> {
        self.iter().filter(move |group| group.members.iter().any(|member| member == user_id))
    }

    /// Returns all groups, the oldest first.
    pub fn iter(&self) -> impl Iterator<Item = &Group> {
        self.0.iter()
    }

    /// Returns the group with this code.
    ///
    /// # Errors
    ///
    /// Returns an error if it does not exist.
    pub fn get(&self, code: &str) -> Result<&Group, Failure> {
        let group = self.0.iter().find(|group| group.code == code);
        group.ok_or_else(|| Failure::not_found("group"))
    }

    /// Returns the group with this code, for changes.
    ///
    /// # Errors
    ///
    /// Returns an error if it does not exist.
    pub fn get_mut(&mut self, code: &str) -> Result<&mut Group, Failure> {
        let group = self.0.iter_mut().find(|group| group.code == code);
        group.ok_or_else(|| Failure::not_found("group"))
    }

    /// Adds a group.
    ///
    /// # Errors
    ///
    /// Returns an error if another group has the same code.
    pub fn insert(&mut self, group: Group) -> Result<(), Failure> {
        if self.get(&group.code).is_ok() {
            let message = format!("the group code `{}` already exists", group.code);
            return Err(Failure::conflict(message));
        }
        self.0.push(group);
        Ok(())
    }

    /// Changes the code of a group.
    ///
    /// # Errors
    ///
    /// Returns an error if no group has the old code, or another one has the new one.
    pub fn rename(&mut self, code: &str, new_code: &str) -> Result<(), Failure> {
        if code != new_code && self.get(new_code).is_ok() {
            let message = format!("the group code `{new_code}` already exists");
            return Err(Failure::conflict(message));
        }
        self.get_mut(code)?.code = new_code.to_owned();
        Ok(())
    }

    /// Removes the group with this code.
    pub fn remove(&mut self, code: &str) {
        self.0.retain(|group| group.code != code);
    }

    /// Removes the data of a user.
    pub fn forget_user(&mut self, user_id: &str) {
        for group in &mut self.0 {
            group.members.retain(|member| member != user_id);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(code: &str) -> Group {
        Group {
            id: format!("id of {code}"),
            code: code.to_owned(),
            name: String::new(),
            description: String::new(),
            kind: "static".to_owned(),
            custom_data: Map::new(),
            created: Timestamp(0),
            members: vec!["one".to_owned(), "two".to_owned()],
        }
    }

    fn codes<'a>(groups: &'a Groups, user_id: &'a str) -> Vec<&'a str> {
        groups.with_user(user_id).map(|group| group.code.as_str()).collect()
    }

    #[test]
    fn group_codes_are_unique() {
        let mut groups = Groups::default();
        groups.insert(group("a")).unwrap();
        groups.insert(group("b")).unwrap();
        assert_eq!(groups.insert(group("a")).unwrap_err().status_code, 409);
        assert_eq!(groups.rename("a", "b").unwrap_err().status_code, 409);
        groups.rename("a", "a").unwrap();
        groups.rename("a", "c").unwrap();
        assert_eq!(codes(&groups, "one"), ["c", "b"]);
    }

    #[test]
    fn deleted_user_is_removed_from_groups() {
        let mut groups = Groups::default();
        groups.insert(group("a")).unwrap();
        groups.forget_user("one");
        assert!(codes(&groups, "one").is_empty());
        assert_eq!(codes(&groups, "two"), ["a"]);
    }
}
