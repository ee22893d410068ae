//! Updates of departments.
//!
//! # Assumptions
//!
//! - A department can move to another parent in its organization, but not below itself (422); the
//!   root cannot move (422). The departments below it move with it.

use genauth::management::{UpdateDepartmentReqDto, UpdateDepartmentStatusReqDto};
use serde_json::json;

use super::view;
use crate::{
    call::{Call, Response},
    failure::Failure,
    handlers::{
        batch::each,
        directory::{department, user},
    },
};

pub(super) fn update_department(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: UpdateDepartmentReqDto = call.body()?;
    let all = &call.state.organizations;
    let kind = body.department_id_type.as_ref();
    let mut department =
        department::find(all, &body.organization_code, &body.department_id, kind)?.clone();
    if let Some(parent) = &body.parent_department_id {
        let parent = department::find(all, &body.organization_code, parent, kind)?;
        if department.parent.is_none() {
            return Err(Failure::rule("cannot move the root department of an organization"));
        }
        department.parent = Some(parent.id.clone());
    }
    let leaders = body.leader_user_ids.iter().flatten();
    each(
        "leaderUserIds",
        leaders,
        |id| id.as_str(),
        |id| user::find(call.state, id, None).map(|_| ()),
    )?;
    department.name = body.name.unwrap_or(department.name);
    department.code = body.code.or(department.code);
    department.description = body.description.or(department.description);
    department.i18n = body.i18n.map(|i18n| i18n.name).or(department.i18n);
    department.posts = body.post_id_list.unwrap_or(department.posts);
    department.enabled = body.status.unwrap_or(department.enabled);
    department.custom_data.extend(body.custom_data.unwrap_or_default());
    department.updated = call.now;
    if let Some(leaders) = &body.leader_user_ids {
        department.set_leaders(leaders, call.now);
    }
    let id = department.id.clone();
    let all = &mut call.state.organizations;
    all.update(department)?;
    Response::data(&view::department(all, all.get(&id)?, Some(true)))
}

pub(super) fn update_node_status(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: UpdateDepartmentStatusReqDto = call.body()?;
    let department = call.state.organizations.get_mut(&body.department_id)?;
    department.enabled = body.status;
    department.updated = call.now;
    // The node itself, which is undocumented.
    Response::data(&json!({"id": department.id, "name": department.name, "status": body.status}))
}
