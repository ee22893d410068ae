//! Objects of several shapes, and objects in unusual wrappers.

use genauth::management::{
    AdminAuditLogDto, ApprovalDetailDto, ApprovalObject, DataResourceStruct, UserAttributionDto,
    UserAttributionTarget,
};
use serde_json::{Value, json};

fn role() -> Value {
    json!({
        "objectId": "1", "objectName": "Admin", "roleCode": "admin",
        "namespaceId": 7, "namespaceCode": "system",
    })
}

fn approval(object_type: &str, object: &Value) -> Value {
    json!({
        "approvalId": 1, "number": "1", "status": "PENDING", "submitTime": "2022-07-03",
        "objectType": object_type, "approvalObjectList": [object],
    })
}

#[test]
fn a_cloned_approval_keeps_its_variant() {
    let application = json!({"objectId": "1", "objectName": "App", "logo": "https://example.com"});
    for (object_type, object) in
        [("ROLE_PERMISSION_APPLY", role()), ("APP_PERMISSION_APPLY", application)]
    {
        let body = approval(object_type, &object);
        let read: ApprovalDetailDto = serde_json::from_value(body.clone()).unwrap();
        let clone = read.clone();
        assert_eq!(clone, read);
        assert_eq!(serde_json::to_value(&clone).unwrap(), body);
        let is_role = matches!(
            clone.approval_object_list[0],
            ApprovalObject::RolePermissionApplyApprovalObject(_)
        );
        assert_eq!(is_role, object_type == "ROLE_PERMISSION_APPLY");
    }
}

#[test]
fn a_discriminator_selects_the_branch_at_any_position() {
    let target = json!({"id": "1", "code": "c", "name": "n", "description": "d"});
    for (target_type, name) in [
        ("department", "InvitationDepartmentResp"),
        ("post", "InvitationPostResp"),
        ("role", "Role"),
        ("group", "Group"),
    ] {
        let mut detail = target.clone();
        match target_type {
            "department" => {
                detail["organizationCode"] = json!("acme");
                detail["departmentId"] = json!("1");
            }
            "role" => detail["namespace"] = json!("system"),
            _ => {}
        }
        let around =
            r#""id":"1","policyId":"1","targetIdentifier":"1","createdAt":"x","updatedAt":"x""#;
        for body in [
            format!(r#"{{"targetType":"{target_type}","targetDetail":{detail},{around}}}"#),
            format!(r#"{{"targetDetail":{detail},{around},"targetType":"{target_type}"}}"#),
        ] {
            let read: UserAttributionDto = serde_json::from_str(&body).unwrap();
            let shown = format!("{:?}", read.target_detail.unwrap());
            assert!(shown.starts_with(&format!("{name}(")), "{target_type}: {shown}");
        }
    }
}

#[test]
fn an_object_that_fits_no_branch_is_kept_verbatim() {
    for object in [json!({"invented": [1, {"x": null}]}), json!({}), json!({"id": "1"})] {
        let read: UserAttributionTarget = serde_json::from_value(object.clone()).unwrap();
        assert_eq!(read, UserAttributionTarget::Other(object.clone()));
        assert_eq!(serde_json::to_value(read.clone()).unwrap(), object);
    }
    let read: ApprovalObject = serde_json::from_value(role()).unwrap();
    assert!(matches!(read, ApprovalObject::RolePermissionApplyApprovalObject(_)), "{read:?}");
}

#[test]
fn debug_output_of_a_union_hides_likely_secrets() {
    let object = json!({"clientSecret": "sentinel", "name": "shown"});
    let read: ApprovalObject = serde_json::from_value(object).unwrap();
    let shown = format!("{read:?}");
    assert!(shown.contains("shown") && !shown.contains("sentinel"), "{shown}");
}

#[test]
fn branches_are_selected_by_json_type() {
    let read = |value: Value| serde_json::from_value::<DataResourceStruct>(value).unwrap();
    assert!(matches!(read(json!("text")), DataResourceStruct::Text(_)));
    assert!(matches!(read(json!(["a", "b"])), DataResourceStruct::List(_)));
    assert!(matches!(read(json!(7)), DataResourceStruct::Other(_)));
}

#[test]
fn an_array_with_one_object_is_decoded_as_an_object() {
    let read = |geoip: Value, agent: Value| {
        serde_json::from_value::<AdminAuditLogDto>(
            json!({"geoip": geoip, "parsedUserAgent": agent}),
        )
    };
    let log = read(json!([]), json!([{"browser": "x"}])).unwrap();
    assert_eq!(log.parsed_user_agent.unwrap().browser.as_deref(), Some("x"));
    for nothing in [json!([]), json!(""), json!(null), json!(7), json!("x")] {
        let log = read(json!({}), nothing.clone()).unwrap();
        assert_eq!(log.parsed_user_agent, None, "{nothing}");
    }
    let error = read(json!({}), json!([{"browser": "x"}, {"browser": "y"}])).unwrap_err();
    assert_eq!(error.to_string(), "/parsedUserAgent: expected object, found an array");
}
