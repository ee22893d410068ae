//! The emulator as a program.

mod call_command;

use std::{
    io::{self, Write},
    path::PathBuf,
    process::ExitCode,
};

use clap::{Parser, Subcommand};
use genauth_emulator::{Emulator, demo};

/// A GenAuth server for first steps and for tests in any language.
///
/// Listens on loopback only. Prints the credentials to use, every request and every message it
/// sends.
#[derive(Debug, Parser)]
#[command(name = "genauth-emulator", version, args_conflicts_with_subcommands = true)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    /// The port to listen on; 0 for a free one.
    #[arg(long, default_value_t = 4400)]
    port: u16,
    /// The seed of IDs, codes and secrets: the same seed produces the same values.
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// A file to save the state in, and to restore it from if the file exists.
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,
    /// Turns off the request log.
    #[arg(long)]
    quiet: bool,
    /// A host other than loopback to allow in `Host`, such as that of a proxy.
    #[arg(long, value_name = "HOST")]
    allow_host: Vec<String>,
}

#[derive(Debug, Subcommand)]
enum Command {
    Call(call_command::Arguments),
}

#[tokio::main]
async fn main() -> ExitCode {
    let cli = Cli::parse();
    if let Some(Command::Call(arguments)) = &cli.command {
        return call_command::run(arguments).await;
    }
    match run(&cli).await {
        Ok(()) => ExitCode::SUCCESS,
        // Standard output is closed.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(cli: &Cli) -> io::Result<()> {
    let mut builder =
        Emulator::builder().port(cli.port).seed(cli.seed).user(demo::USERNAME, demo::SECRET);
    if let Some(path) = &cli.state {
        builder = builder.state_file(path);
    }
    for host in &cli.allow_host {
        builder = builder.allow_host(host);
    }
    let emulator = builder.start().await.map_err(|error| match error.kind() {
        io::ErrorKind::AddrInUse => {
            let port = cli.port;
            let problem = format!("port {port} is in use; choose another one with `--port`, or `--port 0` for a free one");
            io::Error::new(error.kind(), problem)
        }
        _ => error,
    })?;
    greet(&emulator, cli.quiet)?;
    tokio::select! {
        printed = print(&emulator, cli.quiet) => printed?,
        stopped = tokio::signal::ctrl_c() => stopped?,
    }
    emulator.stop().await
}

fn greet(emulator: &Emulator, quiet: bool) -> io::Result<()> {
    let mut out = io::stdout().lock();
    let host = emulator.host();
    writeln!(out, "GenAuth emulator at {host}")?;
    writeln!(out)?;
    writeln!(out, "  application  {}, secret {}", demo::APP_ID, demo::SECRET)?;
    writeln!(out, "  access key   {}, secret {}", demo::ACCESS_KEY_ID, demo::SECRET)?;
    writeln!(out, "  user pool    {}", demo::POOL_ID)?;
    writeln!(out, "  user         {}, password {}", demo::USERNAME, demo::SECRET)?;
    writeln!(out, "  discovery    {host}/oidc/.well-known/openid-configuration")?;
    writeln!(out, "  outbox       {host}/_emulator/outbox")?;
    writeln!(out)?;
    writeln!(out, "Open {host}/ in a browser, or paste this line:")?;
    writeln!(out)?;
    writeln!(out, "{}", demo::curl(host))?;
    writeln!(out)?;
    let requests = if quiet { "" } else { ", and requests as they complete" };
    writeln!(out, "Messages appear here as they are sent{requests}. Press Ctrl-C to stop.")?;
    out.flush()
}

/// Prints messages and requests until the output is closed.
async fn print(emulator: &Emulator, quiet: bool) -> io::Result<()> {
    let mut arrivals = emulator.outbox().arrivals();
    let mut log = (!quiet).then(|| emulator.request_log());
    loop {
        let request = async {
            match &mut log {
                Some(log) => (log.next().await, log.take_missed()),
                None => std::future::pending().await,
            }
        };
        let (line, missed) = tokio::select! {
            message = arrivals.next() => (message.to_string(), 0),
            (request, missed) = request => (request.to_string(), missed),
        };
        let mut out = io::stdout().lock();
        if missed > 0 {
            writeln!(out, "({missed} requests are not shown)")?;
        }
        writeln!(out, "{line}")?;
        out.flush()?;
    }
}
