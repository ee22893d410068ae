//! The server of the benchmarks: prints its address and serves requests until its input ends.
//!
//! - `/api/v3/get-management-token` returns a token and counts the requests;
//! - `/api/v3/is-user-exists` returns a small response, `/api/v3/list-users` a page of 50 users;
//! - a request with `x-hold: n` is held until `n` of them have arrived;
//! - `/count` returns the number of issued tokens.

use std::{
    convert::Infallible,
    io::{self, Read as _, Write as _},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use bytes::Bytes;
use http::{HeaderValue, Request, Response, StatusCode, header};
use http_body_util::{BodyExt as _, Full};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use tokio::{net::TcpSocket, sync::Notify};

struct State {
    token: Bytes,
    small: Bytes,
    page: Bytes,
    tokens: AtomicUsize,
    held: AtomicUsize,
    release: Notify,
}

#[tokio::main(worker_threads = 1)]
async fn main() -> io::Result<()> {
    let socket = TcpSocket::new_v4()?;
    socket.bind(([127, 0, 0, 1], 0).into())?;
    // Ten thousand calls may begin at once.
    let listener = socket.listen(16_384)?;
    writeln!(io::stdout(), "http://{}", listener.local_addr()?)?;
    std::thread::spawn(|| {
        let _ = io::stdin().read_to_end(&mut Vec::new());
        std::process::exit(0);
    });
    let state = Arc::new(State {
        token: genauth_bench::token().into(),
        small: genauth_bench::small().into(),
        page: genauth_bench::page().into(),
        tokens: AtomicUsize::new(0),
        held: AtomicUsize::new(0),
        release: Notify::new(),
    });
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let state = Arc::clone(&state);
        tokio::spawn(async move {
            let service = service_fn(|request| respond(request, &state));
            // A client that closes the connection is not an error of the server.
            let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
        });
    }
}

async fn respond(
    request: Request<Incoming>,
    state: &State,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let (head, body) = request.into_parts();
    let _ = body.collect().await;
    let hold: Option<usize> =
        head.headers.get("x-hold").and_then(|it| it.to_str().ok()?.parse().ok());
    if let Some(wanted) = hold {
        let released = state.release.notified();
        if state.held.fetch_add(1, Ordering::SeqCst) + 1 == wanted {
            state.held.store(0, Ordering::SeqCst);
            state.release.notify_waiters();
        } else {
            released.await;
        }
    }
    let body = match head.uri.path() {
        "/api/v3/get-management-token" => {
            state.tokens.fetch_add(1, Ordering::SeqCst);
            state.token.clone()
        }
        "/api/v3/is-user-exists" => state.small.clone(),
        "/api/v3/list-users" => state.page.clone(),
        "/count" => state.tokens.load(Ordering::SeqCst).to_string().into(),
        _ => {
            let mut response = Response::new(Full::default());
            *response.status_mut() = StatusCode::NOT_FOUND;
            return Ok(response);
        }
    };
    let mut response = Response::new(Full::new(body));
    let json = HeaderValue::from_static("application/json; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, json);
    Ok(response)
}
