//! The server: connections, requests, and the processing of calls.

mod aliases;
mod basic;
mod body;
mod dispatch;
mod guard;
mod identify;
mod javascript;
mod multipart;
mod protocol;
mod request;
mod response;
mod serve;
mod signature;

pub(crate) use guard::{Hosts, is_loopback};
pub(crate) use identify::signed_in;
pub use multipart::File;
pub(crate) use request::Incoming;
pub(crate) use response::HttpResponse;
pub(crate) use serve::serve;
