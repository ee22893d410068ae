//! Lookup and views of users, groups and departments, for the handlers of both APIs.

pub(crate) mod department;
pub(crate) mod group;
pub(crate) mod user;
