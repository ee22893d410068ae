//! Resources granted to a user, a role, a group or a department.
//!
//! # Assumptions
//!
//! - For a user, `getAuthorizedResources` lists only direct grants; `getUserAuthorizedResources`
//!   adds grants through roles, groups and departments, with the actions of one resource combined.
//! - Without `namespace`, resources of all permission spaces are listed, except for a role, which
//!   is looked up in `default`.
//! - Resources are granted and never denied, so `withDenied` adds nothing.

use genauth::management::{
    AuthorizedResourceDto, AuthorizedResourcePagingDto, GetAuthorizedResourcesParams,
    GetGroupAuthorizedResourcesParams, GetRoleAuthorizedResourcesParams,
    GetUserAuthorizedResourcesParams, RoleAuthorizedResourcePagingDto,
    RoleAuthorizedResourcesRespDto, TargetType,
};

use super::namespace;
use crate::{
    call::{Call, Handlers, Response},
    failure::Failure,
    handlers::directory::user::find,
    state::resource::{DEFAULT, Filter},
};

pub(in crate::handlers::management) const HANDLERS: Handlers = &[
    ("getAuthorizedResources", get_authorized_resources),
    ("getRoleAuthorizedResources", get_role_authorized_resources),
    ("getGroupAuthorizedResources", get_group_authorized_resources),
    ("getUserAuthorizedResources", get_user_authorized_resources),
];

fn count<T>(list: &[T]) -> i64 {
    i64::try_from(list.len()).unwrap_or(i64::MAX)
}

fn check_named(call: &Call<'_>, namespace: Option<&str>) -> Result<(), Failure> {
    namespace.map_or(Ok(()), |namespace| call.state.check_namespace(namespace))
}

/// Returns the direct grants of a target.
fn granted(
    call: &Call<'_>,
    kind: &TargetType,
    id: &str,
    filter: Filter<'_>,
) -> Result<Vec<AuthorizedResourceDto>, Failure> {
    check_named(call, filter.namespace)?;
    let target = call.state.target(kind, id, filter.namespace.unwrap_or(DEFAULT))?;
    Ok(call.state.resources.granted_to(&[target], filter))
}

fn get_authorized_resources(call: &mut Call<'_>) -> Result<Response, Failure> {
    let params: GetAuthorizedResourcesParams = call.params()?;
    let filter = Filter {
        namespace: params.namespace.as_deref(),
        kind: params.resource_type.as_ref(),
        codes: params.resource_list.as_deref(),
    };
    let list = granted(call, &params.target_type, &params.target_identifier, filter)?;
    Response::data(&AuthorizedResourcePagingDto::new(count(&list), list))
}

fn get_role_authorized_resources(call: &mut Call<'_>) -> Result<Response, Failure> {
    let params: GetRoleAuthorizedResourcesParams = call.params()?;
    let namespace = namespace(call, params.namespace.as_deref())?;
    let namespace = Some(namespace.as_str());
    let filter = Filter { namespace, kind: params.resource_type.as_ref(), codes: None };
    let list = granted(call, &TargetType::Role, &params.code, filter)?;
    let views = list.iter().map(|it| {
        RoleAuthorizedResourcesRespDto::new(
            it.resource_code.as_str(),
            it.resource_type.clone(),
            it.actions.clone(),
            it.api_identifier.as_str(),
        )
    });
    Response::data(&RoleAuthorizedResourcePagingDto::new(count(&list), views.collect::<Vec<_>>()))
}

fn get_group_authorized_resources(call: &mut Call<'_>) -> Result<Response, Failure> {
    let params: GetGroupAuthorizedResourcesParams = call.params()?;
    let namespace = params.namespace.as_deref();
    let filter = Filter { namespace, kind: params.resource_type.as_ref(), codes: None };
    Response::data(&granted(call, &TargetType::Group, &params.code, filter)?)
}

fn get_user_authorized_resources(call: &mut Call<'_>) -> Result<Response, Failure> {
    let params: GetUserAuthorizedResourcesParams = call.params()?;
    let user = find(call.state, &params.user_id, params.user_id_type.as_ref())?;
    let namespace = params.namespace.as_deref();
    check_named(call, namespace)?;
    let filter = Filter { namespace, kind: params.resource_type.as_ref(), codes: None };
    let list = call.state.resources_of(user.id(), filter, call.now);
    Response::data(&AuthorizedResourcePagingDto::new(count(&list), list))
}
