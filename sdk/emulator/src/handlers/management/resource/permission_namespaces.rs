//! The same namespaces, in the format of data permissions.

use genauth::management::{
    CheckPermissionNamespaceExistsDto, CheckPermissionNamespaceExistsRespDto,
    CreatePermissionNamespaceDto, CreatePermissionNamespacesBatchDto, DeletePermissionNamespaceDto,
    DeletePermissionNamespacesBatchDto, GetPermissionNamespaceParams,
    GetPermissionNamespaceRespDto, GetPermissionNamespacesBatchParams, IsSuccessDto,
    ListPermissionNamespaceRolesParams, ListPermissionNamespacesParams,
    PermissionNamespaceListPagingDto, PermissionNamespaceRolesListPagingDto,
    PermissionNamespaceRolesListRespDto, PermissionNamespacesListRespDto,
    UpdatePermissionNamespaceDto,
};

use super::namespaces::{create, create_all, delete, get_all, matching, update};
use crate::{
    call::{Call, Handlers, Response},
    failure::Failure,
    state::resource::Namespace,
};

pub(in crate::handlers::management) const HANDLERS: Handlers = &[
    ("createPermissionNamespace", create_permission_namespace),
    ("createPermissionNamespacesBatch", create_permission_namespaces_batch),
    ("listPermissionNamespaces", list_permission_namespaces),
    ("getPermissionNamespace", get_permission_namespace),
    ("getPermissionNamespacesBatch", get_permission_namespaces_batch),
    ("updatePermissionNamespace", update_permission_namespace),
    ("deletePermissionNamespace", delete_permission_namespace),
    ("deletePermissionNamespacesBatch", delete_permission_namespaces_batch),
    ("checkPermissionNamespaceExists", check_permission_namespace_exists),
    ("listPermissionNamespaceRoles", list_permission_namespace_roles),
];

/// Returns the view for all of these operations: they are of different types with the same fields.
fn view(namespace: &Namespace) -> GetPermissionNamespaceRespDto {
    let name = namespace.name.as_ref().unwrap_or(&namespace.code).as_str();
    let mut view = GetPermissionNamespaceRespDto::new(namespace.code.as_str(), name);
    view.description = namespace.description.clone();
    view
}

fn create_permission_namespace(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: CreatePermissionNamespaceDto = call.body()?;
    let code = body.code.clone();
    create(call, (body.code, Some(body.name), body.description))?;
    Response::data(&view(call.state.resources.namespaces.find(&code)?))
}

fn create_permission_namespaces_batch(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: CreatePermissionNamespacesBatchDto = call.body()?;
    let new = body.list.into_iter().map(|item| (item.code, Some(item.name), item.description));
    create_all(call, new.collect())
}

fn list_permission_namespaces(call: &mut Call<'_>) -> Result<Response, Failure> {
    let params: ListPermissionNamespacesParams = call.params()?;
    let (list, total) = call.page()?.of(matching(call, params.query.as_deref()));
    let views = list.into_iter().map(|it| {
        let name = it.name.as_ref().unwrap_or(&it.code).as_str();
        let mut view = PermissionNamespacesListRespDto::new(name, it.code.as_str()).status(1);
        view.description = it.description.clone();
        view
    });
    Response::data(&PermissionNamespaceListPagingDto::new(total, views.collect::<Vec<_>>()))
}

fn get_permission_namespace(call: &mut Call<'_>) -> Result<Response, Failure> {
    let params: GetPermissionNamespaceParams = call.params()?;
    Response::data(&view(call.state.resources.namespaces.find(&params.code)?))
}

fn get_permission_namespaces_batch(call: &mut Call<'_>) -> Result<Response, Failure> {
    let params: GetPermissionNamespacesBatchParams = call.params()?;
    let views: Vec<_> = get_all(call, "codes", &params.codes)?.into_iter().map(view).collect();
    Response::data(&views)
}

fn update_permission_namespace(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: UpdatePermissionNamespaceDto = call.body()?;
    let new_code = body.new_code.as_deref();
    let code = update(call, &body.code, new_code, body.name, body.description)?;
    Response::data(&view(call.state.resources.namespaces.find(&code)?))
}

fn delete_permission_namespace(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: DeletePermissionNamespaceDto = call.body()?;
    call.state.check_deletable(&body.code)?;
    call.state.delete_namespace(&body.code);
    Response::data(&IsSuccessDto::new(true))
}

fn delete_permission_namespaces_batch(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: DeletePermissionNamespacesBatchDto = call.body()?;
    delete(call, "codes", &body.codes)
}

fn check_permission_namespace_exists(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: CheckPermissionNamespaceExistsDto = call.body()?;
    let taken = call.state.namespace_taken(body.code.as_deref(), body.name.as_deref(), None);
    let mut view = CheckPermissionNamespaceExistsRespDto::new(taken.is_none());
    view.message = taken;
    Response::data(&view)
}

fn list_permission_namespace_roles(call: &mut Call<'_>) -> Result<Response, Failure> {
    let params: ListPermissionNamespaceRolesParams = call.params()?;
    call.state.check_namespace(&params.code)?;
    let roles = call.state.roles.iter();
    let roles =
        roles.filter(|role| role.namespace == params.code && role.matches(params.query.as_deref()));
    let (roles, total) = call.page()?.of(roles);
    let views = roles.into_iter().map(|role| {
        PermissionNamespaceRolesListRespDto::new(
            role.name.as_str(),
            role.code.as_str(),
            role.namespace.as_str(),
            role.updated.text(),
        )
        .description(role.description.as_str())
    });
    Response::data(&PermissionNamespaceRolesListPagingDto::new(total, views.collect::<Vec<_>>()))
}
