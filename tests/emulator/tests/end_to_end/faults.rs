//! Faults on demand, and what the SDK makes of them.

use std::time::{Duration, Instant};

use genauth::{Error, ManagementClient, RetryPolicy, management::ListUsersRequestDto};
use genauth_emulator::{Emulator, demo};

/// A client that tries once.
fn impatient(emulator: &Emulator) -> ManagementClient {
    let key = ManagementClient::builder(demo::ACCESS_KEY_ID, demo::SECRET).host(emulator.host());
    key.retry(RetryPolicy::never()).build().unwrap()
}

#[tokio::test]
async fn calls_are_turned_away_and_told_when_to_come_back() {
    let emulator = Emulator::start().await.unwrap();
    emulator.faults().on("listUsers").times(1).too_many_requests(Duration::from_secs(2));
    let admin = impatient(&emulator);
    let refused = admin.list_users(ListUsersRequestDto::new()).await.unwrap_err();
    assert_eq!(refused.status_code(), Some(429));
    assert_eq!(refused.retry_after(), Some(Duration::from_secs(2)));
    admin.list_users(ListUsersRequestDto::new()).await.unwrap();
}

#[tokio::test]
async fn a_client_that_tries_again_does_not_notice_a_few_faults() {
    let emulator = Emulator::start().await.unwrap();
    emulator.faults().on("listGroups").times(1).status(503);
    emulator.faults().on("listGroups").times(1).drop_connection();
    let admin = emulator.management();
    admin.list_groups(genauth::management::ListGroupsParams::new()).await.unwrap();
    assert_eq!(emulator.calls_of("listGroups").len(), 3);
}

#[tokio::test]
async fn statuses_of_servers_in_trouble() {
    let emulator = Emulator::start().await.unwrap();
    let admin = impatient(&emulator);
    for status in [500, 502, 503] {
        emulator.faults().on("listUsers").times(1).status(status);
        let failed = admin.list_users(ListUsersRequestDto::new()).await.unwrap_err();
        assert_eq!(failed.status_code(), Some(i64::from(status)));
    }
    emulator.faults().everywhere().status(500);
    admin.list_users(ListUsersRequestDto::new()).await.unwrap_err();
    emulator.faults().clear();
    admin.list_users(ListUsersRequestDto::new()).await.unwrap();
}

#[tokio::test]
async fn a_dropped_connection_is_an_error_of_the_transport() {
    let emulator = Emulator::start().await.unwrap();
    let admin = impatient(&emulator);
    admin.list_users(ListUsersRequestDto::new()).await.unwrap();
    emulator.faults().on("listUsers").times(1).drop_connection();
    let failed = admin.list_users(ListUsersRequestDto::new()).await.unwrap_err();
    assert!(matches!(failed, Error::Transport(_)), "{failed}");
}

#[tokio::test]
async fn latency_and_slow_bodies_take_their_time() {
    let emulator = Emulator::start().await.unwrap();
    let admin = impatient(&emulator);
    admin.list_users(ListUsersRequestDto::new()).await.unwrap();
    let pause = Duration::from_millis(20);
    emulator.faults().on("listUsers").times(1).latency(pause);
    emulator.faults().on("listUsers").times(1).slow_body(pause);
    for least in [pause, pause * 10] {
        let start = Instant::now();
        admin.list_users(ListUsersRequestDto::new()).await.unwrap();
        assert!(start.elapsed() >= least);
    }
    // A caller who does not wait that long is not kept.
    emulator.faults().on("listUsers").times(1).slow_body(Duration::from_secs(60));
    let call = admin.list_users(ListUsersRequestDto::new()).timeout(Duration::from_millis(200));
    assert!(call.await.is_err());
}
