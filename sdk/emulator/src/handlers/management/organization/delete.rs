//! Deletion of departments.
//!
//! # Assumptions
//!
//! - A department with child departments cannot be deleted, nor can the root (422). A department
//!   with members can be deleted; they are no longer in it.

use genauth::management::{DeleteDepartmentReqDto, IsSuccessDto};

use crate::{
    call::{Call, Response},
    failure::Failure,
    handlers::directory::department,
};

pub(super) fn delete_department(call: &mut Call<'_>) -> Result<Response, Failure> {
    let body: DeleteDepartmentReqDto = call.body()?;
    let all = &mut call.state.organizations;
    let kind = body.department_id_type.as_ref();
    let department = department::find(all, &body.organization_code, &body.department_id, kind)?;
    if department.parent.is_none() {
        return Err(Failure::rule("cannot delete the root department; delete the organization"));
    }
    if all.children(&department.id).next().is_some() {
        return Err(Failure::rule("the department has child departments; delete them first"));
    }
    let id = department.id.clone();
    call.state.delete_department(&id);
    Response::data(&IsSuccessDto::new(true))
}
