//! Organisations and their departments: each organisation is a tree with one root.

use std::collections::{BTreeMap, HashMap};

use genauth::management::LangObject;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::derived::Derived;
use crate::{clock::Moment, failure::Failure};

/// What the root of every organisation is called by in calls.
pub const ROOT: &str = "root";

/// Organisations and their departments.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Organizations {
    /// Ids of roots by the codes of their organisations.
    roots: BTreeMap<String, String>,
    /// Departments, roots among them, the oldest first.
    departments: Vec<Department>,
    /// The places of the departments that a user is in.
    #[serde(skip)]
    of_users: Derived<HashMap<String, Vec<usize>>>,
}

/// A department, or the root of an organisation.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Department {
    /// Its id.
    pub id: String,
    /// The code of its organisation.
    pub organization: String,
    /// The id of the one above it; the root has none.
    pub parent: Option<String>,
    /// An id from elsewhere.
    pub open_id: Option<String>,
    /// Its code, unique in the organisation.
    pub code: Option<String>,
    /// Its name.
    pub name: String,
    /// What it is for.
    pub description: Option<String>,
    /// Whether it is there for order only.
    pub is_virtual: bool,
    /// Whether it is in use.
    pub enabled: bool,
    /// Its name in other languages.
    pub i18n: Option<LangObject>,
    /// Custom fields.
    pub custom_data: Map<String, Value>,
    /// Posts that go with it.
    pub posts: Vec<String>,
    /// The tenant it belongs to.
    pub tenant: Option<String>,
    /// When it was added.
    pub created: Moment,
    /// When it was changed.
    pub updated: Moment,
    /// Its members, in the order in which they came.
    pub members: Vec<Member>,
}

/// A user in a department.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// Who.
    pub user_id: String,
    /// Since when.
    pub joined: Moment,
    /// Whether they lead it.
    pub leads: bool,
    /// Whether it is their main department.
    pub is_main: bool,
}

impl Department {
    /// The place of a user in it.
    pub fn member(&self, user_id: &str) -> Option<&Member> {
        self.members.iter().find(|member| member.user_id == user_id)
    }

    /// Makes a user a member, unless they are one.
    pub fn join(&mut self, user_id: &str, now: Moment) {
        if self.member(user_id).is_none() {
            let user_id = user_id.to_owned();
            self.members.push(Member { user_id, joined: now, leads: false, is_main: false });
        }
    }

    /// Replaces its leaders by these users, who become members if they are not.
    pub fn lead(&mut self, user_ids: &[String], now: Moment) {
        for id in user_ids {
            self.join(id, now);
        }
        for member in &mut self.members {
            member.leads = user_ids.contains(&member.user_id);
        }
    }

    /// The ids of its leaders.
    pub fn leaders(&self) -> Vec<String> {
        let leaders = self.members.iter().filter(|member| member.leads);
        leaders.map(|member| member.user_id.clone()).collect()
    }
}

impl Organizations {
    /// The ids of the departments a user is in, and of those above them, the root included.
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

    /// The departments a user is in themselves, the oldest first.
    pub fn with_user(&self, user_id: &str) -> impl Iterator<Item = &Department> {
        let places = self.of_users.get(|| of_users(&self.departments)).get(user_id);
        places.into_iter().flatten().filter_map(|place| self.departments.get(*place))
    }

    /// The roots of all organisations, the oldest first.
    pub fn roots(&self) -> impl Iterator<Item = &Department> {
        self.departments().filter(|department| department.parent.is_none())
    }

    /// All departments, roots among them, the oldest first.
    pub fn departments(&self) -> impl Iterator<Item = &Department> {
        self.departments.iter()
    }

    /// The department with this id, in whatever organisation.
    ///
    /// # Errors
    ///
    /// There is none.
    pub fn get(&self, id: &str) -> Result<&Department, Failure> {
        self.by_id(id).ok_or_else(no_department)
    }

    /// The department with this id, to change it.
    ///
    /// # Errors
    ///
    /// There is none.
    pub fn get_mut(&mut self, id: &str) -> Result<&mut Department, Failure> {
        // The caller can change its members.
        self.of_users = Derived::default();
        self.departments.iter_mut().find(|it| it.id == id).ok_or_else(no_department)
    }

