//! Data permission checks of users.
//!
//! # Assumptions
//!
//! - A policy that denies takes precedence over all others. A user has their own policies and those
//!   of their roles, groups and departments, and of the departments above those.
//! - An unknown data resource, node or action is returned with `enabled: false`. An unknown
//!   permission space or user is an error (404).
//! - Policies have no conditions: no operation sets them, so `judgeConditionEnabled` and
//!   `authEnvParams` have no effect.
//! - Responses that are documented with `apiCode` 20001 on success have it.

use genauth::management::{
    CheckExternalUserPermissionDto, CheckPermissionDataDto, CheckPermissionDto,
    CheckPermissionsRespDto, CheckUserSameLevelPermissionDataDto, CheckUserSameLevelPermissionDto,
    CheckUserSameLevelPermissionRespDto,
};

use crate::{
    call::{Call, Handlers, Response},
    failure::Failure,
    state::user::Key,
};

pub(in crate::handlers::management) const HANDLERS: Handlers = &[
    ("checkPermission", check_permission),
    ("checkExternalUserPermission", check_external_user_permission),
    ("checkUserSameLevelPermission", check_user_same_level_permission),
];

/// Documented code of a successful check.
pub(super) const CHECKED: i64 = 20_001;

/// Returns the user ID for an ID in another system.
///
/// # Errors
///
/// Returns an error if the user does not exist.
pub(super) fn external_user(call: &Call<'_>, external_id: &str) -> Result<String, Failure> {
    let user = call.state.users.find(Key::External(external_id));
    user.map(|user| user.id().to_owned()).ok_or_else(Failure::user_not_found)
}

/// Checks that a permission space and a user exist.
///
/// # Errors
///
/// Returns an error if one of them does not exist.
pub(super) fn check_known(call: &Call<'_>, namespace: &str, user_id: &str) -> Result<(), Failure> {
    call.state.check_namespace(namespace)?;
    call.state.users.get(user_id).map(|_| ()).ok_or_else(Failure::user_not_found)
}

fn check(
    call: &Call<'_>,
    namespace: &str,
    user_id: &str,
    action: &str,
    resources: &[String],
) -> Result<Response, Failure> {
    check_known(call, namespace, user_id)?;
    let access = call.state.data_access(user_id, call.now);
    let results = resources.iter().map(|path| {
        let found = call.state.data_permissions.at(namespace, path);
        let enabled =
            found.is_some_and(|(resource, nodes)| access.allows(resource, &nodes, action));
        CheckPermissionsRespDto::new(namespace, action, path.as_str(), enabled)
    });
    Ok(Response::data(&CheckPermissionDataDto::new(results.collect::<Vec<_>>()))?.code(CHECKED))
}

fn check_permission(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: CheckPermissionDto = call.body()?;
    check(call, &body.namespace_code, &body.user_id, &body.action, &body.resources)
}

/// Checks an external user; the response is of another type with the same fields.
fn check_external_user_permission(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: CheckExternalUserPermissionDto = call.body()?;
    let user_id = external_user(call, &body.external_id)?;
    check(call, &body.namespace_code, &user_id, &body.action, &body.resources)
}

fn check_user_same_level_permission(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: CheckUserSameLevelPermissionDto = call.body()?;
    check_known(call, &body.namespace_code, &body.user_id)?;
    let access = call.state.data_access(&body.user_id, call.now);
    let results = body.resource_node_codes.iter().map(|code| {
        let path = format!("{}/{code}", body.resource);
        let found = call.state.data_permissions.at(&body.namespace_code, &path);
        let enabled =
            found.is_some_and(|(resource, nodes)| access.allows(resource, &nodes, &body.action));
        CheckUserSameLevelPermissionRespDto::new(body.action.as_str(), code.as_str(), enabled)
    });
    Response::data(&CheckUserSameLevelPermissionDataDto::new(results.collect::<Vec<_>>()))
}
