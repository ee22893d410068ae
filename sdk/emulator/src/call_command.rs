//! The command `call`: one call against an emulator in this process.

use std::{
    error::Error,
    io::{self, Write},
    path::PathBuf,
    process::ExitCode,
};

use clap::{Args, ValueEnum};
use genauth::Api;
use genauth_emulator::{Emulator, OperationCall, demo};

/// Calls an operation of an emulator in this process, and prints the response.
///
/// The call is made with the credentials that the operation requires: as the user `demo`, by the
/// application APP_ID, or with the access key ACCESS_KEY_ID.
///
/// Prints the request line, the status, and passcodes that were sent to standard error, and the
/// response body to standard output.
#[derive(Debug, Args)]
#[command(after_help = "Use `--help` for examples.", after_long_help = MORE)]
pub struct Arguments {
    /// Name of the operation: `sendEnrollFactorRequest` or `send_enroll_factor_request`.
    operation: String,
    /// API of the operation, required for names that both APIs have.
    #[arg(long)]
    api: Option<ApiName>,
    /// Request body as JSON; `-` reads it from standard input.
    ///
    /// Forms are JSON objects with their fields.
    #[arg(long, value_name = "JSON")]
    body: Option<String>,
    /// Path or query parameter; repeat the name for a list.
    #[arg(long, value_name = "NAME=VALUE", value_parser = pair)]
    param: Vec<(String, String)>,
    /// The seed of IDs, codes and secrets: the same seed produces the same values.
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// A file to save the state in, and to restore it from if the file exists.
    ///
    /// Later calls with the same file see what earlier calls created.
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,
}

const MORE: &str = "\
Each call starts with the user `demo` and nothing else, so the IDs of documented examples do not exist \
and many calls respond with 404. With `--state`, calls build on one another:

  genauth-emulator call createUser --state state.json --body '{\"username\": \"bob\"}'
  genauth-emulator call listUsers --state state.json --body '{}'

Exit codes: 0 if the response body indicates success, 1 if it does not, 2 if an argument is invalid or \
the emulator cannot start.";

/// An API.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum ApiName {
    Authentication,
    Management,
}

impl From<ApiName> for Api {
    fn from(name: ApiName) -> Self {
        match name {
            ApiName::Authentication => Self::Authentication,
            ApiName::Management => Self::Management,
        }
    }
}

fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err("write NAME=VALUE".to_owned()),
    }
}

/// Sends the call. The exit code is that of the program.
pub async fn run(arguments: &Arguments) -> ExitCode {
    match call(arguments).await {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            let _ = writeln!(io::stderr(), "error: {error}");
            ExitCode::from(2)
        }
    }
}

async fn call(arguments: &Arguments) -> Result<bool, Box<dyn Error>> {
    let mut call = OperationCall::new(&arguments.operation, arguments.api.map(Api::from))?;
    for (name, value) in &arguments.param {
        call = call.param(name, value)?;
    }
    call = match arguments.body.as_deref() {
        Some("-") => call.json(&io::read_to_string(io::stdin())?)?,
        Some(body) => call.json(body)?,
        None => call,
    };

    let mut builder = Emulator::builder().seed(arguments.seed).user(demo::USERNAME, demo::SECRET);
    if let Some(file) = &arguments.state {
        builder = builder.state_file(file);
    }
    let emulator = builder.start().await?;
    let before = emulator.outbox().messages().len();
    let sent = call.send(&emulator).await;
    let messages = emulator.outbox().messages();
    emulator.stop().await?;
    let exchange = sent?;

    // The exit code is that of the call, even if the output is closed.
    let mut notes = io::stderr().lock();
    let _ = writeln!(notes, "{} {}", exchange.method, exchange.target);
    let redirect = exchange.location.as_ref().map(|location| format!(", to {location}"));
    let _ = writeln!(notes, "{}{}", exchange.status, redirect.unwrap_or_default());
    for message in messages.iter().skip(before) {
        let _ = writeln!(notes, "{message}");
    }
    if exchange.is_success() && !call.keeps_state() {
        let name = call.operation();
        let _ = writeln!(
            notes,
            "note: the emulator keeps no state for `{name}`; the response is the documented one"
        );
    }
    if !exchange.body.is_empty() {
        let _ = writeln!(io::stdout(), "{exchange}");
    }
    Ok(exchange.is_success())
}
