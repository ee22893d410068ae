//! Users changed by a call.

use std::{collections::HashSet, sync::Arc};

use super::user::User;

/// Users changed by a call, in the order of their first change, with their versions before it;
/// `None` for new users.
#[derive(Clone, Debug, Default)]
pub struct Touched {
    before: Vec<(String, Option<Arc<User>>)>,
    ids: HashSet<String>,
}

impl Touched {
    /// Records a user who is about to be changed.
    pub fn add(&mut self, id: &str, before: Option<&Arc<User>>) {
        if !self.ids.contains(id) {
            self.ids.insert(id.to_owned());
            self.before.push((id.to_owned(), before.cloned()));
        }
    }
}

impl IntoIterator for Touched {
    type Item = (String, Option<Arc<User>>);
    type IntoIter = std::vec::IntoIter<Self::Item>;

    fn into_iter(self) -> Self::IntoIter {
        self.before.into_iter()
    }
}
