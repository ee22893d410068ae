//! Responses of the server.

use serde_json::{Value, json};

/// Returns the response to a token request.
pub fn token() -> Vec<u8> {
    envelope(&json!({"access_token": "a.e30.c", "expires_in": 7_200}))
}

/// Returns a small response.
pub fn small() -> Vec<u8> {
    envelope(&json!({"exists": true}))
}

/// Returns a full page: every field that has a documented example, and the nested lists.
pub fn page() -> Vec<u8> {
    let identity = json!({
        "identityId": "62299d8b866d2dab79a89dc4", "extIdpId": "6076bacxxxxxxxxd80d993b5",
        "provider": "wechat", "type": "openid", "userIdInIdp": "oj7Nq05R-RRaqak0_YlMLnnIwsvg",
        "userInfoInIdp": { "name": "User", "address": { "country": "CN" } },
        "originConnIds": ["605492ac41xxxxe0362f0707"]
    });
    let user = |index: usize| {
        json!({
            "userId": format!("6229ffaxxxxxxxxcade3{index:04}"),
            "createdAt": "2022-07-03T02:20:30.000Z", "updatedAt": "2022-07-03T02:20:30.000Z",
            "status": "Activated", "workStatus": "Active", "externalId": "10010",
            "email": "test@example.com", "phone": "188xxxx8888", "phoneCountryCode": "+86",
            "username": format!("user-{index}"), "name": "张三", "nickname": "张三",
            "photo": "https://files.example.com/user-contents/photos/xxx.png", "loginsCount": 3,
            "lastLogin": "2022-07-03T02:20:30.000Z", "lastIp": "127.0.0.1", "gender": "M",
            "emailVerified": true, "phoneVerified": true, "passwordLastSetAt":
            "2022-07-03T02:20:30.000Z", "birthdate": "2022-06-03", "country": "CN",
            "province": "BJ", "city": "BJ", "address": "xxxx", "streetAddress": "xxxx",
            "postalCode": "438100", "company": "example", "browser": "Chrome", "device": "iOS",
            "givenName": "三", "familyName": "张", "middleName": "James", "profile": "alice",
            "preferredUsername": "Alice", "website": "https://example.com", "zoneinfo": "GMT-08",
            "locale": "af", "formatted": "132, My Street, Kingston, New York 12401.",
            "region": "Xinjiang", "userSourceType": "register",
            "userSourceId": "6229ffaxxxxxxxxcade3e3d9", "lastLoginApp": "6229c4deb3e4d8a20b6021ff",
            "mainDepartmentId": "6229c4deb3e4d8a20b6021ff",
            "departmentIds": ["624d930c3xxxx5c08dd4986e", "624d93102xxxx012f33cd2fe"],
            "identities": [identity], "customData": { "school": "xxxx", "age": 22 },
            "statusChangedAt": "2022-07-03T02:20:30.000Z"
        })
    };
    let list: Vec<Value> = (0..50).map(user).collect();
    envelope(&json!({ "totalCount": 50, "list": list }))
}

fn envelope(data: &Value) -> Vec<u8> {
    // The server writes the status before everything else.
    format!(r#"{{"statusCode":200,"message":"ok","data":{data}}}"#).into_bytes()
}
