//! Fault injection, and the reaction of the SDK.

use std::time::{Duration, Instant};

use genauth::{
    Error, ManagementClient, RetryPolicy,
    management::{CreateUserReqDto, ListUsersRequestDto},
};
use genauth_emulator::{Emulator, demo};

/// Creates a client without retries.
fn impatient(emulator: &Emulator) -> ManagementClient {
    let key = ManagementClient::builder(demo::ACCESS_KEY_ID, demo::SECRET).host(emulator.host());
    key.retry(RetryPolicy::never()).build().unwrap()
}

#[tokio::test]
async fn rate_limited_calls_have_retry_after() {
    let emulator = Emulator::start().await.unwrap();
    emulator.faults().on("listUsers").unwrap().times(1).too_many_requests(Duration::from_secs(2));
    let admin = impatient(&emulator);
    let refused = admin.list_users(ListUsersRequestDto::new()).await.unwrap_err();
    assert_eq!(refused.status_code(), Some(429));
    assert_eq!(refused.retry_after(), Some(Duration::from_secs(2)));
    admin.list_users(ListUsersRequestDto::new()).await.unwrap();
}

#[tokio::test]
async fn retrying_client_recovers_from_faults() {
    let emulator = Emulator::start().await.unwrap();
    emulator.faults().on("listGroups").unwrap().times(1).status(503);
    emulator.faults().on("listGroups").unwrap().times(1).drop_connection();
    let admin = emulator.management();
    admin.list_groups(genauth::management::ListGroupsParams::new()).await.unwrap();
    assert_eq!(emulator.calls_of("listGroups").unwrap().len(), 3);
}

#[tokio::test]
async fn injected_server_errors_are_returned() {
    let emulator = Emulator::start().await.unwrap();
    let admin = impatient(&emulator);
    for status in [500, 502, 503] {
        emulator.faults().on("listUsers").unwrap().times(1).status(status);
        let failed = admin.list_users(ListUsersRequestDto::new()).await.unwrap_err();
        assert_eq!(failed.status_code(), Some(i64::from(status)));
    }
    emulator.faults().everywhere().status(500);
    admin.list_users(ListUsersRequestDto::new()).await.unwrap_err();
    emulator.faults().clear();
    admin.list_users(ListUsersRequestDto::new()).await.unwrap();
}

#[tokio::test]
async fn dropped_connection_is_a_transport_error() {
    let emulator = Emulator::start().await.unwrap();
    let admin = impatient(&emulator);
    admin.list_users(ListUsersRequestDto::new()).await.unwrap();
    emulator.faults().on("listUsers").unwrap().times(1).drop_connection();
    let failed = admin.list_users(ListUsersRequestDto::new()).await.unwrap_err();
    assert!(matches!(failed, Error::Transport(_)), "{failed}");
}

#[tokio::test]
async fn latency_and_slow_bodies_delay_responses() {
    let emulator = Emulator::start().await.unwrap();
    let admin = impatient(&emulator);
    admin.list_users(ListUsersRequestDto::new()).await.unwrap();
    let pause = Duration::from_millis(20);
    emulator.faults().on("listUsers").unwrap().times(1).latency(pause);
    emulator.faults().on("listUsers").unwrap().times(1).slow_body(pause);
    for least in [pause, pause * 10] {
        let start = Instant::now();
        admin.list_users(ListUsersRequestDto::new()).await.unwrap();
        assert!(start.elapsed() >= least);
    }
    // A client with a shorter timeout does not wait.
    emulator.faults().on("listUsers").unwrap().times(1).slow_body(Duration::from_secs(60));
    let call = admin.list_users(ListUsersRequestDto::new()).timeout(Duration::from_millis(200));
    assert!(call.await.is_err());
}

#[tokio::test]
async fn fault_starts_after_a_number_of_calls() {
    let emulator = Emulator::start().await.unwrap();
    let admin = impatient(&emulator);
    let list = || admin.list_users(ListUsersRequestDto::new());
    emulator.faults().on("listUsers").unwrap().after(2).times(1).status(503);
    // Calls of other operations do not count, but calls that meet another fault do.
    emulator.faults().on("listUsers").unwrap().after(3).times(1).status(500);
    admin.list_groups(genauth::management::ListGroupsParams::new()).await.unwrap();
    for expected in [None, None, Some(503), Some(500), None] {
        let status = list().await.err().and_then(|error| error.status_code());
        assert_eq!(status, expected);
    }
}

#[tokio::test]
async fn connection_is_dropped_before_or_after_execution() {
    let emulator = Emulator::start().await.unwrap();
    let admin = impatient(&emulator);
    let count = async || admin.list_users(ListUsersRequestDto::new()).await.unwrap().total_count;
    let create = |name: &str| admin.create_user(CreateUserReqDto::new().username(name));
    emulator.faults().on("createUser").unwrap().times(1).drop_request();
    assert!(matches!(create("before").await.unwrap_err(), Error::Transport(_)));
    assert_eq!(count().await, 0);
    emulator.faults().on("createUser").unwrap().times(1).drop_connection();
    assert!(matches!(create("after").await.unwrap_err(), Error::Transport(_)));
    assert_eq!(count().await, 1);
    let statuses: Vec<i64> =
        emulator.calls_of("createUser").unwrap().iter().map(|call| call.status_code).collect();
    assert_eq!(statuses, [0, 200]);
}

#[test]
fn unknown_operation_names_are_rejected_with_a_suggestion() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let emulator = runtime.block_on(Emulator::start()).unwrap();
    let error = emulator.faults().on("list_user").unwrap_err();
    assert_eq!(error.to_string(), "unknown operation `list_user`; did you mean `listUsers`?");
    assert_eq!(emulator.calls_of("getProfil").unwrap_err().suggestion(), Some("getProfile"));
    let error = emulator.calls_of("\u{1b}[2Jnothing like it").unwrap_err();
    assert_eq!(error.suggestion(), None);
    assert!(!error.to_string().contains('\u{1b}'), "{error}");
    assert!(emulator.calls_of("listUsers").unwrap().is_empty());
}
