//! Users, as administrators see and change them.
//!
//! # Assumptions
//!
//! - Without `userIdType` a user is identified by their ID. A phone is the number alone or preceded
//!   by its calling code; `custom_field` is written `<key>:<value>`.
//! - An unknown user fails the whole request (404, 2004), and nothing is changed.

mod create;
mod departments;
mod fields;
mod filter;
mod filter_fields;
mod get;
mod history;
mod identities;
mod leave;
mod list;
mod password;
mod update;

use crate::call::Handlers;

pub(super) const HANDLERS: Handlers = &[
    ("createUser", create::create_user),
    ("createUsersBatch", create::create_users_batch),
    ("getUserGroups", departments::get_user_groups),
    ("getUserDepartments", departments::get_user_departments),
    ("setUserDepartments", departments::set_user_departments),
    ("getUser", get::get_user),
    ("getUserBatch", get::get_user_batch),
    ("isUserExists", get::is_user_exists),
    ("getUserLoginHistory", history::get_user_login_history),
    ("getUserLoggedinApps", history::get_user_loggedin_apps),
    ("getUserAccessibleApps", history::get_user_accessible_apps),
    ("getUserAuthorizedApps", history::get_user_authorized_apps),
    ("getUserIdentities", identities::get_user_identities),
    ("getUserLoggedinIdentities", identities::get_user_loggedin_identities),
    ("linkIdentity", identities::link_identity),
    ("unlinkIdentity", identities::unlink_identity),
    ("deleteUsersBatch", leave::delete_users_batch),
    ("resignUser", leave::resign_user),
    ("resignUserBatch", leave::resign_user_batch),
    ("listArchivedUsers", leave::list_archived_users),
    ("kickUsers", leave::kick_users),
    ("checkSessionStatus", leave::check_session_status),
    ("listUsers", list::list_users),
    ("listUsersByKeywords", list::list_users),
    ("listUsersLegacy", list::list_users_legacy),
    ("updateUser", update::update_user),
    ("updateUserBatch", update::update_user_batch),
];
