//! Roles of the signed-in user.
//!
//! # Assumptions
//!
//! - Without `namespace`, roles of all permission spaces are listed.

use genauth::authentication::{GetRoleListParams, RoleDto};

use crate::{
    call::{Call, Handlers, Response},
    failure::Failure,
};

pub(super) const HANDLERS: Handlers = &[("getRoleList", get_role_list)];

fn get_role_list(call: &mut Call<'_>) -> Result<Response, Failure> {
    let params: GetRoleListParams = call.params()?;
    if let Some(namespace) = &params.namespace {
        call.state.check_namespace(namespace)?;
    }
    let roles = call.state.roles_of(&call.signed_in()?.user_id, call.now).into_iter();
    let roles = roles
        .filter(|role| params.namespace.as_ref().is_none_or(|wanted| role.namespace == *wanted));
    let views: Vec<RoleDto> = roles.map(|role| call.state.role_view(role, call.now)).collect();
    Response::data(&views)
}
