//! Numbers keep their digits from a response to a request, with every client authentication and on
//! every page, whatever features of `serde_json` the build has.
//!
//! `cargo test -p genauth-numbers` builds it with few of them, and with `--features
//! arbitrary_precision` with the one that changes the type of numbers. In a build of the workspace,
//! other packages enable more.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use genauth::authentication::SignInOptionsDto;
use genauth::management::{GetUserParams, ListUsersRequestDto, UpdateUserReqDto};
use genauth::{AuthenticationClient, ClientAuthMethod, ManagementClient};
use genauth_numbers::{Request, Server};
use http::Method;
use serde_json::{Map, Value, json};

/// Each is read as a different float by the fast but inexact method.
const DIGITS: [&str; 3] = ["31.245270191439438", "121.46917375028598", "-0.30000000000000004"];

fn object(digits: &str) -> Map<String, Value> {
    serde_json::from_str(&format!(r#"{{"lat":{digits}}}"#)).unwrap()
}

/// A token with the claim `scoped_userpool_id: POOL_ID`, not signed.
const TOKEN: &str = "eyJhbGciOiJub25lIn0.eyJzY29wZWRfdXNlcnBvb2xfaWQiOiJQT09MX0lEIn0.none";

/// Returns a response with this payload.
fn envelope(data: &str) -> String {
    format!(r#"{{"statusCode":200,"message":"ok","data":{data}}}"#)
}

/// Starts a server that issues management tokens, and responds to other requests with a payload.
async fn started(reply: impl Fn(&Request) -> String + Send + Sync + 'static) -> Server {
    let server =
        Server::start(move |request| match request.line.contains("get-management-token") {
            true => envelope(&json!({"access_token": TOKEN, "expires_in": 7_200}).to_string()),
            false => envelope(&reply(request)),
        });
    server.await.unwrap()
}

fn admin(server: &Server) -> ManagementClient {
    let builder = ManagementClient::builder("ACCESS_KEY_ID", "test-secret");
    builder.host(server.host()).build().unwrap()
}

/// Returns the body of the last request.
fn last(server: &Server) -> String {
    server.requests().pop().unwrap().body
}

#[tokio::test]
async fn every_client_authentication_keeps_digits() {
    let server = started(|_| "{}".to_owned()).await;
    let methods = [
        ClientAuthMethod::ClientSecretBasic,
        ClientAuthMethod::ClientSecretPost,
        ClientAuthMethod::None,
    ];
    for method in methods {
        let app = AuthenticationClient::builder("APP_ID", server.host()).app_secret("test-secret");
        let app = app.client_auth(method).build().unwrap();
        for digits in DIGITS {
            let options = SignInOptionsDto::new().custom_data(object(digits));
            let call = app.sign_in_by_username_password("bob", "test-secret").options(options);
            let _ = call.await;
            let sent = last(&server);
            assert!(sent.contains(&format!(r#""lat":{digits}}}"#)), "{method:?}: {sent}");
        }
        // The body of a custom call is sent unchanged, to the last digit.
        let digits = "3.14159265358979323846264338327950288";
        let body: &serde_json::value::RawValue =
            &serde_json::from_str::<Box<_>>(&format!(r#"{{"pi":{digits}}}"#)).unwrap();
        let _ = app.request(Method::POST, "/api/v3/signin").json(body).await;
        let sent = last(&server);
        assert!(sent.contains(&format!(r#""pi":{digits}"#)), "{method:?}: {sent}");
    }
}

#[tokio::test]
async fn every_page_keeps_digits() {
    let server = started(|request| {
        let body: Value = serde_json::from_str(&request.body).unwrap();
        let page = &body["options"]["pagination"]["page"];
        json!({"totalCount": 3, "list": [{"userId": format!("user-{page}")}]}).to_string()
    });
    let server = server.await;
    let admin = admin(&server);
    for digits in DIGITS {
        let request = ListUsersRequestDto::new().search_query(object(digits));
        let mut users = admin.list_users(request).items();
        while let Some(user) = users.next().await {
            user.unwrap();
        }
        for page in server.requests().iter().rev().take(3) {
            let sent = &page.body;
            assert!(sent.contains(&format!(r#""lat":{digits}}}"#)), "{sent}");
        }
    }
}

#[tokio::test]
async fn digits_survive_from_a_response_to_a_request() {
    for digits in DIGITS {
        let user = format!(r#"{{"userId":"1","customData":{{"lat":{digits}}}}}"#);
        let server = started(move |_| user.clone()).await;
        let admin = admin(&server);
        let user = admin.get_user(GetUserParams::new("1")).await.unwrap();
        let update = UpdateUserReqDto::new(user.user_id);
        admin.update_user(update.custom_data(user.custom_data.unwrap())).await.unwrap();
        let sent = last(&server);
        assert!(sent.contains(&format!(r#""lat":{digits}}}"#)), "{sent}");
    }
}
