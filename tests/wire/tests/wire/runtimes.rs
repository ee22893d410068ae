//! One client serves several runtimes, at once and one after another.

use std::{
    future::IntoFuture,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

use genauth::authentication::ResetFactorDto;
use genauth::management::ListUsersRequestDto;
use genauth::{AuthenticationClient, Error, RetryPolicy};
use serde_json::json;
use support::raw::response;
use support::{Clients, Reply, Server, clients, is_token_request, token_reply};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpListener,
    runtime::{Builder, Runtime},
};

/// A server on its own runtime, and its clients.
struct Elsewhere {
    server: Server,
    clients: Clients,
    _runtime: Runtime,
}

fn elsewhere() -> Elsewhere {
    let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let token = token_reply().0;
    let server = runtime.block_on(Server::start(move |request| match is_token_request(request) {
        true => token.clone(),
        false => Reply::data(&json!({"totalCount": 0, "list": []})),
    }));
    let server = server.unwrap();
    let clients = clients(&server).unwrap();
    Elsewhere { server, clients, _runtime: runtime }
}

fn current_thread() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

async fn write(clients: &Clients) -> Result<(), Error> {
    let call = clients.user.reset_factor(ResetFactorDto::new("FACTOR_ID"));
    call.retry(RetryPolicy::never()).timeout(Duration::from_secs(20)).await
}

async fn read(clients: &Clients) -> Result<(), Error> {
    let call = clients.admin.list_users(ListUsersRequestDto::new());
    let call = call.retry(RetryPolicy::never()).timeout(Duration::from_secs(20));
    call.await.map(|_| ())
}

#[test]
fn an_idle_runtime_does_not_stall_other_runtimes() {
    let there = elsewhere();
    let (idle, other) = (current_thread(), current_thread());
    for _ in 0..3 {
        idle.block_on(async {
            read(&there.clients).await.unwrap();
            write(&there.clients).await.unwrap();
        });
        other.block_on(async {
            read(&there.clients).await.unwrap();
            write(&there.clients).await.unwrap();
        });
    }
    assert_eq!(there.server.connections(), 4, "one for each client on each runtime");
}

#[test]
fn successive_runtimes_leak_nothing() {
    let there = elsewhere();
    for _ in 0..10 {
        let runtime = current_thread();
        runtime.block_on(async {
            write(&there.clients).await.unwrap();
            read(&there.clients).await.unwrap();
        });
        drop(runtime);
    }
    // Also multi-threaded runtimes; the client outlives the last one.
    for _ in 0..3 {
        let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let clients = there.clients.clone();
        runtime.block_on(runtime.spawn(async move { write(&clients).await })).unwrap().unwrap();
    }
    let last = current_thread();
    last.block_on(write(&there.clients)).unwrap();
}

#[test]
fn writes_from_parallel_runtimes_all_succeed() {
    let there = elsewhere();
    thread::scope(|scope| {
        for _ in 0..6 {
            scope.spawn(|| {
                // A new runtime after every few calls, as when workers are replaced.
                for _ in 0..5 {
                    let runtime = current_thread();
                    for _ in 0..20 {
                        runtime.block_on(write(&there.clients)).unwrap();
                    }
                }
            });
        }
    });
    let writes = there.server.recorded().iter().filter(|it| !is_token_request(it)).count();
    assert_eq!(writes, 600);
}

#[test]
fn a_call_moved_to_another_runtime_runs_there() {
    let there = elsewhere();
    let (first, second) = (current_thread(), current_thread());
    first.block_on(write(&there.clients)).unwrap();
    let call = there.clients.admin.list_users(ListUsersRequestDto::new()).into_future();
    second.block_on(async { tokio::spawn(call).await }).unwrap().unwrap();
    second.block_on(write(&there.clients)).unwrap();
}

/// Starts a server that closes each connection shortly after its response to one request.
fn closing(serving: &Runtime) -> (String, Arc<AtomicUsize>) {
    let requests = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&requests);
    let listener = serving.block_on(TcpListener::bind(("127.0.0.1", 0))).unwrap();
    let host = format!("http://{}", listener.local_addr().unwrap());
    serving.spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let count = Arc::clone(&count);
            tokio::spawn(async move {
                if stream.read(&mut [0; 4_096]).await.is_ok_and(|read| read > 0) {
                    count.fetch_add(1, Ordering::SeqCst);
                    let body = response(r#"{"statusCode":200,"message":"ok"}"#);
                    stream.write_all(&body).await.unwrap();
                    tokio::time::sleep(Duration::from_millis(10)).await;
                }
            });
        }
    });
    (host, requests)
}

/// Functions that are frozen between events behave like this.
#[test]
fn connections_closed_during_an_idle_runtime_are_not_reused() {
    let serving = Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let (host, requests) = closing(&serving);
    let app = AuthenticationClient::builder("APP_ID", host).build().unwrap();
    let user = app.with_access_token("TOKEN");
    let runtime = current_thread();
    for _ in 0..10 {
        runtime.block_on(async {
            let call = user.reset_factor(ResetFactorDto::new("FACTOR_ID"));
            call.retry(RetryPolicy::never()).await.unwrap();
        });
        thread::sleep(Duration::from_millis(100));
    }
    assert_eq!(requests.load(Ordering::SeqCst), 10);
}
