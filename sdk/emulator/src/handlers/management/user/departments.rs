//! Groups and departments of a user.
//!
//! # Assumptions
//!
//! - `setUserDepartments` replaces the existing departments; users who stay in a department keep
//!   the date. At most one department can be the main one (400).

use genauth::management::{
    GetUserDepartmentsParams, GetUserGroupsParams, IsSuccessDto, SetUserDepartmentsDto,
};
use serde_json::json;

use crate::{
    call::{Call, Response},
    failure::Failure,
    handlers::{
        batch::each,
        directory::{department, group, user::find},
    },
};

pub(super) fn get_user_groups(call: &mut Call<'_>) -> Result<Response, Failure> {
    let params: GetUserGroupsParams = call.params()?;
    let user = find(call.state, &params.user_id, params.user_id_type.as_ref())?;
    let groups = call.state.groups.with_user(user.id());
    let list: Vec<_> = groups.map(|it| group::view(call.state, it, false)).collect();
    Response::data(&json!({"totalCount": list.len(), "list": list}))
}

pub(super) fn get_user_departments(call: &mut Call<'_>) -> Result<Response, Failure> {
    let params: GetUserDepartmentsParams = call.params()?;
    let user = find(call.state, &params.user_id, params.user_id_type.as_ref())?;
    let wanted = department::OfUser {
        custom_data: params.with_custom_data == Some(true),
        paths: params.with_department_paths == Some(true),
        sort_by: params.sort_by,
        order_by: params.order_by,
    };
    let departments = department::of_user(&call.state.organizations, user.id(), &wanted);
    let (list, total) = call.page()?.of(departments);
    Response::data(&json!({"totalCount": total, "list": list}))
}

pub(super) fn set_user_departments(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: SetUserDepartmentsDto = call.body()?;
    let kind = body.options.and_then(|options| options.user_id_type);
    let user_id = find(call.state, &body.user_id, kind.as_ref())?.id().to_owned();
    let main = body.departments.iter().filter(|it| it.is_main_department == Some(true));
    if main.count() > 1 {
        return Err(Failure::field("departments", "must have at most one main department"));
    }
    let old = &call.state.organizations;
    let mut organizations = old.clone();
    organizations.forget_user(&user_id);
    each(
        "departments",
        &body.departments,
        |it| &it.department_id,
        |wanted| {
            let since =
                old.get(&wanted.department_id)?.member(&user_id).map(|member| member.joined);
            let department = organizations.get_mut(&wanted.department_id)?;
            department.join(&user_id, since.unwrap_or(call.now));
            if let Some(member) = department.members.iter_mut().find(|it| it.user_id == user_id) {
                member.leads = wanted.is_leader == Some(true);
                member.is_main = wanted.is_main_department == Some(true);
            }
            Ok(())
        },
    )?;
    call.state.organizations = organizations;
    Response::data(&IsSuccessDto::new(true))
}
