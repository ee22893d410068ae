//! Resources.
//!
//! # Assumptions
//!
//! - Resources are in the permission space `default` unless the request names another one; lists
//!   contain those of all of them.
//! - Deleting an unknown resource is an error (404), and a batch with one deletes nothing.
//! - Deleting a resource deletes all of its grants.

use genauth::management::{
    CreateResourceBatchItemDto, CreateResourceDto, CreateResourcesBatchDto, DeleteResourceDto,
    DeleteResourcesBatchDto, GetResourceParams, GetResourcesBatchParams, IsSuccessDto,
    ListResourcesParams, ResourcePagingDto, UpdateResourceDto,
};

use super::namespace;
use crate::{
    call::{Call, Handlers, Response},
    failure::Failure,
    handlers::batch::each,
    state::resource::Resource,
};

pub(in crate::handlers::management) const HANDLERS: Handlers = &[
    ("createResource", create_resource),
    ("createResourcesBatch", create_resources_batch),
    ("listResources", list_resources),
    ("getResource", get_resource),
    ("getResourcesBatch", get_resources_batch),
    ("updateResource", update_resource),
    ("deleteResource", delete_resource),
    ("deleteResourcesBatch", delete_resources_batch),
];

fn new_resource(
    call: &mut Call<'_>,
    namespace: &str,
    item: CreateResourceBatchItemDto,
) -> Result<Resource, Failure> {
    if item.code.is_empty() {
        return Err(Failure::field("code", "must not be empty"));
    }
    if call.state.resources.get(namespace, &item.code).is_some() {
        let message = format!("resource code `{}` already exists", item.code);
        return Err(Failure::conflict(message));
    }
    Ok(Resource {
        id: call.state.ids.object_id(),
        namespace: namespace.to_owned(),
        code: item.code,
        name: item.name,
        description: item.description,
        kind: item.r#type,
        actions: item.actions,
        api_identifier: item.api_identifier,
        created: call.now,
        updated: call.now,
    })
}

fn create_resource(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: CreateResourceDto = call.body()?;
    let namespace = namespace(call, body.namespace.as_deref())?;
    let mut item = CreateResourceBatchItemDto::new(body.code, body.r#type);
    item.name = body.name;
    item.description = body.description;
    item.actions = body.actions;
    item.api_identifier = body.api_identifier;
    let resource = new_resource(call, &namespace, item)?;
    let view = resource.view();
    call.state.resources.insert(resource);
    Response::data(&view)
}

fn create_resources_batch(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: CreateResourcesBatchDto = call.body()?;
    let namespace = namespace(call, body.namespace.as_deref())?;
    let mut resources: Vec<Resource> = Vec::new();
    each(
        "list",
        &body.list,
        |item| &item.code,
        |item| {
            if resources.iter().any(|other| other.code == item.code) {
                return Err(Failure::conflict("`list` contains this resource twice"));
            }
            resources.push(new_resource(
                call,
                &namespace,
                CreateResourceBatchItemDto::clone(item),
            )?);
            Ok(())
        },
    )?;
    resources.into_iter().for_each(|resource| call.state.resources.insert(resource));
    Response::data(&IsSuccessDto::new(true))
}

fn list_resources(call: &mut Call<'_>) -> Result<Response, Failure> {
    let params: ListResourcesParams = call.params()?;
    if let Some(namespace) = &params.namespace {
        call.state.check_namespace(namespace)?;
    }
    let resources = call.state.resources.iter().filter(|it| {
        params.namespace.as_ref().is_none_or(|namespace| it.namespace == *namespace)
            && params.r#type.as_ref().is_none_or(|kind| it.kind == *kind)
    });
    let (resources, total) = call.page()?.of(resources);
    let views: Vec<_> = resources.into_iter().map(Resource::view).collect();
    Response::data(&ResourcePagingDto::new(total, views))
}

fn get_resource(call: &mut Call<'_>) -> Result<Response, Failure> {
    let params: GetResourceParams = call.params()?;
    let namespace = namespace(call, params.namespace.as_deref())?;
    Response::data(&call.state.resources.find(&namespace, &params.code)?.view())
}

fn get_resources_batch(call: &mut Call<'_>) -> Result<Response, Failure> {
    let params: GetResourcesBatchParams = call.params()?;
    let namespace = namespace(call, params.namespace.as_deref())?;
    let view = |code: &&String| Ok(call.state.resources.find(&namespace, code)?.view());
    Response::data(&each("codeList", &params.code_list, |code| code.as_str(), view)?)
}

fn update_resource(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: UpdateResourceDto = call.body()?;
    let namespace = namespace(call, body.namespace.as_deref())?;
    call.state.resources.find(&namespace, &body.code)?;
    let now = call.now;
    let resource = call.state.resources.get_mut(&namespace, &body.code);
    let resource = resource.ok_or_else(|| Failure::not_found("resource"))?;
    resource.name = body.name.or(resource.name.take());
    resource.description = body.description.or(resource.description.take());
    resource.actions = body.actions.or(resource.actions.take());
    resource.api_identifier = body.api_identifier.or(resource.api_identifier.take());
    if let Some(kind) = body.r#type {
        resource.kind = kind;
    }
    resource.updated = now;
    Response::data(&resource.view())
}

fn delete_resource(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: DeleteResourceDto = call.body()?;
    let namespace = namespace(call, body.namespace.as_deref())?;
    let id = call.state.resources.find(&namespace, &body.code)?.id.clone();
    call.state.resources.remove(&[id]);
    Response::data(&IsSuccessDto::new(true))
}

fn delete_resources_batch(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: DeleteResourcesBatchDto = call.body()?;
    let namespace = namespace(call, body.namespace.as_deref())?;
    let (codes, ids) = (body.code_list.unwrap_or_default(), body.ids.unwrap_or_default());
    if codes.is_empty() && ids.is_empty() {
        return Err(Failure::missing("codeList"));
    }
    let mut gone = known_ids(call, ids)?;
    let id = |code: &&String| Ok(call.state.resources.find(&namespace, code)?.id.clone());
    gone.extend(each("codeList", &codes, |code| code.as_str(), id)?);
    call.state.resources.remove(&gone);
    Response::data(&IsSuccessDto::new(true))
}

/// Returns these IDs, if each one identifies a resource.
pub(super) fn known_ids(call: &Call<'_>, ids: Vec<String>) -> Result<Vec<String>, Failure> {
    let known = |id: &&String| match call.state.resources.iter().any(|it| it.id == **id) {
        true => Ok(()),
        false => Err(Failure::not_found("resource")),
    };
    each("ids", &ids, |id| id.as_str(), known)?;
    Ok(ids)
}
