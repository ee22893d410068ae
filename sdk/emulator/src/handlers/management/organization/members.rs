//! Members of departments.
//!
//! # Assumptions
//!
//! - Members are in the order in which they joined; with `includeChildrenDepartments` each one is
//!   listed once. The default order is `Asc`.
//! - Adding and removing members requires existing users (404). Adding a member twice, or removing
//!   a user who is not a member, has no effect.

use std::collections::HashSet;

use genauth::management::{
    AddDepartmentMembersReqDto, DepartmentIdType, DepartmentMemberSortBy, IsSuccessDto,
    IsUserInDepartmentDataDto, IsUserInDepartmentParams, ListDepartmentMemberIdsParams,
    ListDepartmentMembersParams, OrderBy, RemoveDepartmentMembersReqDto,
    SearchDepartmentMembersParams,
};

use crate::{
    call::{Call, Response},
    failure::Failure,
    handlers::{
        batch::each,
        directory::{
            department,
            user::{self, Wanted, user_page},
        },
    },
    state::{organization::Member, user::User},
};

pub(super) fn add_department_members(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: AddDepartmentMembersReqDto = call.body()?;
    let (organization, kind) = (&body.organization_code, body.department_id_type.as_ref());
    let id = checked(call, organization, &body.department_id, kind, &body.user_ids)?;
    let department = call.state.organizations.get_mut(&id)?;
    for user_id in &body.user_ids {
        department.join(user_id, call.now);
    }
    Response::data(&IsSuccessDto::new(true))
}

pub(super) fn remove_department_members(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: RemoveDepartmentMembersReqDto = call.body()?;
    let (organization, kind) = (&body.organization_code, body.department_id_type.as_ref());
    let id = checked(call, organization, &body.department_id, kind, &body.user_ids)?;
    let department = call.state.organizations.get_mut(&id)?;
    department.members.retain(|member| !body.user_ids.contains(&member.user_id));
    Response::data(&IsSuccessDto::new(true))
}

/// Returns the ID of the department, if it and all of these users exist.
fn checked(
    call: &Call<'_>,
    organization: &str,
    id: &str,
    kind: Option<&DepartmentIdType>,
    user_ids: &[String],
) -> Result<String, Failure> {
    let department = department::find(&call.state.organizations, organization, id, kind)?;
    each("userIds", user_ids, |id| id.as_str(), |id| user::find(call.state, id, None).map(|_| ()))?;
    Ok(department.id.clone())
}

/// Returns the members of a department with their users, without duplicates.
fn members<'a>(
    call: &'a Call<'_>,
    organization: &str,
    id: &str,
    kind: Option<&DepartmentIdType>,
    with_children: Option<bool>,
) -> Result<Vec<(&'a Member, &'a User)>, Failure> {
    let all = &call.state.organizations;
    let department = department::find(all, organization, id, kind)?;
    let departments = match with_children {
        Some(true) => all.tree(&department.id),
        _ => vec![department],
    };
    let mut seen = HashSet::new();
    let found = departments.into_iter().flat_map(|department| &department.members);
    let found = found.filter(|member| seen.insert(&member.user_id));
    Ok(found.filter_map(|member| Some((member, call.state.users.get(&member.user_id)?))).collect())
}

pub(super) fn list_department_members(call: &mut Call<'_>) -> Result<Response, Failure> {
    let params: ListDepartmentMembersParams = call.params()?;
    let mut found = members(
        call,
        &params.organization_code,
        &params.department_id,
        params.department_id_type.as_ref(),
        params.include_children_departments,
    )?;
    found.sort_by(|(one, one_user), (other, other_user)| match &params.sort_by {
        Some(DepartmentMemberSortBy::JoinDepartmentAt) => one.joined.cmp(&other.joined),
        Some(DepartmentMemberSortBy::UserId) => one.user_id.cmp(&other.user_id),
        Some(DepartmentMemberSortBy::CreateAt) => one_user.created.cmp(&other_user.created),
        Some(DepartmentMemberSortBy::UpdatedAt) => {
            let updated = |user: &User| user.profile.updated_at.to_string();
            updated(one_user).cmp(&updated(other_user))
        }
        _ => std::cmp::Ordering::Equal,
    });
    if params.order_by == Some(OrderBy::Desc) {
        found.reverse();
    }
    let wanted =
        Wanted::new(params.with_custom_data, params.with_identities, params.with_department_ids);
    user_page(call.state, found.into_iter().map(|(_, user)| user), call.page()?, wanted)
}

pub(super) fn list_department_member_ids(call: &mut Call<'_>) -> Result<Response, Failure> {
    let params: ListDepartmentMemberIdsParams = call.params()?;
    let found = members(
        call,
        &params.organization_code,
        &params.department_id,
        params.department_id_type.as_ref(),
        None,
    )?;
    Response::data(&found.into_iter().map(|(member, _)| &*member.user_id).collect::<Vec<_>>())
}

pub(super) fn search_department_members(call: &mut Call<'_>) -> Result<Response, Failure> {
    let params: SearchDepartmentMembersParams = call.params()?;
    let found = members(
        call,
        &params.organization_code,
        &params.department_id,
        params.department_id_type.as_ref(),
        params.include_children_departments,
    )?;
    let keywords = params.keywords.to_lowercase();
    let found = found.into_iter().map(|(_, user)| user).filter(|user| {
        let it = &user.profile;
        let texts = [&it.name, &it.username, &it.nickname, &it.email, &it.phone];
        texts.into_iter().flatten().any(|text| text.to_lowercase().contains(&keywords))
            || user.has_phone(&keywords)
    });
    let wanted =
        Wanted::new(params.with_custom_data, params.with_identities, params.with_department_ids);
    user_page(call.state, found, call.page()?, wanted)
}

pub(super) fn is_user_in_department(call: &mut Call<'_>) -> Result<Response, Failure> {
    let params: IsUserInDepartmentParams = call.params()?;
    let user_id = user::find(call.state, &params.user_id, None)?.id().to_owned();
    let found = members(
        call,
        &params.organization_code,
        &params.department_id,
        params.department_id_type.as_ref(),
        params.include_children_departments,
    )?;
    let is_in = found.iter().any(|(member, _)| member.user_id == user_id);
    Response::data(&IsUserInDepartmentDataDto::new(is_in))
}
