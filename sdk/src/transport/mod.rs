//! The path of a [`Call`](crate::Call) to the wire and back: building the request, sending it,
//! opening the envelope of the response.

mod attempt;
mod body;
mod compression;
mod connection;
mod context;
mod decoded;
mod encode;
mod envelope;
#[cfg(feature = "event")]
mod event_host;
mod host;
mod http;
mod identity;
mod limits;
mod multipart;
mod open;
mod payload;
mod request;
mod retry_after;
mod retry_budget;
mod send;
pub(crate) mod splice;
mod time;
mod token;
mod trace;

pub(crate) use connection::Connection;
pub(crate) use context::RequestContext;
pub(crate) use decoded::{Decode, Decoded, Payload};
pub(crate) use encode::Parameter;
pub use envelope::Head;
#[cfg(feature = "oidc")]
pub(crate) use host::is_loopback;
pub(crate) use host::shown_host;
pub(crate) use identity::{Identity, RequestParts};
#[cfg(feature = "oidc")]
pub(crate) use open::check_oauth_failure;
pub(crate) use open::{check_failure, open_response};
pub(crate) use request::{Body, Request};
#[cfg(feature = "event")]
pub(crate) use retry_after::retry_after;
pub(crate) use retry_after::server_time;
pub(crate) use send::send;
pub use token::{ManagementToken, TokenFuture, TokenProvider};
