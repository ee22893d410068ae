//! Applications.
//!
//! # Assumptions
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
pub(super) mod look_up;
mod secret;
mod settings;
mod update;
mod view;

use crate::call::Handlers;

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
