//! WebSocket servers on loopback, for tests of events: a scripted one, and `ws` of npm.

mod clients;
pub mod frame;
mod incoming;
mod peer;
mod server;
mod ws_server;

pub use clients::{TOKEN, admin, event, user};
pub use incoming::Incoming;
pub use peer::Peer;
pub use server::Server;
pub use ws_server::WsServer;
