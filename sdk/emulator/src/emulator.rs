//! An emulator, as tests use it.

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
    api::description,
    calls::Recorded,
    clock::Clock,
    demo,
    faults::Faults,
    log::RequestLog,
    outbox::Outbox,
    server::{Hosts, serve},
    shared::{Limits, Shared},
    snapshot,
    state::{World, application::Application, user::User},
    state_file::StateFile,
    tokens::Keys,
    unknown::UnknownOperation,
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
    keeping: Option<JoinHandle<()>>,
    /// Dropped with the emulator, which ends its connections.
    stop: watch::Sender<bool>,
}

/// What an emulator begins with.
#[derive(Clone, Debug, Default)]
pub struct Builder {
    seed: u64,
    port: u16,
    applications: Vec<Application>,
    users: Vec<(String, String)>,
    state_file: Option<PathBuf>,
    hosts: Vec<String>,
    read_timeout: Option<Duration>,
}

impl Emulator {
    /// Starts one on a free port.
    ///
    /// # Errors
    ///
    /// There is no port, or no randomness for a key.
    pub async fn start() -> io::Result<Self> {
        Self::builder().start().await
    }

    /// One that is different from others.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// Its address: `http://127.0.0.1:3000`.
    pub fn host(&self) -> &str {
        &self.shared.host
    }

    /// Its address as numbers.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// A client of the application that every emulator has. It knows the secret.
    pub fn authentication(&self) -> AuthenticationClient {
        self.authentication.clone()
    }

    /// A client of the user pool, by the access key that every emulator has.
    pub fn management(&self) -> ManagementClient {
        self.management.clone()
    }

    /// Its clock.
    pub fn clock(&self) -> &Clock {
        &self.shared.clock
    }

    /// Faults that calls meet.
    pub fn faults(&self) -> &Faults {
        &self.shared.faults
    }

    /// Messages that it sent.
    pub fn outbox(&self) -> Outbox {
        Outbox::new(Arc::clone(&self.shared))
    }

    /// The calls that were made, the oldest first, with secrets hidden. The last 10,000 are kept.
    pub fn calls(&self) -> Vec<Recorded> {
        self.shared.calls.list()
    }

    /// The calls of one operation, by its documented name.
    ///
    /// # Errors
    ///
    /// No operation has this name, so that a misspelled one is not mistaken for "never called".
    pub fn calls_of(&self, operation: &str) -> Result<Vec<Recorded>, UnknownOperation> {
        self.shared.description.check_name(operation)?;
        let mut calls = self.calls();
        calls.retain(|call| call.operation.as_deref() == Some(operation));
        Ok(calls)
    }

    /// Requests from here on, as they are answered.
    pub fn request_log(&self) -> RequestLog {
        self.shared.log.read()
    }

    /// Everything as it was at the start, the clock and the ids included.
    pub fn reset(&self) {
        self.shared.reset();
    }

    /// Saves everything it remembers. The file has secrets in it and is for its owner alone; it is
    /// written whole or not at all.
    ///
    /// # Errors
    ///
    /// It cannot be written.
    pub fn save(&self, path: impl AsRef<Path>) -> io::Result<()> {
        snapshot::save(&self.shared, path.as_ref())
    }

    /// Goes on from what was saved. Tokens that were issued then are good here.
    ///
    /// # Errors
    ///
    /// The file cannot be read, or is none of this version; nothing has changed then.
    pub fn load(&self, path: impl AsRef<Path>) -> io::Result<()> {
        let world = snapshot::load(path.as_ref(), &self.shared.clock)?;
        self.shared.replace(world);
        Ok(())
    }

    /// Ends it: calls that are under way are answered, and a state file is written a last time.
    ///
    /// # Errors
    ///
    /// The state file cannot be written.
    pub async fn stop(self) -> io::Result<()> {
        let Self { shared, state_file, stop, serving, keeping, .. } = self;
        drop(stop);
        serving.await.map_err(io::Error::other)?;
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
    /// What ids, codes and secrets are made of: the same ones for the same seed.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// The port to listen on; a free one unless given.
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Another application, or the first one with other settings.
    pub fn application(mut self, application: Application) -> Self {
        self.applications.push(application);
        self
    }

    /// A user who is there from the start.
    pub fn user(mut self, username: impl Into<String>, password: impl Into<String>) -> Self {
        self.users.push((username.into(), password.into()));
        self
    }

    /// A file that the state is read from, if it is there, and kept in. Changes are on the disk
    /// after a moment; [`stop`](Emulator::stop) writes the last ones. While it cannot be written, for
    /// example because the disk is full, standard error says so, and it is tried again until it can.
    ///
    /// One emulator at a time has the file; a file with `.lock` after its name lies beside it.
    pub fn state_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.state_file = Some(path.into());
        self
    }

    /// Another host that requests may name in `Host`, without a port: that of a proxy in front of the
    /// emulator. Requests that name neither such a host nor loopback are refused, since web pages can
    /// send them.
    pub fn allow_host(mut self, host: impl Into<String>) -> Self {
        self.hosts.push(host.into());
        self
    }

    /// How long a client may take to send the head of a request, and how long for its body; 30 seconds
    /// unless given. Who takes longer is answered with 408, and the connection is closed.
    pub fn read_timeout(mut self, timeout: Duration) -> Self {
        self.read_timeout = Some(timeout);
        self
    }

    /// Starts it on loopback.
    ///
    /// # Errors
    ///
    /// The port is taken, the state file is damaged, in use by another emulator or in a folder that is
    /// missing, or there is no randomness for a key.
    pub async fn start(self) -> io::Result<Emulator> {
        let description = description().map_err(io::Error::other)?;
        let keys = Keys::of_process().map_err(io::Error::other)?;
        let mut world = World::new(self.seed, keys);
        for application in self.applications {
            world.applications.insert(application);
        }
        let clock = Clock::new();
        for (username, password) in self.users {
            let mut user = User::new(world.ids.object_id(), clock.now());
            user.profile.username = Some(username);
            let set = user.set_password(&password, world.ids.bytes(), clock.now());
            let added = set.and_then(|()| world.users.insert(user));
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
        let shared = Arc::new(Shared::new(description, host, world, clock, limits));
        let state_file = match &self.state_file {
            Some(path) => Some(StateFile::open(path).await?),
            None => None,
        };
        if let Some(file) = &state_file
            && let Some(world) = file.read(&shared.clock)?
        {
            shared.replace(world);
        }
        let (stop, stopped) = watch::channel(false);
        let keeping = state_file
            .clone()
            .map(|file| tokio::spawn(file.keep(Arc::clone(&shared), stopped.clone())));
        let serving = tokio::spawn(serve(listener, Arc::clone(&shared), stopped));
        Ok(Emulator {
            shared,
            address,
            authentication,
            management,
            state_file,
            serving,
            keeping,
            stop,
        })
    }
}
