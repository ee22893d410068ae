//! Data permissions of the signed-in user.
//!
//! # Assumptions
//!
//! - These operations use the data resources in the permission space of the application, whose code
//!   is the ID of the application.
//! - A resource of a type other than the requested one is returned with `enabled: false`, like an
//!   unknown one.

use genauth::authentication::{
    CheckPermissionArrayResourceDto, CheckPermissionStringResourceDto,
    CheckPermissionTreeResourceDto, CheckResourcePermissionDataDto, CheckResourcePermissionRespDto,
    DataResourceType, GetUserAuthResourceListDataDto, GetUserAuthResourcePermissionList,
    GetUserAuthResourcePermissionListDataDto, GetUserAuthResourcePermissionListDto,
    GetUserAuthResourceStructDto, UserAuthResourceListDto,
};

use crate::{
    call::{Call, Handlers, Response},
    failure::Failure,
};

pub(super) const HANDLERS: Handlers = &[
    ("checkPermissionByStringResource", check_string),
    ("checkPermissionByArrayResource", check_array),
    ("checkPermissionByTreeResource", check_tree),
    ("getUserAuthorizedResourcesList", get_resources),
    ("getUserAuthResourcePermissionList", get_permissions),
    ("getUserAuthResourceStruct", get_structure),
];

fn check_string(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: CheckPermissionStringResourceDto = call.body()?;
    check(call, &DataResourceType::String, &body.action, &body.resources)
}

fn check_array(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: CheckPermissionArrayResourceDto = call.body()?;
    check(call, &DataResourceType::Array, &body.action, &body.resources)
}

fn check_tree(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: CheckPermissionTreeResourceDto = call.body()?;
    check(call, &DataResourceType::Tree, &body.action, &body.resources)
}

fn check(
    call: &Call<'_>,
    kind: &DataResourceType,
    action: &str,
    resources: &[String],
) -> Result<Response, Failure> {
    let user = call.signed_in()?;
    let access = call.state.data_access(&user.user_id, call.now);
    let results = resources.iter().map(|path| {
        let found = call.state.data_permissions.at(&user.app_id, path);
        let found = found.filter(|(resource, _)| resource.kind == *kind);
        let enabled =
            found.is_some_and(|(resource, nodes)| access.allows(resource, &nodes, action));
        CheckResourcePermissionRespDto::new(user.app_id.as_str(), action, path.as_str(), enabled)
    });
    Response::data(&CheckResourcePermissionDataDto::new(results.collect::<Vec<_>>()))
}

fn get_resources(call: &mut Call<'_>) -> Result<Response, Failure> {
    let user = call.signed_in()?;
    let mut open = call.state.open_resources(&user.user_id, call.now);
    let list = open.remove(&user.app_id).map(|resources| {
        let view = UserAuthResourceListDto::new(user.user_id.as_str(), user.app_id.as_str());
        view.resource_list(resources)
    });
    Response::data(&GetUserAuthResourceListDataDto::new(list.into_iter().collect::<Vec<_>>()))
}

fn get_permissions(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: GetUserAuthResourcePermissionListDto = call.body()?;
    let user = call.signed_in()?;
    let access = call.state.data_access(&user.user_id, call.now);
    let list = body.resources.iter().map(|path| {
        let found = call.state.data_permissions.at(&user.app_id, path);
        let actions = found.map(|(resource, nodes)| access.actions(resource, &nodes));
        let actions = actions.unwrap_or_default();
        GetUserAuthResourcePermissionList::new(user.app_id.as_str(), actions, path.as_str())
    });
    Response::data(&GetUserAuthResourcePermissionListDataDto::new(list.collect::<Vec<_>>()))
}

fn get_structure(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: GetUserAuthResourceStructDto = call.body()?;
    let user = call.signed_in()?;
    let resource = call.state.data_permissions.find_resource(&user.app_id, &body.resource)?;
    // The response of the management API is of another type with the same fields.
    Response::data(&call.state.data_access(&user.user_id, call.now).structure(resource))
}
