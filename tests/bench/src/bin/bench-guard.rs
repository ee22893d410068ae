//! What protection by an access token costs a server: requests per second and processor time per
//! request of the same route with a guard and without one, under 64 connections.
//!
//! ```text
//! cargo run --release -p genauth-bench --bin bench-guard
//! ```
//!
//! The server runs in its own process, on one thread, and reports its own processor time, including
//! the kernel.

use std::{
    env,
    error::Error,
    io::{self, Read as _, Write as _},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use axum::{Router, routing::get};
use bytes::Bytes;
use genauth::{AuthenticationClient, oidc::TokenVerifier};
use genauth_axum::{CurrentUser, Guard};
use genauth_bench::{Issuer, ServerProcess, ready};
use http::{Request, StatusCode, header};
use http_body_util::{BodyExt as _, Empty};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use rustix::time::{ClockId, clock_gettime};
use tokio::{
    net::{TcpListener, TcpStream},
    task::JoinSet,
};

const CONNECTIONS: usize = 64;
const REQUESTS: usize = 100_000;
const ROUNDS: usize = 7;
const CHECKS: u32 = 20_000;

type Failure = Box<dyn Error + Send + Sync>;

#[tokio::main(worker_threads = 1)]
async fn main() -> Result<(), Failure> {
    match env::args().nth(1).as_deref() {
        Some("server") => serve().await,
        _ => measure().await,
    }
}

/// Starts the server, and prints its address and a token.
async fn serve() -> Result<(), Failure> {
    let issuer = Issuer::new()?;
    let host = issuer.serve().await?;
    let token = issuer.token(&host)?;
    let app = AuthenticationClient::builder("APP_ID", host).build()?;
    let verifier = app.token_verifier().build()?;
    verifier.verify_access_token(&token).await?;
    let guard = Guard::with_verifier(&app, verifier.clone());
    let known = token.clone();
    let router = Router::new()
        .route("/protected", get(async |user: CurrentUser| user.id().to_owned()))
        .layer(guard.layer())
        .route("/open", get(async || "USER_ID".to_owned()))
        .route("/cpu", get(async || processor_time().as_nanos().to_string()))
        .route("/check", get(async move || check_cost(&verifier, &known).as_nanos().to_string()));
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    writeln!(io::stdout(), "{} {token}", listener.local_addr()?)?;
    std::thread::spawn(|| {
        let _ = io::stdin().read_to_end(&mut Vec::new());
        std::process::exit(0);
    });
    Ok(axum::serve(listener, router).await?)
}

fn processor_time() -> Duration {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    Duration::new(time.tv_sec.unsigned_abs(), u32::try_from(time.tv_nsec).unwrap_or_default())
}

/// Returns the processor time of one check of a token.
fn check_cost(verifier: &TokenVerifier, token: &str) -> Duration {
    let start = processor_time();
    for _ in 0..CHECKS {
        let _ = std::hint::black_box(ready(verifier.verify_access_token(token)));
    }
    (processor_time() - start) / CHECKS
}

/// The figures of a route.
#[derive(Clone, Copy)]
struct Figures {
    requests_per_second: f64,
    microseconds: f64,
}

async fn measure() -> Result<(), Failure> {
    let server = ServerProcess::start_with(&env::current_exe()?, &["server"])?;
    let (address, token) = server.host().split_once(' ').ok_or("the server printed no address")?;
    let mut clients = Vec::new();
    for _ in 0..CONNECTIONS {
        clients.push(connect(address).await?);
    }
    let mut best: [Option<Figures>; 2] = [None; 2];
    let mut check = f64::INFINITY;
    for round in 0..=ROUNDS {
        for (path, best) in ["/open", "/protected"].into_iter().zip(&mut best) {
            let figures = load(&mut clients, path, token).await?;
            // The first round is a warm-up.
            if round > 0 && best.is_none_or(|best| figures.microseconds < best.microseconds) {
                *best = Some(figures);
            }
        }
        let client = clients.first_mut().ok_or("there are no connections")?;
        check = check.min(number(client, "/check", token).await? / 1e3);
    }
    let [Some(open), Some(protected)] = best else { return Err("there are no rounds".into()) };
    let mut out = io::stdout();
    for (name, figures) in [("without protection", open), ("protected", protected)] {
        let Figures { requests_per_second: rate, microseconds } = figures;
        writeln!(out, "{name:20} {rate:8.0} requests/s {microseconds:7.1} µs of CPU per request")?;
    }
    let added = protected.microseconds - open.microseconds;
    writeln!(out, "{:20} {added:27.1} µs of CPU per request", "added")?;
    writeln!(out, "{:20} {check:27.1} µs of CPU", "verify_access_token")?;
    Ok(())
}

async fn connect(address: &str) -> Result<SendRequest<Empty<Bytes>>, Failure> {
    let stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    let (client, connection) = handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    Ok(client)
}

/// Sends requests on all connections at once.
async fn load(
    clients: &mut Vec<SendRequest<Empty<Bytes>>>,
    path: &'static str,
    token: &str,
) -> Result<Figures, Failure> {
    let client = clients.first_mut().ok_or("there are no connections")?;
    let before = number(client, "/cpu", token).await?;
    let start = Instant::now();
    let sent = Arc::new(AtomicUsize::new(0));
    let mut tasks = JoinSet::new();
    for mut client in clients.drain(..) {
        let (sent, token) = (Arc::clone(&sent), token.to_owned());
        tasks.spawn(async move {
            while sent.fetch_add(1, Ordering::Relaxed) < REQUESTS {
                text(&mut client, path, &token).await?;
            }
            Ok::<_, Failure>(client)
        });
    }
    while let Some(client) = tasks.join_next().await {
        clients.push(client??);
    }
    let elapsed = start.elapsed().as_secs_f64();
    let client = clients.first_mut().ok_or("there are no connections")?;
    let after = number(client, "/cpu", token).await?;
    let requests = REQUESTS as f64;
    Ok(Figures {
        requests_per_second: requests / elapsed,
        microseconds: (after - before) / 1e3 / requests,
    })
}

async fn number(
    client: &mut SendRequest<Empty<Bytes>>,
    path: &str,
    token: &str,
) -> Result<f64, Failure> {
    Ok(std::str::from_utf8(&text(client, path, token).await?)?.parse()?)
}

/// Sends a request. Both routes receive the same fields.
async fn text(
    client: &mut SendRequest<Empty<Bytes>>,
    path: &str,
    token: &str,
) -> Result<Bytes, Failure> {
    let request = Request::builder()
        .uri(path)
        .header(header::HOST, "localhost")
        .header(header::AUTHORIZATION, format!("Bearer {token}"))
        .body(Empty::new())?;
    client.ready().await?;
    let response = client.send_request(request).await?;
    if response.status() != StatusCode::OK {
        return Err(format!("{path}: {}", response.status()).into());
    }
    Ok(response.into_body().collect().await?.to_bytes())
}
