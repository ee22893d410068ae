//! Groups and departments of the signed-in user.

use genauth::authentication::GetDepartmentListParams;
use serde_json::json;

use crate::{
    call::{Call, Handlers, Response},
    failure::Failure,
    handlers::directory::{department, group},
};

pub(super) const HANDLERS: Handlers =
    &[("getGroupList", get_group_list), ("getDepartmentList", get_department_list)];

fn get_group_list(call: &mut Call<'_>) -> Result<Response, Failure> {
    let user_id = call.user()?.id();
    let groups = call.state.groups.with_user(user_id);
    Response::data(&groups.map(|it| group::view(call.state, it, false)).collect::<Vec<_>>())
}

fn get_department_list(call: &mut Call<'_>) -> Result<Response, Failure> {
    let params: GetDepartmentListParams = call.params()?;
    let wanted = department::OfUser {
        custom_data: params.with_custom_data == Some(true),
        paths: true,
        sort_by: params.sort_by,
        order_by: params.order_by,
    };
    let all = &call.state.organizations;
    let departments = department::of_user(all, call.user()?.id(), &wanted);
    let (list, total) = call.page()?.of(departments);
    Response::data(&json!({"totalCount": total, "list": list}))
}
