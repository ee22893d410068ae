//! The decoding policy, tested through calls, for output of servers, gateways and hand-written
//! JSON.

use std::sync::atomic::{AtomicUsize, Ordering};

use genauth::authentication::{GetProfileParams, ResetFactorDto};
use genauth::management::{
    DeleteWhitelistDto, GetUserParams, ListUsersRequestDto, UserDto, UserPagingDto,
};
use genauth::{Error, RetryPolicy};
use serde_json::{Value, json};
use support::{Clients, Reply, Server, clients, is_token_request, responding, token_reply};

async fn replying(reply: Reply) -> (Server, Clients) {
    let server = responding(reply).await.unwrap();
    let clients = clients(&server).unwrap();
    (server, clients)
}

fn body(text: &str) -> Reply {
    Reply::new(200, text.to_owned())
}

async fn users_of(reply: Reply) -> Result<UserPagingDto, Error> {
    let (_server, clients) = replying(reply).await;
    clients.admin.list_users(ListUsersRequestDto::new()).retry(RetryPolicy::never()).await
}

/// Returns a page with one user with this JSON.
async fn user(json: &str) -> UserDto {
    let text =
        format!(r#"{{"statusCode":200,"message":"ok","data":{{"totalCount":1,"list":[{json}]}}}}"#);
    let page = users_of(body(&text)).await;
    page.unwrap_or_else(|error| panic!("{json}: {error}")).list.remove(0)
}

#[tokio::test]
async fn a_lone_surrogate_does_not_fail_the_page() {
    let user =
        user(r#"{"userId":"1","nickname":"小明\ud83d","customData":{"\ude00":"\ud83d!"}}"#).await;
    assert_eq!(user.nickname.as_deref(), Some("小明\u{fffd}"));
    let custom = user.custom_data.unwrap();
    assert_eq!(custom.get("\u{fffd}"), Some(&json!("\u{fffd}!")));
}

#[tokio::test]
async fn a_failure_with_a_lone_surrogate_in_its_message_is_a_failure() {
    let (_server, Clients { user, admin }) =
        replying(body(r#"{"statusCode":403,"message":"no \ud83d","data":null}"#)).await;
    let errors = [
        admin.list_users(ListUsersRequestDto::new()).await.unwrap_err(),
        admin.get_user(GetUserParams::new("1")).await.unwrap_err(),
        user.reset_factor(ResetFactorDto::new("1")).await.unwrap_err(),
    ];
    for error in errors {
        assert_eq!(error.status_code(), Some(403), "{error:?}");
        assert!(error.to_string().contains("no \u{fffd}"), "{error}");
    }
}

#[tokio::test]
async fn times_are_decoded_from_seconds_and_milliseconds() {
    for (time, millis) in [
        ("1656814830000", 1_656_814_830_000_i64),
        ("\"1656814830\"", 1_656_814_830_000),
        ("1656814830", 1_656_814_830_000),
        ("0", 0),
        ("-1", -1_000),
        ("\"-62135596800\"", -62_135_596_800_000),
    ] {
        let user =
            user(&format!(r#"{{"userId":"1","createdAt":{time},"birthdate":{time}}}"#)).await;
        let birthday = user.birthdate.unwrap();
        assert_eq!(birthday.unix_millis(), Ok(millis), "{time}");
    }
}

#[tokio::test]
async fn null_in_a_list_creates_no_item() {
    let page = users_of(body(
        r#"{"statusCode":200,"data":{"totalCount":1,"list":[null,{"userId":"1","departmentIds":[null,"d1"]}]}}"#,
    ));
    let page = page.await.unwrap();
    assert_eq!(page.list.len(), 1);
    assert_eq!(page.list[0].user_id, "1");
    assert_eq!(page.list[0].department_ids.as_deref(), Some(&["d1".to_owned()][..]));
}

#[tokio::test]
async fn a_success_without_its_payload_is_an_error() {
    for text in [
        r#"{"statusCode":200,"message":"ok","data":null}"#,
        r#"{"statusCode":200,"message":"ok"}"#,
        r#"{"statusCode":200}"#,
        r#"{"statusCode":200,"data":""}"#,
        r#"{"statusCode":200,"data":[]}"#,
        r#"{"statusCode":200,"data":{}}"#,
    ] {
        let (_server, Clients { user, admin }) = replying(body(text)).await;
        let error = admin.get_user(GetUserParams::new("1")).await.unwrap_err();
        assert!(matches!(error, Error::Decode(_)), "{text}: {error:?}");
        if !text.contains("{}") {
            let signed_in = user.sign_in_by_username_password("name", "test-secret").await;
            assert!(matches!(signed_in, Err(Error::Decode(_))), "{text}: {signed_in:?}");
        }
    }
}

/// Bodies that gateways, maintenance pages and other services send with HTTP 200.
#[tokio::test]
async fn a_body_with_neither_a_status_nor_a_payload_is_an_error_for_every_operation() {
    for reply in [
        body("{}"),
        body(r#"{"maintenance":true}"#),
        body(r#"{"code":500}"#),
        body(r#"{"statusCode":200}"#),
        body(r#"{"error":"invalid_grant"}"#),
        body("null"),
        body("[]"),
        body("7"),
        body("<html>"),
        body(""),
        Reply::new(204, ""),
        Reply::new(302, "{}"),
    ] {
        let (_server, Clients { user, admin }) = replying(reply.clone()).await;
        let mut items = admin.list_users(ListUsersRequestDto::new()).items();
        let is_status =
            matches!(&reply, Reply::Response { body, .. } if body.starts_with(b"{\"statusCode\""));
        if !is_status {
            let item = items.next().await.transpose();
            assert!(item.is_err(), "{reply:?}: {item:?}");
            let reset = user.reset_factor(ResetFactorDto::new("1")).await;
            let is_empty = matches!(&reply, Reply::Response { status: 200 | 204, body, .. } if body.is_empty());
            assert!(reset.is_err() || is_empty, "{reply:?}");
        }
        let profile = user.get_profile(GetProfileParams::new()).await;
        assert!(profile.is_err(), "{reply:?}: {profile:?}");
        let signed_in = user.sign_in_by_username_password("name", "test-secret").await;
        assert!(signed_in.is_err(), "{reply:?}: {signed_in:?}");
    }
}

#[tokio::test]
async fn a_documented_response_with_only_a_success_flag_is_a_payload() {
    let outcome = |text: &'static str| async move {
        let (_server, Clients { admin, .. }) = replying(body(text)).await;
        admin.delete_whitelist(DeleteWhitelistDto::new("EMAIL")).await
    };
    for flag in [true, false] {
        let text = if flag { r#"{"success":true}"# } else { r#"{"success":false,"took":3}"# };
        assert_eq!(outcome(text).await.unwrap().success, flag);
    }
    for text in [
        "{}",
        r#"{"took":3}"#,
        r#"{"success":false,"message":"no"}"#,
        r#"{"success":true,"error":"no"}"#,
        r#"{"success":true,"code":403}"#,
    ] {
        assert!(outcome(text).await.is_err(), "{text}");
    }
}

#[tokio::test]
async fn an_empty_object_in_place_of_a_list_is_an_empty_list() {
    let text = r#"{"statusCode":200,"data":{"totalCount":0,"list":{}}}"#;
    let (server, Clients { admin, .. }) = replying(body(text)).await;
    let mut items = admin.list_users(ListUsersRequestDto::new()).items();
    assert!(items.next().await.is_none());
    let lists = server.recorded().iter().filter(|it| it.path.ends_with("list-users")).count();
    assert_eq!(lists, 1);
    let one = r#"{"statusCode":200,"data":{"totalCount":1,"list":{"userId":"1"}}}"#;
    assert_eq!(users_of(body(one)).await.unwrap().list.len(), 1);
}

#[tokio::test]
async fn skipped_items_count_for_the_next_page() {
    let pages = [
        r#"{"statusCode":200,"data":{"totalCount":5,"list":[null,{"userId":"1"}]}}"#,
        r#"{"statusCode":200,"data":{"totalCount":5,"list":[null,null]}}"#,
        r#"{"statusCode":200,"data":{"totalCount":5,"list":[{"userId":"2"}]}}"#,
    ];
    let token = token_reply().0;
    let server = Server::start(move |request| match is_token_request(request) {
        true => token.clone(),
        false => {
            let page = request.json()["options"]["pagination"]["page"].as_u64().unwrap_or(1);
            body(pages.get(page as usize - 1).copied().unwrap_or("{}"))
        }
    });
    let server = server.await.unwrap();
    let Clients { admin, .. } = clients(&server).unwrap();
    let mut items = admin.list_users(ListUsersRequestDto::new()).items();
    let mut ids = Vec::new();
    while let Some(user) = items.next().await {
        ids.push(user.unwrap().user_id);
    }
    assert_eq!(ids, ["1", "2"]);
}

#[tokio::test]
async fn free_form_objects_are_decoded_from_json_text_and_lists() {
    let custom = |json: &str| format!(r#"{{"userId":"1","customData":{json}}}"#);
    for (json, expected) in [
        (r#""{\"school\":\"PKU\"}""#, json!({"school": "PKU"})),
        (r#"{"school":"PKU"}"#, json!({"school": "PKU"})),
        (r#"[{"school":"PKU"}]"#, json!({"school": "PKU"})),
    ] {
        let custom = user(&custom(json)).await.custom_data.unwrap();
        assert_eq!(Value::Object(custom), expected, "{json}");
    }
    for json in [r#""""#, "[]", "null", "7", r#""x""#, r#""{""#] {
        assert_eq!(user(&custom(json)).await.custom_data, None, "{json}");
    }
}

#[tokio::test]
async fn ids_are_decoded_from_the_digits_of_numbers() {
    for digits in ["583231", "9007199254740993", "123456789012345678901234567890"] {
        let json = format!(
            r#"{{"userId":{digits},"identities":[{{"identityId":{digits},"extIdpId":"1","provider":"x","type":"x","userIdInIdp":{digits},"originConnIds":[{digits}]}}]}}"#
        );
        let user = user(&json).await;
        assert_eq!(user.user_id, digits);
        let identity = &user.identities.as_ref().unwrap()[0];
        assert_eq!(identity.user_id_in_idp, digits);
        assert_eq!(identity.origin_conn_ids, [digits]);
    }
}

#[tokio::test]
async fn booleans_are_decoded_from_numbers_and_text() {
    for (json, expected) in [
        ("1", true),
        ("0", false),
        (r#""1""#, true),
        (r#""0""#, false),
        (r#""True""#, true),
        // Neither is another form of a boolean.
        ("2", false),
        (r#""yes""#, false),
        (r#""""#, false),
    ] {
        let user = user(&format!(r#"{{"userId":"1","emailVerified":{json}}}"#)).await;
        assert_eq!(user.email_verified, expected, "{json}");
    }
}

#[tokio::test]
async fn an_unknown_numeric_enum_value_round_trips_as_a_number() {
    for number in ["7", "-3", "2.5", "true"] {
        let user = user(&format!(r#"{{"userId":"1","gender":{number},"status":{number}}}"#)).await;
        assert_eq!(user.gender.as_str(), number);
        let written = serde_json::to_string(&user).unwrap();
        assert!(written.contains(&format!(r#""gender":{number},"#)), "{written}");
        let back: UserDto = serde_json::from_str(&written).unwrap();
        assert_eq!(back, user);
    }
}

#[tokio::test]
async fn numbers_keep_their_digits_from_one_response_to_the_next_request() {
    let user =
        user(r#"{"userId":"1","customData":{"lat":31.245270191439438,"n":18446744073709551615}}"#);
    let written = serde_json::to_string(&user.await).unwrap();
    assert!(written.contains(r#""lat":31.245270191439438"#), "{written}");
    assert!(written.contains(r#""n":18446744073709551615"#), "{written}");
}

#[tokio::test]
async fn the_status_decides_at_any_position() {
    let long = "x".repeat(4_000);
    for text in [
        format!(r#"{{"data":{{"list":[],"text":"{long}"}},"message":"no","statusCode":403}}"#),
        format!("{{\n  \"data\" : null,\n  \"text\" : \"{long}\",\n  \"statusCode\" : 403\n}}"),
        format!(
            r#"{{"statusCode":200,"data":{{"totalCount":0,"list":[]}},"statusCode":403,"x":"{long}"}}"#
        ),
        format!(r#"{{"statusCode":"403","data":{{"totalCount":0,"list":[]}},"x":"{long}"}}"#),
        format!(r#"{{"statusCode":403,"data":"{long}"#),
        format!(r#"{{"message":"\x","statusCode":403,"data":"{long}"}}"#),
    ] {
        let error = users_of(body(&text)).await.unwrap_err();
        assert_eq!(error.status_code(), Some(403), "{text}: {error:?}");
    }
}

#[tokio::test]
async fn small_bodies_that_decode_to_too_much_memory_are_rejected() {
    let items = vec!["{\"userId\":\"1\"}"; 200_000].join(",");
    let text = format!(r#"{{"statusCode":200,"data":{{"totalCount":1,"list":[{items}]}}}}"#);
    let error = users_of(body(&text)).await.unwrap_err();
    assert!(error.to_string().contains("takes too much memory"), "{error}");
}

#[test]
fn deep_values_are_an_error_on_a_small_stack() {
    for depth in [60, 127, 1_000] {
        let nested = format!("{}1{}", "[{\"a\":".repeat(depth), "}]".repeat(depth));
        let tree = format!(
            "{}{}",
            r#"{"code":"c","name":"n","value":"v","children":["#.repeat(depth),
            "]}".repeat(depth)
        );
        let text = format!(r#"{{"customData":{nested},"userId":"1"}}"#);
        let thread = std::thread::Builder::new().stack_size(512 * 1024).spawn(move || {
            let user = serde_json::from_str::<UserDto>(&text);
            let tree = serde_json::from_str::<genauth::management::DataResourceTreeStructs>(&tree);
            for value in [user.is_ok(), tree.is_ok()] {
                assert!(!value || depth == 60);
            }
            if let Ok(tree) = tree {
                assert_eq!(tree.clone(), tree);
                let _ = (format!("{tree:?}"), serde_json::to_string(&tree).unwrap());
            }
        });
        thread.unwrap().join().unwrap();
    }
}

/// The first response is long, pretty-printed and contains its status only at the end.
#[tokio::test]
async fn a_long_failure_renews_the_token_and_is_retried() {
    for status in [401, 503] {
        let (count, tokens) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let server = Server::start(move |request| match is_token_request(request) {
            true => {
                let token = format!("token-{}", tokens.fetch_add(1, Ordering::Relaxed));
                Reply::data(&json!({"access_token": token, "expires_in": 7_200}))
            }
            false if count.fetch_add(1, Ordering::Relaxed) == 0 => {
                let data = json!({"list": [], "text": "x".repeat(2_000)});
                let failure = json!({"data": data, "message": "later", "statusCode": status});
                Reply::new(200, serde_json::to_string_pretty(&failure).unwrap())
            }
            false => body(r#"{"statusCode":200,"data":{"totalCount":0,"list":[]}}"#),
        });
        let server = server.await.unwrap();
        let Clients { admin, .. } = clients(&server).unwrap();
        let page = admin.list_users(ListUsersRequestDto::new()).await.unwrap();
        assert_eq!(page.total_count, 0);
        let tokens = server.recorded().iter().filter(|it| is_token_request(it)).count();
        assert_eq!(tokens, if status == 401 { 2 } else { 1 });
    }
}
