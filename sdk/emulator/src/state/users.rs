//! The users of the pool, with indexes: no lookup scans all users.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    ops::{Deref, DerefMut},
    sync::Arc,
};

use genauth::authentication::UserDto;
use serde::{Deserialize, Serialize};

use super::{
    derived::Derived,
    identifier::Identifier,
    touched::Touched,
    typed::email_address,
    user::{Key, User},
};
use crate::{api::Page, clock::Timestamp, failure::Failure};

/// The users of the pool, by ID. They are shared with copies of the state until they change.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Users {
    users: BTreeMap<String, Arc<User>>,
    #[serde(skip)]
    index: Derived<Index>,
    /// Versions before the current call.
    #[serde(skip)]
    touched: Touched,
}

/// The position of a user in lists: creation time and sequence number.
type Position = (Timestamp, u64);

/// Users in creation order, and by their identifiers.
#[derive(Debug, Default)]
struct Index {
    order: Vec<(Position, String)>,
    names: HashMap<Identifier, BTreeSet<Position>>,
    /// The highest sequence number.
    last: u64,
}

impl Index {
    fn of(users: &BTreeMap<String, Arc<User>>) -> Self {
        let mut index = Self::default();
        let mut sorted: Vec<&User> = users.values().map(|user| &**user).collect();
        sorted.sort_by_key(|user| position(user));
        sorted.into_iter().for_each(|user| index.add(user));
        index
    }

    fn add(&mut self, user: &User) {
        self.last = self.last.max(user.number);
        // Usually at the end.
        let at = self.order.partition_point(|(other, _)| *other < position(user));
        self.order.insert(at, (position(user), user.id().to_owned()));
        for name in Identifier::of(user) {
            self.names.entry(name).or_default().insert(position(user));
        }
    }

    fn remove(&mut self, user: &User) {
        if let Ok(at) = self.order.binary_search_by_key(&position(user), |(position, _)| *position)
        {
            self.order.remove(at);
        }
        self.forget(position(user), &Identifier::of(user));
    }

    /// Returns the ID of the user at a position.
    fn id(&self, position: &Position) -> Option<&String> {
        let at = self.order.binary_search_by_key(position, |(position, _)| *position).ok()?;
        self.order.get(at).map(|(_, id)| id)
    }

    fn forget(&mut self, position: Position, names: &[Identifier]) {
        for name in names {
            if let Some(positions) = self.names.get_mut(name) {
                positions.remove(&position);
                if positions.is_empty() {
                    self.names.remove(name);
                }
            }
        }
    }
}

fn position(user: &User) -> Position {
    (user.created, user.number)
}

/// A user being changed. The indexes are updated when it is dropped.
pub struct Edit<'a> {
    user: &'a mut User,
    index: &'a mut Derived<Index>,
    before: Vec<Identifier>,
}

impl Deref for Edit<'_> {
    type Target = User;

    fn deref(&self) -> &User {
        self.user
    }
}

impl DerefMut for Edit<'_> {
    fn deref_mut(&mut self) -> &mut User {
        self.user
    }
}

impl Drop for Edit<'_> {
    fn drop(&mut self) {
        let (position, before) = (position(self.user), std::mem::take(&mut self.before));
        let after = Identifier::of(self.user);
        if before == after {
            return;
        }
        self.index.change(|index| {
            index.forget(position, &before);
            for name in after {
                index.names.entry(name).or_default().insert(position);
            }
        });
    }
}

impl Users {
    fn index(&self) -> &Index {
        self.index.get(|| Index::of(&self.users))
    }

    /// Returns the user with this ID.
    pub fn get(&self, id: &str) -> Option<&User> {
        self.users.get(id).map(|user| &**user)
    }

