//! Memory and token requests of many simultaneous calls.
//!
//! ```text
//! cargo run --release -p genauth-bench --bin bench-load
//! ```
//!
//! Ten thousand calls are in flight at once, each on its own connection, and the server responds
//! only after it has received all of them. The limit of open files must allow that; `ulimit -n
//! 20000` does. Memory is read from `/proc`, so this runs on Linux only.

use std::{
    env,
    error::Error,
    fs,
    future::{Future, IntoFuture},
    io::{self, Write as _},
    path::PathBuf,
    process::Command,
    time::{Duration, Instant},
};

use genauth::{ManagementClient, ManagementToken, management::IsUserExistsReqDto};
use genauth_bench::{ServerProcess, by_hand::ByHand};
use tokio::task::JoinSet;

const CALLS: usize = 10_000;
const LIMIT: Duration = Duration::from_secs(120);

type Outcome = Result<(), Box<dyn Error + Send + Sync>>;

#[tokio::main(worker_threads = 1)]
async fn main() -> Outcome {
    let server = ServerProcess::start(&beside("bench-server")?)?;
    match env::args().nth(1).as_deref() {
        None => {
            // Memory freed by one benchmark may still count for the next in the same process.
            for kind in ["by-hand", "genauth", "single-flight"] {
                let status = Command::new(env::current_exe()?).arg(kind).status()?;
                if !status.success() {
                    return Err(format!("{kind} failed").into());
                }
            }
            Ok(())
        }
        Some("by-hand") => {
            let client = ByHand::new(server.host())?;
            client.is_user_exists("alice").await?;
            memory("reqwest by hand", || {
                let client = client.clone();
                async move {
                    client.is_user_exists_held("alice", CALLS).await.map(drop).map_err(Into::into)
                }
            })
            .await
        }
        Some("genauth") => {
            let token = ManagementToken::new("a.e30.c").with_user_pool_id("POOL_ID");
            let client = ManagementClient::with_token_provider(token).host(server.host());
            let client = client.timeout(LIMIT).build()?;
            let call = || client.is_user_exists(IsUserExistsReqDto::new().username("alice"));
            call().await?;
            memory("genauth", || {
                let call = call().header("x-hold", &CALLS.to_string());
                async move { call.await.map(drop).map_err(Into::into) }
            })
            .await
        }
        Some("single-flight") => single_flight(&server).await,
        Some(other) => Err(format!("unknown part {other:?}").into()),
    }
}

/// Returns the program with this name in the folder of this one.
fn beside(name: &str) -> io::Result<PathBuf> {
    Ok(env::current_exe()?.with_file_name(format!("{name}{}", env::consts::EXE_SUFFIX)))
}

/// Makes all calls at once and prints the peak memory per call.
async fn memory<F>(what: &str, call: impl Fn() -> F) -> Outcome
where
    F: Future<Output = Outcome> + Send + 'static,
{
    let before = resident("VmRSS:")?;
    let started = Instant::now();
    let mut calls: JoinSet<Outcome> = (0..CALLS).map(|_| call()).collect();
    while let Some(outcome) = calls.join_next().await {
        outcome??;
    }
    let each = (resident("VmHWM:")? - before) as f64 / CALLS as f64;
    let took = started.elapsed().as_secs_f64();
    writeln!(io::stdout(), "{what}: {CALLS} calls at once took {each:.1} KiB each, {took:.2} s")?;
    Ok(())
}

/// Makes all calls at once with a client that has no token yet.
async fn single_flight(server: &ServerProcess) -> Outcome {
    let client = ManagementClient::builder("ACCESS_KEY_ID", "test-secret").host(server.host());
    let client = client.timeout(LIMIT).build()?;
    let started = Instant::now();
    let mut calls: JoinSet<Result<_, genauth::Error>> = (0..CALLS)
        .map(|_| {
            let call = client.is_user_exists(IsUserExistsReqDto::new().username("alice"));
            call.into_future()
        })
        .collect();
    while let Some(outcome) = calls.join_next().await {
        outcome??;
    }
    let took = started.elapsed().as_secs_f64();
    let tokens: usize =
        reqwest::get(format!("{}/count", server.host())).await?.text().await?.parse()?;
    writeln!(io::stdout(), "genauth: {CALLS} first calls asked for {tokens} token, {took:.2} s")?;
    Ok(())
}

/// Returns a line of `/proc/self/status`, in KiB.
fn resident(name: &str) -> Result<i64, Box<dyn Error + Send + Sync>> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    let text = line.and_then(|line| line.split_whitespace().next());
    Ok(text.ok_or("memory is not known here")?.parse()?)
}
