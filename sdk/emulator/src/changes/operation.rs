//! Webhooks about operations on roles, groups, organizations, applications and permissions. The data
//! has the fields of the webhook guide, made of the request and the response.

use serde_json::{Map, Value, json};

use super::{Done, Notices, user::webhook_user_with as user};
use crate::{
    clock::Timestamp,
    handlers::directory::user::find,
    state::{State, user::User},
};

/// Data of a webhook about a list of targets, by the types of the targets.
const TARGETS: [(&str, &str); 3] =
    [("USER", "userIds"), ("GROUP", "groupIds"), ("DEPARTMENT", "nodeIds")];

/// Adds the webhooks about an operation.
pub(super) fn report(state: &State, done: &Done<'_>, now: Timestamp, notices: &mut Notices) {
    let (body, null) = (done.body, Value::Null);
    let data = done.data.unwrap_or(&null);
    match done.operation {
        "kickUsers" => {
            for app_id in strings(&body["appIds"]) {
                let users = [user(state, named(state, body))];
                let application = json!({"appId": app_id, "id": app_id});
                notices.webhook("kick", json!({"users": users, "application": application}));
            }
        }
        "linkIdentity" => {
            let fields = ["userIdInIdp", "type", "isSocial", "userInfoInIdp"];
            let data = json!({
                "user": user(state, text(&body["userId"])),
                "extIdp": {"id": body["extIdpId"], "type": body["type"]},
                "identity": only(body, &fields),
            });
            notices.webhook("user:link-account", data);
        }
        "assignRole" | "assignRoleBatch" => {
            notices.webhook("role:assigned", targets(&body["targets"]));
        }
        "revokeRole" | "revokeRoleBatch" => {
            notices.webhook("role:unassigned", targets(&body["targets"]));
        }
        "createRole" => created_role(data, &body["namespace"], notices),
        "createRolesBatch" => {
            for role in items(&body["list"]) {
                created_role(role, &role["namespace"], notices);
            }
        }
        "updateRole" => updated_role(state, body, now, notices),
        "createAdminRole" => created_role(body, &null, notices),
        "deleteRolesBatch" | "deleteAdminRolesBatch" => {
            for code in items(&body["codeList"]) {
                notices.webhook("role:deleted", json!({"id": code, "code": code}));
            }
        }
        "deleteRoles" => {
            for role in items(&body["roleList"]) {
                let data = json!({"id": role["code"], "code": role["code"]});
                notices.webhook("role:deleted", data);
            }
        }
        "setCustomData" => custom_data(state, body, now, notices),
        "setCustomFields" => {
            for field in items(data) {
                notices.webhook("user-pool:udf-added", json!({"udf": field}));
            }
        }
        "deleteCustomFields" => {
            for field in items(&body["list"]) {
                notices.webhook("user-pool:udf-deleted", json!({"udf": field}));
            }
        }
        "authorizeResources" => granted(state, body, notices),
        "authorizeDataPolicies" => notices.webhook("data-strategy-permission:add", body.clone()),
        "revokeDataPolicy" => notices.webhook("data-strategy-permission:revoke", body.clone()),
        name => {
            group(state, name, body, data, notices);
            organization(state, name, body, data, notices);
            resource(name, body, data, notices);
            application(name, body, data, notices);
        }
    }
}

fn group(state: &State, name: &str, body: &Value, data: &Value, notices: &mut Notices) {
    match name {
        "createGroup" => notices.webhook("group:created", json!({"group": data})),
        "createGroupsBatch" => {
            for group in items(data) {
                notices.webhook("group:created", json!({"group": group}));
            }
        }
        "createOrUpdateGroup" => {
            let (group, updates) = (&data["group"], without(body, &["code"]));
            match data["created"] == true {
                true => notices.webhook("group:created", json!({"group": group})),
                false => {
                    notices.webhook("group:updated", json!({"group": group, "updates": updates}));
                }
            }
        }
        "updateGroup" => {
            let updates = without(body, &["code"]);
            notices.webhook("group:updated", json!({"group": data, "updates": updates}));
        }
        "deleteGroupsBatch" => {
            for code in items(&body["codeList"]) {
                notices.webhook("group:deleted", json!({"id": code}));
            }
        }
        "addGroupMembers" | "removeGroupMembers" => {
            let group = json!({"code": body["code"]});
            let users: Vec<Value> = strings(&body["userIds"]).map(|id| user(state, id)).collect();
            let name = match name {
                "addGroupMembers" => "group:member-added",
                _ => "group:member-removed",
            };
            notices.webhook(name, json!({"group": group, "users": users}));
        }
        _ => {}
    }
}

