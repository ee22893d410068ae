//! Assignment of roles to users, groups and departments, and revocation.
//!
//! # Assumptions
//!
//! - Roles can be assigned to users, groups and departments, but not to roles.
//! - Assigning a role again changes the period of the assignment.
//! - Revoking a role from a subject who does not have it succeeds.
//! - An assignment must end after it begins; it may have ended already.

use genauth::management::{
    AssignRoleBatchDto, AssignRoleDto, IsSuccessDto, RevokeRoleBatchDto, RevokeRoleDto,
    RoleCodeDto, TargetDto, TargetType,
};

use super::namespace;
use crate::{
    call::{Call, Handlers, Response},
    clock::Timestamp,
    failure::Failure,
    handlers::batch::each,
    state::{role::Assignment, subject::Subject},
};

pub(in crate::handlers::management) const HANDLERS: Handlers = &[
    ("assignRole", assign_role),
    ("assignRoleBatch", assign_role_batch),
    ("revokeRole", revoke_role),
    ("revokeRoleBatch", revoke_role_batch),
];

fn assign_role(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: AssignRoleDto = call.body()?;
    let millis = |at: Option<genauth::Nullable<i64>>| at.and_then(|at| at.value().copied());
    let from = millis(body.enable_time).map(Timestamp);
    let until = millis(body.end_time).map(Timestamp);
    if from.zip(until).is_some_and(|(from, until)| until <= from) {
        return Err(Failure::field("endTime", "must be after `enableTime`"));
    }
    let roles = [role_id(call, &body.code, body.namespace.as_deref())?];
    let subjects = subjects(call, &body.targets)?;
    assign(call, &roles, &subjects, from, until)
}

fn assign_role_batch(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: AssignRoleBatchDto = call.body()?;
    let roles = role_ids(call, &body.roles)?;
    let subjects = subjects(call, &body.targets)?;
    assign(call, &roles, &subjects, None, None)
}

fn revoke_role(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: RevokeRoleDto = call.body()?;
    let roles = [role_id(call, &body.code, body.namespace.as_deref())?];
    let subjects = subjects(call, &body.targets)?;
    revoke(call, &roles, &subjects)
}

fn revoke_role_batch(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: RevokeRoleBatchDto = call.body()?;
    let roles = role_ids(call, &body.roles)?;
    let subjects = subjects(call, &body.targets)?;
    revoke(call, &roles, &subjects)
}

fn role_id(call: &Call<'_>, code: &str, space: Option<&str>) -> Result<String, Failure> {
    let namespace = namespace(call, space)?;
    Ok(call.state.roles.find(&namespace, code)?.id.clone())
}

fn role_ids(call: &Call<'_>, roles: &[RoleCodeDto]) -> Result<Vec<String>, Failure> {
    let id = |role: &&RoleCodeDto| role_id(call, &role.code, role.namespace.as_deref());
    each("roles", roles, |role| &role.code, id)
}

fn subjects(call: &Call<'_>, targets: &[TargetDto]) -> Result<Vec<Subject>, Failure> {
    each(
        "targets",
        targets,
        |target| &target.target_identifier,
        |target| match target.target_type {
            TargetType::Role => {
                Err(Failure::field("targetType", "must be `USER`, `GROUP` or `DEPARTMENT`"))
            }
            // Only roles require the namespace.
            _ => call.state.target(&target.target_type, &target.target_identifier, ""),
        },
    )
}

fn assign(
    call: &mut Call<'_>,
    roles: &[String],
    subjects: &[Subject],
    from: Option<Timestamp>,
    until: Option<Timestamp>,
) -> Result<Response, Failure> {
    let (created, updated) = (call.now, call.now);
    for role_id in roles {
        for subject in subjects {
            let (role_id, subject) = (role_id.clone(), subject.clone());
            let given = Assignment { role_id, subject, from, until, created, updated };
            call.state.roles.assign(given);
        }
    }
    Response::data(&IsSuccessDto::new(true))
}

fn revoke(
    call: &mut Call<'_>,
    roles: &[String],
    subjects: &[Subject],
) -> Result<Response, Failure> {
    for role_id in roles {
        for subject in subjects {
            call.state.roles.revoke(role_id, subject);
        }
    }
    Response::data(&IsSuccessDto::new(true))
}
