//! Organizations and departments.
//!
//! # Assumptions
//!
//! - `root` identifies the root of the organization, regardless of `departmentIdType`. With
//!   `custom_field` a department is identified by `<key>:<value>`. Sync relations are not
//!   supported.
//! - Codes of organizations are unique in the pool, codes and custom IDs of departments in their
//!   organization (409).
//! - A leader who is not a member becomes one.

mod delete;
mod departments;
mod members;
mod organizations;
mod search;
mod tree;
mod update;
mod view;

use crate::call::Handlers;

pub(super) const HANDLERS: Handlers = &[
    ("deleteDepartment", delete::delete_department),
    ("createDepartment", departments::create_department),
    ("getAllDepartments", departments::get_all_departments),
    ("getDepartment", departments::get_department),
    ("getDepartmentById", departments::get_department_by_id),
    ("getParentDepartment", departments::get_parent_department),
    ("listChildrenDepartments", departments::list_children_departments),
    ("addDepartmentMembers", members::add_department_members),
    ("removeDepartmentMembers", members::remove_department_members),
    ("listDepartmentMembers", members::list_department_members),
    ("listDepartmentMemberIds", members::list_department_member_ids),
    ("searchDepartmentMembers", members::search_department_members),
    ("isUserInDepartment", members::is_user_in_department),
    ("createOrganization", organizations::create_organization),
    ("listOrganizations", organizations::list_organizations),
    ("searchOrganizations", organizations::search_organizations),
    ("getOrganization", organizations::get_organization),
    ("getOrganizationsBatch", organizations::get_organizations_batch),
    ("updateOrganization", organizations::update_organization),
    ("updateOrganizationStatus", organizations::update_organization_status),
    ("deleteOrganization", organizations::delete_organization),
    ("searchDepartments", search::search_departments),
    ("searchDepartmentsList", search::search_departments_list),
    ("createDepartmentTree", tree::create_department_tree),
    ("updateDepartment", update::update_department),
    ("updateNodeStatus", update::update_node_status),
];
