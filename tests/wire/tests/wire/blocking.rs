//! Calls that block the thread: the same responses, and no deadlock.

use std::{future::IntoFuture, panic::AssertUnwindSafe, thread, time::Duration};

use genauth::management::ListUsersRequestDto;
use genauth::{
    BlockingError, Error, Incoming, ManagementClient, Middleware, RetryPolicy, blocking,
};
use http::Method;
use serde_json::json;
use support::{ACCESS_KEY, Clients, Reply, Server, clients, is_token_request, token_reply};
use tokio::runtime::{Builder, Runtime};

/// A server that runs on its own runtime, and its clients.
struct Elsewhere {
    server: Server,
    clients: Clients,
    _runtime: Runtime,
}

fn elsewhere(reply: Reply) -> Elsewhere {
    let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let token = token_reply().0;
    let server = runtime.block_on(Server::start(move |request| match is_token_request(request) {
        true => token.clone(),
        false => reply.clone(),
    }));
    let server = server.unwrap();
    let clients = clients(&server).unwrap();
    Elsewhere { server, clients, _runtime: runtime }
}

fn three_users() -> Reply {
    Reply::data(&json!({"totalCount": 3, "list": []}))
}

fn total(admin: &ManagementClient) -> Result<i64, Error> {
    admin.list_users(ListUsersRequestDto::new()).wait().map(|page| page.total_count)
}

fn is_rejected(outcome: Result<i64, Error>) {
    let error = outcome.unwrap_err();
    assert!(matches!(error, Error::Blocking(BlockingError::InATask)), "{error:?}");
    assert!(error.to_string().contains("await the call"), "{error}");
    assert!(!error.is_retryable());
}

#[test]
fn blocking_calls_work_on_a_thread_without_a_runtime() {
    let there = elsewhere(three_users());
    let admin = &there.clients.admin;
    assert_eq!(total(admin).unwrap(), 3);

    let response = admin.list_users(ListUsersRequestDto::new()).send_blocking().unwrap();
    assert_eq!((response.http_status().as_u16(), response.data().total_count), (200, 3));

    let response = admin.request(Method::GET, "/api/v3/brand-new").wait().unwrap();
    assert_eq!(response["totalCount"], 3);

    let again = blocking::wait(admin.list_users(ListUsersRequestDto::new()).send()).unwrap();
    assert_eq!(again.data().total_count, 3);
    let tokens = there.server.recorded().iter().filter(|it| is_token_request(it)).count();
    assert_eq!(tokens, 1, "the token is kept between calls");
}

#[test]
fn many_threads_share_one_token_request() {
    let there = elsewhere(three_users());
    thread::scope(|scope| {
        let threads: Vec<_> =
            (0..32).map(|_| scope.spawn(|| total(&there.clients.admin))).collect();
        for thread in threads {
            assert_eq!(thread.join().unwrap().unwrap(), 3);
        }
    });
    let recorded = there.server.recorded();
    assert_eq!(recorded.iter().filter(|it| is_token_request(it)).count(), 1);
    assert_eq!(recorded.len(), 33);
}

#[test]
fn blocking_calls_return_the_same_errors() {
    let body = json!({"statusCode": 404, "apiCode": 2_004, "message": "no such user"});
    let there = elsewhere(Reply::json(200, &body));
    assert_eq!(total(&there.clients.admin).unwrap_err().api_code(), Some(2_004));

    let there = elsewhere(Reply::Silence);
    let call = there.clients.user.list_enrolled_factors().retry(RetryPolicy::never());
    let error = call.timeout(Duration::from_millis(50)).wait().unwrap_err();
    assert!(matches!(&error, Error::Transport(error) if error.is_timeout()), "{error:?}");
}

#[test]
fn blocking_calls_in_an_asynchronous_task_are_an_error() {
    let there = elsewhere(three_users());
    let admin = &there.clients.admin;
    let runtimes = [
        Builder::new_current_thread().enable_all().build().unwrap(),
        Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap(),
    ];
    for runtime in runtimes {
        is_rejected(runtime.block_on(async { total(admin) }));
        let spawned = admin.clone();
        is_rejected(runtime.block_on(runtime.spawn(async move { total(&spawned) })).unwrap());
        let call = admin.request(Method::GET, "/api/v3/brand-new");
        is_rejected(runtime.block_on(async { call.wait().map(|_| 0) }));
        // The task continues as before.
        let awaited = runtime.block_on(async {
            is_rejected(total(admin));
            admin.list_users(ListUsersRequestDto::new()).await
        });
        assert_eq!(awaited.unwrap().total_count, 3);
    }
    assert_eq!(there.server.recorded().iter().filter(|it| !is_token_request(it)).count(), 2);
}