    fn by_id(&self, id: &str) -> Option<&Department> {
        self.departments.iter().find(|department| department.id == id)
    }

    /// The root of the organisation with this code.
    ///
    /// # Errors
    ///
    /// There is none.
    pub fn root(&self, organization: &str) -> Result<&Department, Failure> {
        let root = self.roots.get(organization).and_then(|id| self.by_id(id));
        root.ok_or_else(|| Failure::not_found("organization"))
    }

    /// A department of an organisation that fits; [`ROOT`] is its root.
    ///
    /// # Errors
    ///
    /// There is no such organisation, or no such department in it.
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

    /// The departments right below one, the oldest first.
    pub fn children<'a>(&'a self, id: &'a str) -> impl Iterator<Item = &'a Department> {
        self.departments.iter().filter(move |department| department.parent.as_deref() == Some(id))
    }

    /// A department and everything below it, each before those below it.
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

    /// The way from the root to a department, both included.
    pub fn path(&self, id: &str) -> Vec<&Department> {
        let above = |department: &&Department| self.by_id(department.parent.as_ref()?);
        let mut path: Vec<&Department> = std::iter::successors(self.by_id(id), above).collect();
        path.reverse();
        path
    }

    /// Adds a department, or an organisation by its root.
    ///
    /// # Errors
    ///
    /// The code of the organisation, or that of the department in it, is taken.
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

    /// Puts a changed department in the place of the old one.
    ///
    /// # Errors
    ///
    /// There is none, its code is taken, or it would be below itself.
    pub fn update(&mut self, department: Department) -> Result<&Department, Failure> {
        let id = department.id.clone();
        self.get(&id)?;
        self.check_unique(&department)?;
        if let Some(parent) = &department.parent
            && self.path(parent).iter().any(|above| above.id == id)
        {
            return Err(Failure::rule("a department cannot be below itself"));
        }
        *self.get_mut(&id)? = department;
        self.get(&id)
    }

    /// Gives an organisation another code.
    ///
    /// # Errors
    ///
    /// There is none with the old code, or another one with the new one.
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

    /// Removes a department and everything below it; with the root the organisation.
    pub fn remove(&mut self, id: &str) {
        let ids: Vec<String> = self.tree(id).iter().map(|gone| gone.id.clone()).collect();
        self.of_users = Derived::default();
        self.departments.retain(|department| !ids.contains(&department.id));
        self.roots.retain(|_, root| !ids.contains(root));
    }

    /// Forgets what hangs on a user.
    pub fn forget_user(&mut self, user_id: &str) {
        let places = self.of_users.get(|| of_users(&self.departments)).get(user_id).cloned();
        self.of_users.change(|users| {
            users.remove(user_id);
        });
        for place in places.into_iter().flatten() {
            let Some(department) = self.departments.get_mut(place) else { continue };
            department.members.retain(|member| member.user_id != user_id);
        }
    }

    fn check_free(&self, organization: &str) -> Result<(), Failure> {
        match self.roots.contains_key(organization) {
            true => Err(Failure::conflict(format!(
                "there is an organization with the code `{organization}` already"
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
    for (place, department) in departments.iter().enumerate() {
        for member in &department.members {
            users.entry(member.user_id.clone()).or_default().push(place);
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
    fn a_member_is_in_what_is_above_as_well() {
        let mut all = acme();
        all.get_mut("b").unwrap().join("user", Moment(0));
        all.get_mut("c").unwrap().join("user", Moment(0));
        assert_eq!(all.of_user("user"), ["top", "a", "b", "c"]);
        assert_eq!(all.with_user("user").count(), 2);
        all.forget_user("user");
        assert!(all.of_user("user").is_empty());
    }

    #[test]
    fn nothing_moves_below_itself() {
        let mut all = acme();
        assert_eq!(all.update(department("a", Some("b"))).unwrap_err().status_code, 422);
        all.update(department("a", Some("c"))).unwrap();
        let path: Vec<&str> = all.path("b").iter().map(|it| it.id.as_str()).collect();
        assert_eq!(path, ["top", "c", "a", "b"]);
    }

    #[test]
    fn a_department_goes_with_everything_below_it() {
        let mut all = acme();
        all.remove("a");
        assert!(all.get("b").is_err() && all.get("c").is_ok());
        all.remove("top");
        assert!(all.root("acme").is_err());
    }
}
