//! From a [`Call`](crate::Call) to the wire and back: building the request, sending it, opening the
//! envelope of the answer.

mod answer;
mod connection;
mod request;
mod retry;
mod send;

pub use answer::{Head, Received};
pub(crate) use answer::{check_failure, open_answer};
pub(crate) use connection::{Caller, Connection, Identity, Settings};
pub(crate) use request::Request;
pub use retry::RetryPolicy;
pub(crate) use send::send;
