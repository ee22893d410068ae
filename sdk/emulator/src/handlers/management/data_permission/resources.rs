//! Data resources.
//!
//! # Assumptions
//!
//! - Codes of data resources and nodes do not contain `/` and are not `*`: they are path segments.
//! - The `struct` of a tree is one node or a list of nodes, and is returned unchanged. At most 50
//!   nodes are on the first level, and at most 5 levels in total.
//! - `extendFieldList` of a type other than a tree is an error (400).
//! - The type of a data resource cannot change. When nodes or actions are removed, policies for
//!   them stay and allow nothing.
//! - Deleting a data resource deletes its permissions from policies.

use genauth::management::{
    CheckDataResourceExistsParams, CheckParamsDataResourceRespDto, CreateArrayDataResourceDto,
    CreateDataResourceDto, CreateDataResourceRespDto, CreateStringDataResourceDto,
    CreateTreeDataResourceDto, DataResourceItem, DataResourceStruct, DataResourceType,
    DataResourcesPaginatedRespDto, DeleteDataResourceDto, GetDataResourceParams,
    GetDataResourceRespDto, ListDataResourcesParams, ListDataResourcesRespDto,
    UpdateDataResourceDto,
};

use super::extend_fields::add_fields;
use crate::{
    call::{Call, Handlers, Response},
    failure::Failure,
    handlers::batch::each,
    state::data_permission::{DataResource, check_code, check_shape},
};

pub(in crate::handlers::management) const HANDLERS: Handlers = &[
    ("createDataResource", create_data_resource),
    ("createDataResourceByString", create_by_string),
    ("createDataResourceByArray", create_by_array),
    ("createDataResourceByTree", create_by_tree),
    ("listDataResources", list_data_resources),
    ("getDataResource", get_data_resource),
    ("updateDataResource", update_data_resource),
    ("deleteDataResource", delete_data_resource),
    ("checkDataResourceExists", check_data_resource_exists),
];

/// Returns the view for creating and updating: they are of different types with the same fields.
fn view(resource: &DataResource) -> CreateDataResourceRespDto {
    let mut view = CreateDataResourceRespDto::new()
        .resource_name(resource.name.as_str())
        .resource_code(resource.code.as_str())
        .r#type(resource.kind.clone())
        .r#struct(resource.shape.clone())
        .actions(resource.actions.clone());
    view.description = resource.description.clone();
    view.extend_field_list = resource.extend_fields.clone();
    view
}

