//! Events about roles, resources and permissions.

use serde_json::Value;

use super::payload;
use crate::webhook::record::Record;

payload! {
    /// Data of `permission:add` and `permission:revoke`.
    PermissionsChanged {
        /// The policies.
        policies: Vec<Value> = "policyCodes" | "policies",
        /// The kind of the targets: `USER`, `ROLE`, `GROUP` or `ORG`.
        target_type: String = "targetType",
        /// The users, roles, groups or organizations.
        target_identifiers: Vec<String> = "targetIdentifiers",
        /// The permission space.
        namespace: Option<Value> = "namespace",
        /// The user pool.
        user_pool_id: Option<String> = "userPoolId",
    }

    /// Data of `privilege-namespace:created`: a permission space was created.
    NamespaceCreated {
        /// The permission space.
        namespace: Record = "namespace",
    }

    /// Data of `privilege-namespace:updated`.
    NamespaceUpdated {
        /// The permission space.
        namespace: Record = "namespace",
        /// The changed fields, with their new values.
        updates: Record = "updates",
    }

    /// Data of `privilege-namespace:deleted`.
    NamespacesDeleted {
        /// The permission spaces.
        namespaces: Vec<Value> = "namespaces",
    }

    /// Data of `resource:created`.
    ResourceCreated {
        /// The resource.
        resource: Record = "resource",
        /// The permission space.
        namespace: Option<Value> = "namespace",
    }

    /// Data of `resource:updated`.
    ResourceUpdated {
        /// The resource.
        resource: Record = "resource",
        /// The changed fields, with their new values.
        updates: Record = "updates",
    }

    /// Data of `resource:delete`.
    ResourcesDeleted {
        /// The codes of the resources.
        codes: Vec<String> = "codes",
        /// The permission space.
        namespace: Option<Value> = "namespace",
    }

    /// Data of `role:add` and `role:created`.
    RoleCreated {
        /// The role.
        role: Record = "role",
        /// The permission space.
        namespace: Option<Value> = "namespace",
    }

    /// Data of `role:updated`.
    RoleUpdated {
        /// The role.
        role: Record = "role",
        /// The changed fields, with their new values.
        updates: Record = "updates",
    }

    /// Data of `role:assigned` and `role:unassigned`.
    RoleAssignmentChanged {
        /// The users.
        user_ids: Option<Vec<String>> = "userIds",
        /// The groups.
        group_ids: Option<Vec<String>> = "groupIds",
        /// The departments.
        node_ids: Option<Vec<String>> = "nodeIds",
    }

    /// Data of `role:delete` and `role:deleted`. The documentation names the id of the role, and no
    /// field.
    RoleDeleted {
        /// The id of the role.
        id: String = "id" | "roleId" | "role" | "_id",
    }

    /// Data of `role:udv-changed`: custom data of a role was changed.
    RoleCustomDataChanged {
        /// The role.
        role: Record = "role",
        /// The value.
        value: Option<Value> = "udv",
        /// The definition of the field.
        definition: Option<Value> = "udf",
    }
}

/// Reads an assignment, which names at least one kind of target.
pub(in crate::webhook) fn assignment(value: &Value) -> Option<RoleAssignmentChanged> {
    let read = <RoleAssignmentChanged as super::FromData>::from_data(value)?;
    let is_empty = read.user_ids.is_none() && read.group_ids.is_none() && read.node_ids.is_none();
    (!is_empty).then_some(read)
}
