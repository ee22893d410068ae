//! From a [`Call`](crate::Call) to the wire and back: building the request, sending it, opening the
//! envelope of the answer.

mod answer;
mod attempt;
mod body;
mod caller;
mod compression;
mod connection;
mod decoded;
mod encode;
mod endpoint;
mod envelope;
mod host;
mod http;
mod limits;
mod middleware;
mod multipart;
mod payload;
mod request;
mod retry;
mod send;
mod settings;
pub(crate) mod splice;
mod time;
mod trace;

pub use answer::Received;
pub(crate) use answer::{check_failure, open_answer};
pub(crate) use caller::{Caller, Identity, hidden};
pub(crate) use connection::Connection;
pub(crate) use decoded::{Decode, Decoded, Payload};
pub(crate) use encode::Parameter;
pub(crate) use endpoint::shown_path;
pub use endpoint::{CustomEndpoint, Endpoint};
pub use envelope::Head;
pub(crate) use host::shown_host;
pub use middleware::{Incoming, Middleware, MiddlewareError, MiddlewareFuture, Outgoing};
pub(crate) use request::{Body, Request};
pub use retry::RetryPolicy;
pub(crate) use retry::{RetryBudget, server_time};
pub(crate) use send::send;
pub use settings::ArrayStyle;
pub(crate) use settings::{HeaderNames, Settings, is_framing, named as header_value, plain_value};
