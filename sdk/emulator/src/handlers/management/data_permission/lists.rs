//! Lists of the data permissions of users, and of the users with a permission.
//!
//! # Assumptions
//!
//! - Lists contain the data resources on which at least one action is allowed.
//! - The structure of a tree contains the nodes on which an action is allowed and those above them.
//! - For an unknown data resource or node, no actions are listed; its structure is an error (404).

use genauth::management::{
    ActionAuth, GetExternalUserResourceStructDto, GetUserPermissionListDataDto,
    GetUserPermissionListDto, GetUserResourcePermissionList, GetUserResourcePermissionListDataDto,
    GetUserResourcePermissionListDto, GetUserResourceStructDto, ListResourceTargetsDataDto,
    ListResourceTargetsDto, ListResourceTargetsDtoResp, UserPermissionListDto,
};

use super::checks::{CHECKED, check_known, external_user};
use crate::{
    call::{Call, Handlers, Response},
    failure::Failure,
    handlers::batch::each,
};

pub(in crate::handlers::management) const HANDLERS: Handlers = &[
    ("getUserPermissionList", get_user_permission_list),
    ("getUserResourcePermissionList", get_user_resource_permission_list),
    ("getUserResourceStruct", get_user_resource_struct),
    ("getExternalUserResourceStruct", get_external_user_resource_struct),
    ("listResourceTargets", list_resource_targets),
];

fn get_user_permission_list(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: GetUserPermissionListDto = call.body()?;
    let wanted = body.namespace_codes.unwrap_or_default();
    let known = |namespace: &&String| call.state.check_namespace(namespace);
    each("namespaceCodes", &wanted, |namespace| namespace.as_str(), known)?;
    let known = |id: &&String| match call.state.users.get(id) {
        Some(_) => Ok(()),
        None => Err(Failure::user_not_found()),
    };
    each("userIds", &body.user_ids, |id| id.as_str(), known)?;
    let mut list: Vec<UserPermissionListDto> = Vec::new();
    for user_id in &body.user_ids {
        for (namespace, resources) in call.state.open_resources(user_id, call.now) {
            if wanted.is_empty() || wanted.contains(&namespace) {
                let view = UserPermissionListDto::new(user_id.as_str(), namespace);
                list.push(view.resource_list(resources));
            }
        }
    }
    Ok(Response::data(&GetUserPermissionListDataDto::new(list))?.code(CHECKED))
}

fn get_user_resource_permission_list(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: GetUserResourcePermissionListDto = call.body()?;
    let namespace = body.namespace_code.as_str();
    check_known(call, namespace, &body.user_id)?;
    let access = call.state.data_access(&body.user_id, call.now);
    let list = body.resources.iter().map(|path| {
        let found = call.state.data_permissions.at(namespace, path);
        let actions = found.map(|(resource, nodes)| access.actions(resource, &nodes));
        GetUserResourcePermissionList::new(namespace, actions.unwrap_or_default(), path.as_str())
    });
    Response::data(&GetUserResourcePermissionListDataDto::new(list.collect::<Vec<_>>()))
}

fn structure(
    call: &Call<'_>,
    namespace: &str,
    user_id: &str,
    code: &str,
) -> Result<Response, Failure> {
    check_known(call, namespace, user_id)?;
    let resource = call.state.data_permissions.find_resource(namespace, code)?;
    Response::data(&call.state.data_access(user_id, call.now).structure(resource))
}

fn get_user_resource_struct(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: GetUserResourceStructDto = call.body()?;
    structure(call, &body.namespace_code, &body.user_id, &body.resource_code)
}

/// Returns the structure for an external user; the response is of another type with the same
/// fields.
fn get_external_user_resource_struct(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: GetExternalUserResourceStructDto = call.body()?;
    let user_id = external_user(call, &body.external_id)?;
    structure(call, &body.namespace_code, &user_id, &body.resource_code)
}

fn list_resource_targets(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: ListResourceTargetsDto = call.body()?;
    call.state.check_namespace(&body.namespace_code)?;
    let users = call.state.users.iter().map(|user| user.id().to_owned());
    let users: Vec<_> = users.map(|id| (call.state.data_access(&id, call.now), id)).collect();
    let list = body.resources.iter().map(|path| {
        let found = call.state.data_permissions.at(&body.namespace_code, path);
        let actions = body.actions.iter().map(|action| {
            let allowed = users.iter().filter(|(access, _)| {
                let found = found.as_ref();
                found.is_some_and(|(resource, nodes)| access.allows(resource, nodes, action))
            });
            let ids: Vec<String> = allowed.map(|(_, id)| id.clone()).collect();
            ActionAuth::new(ids, action.as_str())
        });
        ListResourceTargetsDtoResp::new(path.as_str(), actions.collect::<Vec<_>>())
    });
    Response::data(&ListResourceTargetsDataDto::new(list.collect::<Vec<_>>()))
}
