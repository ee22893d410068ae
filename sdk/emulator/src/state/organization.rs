//! Organizations and their departments: each organization is a tree with one root.

use std::collections::{BTreeMap, HashMap};

use genauth::management::LangObject;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::derived::Derived;
use crate::{clock::Timestamp, failure::Failure};

/// Code of the root department of every organization.
pub const ROOT: &str = "root";

/// Organizations and their departments.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Organizations {
    /// IDs of root departments by organization code.
    roots: BTreeMap<String, String>,
    /// Departments, including roots, the oldest first.
    departments: Vec<Department>,
    /// Indexes of the departments of each user.
    #[serde(skip)]
    of_users: Derived<HashMap<String, Vec<usize>>>,
}

/// A department, or the root of an organization.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Department {
    /// Its id.
    pub id: String,
    /// The code of its organization.
    pub organization: String,
    /// The ID of its parent; the root has none.
    pub parent: Option<String>,
    /// An ID in another system.
    pub open_id: Option<String>,
    /// Code, unique in the organization.
    pub code: Option<String>,
    /// Its name.
    pub name: String,
    /// Description.
    pub description: Option<String>,
    /// Whether it exists for structure only.
    pub is_virtual: bool,
    /// Whether it is in use.
    pub enabled: bool,
    /// Its name in other languages.
    pub i18n: Option<LangObject>,
    /// Custom fields.
    pub custom_data: Map<String, Value>,
    /// Related posts.
    pub posts: Vec<String>,
    /// The tenant it belongs to.
    pub tenant: Option<String>,
    /// Creation time.
    pub created: Timestamp,
    /// Time of the last change.
    pub updated: Timestamp,
    /// Its members, in the order in which they joined.
    pub members: Vec<Member>,
}

/// A user in a department.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// ID of the user.
    pub user_id: String,
    /// Time of joining.
    pub joined: Timestamp,
    /// Whether they are a leader.
    pub leads: bool,
    /// Whether it is their main department.
    pub is_main: bool,
}

impl Department {
    /// Returns the membership of a user.
    pub fn member(&self, user_id: &str) -> Option<&Member> {
        self.members.iter().find(|member| member.user_id == user_id)
    }

    /// Adds a user as a member, unless they already are one.
    pub fn join(&mut self, user_id: &str, now: Timestamp) {
        if self.member(user_id).is_none() {
            let user_id = user_id.to_owned();
            self.members.push(Member { user_id, joined: now, leads: false, is_main: false });
        }
    }

    /// Replaces its leaders with these users, adding them as members if necessary.
    pub fn set_leaders(&mut self, user_ids: &[String], now: Timestamp) {
        for id in user_ids {
            self.join(id, now);
        }
        for member in &mut self.members {
            member.leads = user_ids.contains(&member.user_id);
        }
    }

    /// Returns the IDs of its leaders.
    pub fn leaders(&self) -> Vec<String> {
        let leaders = self.members.iter().filter(|member| member.leads);
        leaders.map(|member| member.user_id.clone()).collect()
    }
}

impl Organizations {
    /// Returns the IDs of a user's departments and their ancestors, including the root.
    pub fn of_user(&self, user_id: &str) -> Vec<String> {
        let mut ids: Vec<String> = Vec::new();
        for department in self.with_user(user_id) {
            for above in self.path(&department.id) {
                if !ids.contains(&above.id) {
                    ids.push(above.id.clone());
                }
            }
        }
        ids
    }

    /// Returns the departments with a user as a direct member, the oldest first.
    pub fn with_user(&self, user_id: &str) -> impl Iterator<Item = &Department> {
        let indexes = self.of_users.get(|| of_users(&self.departments)).get(user_id);
        indexes.into_iter().flatten().filter_map(|index| self.departments.get(*index))
    }

    /// Returns the roots of all organizations, the oldest first.
    pub fn roots(&self) -> impl Iterator<Item = &Department> {
        self.departments().filter(|department| department.parent.is_none())
    }

    /// Returns all departments, including roots, the oldest first.
    pub fn departments(&self) -> impl Iterator<Item = &Department> {
        self.departments.iter()
    }

