//! An emulator, as tests use it.

use std::{
    io,
    net::{Ipv4Addr, SocketAddr},
    sync::Arc,
};

use genauth::{AuthenticationClient, ManagementClient};
use tokio::{net::TcpListener, sync::watch};

use crate::{
    api::description,
    calls::Recorded,
    clock::Clock,
    demo,
    faults::Faults,
    outbox::Outbox,
    server::serve,
    shared::Shared,
    state::{World, application::Application},
    tokens::Keys,
};

/// A GenAuth server on loopback. It stops when it is dropped.
///
/// ```
/// use genauth_emulator::Emulator;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let emulator = Emulator::start().await?;
/// let page = emulator.management().list_users(Default::default()).await?;
/// assert_eq!(page.total_count, 0);
/// # Ok(())
/// # }
/// ```
pub struct Emulator {
    pub(crate) shared: Arc<Shared>,
    address: SocketAddr,
    authentication: AuthenticationClient,
    management: ManagementClient,
    /// Dropped with the emulator, which ends its connections.
    _stop: watch::Sender<bool>,
}

/// What an emulator begins with.
#[derive(Clone, Debug, Default)]
pub struct Builder {
    seed: u64,
    port: u16,
    applications: Vec<Application>,
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

    /// The calls that were made, the oldest first.
    pub fn calls(&self) -> Vec<Recorded> {
        self.shared.calls.list()
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

    /// Starts it on loopback.
    ///
    /// # Errors
    ///
    /// The port is taken, or there is no randomness for a key.
    pub async fn start(self) -> io::Result<Emulator> {
        let description = description().map_err(io::Error::other)?;
        let keys = Keys::of_process().map_err(io::Error::other)?;
        let mut world = World::new(self.seed, keys);
        for application in self.applications {
            world.applications.insert(application);
        }
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, self.port)).await?;
        let address = listener.local_addr()?;
        let host = format!("http://{address}");
        let app = AuthenticationClient::builder(demo::APP_ID, &host).app_secret(demo::SECRET);
        let authentication = app.build().map_err(io::Error::other)?;
        let key = ManagementClient::builder(demo::ACCESS_KEY_ID, demo::SECRET).host(&host);
        let management = key.build().map_err(io::Error::other)?;
        let shared = Arc::new(Shared::new(description, host, world));
        let (stop, stopped) = watch::channel(false);
        tokio::spawn(serve(listener, Arc::clone(&shared), stopped));
        Ok(Emulator { shared, address, authentication, management, _stop: stop })
    }
}
