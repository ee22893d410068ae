//! Applications.
//!
//! # Assumed
//!
//! - An identifier is taken once (409, 2039). An application from a `template` needs none: its id is
//!   taken. `templateData` changes nothing.
//! - A new application has a secret in any case, and sends it in the body of requests.
//! - Of `oidcConfig`, the lifetimes of tokens, the way of client authentication and the algorithm of
//!   ID tokens count; the rest is kept and shown.
//! - Without a filter all applications are listed, by id; `all` changes nothing.
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
    state::{World, application::Application},
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

/// The application with this id.
fn get<'a>(world: &'a World, id: &str) -> Result<&'a Application, Failure> {
    world.applications.get(id).ok_or_else(no_application)
}

/// Whether an application is there.
///
/// # Errors
///
/// It is not.
pub(super) fn check(world: &World, id: &str) -> Result<(), Failure> {
    get(world, id).map(|_| ())
}

/// Whether all applications in `appIds` are there.
///
/// # Errors
///
/// One of them is not.
pub(super) fn check_all(world: &World, ids: &[String]) -> Result<(), Failure> {
    each("appIds", ids, |id| id.as_str(), |id| get(world, id).map(|_| ())).map(|_| ())
}