fn create(call: &mut Call<'_>, body: CreateDataResourceDto) -> Result<Response, Failure> {
    let namespace = body.namespace_code;
    call.state.check_namespace(&namespace)?;
    check_code("resourceCode", &body.resource_code)?;
    check_actions(&body.actions)?;
    check_shape(&body.r#type, &body.r#struct)?;
    if body.extend_field_list.as_ref().is_some_and(|list| !list.is_empty())
        && body.r#type != DataResourceType::Tree
    {
        return Err(Failure::field(
            "extendFieldList",
            "is only allowed for data resources of type `TREE`",
        ));
    }
    let list = body.extend_field_list.as_deref().unwrap_or_default();
    add_fields(&mut Vec::new(), "extendFieldList", list)?;
    let (code, name) = (body.resource_code, body.resource_name);
    let taken =
        call.state.data_permissions.resource_taken(&namespace, Some(&code), Some(&name), None);
    if let Some(taken) = taken {
        return Err(Failure::conflict(taken));
    }
    let resource = DataResource {
        id: call.state.ids.object_id(),
        namespace,
        code,
        name,
        kind: body.r#type,
        shape: body.r#struct,
        actions: body.actions,
        description: body.description,
        extend_fields: body.extend_field_list,
        updated: call.now,
    };
    let view = view(&resource);
    call.state.data_permissions.insert_resource(resource);
    Response::data(&view)
}

fn check_actions(actions: &[String]) -> Result<(), Failure> {
    let check = |action: &&String| check_code("actions", action);
    each("actions", actions, |action| action.as_str(), check).map(|_| ())
}

fn create_data_resource(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: CreateDataResourceDto = call.body()?;
    create(call, body)
}

fn create_by_string(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: CreateStringDataResourceDto = call.body()?;
    let mut all = CreateDataResourceDto::new()
        .namespace_code(body.namespace_code)
        .resource_name(body.resource_name)
        .resource_code(body.resource_code)
        .r#type(DataResourceType::String)
        .r#struct(DataResourceStruct::Text(body.r#struct))
        .actions(body.actions);
    all.description = body.description;
    create(call, all)
}

fn create_by_array(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: CreateArrayDataResourceDto = call.body()?;
    let items: Vec<_> = body.r#struct.into_iter().map(DataResourceItem::Text).collect();
    let mut all = CreateDataResourceDto::new()
        .namespace_code(body.namespace_code)
        .resource_name(body.resource_name)
        .resource_code(body.resource_code)
        .r#type(DataResourceType::Array)
        .r#struct(DataResourceStruct::List(items))
        .actions(body.actions);
    all.description = body.description;
    create(call, all)
}

fn create_by_tree(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: CreateTreeDataResourceDto = call.body()?;
    let nodes = body.r#struct.into_iter().map(DataResourceItem::DataResourceTreeStructs);
    let mut all = CreateDataResourceDto::new()
        .namespace_code(body.namespace_code)
        .resource_name(body.resource_name)
        .resource_code(body.resource_code)
        .r#type(DataResourceType::Tree)
        .r#struct(DataResourceStruct::List(nodes.collect()))
        .actions(body.actions);
    all.description = body.description;
    all.extend_field_list = body.extend_field_list;
    create(call, all)
}

fn list_data_resources(call: &mut Call<'_>) -> Result<Response, Failure> {
    let params: ListDataResourcesParams = call.params()?;
    let namespaces = params.namespace_codes.unwrap_or_default();
    let query = params.query.as_deref();
    let resources = call.state.data_permissions.resources().filter(|it| {
        (namespaces.is_empty() || namespaces.contains(&it.namespace))
            && query.is_none_or(|query| it.code.contains(query) || it.name.contains(query))
    });
    let (resources, total) = call.page()?.of(resources);
    let views = resources.into_iter().map(|it| {
        let mut view = ListDataResourcesRespDto::new()
            .resource_name(it.name.as_str())
            .resource_code(it.code.as_str())
            .r#type(it.kind.clone())
            .namespace_code(it.namespace.as_str())
            .namespace_name(call.state.namespace_name(&it.namespace))
            .authorization_num(call.state.data_permissions.authorizations(it))
            .updated_at(it.updated.text());
        view.description = it.description.clone();
        view
    });
    Response::data(&DataResourcesPaginatedRespDto::new(total, views.collect::<Vec<_>>()))
}

fn get_data_resource(call: &mut Call<'_>) -> Result<Response, Failure> {
    let params: GetDataResourceParams = call.params()?;
    let data = &call.state.data_permissions;
    let resource = data.find_resource(&params.namespace_code, &params.resource_code)?;
    let mut view = GetDataResourceRespDto::new()
        .resource_name(resource.name.as_str())
        .resource_code(resource.code.as_str())
        .r#type(resource.kind.clone())
        .r#struct(resource.shape.clone())
        .namespace_code(resource.namespace.as_str())
        .actions(resource.actions.clone());
    view.description = resource.description.clone();
    view.extend_field_list = resource.extend_fields.clone();
    Response::data(&view)
}

fn update_data_resource(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: UpdateDataResourceDto = call.body()?;
    let (namespace, code) = (body.namespace_code, body.resource_code);
    let data = &mut call.state.data_permissions;
    let kind = data.find_resource(&namespace, &code)?.kind.clone();
    if let Some(shape) = &body.r#struct {
        check_shape(&kind, shape)?;
    }
    check_actions(body.actions.as_deref().unwrap_or_default())?;
    let name = body.resource_name;
    if let Some(taken) = data.resource_taken(&namespace, None, name.as_deref(), Some(&code)) {
        return Err(Failure::conflict(taken));
    }
    let resource = data.resource_mut(&namespace, &code);
    let resource = resource.ok_or_else(|| Failure::not_found("data resource"))?;
    if let Some(name) = name {
        resource.name = name;
    }
    if let Some(shape) = body.r#struct {
        resource.shape = shape;
    }
    if let Some(actions) = body.actions {
        resource.actions = actions;
    }
    resource.description = body.description.or(resource.description.take());
    resource.updated = call.now;
    Response::data(&view(resource))
}

fn delete_data_resource(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: DeleteDataResourceDto = call.body()?;
    let data = &mut call.state.data_permissions;
    data.find_resource(&body.namespace_code, &body.resource_code)?;
    data.delete_resource(&body.namespace_code, &body.resource_code);
    Ok(Response::Done)
}

fn check_data_resource_exists(call: &mut Call<'_>) -> Result<Response, Failure> {
    let params: CheckDataResourceExistsParams = call.params()?;
    call.state.check_namespace(&params.namespace_code)?;
    let taken = call.state.data_permissions.resource_taken(
        &params.namespace_code,
        params.resource_code.as_deref(),
        params.resource_name.as_deref(),
        None,
    );
    let mut view = CheckParamsDataResourceRespDto::new(taken.is_none());
    view.message = taken;
    Response::data(&view)
}
