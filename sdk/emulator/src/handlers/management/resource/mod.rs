//! Namespaces, resources, and grants.

pub(super) mod authorized;
pub(super) mod common;
pub(super) mod grants;
pub(super) mod namespaces;
pub(super) mod permission_namespaces;
pub(super) mod resources;

use super::role::namespace;
