//! Events over WebSocket: subscriptions, their connections, and the control for tests.

mod control;
mod fault;
mod hub;
mod socket;

pub use control::Events;
pub(crate) use fault::{AtUpgrade, EventFaults};
pub use fault::{EventFault, PlannedEventFault};
pub(crate) use hub::{Audience, Event, Hub, Subscriber};
pub(crate) use socket::serve;
