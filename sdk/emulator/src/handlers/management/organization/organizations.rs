//! Organizations.
//!
//! # Assumptions
//!
//! - The status of an organization is `true` or `false`, that of its root; new ones are enabled.
//! - Members of an organization are those of all of its departments.
//! - With `tenantId` only organizations of that tenant are listed.

use genauth::management::{
    CreateOrganizationReqDto, DeleteOrganizationReqDto, GetOrganizationParams,
    GetOrganizationsBatchParams, IsSuccessDto, ListOrganizationsParams, OrganizationDto,
    SearchOrganizationsParams, UpdateOrganizationReqDto, UpdateOrganizationStatusReqDto,
};
use serde_json::json;

use super::view;
use crate::{
    call::{Call, Response},
    failure::Failure,
    handlers::{batch::each, directory::user},
    state::organization::Department,
};

pub(super) fn create_organization(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: CreateOrganizationReqDto = call.body()?;
    let root = Department {
        id: call.state.ids.object_id(),
        organization: body.organization_code.clone(),
        name: body.organization_name,
        description: body.description,
        open_id: body.open_department_id,
        i18n: body.i18n.map(|i18n| i18n.organization_name),
        posts: body.post_id_list.unwrap_or_default(),
        tenant: body.tenant_id,
        enabled: true,
        created: call.now,
        updated: call.now,
        ..Department::default()
    };
    let all = &mut call.state.organizations;
    all.insert(root)?;
    Response::data(&view::organization(all, all.root(&body.organization_code)?, Some(true)))
}

pub(super) fn list_organizations(call: &mut Call<'_>) -> Result<Response, Failure> {
    let params: ListOrganizationsParams = call.params()?;
    let roots = call.state.organizations.roots().filter(|root| {
        params.status.is_none_or(|status| root.enabled == status)
            && is_of(root, params.tenant_id.as_deref())
    });
    let roots: Vec<&Department> = roots.collect();
    page(call, roots, params.with_custom_data, params.fetch_all == Some(true))
}

pub(super) fn search_organizations(call: &mut Call<'_>) -> Result<Response, Failure> {
    let params: SearchOrganizationsParams = call.params()?;
    let keywords = params.keywords.to_lowercase();
    let roots = call.state.organizations.roots().filter(|root| {
        let texts = [&root.organization, &root.name];
        texts.iter().any(|text| text.to_lowercase().contains(&keywords))
            && is_of(root, params.tenant_id.as_deref())
    });
    let roots: Vec<&Department> = roots.collect();
    page(call, roots, params.with_custom_data, false)
}

fn is_of(root: &Department, tenant: Option<&str>) -> bool {
    tenant.is_none_or(|tenant| root.tenant.as_deref() == Some(tenant))
}

fn page(
    call: &Call<'_>,
    roots: Vec<&Department>,
    custom_data: Option<bool>,
    fetch_all: bool,
) -> Result<Response, Failure> {
    let total = roots.len();
    let roots = if fetch_all { roots } else { call.page()?.of(roots).0 };
    let all = &call.state.organizations;
    let list = roots.into_iter().map(|root| view::organization(all, root, custom_data));
    Response::data(&json!({"totalCount": total, "list": list.collect::<Vec<_>>()}))
}

pub(super) fn get_organization(call: &mut Call<'_>) -> Result<Response, Failure> {
    let params: GetOrganizationParams = call.params()?;
    let all = &call.state.organizations;
    let root = all.root(&params.organization_code)?;
    Response::data(&view::organization(all, root, params.with_custom_data))
}

pub(super) fn get_organizations_batch(call: &mut Call<'_>) -> Result<Response, Failure> {
    let params: GetOrganizationsBatchParams = call.params()?;
    let all = &call.state.organizations;
    let found = params
        .organization_code_list
        .iter()
        .map(|code| Ok(view::organization(all, all.root(code)?, params.with_custom_data)));
    Response::data(&found.collect::<Result<Vec<OrganizationDto>, Failure>>()?)
}

pub(super) fn update_organization(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: UpdateOrganizationReqDto = call.body()?;
    let mut root = call.state.organizations.root(&body.organization_code)?.clone();
    let new_code = body.organization_new_code.unwrap_or_else(|| body.organization_code.clone());
    let leaders = body.leader_user_ids.iter().flatten();
    each(
        "leaderUserIds",
        leaders,
        |id| id.as_str(),
        |id| user::find(call.state, id, None).map(|_| ()),
    )?;
    root.name = body.organization_name.unwrap_or(root.name);
    root.description = body.description.or(root.description);
    root.open_id = body.open_department_id.or(root.open_id);
    root.i18n = body.i18n.map(|i18n| i18n.organization_name).or(root.i18n);
    root.posts = body.post_id_list.unwrap_or(root.posts);
    root.updated = call.now;
    if let Some(leaders) = &body.leader_user_ids {
        root.set_leaders(leaders, call.now);
    }
    let mut all = call.state.organizations.clone();
    all.update(root)?;
    all.rename(&body.organization_code, &new_code)?;
    call.state.organizations = all;
    let all = &call.state.organizations;
    Response::data(&view::organization(all, all.root(&new_code)?, Some(true)))
}

pub(super) fn update_organization_status(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: UpdateOrganizationStatusReqDto = call.body()?;
    let enabled = match body.status.as_deref() {
        Some("true") => true,
        Some("false") => false,
        Some(_) => return Err(Failure::field("status", "must be `true` or `false`")),
        None => return Err(Failure::missing("status")),
    };
    let all = &mut call.state.organizations;
    if all.get(&body.root_node_id)?.parent.is_some() {
        return Err(Failure::field("rootNodeId", "must be the root of an organization"));
    }
    let root = all.get_mut(&body.root_node_id)?;
    root.enabled = enabled;
    root.updated = call.now;
    Response::data(&IsSuccessDto::new(true))
}

pub(super) fn delete_organization(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: DeleteOrganizationReqDto = call.body()?;
    let root = call.state.organizations.root(&body.organization_code)?.id.clone();
    call.state.delete_department(&root);
    Response::data(&IsSuccessDto::new(true))
}