fn organization(state: &State, name: &str, body: &Value, data: &Value, notices: &mut Notices) {
    let organization = json!({"organizationCode": body["organizationCode"]});
    let parent = json!({"departmentId": body["parentDepartmentId"]});
    match name {
        "createOrganization" => {
            notices
                .webhook("organization:created", json!({"organization": data, "rootNode": data}));
        }
        "deleteOrganization" => {
            let id = &body["organizationCode"];
            let organization = json!({"id": id, "organizationCode": id});
            notices.webhook("organization:deleted", json!({"organization": organization}));
        }
        "createDepartment" => {
            let data = json!({"node": data, "organization": organization, "parentNode": parent});
            notices.webhook("organization:node-added", data);
        }
        "updateDepartment" => {
            let ids = ["organizationCode", "departmentId", "departmentIdType", "tenantId"];
            let updates = without(body, &ids);
            notices.webhook("organization:node-updated", json!({"node": data, "updates": updates}));
            if !body["parentDepartmentId"].is_null() {
                let data =
                    json!({"node": data, "organization": organization, "parentNode": parent});
                notices.webhook("organization:node-moved", data);
            }
        }
        "deleteDepartment" => {
            let nodes = [only(body, &["departmentId"])];
            notices.webhook("organization:node-deleted", json!({"nodes": nodes}));
        }
        "addDepartmentMembers" | "removeDepartmentMembers" => {
            let node = only(body, &["departmentId", "organizationCode"]);
            let event = match name {
                "addDepartmentMembers" => "organization:member-added",
                _ => "organization:member-removed",
            };
            for id in strings(&body["userIds"]) {
                notices.webhook(event, json!({"node": node, "user": user(state, id)}));
            }
        }
        _ => {}
    }
}

fn resource(name: &str, body: &Value, data: &Value, notices: &mut Notices) {
    let namespace = &body["namespace"];
    match name {
        "createNamespace" | "createPermissionNamespace" => {
            notices.webhook("privilege-namespace:created", json!({"namespace": data}));
        }
        "createNamespacesBatch" | "createPermissionNamespacesBatch" => {
            for namespace in items(&body["list"]) {
                notices.webhook("privilege-namespace:created", json!({"namespace": namespace}));
            }
        }
        "updateNamespace" | "updatePermissionNamespace" => {
            let updates = without(body, &["code"]);
            let data = json!({"namespace": data, "updates": updates});
            notices.webhook("privilege-namespace:updated", data);
        }
        "deleteNamespace" | "deletePermissionNamespace" => {
            notices.webhook("privilege-namespace:deleted", json!({"namespaces": [body["code"]]}));
        }
        "deleteNamespacesBatch" | "deletePermissionNamespacesBatch" => {
            let codes = if body["codes"].is_null() { &body["codeList"] } else { &body["codes"] };
            notices.webhook("privilege-namespace:deleted", json!({"namespaces": codes}));
        }
        "createResource" => {
            notices.webhook("resource:created", json!({"resource": data, "namespace": namespace}));
        }
        "createResourcesBatch" => {
            for resource in items(&body["list"]) {
                let data = json!({"resource": resource, "namespace": namespace});
                notices.webhook("resource:created", data);
            }
        }
        "updateResource" => {
            let updates = without(body, &["code", "namespace"]);
            notices.webhook("resource:updated", json!({"resource": data, "updates": updates}));
        }
        "deleteResource" => {
            let data = json!({"codes": [body["code"]], "namespace": namespace});
            notices.webhook("resource:delete", data);
        }
        "deleteResourcesBatch" => {
            let data = json!({"codes": body["codeList"], "namespace": namespace});
            notices.webhook("resource:delete", data);
        }
        "createDataResource"
        | "createDataResourceByString"
        | "createDataResourceByArray"
        | "createDataResourceByTree" => notices.webhook("data-resource:created", data.clone()),
        "updateDataResource" => notices.webhook("data-resource:updated", data.clone()),
        "deleteDataResource" => notices.webhook("data-resource:deleted", body.clone()),
        _ => {}
    }
}

fn application(name: &str, body: &Value, data: &Value, notices: &mut Notices) {
    let app_id = &body["appId"];
    let application = json!({"appId": app_id, "id": app_id});
    match name {
        "createApplication" => {
            notices.webhook("application:created", json!({"application": data}));
        }
        "updateApplication" => {
            let updates = without(body, &["appId"]);
            let data = json!({"application": application, "updates": updates});
            notices.webhook("application:updated", data);
        }
        "deleteApplication" => {
            notices.webhook("application:deleted", json!({"application": application}));
        }
        "refreshApplicationSecret" => {
            notices.webhook("application:secret-refreshed", json!({"application": application}));
        }
        "updateApplicationMfaSettings" => {
            for (list, event) in [
                ("enabledFactors", "application:mfa:enabled"),
                ("disabledFactors", "application:mfa:disabled"),
            ] {
                for factor in items(&body[list]) {
                    notices.webhook(event, json!({"type": factor, "applicationId": app_id}));
                }
            }
        }
        _ => {}
    }
}

