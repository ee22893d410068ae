//! Resources with their IDs.

use genauth::management::{
    CommonResourceDto, CommonResourcePagingDto, DeleteCommonResourcesBatchDto, IsSuccessDto,
    ListCommonResourceParams,
};
use serde_json::json;

use super::resources::known_ids;
use crate::{
    call::{Call, Handlers, Response},
    failure::Failure,
    state::resource::Resource,
};

pub(in crate::handlers::management) const HANDLERS: Handlers = &[
    ("listCommonResource", list_common_resource),
    ("batchDeleteCommonResource", delete_common_resources),
];

fn view(call: &Call<'_>, resource: &Resource) -> Result<CommonResourceDto, Failure> {
    let failed = |error: serde_json::Error| Failure::new(500, error.to_string());
    let mut view = serde_json::to_value(resource.view()).map_err(failed)?;
    view["id"] = json!(resource.id);
    view["namespaceId"] = json!(call.state.namespace_id(&resource.namespace));
    view["namespaceName"] = json!(call.state.namespace_name(&resource.namespace));
    view["userPoolId"] = json!(call.state.pool.id);
    view["createdAt"] = json!(resource.created.text());
    view["updatedAt"] = json!(resource.updated.text());
    serde_json::from_value(view).map_err(failed)
}

fn list_common_resource(call: &mut Call<'_>) -> Result<Response, Failure> {
    let params: ListCommonResourceParams = call.params()?;
    let namespaces: Vec<&str> =
        params.namespace_code_list.iter().flat_map(|list| list.split(',')).collect();
    let matches = |text: &str| params.keyword.as_ref().is_none_or(|it| text.contains(it.as_str()));
    let resources = call.state.resources.iter().filter(|it| {
        (namespaces.is_empty() || namespaces.contains(&it.namespace.as_str()))
            && (matches(&it.code) || it.name.as_deref().is_some_and(matches))
    });
    let (resources, total) = call.page()?.of(resources);
    let views = resources.into_iter().map(|resource| view(call, resource));
    let views = views.collect::<Result<Vec<_>, Failure>>()?;
    Response::data(&CommonResourcePagingDto::new(total, views))
}

fn delete_common_resources(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: DeleteCommonResourcesBatchDto = call.body()?;
    let ids = known_ids(call, body.ids)?;
    call.state.resources.remove(&ids);
    Response::data(&IsSuccessDto::new(true))
}