#[test]
fn blocking_calls_work_on_a_blocking_thread_of_a_runtime() {
    let there = elsewhere(three_users());
    let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let admin = there.clients.admin.clone();
    let moved = admin.clone();
    let outcome = runtime.block_on(runtime.spawn_blocking(move || total(&moved))).unwrap();
    assert_eq!(outcome.unwrap(), 3);
    let in_place = async move { tokio::task::block_in_place(|| total(&admin)) };
    assert_eq!(runtime.block_on(runtime.spawn(in_place)).unwrap().unwrap(), 3);
    // A thread that has only entered the runtime, to start tasks on it.
    let _entered = runtime.enter();
    assert_eq!(total(&there.clients.admin).unwrap(), 3);
}

#[test]
fn an_idle_runtime_does_not_stall_blocking_calls() {
    let there = elsewhere(three_users());
    let admin = &there.clients.admin;
    // Leaves a connection in the pool that only this runtime can use.
    let idle = Builder::new_current_thread().enable_all().build().unwrap();
    idle.block_on(admin.list_users(ListUsersRequestDto::new()).into_future()).unwrap();
    assert_eq!(total(admin).unwrap(), 3);
    idle.block_on(admin.list_users(ListUsersRequestDto::new()).into_future()).unwrap();
    drop(idle);
    assert_eq!(total(admin).unwrap(), 3);
}

#[test]
fn a_panic_of_the_application_does_not_break_later_calls() {
    struct Careless;

    impl Middleware for Careless {
        fn after_response(&self, _: &Incoming<'_>) {
            panic!("careless");
        }
    }

    let there = elsewhere(three_users());
    let (id, secret) = ACCESS_KEY;
    let careless = ManagementClient::with_token_provider(genauth::ManagementToken::new("TOKEN"));
    let careless = careless.host(there.server.host()).middleware(Careless).build().unwrap();
    let caught = std::panic::catch_unwind(AssertUnwindSafe(|| total(&careless)));
    assert_eq!(caught.unwrap_err().downcast_ref(), Some(&"careless"));
    // Other calls continue.
    let admin = ManagementClient::builder(id, secret).host(there.server.host()).build().unwrap();
    assert_eq!(total(&admin).unwrap(), 3);
}

#[test]
fn lists_are_paginated_by_an_iterator() {
    let there = elsewhere(three_users());
    let users = there.clients.admin.list_users(ListUsersRequestDto::new());
    assert_eq!(users.items().wait_each().count(), 0, "the list is empty");

    let token = token_reply().0;
    let server = Server::start(move |request| match is_token_request(request) {
        true => token.clone(),
        false => match request.json()["options"]["pagination"]["page"].as_i64() {
            Some(page @ 1..=3) => {
                let list = [format!("{page}a"), format!("{page}b")].map(|id| json!({"userId": id}));
                Reply::data(&json!({"totalCount": 7, "list": list}))
            }
            _ => Reply::json(500, &json!({"statusCode": 500, "message": "broken"})),
        },
    });
    let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let server = runtime.block_on(server).unwrap();
    let admin = clients(&server).unwrap().admin;
    for ahead in [0, 2] {
        let items = admin.list_users(ListUsersRequestDto::new()).items().prefetch(ahead);
        let mut each = items.wait_each();
        let found: Vec<_> = each.by_ref().map_while(Result::ok).map(|user| user.user_id).collect();
        assert_eq!(found, ["1a", "1b", "2a", "2b", "3a", "3b"]);
        assert!(each.next().is_none(), "it ends after the first error");
        let position = each.into_inner().cursor().map(ToString::to_string);
        assert_eq!(position.as_deref(), Some("page:4"));
    }
    let mut pages = admin.list_users(ListUsersRequestDto::new()).pages().wait_each();
    assert_eq!(pages.next().unwrap().unwrap().list.len(), 2);
    // Inside a task the iterator fails once and ends.
    let mut rejected = admin.list_users(ListUsersRequestDto::new()).items().wait_each();
    runtime.block_on(async {
        is_rejected(rejected.next().unwrap().map(|_| 0));
        assert!(rejected.next().is_none());
    });
}

#[test]
fn flows_can_be_driven_by_blocking_calls() {
    let there = elsewhere(Reply::data(&json!({"enrollmentToken": "test-secret"})));
    let mfa = there.clients.user.mfa();
    let pending = blocking::wait(mfa.enroll_email("test@example.com")).unwrap();
    blocking::wait(pending.confirm("123456")).unwrap();
    let paths: Vec<_> = there.server.recorded().into_iter().map(|request| request.path).collect();
    assert_eq!(paths, ["/api/v3/send-enroll-factor-request", "/api/v3/enroll-factor"]);
}
