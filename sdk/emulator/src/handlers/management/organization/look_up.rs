//! Lookup of departments by any identifier.

use genauth::management::DepartmentIdType;

use crate::{
    failure::Failure,
    handlers::management::compare::is_written,
    state::organization::{Department, Organizations},
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
