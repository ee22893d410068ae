//! Proxies from environment variables: used for other hosts, never for this machine.

use std::process::Command;

use genauth::management::ListUsersRequestDto;
use genauth::{AuthenticationClient, Error, ManagementClient, RetryPolicy};
use serde_json::json;
use support::raw::{Act, RawServer};
use support::{APP_ID, Reply, responding};

/// Variable that marks the process started by the test, in which the proxy variables are set.
const MARK: &str = "GENAUTH_TEST_PROXY";

const VARIABLES: [&str; 8] = [
    "HTTP_PROXY",
    "http_proxy",
    "HTTPS_PROXY",
    "https_proxy",
    "ALL_PROXY",
    "all_proxy",
    "NO_PROXY",
    "no_proxy",
];

/// Runs a test of this file in a process with these variables: they are read once per process.
fn run(test: &str, variables: &[(&str, &str)]) {
    let mut command = Command::new(std::env::current_exe().unwrap());
    for name in VARIABLES {
        command.env_remove(name);
    }
    command
        .args(["--exact", &format!("proxies::{test}"), "--ignored", "--nocapture"])
        .env(MARK, "1");
    let output = command.envs(variables.iter().copied()).output().unwrap();
    let shown = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{shown} {}", String::from_utf8_lossy(&output.stderr));
    assert!(shown.contains("1 passed"), "{shown}");
}

#[test]
fn a_loopback_host_is_reached_without_a_proxy() {
    let nowhere = "http://127.0.0.1:9";
    for variables in [
        &[("HTTP_PROXY", nowhere)][..],
        &[("http_proxy", nowhere)],
        &[("ALL_PROXY", nowhere)],
        &[("all_proxy", nowhere), ("HTTPS_PROXY", nowhere)],
    ] {
        run("in_a_process_with_a_proxy_a_loopback_host_is_reached", variables);
    }
}

#[tokio::test]
#[ignore = "run by the test above in a process of its own"]
async fn in_a_process_with_a_proxy_a_loopback_host_is_reached() {
    let server = responding(Reply::data(&json!({"totalCount": 0, "list": []}))).await.unwrap();
    let port = server.host().rsplit_once(':').unwrap().1.to_owned();
    for host in [server.host(), format!("http://localhost:{port}")] {
        let admin = ManagementClient::builder("ACCESS_KEY_ID", "test-secret").host(host);
        let call = admin.build().unwrap().list_users(ListUsersRequestDto::new());
        let error = call.retry(RetryPolicy::never()).await.err();
        // The server expects another access key, so its rejection of the token does not matter
        // here.
        assert!(!matches!(error, Some(Error::Transport(_))), "{error:?}");
    }
    assert!(!server.recorded().is_empty());
}

#[test]
fn other_hosts_are_reached_through_the_proxy_of_the_environment() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    // A proxy that opens no tunnel.
    let refusal = b"HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n";
    let proxy = runtime.block_on(RawServer::start(|_| Act::Close(refusal.to_vec()))).unwrap();
    let address = proxy.host().replace("http://", "http://name:sentinel@");
    run("in_a_process_with_a_proxy_another_host_is_not_reached", &[("HTTPS_PROXY", &address)]);
    assert_eq!(proxy.requests(), 1);
    run(
        "in_a_process_with_a_proxy_another_host_is_not_reached",
        &[("HTTPS_PROXY", &address), ("NO_PROXY", "nowhere.invalid")],
    );
    assert_eq!(proxy.requests(), 1, "an exception holds");
}

#[tokio::test]
#[ignore = "run by the test above in a process of its own"]
async fn in_a_process_with_a_proxy_another_host_is_not_reached() {
    let app = AuthenticationClient::builder(APP_ID, "https://nowhere.invalid").build().unwrap();
    let user = app.with_access_token("USER_ACCESS_TOKEN");
    let error = user.list_enrolled_factors().retry(RetryPolicy::never()).await.unwrap_err();
    let Error::Transport(inner) = &error else { panic!("{error:?}") };
    assert!(inner.is_connect(), "{error:?}");
    assert!(error.to_string().contains("nowhere.invalid"), "{error}");
    assert!(!format!("{error} {error:?} {app:?}").contains("sentinel"), "{error:?}");
}
