//! Data resources, policies, and data permissions of users.

pub(super) mod checks;
pub(super) mod extend_fields;
pub(super) mod grants;
pub(super) mod lists;
pub(super) mod policies;
pub(super) mod resources;
pub(super) mod view;
