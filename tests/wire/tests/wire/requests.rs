//! Requests on the wire: lists in queries, parts of uploads, limits, and calls that are not sent.

use genauth::authentication::{SendSMSDto, SmsChannel};
use genauth::management::{
    AuthorizeResourceItem, AuthorizeResourcesDto, DeleteUsersBatchDto, GetUserBatchParams,
    ListUsersOptionsDto, ListUsersRequestDto, PaginationDto, ResourceItemDto, TargetType,
};
use genauth::{ArrayStyle, AuthenticationClient, Error, ManagementClient, UploadFile};
use serde_json::json;
use support::{ACCESS_KEY, APP_ID, Reply, Server, clients, is_token_request, parts, responding};

async fn server() -> Server {
    responding(Reply::json(200, &json!({"statusCode": 200, "message": "ok", "data": []})))
        .await
        .unwrap()
}

/// Returns the number of requests, excluding those for a management token.
fn sent(server: &Server) -> usize {
    server.recorded().iter().filter(|request| !is_token_request(request)).count()
}

fn ids(count: usize) -> Vec<String> {
    (0..count).map(|index| index.to_string()).collect()
}

#[tokio::test]
async fn list_separators_in_values_are_encoded() {
    let server = server().await;
    for (style, expected) in [
        (ArrayStyle::Comma, "userIds=a%2Cb,c%26d"),
        (ArrayStyle::Repeated, "userIds=a%2Cb&userIds=c%26d"),
        (ArrayStyle::Brackets, "userIds%5B%5D=a%2Cb&userIds%5B%5D=c%26d"),
    ] {
        let (id, secret) = ACCESS_KEY;
        let admin = ManagementClient::builder(id, secret).host(server.host()).array_style(style);
        let params = GetUserBatchParams::new(["a,b".to_owned(), "c&d".to_owned()]);
        admin.build().unwrap().get_user_batch(params).await.unwrap();
        assert_eq!(server.last().unwrap().query, expected, "{style:?}");
    }
}

#[tokio::test]
async fn a_file_name_cannot_end_its_header() {
    let server = Server::start(|_| Reply::data(&json!({"key": "KEY", "url": "URL"})));
    let server = server.await.unwrap();
    let app = clients(&server).unwrap().user;
    let name = "a\"b\\c\r\nX-Evil: 1 图.png";
    app.upload_file(UploadFile::new(name, "x").content_type("image/png")).await.unwrap();
    let request = server.last().unwrap();
    let text = String::from_utf8(request.body.to_vec()).unwrap();
    let expected = "Content-Disposition: form-data; name=\"file\"; filename=\"a%22b\\c%0D%0AX-Evil: 1 图.png\"\r\nContent-Type: image/png\r\n\r\nx\r\n";
    assert!(text.contains(expected), "{text}");
    assert_eq!(parts(&request).unwrap().len(), 1);
    assert_eq!(request.header("content-length"), request.body.len().to_string());
}

#[tokio::test]
async fn an_invalid_media_type_is_rejected_before_sending() {
    let server = server().await;
    let app = clients(&server).unwrap().user;
    for media_type in ["png", "image/png\r\nX-Evil: 1", "", "image/图"] {
        let file = UploadFile::new("a.png", "x").content_type(media_type);
        let error = app.upload_file(file).await.unwrap_err();
        assert!(matches!(error, Error::Request(_)), "{error:?}");
        assert!(error.to_string().contains("media type"), "{error}");
    }
    assert_eq!(sent(&server), 0);
}

#[tokio::test]
async fn exceeding_a_documented_limit_is_rejected_before_sending() {
    let server = server().await;
    let admin = clients(&server).unwrap().admin;
    let page = |limit| {
        let options = ListUsersOptionsDto::new().pagination(PaginationDto::new().limit(limit));
        ListUsersRequestDto::new().options(options)
    };
    let item = |count| {
        AuthorizeResourceItem::new(TargetType::User, ids(count), Vec::<ResourceItemDto>::new())
    };
    let authorize = |count| AuthorizeResourcesDto::new(vec![item(1), item(count)]);
    let errors = [
        (admin.delete_users_batch(DeleteUsersBatchDto::new(ids(51))).await.err(), "51", "50"),
        (admin.get_user_batch(GetUserBatchParams::new(ids(60))).await.err(), "60", "50"),
        (admin.list_users(page(51)).await.err(), "51", "50"),
        (admin.authorize_resources(authorize(101)).await.err(), "101", "100"),
    ];
    for (error, given, most) in errors {
        let error = error.unwrap();
        assert!(matches!(error, Error::Request(_)), "{error:?}");
        let shown = error.to_string();
        assert!(shown.contains(given) && shown.contains(&format!("at most {most}")), "{shown}");
    }
    assert_eq!(sent(&server), 0);
    let _ = admin.delete_users_batch(DeleteUsersBatchDto::new(ids(50))).await;
    let _ = admin.get_user_batch(GetUserBatchParams::new(ids(50))).await;
    let _ = admin.list_users(page(50)).await;
    let _ = admin.authorize_resources(authorize(100)).await;
    assert_eq!(sent(&server), 4);
}

#[tokio::test]
async fn a_user_call_without_an_access_token_is_rejected_before_sending() {
    let server = server().await;
    let app = AuthenticationClient::builder(APP_ID, server.host()).build().unwrap();
    for client in [app.clone(), app.with_access_token(""), app.with_access_token(" \t")] {
        let error = client.list_enrolled_factors().await.unwrap_err();
        assert!(matches!(error, Error::Credential(_)), "{error:?}");
        assert!(error.is_unauthenticated() && !error.is_retryable(), "{error:?}");
        assert!(error.to_string().contains("access token"), "{error}");
    }
    let view = app.with_access_token(None::<String>);
    let error = view.list_enrolled_factors().await.unwrap_err().to_string();
    assert!(error.contains("access token is empty; pass the token"), "{error}");
    assert_eq!(sent(&server), 0);
    // A header set by the application is equivalent.
    app.list_enrolled_factors().header("authorization", "Bearer OTHER").await.unwrap();
    assert_eq!(server.last().unwrap().header("authorization"), "Bearer OTHER");
}

#[tokio::test]
async fn sign_in_operations_require_no_access_token() {
    let server = server().await;
    let app = AuthenticationClient::builder(APP_ID, server.host()).build().unwrap();
    let sms = || SendSMSDto::new("2025550123", SmsChannel::ChannelLogin);
    app.send_sms(sms()).await.unwrap();
    assert_eq!(server.last().unwrap().header("authorization"), "");
    app.with_access_token("TOKEN").send_sms(sms()).await.unwrap();
    assert_eq!(server.last().unwrap().header("authorization"), "Bearer TOKEN");
}
