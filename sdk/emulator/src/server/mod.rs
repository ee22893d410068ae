//! The server: connections, requests, and the processing of calls.

mod aliases;
mod basic;
mod body;
mod dispatch;
mod guard;
mod identify;
mod javascript;
mod protocol;
mod serve;
mod signature;
mod upgrade;

pub(crate) use serve::serve;
