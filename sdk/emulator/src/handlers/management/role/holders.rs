//! Subjects that have a role.
//!
//! # Assumptions
//!
//! - The members of a role are the users with a current direct assignment, not those who have it
//!   through a group or a department.
//! - The list of assignments includes those of groups as well, unless `targetType` requests others.
//! - An assignment is `ENABLE` during its period, and `DISABLE` before and after.

use genauth::Nullable;
use genauth::management::{
    ListRoleAssignmentsParams, ListRoleDepartmentsParams, ListRoleMembersParams,
    RoleAssignmentTargetType, RoleDepartmentListPagingDto, RoleDepartmentRespDto, RoleListPageDto,
    RolePermissionListDto,
};

use super::namespace;
use crate::{
    call::{Call, Handlers, Response},
    failure::Failure,
    handlers::directory::user::{Wanted, user_page},
    state::{
        role::{Assignment, Role},
        subject::Subject,
    },
};

pub(in crate::handlers::management) const HANDLERS: Handlers = &[
    ("listRoleAssignments", list_role_assignments),
    ("listRoleMembers", list_role_members),
    ("listRoleDepartments", list_role_departments),
];

fn list_role_assignments(call: &mut Call<'_>) -> Result<Response, Failure> {
    let params: ListRoleAssignmentsParams = call.params()?;
    let namespace = namespace(call, params.namespace_code.as_deref())?;
    let role = call.state.roles.find(&namespace, &params.role_code)?;
    let kinds = params.target_type.unwrap_or_default();
    let assignments = call.state.roles.assignments(&role.id).filter(|it| {
        let wanted = kinds.is_empty()
            || match it.subject {
                Subject::User(_) => kinds.contains(&RoleAssignmentTargetType::User),
                Subject::Department(_) => kinds.contains(&RoleAssignmentTargetType::Org),
                _ => false,
            };
        wanted && role.matches(params.query.as_deref())
    });
    let (assignments, total) = call.page()?.of(assignments);
    let views = assignments.into_iter().map(|it| assignment_view(call, role, it));
    let page = RoleListPageDto::new(views.collect::<Vec<_>>()).total_count(total);
    Response::data(&page)
}

fn assignment_view(call: &Call<'_>, role: &Role, it: &Assignment) -> RolePermissionListDto {
    RolePermissionListDto::new()
        .role_id(role.id.as_str())
        .status(if it.holds(call.now) { "ENABLE" } else { "DISABLE" })
        .user_pool_id(call.state.pool.id.as_str())
        .role_name(role.name.as_str())
        .role_code(role.code.as_str())
        .created_at(it.created.text())
        .updated_at(it.updated.text())
        .enable_time(it.from.unwrap_or(it.updated).0)
        .end_time(Nullable::from(it.until.map(|until| until.0)))
        .description(role.description.as_str())
}

fn list_role_members(call: &mut Call<'_>) -> Result<Response, Failure> {
    let params: ListRoleMembersParams = call.params()?;
    let namespace = namespace(call, params.namespace.as_deref())?;
    let role = call.state.roles.find(&namespace, &params.code)?;
    let holding = call.state.roles.assignments(&role.id).filter(|it| it.holds(call.now));
    let members = holding.filter_map(|it| match &it.subject {
        Subject::User(id) => call.state.users.get(id),
        _ => None,
    });
    let (identities, departments) = (params.with_identities, params.with_department_ids);
    let wanted = Wanted::new(params.with_custom_data, identities, departments);
    user_page(call.state, members, call.page()?, wanted)
}

fn list_role_departments(call: &mut Call<'_>) -> Result<Response, Failure> {
    let params: ListRoleDepartmentsParams = call.params()?;
    let namespace = namespace(call, params.namespace.as_deref())?;
    let role = call.state.roles.find(&namespace, &params.code)?;
    let holding = call.state.roles.assignments(&role.id).filter(|it| it.holds(call.now));
    let departments = holding.filter_map(|it| match &it.subject {
        Subject::Department(id) => call.state.organizations.get(id).ok(),
        _ => None,
    });
    let (departments, total) = call.page()?.of(departments);
    let views = departments.into_iter().map(|it| {
        let description = it.description.as_deref().unwrap_or_default();
        let code = it.code.as_ref().unwrap_or(&it.id).as_str();
        RoleDepartmentRespDto::new(it.id.as_str(), code, it.name.as_str(), description)
    });
    Response::data(&RoleDepartmentListPagingDto::new(total, views.collect::<Vec<_>>()))
}