    /// Returns the user with this ID, for changes. Duplicate identifiers are not rejected here.
    pub fn get_mut(&mut self, id: &str) -> Option<Edit<'_>> {
        let user = self.users.get_mut(id)?;
        self.touched.add(id, Some(user));
        let user = Arc::make_mut(user);
        let before = Identifier::of(user);
        Some(Edit { user, index: &mut self.index, before })
    }

    /// Returns the number of users.
    pub fn count(&self) -> usize {
        self.users.len()
    }

    /// Returns all users, in creation order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &User> {
        self.index().order.iter().filter_map(|(_, id)| self.get(id))
    }

    /// Returns a page of all users, in creation order or reversed. It takes the same time in a
    /// large pool.
    pub fn page(&self, page: Page, is_reversed: bool) -> Vec<&User> {
        let order = &self.index().order;
        let start = page.number.saturating_sub(1).saturating_mul(page.limit).min(order.len());
        let end = start.saturating_add(page.limit).min(order.len());
        let part = match is_reversed {
            false => order.get(start..end),
            true => order.get(order.len() - end..order.len() - start),
        };
        let users = part.into_iter().flatten().filter_map(|(_, id)| self.get(id));
        if is_reversed { users.rev().collect() } else { users.collect() }
    }

    /// Returns the user that matches a key.
    pub fn find(&self, key: Key<'_>) -> Option<&User> {
        match key {
            Key::Id(id) => self.get(id),
            key => self.named(Identifier::of_key(key)).find(|user| user.is(key)),
        }
    }

    /// Returns users with an identity that has this ID at its source, in creation order.
    pub fn with_identity(&self, user_id_in_idp: &str) -> impl Iterator<Item = &User> {
        self.named(vec![Identifier::Identity(user_id_in_idp.to_owned())])
    }

    /// Returns all users whose `field` may equal one of these texts, ignoring case, in creation
    /// order. Others may be included. Returns `None` if the field is not indexed.
    pub fn candidates(&self, field: &str, texts: &[&str]) -> Option<Vec<&User>> {
        let name: fn(&str) -> Identifier = match field {
            "username" => |text| Identifier::Username(text.to_lowercase()),
            "externalId" => |text| Identifier::External(text.to_lowercase()),
            "email" => |text| Identifier::Email(email_address(text)),
            "phone" => Identifier::number,
            _ => return None,
        };
        let index = self.index();
        let positions = texts.iter().filter_map(|text| index.names.get(&name(text))).flatten();
        let positions: BTreeSet<&Position> = positions.collect();
        let ids = positions.into_iter().filter_map(|position| index.id(position));
        Some(ids.filter_map(|id| self.get(id)).collect())
    }

    /// Returns the users with these identifiers, by identifier.
    fn named(&self, names: Vec<Identifier>) -> impl Iterator<Item = &User> {
        let index = self.index();
        let positions = names.into_iter().filter_map(|name| index.names.get(&name)).flatten();
        positions.filter_map(|position| self.get(index.id(position)?))
    }

    /// Adds a user.
    ///
    /// # Errors
    ///
    /// Returns an error if another user has the same username, email address, phone or external ID.
    pub fn insert(&mut self, mut user: User) -> Result<(), Failure> {
        self.check_unique(&user)?;
        user.number = self.index().last + 1;
        self.put(user);
        Ok(())
    }

    /// Replaces the profile of a user, if no other user has the same identifiers.
    ///
    /// # Errors
    ///
    /// Returns an error if the user does not exist, or another one has the same username, email
    /// address, phone or external ID.
    pub fn update(
        &mut self,
        id: &str,
        now: Timestamp,
        change: impl FnOnce(&mut UserDto),
    ) -> Result<&User, Failure> {
        let mut user = self.get(id).cloned().ok_or_else(Failure::user_not_found)?;
        change(&mut user.profile);
        user.profile.user_id = id.to_owned();
        user.profile.updated_at = now.text().into();
        self.check_unique(&user)?;
        self.put(user);
        self.get(id).ok_or_else(Failure::user_not_found)
    }

    /// Replaces a user.
    pub fn put(&mut self, user: User) {
        let old = self.users.get(user.id());
        self.touched.add(user.id(), old);
        self.index.change(|index| {
            if let Some(old) = old {
                index.remove(old);
            }
            index.add(&user);
        });
        self.users.insert(user.id().to_owned(), Arc::new(user));
    }

    /// Removes only the user; [`State::delete_user`](super::State::delete_user) also removes the
    /// related data.
    pub fn remove(&mut self, id: &str) -> Option<Arc<User>> {
        let user = self.users.remove(id)?;
        self.touched.add(id, Some(&user));
        self.index.change(|index| index.remove(&user));
        Some(user)
    }

    /// Returns the users changed since the last time, with their versions before that.
    pub fn take_touched(&mut self) -> Touched {
        std::mem::take(&mut self.touched)
    }

    /// Checks that the identifiers of a user are unique.
    ///
    /// # Errors
    ///
    /// Returns an error if another user has the same username, email address, phone or external ID
    /// (409).
    pub fn check_unique(&self, user: &User) -> Result<(), Failure> {
        let it = &user.profile;
        let phone = it.phone.as_deref();
        let keys = [
            ("username", it.username.as_deref().map(Key::Username)),
            ("email", it.email.as_deref().map(Key::Email)),
            ("phone", phone.map(|phone| Key::Phone(phone, it.phone_country_code.as_deref()))),
            ("externalId", it.external_id.as_deref().map(Key::External)),
        ];
        for (field, key) in keys {
            let Some(key) = key else { continue };
            let mut others = self.named(Identifier::of_key(key)).filter(|other| other.is(key));
            if others.any(|other| other.id() != user.id()) {
                return Err(Failure::conflict(format!("another user has this `{field}`")));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn user(number: i64, username: &str) -> User {
        let mut user = User::new(format!("id-{username}"), Timestamp(number));
        user.profile.username = Some(username.to_owned());
        user
    }

    fn three_users() -> Users {
        let mut users = Users::default();
        for (number, name) in [(1, "zoe"), (1, "bob"), (2, "alice")] {
            users.insert(user(number, name)).unwrap();
        }
        users
    }

    fn names<'a>(users: impl IntoIterator<Item = &'a User>) -> Vec<&'a str> {
        users.into_iter().filter_map(|user| user.profile.username.as_deref()).collect()
    }

    #[test]
    fn pages_follow_creation_order() {
        let mut users = three_users();
        assert_eq!(names(users.page(Page { number: 1, limit: 2 }, false)), ["zoe", "bob"]);
        assert_eq!(names(users.page(Page { number: 2, limit: 2 }, false)), ["alice"]);
        assert_eq!(names(users.page(Page { number: 1, limit: 2 }, true)), ["alice", "bob"]);
        assert!(users.page(Page { number: usize::MAX, limit: 50 }, false).is_empty());
        users.remove("id-bob");
        assert_eq!(names(users.iter()), ["zoe", "alice"]);
    }

    #[test]
    fn indexes_follow_profile_changes() {
        let mut users = three_users();
        let mut bob = users.get_mut("id-bob").unwrap();
        bob.profile.email = Some("Bob@example.com".to_owned());
        bob.profile.phone = Some("188xxxx8888".to_owned());
        drop(bob);
        users.update("id-bob", Timestamp(5), |it| it.username = Some("robert".to_owned())).unwrap();
        let found = |users: &Users, key| users.find(key).map(|user| user.id().to_owned());
        for key in [
            Key::Username("robert"),
            Key::Email("bob@EXAMPLE.com"),
            Key::Phone("188 xxxx 8888", Some("+86")),
            Key::Account("188xxxx8888"),
            Key::Account("bob@example.com"),
        ] {
            assert_eq!(found(&users, key).as_deref(), Some("id-bob"), "{key:?}");
        }
        assert_eq!(found(&users, Key::Username("bob")), None);
        assert_eq!(users.insert(user(9, "robert")).unwrap_err().status_code, 409);
        users.remove("id-bob");
        assert_eq!(found(&users, Key::Email("bob@example.com")), None);
        users.insert(user(9, "robert")).unwrap();
    }

    #[test]
    fn copied_and_saved_states_find_the_same_users() {
        let mut users = three_users();
        let copy = users.clone();
        users.remove("id-bob");
        assert_eq!(copy.find(Key::Username("bob")).map(User::id), Some("id-bob"));
        let saved = serde_json::to_string(&copy).unwrap();
        let mut loaded: Users = serde_json::from_str(&saved).unwrap();
        assert_eq!(names(loaded.iter()), ["zoe", "bob", "alice"]);
        loaded.insert(user(2, "last")).unwrap();
        assert_eq!(names(loaded.iter()), ["zoe", "bob", "alice", "last"]);
    }
}
