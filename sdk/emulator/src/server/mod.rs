//! The server: connections, requests, and the processing of calls.

mod aliases;
mod basic;
mod body;
mod dispatch;
mod guard;
mod identify;
mod javascript;
mod outcome;
mod protocol;
mod route;
mod serve;
mod signature;
mod upgrade;

pub(crate) use serve::serve;
