//! How much an emulator takes: 64 clients at once for some seconds, the SDK in the same process.
//!
//! ```text
//! cargo bench -p genauth-emulator --bench load
//! ```

use std::{
    error::Error,
    io::{self, Write},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use genauth::{authentication::GetProfileParams, management::ListUsersRequestDto};
use genauth_emulator::Emulator;

const CLIENTS: usize = 64;
const SECONDS: u64 = 10;
const PASSWORD: &str = "test-secret";

#[derive(Default)]
struct Counts {
    calls: AtomicU64,
    errors: AtomicU64,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let emulator = Arc::new(Emulator::start().await?);
    let counts = Arc::new(Counts::default());
    let start = Instant::now();
    let clients: Vec<_> = (0..CLIENTS)
        .map(|number| {
            let (emulator, counts) = (Arc::clone(&emulator), Arc::clone(&counts));
            tokio::spawn(async move { client(&emulator, number, &counts).await })
        })
        .collect();
    for client in clients {
        client.await??;
    }
    let seconds = start.elapsed().as_secs_f64();
    let calls = counts.calls.load(Ordering::Relaxed);
    let errors = counts.errors.load(Ordering::Relaxed);
    let rate = calls as f64 / seconds;
    writeln!(
        io::stdout(),
        "{CLIENTS} clients: {calls} calls in {seconds:.1} s, {rate:.0} a second, {errors} errors"
    )?;
    Ok(())
}

/// Signs up and in, then reads as a user and as an administrator until time is up.
async fn client(emulator: &Emulator, number: usize, counts: &Counts) -> Result<(), genauth::Error> {
    let app = emulator.authentication();
    let username = format!("user-{number}");
    app.sign_up_by_username_password(&username, PASSWORD).await?;
    let tokens = app.sign_in_by_username_password(&username, PASSWORD).await?;
    let user = app.with_access_token(tokens.access_token.unwrap_or_default());
    let admin = emulator.management();
    let end = Instant::now() + Duration::from_secs(SECONDS);
    while Instant::now() < end {
        let profile = user.get_profile(GetProfileParams::new()).await.is_ok();
        let users = admin.list_users(ListUsersRequestDto::new()).await.is_ok();
        counts.calls.fetch_add(2, Ordering::Relaxed);
        counts.errors.fetch_add(u64::from(!profile) + u64::from(!users), Ordering::Relaxed);
    }
    Ok(())
}