    /// Returns the department with this ID, in any organization.
    ///
    /// # Errors
    ///
    /// Returns an error if it does not exist.
    pub fn get(&self, id: &str) -> Result<&Department, Failure> {
        self.by_id(id).ok_or_else(no_department)
    }

    /// Returns the department with this ID, for changes.
    ///
    /// # Errors
    ///
    /// Returns an error if it does not exist.
    pub fn get_mut(&mut self, id: &str) -> Result<&mut Department, Failure> {
        // The returned department allows changes to its members.
        self.of_users = Derived::default();
        self.departments.iter_mut().find(|it| it.id == id).ok_or_else(no_department)
    }

    fn by_id(&self, id: &str) -> Option<&Department> {
        self.departments.iter().find(|department| department.id == id)
    }

    /// Returns the root of the organization with this code.
    ///
    /// # Errors
    ///
    /// Returns an error if it does not exist.
    pub fn root(&self, organization: &str) -> Result<&Department, Failure> {
        let root = self.roots.get(organization).and_then(|id| self.by_id(id));
        root.ok_or_else(|| Failure::not_found("organization"))
    }

    /// Returns the department of an organization that matches; [`ROOT`] is its root.
    ///
    /// # Errors
    ///
    /// Returns an error if the organization does not exist, or has no such department.
    pub fn find(
        &self,
        organization: &str,
        id: &str,
        fits: impl Fn(&Department) -> bool,
    ) -> Result<&Department, Failure> {
        let root = self.root(organization)?;
        if id == ROOT {
            return Ok(root);
        }
        let mut all = self.departments().filter(|it| it.organization == organization);
        all.find(|department| fits(department)).ok_or_else(no_department)
    }

    /// Returns the direct children of a department, the oldest first.
    pub fn children<'a>(&'a self, id: &'a str) -> impl Iterator<Item = &'a Department> {
        self.departments.iter().filter(move |department| department.parent.as_deref() == Some(id))
    }

    /// Returns a department and its descendants, each before its children.
    pub fn tree(&self, id: &str) -> Vec<&Department> {
        let mut found: Vec<&Department> = self.by_id(id).into_iter().collect();
        let mut at = 0;
        while let Some(department) = found.get(at) {
            let children: Vec<&Department> = self.children(&department.id).collect();
            found.extend(children);
            at += 1;
        }
        found
    }

    /// Returns the path from the root to a department, both included.
    pub fn path(&self, id: &str) -> Vec<&Department> {
        let above = |department: &&Department| self.by_id(department.parent.as_ref()?);
        let mut path: Vec<&Department> = std::iter::successors(self.by_id(id), above).collect();
        path.reverse();
        path
    }

    /// Adds a department, or an organization by its root.
    ///
    /// # Errors
    ///
    /// Returns an error if the code of the organization, or that of the department in it, is taken.
    pub fn insert(&mut self, department: Department) -> Result<(), Failure> {
        self.check_unique(&department)?;
        if department.parent.is_none() {
            self.check_free(&department.organization)?;
            self.roots.insert(department.organization.clone(), department.id.clone());
        }
        self.of_users = Derived::default();
        self.departments.push(department);
        Ok(())
    }

    /// Replaces a department with its changed version.
    ///
    /// # Errors
    ///
    /// Returns an error if it does not exist, its code is taken, or it would be its own ancestor.
    pub fn update(&mut self, department: Department) -> Result<&Department, Failure> {
        let id = department.id.clone();
        self.get(&id)?;
        self.check_unique(&department)?;
        if let Some(parent) = &department.parent
            && self.path(parent).iter().any(|above| above.id == id)
        {
            return Err(Failure::rule("a department cannot be its own descendant"));
        }
        *self.get_mut(&id)? = department;
        self.get(&id)
    }

