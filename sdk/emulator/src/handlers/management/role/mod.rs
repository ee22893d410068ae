//! Roles.

pub(super) mod admin;
pub(super) mod assignments;
pub(super) mod holders;
pub(super) mod of_user;
pub(super) mod roles;

use crate::{call::Call, failure::Failure, state::resource::DEFAULT};

/// Returns the namespace that a request names, or the default one.
///
/// # Errors
///
/// Returns an error if the namespace does not exist.
pub(super) fn namespace(call: &Call<'_>, named: Option<&str>) -> Result<String, Failure> {
    let namespace = named.unwrap_or(DEFAULT);
    call.state.check_namespace(namespace)?;
    Ok(namespace.to_owned())
}
