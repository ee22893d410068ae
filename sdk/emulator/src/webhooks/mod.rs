//! Delivery of webhook requests.

mod sender;
mod task;

pub(crate) use sender::Sender;
pub(crate) use task::{run, sent};