    /// Changes the code of an organization.
    ///
    /// # Errors
    ///
    /// Returns an error if no organization has the old code, or another one has the new one.
    pub fn rename(&mut self, code: &str, new_code: &str) -> Result<(), Failure> {
        let root = self.root(code)?.id.clone();
        if code == new_code {
            return Ok(());
        }
        self.check_free(new_code)?;
        self.roots.remove(code);
        self.roots.insert(new_code.to_owned(), root);
        for department in self.departments.iter_mut().filter(|it| it.organization == code) {
            department.organization = new_code.to_owned();
        }
        Ok(())
    }

    /// Removes a department and its descendants; with the root, the organization.
    pub fn remove(&mut self, id: &str) {
        let ids: Vec<String> = self.tree(id).iter().map(|gone| gone.id.clone()).collect();
        self.of_users = Derived::default();
        self.departments.retain(|department| !ids.contains(&department.id));
        self.roots.retain(|_, root| !ids.contains(root));
    }

    /// Removes the data of a user.
    pub fn forget_user(&mut self, user_id: &str) {
        let indexes = self.of_users.get(|| of_users(&self.departments)).get(user_id).cloned();
        self.of_users.change(|users| {
            users.remove(user_id);
        });
        for index in indexes.into_iter().flatten() {
            let Some(department) = self.departments.get_mut(index) else { continue };
            department.members.retain(|member| member.user_id != user_id);
        }
    }

    fn check_free(&self, organization: &str) -> Result<(), Failure> {
        match self.roots.contains_key(organization) {
            true => Err(Failure::conflict(format!(
                "the organization code `{organization}` already exists"
            ))),
            false => Ok(()),
        }
    }

    fn check_unique(&self, department: &Department) -> Result<(), Failure> {
        let others = || {
            let here = |it: &&Department| it.organization == department.organization;
            self.departments.iter().filter(here).filter(|it| it.id != department.id)
        };
        let is_taken = |id: fn(&Department) -> &Option<String>| {
            id(department).is_some() && others().any(|other| id(other) == id(department))
        };
        if is_taken(|it| &it.code) {
            return Err(Failure::conflict("another department has this `code`"));
        }
        if is_taken(|it| &it.open_id) {
            return Err(Failure::conflict("another department has this `openDepartmentId`"));
        }
        Ok(())
    }
}

fn of_users(departments: &[Department]) -> HashMap<String, Vec<usize>> {
    let mut users: HashMap<String, Vec<usize>> = HashMap::new();
    for (index, department) in departments.iter().enumerate() {
        for member in &department.members {
            users.entry(member.user_id.clone()).or_default().push(index);
        }
    }
    users
}

fn no_department() -> Failure {
    Failure::not_found("department")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn department(id: &str, parent: Option<&str>) -> Department {
        Department {
            id: id.to_owned(),
            name: id.to_owned(),
            organization: "acme".to_owned(),
            parent: parent.map(str::to_owned),
            enabled: true,
            ..Department::default()
        }
    }

    fn acme() -> Organizations {
        let mut all = Organizations::default();
        for (id, parent) in
            [("top", None), ("a", Some("top")), ("b", Some("a")), ("c", Some("top"))]
        {
            all.insert(department(id, parent)).unwrap();
        }
        all
    }

    #[test]
    fn membership_includes_parent_departments() {
        let mut all = acme();
        all.get_mut("b").unwrap().join("user", Timestamp(0));
        all.get_mut("c").unwrap().join("user", Timestamp(0));
        assert_eq!(all.of_user("user"), ["top", "a", "b", "c"]);
        assert_eq!(all.with_user("user").count(), 2);
        all.forget_user("user");
        assert!(all.of_user("user").is_empty());
    }

    #[test]
    fn department_cannot_move_below_itself() {
        let mut all = acme();
        assert_eq!(all.update(department("a", Some("b"))).unwrap_err().status_code, 422);
        all.update(department("a", Some("c"))).unwrap();
        let path: Vec<&str> = all.path("b").iter().map(|it| it.id.as_str()).collect();
        assert_eq!(path, ["top", "c", "a", "b"]);
    }

    #[test]
    fn deleting_a_department_deletes_its_descendants() {
        let mut all = acme();
        all.remove("a");
        assert!(all.get("b").is_err() && all.get("c").is_ok());
        all.remove("top");
        assert!(all.root("acme").is_err());
    }
}
