//! Organizations and departments as the API shows them.

use std::collections::BTreeSet;

use genauth::management::{
    DepartmentDto, DepartmentI18nDto, OrganizationDto, OrganizationNameI18nDto,
};
use serde_json::{Value, json};

use crate::{
    call::Response,
    failure::Failure,
    state::organization::{Department, Organizations},
};

/// Returns the view of a department.
pub(super) fn department(
    all: &Organizations,
    it: &Department,
    custom_data: Option<bool>,
) -> DepartmentDto {
    let parent = it.parent.as_ref().and_then(|id| all.get(id).ok());
    let parent_id = parent.map(|parent| parent.id.clone()).unwrap_or_default();
    let parent_code = parent.and_then(|parent| parent.code.clone()).unwrap_or_default();
    let members = i64::try_from(it.members.len()).unwrap_or(i64::MAX);
    let has_children = all.children(&it.id).next().is_some();
    let mut shown = DepartmentDto::new()
        .organization_code(&*it.organization)
        .department_id(&*it.id)
        .created_at(it.created.text())
        .name(&*it.name)
        .parent_department_id(parent_id)
        .parent_department_code(parent_code)
        .members_count(members)
        .has_children(has_children);
    shown.updated_at = Some(it.updated.text());
    shown.open_department_id = it.open_id.clone();
    shown.leader_user_ids = Some(it.leaders());
    shown.description = it.description.clone();
    shown.code = it.code.clone();
    shown.is_virtual_node = Some(it.is_virtual);
    shown.i18n = it.i18n.clone().map(DepartmentI18nDto::new);
    shown.custom_data = Some(it.custom_data.clone()).filter(|_| custom_data == Some(true));
    shown.post_id_list = Some(it.posts.clone());
    shown.status = Some(it.enabled);
    shown
}

/// Returns a list of departments with their number.
pub(super) fn departments<'a>(
    all: &Organizations,
    list: impl IntoIterator<Item = &'a Department>,
    custom_data: Option<bool>,
) -> Result<Response, Failure> {
    let list = list.into_iter().map(|it| department(all, it, custom_data));
    let list: Vec<DepartmentDto> = list.collect();
    Response::data(&json!({"totalCount": list.len(), "list": list}))
}

/// Returns the view of a department with custom fields next to the others.
pub(super) fn flat_department(
    all: &Organizations,
    it: &Department,
    custom_data: Option<bool>,
    flat: Option<bool>,
) -> Result<Value, Failure> {
    let mut shown = serde_json::to_value(department(all, it, custom_data))
        .map_err(|error| Failure::new(500, format!("cannot serialize a department: {error}")))?;
    for (key, value) in it.custom_data.iter().filter(|_| flat == Some(true)) {
        if shown.get(key).is_none() {
            shown[key] = value.clone();
        }
    }
    Ok(shown)
}

/// Returns the view of an organization, by its root.
pub(super) fn organization(
    all: &Organizations,
    root: &Department,
    custom_data: Option<bool>,
) -> OrganizationDto {
    let members = all.tree(&root.id).into_iter().flat_map(|department| &department.members);
    let members: BTreeSet<&str> = members.map(|member| member.user_id.as_str()).collect();
    let members = i64::try_from(members.len()).unwrap_or(i64::MAX);
    let has_children = all.children(&root.id).next().is_some();
    let (code, name, id) = (&*root.organization, &*root.name, &*root.id);
    let mut shown = OrganizationDto::new()
        .organization_code(code)
        .organization_name(name)
        .department_id(id)
        .has_children(has_children)
        .members_count(members)
        .is_virtual_node(root.is_virtual);
    shown.description = root.description.clone();
    shown.created_at = Some(root.created.text());
    shown.updated_at = Some(root.updated.text());
    shown.open_department_id = root.open_id.clone();
    shown.leader_user_ids = Some(root.leaders());
    shown.i18n = root.i18n.clone().map(OrganizationNameI18nDto::new);
    shown.custom_data = Some(root.custom_data.clone()).filter(|_| custom_data == Some(true));
    shown.tenant_id = root.tenant.clone();
    shown.post_id_list = Some(root.posts.clone());
    shown.status = Some(root.enabled.to_string());
    shown
}
