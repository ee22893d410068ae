//! Creation and retrieval of departments.
//!
//! # Assumptions
//!
//! - `getAllDepartments` begins with the start department, and lists each department before those
//!   below it.
//! - The root of an organization has no parent (404), and its `parentDepartmentId` is empty.

use genauth::management::{
    CreateDepartmentReqDto, DepartmentIdType, GetAllDepartmentsParams, GetDepartmentByIdParams,
    GetDepartmentParams, GetParentDepartmentParams, ListChildrenDepartmentsParams,
};

use super::view;
use crate::{
    call::{Call, Response},
    failure::Failure,
    handlers::directory::department,
    state::organization::{Department, ROOT},
};

pub(super) fn create_department(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: CreateDepartmentReqDto = call.body()?;
    let all = &mut call.state.organizations;
    let kind = body.department_id_type.as_ref();
    let parent = department::find(all, &body.organization_code, &body.parent_department_id, kind)?;
    let department = Department {
        parent: Some(parent.id.clone()),
        id: call.state.ids.object_id(),
        organization: body.organization_code,
        open_id: body.open_department_id,
        code: body.code,
        name: body.name,
        description: body.description,
        is_virtual: body.is_virtual_node == Some(true),
        enabled: true,
        i18n: body.i18n.map(|i18n| i18n.name),
        custom_data: body.custom_data.unwrap_or_default(),
        posts: body.post_id_list.unwrap_or_default(),
        tenant: body.tenant_id,
        created: call.now,
        updated: call.now,
        members: Vec::new(),
    };
    let id = department.id.clone();
    all.insert(department)?;
    Response::data(&view::department(all, all.get(&id)?, Some(true)))
}

pub(super) fn get_all_departments(call: &mut Call<'_>) -> Result<Response, Failure> {
    let params: GetAllDepartmentsParams = call.params()?;
    let all = &call.state.organizations;
    let kind = params.department_id_type.map(|kind| match kind.as_str().parse() {
        Ok(kind) => kind,
        Err(never) => match never {},
    });
    let id = params.department_id.as_deref().unwrap_or(ROOT);
    let start = department::find(all, &params.organization_code, id, kind.as_ref())?;
    view::departments(all, all.tree(&start.id), params.with_custom_data)
}

pub(super) fn get_department(call: &mut Call<'_>) -> Result<Response, Failure> {
    let params: GetDepartmentParams = call.params()?;
    let all = &call.state.organizations;
    let (id, kind) = match (&params.department_id, &params.department_code) {
        (Some(id), _) => (id, params.department_id_type.as_ref()),
        (None, Some(code)) => (code, Some(&DepartmentIdType::Code)),
        (None, None) => {
            return Err(Failure::invalid("one of `departmentId` and `departmentCode` is required"));
        }
    };
    let found = match &params.organization_code {
        Some(organization) => department::find(all, organization, id, kind)?,
        None => department::anywhere(all, id, kind)?,
    };
    let (custom_data, flat) = (params.with_custom_data, params.flat_custom_data);
    Ok(Response::Data(view::flat_department(all, found, custom_data, flat)?))
}

pub(super) fn get_department_by_id(call: &mut Call<'_>) -> Result<Response, Failure> {
    let params: GetDepartmentByIdParams = call.params()?;
    let all = &call.state.organizations;
    Response::data(&view::department(all, all.get(&params.department_id)?, params.with_custom_data))
}

pub(super) fn get_parent_department(call: &mut Call<'_>) -> Result<Response, Failure> {
    let params: GetParentDepartmentParams = call.params()?;
    let all = &call.state.organizations;
    let kind = params.department_id_type.as_ref();
    let child = department::find(all, &params.organization_code, &params.department_id, kind)?;
    let parent = child.parent.as_ref().ok_or_else(|| Failure::not_found("department"))?;
    Response::data(&view::department(all, all.get(parent)?, params.with_custom_data))
}

pub(super) fn list_children_departments(call: &mut Call<'_>) -> Result<Response, Failure> {
    let params: ListChildrenDepartmentsParams = call.params()?;
    let all = &call.state.organizations;
    let kind = params.department_id_type.as_ref();
    let parent = department::find(all, &params.organization_code, &params.department_id, kind)?;
    let children = all.children(&parent.id).filter(|child| {
        params.status.is_none_or(|status| child.enabled == status)
            && (params.exclude_virtual_node != Some(true) || !child.is_virtual)
            && (params.only_virtual_node != Some(true) || child.is_virtual)
    });
    view::departments(all, children, params.with_custom_data)
}
