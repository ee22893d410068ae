//! Numbers keep their digits from a response to a request, with every client authentication and on
//! every page, whatever features of `serde_json` the build has.
//!
//! Run this test alone (`cargo test -p genauth-wire --test numbers`), too: the emulator's
//! dependencies enable features in a build of the whole workspace. `--features arbitrary_precision`
//! enables another one.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use genauth::authentication::SignInOptionsDto;
use genauth::management::{GetUserParams, ListUsersRequestDto, UpdateUserReqDto};
use genauth::{AuthenticationClient, ClientAuthMethod};
use http::Method;
use serde_json::{Map, Value, json};
use support::{APP_ID, Recorded, Reply, Server, clients, is_token_request, token_reply};

/// Each is read as a different float by the fast but inexact method.
const DIGITS: [&str; 3] = ["31.245270191439438", "121.46917375028598", "-0.30000000000000004"];

fn object(digits: &str) -> Map<String, Value> {
    serde_json::from_str(&format!(r#"{{"lat":{digits}}}"#)).unwrap()
}

fn text(request: &Recorded) -> String {
    String::from_utf8(request.body.to_vec()).unwrap()
}

#[tokio::test]
async fn every_client_authentication_keeps_digits() {
    let server = Server::start(|_| Reply::data(&json!({}))).await.unwrap();
    let methods = [
        ClientAuthMethod::ClientSecretBasic,
        ClientAuthMethod::ClientSecretPost,
        ClientAuthMethod::None,
    ];
    for method in methods {
        let app = AuthenticationClient::builder(APP_ID, server.host()).app_secret("test-secret");
        let app = app.client_auth(method).build().unwrap();
        for digits in DIGITS {
            let options = SignInOptionsDto::new().custom_data(object(digits));
            let call = app.sign_in_by_username_password("bob", "test-secret").options(options);
            let _ = call.await;
            let sent = text(&server.last().unwrap());
            assert!(sent.contains(&format!(r#""lat":{digits}}}"#)), "{method:?}: {sent}");
        }
        // The body of a custom call is sent unchanged, to the last digit.
        let digits = "3.14159265358979323846264338327950288";
        let body: &serde_json::value::RawValue =
            &serde_json::from_str::<Box<_>>(&format!(r#"{{"pi":{digits}}}"#)).unwrap();
        let _ = app.request(Method::POST, "/api/v3/signin").json(body).await;
        let sent = text(&server.last().unwrap());
        assert!(sent.contains(&format!(r#""pi":{digits}"#)), "{method:?}: {sent}");
    }
}

#[tokio::test]
async fn every_page_keeps_digits() {
    let token = token_reply().0;
    let server = Server::start(move |request| match is_token_request(request) {
        true => token.clone(),
        false => {
            let page = &request.json()["options"]["pagination"]["page"];
            let user = json!({"userId": format!("user-{page}")});
            Reply::data(&json!({"totalCount": 3, "list": [user]}))
        }
    });
    let server = server.await.unwrap();
    let admin = clients(&server).unwrap().admin;
    for digits in DIGITS {
        let request = ListUsersRequestDto::new().search_query(object(digits));
        let mut users = admin.list_users(request).items();
        while let Some(user) = users.next().await {
            user.unwrap();
        }
        let pages: Vec<_> = server.recorded().into_iter().rev().take(3).collect();
        for page in pages {
            let sent = text(&page);
            assert!(sent.contains(&format!(r#""lat":{digits}}}"#)), "{sent}");
        }
    }
}

#[tokio::test]
async fn digits_survive_from_a_response_to_a_request() {
    for digits in DIGITS {
        let token = token_reply().0;
        let user = format!(
            r#"{{"statusCode":200,"message":"ok","data":{{"userId":"1","customData":{{"lat":{digits}}}}}}}"#
        );
        let server = Server::start(move |request| match is_token_request(request) {
            true => token.clone(),
            false => Reply::new(200, user.clone()),
        });
        let server = server.await.unwrap();
        let admin = clients(&server).unwrap().admin;
        let user = admin.get_user(GetUserParams::new("1")).await.unwrap();
        let update = UpdateUserReqDto::new(user.user_id);
        admin.update_user(update.custom_data(user.custom_data.unwrap())).await.unwrap();
        let sent = text(&server.last().unwrap());
        assert!(sent.contains(&format!(r#""lat":{digits}}}"#)), "{sent}");
    }
}
