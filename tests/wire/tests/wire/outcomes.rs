//! Errors report whether a failed operation may have been carried out.

use std::{future::IntoFuture, time::Duration};

use genauth::management::{CreateRoleDto, DeleteAccessKeyDto, ListUsersRequestDto};
use genauth::{
    Error, ManagementClient, ManagementClientBuilder, ManagementToken, Middleware,
    MiddlewareFuture, Outgoing,
};
use http::Method;
use serde_json::{Value, json};
use support::raw::{Act, RawServer, announced, response};
use support::{Reply, responding};

fn builder(host: String) -> ManagementClientBuilder {
    ManagementClient::with_token_provider(ManagementToken::new("TOKEN")).host(host)
}

fn failure(status: u16, message: &str) -> Vec<u8> {
    response(&json!({"statusCode": status, "message": message}).to_string())
}

/// Starts a server that cuts off the first request after reading it, and responds to all others
/// like this.
async fn cutting(then: Vec<u8>) -> RawServer {
    let server = RawServer::start(move |number| match number {
        0 => Act::Close(Vec::new()),
        _ => Act::Keep(then.clone()),
    });
    server.await.unwrap()
}

#[track_caller]
fn unknown(error: &Error, words: &str) {
    assert!(error.outcome_unknown(), "{error:?}");
    assert!(error.to_string().contains(words), "{error}");
}

#[track_caller]
fn known(error: &Error) {
    assert!(!error.outcome_unknown(), "{error:?}");
    assert!(!error.to_string().contains("may have"), "{error}");
}

#[tokio::test]
async fn a_write_with_a_broken_connection_has_an_unknown_outcome() {
    for cut in [Vec::new(), b"HTTP/1.1 200".to_vec(), announced(100, r#"{"statusCode":200,"#)] {
        let server = RawServer::start(move |_| Act::Close(cut.clone())).await.unwrap();
        let admin = builder(server.host()).build().unwrap();
        let error = admin.create_role(CreateRoleDto::new("admin")).await.unwrap_err();
        unknown(&error, "the server may have carried out the operation");
        assert!(matches!(error, Error::Transport(_)), "{error:?}");
        assert_eq!(server.requests(), 1);
        let call = admin.request(Method::POST, "/api/v3/x").json(&json!({})).into_future();
        unknown(&call.await.unwrap_err(), "may have carried out");
        // Read-only operations change nothing.
        known(&admin.list_users(ListUsersRequestDto::new()).await.unwrap_err());
        known(&admin.request(Method::GET, "/api/v3/x").await.unwrap_err());
    }
}

#[tokio::test]
async fn a_timed_out_write_has_an_unknown_outcome() {
    for start in [Vec::new(), announced(100, "{")] {
        let server = RawServer::start(move |_| Act::Stall(start.clone())).await.unwrap();
        let admin = builder(server.host()).timeout(Duration::from_millis(150)).build().unwrap();
        let error = admin.create_role(CreateRoleDto::new("admin")).await.unwrap_err();
        unknown(&error, "may have carried out");
        known(&admin.list_users(ListUsersRequestDto::new()).await.unwrap_err());
    }
}

#[tokio::test]
async fn a_gateway_timeout_has_an_unknown_outcome() {
    for reply in [Reply::new(502, "<html>Bad Gateway</html>"), Reply::new(504, "")] {
        let server = responding(reply).await.unwrap();
        let admin = builder(server.host()).build().unwrap();
        let call = admin.request(Method::POST, "/api/v3/x").json(&json!({}));
        unknown(&call.await.unwrap_err(), "may have carried out");
    }
}

#[tokio::test]
async fn a_failed_retry_after_a_broken_connection_has_an_unknown_outcome() {
    for (status, message) in [(404, "no such key"), (409, "taken"), (403, "no")] {
        let server = cutting(failure(status, message)).await;
        let admin = builder(server.host()).build().unwrap();
        let error = admin.delete_access_key(DeleteAccessKeyDto::new("KEY")).await.unwrap_err();
        unknown(&error, "an earlier attempt was interrupted and may have succeeded");
        assert_eq!(error.status_code(), Some(i64::from(status)));
        assert!(error.to_string().contains(message), "{error}");
        assert_eq!(server.requests(), 2);
    }
    // A rename fails like this if the first attempt succeeded.
    let server = cutting(failure(404, "no such role")).await;
    let admin = builder(server.host()).build().unwrap();
    let call = admin.request(Method::POST, "/api/v3/update-role").retry_safe(true);
    let call = call.json(&json!({"code": "a", "newCode": "b"})).returning::<Value>();
    unknown(&call.await.unwrap_err(), "an earlier attempt");
}

#[tokio::test]
async fn a_successful_retry_is_a_success() {
    let server = cutting(response(r#"{"statusCode":200,"message":"ok","data":{"success":true}}"#));
    let server = server.await;
    let admin = builder(server.host()).build().unwrap();
    admin.delete_access_key(DeleteAccessKeyDto::new("KEY")).await.unwrap();
    assert_eq!(server.requests(), 2);
}

/// Lets only the first attempt pass.
struct Once;

impl Middleware for Once {
    fn before_send<'a>(&'a self, outgoing: &'a mut Outgoing<'_>) -> MiddlewareFuture<'a> {
        let first = outgoing.attempt() == 1;
        Box::pin(async move { if first { Ok(()) } else { Err("closed".into()) } })
    }
}

/// "Nothing was sent" would be true of the last attempt only.
#[tokio::test]
async fn an_unsent_retry_returns_the_error_of_the_previous_attempt() {
    let server = cutting(failure(404, "unused")).await;
    let admin = builder(server.host()).middleware(Once).build().unwrap();
    let error = admin.delete_access_key(DeleteAccessKeyDto::new("KEY")).await.unwrap_err();
    assert!(matches!(error, Error::Transport(_)), "{error:?}");
    unknown(&error, "may have carried out");
}

#[tokio::test]
async fn a_rejected_or_unsent_write_has_a_known_outcome() {
    let address = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let admin = builder(format!("http://{address}")).build().unwrap();
    known(&admin.create_role(CreateRoleDto::new("admin")).await.unwrap_err());
    for status in [400, 403, 404, 409, 429, 500] {
        let reply = Reply::json(200, &json!({"statusCode": status, "message": "no"}));
        let server = responding(reply.header("retry-after", "0")).await.unwrap();
        let admin = builder(server.host()).build().unwrap();
        known(&admin.create_role(CreateRoleDto::new("admin")).await.unwrap_err());
    }
}

/// The operation itself is not sent without a token.
#[tokio::test]
async fn a_broken_token_request_has_a_known_outcome() {
    let server = RawServer::start(|_| Act::Close(Vec::new())).await.unwrap();
    let admin = ManagementClient::builder("ACCESS_KEY_ID", "test-secret").host(server.host());
    let admin = admin.build().unwrap();
    let error = admin.create_role(CreateRoleDto::new("admin")).await.unwrap_err();
    assert_eq!(error.operation(), Some("getManagementToken"));
    known(&error);
}

#[tokio::test]
async fn a_write_with_an_invalid_response_has_an_unknown_outcome() {
    let server = responding(Reply::new(200, "<html>")).await.unwrap();
    let admin = builder(server.host()).build().unwrap();
    let error = admin.create_role(CreateRoleDto::new("admin")).await.unwrap_err();
    unknown(&error, "may have carried out the operation");
    assert!(matches!(error, Error::Decode(_)), "{error:?}");
    known(&admin.list_users(ListUsersRequestDto::new()).await.unwrap_err());
}
