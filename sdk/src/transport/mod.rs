//! From a [`Call`](crate::Call) to the wire and back: building the request, sending it, opening the
//! envelope of the answer.

mod answer;
mod attempt;
mod caller;
mod compression;
mod connection;
mod encode;
mod endpoint;
mod limits;
mod middleware;
mod multipart;
mod request;
mod retry;
mod send;
mod settings;
pub(crate) mod splice;
mod time;
mod trace;

pub use answer::{Head, Received};
pub(crate) use answer::{check_failure, open_answer};
pub(crate) use caller::{Caller, Identity, hidden};
pub(crate) use connection::Connection;
pub use endpoint::{CustomEndpoint, Endpoint};
pub use middleware::{Incoming, Middleware, MiddlewareError, MiddlewareFuture, Outgoing};
pub(crate) use request::{Body, Parameter, Request};
pub(crate) use retry::RetryBudget;
pub use retry::RetryPolicy;
pub(crate) use send::send;
pub use settings::ArrayStyle;
pub(crate) use settings::{HeaderNames, Settings, is_framing, named as header_value, plain_value};
