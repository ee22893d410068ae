//! The control endpoints: clock, outbox, calls, faults and state over HTTP.

use genauth::authentication::GetProfileParams;
use genauth::management::ListUsersRequestDto;
use genauth_emulator::Emulator;
use reqwest::Method;
use serde_json::{Value, json};

use crate::accounts::{PASSWORD, signed_in};

/// Sends a request to a control endpoint.
async fn control(emulator: &Emulator, method: Method, path: &str, body: Value) -> (u16, Value) {
    let url = format!("{}/_emulator/{path}", emulator.host());
    let mut request = reqwest::Client::new().request(method, url);
    if !body.is_null() {
        request = request.json(&body);
    }
    let response = request.send().await.unwrap();
    (response.status().as_u16(), response.json().await.unwrap())
}

#[tokio::test]
async fn clock_can_be_advanced_and_stopped() {
    let emulator = Emulator::start().await.unwrap();
    let user = signed_in(&emulator, "test").await;
    let stop = json!({"stopped": true});
    let (_, before) = control(&emulator, Method::POST, "clock", stop).await;
    let fifteen_days = json!({"advanceSeconds": 15 * 86_400});
    let (status, after) = control(&emulator, Method::POST, "clock", fifteen_days).await;
    assert_eq!(status, 200);
    let milliseconds = |clock: &Value| clock["milliseconds"].as_i64().unwrap();
    assert_eq!(milliseconds(&after) - milliseconds(&before), 15 * 86_400_000);
    assert!(user.get_profile(GetProfileParams::new()).await.is_err(), "the token has expired");
    let (status, response) = control(&emulator, Method::POST, "clock", json!({"back": 1})).await;
    assert_eq!(status, 400);
    assert!(response["message"].as_str().unwrap().contains("back"));
}

#[tokio::test]
async fn recorded_calls_contain_no_secrets() {
    let emulator = Emulator::start().await.unwrap();
    signed_in(&emulator, "test").await;
    let (_, response) =
        control(&emulator, Method::GET, "calls?operation=signUp", Value::Null).await;
    assert_eq!(response["calls"].as_array().unwrap().len(), 1);
    assert_eq!(response["calls"][0]["appId"], "APP_ID");
    assert_eq!(response["calls"][0]["body"]["passwordPayload"]["username"], "test");
    let (_, response) = control(&emulator, Method::GET, "calls", Value::Null).await;
    let text = response.to_string();
    assert!(text.contains("signInByCredentials"));
    assert!(!text.contains(PASSWORD) && !text.contains("test-secret"), "{text}");
    control(&emulator, Method::DELETE, "calls", Value::Null).await;
    assert!(emulator.calls().is_empty());
}

#[tokio::test]
async fn faults_can_be_injected() {
    let emulator = Emulator::start().await.unwrap();
    let once = json!({"operation": "listUsers", "times": 1, "status": 503});
    assert_eq!(control(&emulator, Method::POST, "faults", once).await.0, 200);
    let admin = emulator.management();
    admin.list_users(ListUsersRequestDto::new()).await.unwrap();
    assert_eq!(emulator.calls_of("listUsers").unwrap().len(), 2, "the SDK retried");
    for wrong in [
        json!({}),
        json!({"status": 503, "drop": true}),
        json!({"status": 200}),
        json!({"operation": "listUser", "status": 503}),
        json!({"operation": "listUsers", "drop": "during"}),
        json!({"operation": "listUsers", "drop": false}),
    ] {
        assert_eq!(control(&emulator, Method::POST, "faults", wrong).await.0, 400);
    }
}

#[tokio::test]
async fn state_can_be_read_and_replaced() {
    let emulator = Emulator::start().await.unwrap();
    signed_in(&emulator, "test").await;
    let (_, state) = control(&emulator, Method::GET, "state", Value::Null).await;
    control(&emulator, Method::POST, "reset", Value::Null).await;
    let count = async || {
        let admin = emulator.management();
        admin.list_users(ListUsersRequestDto::new()).await.unwrap().total_count
    };
    assert_eq!(count().await, 0);
    assert_eq!(control(&emulator, Method::PUT, "state", state).await.0, 200);
    assert_eq!(count().await, 1);
    let (status, _) = control(&emulator, Method::PUT, "state", json!({"version": 7})).await;
    assert_eq!(status, 400);
    assert_eq!(count().await, 1);
}

#[tokio::test]
async fn unknown_operations_are_rejected_with_a_suggestion() {
    let emulator = Emulator::start().await.unwrap();
    let misspelled = json!({"operation": "listUser", "status": 503});
    let (status, fault) = control(&emulator, Method::POST, "faults", misspelled).await;
    let (other, calls) =
        control(&emulator, Method::GET, "calls?operation=listUser", Value::Null).await;
    assert_eq!((status, other), (400, 400));
    for response in [fault, calls] {
        let message = response["message"].as_str().unwrap();
        assert!(message.contains("`listUser`") && message.contains("`listUsers`"), "{message}");
    }
}

#[tokio::test]
async fn faults_start_after_a_number_of_calls_and_drop_before_or_after_execution() {
    let emulator = Emulator::start().await.unwrap();
    for (when, after) in [("before", 0), ("after", 1)] {
        let fault = json!({"operation": "createUser", "times": 1, "after": after, "drop": when});
        assert_eq!(control(&emulator, Method::POST, "faults", fault).await.0, 200);
    }
    let key = genauth::ManagementClient::builder("ACCESS_KEY_ID", "test-secret");
    let admin = key.host(emulator.host()).retry(genauth::RetryPolicy::never()).build().unwrap();
    let mut counts = Vec::new();
    for name in ["before", "after"] {
        let user = genauth::management::CreateUserReqDto::new().username(name);
        assert!(admin.create_user(user).await.is_err());
        counts.push(admin.list_users(ListUsersRequestDto::new()).await.unwrap().total_count);
    }
    assert_eq!(counts, [0, 1]);
}
