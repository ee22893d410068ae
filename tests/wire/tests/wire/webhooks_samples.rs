//! A sample of each documented event (`facts` of the guide): all of them have a type.

use genauth::webhook::Event;
use serde_json::{Value, json};

use crate::webhooks::read;

/// The events of the guide with their fields; the table and the samples of the guide differ in
/// places, and both are here.
fn samples() -> Vec<(&'static str, Value)> {
    let user = json!({"id": "u1", "username": "bob", "email": null, "loginsCount": 3, "oauth": null,
        "registerSource": ["basic:email"], "customData": {}});
    let registered = json!({"_id": "u1", "registerMethod": "default", "lastIP": null});
    let namespace = json!({"id": 12, "code": "default", "name": "Default"});
    let record = json!({"id": "r1", "code": "admin", "name": "Admin"});
    let targets = json!({"userPoolId": "p1", "policyCodes": ["p"], "targetType": "ROLE",
        "targetIdentifiers": ["r1"], "namespace": "default"});
    let shown = json!({"userPoolId": "p1", "policies": ["p"], "targetType": "USER",
        "targetIdentifiers": ["u1"], "namespace": "default"});
    let updated = |name: &str| json!({name: record, "updates": {"name": "New"}});
    let custom = |name: &str| json!({name: record, "udv": [{"key": "a", "value": "1"}], "udf": {"key": "a"}});
    let placed = json!({"node": record, "organization": record, "parentNode": null});
    let whitelist = json!({"phones": null, "emails": ["bob@example.com"], "usernames": []});
    let assigned = json!({"userIds": ["u1"], "groupIds": null, "nodeIds": []});
    let secret = |name: &str| json!({name: record, "secret": "new", "oldSecret": "old"});
    let variable = json!({"envInfo": {"key": "a", "value": "1"}});
    let factor = json!({"type": "OTP", "applicationId": "a1"});
    let of_user = json!({"user": user});
    vec![
        ("login", user.clone()),
        ("unusual-location:login", user.clone()),
        ("register", registered.clone()),
        ("register", of_user.clone()),
        (
            "refresh-token",
            json!({"user": user, "nextIdToken": "a", "nextAccessToken": "b",
            "currRefreshToken": "c", "nextRefreshToken": null}),
        ),
        ("user:created", registered),
        ("mfa:verified", json!({"userId": "u1", "isValid": false, "type": "FACE"})),
        ("user:updated", json!({"user": user, "updates": {"nickname": "B"}})),
        ("user:udv-changed", json!({"user": user, "udv": [], "udf": []})),
        ("user:deleted", json!({"users": [user]})),
        ("user:deleted", json!({"users": ["u1", "u2"]})),
        ("user:password-changed", json!({"userId": "u1"})),
        ("user:password-changed", of_user.clone()),
        ("user:password-changed", user.clone()),
        ("user:password-update-remind", json!({"userpool": record, "user": user})),
        ("user:email-verified", json!({"userId": "u1", "email": "bob@example.com"})),
        ("user:register-whitelist-added", whitelist.clone()),
        ("user:register-whitelist-deleted", whitelist),
        ("permission:add", targets.clone()),
        ("permission:add", shown.clone()),
        ("permission:revoke", targets),
        ("permission:revoke", shown),
        ("kick", json!({"users": [user], "application": record})),
        ("privilege-namespace:created", json!({"namespace": namespace})),
        ("privilege-namespace:updated", json!({"namespace": namespace, "updates": {}})),
        ("privilege-namespace:deleted", json!({"namespaces": [namespace]})),
        ("resource:created", json!({"resource": record, "namespace": namespace})),
        ("resource:delete", json!({"codes": ["c1"], "namespace": "default"})),
        ("resource:updated", updated("resource")),
        ("role:add", json!({"role": record, "namespace": namespace})),
        ("role:created", json!({"role": record})),
        ("role:delete", json!({"id": "r1"})),
        ("role:delete", json!({"roleId": "r1"})),
        ("role:deleted", json!({"id": "r1"})),
        ("role:updated", updated("role")),
        ("role:assigned", assigned.clone()),
        ("role:unassigned", assigned),
        ("role:udv-changed", custom("role")),
        ("user:archived", of_user.clone()),
        ("user:unarchived", of_user.clone()),
        ("user:blocked", of_user.clone()),
        ("user:unblocked", of_user),
        (
            "user:link-account",
            json!({"primaryUser": null, "secondaryUser": null, "user": user,
            "extIdp": record, "identity": {"provider": "github"}}),
        ),
        ("application:mfa:enabled", factor.clone()),
        ("application:mfa:disabled", factor),
        ("group:created", json!({"group": record})),
        ("group:updated", updated("group")),
        ("group:deleted", json!({"id": "g1"})),
        ("group:member-added", json!({"group": record, "users": [user]})),
        ("group:member-removed", json!({"group": record, "users": ["u1"]})),
        ("organization:created", json!({"organization": record, "rootNode": record})),
        ("organization:deleted", json!({"organization": "o1"})),
        ("organization:deleted", json!({"organization": record})),
        ("organization:node-added", placed.clone()),
        ("organization:node-updated", updated("node")),
        ("organization:node-moved", placed),
        ("organization:node-deleted", json!({"nodes": ["n1"]})),
        ("organization:member-added", json!({"node": record, "user": user})),
        ("organization:member-removed", json!({"node": record, "user": "u1"})),
        ("organization:udv-changed", custom("department")),
        ("organization:imported", json!({"organization": record, "source": "WECHATWORK"})),
        (
            "organization:tree-updated",
            json!({"organization": record, "newNodes": [record],
            "modifyNodes": [], "removeNodes": null, "source": "LARK"}),
        ),
        ("user-pool:cooperator-added", json!({"userId": "u1", "policies": ["p"]})),
        ("user-pool:cooperator-removed", json!({"userId": "u1"})),
        ("user-pool:secret-refreshed", secret("userPool")),
        ("user-pool:udf-added", json!({"udf": {"key": "a"}})),
        ("user-pool:udf-deleted", json!({"udf": {"key": "a"}})),
        ("user-pool:updated", updated("userPool")),
        ("user-pool:env-added", variable.clone()),
        ("user-pool:env-updated", variable),
        ("user-pool:env-deleted", json!({"envsInfo": [{"key": "a"}]})),
        ("user-pool:launchpad-app-installed", json!({"applicationIds": ["a1"]})),
        ("user-pool:launchpad-app-uninstalled", json!({"applicationIds": ["a1"]})),
        ("application:created", json!({"application": record})),
        ("application:updated", updated("application")),
        ("application:deleted", json!({"application": record})),
        ("application:secret-refreshed", secret("application")),
        ("test", json!({"description": "A test from authing"})),
    ]
}

#[test]
fn each_documented_event_has_a_type() {
    let samples = samples();
    let mut names: Vec<_> = samples.iter().map(|(name, _)| *name).collect();
    names.dedup();
    // Those of the guide, and `test`, `unusual-location:login`, `role:created` and `role:deleted`.
    assert_eq!(names.len(), 66 + 4);
    for (name, data) in samples {
        for more in [json!({}), json!({"aFieldOfTomorrow": {"a": [1]}})] {
            let mut data = data.clone();
            data.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            let delivery = read(&json!({"eventName": name, "data": data}).to_string()).unwrap();
            assert!(!matches!(delivery.event, Event::Other(_)), "{name}: {data}");
            assert_eq!((delivery.event.name(), delivery.name()), (Some(name), Some(name)));
            for shown in [format!("{delivery:?}"), format!("{:?}", delivery.event)] {
                assert!(!shown.contains("u1") && !shown.contains("bob"), "{shown}");
            }
        }
    }
}
