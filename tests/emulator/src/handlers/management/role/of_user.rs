//! The roles of a user.
//!
//! # Assumed
//!
//! - A user has the roles of their groups and departments, and of the departments above those.
//! - Roles to look for that do not exist are roles nobody has.

use genauth::management::{
    GetUserRolesParams, HasAnyRoleDto, HasAnyRoleReqDto, RolePagingDto, UserIdType,
};

use super::namespace;
use crate::{
    call::{Answer, Call},
    failure::Failure,
    handlers::Handlers,
    state::{World, resource::DEFAULT, user::Key},
};

pub(in crate::handlers::management) const HANDLERS: Handlers =
    &[("getUserRoles", get_user_roles), ("hasAnyRole", has_any_role)];

/// The id of a user that a call names in one of the documented ways.
///
/// # Errors
///
/// There is no such user, or users are not found in this way here.
pub(in crate::handlers::management) fn user_id(
    world: &World,
    id: &str,
    kind: Option<&UserIdType>,
) -> Result<String, Failure> {
    let key = match kind.unwrap_or(&UserIdType::UserId) {
        UserIdType::UserId => Key::Id(id),
        UserIdType::ExternalId => Key::External(id),
        UserIdType::Phone => Key::Phone(id, None),
        UserIdType::Email => Key::Email(id),
        UserIdType::Username => Key::Username(id),
        _ => {
            return Err(Failure::unsupported("users are not found by this `userIdType` here"));
        }
    };
    let user = world.users.find(key).ok_or_else(Failure::user_not_found)?;
    Ok(user.id().to_owned())
}

fn get_user_roles(call: &mut Call<'_>) -> Result<Answer, Failure> {
    let params: GetUserRolesParams = call.params()?;
    let user_id = user_id(call.world, &params.user_id, params.user_id_type.as_ref())?;
    let namespace = namespace(call, params.namespace.as_deref())?;
    let roles = call.world.roles_of(&user_id, call.now);
    let roles = roles.into_iter().filter(|role| role.namespace == namespace);
    let views: Vec<_> = roles.map(|role| call.world.role_view(role, call.now)).collect();
    let total = i64::try_from(views.len()).unwrap_or(i64::MAX);
    Answer::data(&RolePagingDto::new(total, views))
}

fn has_any_role(call: &mut Call<'_>) -> Result<Answer, Failure> {
    let body: HasAnyRoleReqDto = call.body()?;
    let kind = body.options.and_then(|options| options.user_id_type);
    let user_id = user_id(call.world, &body.user_id, kind.as_ref())?;
    let roles = call.world.roles_of(&user_id, call.now);
    let has = body.roles.iter().any(|asked| {
        let namespace = asked.namespace.as_deref().unwrap_or(DEFAULT);
        roles.iter().any(|role| role.namespace == namespace && role.code == asked.code)
    });
    Answer::data(&HasAnyRoleDto::new(has))
}
