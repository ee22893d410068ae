//! The control of event subscriptions for tests.

use std::sync::Arc;

use serde_json::Value;

use super::{Audience, Event, Hub, PlannedEventFault};
use crate::state::events::is_system;

/// The event subscriptions of an emulator: sends events, and injects faults.
///
/// ```
/// # use serde_json::json;
/// # async fn example(emulator: genauth_emulator::Emulator) {
/// let events = emulator.events();
/// events.wait_for_connections(1).await;
/// events.emit("custom_app.ordered", json!({"order": 7}));
/// events.drop_connections();
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Events(Arc<Hub>);

impl Events {
    pub(crate) fn new(hub: Arc<Hub>) -> Self {
        Self(hub)
    }

    /// Sends an event to its subscribers; the event need not be defined. Users receive system
    /// events (`authing.…`) only if `userId` in the data is their ID.
    ///
    /// An emulator keeps 16,384 events for a slow subscriber; beyond them, it sends what waits and
    /// closes the connection with code 1013. [`EventFault::Flood`](crate::EventFault::Flood) has no
    /// such limit.
    pub fn emit(&self, code: &str, data: Value) {
        let audience = match (is_system(code), data["userId"].as_str()) {
            (false, _) => Audience::Everyone,
            (true, Some(user_id)) => Audience::User(user_id.to_owned()),
            (true, None) => Audience::Administrators,
        };
        self.0.publish(&Event { code: code.to_owned(), data, audience, identifiers: Vec::new() });
    }

    /// Returns the number of open connections.
    pub fn connections(&self) -> usize {
        *self.0.count().borrow()
    }

    /// Waits until exactly this many connections are open.
    pub async fn wait_for_connections(&self, count: usize) {
        let mut open = self.0.count();
        // The sender lives as long as the hub.
        let _ = open.wait_for(|open| *open == count).await;
    }

    /// Drops all connections, without close frames, and connection attempts that a fault stalls.
    pub fn drop_connections(&self) {
        self.0.drop_connections();
    }

    /// Plans a fault of subscriptions to one event, by its code without a query.
    pub fn on(&self, code: &str) -> PlannedEventFault {
        self.0.faults.planned(Some(code.to_owned()))
    }

    /// Plans a fault of all subscriptions.
    pub fn everywhere(&self) -> PlannedEventFault {
        self.0.faults.planned(None)
    }

    /// Removes all faults of subscriptions. A connection without pongs or in silence remains so.
    pub fn clear_faults(&self) {
        self.0.faults.clear();
    }
}
