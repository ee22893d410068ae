//! Lookup of departments by any identifier, and the departments of a user.
//!
//! # Assumptions
//!
//! - Departments are in the order in which the user joined, the first one first. Paths begin with
//!   the root; departments without a code are omitted from paths of codes.

use genauth::management::{
    DepartmentI18nDto, DepartmentIdType, OrderBy, UserDepartmentRespDto, UserDepartmentSortBy,
};

use crate::{
    failure::Failure,
    handlers::compare::is_written,
    state::organization::{Department, Member, Organizations},
};

/// Returns a department of an organization; `root` is its root.
///
/// # Errors
///
/// Returns an error if the organization or the department in it does not exist.
pub(crate) fn find<'a>(
    organizations: &'a Organizations,
    organization: &str,
    id: &str,
    kind: Option<&DepartmentIdType>,
) -> Result<&'a Department, Failure> {
    organizations.find(organization, id, |department| fits(department, id, kind))
}

/// Returns a department of any organization.
///
/// # Errors
///
/// Returns an error if the department does not exist.
pub(crate) fn anywhere<'a>(
    organizations: &'a Organizations,
    id: &str,
    kind: Option<&DepartmentIdType>,
) -> Result<&'a Department, Failure> {
    let found = organizations.departments().find(|department| fits(department, id, kind));
    found.ok_or_else(|| Failure::not_found("department"))
}

fn fits(department: &Department, id: &str, kind: Option<&DepartmentIdType>) -> bool {
    match kind.unwrap_or(&DepartmentIdType::DepartmentId) {
        DepartmentIdType::DepartmentId => department.id == id,
        DepartmentIdType::OpenDepartmentId => department.open_id.as_deref() == Some(id),
        DepartmentIdType::Code => department.code.as_deref() == Some(id),
        DepartmentIdType::CustomField => id.split_once(':').is_some_and(|(key, value)| {
            department.custom_data.get(key).is_some_and(|it| is_written(it, value))
        }),
        _ => false,
    }
}

/// Options for the departments of a user.
#[derive(Debug, Default)]
pub(crate) struct OfUser {
    /// Includes custom fields.
    pub custom_data: bool,
    /// Includes the path from the root.
    pub paths: bool,
    /// Sort key.
    pub sort_by: Option<UserDepartmentSortBy>,
    /// Sort direction.
    pub order_by: Option<OrderBy>,
}

/// Returns the departments that a user is a direct member of.
pub(crate) fn of_user(
    all: &Organizations,
    user_id: &str,
    wanted: &OfUser,
) -> Vec<UserDepartmentRespDto> {
    let found = all.with_user(user_id).filter_map(|it| Some((it, it.member(user_id)?)));
    let mut found: Vec<(&Department, &Member)> = found.collect();
    found.sort_by(|(one, one_member), (other, other_member)| match &wanted.sort_by {
        Some(UserDepartmentSortBy::DepartmentCreatedAt) => one.created.cmp(&other.created),
        Some(UserDepartmentSortBy::DepartmentName) => one.name.cmp(&other.name),
        Some(UserDepartmentSortBy::DepartmemtCode) => one.code.cmp(&other.code),
        _ => one_member.joined.cmp(&other_member.joined),
    });
    if wanted.order_by == Some(OrderBy::Desc) {
        found.reverse();
    }
    found.into_iter().map(|(it, member)| shown(all, it, member, wanted)).collect()
}

fn shown(
    all: &Organizations,
    it: &Department,
    member: &Member,
    wanted: &OfUser,
) -> UserDepartmentRespDto {
    let mut shown = UserDepartmentRespDto::new()
        .organization_code(&*it.organization)
        .department_id(&*it.id)
        .is_root(it.parent.is_none())
        .created_at(it.created.text())
        .name(&*it.name)
        .description(it.description.as_deref().unwrap_or_default())
        .is_leader(member.leads)
        .code(it.code.as_deref().unwrap_or_default())
        .is_main_department(member.is_main)
        .joined_at(member.joined.text())
        .is_virtual_node(it.is_virtual);
    shown.open_department_id = it.open_id.clone();
    shown.i18n = it.i18n.clone().map(DepartmentI18nDto::new);
    shown.custom_data = wanted.custom_data.then(|| it.custom_data.clone());
    if wanted.paths {
        let path = all.path(&it.id);
        shown.department_id_path = Some(path.iter().map(|it| it.id.clone()).collect());
        shown.department_name_path = Some(path.iter().map(|it| it.name.clone()).collect());
        shown.department_code_path = Some(path.iter().filter_map(|it| it.code.clone()).collect());
    }
    shown
}
