//! The clients that programs of guides create, redirected from a nonexistent host to an emulator.

use std::cell::RefCell;
use std::fmt::Display;

pub(super) use ::genauth::*;
use genauth_emulator::Emulator;

thread_local! {
    /// The host of the emulator of the program that runs on this thread.
    static HOST: RefCell<String> = const { RefCell::new(String::new()) };
}

fn host() -> String {
    HOST.with_borrow(Clone::clone)
}

/// Runs the `main` of a program, which creates its own runtime.
pub(super) async fn run<E: Display + 'static>(
    emulator: &Emulator,
    main: fn() -> Result<(), E>,
) -> Result<(), String> {
    let host = emulator.host().to_owned();
    let program = move || {
        HOST.set(host);
        main().map_err(|error| error.to_string())
    };
    tokio::task::spawn_blocking(program).await.unwrap()
}

pub(super) struct AuthenticationClient;

impl AuthenticationClient {
    pub(super) fn from_env() -> Result<::genauth::AuthenticationClient, Error> {
        ::genauth::AuthenticationClient::builder("APP_ID", host()).app_secret("test-secret").build()
    }
}

pub(super) struct ManagementClient;

impl ManagementClient {
    pub(super) fn builder(id: &str, secret: &str) -> ::genauth::ManagementClientBuilder {
        ::genauth::ManagementClient::builder(id, secret).host(host())
    }
}
