//! Connections.

use std::{
    convert::Infallible,
    sync::Arc,
    time::{Duration, Instant},
};

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full, combinators::BoxBody};
use hyper::{body::Incoming as Body, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinSet,
};

use super::{dispatch, guard, outcome::Outcome, upgrade};
use crate::{
    events,
    failure::Failure,
    faults::slow_body,
    log::Logged,
    shared::Shared,
    wire::{HttpRequest, HttpResponse},
};

/// Time limit for in-flight requests when the emulator stops.
const SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(5);

/// Serves connections until `stopped` is set.
pub(crate) async fn serve(
    listener: TcpListener,
    shared: Arc<Shared>,
    mut stopped: watch::Receiver<bool>,
) {
    let mut connections = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = stopped.changed() => break,
            Some(_) = connections.join_next() => continue,
        };
        match accepted {
            Ok((stream, peer)) => {
                let peer = peer.ip().to_string();
                let (shared, stopped) = (Arc::clone(&shared), stopped.clone());
                connections.spawn(connection(stream, peer, shared, stopped));
            }
            // Usually out of file descriptors, which become available again.
            Err(_) => tokio::time::sleep(Duration::from_millis(10)).await,
        }
    }
    drop(listener);
    let ended = async { while connections.join_next().await.is_some() {} };
    // Requests that are still in flight after that are canceled.
    let _ = tokio::time::timeout(SHUTDOWN_TIMEOUT, ended).await;
}

/// Error that drops a connection on purpose.
#[derive(Debug)]
struct Dropped;

impl std::fmt::Display for Dropped {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("dropped by fault injection")
    }
}

impl std::error::Error for Dropped {}

async fn connection(
    stream: TcpStream,
    peer: String,
    shared: Arc<Shared>,
    mut stopped: watch::Receiver<bool>,
) {
    // Responses are small; waiting to send several at once only adds latency.
    let _ = stream.set_nodelay(true);
    let timeout = shared.limits.read_timeout;
    let slot = Arc::new(upgrade::Slot::default());
    let upgrades = Arc::clone(&slot);
    let stop = stopped.clone();
    let service = service_fn(move |request: http::Request<Body>| {
        let (shared, peer, slot) = (Arc::clone(&shared), peer.clone(), Arc::clone(&upgrades));
        let mut stop = stop.clone();
        async move {
            if upgrade::is_subscription(request.uri().path()) {
                return tokio::select! {
                    response = subscribe(&shared, request, peer, &slot) => response,
                    _ = stop.changed() => Err(Dropped),
                };
            }
            respond(&shared, request, peer).await
        }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(timeout)
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades();
    tokio::pin!(connection);
    tokio::select! {
        _ = &mut connection => {}
        _ = stopped.changed() => {
            connection.as_mut().graceful_shutdown();
            let _ = connection.as_mut().await;
        }
    }
    if let Some(upgrade::Pending { upgrade, subscriber }) = slot.take()
        && let Ok(io) = upgrade.await
    {
        events::serve(io, subscriber, stopped).await;
    }
}

/// Responds to a request for an event subscription.
async fn subscribe(
    shared: &Shared,
    request: http::Request<Body>,
    peer: String,
    slot: &upgrade::Slot,
) -> Result<http::Response<BoxBody<Bytes, Infallible>>, Dropped> {
    let begun = Instant::now();
    let (method, path) = (request.method().to_string(), request.uri().path().to_owned());
    let (parts, body) = request.into_parts();
    let upgraded = match guard::check(&shared.limits.hosts, &parts) {
        Ok(()) => {
            let request = http::Request::from_parts(parts, body);
            upgrade::respond(shared, request, peer, slot).await
        }
        Err(failure) => upgrade::Upgraded::Refused(dispatch::failed(shared, &failure)),
    };
    let response = match upgraded {
        upgrade::Upgraded::Switching(response) => Ok(response),
        // A body is not read.
        upgrade::Upgraded::Refused(response) => {
            Ok(complete(response.header("connection", "close")))
        }
        upgrade::Upgraded::Dropped => Err(Dropped),
    };
    shared.log.add(|| {
        let status = response.as_ref().ok().map(|response| i64::from(response.status().as_u16()));
        Logged::new(method, &path, None, status, begun.elapsed())
    });
    response
}

async fn respond(
    shared: &Shared,
    request: http::Request<Body>,
    peer: String,
) -> Result<http::Response<BoxBody<Bytes, Infallible>>, Dropped> {
    let begun = Instant::now();
    let (method, path) = (request.method().to_string(), request.uri().path().to_owned());
    let outcome = match read(shared, request, peer).await {
        Ok(request) => dispatch::respond(shared, &request).await,
        Err(failure) => {
            // The rest of the body is not read.
            let response = dispatch::failed(shared, &failure).header("connection", "close");
            Outcome::plain(response)
        }
    };
    if let Some(latency) = outcome.fault.as_ref().and_then(|fault| fault.latency()) {
        tokio::time::sleep(latency).await;
    }
    shared.log.add(|| {
        let is_dropped = outcome.fault.as_ref().is_some_and(|fault| fault.drops());
        let status = (!is_dropped).then_some(outcome.status);
        Logged::new(method, &path, outcome.operation, status, begun.elapsed())
    });
    let Some(fault) = outcome.fault else { return Ok(complete(outcome.response)) };
    if fault.drops() {
        return Err(Dropped);
    }
    Ok(match fault.body_pause() {
        Some(pause) => {
            let (body, response) = (outcome.response.body.clone(), outcome.response);
            with_body(response, slow_body(body, pause).boxed())
        }
        None => complete(outcome.response),
    })
}

/// Reads a request that passes the checks.
async fn read(
    shared: &Shared,
    request: http::Request<Body>,
    peer: String,
) -> Result<HttpRequest, Failure> {
    let (parts, body) = request.into_parts();
    guard::check(&shared.limits.hosts, &parts)?;
    HttpRequest::read(parts, body, peer, shared.limits.read_timeout).await
}

fn complete(response: HttpResponse) -> http::Response<BoxBody<Bytes, Infallible>> {
    let body = Full::new(response.body.clone()).boxed();
    with_body(response, body)
}

fn with_body(
    response: HttpResponse,
    body: BoxBody<Bytes, Infallible>,
) -> http::Response<BoxBody<Bytes, Infallible>> {
    let mut written = http::Response::new(body);
    *written.status_mut() = response.status;
    *written.headers_mut() = response.headers;
    written
}