fn created_role(role: &Value, namespace: &Value, notices: &mut Notices) {
    notices.webhook("role:created", json!({"role": role, "namespace": namespace}));
}

fn updated_role(state: &State, body: &Value, now: Timestamp, notices: &mut Notices) {
    let code = body["newCode"].as_str().unwrap_or_else(|| text(&body["code"]));
    let role = role(state, code, &body["namespace"], now);
    let updates = without(body, &["code", "namespace"]);
    if body["status"].as_str().is_some_and(|status| !status.eq_ignore_ascii_case("ENABLE")) {
        notices.webhook("role:disable", json!({"role": role}));
    }
    notices.webhook("role:updated", json!({"role": role, "updates": updates}));
}

fn role(state: &State, code: &str, namespace: &Value, now: Timestamp) -> Value {
    let role = state.roles.find(namespace.as_str().unwrap_or("default"), code).ok();
    let role = role.and_then(|role| serde_json::to_value(state.role_view(role, now)).ok());
    role.unwrap_or_else(|| json!({"code": code}))
}

/// Adds the webhook about custom data of a role or a department. Users are compared with their
/// previous versions.
fn custom_data(state: &State, body: &Value, now: Timestamp, notices: &mut Notices) {
    let (id, values) = (text(&body["targetIdentifier"]), &body["list"]);
    match text(&body["targetType"]) {
        "ROLE" => {
            let role = role(state, id, &body["namespace"], now);
            let fields = fields(state, &genauth::management::TargetType::Role);
            let data = json!({"role": role, "udv": values, "udf": fields});
            notices.webhook("role:udv-changed", data);
        }
        "DEPARTMENT" => {
            let department = json!({"departmentId": id});
            let fields = fields(state, &genauth::management::TargetType::Department);
            let data = json!({"department": department, "udv": values, "udf": fields});
            notices.webhook("organization:udv-changed", data);
        }
        _ => {}
    }
}

fn fields(state: &State, target: &genauth::management::TargetType) -> Value {
    let fields = state.custom_fields.of(target).map(serde_json::to_value);
    fields.filter_map(Result::ok).collect()
}

fn granted(state: &State, body: &Value, notices: &mut Notices) {
    for item in items(&body["list"]) {
        let codes: Vec<&Value> = items(&item["resources"]).map(|it| &it["code"]).collect();
        let data = json!({
            "userPoolId": state.pool.id,
            "policyCodes": codes,
            "targetType": item["targetType"],
            "targetIdentifiers": item["targetIdentifiers"],
            "namespace": body["namespace"],
        });
        notices.webhook("permission:add", data);
    }
}

/// Returns the ID of the user that a request names in `userId`.
fn named<'a>(state: &'a State, body: &'a Value) -> &'a str {
    let kind = serde_json::from_value(body["options"]["userIdType"].clone()).ok();
    let id = text(&body["userId"]);
    find(state, id, kind.as_ref()).map_or(id, User::id)
}

fn targets(targets: &Value) -> Value {
    let of_type = |kind: &str| {
        let them = items(targets).filter(move |it| it["targetType"] == kind);
        them.map(|it| it["targetIdentifier"].clone()).collect::<Value>()
    };
    let lists = TARGETS.map(|(kind, name)| (name.to_owned(), of_type(kind)));
    Value::Object(lists.into_iter().collect())
}

fn items(list: &Value) -> impl Iterator<Item = &Value> {
    list.as_array().into_iter().flatten()
}

fn strings(list: &Value) -> impl Iterator<Item = &str> {
    items(list).filter_map(Value::as_str)
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn only(object: &Value, names: &[&str]) -> Map<String, Value> {
    picked(object, |name| names.contains(&name))
}

fn without(object: &Value, names: &[&str]) -> Map<String, Value> {
    picked(object, |name| !names.contains(&name))
}

fn picked(object: &Value, is_wanted: impl Fn(&str) -> bool) -> Map<String, Value> {
    let fields = object.as_object().into_iter().flatten().filter(|(name, _)| is_wanted(name));
    fields.map(|(name, value)| (name.clone(), value.clone())).collect()
}
