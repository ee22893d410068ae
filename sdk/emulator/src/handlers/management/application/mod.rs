//! Applications.
//!
//! # Assumed
//!
//! - An identifier is unique (409, 2039). An application from a `template` does not need one: its
//!   ID is used. `templateData` has no effect.
//! - A new application always has a secret, and sends it in the body of requests.
//! - In `oidcConfig`, the lifetimes of tokens, the client authentication method and the ID token
//!   algorithm take effect; the rest is kept and shown.
//! - Without a filter all applications are listed, by ID; `all` has no effect.
//! - Deleting an application ends its sessions.

mod create;
mod list;
mod secret;
mod update;
mod view;

use genauth::codes::api;

use crate::{
    failure::Failure,
    handlers::{Handlers, management::batch::each},
    state::{State, application::Application},
};

pub(super) const HANDLERS: Handlers = &[
    ("createApplication", create::create_application),
    ("listApplications", list::list_applications),
    ("listApplicationSimpleInfo", list::list_application_simple_info),
    ("getApplication", list::get_application),
    ("getApplicationSimpleInfo", list::get_application_simple_info),
    ("updateApplication", update::update_application),
    ("deleteApplication", update::delete_application),
    ("getApplicationPermissionStrategy", update::get_application_permission_strategy),
    ("updateApplicationPermissionStrategy", update::update_application_permission_strategy),
    ("getApplicationSecret", secret::get_application_secret),
    ("refreshApplicationSecret", secret::refresh_application_secret),
];

fn no_application() -> Failure {
    Failure::not_found("application").code(api::APP_NOT_FOUND)
}

/// Returns the application with this ID.
fn get<'a>(state: &'a State, id: &str) -> Result<&'a Application, Failure> {
    state.applications.get(id).ok_or_else(no_application)
}

/// Checks that an application exists.
///
/// # Errors
///
/// Returns an error if it does not exist.
pub(super) fn check(state: &State, id: &str) -> Result<(), Failure> {
    get(state, id).map(|_| ())
}

/// Checks that all applications in `appIds` exist.
///
/// # Errors
///
/// Returns an error if one of them does not exist.
pub(super) fn check_all(state: &State, ids: &[String]) -> Result<(), Failure> {
    each("appIds", ids, |id| id.as_str(), |id| get(state, id).map(|_| ())).map(|_| ())
}
