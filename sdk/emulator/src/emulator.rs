//! The public API of the emulator.

use std::{
    io,
    net::{Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use genauth::{AuthenticationClient, ManagementClient};
use tokio::{net::TcpListener, sync::watch, task::JoinHandle};

use crate::{
    api::spec,
    calls::Recorded,
    clock::Clock,
    demo,
    events::Events,
    faults::Faults,
    hosts::Hosts,
    log::RequestLog,
    outbox::Outbox,
    server::serve,
    shared::{Limits, Shared},
    single_logout, snapshot,
    state::{State, application::Application, keys::Keys, user::User},
    state_file::StateFile,
    unknown::UnknownOperation,
    webhook_sender::Sender,
    webhooks,
};

/// A GenAuth server on loopback. It stops when it is dropped.
///
/// ```
/// use genauth::management::ListUsersRequestDto;
/// use genauth_emulator::Emulator;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let emulator = Emulator::start().await?;
/// let page = emulator.management().list_users(ListUsersRequestDto::new()).await?;
/// assert_eq!(page.total_count, 0);
/// # Ok(())
/// # }
/// ```
pub struct Emulator {
    pub(crate) shared: Arc<Shared>,
    address: SocketAddr,
    authentication: AuthenticationClient,
    management: ManagementClient,
    state_file: Option<StateFile>,
    serving: JoinHandle<()>,
    sending: JoinHandle<()>,
    informing: JoinHandle<()>,
    keeping: Option<JoinHandle<()>>,
    /// Ends the connections when dropped with the emulator.
    stop: watch::Sender<bool>,
}

/// Options for starting an emulator.
#[derive(Clone, Debug, Default)]
pub struct Builder {
    seed: u64,
    port: u16,
    applications: Vec<Application>,
    users: Vec<(String, String)>,
    state_file: Option<PathBuf>,
    hosts: Vec<String>,
    read_timeout: Option<Duration>,
    webhook_timeout: Option<Duration>,
}

impl Emulator {
    /// Starts an emulator on a free port.
    ///
    /// # Errors
    ///
    /// Returns an error if no port is free, or the system has no randomness for a key.
    pub async fn start() -> io::Result<Self> {
        Self::builder().start().await
    }

    /// Creates a builder for an emulator with other settings.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// Returns the base URL: `http://127.0.0.1:3000`.
    pub fn host(&self) -> &str {
        &self.shared.host
    }

    /// Returns the socket address.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Creates a client of the default application, with its secret.
    pub fn authentication(&self) -> AuthenticationClient {
        self.authentication.clone()
    }

    /// Creates a client of the user pool, with the default access key.
    pub fn management(&self) -> ManagementClient {
        self.management.clone()
    }

    /// Returns the virtual clock.
    pub fn clock(&self) -> &Clock {
        &self.shared.clock
    }

    /// Returns the fault injection for calls.
    pub fn faults(&self) -> &Faults {
        &self.shared.faults
    }

    /// Returns the event subscriptions.
    pub fn events(&self) -> Events {
        Events::new(Arc::clone(&self.shared.hub))
    }

    /// Waits until all webhook requests that are due have been sent, and their responses received.
    /// Retries are due once the virtual clock has reached their time.
    pub async fn webhooks_sent(&self) {
        webhooks::sent(&self.shared).await;
    }

    /// Returns the outbox.
    pub fn outbox(&self) -> Outbox {
        Outbox::new(Arc::clone(&self.shared))
    }

    /// Returns the recorded calls, the oldest first, with secrets hidden. The last 10,000 are kept.
    pub fn calls(&self) -> Vec<Recorded> {
        self.shared.calls.list()
    }

    /// Returns the recorded calls of one operation, by its documented name.
    ///
    /// # Errors
    ///
    /// Returns an error if no operation has this name, so that a misspelled name is not mistaken
    /// for an operation without calls.
    pub fn calls_of(&self, operation: &str) -> Result<Vec<Recorded>, UnknownOperation> {
        self.shared.spec.check_name(operation)?;
        let mut calls = self.calls();
        calls.retain(|call| call.operation.as_deref() == Some(operation));
        Ok(calls)
    }

    /// Returns a log of requests from now on.
    pub fn request_log(&self) -> RequestLog {
        self.shared.log.read()
    }

    /// Restores the initial emulator state, including the clock and the IDs. Faults are removed, and
    /// event subscriptions are dropped.
    pub fn reset(&self) {
        self.shared.reset();
    }

    /// Saves the emulator state. The file contains secrets and is readable by its owner only; it is
    /// written atomically.
    ///
    /// # Errors
    ///
    /// Returns an error if the file cannot be written.
    pub fn save(&self, path: impl AsRef<Path>) -> io::Result<()> {
        snapshot::save(&self.shared, path.as_ref())
    }

    /// Restores a saved emulator state. Tokens issued before the save remain valid.
    ///
    /// # Errors
    ///
    /// Returns an error if the file cannot be read, or has an unsupported version; the emulator
    /// state is unchanged then.
    pub fn load(&self, path: impl AsRef<Path>) -> io::Result<()> {
        let state = snapshot::load(path.as_ref(), &self.shared.clock)?;
        self.shared.replace(state);
        Ok(())
    }

    /// Stops the emulator: completes in-flight requests, and writes the state file one last time.
    ///
    /// # Errors
    ///
    /// Returns an error if the state file cannot be written.
    pub async fn stop(self) -> io::Result<()> {
        let Self { shared, state_file, stop, serving, sending, informing, keeping, .. } = self;
        drop(stop);
        serving.await.map_err(io::Error::other)?;
        sending.await.map_err(io::Error::other)?;
        informing.await.map_err(io::Error::other)?;
        if let Some(keeping) = keeping {
            keeping.await.map_err(io::Error::other)?;
        }
        match state_file {
            Some(file) => file.save(&shared),
            None => Ok(()),
        }
    }
}

impl Builder {
    /// Sets the seed of IDs, codes and secrets: the same seed produces the same values.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Sets the port to listen on; a free one by default.
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Adds an application, or replaces the default one with other settings.
    pub fn application(mut self, application: Application) -> Self {
        self.applications.push(application);
        self
    }

    /// Adds an initial user.
    pub fn user(mut self, username: impl Into<String>, password: impl Into<String>) -> Self {
        self.users.push((username.into(), password.into()));
        self
    }

    /// Sets a file that the emulator state is read from, if it exists, and saved to. Changes are
    /// written shortly after they happen; [`stop`](Emulator::stop) writes the last ones. While the
    /// file cannot be written, for example because the disk is full, the emulator reports it on
    /// standard error and retries.
    ///
    /// Only one emulator at a time can use the file; it is locked by a `.lock` file beside it.
    pub fn state_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.state_file = Some(path.into());
        self
    }

    /// Allows another host in the `Host` header, without a port: that of a proxy in front of the
    /// emulator. Requests that name neither such a host nor loopback are rejected, since web pages
    /// can send them.
    pub fn allow_host(mut self, host: impl Into<String>) -> Self {
        self.hosts.push(host.into());
        self
    }

    /// Sets the time limits for sending the head and the body of a request; 30 seconds each by
    /// default. A slower request fails with 408, and the connection is closed.
    pub fn read_timeout(mut self, timeout: Duration) -> Self {
        self.read_timeout = Some(timeout);
        self
    }

    /// Sets the time limit for a webhook request and its response; 10 seconds by default.
    pub fn webhook_timeout(mut self, timeout: Duration) -> Self {
        self.webhook_timeout = Some(timeout);
        self
    }

    /// Starts the emulator on loopback.
    ///
    /// # Errors
    ///
    /// Returns an error if the port is taken; if the state file is damaged, in use by another
    /// emulator or in a missing folder; or if the system has no randomness for a key.
    pub async fn start(self) -> io::Result<Emulator> {
        let spec = spec().map_err(io::Error::other)?;
        let keys = Keys::of_process().map_err(io::Error::other)?;
        let mut state = State::new(self.seed, keys);
        for application in self.applications {
            state.applications.insert(application);
        }
        let clock = Clock::new();
        for (username, password) in self.users {
            let mut user = User::new(state.ids.object_id(), clock.now());
            user.profile.username = Some(username);
            let set = user.set_password(&password, state.ids.bytes(), clock.now());
            let added = set.and_then(|()| state.users.insert(user));
            added.map_err(|failure| io::Error::other(failure.message))?;
        }
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, self.port)).await?;
        let address = listener.local_addr()?;
        let host = format!("http://{address}");
        let app = AuthenticationClient::builder(demo::APP_ID, &host).app_secret(demo::SECRET);
        let authentication = app.build().map_err(io::Error::other)?;
        let key = ManagementClient::builder(demo::ACCESS_KEY_ID, demo::SECRET).host(&host);
        let management = key.build().map_err(io::Error::other)?;
        let usual = Limits::default();
        let limits = Limits {
            hosts: Hosts::new(self.hosts),
            read_timeout: self.read_timeout.unwrap_or(usual.read_timeout),
        };
        let sender = Sender::new(self.webhook_timeout).map_err(io::Error::other)?;
        let shared = Arc::new(Shared::new(spec, host, state, clock, limits, sender));
        let state_file = match &self.state_file {
            Some(path) => Some(StateFile::open(path).await?),
            None => None,
        };
        if let Some(file) = &state_file
            && let Some(state) = file.read(&shared.clock)?
        {
            shared.replace(state);
        }
        let (stop, stopped) = watch::channel(false);
        let keeping = state_file
            .clone()
            .map(|file| tokio::spawn(file.keep(Arc::clone(&shared), stopped.clone())));
        let sending = tokio::spawn(webhooks::run(Arc::clone(&shared), stopped.clone()));
        let informing = tokio::spawn(single_logout::run(Arc::clone(&shared), stopped.clone()));
        let serving = tokio::spawn(serve(listener, Arc::clone(&shared), stopped));
        Ok(Emulator {
            shared,
            address,
            authentication,
            management,
            state_file,
            serving,
            sending,
            informing,
            keeping,
            stop,
        })
    }
}
