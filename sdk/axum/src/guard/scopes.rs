//! [`Scopes`]: the scopes that a resource requires.

use crate::problem::Rejection;
use crate::user::CurrentUser;

/// Scopes that a user must have.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scopes {
    names: Vec<String>,
    /// One of them is sufficient.
    is_any: bool,
}

impl Scopes {
    /// Splits a list at white space.
    pub(crate) fn all(list: &str) -> Self {
        let mut scopes = Self::default();
        scopes.add(list);
        scopes
    }

    pub(crate) fn any(list: &str) -> Self {
        Self { is_any: true, ..Self::all(list) }
    }

    pub(crate) fn add(&mut self, list: &str) {
        for name in list.split_ascii_whitespace() {
            if !self.names.iter().any(|it| it == name) {
                self.names.push(name.to_owned());
            }
        }
    }

    /// Checks a user. An empty list, for instance of a setting that is absent, admits no user.
    pub(crate) fn check(&self, user: &CurrentUser) -> Result<(), Rejection> {
        let mut names = self.names.iter();
        let is_met = match self.is_any {
            true => names.any(|it| user.has_scope(it)),
            false => !self.names.is_empty() && names.all(|it| user.has_scope(it)),
        };
        match is_met {
            true => Ok(()),
            false => Err(Rejection::insufficient_scope(self.names.join(" "))),
        }
    }
}
