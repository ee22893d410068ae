//! Roles of a user.
//!
//! # Assumptions
//!
//! - A user has the roles of their groups and departments, and of the departments above those.
//! - Unknown roles in a request count as roles that the user does not have.

use genauth::management::{GetUserRolesParams, HasAnyRoleDto, HasAnyRoleReqDto, RolePagingDto};

use super::namespace;
use crate::{
    call::{Call, Handlers, Response},
    failure::Failure,
    handlers::directory::user::find,
    state::resource::DEFAULT,
};

pub(in crate::handlers::management) const HANDLERS: Handlers =
    &[("getUserRoles", get_user_roles), ("hasAnyRole", has_any_role)];

fn get_user_roles(call: &mut Call<'_>) -> Result<Response, Failure> {
    let params: GetUserRolesParams = call.params()?;
    let user = find(call.state, &params.user_id, params.user_id_type.as_ref())?;
    let namespace = namespace(call, params.namespace.as_deref())?;
    let roles = call.state.roles_of(user.id(), call.now);
    let roles = roles.into_iter().filter(|role| role.namespace == namespace);
    let views: Vec<_> = roles.map(|role| call.state.role_view(role, call.now)).collect();
    let total = i64::try_from(views.len()).unwrap_or(i64::MAX);
    Response::data(&RolePagingDto::new(total, views))
}

fn has_any_role(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: HasAnyRoleReqDto = call.body()?;
    let kind = body.options.and_then(|options| options.user_id_type);
    let user = find(call.state, &body.user_id, kind.as_ref())?;
    let roles = call.state.roles_of(user.id(), call.now);
    let has = body.roles.iter().any(|wanted| {
        let namespace = wanted.namespace.as_deref().unwrap_or(DEFAULT);
        roles.iter().any(|role| role.namespace == namespace && role.code == wanted.code)
    });
    Response::data(&HasAnyRoleDto::new(has))
}
