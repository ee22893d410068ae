//! Events about groups and organizations.

use serde_json::Value;

use super::payload;
use crate::webhook::record::{Record, UserReference};

payload! {
    /// Data of `group:created`.
    GroupCreated {
        /// The group.
        group: Record = "group",
    }

    /// Data of `group:updated`.
    GroupUpdated {
        /// The group.
        group: Record = "group",
        /// The changed fields, with their new values.
        updates: Record = "updates",
    }

    /// Data of `group:deleted`.
    GroupDeleted {
        /// The id of the group.
        id: String = "id",
    }

    /// Data of `group:member-added` and `group:member-removed`.
    GroupMembersChanged {
        /// The group.
        group: Record = "group",
        /// The users.
        users: Vec<UserReference> = "users",
    }

    /// Data of `organization:created`.
    OrganizationCreated {
        /// The organization.
        organization: Record = "organization",
        /// The department at its root.
        root_node: Option<Record> = "rootNode",
    }

    /// Data of `organization:deleted`.
    OrganizationDeleted {
        /// The organization, or its id.
        organization: Value = "organization",
    }

    /// Data of `organization:node-added` and `organization:node-moved`.
    DepartmentPlaced {
        /// The department.
        node: Record = "node",
        /// The organization.
        organization: Option<Record> = "organization",
        /// The department that it belongs to.
        parent_node: Option<Record> = "parentNode",
    }

    /// Data of `organization:node-updated`.
    DepartmentUpdated {
        /// The department.
        node: Record = "node",
        /// The changed fields, with their new values.
        updates: Record = "updates",
    }

    /// Data of `organization:node-deleted`.
    DepartmentsDeleted {
        /// The departments, or their ids.
        nodes: Vec<Value> = "nodes",
    }

    /// Data of `organization:member-added` and `organization:member-removed`.
    DepartmentMemberChanged {
        /// The department.
        node: Record = "node",
        /// The user.
        user: UserReference = "user",
    }

    /// Data of `organization:udv-changed`: custom data of a department was changed.
    DepartmentCustomDataChanged {
        /// The department.
        department: Record = "department",
        /// The value.
        value: Option<Value> = "udv",
        /// The definition of the field.
        definition: Option<Value> = "udf",
    }

    /// Data of `organization:imported`.
    OrganizationImported {
        /// The organization.
        organization: Value = "organization",
        /// The origin: `LDAP`, `ACTIVE_DIRECTORY`, `WECHATWORK`, `DINGTALK`, `LARK`, `EXCEL` or
        /// `JSON`.
        source: Option<String> = "source",
    }

    /// Data of `organization:tree-updated`.
    OrganizationTreeUpdated {
        /// The organization.
        organization: Value = "organization",
        /// New departments.
        new_nodes: Option<Vec<Value>> = "newNodes",
        /// Changed departments.
        modified_nodes: Option<Vec<Value>> = "modifyNodes",
        /// Removed departments.
        removed_nodes: Option<Vec<Value>> = "removeNodes",
        /// The origin, as in [`OrganizationImported::source`].
        source: Option<String> = "source",
    }
}
