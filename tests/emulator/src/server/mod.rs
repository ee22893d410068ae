//! The server: connections, requests, and the way of a call through the emulator.

mod body;
mod dispatch;
mod identify;
mod javascript;
mod reply;
mod request;
mod serve;
mod signature;

pub(crate) use reply::Reply;
pub(crate) use request::Incoming;
pub(crate) use serve::serve;
