//! Administrator roles, which have no effect in the emulator.
//!
//! # Assumptions
//!
//! - Administrator roles are those of the permission space `system`, which exists from the start,
//!   as `default` does.
//! - Creating one whose code or name is taken returns `isValid: false` with the reason, as in the
//!   documented response.
//! - No roles exclude each other: no operation defines exclusions.

use genauth::management::{
    CheckRoleMutualExclusionReqDto, CheckRoleMutualExclusionResultDto, CreateAdminRoleDto,
    DeleteAdminRoleDto,
};

use super::{
    namespace,
    roles::{checked, delete, new_role},
};
use crate::{
    call::{Call, Handlers, Response},
    failure::Failure,
    handlers::batch::each,
    state::resource::SYSTEM,
};

pub(in crate::handlers::management) const HANDLERS: Handlers = &[
    ("createAdminRole", create_admin_role),
    ("deleteAdminRolesBatch", delete_admin_roles),
    ("checkMutualExclusion", check_mutual_exclusion),
];

fn create_admin_role(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: CreateAdminRoleDto = call.body()?;
    if let Some(taken) = call.state.roles.taken(SYSTEM, &body.code, Some(&body.name), None) {
        return checked(Some(taken));
    }
    let role = new_role(call, Some(SYSTEM), body.code, Some(body.name), body.description)?;
    call.state.roles.insert(role);
    checked(None)
}

fn delete_admin_roles(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: DeleteAdminRoleDto = call.body()?;
    delete(call, "codeList", body.code_list.iter().map(|code| (SYSTEM, code.as_str())))
}

fn check_mutual_exclusion(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: CheckRoleMutualExclusionReqDto = call.body()?;
    each(
        "roles",
        &body.roles,
        |role| &role.code,
        |role| {
            let namespace = namespace(call, role.namespace.as_deref())?;
            call.state.roles.find(&namespace, &role.code).map(|_| ())
        },
    )?;
    Response::data(&CheckRoleMutualExclusionResultDto::new(false))
}
