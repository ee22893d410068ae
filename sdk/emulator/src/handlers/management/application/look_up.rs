//! Lookup of applications, and checks that they exist.

use genauth::codes::api;

use crate::{
    failure::Failure,
    handlers::batch::each,
    state::{State, application::Application},
};

/// Creates the failure for an unknown application (404, 2011).
pub(super) fn no_application() -> Failure {
    Failure::not_found("application").code(api::APP_NOT_FOUND)
}

/// Returns the application with this ID.
pub(super) fn get<'a>(state: &'a State, id: &str) -> Result<&'a Application, Failure> {
    state.applications.get(id).ok_or_else(no_application)
}

/// Checks that an application exists.
///
/// # Errors
///
/// Returns an error if it does not exist.
pub(in crate::handlers::management) fn check(state: &State, id: &str) -> Result<(), Failure> {
    get(state, id).map(|_| ())
}

/// Checks that all applications in `appIds` exist.
///
/// # Errors
///
/// Returns an error if one of them does not exist.
pub(in crate::handlers::management) fn check_all(
    state: &State,
    ids: &[String],
) -> Result<(), Failure> {
    each("appIds", ids, |id| id.as_str(), |id| get(state, id).map(|_| ())).map(|_| ())
}
